"""What pages, commands and reports read: plain queries that do not go through the model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from uptape.core.leads import LeadDraft
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.tables import assignments, journal, leads, mails, outbox, raws, spots
from uptape.store.types import word


def leads_and_mails(unit: Unit, dealership: str | None = None) -> Iterator[dict[str, Any]]:
    """Every mail and lead, oldest first, in the form of the contract; a mail without a lead has `lead_id` None."""
    takers: dict[str, list[str]] = {}
    for row in unit.connection.execute(
        select(assignments.c.lead_id, assignments.c.member)
        .where(assignments.c.ended_at.is_(None))
        .order_by(assignments.c.lead_id, assignments.c.copy)
    ):
        takers.setdefault(row.lead_id, []).append(row.member)
    statement = _lines()
    if dealership is not None:
        statement = statement.where(mails.c.dealership == dealership)
    for row in unit.connection.execute(statement, execution_options={"yield_per": 500}):
        yield _lead_line(row, takers)


def _lines() -> Any:
    return (
        select(
            mails.c.seq.label("mail_number"),
            mails.c.id.label("mail_id"),
            mails.c.dealership.label("mail_dealership"),
            mails.c.pool.label("mail_pool"),
            mails.c.state,
            mails.c.kind,
            mails.c.message_id.label("mail_message_id"),
            mails.c.received_at.label("mail_received_at"),
            leads,
        )
        .select_from(mails.outerjoin(leads, leads.c.mail_seq == mails.c.seq))
        .order_by(mails.c.seq, leads.c.mail_index)
    )


def _lead_line(row: Any, takers: dict[str, list[str]]) -> dict[str, Any]:
    draft = decode(LeadDraft, row.draft) if row.draft is not None else LeadDraft()
    status = row.status
    if row.id is None:
        status = {"received": "received", "review": "review"}.get(row.state, "not_lead")
    return {
        "lead_id": row.id,
        "mail_id": row.mail_id,
        "message_id": row.message_id or row.mail_message_id,
        "dealership": row.mail_dealership,
        "pool": row.pool or row.mail_pool,
        "group": row.grp,
        "status": status,
        "assigned_to": row.assigned_to,
        "assigned_at": iso(row.assigned_at),
        "received_at": iso(row.received_at or row.mail_received_at),
        "source": draft.source,
        **who_and_what(draft),
        "takers": takers.get(row.id or "", []),
        "duplicate_of": row.duplicate_of,
        "repeat": bool(row.repeat),
        "marks": row.marks or [],
    }


def who_and_what(draft: LeadDraft) -> dict[str, Any]:
    """The customer and the vehicle of a lead in the form of the contract."""
    customer, vehicle = draft.customer, draft.wanted or next(iter(draft.vehicles), None)
    return {
        "customer": {"name": customer.full_name, "emails": list(customer.emails), "phones": list(customer.phones)},
        "vehicle": {
            name: getattr(vehicle, name)
            for name in ("interest", "status", "year", "make", "model", "trim", "stock", "vin", "price")
            if vehicle is not None and getattr(vehicle, name) is not None
        },
    }


def tape_lines(unit: Unit, dealership: str, pool: str) -> list[dict[str, Any]]:
    """A pool's line, next first."""
    statement = (
        select(spots.c.member, spots.c.position, spots.c.ups, spots.c.last_up_at)
        .where(spots.c.dealership == dealership, spots.c.pool == pool)
        .order_by(spots.c.position)
    )
    return [
        {"person": row.member, "ups": row.ups, "last_up_at": iso(row.last_up_at)}
        for row in unit.connection.execute(statement)
    ]


def outbox_lines(unit: Unit, lead_id: str | None = None, state: str | None = None) -> Iterator[dict[str, Any]]:
    """The messages out, oldest first, in the form of the contract; of one lead or in one state where that is asked."""
    statement = select(outbox).order_by(outbox.c.id)
    if lead_id is not None:
        statement = statement.where(outbox.c.lead_id == lead_id)
    if state is not None:
        statement = statement.where(outbox.c.state == word(state))
    for row in unit.connection.execute(statement, execution_options={"yield_per": 500}):
        yield {
            "id": row.id,
            "key": row.key,
            "lead_id": row.lead_id,
            "dealership": row.dealership,
            "person": row.member,
            "channel": row.channel,
            "to": row.to,
            "kind": row.kind,
            "state": row.state,
            "attempts": row.attempts,
            "due_at": iso(row.due_at),
            "sent_at": iso(row.sent_at),
            "provider_id": row.provider_id,
            "delivery": row.delivery,
            "error": row.error,
            "text": row.text,
        }


