"""Waiting leads whose group sends them elsewhere after a while: which are due, and which went before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from uptape.store.engine import Unit
from uptape.store.tables import journal, leads
from uptape.store.types import word


def next_overflow(unit: Unit) -> datetime | None:
    """When the next waiting lead goes elsewhere, or None."""
    statement = select(func.min(leads.c.overflow_at)).where(leads.c.status == word("queued"))
    return unit.connection.execute(statement).scalar_one_or_none()


def overflowing(unit: Unit, now: datetime) -> list[tuple[str, str, str]]:
    """The waiting leads whose time in their group is over, with dealership and pool, oldest deadline first."""
    statement = (
        select(leads.c.id, leads.c.dealership, leads.c.pool)
        .where(leads.c.status == word("queued"), leads.c.overflow_at.is_not(None), leads.c.overflow_at <= now)
        .order_by(leads.c.overflow_at, leads.c.seq)
    )
    return [(row.id, row.dealership, row.pool) for row in unit.connection.execute(statement)]


def overflowed(unit: Unit, lead_id: str, dealership: str, pool: str, effect: str) -> bool:
    """True for a lead that overflowed before in a way that the journal keeps as `effect`."""
    found = exists().where(journal.c.lead_id == lead_id, *_left(dealership, pool, effect))
    return bool(unit.connection.execute(select(found)).scalar_one())


def _left(dealership: str, pool: str, effect: str) -> tuple[ColumnElement[bool], ...]:
    return (journal.c.event == "overflow", journal.c.pool == f"{dealership}/{pool}", journal.c.effect == effect)


def without_overflow(unit: Unit, dealership: str, pool: str, group: str, effect: str) -> list[tuple[str, datetime]]:
    """The leads that wait in a group without a deadline, with the moment since when; not those that left it before."""
    statement = select(leads.c.id, leads.c.queued_at, leads.c.received_at).where(
        leads.c.status == word("queued"), leads.c.dealership == dealership, leads.c.pool == pool, leads.c.grp == group,
        leads.c.overflow_at.is_(None),
        ~exists().where(journal.c.lead_id == leads.c.id, *_left(dealership, pool, effect)),
    )  # fmt: skip
    return [(row.id, row.queued_at or row.received_at) for row in unit.connection.execute(statement)]
