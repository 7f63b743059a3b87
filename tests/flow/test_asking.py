"""Where no outcome came, the taker is asked once after a day, a week and a month; off unless the config says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.flow.test_replies import Floor, arrive, floor, holds, short
from uptape.clock import FixedClock
from uptape.core.hours import Hours
from uptape.flow.asking import ask
from uptape.store.engine import Store

DAY = timedelta(days=1)


def asking(store: Store, clock: FixedClock) -> Floor:
    """A floor that asks."""
    world = floor(store, clock, "ana", "bob")
    world.dealership = replace(world.dealership, ask_outcome=(DAY, 7 * DAY, 30 * DAY))
    return world


def tick(world: Floor, span: timedelta) -> list[str]:
    """Time passes; gives back what Ana is asked."""
    world.clock.advance(span)  # type: ignore[attr-defined]
    for _ in range(2):
        ask(world.store, world.dealerships)
    world.settle()
    return world.told("ana")


def test_asked_once_after_each_span_until_an_outcome_came(store: Store, clock: FixedClock) -> None:
    world = asking(store, clock)
    arrive(world, "Maria Ochoa", "Pat Doe")
    world.told("ana")
    assert tick(world, DAY - timedelta(minutes=1)) == []
    question = (
        "What became of Maria Ochoa? Yours since Mon Nov 23 10a. 4=talked, APPT sat 2pm, SOLD or LOST why. "
        + short(world)
    )
    assert tick(world, timedelta(minutes=1)) == [question]
    world.texts("ana", "4")
    world.told("ana")
    assert tick(world, DAY) == []
    assert tick(world, 5 * DAY) == [question]
    world.texts("ana", "LOST bought elsewhere")
    world.told("ana")
    assert tick(world, 30 * DAY) == []
    holds(world)


def test_what_is_old_when_it_is_turned_on_is_asked_once(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana")
    arrive(world, "Maria Ochoa")
    world.told("ana")
    assert tick(world, 40 * DAY) == []
    world.dealership = replace(world.dealership, ask_outcome=(DAY, 7 * DAY, 30 * DAY))
    assert len(tick(world, timedelta(0))) == 1
    assert tick(world, 40 * DAY) == []
    holds(world)


def test_nobody_is_asked_out_of_their_hours_or_before_an_appointment(store: Store, clock: FixedClock) -> None:
    world = asking(store, clock)
    people = world.dealership.people
    nine_to_five = Hours("America/Los_Angeles", (((9 * 60, 17 * 60),),) * 7)
    world.dealership = replace(world.dealership, people={**people, "ana": replace(people["ana"], hours=nine_to_five)})
    arrive(world, "Maria Ochoa", "Pat Doe", "Sam Roe")
    world.texts("ana", "appt sam dec 5 2pm")
    world.told("ana")
    assert tick(world, DAY - timedelta(hours=2)) == []
    assert tick(world, timedelta(hours=3)) != []
    assert tick(world, 6 * DAY) != []
    world.texts("ana", "sold maria")
    world.told("ana")
    assert tick(world, 6 * DAY + timedelta(hours=1))[0].startswith("What became of Sam Roe?")
    holds(world)
