"""The audit finds what is broken: each invariant is broken once, on purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from tests.flow.builders import World, dealership, lead, mail
from uptape.clock import FixedClock
from uptape.core.decisions import Reason
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.ledger import Ledger
from uptape.store import journal
from uptape.store.engine import Store

NUMBERS = "journal numbers per pool have no holes or twins"
ORPHANS = "a duplicate belongs to a lead of its dealership"
IDLE = "nobody eligible stands idle while a lead that they may take waits"
BREAKS = [
    ("update leads set assigned_to = 'cy' where assigned_to = 'ana'", "status agrees with the assignment"),
    ("delete from outbox where member = 'ana'", "every assignment by the system has its outbox rows"),
    (
        "delete from journal where event = 'assigned' and person = 'ana'",
        "journal numbers per pool have no holes or twins",
    ),
    ("update journal set person = 'cy' where event = 'assigned'", "every assignment has its journal row"),
    ("update spots set position = position + 100 where member = 'bob'", "replaying the journal gives the stored tape"),
    ("update spots set ups = ups + 1 where member = 'bob'", "replaying the journal gives the stored tape"),
    ("delete from leads", "every mail done is a lead, a duplicate, no lead, or in the review box"),
    (
        "insert into opt_outs (number, at, by) select \"to\", 0, 'x' from outbox where channel = 'sms' limit 1",
        "no text after an opt-out",
    ),
    ("update assignments set member = 'zed'", "the taker was on the tape of the pool"),
    ("update outbox set lease_until = 1", "nothing is claimed longer than its lease"),
    (
        "update leads set status = 'duplicate', duplicate_of = 'L-NONE'",
        "a duplicate belongs to a lead of its dealership",
    ),
]


@pytest.fixture
def world(store: Store, clock: FixedClock) -> World:
    """A floor after its first lead."""
    world = World(store, clock, dealership())
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    assert audit(store, world.dealerships) == []
    return world


@pytest.mark.parametrize(("statement", "invariant"), BREAKS, ids=[name for _, name in BREAKS])
def test_what_is_broken_is_found(world: World, statement: str, invariant: str) -> None:
    with world.store.write() as unit:
        unit.connection.execute(text(statement))
        unit.commit()
    assert invariant in {breach.invariant for breach in audit(world.store, world.dealerships)}


def test_somebody_idle_while_a_lead_waits_is_found(world: World) -> None:
    for key in ("ana", "bob", "cy", "dee"):
        say(world.store, world.dealership, key, "out", "test")
    world.arrive(mail(lead("Sam Roe"), message_id="2"))
    with world.store.write() as unit:
        unit.connection.execute(text("delete from presence"))
        unit.commit()
    found = audit(world.store, world.dealerships)
    assert [breach.invariant for breach in found] == [
        "nobody eligible stands idle while a lead that they may take waits"
    ]


def test_two_dealerships_number_what_belongs_to_no_pool_apart(store: Store, clock: FixedClock) -> None:
    for key in ("moon", "sunset", "moon"):
        with store.write() as unit:
            ledger = Ledger(unit, replace(dealership(), key=key), [""], clock.now(), "config")
            ledger.note("", "reload", [Reason(None, "note", "a leaver was taken out")])
            ledger.flush()
            unit.commit()
    with store.read() as unit:
        assert [(entry.pool, entry.seq) for entry in journal.entries(unit)] == [("", 1), ("", 1), ("", 2)]
    assert audit(store, {}) == []
