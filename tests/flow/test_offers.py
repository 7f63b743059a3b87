"""Offers: held out until a deadline, one taker, everybody asked once, no penalty for what is nobody's fault."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.flow.builders import World, dealership, lead, mail, person
from uptape.clock import FixedClock
from uptape.core.errors import Refused
from uptape.core.hours import Hours
from uptape.core.leads import Vehicle
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.drain import drain
from uptape.flow.hands import assign_lead
from uptape.flow.offering import accept, lapse, pass_on
from uptape.store.engine import Store

FIVE = timedelta(minutes=5)
NINE_TO_FIVE = Hours("America/Los_Angeles", (((9 * 60, 17 * 60),),) * 7)


def floor(store: Store, clock: FixedClock, *keys: str, hours: Hours | None = None, **pool: Any) -> World:
    """A floor whose pool makes offers of five minutes."""
    people = [person(key) for key in keys or ("ana", "bob", "cy")]
    return World(store, clock, dealership(people=people, hours=hours, pool={"accept_within": FIVE, **pool}))


def arrive(world: World, *names: str) -> None:
    """A lead of each of these customers."""
    for name in names:
        world.arrive(mail(lead(name), message_id=name))


def first(world: World) -> str:
    """The id of the first lead."""
    return str(world.lines()[0]["lead_id"])


def tick(world: World, span: timedelta = FIVE) -> None:
    """Time passes, and the daemon's tick comes."""
    world.clock.advance(span)  # type: ignore[attr-defined]
    lapse(world.store, world.dealerships)
    drain(world.store, world.dealerships)
    world.settle()


def told(world: World, who: str) -> list[str]:
    """The kinds of what somebody was told, each once."""
    return list(dict.fromkeys(text for member, text in world.phone.sent if member == who))


def holds(world: World) -> None:
    """Every invariant holds."""
    assert audit(world.store, world.dealerships) == []


