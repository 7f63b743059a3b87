"""Messages go out at least once, in normal running once; what fails goes the next way and is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.flow.builders import Phone, World, dealership, lead, mail, person
from uptape.clock import FixedClock
from uptape.core.dealership import Way
from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.flow.dispatch import Dispatcher
from uptape.store import optouts, views
from uptape.store.engine import Store


class Moody(Phone):
    """A channel that answers as it is told, then takes everything."""

    def __init__(self, *moods: Outcome | Exception, found: Callable[[], Outcome | None] = lambda: None) -> None:
        super().__init__()
        self.moods = list(moods)
        self.found = found
        self.asked = 0

    def send(self, entry: OutboxEntry, text: Text) -> Any:
        """The next mood."""
        if self.moods:
            mood = self.moods.pop(0)
            if isinstance(mood, Exception):
                raise mood
            return mood
        return super().send(entry, text)

    def look_up(self, entry: OutboxEntry, text: Text) -> Any:
        """What the provider knows."""
        self.asked += 1
        return self.found()


def world_of(store: Store, clock: FixedClock, phone: Phone, *ways: Way) -> World:
    """One salesperson with these ways, after one lead."""
    world = World(store, clock, dealership(people=[person("ana", alerts=ways or (Way("sms"),))]))
    world.phone = phone
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    return world


def states(world: World) -> list[tuple[str, str, int]]:
    """Channel, state and attempts of each message."""
    with world.store.read() as unit:
        return [(line["channel"], line["state"], line["attempts"]) for line in views.outbox_lines(unit)]


@pytest.mark.parametrize("mood", [Deferred("busy"), RuntimeError("who knows")])
def test_a_failure_is_tried_again_within_five_seconds(
    store: Store, clock: FixedClock, mood: Outcome | Exception
) -> None:
    phone = Moody(mood)
    world = world_of(store, clock, phone)
    assert states(world)[0][1] in {"due", "unknown"}
    clock.advance(timedelta(seconds=5))
    world.settle()
    assert states(world) == [("sms", "sent", 2)]
    assert len(phone.sent) == 1


def test_a_lost_answer_is_looked_up_before_anything_is_sent_twice(store: Store, clock: FixedClock) -> None:
    phone = Moody(Deferred("timeout", unknown=True), found=lambda: Sent("SM1"))
    world = world_of(store, clock, phone)
    clock.advance(timedelta(seconds=5))
    world.settle()
    assert states(world) == [("sms", "sent", 2)]
    assert (phone.asked, phone.sent) == (1, [])


def test_a_worker_killed_while_sending_is_looked_up_too(store: Store, clock: FixedClock) -> None:
    phone = Moody()
    world = World(store, clock, dealership(people=[person("ana", alerts=(Way("sms"),))]))
    world.phone = phone
    world.accept(mail(lead("Pat Doe"), message_id="1"), "main")
    world.distributor.step()
    from uptape.store import outbox

    with store.write() as unit:
        outbox.claim(unit, "dead worker", clock.now(), timedelta(seconds=60), 5)
        unit.commit()
    world.settle()
    assert phone.sent == []
    clock.advance(timedelta(seconds=61))
    world.settle()
    assert (phone.asked, len(phone.sent)) == (1, 1)
    assert states(world) == [("sms", "sent", 2)]


def test_what_is_declined_takes_its_fall_back(store: Store, clock: FixedClock) -> None:
    phone = Moody(Declined("no such number"))
    world = world_of(store, clock, phone, Way("sms", otherwise=Way("email")))
    assert states(world) == [("sms", "dead", 1), ("email", "sent", 1)]
    assert len(phone.sent) == 1


def test_what_is_declined_without_a_fall_back_is_told_to_a_manager(store: Store, clock: FixedClock) -> None:
    phone = Moody(Declined("no such number"))
    world_of(store, clock, phone)
    assert [who for who, _ in phone.sent] == ["kim"]  # once, and not by a text


def test_an_opt_out_told_by_the_provider_stops_all_texts(store: Store, clock: FixedClock) -> None:
    phone = Moody(Declined("21610", opted_out=True))
    world = world_of(store, clock, phone)
    number = world.dealership.people["ana"].mobile
    with store.read() as unit:
        assert optouts.among(unit, {str(number)}) == {number}
    world.arrive(mail(lead("Sam Roe"), message_id="2"))
    assert [state for channel, state, _ in states(world) if channel == "sms"][-1] == "dead" or "ana" not in {
        who for who, _ in phone.sent
    }


def test_after_twelve_attempts_a_message_is_dead_and_can_be_replayed(store: Store, clock: FixedClock) -> None:
    phone = Moody(*[Deferred("down")] * 12)
    world = world_of(store, clock, phone)
    for _ in range(12):
        clock.advance(timedelta(minutes=6))
        world.settle()
    assert states(world)[0] == ("sms", "dead", 12)
    from uptape.store import outbox

    with store.write() as unit:
        lines = list(views.outbox_lines(unit))
        assert outbox.replay(unit, lines[0]["id"], clock.now())
        unit.commit()
    world.settle()
    assert states(world)[0] == ("sms", "sent", 1)


def test_a_provider_that_hangs_holds_up_nobody_else(store: Store, clock: FixedClock) -> None:
    class Hangs(Phone):
        """Answers the first call only when it is told to."""

        def __init__(self) -> None:
            super().__init__()
            self.first = True
            self.answer = threading.Event()

        def send(self, entry: OutboxEntry, text: Text) -> Any:
            """The first call waits."""
            if self.first:
                self.first = False
                self.answer.wait(20)
            return super().send(entry, text)

    staff = [person("ana", alerts=(Way("sms"),)), person("bob", alerts=(Way("sms"),))]
    world = World(store, clock, dealership(people=staff))
    phone = world.phone = Hangs()
    world.dispatcher = Dispatcher(
        store, lambda: world.dealerships, lambda: {"sms": phone}, lambda: world.text, lambda: world.digest, "w1",
        threads=2, patience=0.2,
    )  # fmt: skip
    for number in range(6):
        world.accept(mail(lead(f"Pat Nr{number}"), message_id=f"{number}"), "main")
    while world.distributor.step():
        pass
    world.dispatcher.step()
    world.dispatcher.step()
    assert sorted(state for _, state, _ in states(world)) == ["sending"] + ["sent"] * 5
    assert not world.dispatcher.close(patience=0.1)  # the end does not wait for it either
    phone.answer.set()
    assert world.dispatcher.close(patience=20)
    assert [state for _, state, _ in states(world)] == ["sent"] * 6
    assert len(phone.sent) == 6


def test_what_was_in_doubt_once_stays_in_doubt_and_is_marked_when_sent_again(store: Store, clock: FixedClock) -> None:
    phone = Moody(Deferred("timeout", unknown=True), Deferred("busy"))
    world = world_of(store, clock, phone)
    for _ in range(2):
        clock.advance(timedelta(seconds=10))
        world.settle()
    with store.read() as unit:
        (line,) = views.outbox_lines(unit)
    assert (line["state"], line["attempts"], line["error"]) == ("sent", 3, "sent again after an unknown answer")
    assert phone.asked == 2


def test_what_the_provider_already_had_was_not_sent_again(store: Store, clock: FixedClock) -> None:
    phone = Moody(Deferred("timeout", unknown=True), found=lambda: Sent("SM1"))
    world = world_of(store, clock, phone)
    clock.advance(timedelta(seconds=5))
    world.settle()
    with store.read() as unit:
        (line,) = views.outbox_lines(unit)
    assert (line["provider_id"], line["error"]) == ("SM1", None)


def test_what_was_sent_again_stays_marked_where_its_second_answer_was_lost_and_found(
    store: Store, clock: FixedClock
) -> None:
    answers: list[Outcome | None] = [None, Sent("SM2")]  # not found at first, then one of the two is
    phone = Moody(Deferred("timeout", unknown=True), Deferred("timeout", unknown=True), found=lambda: answers.pop(0))
    world = world_of(store, clock, phone)
    for _ in range(2):
        clock.advance(timedelta(seconds=10))
        world.settle()
    with store.read() as unit:
        (line,) = views.outbox_lines(unit)
    assert (line["state"], line["provider_id"], line["error"]) == ("sent", "SM2", "sent again after an unknown answer")


def test_whoever_dies_at_a_second_attempt_may_have_sent_it_twice(store: Store, clock: FixedClock) -> None:
    phone = Moody(Deferred("timeout", unknown=True), found=lambda: Sent("SM1"))
    world = world_of(store, clock, phone)
    clock.advance(timedelta(seconds=10))
    from uptape.store import outbox

    with store.write() as unit:
        outbox.claim(unit, "dead worker", clock.now(), timedelta(seconds=60), 5)
        unit.commit()
    clock.advance(timedelta(seconds=61))
    world.settle()
    with store.read() as unit:
        (line,) = views.outbox_lines(unit)
    assert (line["state"], line["error"]) == ("sent", "sent again after an unknown answer")
