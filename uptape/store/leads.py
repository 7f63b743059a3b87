"""The leads, as read and as they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from uptape.core.alerts import LeadFacts
from uptape.core.leads import OPEN_STATUSES, LeadDraft
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.tables import assignments, lead_events, leads, mails
from uptape.store.types import word


@dataclass(frozen=True, slots=True)
class StoredLead:
    """A lead as it stands."""

    id: str
    dealership: str
    pool: str
    group: str | None
    status: str
    received_at: datetime
    draft: LeadDraft
    fields: Mapping[str, Any]
    """What rules need beyond the draft: tag, subject, sender, text."""
    assigned_to: str | None
    mail_seq: int
    repeat: bool
    sent_to: str | None = None
    """The group that took it over, since it overflowed."""


_COLUMNS = (
    leads.c.id,
    leads.c.dealership,
    leads.c.pool,
    leads.c.grp,
    leads.c.status,
    leads.c.received_at,
    leads.c.draft,
    leads.c.fields,
    leads.c.assigned_to,
    leads.c.mail_seq,
    leads.c.repeat,
    leads.c.sent_to,
)


def _stored(row: Any) -> StoredLead:
    return StoredLead(
        row.id,
        row.dealership,
        row.pool,
        row.grp,
        row.status,
        row.received_at,
        decode(LeadDraft, row.draft),
        row.fields or {},
        row.assigned_to,
        row.mail_seq,
        row.repeat,
        row.sent_to,
    )


def add(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Records new leads."""
    unit.insert(leads, rows)


def get(unit: Unit, lead_id: str) -> StoredLead | None:
    """A lead by its id, or None."""
    row = unit.connection.execute(select(*_COLUMNS).where(leads.c.id == lead_id)).one_or_none()
    return None if row is None else _stored(row)


def taken_ids(unit: Unit, ids: Collection[str]) -> set[str]:
    """Those of the ids that a lead has already."""
    return set(unit.connection.execute(_TAKEN, {"ids": list(ids)}).scalars())


_TAKEN = select(leads.c.id).where(leads.c.id.in_(bindparam("ids", expanding=True)))


def queued(unit: Unit, dealership: str, pool: str) -> list[StoredLead]:
    """The inbox of a pool, oldest first."""
    statement = (
        select(*_COLUMNS)
        .where(leads.c.status == word("queued"), leads.c.dealership == dealership, leads.c.pool == pool)
        .order_by(leads.c.seq)
    )
    return [_stored(row) for row in unit.connection.execute(statement)]


def appointments(unit: Unit, dealership: str, pool: str) -> list[str]:
    """The leads of a pool that have an appointment, oldest first."""
    statement = (
        select(leads.c.id)
        .where(leads.c.dealership == dealership, leads.c.status == "appointment", leads.c.pool == pool)
        .order_by(leads.c.seq)
    )
    return list(unit.connection.execute(statement).scalars())


def appointment_of(unit: Unit, lead_id: str) -> datetime | None:
    """When the appointment of a lead is."""
    return unit.connection.execute(select(leads.c.appointment_at).where(leads.c.id == lead_id)).scalar_one_or_none()


def pools_with_inbox(unit: Unit) -> list[tuple[str, str]]:
    """The pools in whose inbox something waits."""
    statement = select(leads.c.dealership, leads.c.pool).where(leads.c.status == word("queued")).distinct()
    return [(row.dealership, row.pool) for row in unit.connection.execute(statement)]


def has_inbox(unit: Unit, dealership: str, pool: str) -> bool:
    """True where something waits in a pool's inbox."""
    return unit.connection.execute(_WAITS, {"dealership": dealership, "pool": pool}).first() is not None


_WAITS = (
    select(leads.c.id)
    .where(
        leads.c.status == word("queued"),
        leads.c.dealership == bindparam("dealership"),
        leads.c.pool == bindparam("pool"),
    )
    .limit(1)
)


def count_inbox(unit: Unit, dealership: str, pool: str) -> int:
    """How many leads wait in a pool's inbox."""
    return int(unit.connection.execute(_COUNT_INBOX, {"dealership": dealership, "pool": pool}).scalar_one())


_COUNT_INBOX = select(func.count()).where(
    leads.c.status == word("queued"),
    leads.c.dealership == bindparam("dealership"),
    leads.c.pool == bindparam("pool"),
)


def set_state(unit: Unit, lead_id: str, **values: Any) -> None:
    """Changes columns of a lead."""
    unit.connection.execute(update(leads).where(leads.c.id == lead_id).values(**values))


