"""A burst of texts to one person becomes a digest; what waits, waits no longer than it must."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.flow.builders import Phone, World, dealership, lead, mail, person
from tests.flow.test_dispatch import Moody
from uptape.clock import FixedClock
from uptape.core.dealership import Way
from uptape.core.outbox import Deferred, Sent
from uptape.flow.bursts import LONGEST, distance
from uptape.store import views
from uptape.store.engine import Store

ONLY_TEXTS = {"alerts": (Way("sms"),)}


def ana(store: Store, clock: FixedClock, phone: Phone | None = None, **pool: Any) -> World:
    """A floor with one salesperson, who gets texts only."""
    world = World(store, clock, dealership(people=[person("ana", **ONLY_TEXTS)], pool=pool))
    world.phone = phone or world.phone
    return world


def rows(world: World) -> list[dict[str, Any]]:
    """The texts to Ana."""
    with world.store.read() as unit:
        return [line for line in views.outbox_lines(unit) if line["person"] == "ana"]


def at_once(world: World, *numbers: int) -> None:
    """So many leads, decided before anything is sent."""
    for number in numbers:
        world.accept(mail(lead(f"Pat Nr{number}"), message_id=f"{number}"), "main")
    while world.distributor.step():
        pass


def test_five_texts_go_alone_and_what_is_there_beyond_goes_together_at_once(store: Store, clock: FixedClock) -> None:
    world = ana(store, clock)
    at_once(world, *range(12))
    world.settle()
    found = rows(world)
    assert [row["state"] for row in found] == ["sent"] * 12
    assert len({row["lead_id"] for row in found}) == 12
    # Five alone, then as many to a digest as it holds: four here, and three.
    ids = [row["provider_id"] for row in found]
    assert [ids.count(one) for one in dict.fromkeys(ids)] == [1, 1, 1, 1, 1, 4, 3]
    assert {row["text"] for row in found[5:9]} == {"4: Pat Nr5, Pat Nr6, Pat Nr7, Pat Nr8"}
    assert len(world.phone.sent) == 7


def test_what_comes_after_five_waits_a_few_seconds_and_goes_together(store: Store, clock: FixedClock) -> None:
    world = ana(store, clock)
    for number in range(5):
        at_once(world, number)
        world.settle()
        clock.advance(timedelta(seconds=1))
    at_once(world, 5, 6)
    world.settle()
    at_once(world, 7)
    world.settle()
    assert [row["state"] for row in rows(world)] == ["sent"] * 5 + ["due"] * 3
    assert [row["attempts"] for row in rows(world)] == [1] * 5 + [0] * 3
    clock.advance(timedelta(seconds=4))  # five seconds after the fifth
    at_once(world, 8)
    world.settle()
    found = rows(world)
    assert [row["state"] for row in found] == ["sent"] * 9
    assert len({row["provider_id"] for row in found[5:]}) == 1
    assert [row["attempts"] for row in found] == [1] * 9


def test_a_single_lead_after_a_quiet_moment_goes_at_once_also_beyond_the_limit(store: Store, clock: FixedClock) -> None:
    world = ana(store, clock)
    at_once(world, *range(6))
    world.settle()
    clock.advance(LONGEST)
    world.settle()
    at_once(world, 6)
    clock.advance(LONGEST)
    world.settle()
    assert rows(world)[-1]["state"] == "sent"
    assert rows(world)[-1]["sent_at"] == views.iso(clock.now())


def test_the_distance_grows_with_the_texts_and_never_beyond_30_seconds() -> None:
    assert [distance(texts).total_seconds() for texts in (0, 4, 5, 6, 9, 10, 500)] == [0, 0, 5, 10, 25, 30, 30]


def test_ten_minutes_later_texts_go_alone_again(store: Store, clock: FixedClock) -> None:
    world = ana(store, clock)
    at_once(world, *range(8))
    world.settle()
    clock.advance(timedelta(minutes=11))
    at_once(world, 20, 21)
    world.settle()
    assert len({row["provider_id"] for row in rows(world)[8:]}) == 2


def test_offers_are_never_held_back(store: Store, clock: FixedClock) -> None:
    world = ana(store, clock, accept_within=timedelta(minutes=5))
    for number in range(9):
        world.arrive(mail(lead(f"Pat Nr{number}"), message_id=f"{number}"))
    found = rows(world)
    assert [(row["kind"], row["state"]) for row in found] == [("offer", "sent")] * 9
    assert len({row["provider_id"] for row in found}) == 9


def test_mails_and_others_phones_are_not_held_back(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person("ana"), person("bob", **ONLY_TEXTS)]))
    for number in range(10):
        at_once(world, number)
        world.settle()
    with store.read() as unit:
        lines = list(views.outbox_lines(unit))
    assert {row["state"] for row in lines if row["channel"] == "email" or row["person"] == "bob"} == {"sent"}


def test_a_digest_whose_answer_was_lost_is_looked_up_for_each_of_its_leads(store: Store, clock: FixedClock) -> None:
    phone = Moody(found=lambda: Sent("SM9"))
    world = ana(store, clock, phone)
    at_once(world, *range(5))
    world.settle()
    phone.moods = [Deferred("timeout", unknown=True)]
    clock.advance(timedelta(seconds=1))
    at_once(world, 5, 6, 7)
    clock.advance(timedelta(seconds=5))
    world.settle()
    assert [row["state"] for row in rows(world)][5:] == ["unknown"] * 3
    clock.advance(timedelta(seconds=6))
    world.settle()
    assert [(row["state"], row["provider_id"]) for row in rows(world)][5:] == [("sent", "SM9")] * 3
    assert (phone.asked, len(phone.sent)) == (3, 5)
