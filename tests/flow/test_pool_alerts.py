"""How those on a pool's tape are told: by their own ways, else by the pool's, else by a text and a mail."""

from __future__ import annotations

from dataclasses import replace

from tests.flow.builders import dealership, person
from tests.flow.test_replies import Floor, arrive, holds
from uptape.clock import FixedClock
from uptape.core.dealership import Way
from uptape.store import views
from uptape.store.engine import Store

CALLS = (Way("voice", otherwise=Way("email")), Way("chat", "slack://T0/B0/x"))


def told(world: Floor, *kinds: str) -> list[tuple[str, str, str]]:
    """Who was told by which channel where."""
    with world.store.read() as unit:
        return [
            (line["person"], line["channel"], line["to"])
            for line in views.outbox_lines(unit)
            if line["kind"] in (kinds or ("assigned",))
        ]


def house(store: Store, clock: FixedClock) -> Floor:
    """Ana has ways of her own, Bob none."""
    ana = replace(person("ana"), alerts=(Way("email"),), own_alerts=True)
    made = dealership(people=[ana, person("bob")], pool={"alerts": CALLS})
    world = Floor(store, clock, made)
    world.dispatcher.channels = lambda: dict.fromkeys(("sms", "email", "voice", "chat"), world.phone)
    return world


def test_a_persons_own_ways_stand_over_the_pools_and_these_over_the_usual(store: Store, clock: FixedClock) -> None:
    world = house(store, clock)
    bob = world.dealership.people["bob"]
    arrive(world, "Maria Ochoa", "Pat Doe")
    assert told(world) == [
        ("ana", "email", "ana@sunset.example"), ("bob", "voice", bob.mobile), ("bob", "chat", "slack://T0/B0/x"),
    ]  # fmt: skip
    holds(world)


def test_managers_who_are_not_on_the_tape_are_told_as_usual(store: Store, clock: FixedClock) -> None:
    world = house(store, clock)
    world.texts("ana", "out")
    world.texts("bob", "out")
    arrive(world, "Maria Ochoa")
    clock.advance(world.dealership.alarm_after)
    from uptape.flow.alarms import ring

    ring(store, world.dealerships)
    world.settle()
    assert {channel for who, channel, _ in told(world, "queued_late") if who == "kim"} == {"sms", "email"}


def test_whom_no_way_of_the_pool_reaches_is_told_as_usual(store: Store, clock: FixedClock) -> None:
    world = house(store, clock)
    pool = replace(world.dealership.pools["main"], alerts=(Way("voice"),))
    bob = replace(world.dealership.people["bob"], mobile=None, alerts=(Way("email"),))
    people = {**world.dealership.people, "bob": bob}
    world.dealership = replace(world.dealership, people=people, pools={"main": pool})
    arrive(world, "Maria Ochoa", "Pat Doe")
    assert told(world)[1:] == [("bob", "email", bob.email)]
    holds(world)