def review_lines(unit: Unit) -> list[dict[str, Any]]:
    """The review box, oldest first: mails, and leads that no mail of the box stands for."""
    lines = []
    box = select(mails).where(mails.c.state == "review").order_by(mails.c.seq)
    for row in unit.connection.execute(box):
        ids = select(leads.c.id).where(leads.c.mail_seq == row.seq, leads.c.status == "review")
        lines.append(
            {
                "mail_id": row.id,
                "lead_ids": list(unit.connection.execute(ids).scalars()),
                "dealership": row.dealership,
                "pool": row.pool,
                "kind": row.kind,
                "subject": row.subject,
                "from": row.from_address or row.sender,
                "received_at": iso(row.received_at),
                "why": row.error or _why(unit, row.id),
            }
        )
    alone = (
        select(leads.c.id, leads.c.dealership, leads.c.pool, leads.c.received_at, mails.c.id.label("mail_id"))
        .join(mails, mails.c.seq == leads.c.mail_seq)
        .where(leads.c.status == "review", mails.c.state != "review")
        .order_by(leads.c.seq)
    )
    for row in unit.connection.execute(alone):
        lines.append(
            {
                "mail_id": row.mail_id,
                "lead_ids": [row.id],
                "dealership": row.dealership,
                "pool": row.pool,
                "kind": "lead",
                "subject": None,
                "from": None,
                "received_at": iso(row.received_at),
                "why": _why(unit, row.mail_id, row.id),
            }
        )
    return lines


def _why(unit: Unit, mail_id: str, lead_id: str | None = None) -> str | None:
    asked = [journal.c.mail_id == mail_id]
    ids = select(leads.c.id).join(mails, mails.c.seq == leads.c.mail_seq).where(mails.c.id == mail_id)
    asked.append(journal.c.lead_id == lead_id if lead_id else journal.c.lead_id.in_(ids))
    statement = (
        select(journal.c.reasons).where(journal.c.event == "review", or_(*asked)).order_by(journal.c.id.desc()).limit(1)
    )
    reasons = unit.connection.execute(statement).scalar_one_or_none()
    return reasons[-1][2] if reasons else None


def last_mail(unit: Unit) -> int:
    """The number of the newest mail, 0 where there is none."""
    return int(unit.connection.execute(select(func.max(mails.c.seq))).scalar_one() or 0)


def fate(unit: Unit, raw: bytes, after: int) -> list[dict[str, Any]]:
    """The lines of the mails with exactly these bytes after a mail's number, each with its reason as `why`."""
    same = select(mails.c.seq).join(raws, raws.c.id == mails.c.raw_id).where(mails.c.seq > after, raws.c.body == raw)
    statement = _lines().where(mails.c.seq.in_(same))
    lines = []
    for row in unit.connection.execute(statement):
        line = _lead_line(row, {})
        asked = journal.c.lead_id == row.id if row.id else journal.c.mail_id == row.mail_id
        reasons = unit.connection.execute(
            select(journal.c.reasons).where(asked).order_by(journal.c.id.desc()).limit(1)
        ).scalar_one_or_none()
        lines.append({**line, "why": reasons[-1][2] if reasons else ""})
    return lines


def alert_text(unit: Unit, lead_id: str | None) -> str | None:
    """The text that handed a lead over, once it was sent."""
    statement = (
        select(outbox.c.text)
        .where(outbox.c.lead_id == lead_id, outbox.c.kind == "assigned", outbox.c.state == "sent")
        .order_by(outbox.c.id)
        .limit(1)
    )
    return unit.connection.execute(statement).scalar_one_or_none()


def counts(unit: Unit) -> dict[str, int]:
    """Figures for metrics: what waits where."""
    connection = unit.connection

    def count(table: Any, condition: Any) -> int:
        return int(connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one())

    return {
        "mails_waiting": count(mails, mails.c.state == "received"),
        "review_box": count(mails, mails.c.state == "review"),
        "leads_queued": count(leads, leads.c.status == "queued"),
        "outbox_due": count(outbox, outbox.c.state.in_(("due", "sending", "unknown"))),
        "outbox_dead": count(outbox, outbox.c.state == "dead"),
        "outbox_sent": count(outbox, outbox.c.state == "sent"),
        "leads": count(leads, leads.c.status.not_in(("duplicate", "not_lead"))),
    }


def iso(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC with `Z`."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
