"""One record a lead: everything that happened to it, with time and author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from uptape.core.leads import LeadDraft
from uptape.store import takers
from uptape.store.codec import decode, encode
from uptape.store.engine import Unit
from uptape.store.tables import assignments, lead_events, leads, outbox
from uptape.store.views import iso, who_and_what


@dataclass(frozen=True, slots=True)
class Asked:
    """Which leads are asked for. `buyer` sees what it has, and nothing else."""

    dealership: str
    buyer: str | None = None
    status: str | None = None
    pool: str | None = None
    assigned_to: str | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: int = 0
    limit: int = 50


def page(unit: Unit, asked: Asked) -> tuple[list[dict[str, Any]], int | None]:
    """A page of leads in the order in which they came, and where the next begins, None at the end."""
    statement = select(leads).where(leads.c.dealership == asked.dealership, leads.c.seq > asked.after)
    if asked.buyer is not None:
        statement = statement.where(_of_buyer(asked.buyer))
    for column, value in (
        (leads.c.status, asked.status), (leads.c.pool, asked.pool), (leads.c.assigned_to, asked.assigned_to),
        (leads.c.source, asked.source),
    ):  # fmt: skip
        if value is not None:
            statement = statement.where(column == value)
    if asked.since is not None:
        statement = statement.where(leads.c.received_at >= asked.since)
    if asked.until is not None:
        statement = statement.where(leads.c.received_at < asked.until)
    rows = unit.connection.execute(statement.order_by(leads.c.seq).limit(asked.limit + 1)).all()
    shown = rows[: asked.limit]
    takers = _takers(unit, [row.id for row in shown], asked.buyer)
    found = [_lead(row, takers[row.id]) for row in shown]
    return found, int(rows[asked.limit - 1].seq) if len(rows) > asked.limit else None


def record(unit: Unit, dealership: str, lead_id: str, buyer: str | None = None) -> dict[str, Any] | None:
    """A lead with all that happened to it; None where the dealership, or the buyer, has none of this id."""
    statement = select(leads).where(leads.c.id == lead_id, leads.c.dealership == dealership)
    if buyer is not None:
        statement = statement.where(_of_buyer(buyer))
    row = unit.connection.execute(statement).one_or_none()
    if row is None:
        return None
    more = {"events": list(_events(unit, lead_id, buyer)), "messages": list(_messages(unit, lead_id, buyer))}
    return {**_lead(row, _takers(unit, [lead_id], buyer)[lead_id]), **more}


def _of_buyer(buyer: str) -> Any:
    theirs = takers.belongs_to(assignments.c.member, buyer)
    return exists().where(assignments.c.lead_id == leads.c.id, assignments.c.ended_at.is_(None), theirs)


def _is_of(member: str, buyer: str | None) -> bool:
    return buyer is None or takers.is_of(member, buyer)


def _lead(row: Any, takers: list[str]) -> dict[str, Any]:
    """A lead in the form of the contract, with all that was read as `lead` and what happened when."""
    draft = decode(LeadDraft, row.draft)
    return {
        "lead_id": row.id,
        "message_id": row.message_id,
        "dealership": row.dealership,
        "pool": row.pool,
        "group": row.grp,
        "status": row.status,
        "source": row.source,
        "duplicate_of": row.duplicate_of,
        "repeat": bool(row.repeat),
        "marks": row.marks or [],
        **who_and_what(draft),
        "lead": encode(draft),
        "assigned_to": row.assigned_to,
        "takers": takers,
        "received_at": iso(row.received_at),
        "assigned_at": iso(row.assigned_at),
        "taken_at": iso(row.taken_at),
        "first_attempt_at": iso(row.first_attempt_at),
        "first_contact_at": iso(row.first_contact_at),
        "appointment_at": iso(row.appointment_at),
        "shown": row.shown,
        "closed_at": iso(row.closed_at),
    }


def _takers(unit: Unit, lead_ids: Sequence[str], buyer: str | None) -> dict[str, list[str]]:
    statement = (
        select(assignments.c.lead_id, assignments.c.member)
        .where(assignments.c.lead_id.in_(lead_ids), assignments.c.ended_at.is_(None))
        .order_by(assignments.c.lead_id, assignments.c.copy)
    )
    found: dict[str, list[str]] = {lead_id: [] for lead_id in lead_ids}
    for row in unit.connection.execute(statement):
        if _is_of(row.member, buyer):
            found[row.lead_id].append(row.member)
    return found


def _events(unit: Unit, lead_id: str, buyer: str | None) -> Iterator[dict[str, Any]]:
    """What was reported. A buyer sees what it reported itself."""
    statement = select(lead_events).where(lead_events.c.lead_id == lead_id).order_by(lead_events.c.id)
    for row in unit.connection.execute(statement):
        if buyer is None or row.by.startswith(f"api:{buyer}/"):
            yield {
                "event": row.event, "at": iso(row.at), "by": row.by, "via": row.via or None, "note": row.note,
                "partner": row.partner,
            }  # fmt: skip


def _messages(unit: Unit, lead_id: str, buyer: str | None) -> Iterator[dict[str, Any]]:
    """What was sent about it, and what the provider says became of that."""
    statement = select(outbox).where(outbox.c.lead_id == lead_id).order_by(outbox.c.id)
    for row in unit.connection.execute(statement):
        if _is_of(row.member, buyer):
            yield {
                "person": row.member, "channel": row.channel, "kind": row.kind, "state": row.state,
                "sent_at": iso(row.sent_at), "delivery": row.delivery, "delivery_at": iso(row.delivery_at),
                "error": row.error,
            }  # fmt: skip