def is_attempted(unit: Unit, lead_id: str) -> bool:
    """True where somebody called, texted or wrote to the customer of a lead."""
    statement = select(leads.c.first_attempt_at).where(leads.c.id == lead_id)
    return unit.connection.execute(statement).scalar_one_or_none() is not None


def assign(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Records assignments; a second live one for the same lead and copy breaks the transaction."""
    unit.insert(assignments, rows)


def end_assignment(unit: Unit, lead_id: str, now: datetime) -> str | None:
    """Ends the live assignments of a lead; gives back the member who had the first, or None."""
    live = and_(assignments.c.lead_id == lead_id, assignments.c.ended_at.is_(None))
    had = (
        unit.connection.execute(select(assignments.c.member).where(live).order_by(assignments.c.copy)).scalars().first()
    )
    unit.connection.execute(update(assignments).where(live).values(ended_at=now))
    return had


def count_since(unit: Unit, dealership: str, member: str, since: datetime, most: int) -> int:
    """How many leads a member got since a moment, counting no further than `most`."""
    orders = f"{member}."
    asked = {"dealership": dealership, "member": member, "since": since, "most": most}
    asked |= {"orders": orders, "length": len(orders)}
    return int(unit.connection.execute(_COUNT_SINCE, asked).scalar_one())


_COUNT_SINCE = select(func.count()).select_from(
    select(assignments.c.id)
    .where(
        assignments.c.dealership == bindparam("dealership"),
        or_(
            assignments.c.member == bindparam("member"),
            func.substr(assignments.c.member, 1, bindparam("length")) == bindparam("orders"),
        ),
        assignments.c.at >= bindparam("since"),
        assignments.c.counted,
    )
    .limit(bindparam("most"))
    .subquery()
)


def count_open(unit: Unit, dealership: str, member: str, most: int) -> int:
    """How many open leads a member has, counting no further than `most`."""
    inner = (
        select(assignments.c.id)
        .join(leads, leads.c.id == assignments.c.lead_id)
        .where(
            assignments.c.dealership == dealership,
            assignments.c.member == member,
            assignments.c.ended_at.is_(None),
            leads.c.status.in_(OPEN_STATUSES),
        )
        .limit(most)
    )
    return int(unit.connection.execute(select(func.count()).select_from(inner.subquery())).scalar_one())


def add_events(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Records what happened to leads after they were dealt."""
    unit.insert(lead_events, rows)


def facts_of(unit: Unit, lead_ids: Collection[str]) -> dict[str, LeadFacts]:
    """Leads as alerts show them."""
    if not lead_ids:
        return {}
    return {
        row.id: lead_facts(row.id, decode(LeadDraft, row.draft), row.received_at)
        for row in unit.connection.execute(_FACTS, {"ids": list(lead_ids)})
    }


_FACTS = select(leads.c.id, leads.c.draft, leads.c.received_at).where(leads.c.id.in_(bindparam("ids", expanding=True)))


def lead_facts(lead_id: str, draft: LeadDraft, received_at: datetime) -> LeadFacts:
    """A lead as alerts show it."""
    return LeadFacts(
        lead_id,
        draft.customer,
        draft.wanted,
        next((vehicle for vehicle in draft.vehicles if vehicle.is_own), None),
        draft.comments,
        draft.source,
        draft.location,
        draft.answer_at,
        received_at,
        draft.language,
        draft.lead_type,
    )


def of_mail(unit: Unit, mail_id: str) -> list[str]:
    """The ids of the leads of a mail."""
    statement = (
        select(leads.c.id)
        .join(mails, mails.c.seq == leads.c.mail_seq)
        .where(mails.c.id == mail_id)
        .order_by(leads.c.mail_index)
    )
    return list(unit.connection.execute(statement).scalars())


def at(unit: Unit, mail_seq: int, mail_index: int) -> str | None:
    """The id of the lead that stands at a place in a mail, or None."""
    statement = select(leads.c.id).where(leads.c.mail_seq == mail_seq, leads.c.mail_index == mail_index)
    return unit.connection.execute(statement).scalar_one_or_none()


def slot(unit: Unit, lead_id: str) -> tuple[int, int] | None:
    """The mail of a lead and its place in it, or None."""
    row = unit.connection.execute(select(leads.c.mail_seq, leads.c.mail_index).where(leads.c.id == lead_id)).first()
    return None if row is None else (row.mail_seq, row.mail_index)