def test_an_accepted_offer_is_an_assignment_and_the_turn_was_taken(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Pat Doe")
    assert (world.statuses(), world.taken()) == (["offered"], [None])
    assert world.line() == ["bob", "cy", "ana"]
    assert told(world, "ana") == ["offer Pat D."]
    holds(world)
    accept(store, world.dealerships, first(world), "ana", "ana")
    world.settle()
    assert (world.statuses(), world.taken()) == (["assigned"], ["ana"])
    assert told(world, "ana") == ["offer Pat D.", "assigned Pat Doe"]
    assert world.line() == ["bob", "cy", "ana"]
    holds(world)


def test_passed_or_lapsed_uses_the_turn_and_asks_the_next(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Pat Doe")
    pass_on(store, world.dealerships, first(world), "ana", "ana")
    world.settle()
    assert told(world, "bob") == ["offer Pat D."]
    assert world.line() == ["cy", "ana", "bob"]
    tick(world)
    assert told(world, "cy") == ["offer Pat D."]
    holds(world)
    with pytest.raises(Refused, match="lapsed"):
        accept(store, world.dealerships, first(world), "bob", "bob")
    accept(store, world.dealerships, first(world), "cy", "cy")
    assert world.taken() == ["cy"]
    holds(world)


def test_after_one_round_of_everybody_the_managers_have_it(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana", "bob")
    arrive(world, "Pat Doe")
    tick(world)
    tick(world)
    assert world.statuses() == ["review"]
    assert "review Pat Doe" in told(world, "kim")
    holds(world)


@pytest.mark.parametrize("unaccepted", ["manager", "claim"])
def test_unaccepted_may_go_to_the_managers_or_to_all_at_once(store: Store, clock: FixedClock, unaccepted: str) -> None:
    world = floor(store, clock, unaccepted=unaccepted)
    arrive(world, "Pat Doe")
    tick(world)
    if unaccepted == "manager":
        assert world.statuses() == ["review"]
    else:
        assert world.statuses() == ["offered"]
        assert told(world, "cy") == ["offer Pat D."]
        accept(store, world.dealerships, first(world), "ana", "ana")
        assert world.taken() == ["ana"]
    holds(world)


def test_who_goes_out_or_whose_shift_ends_hands_back_without_penalty(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Pat Doe")
    say(store, world.dealership, "ana", "busy", "ana", until=clock.now() + timedelta(hours=1))
    assert world.line() == ["ana", "cy", "bob"]
    world.settle()
    assert told(world, "bob") == ["offer Pat D."]
    holds(world)


def test_an_offer_ends_with_the_shift_and_waits_for_the_next(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana", hours=NINE_TO_FIVE)
    clock.advance(timedelta(hours=6, minutes=57))  # 16:57
    arrive(world, "Pat Doe")
    assert world.statuses() == ["offered"]
    tick(world, timedelta(minutes=3))
    assert world.statuses() == ["queued"]
    assert world.lines()[0]["assigned_to"] is None
    holds(world)
    tick(world, timedelta(hours=16))
    assert world.statuses() == ["offered"]
    assert world.line() == ["ana"]
    accept(store, world.dealerships, first(world), "ana", "ana")
    holds(world)


def test_with_under_two_minutes_of_a_shift_left_the_next_is_asked(store: Store, clock: FixedClock) -> None:
    early = Hours("America/Los_Angeles", (((0, 10 * 60 + 1),),) * 7)
    people = [person("ana", hours=early), person("bob")]
    world = World(store, clock, dealership(people=people, pool={"accept_within": FIVE}))
    arrive(world, "Pat Doe")
    assert told(world, "bob") == ["offer Pat D."]
    assert told(world, "ana") == []


def test_in_claim_mode_the_first_to_accept_gets_it_and_the_turn(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, mode="claim")
    arrive(world, "Pat Doe")
    assert world.line() == ["ana", "bob", "cy"]
    assert all(told(world, key) == ["offer Pat D."] for key in ("ana", "bob", "cy"))
    accept(store, world.dealerships, first(world), "bob", "bob")
    world.settle()
    with pytest.raises(Refused, match="gone: Bob Stone has it"):
        accept(store, world.dealerships, first(world), "cy", "cy")
    assert world.taken() == ["bob"]
    assert world.line() == ["ana", "cy", "bob"]
    assert told(world, "cy") == ["offer Pat D.", "told Pat D."]
    holds(world)


def test_what_nobody_claims_in_time_goes_to_the_managers(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, mode="claim")
    arrive(world, "Pat Doe")
    tick(world)
    assert world.statuses() == ["review"]
    assert world.line() == ["ana", "bob", "cy"]
    holds(world)


def test_a_customers_further_enquiry_goes_with_the_lead_on_offer(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Pat Doe")
    clock.advance(timedelta(minutes=1))
    kia = (Vehicle("buy", None, 2019, "Kia", "Soul"),)
    world.arrive(mail(lead("Pat Doe", vehicles=kia), message_id="2"))
    assert world.statuses() == ["offered", "queued"]
    tick(world, timedelta(minutes=1))
    assert world.statuses() == ["offered", "queued"]
    holds(world)
    accept(store, world.dealerships, first(world), "ana", "ana")
    assert world.taken() == ["ana", "ana"]
    assert world.line() == ["bob", "cy", "ana"]
    holds(world)


def test_a_hand_over_takes_back_the_offer(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Pat Doe")
    assign_lead(store, world.dealerships, first(world), "cy", "kim", "knows her")
    assert world.taken() == ["cy"]
    assert world.line() == ["ana", "bob", "cy"]
    holds(world)


def test_a_warning_comes_before_the_deadline(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, warn_before=timedelta(minutes=1))
    arrive(world, "Pat Doe")
    tick(world, timedelta(minutes=4))
    assert told(world, "ana")[-1].startswith("notice")
    assert world.statuses() == ["offered"]
    tick(world, timedelta(seconds=1))
    assert len([text for text in told(world, "ana") if text.startswith("notice")]) == 1


def test_of_many_who_accept_at_once_exactly_one_wins(store: Store, clock: FixedClock) -> None:
    keys = tuple("abcdefgh")
    world = floor(store, clock, *keys, mode="claim")
    arrive(world, "Pat Doe", "Sam Roe")
    leads = [line["lead_id"] for line in world.lines()]
    won: list[tuple[str, str]] = []
    start = threading.Barrier(len(keys))

    def grab(key: str) -> None:
        start.wait()
        for one in leads:
            try:
                accept(store, world.dealerships, one, key, key)
            except Refused:
                continue
            won.append((one, key))

    threads = [threading.Thread(target=grab, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one for one, _ in won) == sorted(leads)
    holds(world)
