"""What a buyer got in a month, and what was never sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select

from uptape.core.leads import LeadDraft
from uptape.store import takers
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.tables import assignments, journal, leads, outbox


@dataclass(frozen=True, slots=True)
class Delivery:
    """One lead that a buyer got. `price` in cents; None where no order names one."""

    lead_id: str
    member: str
    at: datetime
    how: str
    counted: bool
    price: int | None
    back: str | None
    """refused or returned."""
    back_at: datetime | None
    back_why: str | None
    receipts: tuple[str, ...]
    customer: str
    vehicle: str


def deliveries(unit: Unit, dealership: str, buyer: str, since: datetime, until: datetime) -> list[Delivery]:
    """What a buyer got, or gave back, from `since` to before `until`, oldest first."""
    columns = (
        assignments.c.lead_id, assignments.c.member, assignments.c.at, assignments.c.how, assignments.c.counted,
        assignments.c.price, assignments.c.back, assignments.c.back_at, assignments.c.back_why, leads.c.draft,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(leads, leads.c.id == assignments.c.lead_id)
        .where(assignments.c.dealership == dealership)
        .where(takers.belongs_to(assignments.c.member, buyer))
        .where(
            or_(
                (assignments.c.at >= since) & (assignments.c.at < until),
                (assignments.c.back_at >= since) & (assignments.c.back_at < until),
            )
        )
        .order_by(assignments.c.at, assignments.c.id)
    )
    rows = unit.connection.execute(statement).all()
    receipts = _receipts(unit, dealership, {(row.lead_id, row.member) for row in rows})
    return [_delivery(row, receipts.get((row.lead_id, row.member), ())) for row in rows]


def _delivery(row: Any, receipts: tuple[str, ...]) -> Delivery:
    lead_id, member, at, how, counted, price, back, back_at, back_why, draft = row
    told = decode(LeadDraft, draft)
    wanted = told.wanted
    parts = (wanted.year, wanted.make, wanted.model) if wanted else ()
    vehicle = " ".join(str(part) for part in parts if part)
    name = told.customer.full_name or ""
    return Delivery(lead_id, member, at, how, counted, price, back, back_at, back_why, receipts, name, vehicle)


def _receipts(unit: Unit, dealership: str, which: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    ids = sorted({lead for lead, _ in which})
    for at in range(0, len(ids), 500):
        statement = (
            select(outbox.c.lead_id, outbox.c.member, outbox.c.channel, outbox.c.provider_id)
            .where(outbox.c.lead_id.in_(ids[at : at + 500]), outbox.c.dealership == dealership)
            .where(outbox.c.kind == "assigned", outbox.c.state == "sent")
            .order_by(outbox.c.id)
        )
        for row in unit.connection.execute(statement):
            slot = (row.lead_id, row.member)
            if slot in which:
                found[slot] = (*found.get(slot, ()), f"{row.channel} {row.provider_id or ''}".strip())
    return found


@dataclass(frozen=True, slots=True)
class Unsold:
    """A lead that no buyer has, and why."""

    lead_id: str
    pool: str
    status: str
    received_at: datetime
    why: str


def unsold(unit: Unit, dealership: str, pools: list[str], since: datetime, until: datetime) -> list[Unsold]:
    """The leads of some pools, received from `since` to before `until`, that nobody has."""
    held = exists().where(assignments.c.lead_id == leads.c.id, assignments.c.ended_at.is_(None))
    statement = (
        select(leads.c.id, leads.c.pool, leads.c.status, leads.c.received_at)
        .where(leads.c.dealership == dealership, leads.c.pool.in_(pools), ~held)
        .where(leads.c.status.not_in(("duplicate", "not_lead")))
        .where(leads.c.received_at >= since, leads.c.received_at < until)
        .order_by(leads.c.seq)
    )
    rows = unit.connection.execute(statement).all()
    return [Unsold(row.id, row.pool, row.status, row.received_at, _last_word(unit, row.id)) for row in rows]


def _last_word(unit: Unit, lead_id: str) -> str:
    statement = (
        select(journal.c.reasons)
        .where(journal.c.lead_id == lead_id, journal.c.event.in_(("review", "queued", "returned")))
        .order_by(journal.c.id.desc())
        .limit(1)
    )
    reasons = unit.connection.execute(statement).scalar_one_or_none()
    return str(reasons[-1][2]) if reasons else ""
