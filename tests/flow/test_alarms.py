"""Late leads: the taker is nudged, then the managers on duty hear, in one text each, at most one in ten minutes."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.flow.builders import World, dealership, lead, mail, person
from uptape.clock import FixedClock
from uptape.core.dealership import Dealership, Person
from uptape.core.hours import Hours
from uptape.flow.alarms import ring
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.hands import assign_lead, report
from uptape.store import journal, views
from uptape.store.engine import Store

MINUTE = timedelta(minutes=1)
NINE_TO_FIVE = Hours("America/Los_Angeles", (((9 * 60, 17 * 60),),) * 7)


def house(*managers: Person, **values: Any) -> Dealership:
    """Two salespeople and these managers, or Kim alone."""
    base = dealership([person("ana"), person("bob")], **values)
    others = {key: one for key, one in base.people.items() if not one.is_manager}
    return replace(base, people={**others, **{one.key: one for one in managers}}) if managers else base


def manager(key: str, **values: Any) -> Person:
    return person(key, is_salesperson=False, is_manager=True, **values)


def arrive(world: World, *names: str, **values: Any) -> None:
    for name in names:
        world.arrive(mail(lead(name, **values), message_id=name))


def tick(world: World, span: timedelta) -> None:
    """Time passes minute by minute, and the daemon's tick comes with each."""
    for _ in range(int(span / MINUTE)):
        world.clock.advance(MINUTE)  # type: ignore[attr-defined]
        ring(world.store, world.dealerships)
    world.settle()


def told(world: World, who: str) -> list[str]:
    """What somebody was told about late leads, once for each time."""
    with world.store.read() as unit:
        rows = [row for row in views.outbox_lines(unit) if row["person"] == who and row["channel"] == "sms"]
    return [row["kind"] for row in rows if row["kind"] in {"late", "queued_late"}]


def bodies(world: World, who: str) -> list[str]:
    from sqlalchemy import select

    from uptape.store.tables import outbox

    with world.store.read() as unit:
        rows = unit.connection.execute(select(outbox).order_by(outbox.c.id)).all()
    return [
        f"{row.facts['headline']}: {row.facts['body']}"
        for row in rows
        if row.member == who and row.channel == "sms" and row.kind in {"late", "queued_late"}
    ]


def test_the_taker_is_nudged_at_half_of_the_time_and_the_managers_hear_at_its_end(
    store: Store, clock: FixedClock
) -> None:
    world = World(store, clock, house())
    arrive(world, "Pat Doe")  # at 10:00
    tick(world, 9 * MINUTE)
    assert told(world, "ana") == told(world, "kim") == []
    tick(world, MINUTE)
    assert (told(world, "ana"), told(world, "kim")) == (["late"], [])
    tick(world, 9 * MINUTE)
    assert told(world, "kim") == []
    tick(world, MINUTE)
    assert (told(world, "ana"), told(world, "kim")) == (["late"], ["late"])
    short = world.lines()[0]["lead_id"][-3:]
    phone = world.lines()[0]["customer"]["phones"][0]
    shown = f"{phone[2:5]}-{phone[5:8]}-{phone[8:]}"
    assert bodies(world, "ana") == [f"No attempt yet, call by 10:20a: Pat Doe {shown} since 10:00a {short}"]
    assert bodies(world, "kim") == [f"1 lead late: Pat Doe {shown} (Ana Ruiz) since 10:00a {short}"]
    tick(world, 60 * MINUTE)
    assert (len(told(world, "ana")), len(told(world, "kim"))) == (1, 1)  # once, not again and again
    assert audit(store, world.dealerships) == []


@pytest.mark.parametrize("outcome", ["contacted", "lost", "spam"])
def test_an_attempt_or_an_end_stops_the_clock(store: Store, clock: FixedClock, outcome: str) -> None:
    world = World(store, clock, house())
    arrive(world, "Pat Doe")
    tick(world, 5 * MINUTE)
    report(store, world.dealerships, world.lines()[0]["lead_id"], outcome, "ana")
    tick(world, 60 * MINUTE)
    assert told(world, "ana") == told(world, "kim") == []


