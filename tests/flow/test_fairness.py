"""A line told by its journal: hours on the tape, turns, what was to expect, and why somebody was passed over."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.flow.builders import World, dealership, lead, limited, mail, person
from tests.flow.history import live
from uptape.clock import FixedClock
from uptape.core.fairness import Standing
from uptape.core.hours import Hours
from uptape.flow import hands
from uptape.flow.availability import say
from uptape.flow.fairness import fairness
from uptape.store import views
from uptape.store.engine import Store

DAY = Hours("America/Los_Angeles", (((9 * 60, 17 * 60),),) * 7)


def by_name(found: list[Standing]) -> dict[str, Standing]:
    return {one.member: one for one in found}


def test_all_who_are_there_all_day_are_even(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership())
    begin = clock.now()
    for number in range(11):
        clock.advance(timedelta(minutes=10))
        world.arrive(mail(lead(f"Pat Nr{number}"), message_id=f"m{number}"))
    found = by_name(fairness(store, world.dealership, "main", begin))
    assert [found[key].turns for key in ("ana", "bob", "cy", "dee")] == [3, 3, 3, 2]
    assert {one.expected for one in found.values()} == {11 / 4}
    assert {one.verdict for one in found.values()} == {"even"}
    assert {one.on_tape for one in found.values()} == {timedelta(minutes=110)}


def test_absence_limits_and_hands_are_told_with_their_reasons(store: Store, clock: FixedClock) -> None:
    people = [person("ana"), limited("bob", day=1), person("cy")]
    world = World(store, clock, dealership(people, hours=DAY))  # it is 10:00
    begin = clock.now()
    say(store, world.dealership, "ana", "busy", "ana", until=clock.now() + timedelta(hours=1))
    for number in range(4):
        clock.advance(timedelta(minutes=5))
        world.arrive(mail(lead(f"Pat Nr{number}"), message_id=f"m{number}"))
    clock.advance(timedelta(hours=3))
    world.arrive(mail(lead("Pat Nr0", comments="again"), message_id="again"))  # bob's customer: no turn
    first = next(line["lead_id"] for line in world.lines() if line["assigned_to"] == "cy")
    hands.assign_lead(store, world.dealerships, first, "ana", "kim", "asked for her")
    found = by_name(fairness(store, world.dealership, "main", begin))
    ana, bob, cy = found["ana"], found["bob"], found["cy"]
    assert (bob.turns, bob.without_turn, bob.skips) == (1, 1, {"at the limit (day)": 2})
    assert (cy.turns, round(cy.expected, 1)) == (2, 3.3)  # what was taken away is no turn of his
    assert (ana.turns, ana.by_hand, ana.skips) == (1, 1, {"busy": 4})
    assert ana.on_tape == timedelta(hours=2, minutes=20)
    assert bob.on_tape == timedelta(hours=3, minutes=20)


def test_expected_turns_are_all_turns_and_nothing_is_written(store: Store, clock: FixedClock) -> None:
    clock.set(datetime.fromisoformat("2026-10-20T07:00:00+00:00"))
    world = World(store, clock, dealership([person("ana"), limited("bob", day=3), person("cy")], hours=DAY))
    begin = clock.now()
    live(world, 40, 2)
    with store.read() as unit:
        before = list(views.leads_and_mails(unit))
    found = fairness(store, world.dealership, "main", begin)
    taken = sum(one.turns + one.given_back for one in found)
    assert taken == round(sum(one.expected for one in found), 6) > 20
    with store.read() as unit:
        assert list(views.leads_and_mails(unit)) == before
