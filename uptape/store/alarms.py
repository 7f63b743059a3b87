"""Leads that nobody called in time: when the next alarm of each is due, which are late, and who was told when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from uptape.core.leads import LeadDraft
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.tables import late_told, leads

WATCHED = ("queued", "offered", "assigned")
"""A lead in another state has its attempt, is closed, or waits in the review box, of which the managers know."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A lead whose clock runs."""

    id: str
    pool: str
    status: str
    draft: LeadDraft
    assigned_to: str | None
    since: datetime
    """When its taker got it; for one that waits, when it came."""
    nudged: bool


_COLUMNS = (
    leads.c.id, leads.c.pool, leads.c.status, leads.c.draft, leads.c.assigned_to, leads.c.assigned_at,
    leads.c.received_at, leads.c.nudged,
)  # fmt: skip


def _watched(row: Any) -> Watched:
    since = row.assigned_at if row.status == "assigned" and row.assigned_at else row.received_at
    draft = decode(LeadDraft, row.draft)
    return Watched(row.id, row.pool, row.status, draft, row.assigned_to, since, bool(row.nudged))


def dealerships_due(unit: Unit, now: datetime, told_since: datetime) -> set[str]:
    """The dealerships with an alarm that is due, or with leads that became late lately."""
    due = select(leads.c.dealership).where(leads.c.alarm_at <= now).distinct()
    fresh = select(leads.c.dealership).where(leads.c.late_at > told_since).distinct()
    return {*unit.connection.execute(due).scalars(), *unit.connection.execute(fresh).scalars()}


def due(unit: Unit, dealership: str, now: datetime) -> list[Watched]:
    """The leads of a dealership whose next alarm is due, those included that no longer need one."""
    statement = select(*_COLUMNS).where(leads.c.dealership == dealership, leads.c.alarm_at <= now).order_by(leads.c.seq)
    return [_watched(row) for row in unit.connection.execute(statement)]


def attempted(unit: Unit, ids: Collection[str]) -> set[str]:
    """Those of the leads that somebody tried to reach."""
    statement = select(leads.c.id).where(leads.c.id.in_(list(ids)), leads.c.first_attempt_at.is_not(None))
    return set(unit.connection.execute(statement).scalars())


def late(unit: Unit, dealership: str) -> list[tuple[Watched, datetime]]:
    """The leads that are late now, oldest first, each with when its alarm went off."""
    statement = (
        select(*_COLUMNS, leads.c.late_at)
        .where(leads.c.dealership == dealership, leads.c.late_at.is_not(None))
        .where(leads.c.status.in_(WATCHED), leads.c.first_attempt_at.is_(None))
        .order_by(leads.c.seq)
    )
    return [(_watched(row), row.late_at) for row in unit.connection.execute(statement)]


def set_next(unit: Unit, lead_id: str, at: datetime | None, *, nudged: bool = False) -> None:
    """When the next alarm of a lead is due; None for never."""
    unit.connection.execute(update(leads).where(leads.c.id == lead_id).values(alarm_at=at, nudged=nudged))


def make_late(unit: Unit, lead_id: str, now: datetime) -> None:
    """The alarm of a lead went off."""
    unit.connection.execute(update(leads).where(leads.c.id == lead_id).values(alarm_at=None, late_at=now))


def told(unit: Unit, dealership: str) -> dict[str, datetime]:
    """When each member was last told of late leads."""
    statement = select(late_told.c.member, late_told.c.at).where(late_told.c.dealership == dealership)
    return {row.member: row.at for row in unit.connection.execute(statement)}


def note_told(unit: Unit, dealership: str, members: Collection[str], now: datetime) -> None:
    """These members are told now."""
    rows = [{"dealership": dealership, "member": member, "at": now} for member in members]
    unit.upsert(late_told, rows, ["dealership", "member"], ["at"])