def test_a_lead_handed_over_has_its_time_anew(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, house())
    arrive(world, "Pat Doe")
    tick(world, 15 * MINUTE)
    assign_lead(store, world.dealerships, world.lines()[0]["lead_id"], "bob", "kim", "ana is ill")
    tick(world, 10 * MINUTE)
    assert (told(world, "ana"), told(world, "bob"), told(world, "kim")) == (["late"], ["late"], [])
    tick(world, 10 * MINUTE)
    assert told(world, "kim") == ["late"]


def test_at_most_one_text_in_ten_minutes_names_all_that_are_late(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, house())
    for name in ("One Er", "Two Er", "Three Er", "Four Er", "Five Er"):
        arrive(world, name)
        tick(world, 3 * MINUTE)
    tick(world, 30 * MINUTE)
    heard = bodies(world, "kim")
    assert [one.partition(":")[0] for one in heard] == ["1 lead late", "4 leads late", "5 leads late"]
    assert all(name in heard[2] for name in ("One Er", "Two Er", "Three Er", "Four Er", "Five Er"))
    with store.read() as unit:
        told_late = [entry for entry in journal.entries(unit) if entry.event == "told_late" and entry.person == "kim"]
    moments = [entry.at for entry in told_late]
    assert {later - earlier for earlier, later in pairwise(moments)} == {timedelta(minutes=10)}


def test_a_lead_that_waits_so_long_is_told_too(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, house())
    for key in ("ana", "bob"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=5))
    arrive(world, "Pat Doe")
    tick(world, 25 * MINUTE)
    assert told(world, "kim") == ["queued_late"]
    assert bodies(world, "kim")[0].startswith("1 lead waiting: Pat Doe since 10:00a")


def test_the_time_runs_in_opening_hours(store: Store, clock: FixedClock) -> None:
    clock.set(datetime.fromisoformat("2026-11-23T16:55:00-08:00"))
    world = World(store, clock, house(hours=NINE_TO_FIVE))
    arrive(world, "Pat Doe")
    tick(world, 30 * MINUTE)
    clock.set(datetime.fromisoformat("2026-11-24T09:04:00-08:00"))
    assert told(world, "ana") == []
    tick(world, MINUTE)
    assert told(world, "ana") == ["late"]  # ten minutes of opening hours: 16:55 to 17:00 and 9:00 to 9:05
    tick(world, 9 * MINUTE)
    assert told(world, "kim") == []
    tick(world, MINUTE)
    assert told(world, "kim") == ["late"]


def test_the_managers_of_the_store_who_are_on_duty_hear_else_all(store: Store, clock: FixedClock) -> None:
    kim, lou = manager("kim", stores=("westside",)), manager("lou", stores=("airport",))
    world = World(store, clock, house(kim, lou, manager("max")))
    arrive(world, "Pat Doe", location="LAX")
    say(store, world.dealership, "max", "out", "max", until=clock.now() + timedelta(hours=5))
    tick(world, 20 * MINUTE)
    assert [told(world, key) for key in ("kim", "lou", "max")] == [[], ["late"], []]
    say(store, world.dealership, "lou", "out", "lou", until=clock.now() + timedelta(hours=5))
    tick(world, MINUTE)
    assert [len(told(world, key)) for key in ("kim", "lou", "max")] == [1, 1, 1]  # none on duty there: all


def test_never_only_the_taker_hears(store: Store, clock: FixedClock) -> None:
    base = dealership([person("ana", is_manager=True)])
    world = World(store, clock, base)
    say(store, base, "kim", "out", "kim", until=clock.now() + timedelta(hours=5))
    arrive(world, "Pat Doe")
    tick(world, 25 * MINUTE)
    assert told(world, "kim") == ["late"]


def test_two_nodes_tell_once(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, house())
    arrive(world, "Pat Doe")
    clock.advance(25 * MINUTE)
    ring(store, world.dealerships)  # the nudge is overdue
    clock.advance(25 * MINUTE)
    nodes = [threading.Thread(target=ring, args=(store, world.dealerships)) for _ in range(4)]
    for node in nodes:
        node.start()
    for node in nodes:
        node.join()
    assert told(world, "kim") == ["late"]
