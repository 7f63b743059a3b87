"""An offer's clock: it begins when the provider took the alert, and no outage of ours costs anybody a turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.flow.builders import Phone, World
from tests.flow.test_offers import FIVE, NINE_TO_FIVE, arrive, first, floor, holds, tick
from uptape.clock import FixedClock
from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.flow.offering import accept, lapse
from uptape.store import offers
from uptape.store.engine import Store

MINUTE = timedelta(minutes=1)


class Moody(Phone):
    """A provider that answers as it is told, and keeps the end that each offer's text names."""

    def __init__(self, answer: Callable[[OutboxEntry], Outcome]) -> None:
        super().__init__()
        self.answer = answer
        self.ends: list[datetime | None] = []

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:  # type: ignore[override]
        """Answers by its mood."""
        if entry.kind == "offer":
            outcome = self.answer(entry)
            if isinstance(outcome, Sent):
                self.ends.append(entry.facts.offer_until)
            return outcome
        return super().send(entry, text)


def held(world: World) -> list[tuple[str, datetime | None, datetime | None]]:
    """What is held out now: to whom, since when the time runs, until when."""
    with world.store.read() as unit:
        return [(offer.member, offer.begun_at, offer.until) for offer in offers.all_open(unit)]


def test_the_time_runs_from_when_the_provider_took_the_alert(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    down: list[Outcome] = [Deferred("the provider is down")]
    world.phone = phone = Moody(lambda _: down[0] if down else Sent("p"))
    world.restart()
    arrive(world, "Pat Doe")
    made = clock.now()
    assert held(world) == [("ana", None, made + FIVE)]
    clock.advance(3 * MINUTE)
    down.clear()
    world.settle()
    assert held(world) == [("ana", made + 3 * MINUTE, made + 8 * MINUTE)]
    assert phone.ends == [made + 8 * MINUTE] * 2  # each way names the end that holds
    tick(world, 4 * MINUTE)
    accept(store, world.dealerships, first(world), "ana", "ana")  # seven minutes after the decision
    assert world.taken() == ["ana"]
    holds(world)


def test_the_first_way_that_is_taken_begins_the_time(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    world.phone = Moody(lambda entry: Sent("p") if entry.channel == "email" else Deferred("slow"))
    world.restart()
    arrive(world, "Pat Doe")
    begun = clock.now()
    world.phone = Moody(lambda _: Sent("p"))
    world.restart()
    clock.advance(2 * MINUTE)
    world.settle()
    assert held(world) == [("ana", begun, begun + FIVE)]


def test_what_was_never_delivered_is_taken_back_without_penalty_and_not_held_out_again(
    store: Store, clock: FixedClock
) -> None:
    world = floor(store, clock)
    world.phone = Moody(lambda entry: Declined("no such number") if entry.facts.member == "ana" else Sent("p"))
    world.restart()
    arrive(world, "Pat Doe")
    tick(world, timedelta(seconds=1))
    assert [who for who, *_ in held(world)] == ["bob"]
    assert world.line() == ["ana", "cy", "bob"]  # her spot is hers still
    tick(world)  # bob lets it lapse, cy is asked
    assert [who for who, *_ in held(world)] == ["cy"]
    tick(world)
    assert world.statuses() == ["review"]  # everybody was asked once
    holds(world)


def test_an_alert_that_no_provider_takes_in_time_costs_no_turn(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    world.phone = Moody(lambda entry: Deferred("down") if entry.facts.member == "ana" else Sent("p"))
    world.restart()
    arrive(world, "Pat Doe")
    tick(world)
    assert [who for who, *_ in held(world)] == ["bob"]
    assert world.line()[0] == "ana"
    holds(world)


def test_an_end_that_came_while_we_were_away_costs_no_turn(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Pat Doe")
    assert world.line() == ["bob", "cy", "ana"]
    clock.advance(20 * MINUTE)  # nobody ran meanwhile
    world.restart()
    lapse(store, world.dealerships)
    world.settle()
    assert world.line() == ["bob", "cy", "ana"]
    assert held(world) == [("ana", clock.now(), clock.now() + FIVE)]  # asked again, from the start
    tick(world)
    assert [who for who, *_ in held(world)] == ["bob"]  # now she let it lapse
    holds(world)


def test_the_time_runs_in_opening_hours_and_ends_with_the_shift(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, hours=NINE_TO_FIVE, accept_within=timedelta(minutes=20))
    clock.set(datetime.fromisoformat("2026-11-23T16:50:00-08:00"))
    arrive(world, "Pat Doe")
    five = datetime.fromisoformat("2026-11-23T17:00:00-08:00")
    assert held(world) == [("ana", clock.now(), five)]
    tick(world, 10 * MINUTE)
    assert world.statuses() == ["queued"]
    assert world.line()[0] == "ana"
    holds(world)


def test_a_claim_begins_for_each_when_their_alert_is_taken(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, mode="claim")
    world.phone = Moody(lambda entry: Declined("no such number") if entry.facts.member == "bob" else Sent("p"))
    world.restart()
    arrive(world, "Pat Doe")
    tick(world, MINUTE)
    assert [who for who, *_ in held(world)] == ["ana", "cy"]
    accept(store, world.dealerships, first(world), "cy", "cy")
    assert world.taken() == ["cy"]
    holds(world)
