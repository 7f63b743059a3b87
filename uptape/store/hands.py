"""Which leads somebody may mean: in their hands, held out to them, lately gone, or waiting for a manager."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from uptape.core.leads import OPEN_STATUSES, LeadDraft
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.tables import assignments, lead_events, leads, offers, outbox


@dataclass(frozen=True, slots=True)
class InHand:
    """A lead with how it stands to somebody."""

    id: str
    status: str
    pool: str
    draft: LeadDraft
    assigned_to: str | None
    at: datetime
    attempted: bool
    contacted: bool
    ended_at: datetime | None = None
    live: bool = True
    ended: str = ""
    """How an offer ended."""


_LEAD = (
    leads.c.id, leads.c.status, leads.c.pool, leads.c.draft, leads.c.assigned_to, leads.c.received_at,
    leads.c.first_attempt_at, leads.c.first_contact_at,
)  # fmt: skip


def _in_hand(row: Any, at: datetime, ended_at: datetime | None = None, *, live: bool = True) -> InHand:
    return InHand(
        row.id,
        row.status,
        row.pool,
        decode(LeadDraft, row.draft),
        row.assigned_to,
        at,
        row.first_attempt_at is not None,
        row.first_contact_at is not None,
        ended_at,
        live,
    )


def had_by(unit: Unit, dealership: str, member: str, since: datetime, most: int) -> Iterator[InHand]:
    """The leads that somebody has, newest first, with those that they had or closed since a moment."""
    statement = (
        select(*_LEAD, assignments.c.at, assignments.c.ended_at)
        .join(leads, leads.c.id == assignments.c.lead_id)
        .where(assignments.c.dealership == dealership, assignments.c.member == member)
        .where(
            or_(
                and_(assignments.c.ended_at.is_(None), leads.c.status.in_(OPEN_STATUSES)),
                and_(assignments.c.ended_at.is_(None), leads.c.closed_at >= since),
                assignments.c.ended_at >= since,
            )
        )
        .order_by(assignments.c.at.desc(), assignments.c.id.desc())
        .limit(most)
    )
    for row in unit.connection.execute(statement):
        yield _in_hand(row, row.at, row.ended_at, live=row.ended_at is None)


def offered_to(unit: Unit, dealership: str, member: str, since: datetime) -> Iterator[InHand]:
    """The leads held out to somebody, newest first, with those that were since a moment."""
    told = (
        select(func.max(outbox.c.sent_at))
        .where(outbox.c.lead_id == offers.c.lead_id, outbox.c.member == member, outbox.c.kind == "offer")
        .where(outbox.c.state == "sent")
        .scalar_subquery()
    )
    statement = (
        select(*_LEAD, offers.c.at, offers.c.ended_at, offers.c.state, told.label("told_at"))
        .join(leads, leads.c.id == offers.c.lead_id)
        .where(offers.c.dealership == dealership, offers.c.member == member)
        .where(or_(offers.c.state == "open", offers.c.ended_at >= since))
        .order_by(offers.c.id.desc())
        .limit(50)
    )
    for row in unit.connection.execute(statement):
        found = _in_hand(row, row.told_at or row.at, row.ended_at, live=row.state == "open")
        yield replace(found, ended="" if row.state == "open" else row.state)


def of_dealership(unit: Unit, dealership: str, most: int) -> Iterator[InHand]:
    """The leads of a dealership that wait or are open, newest first."""
    statement = (
        select(*_LEAD)
        .where(leads.c.dealership == dealership, leads.c.status.in_(("review", "queued", *OPEN_STATUSES)))
        .order_by(leads.c.seq.desc())
        .limit(most)
    )
    for row in unit.connection.execute(statement):
        yield _in_hand(row, row.received_at)


def choices_told(unit: Unit, lead_ids: Collection[str], member: str) -> dict[str, tuple[str, ...]]:
    """For each lead, the people that the list names which was sent to somebody with it, in its order."""
    if not lead_ids:
        return {}
    statement = (
        select(outbox.c.lead_id, outbox.c.facts)
        .where(outbox.c.lead_id.in_(list(lead_ids)), outbox.c.member == member)
        .order_by(outbox.c.id)
    )
    found = {}
    for row in unit.connection.execute(statement):
        listed = dict(map(tuple, row.facts.get("facts", ()))).get("choices")
        if listed:
            found[row.lead_id] = tuple(listed.split(","))
    return found


def asked_back(unit: Unit, dealership: str, lead_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """For each lead whose taker asks for the turn back and has no answer yet, who asks and why."""
    if not lead_ids:
        return {}
    statement = (
        select(lead_events.c.lead_id, lead_events.c.event, lead_events.c.by, lead_events.c.note)
        .where(lead_events.c.lead_id.in_(list(lead_ids)), lead_events.c.dealership == dealership)
        .where(lead_events.c.event.in_(("asked_back", "granted", "denied")))
        .order_by(lead_events.c.id)
    )
    found: dict[str, tuple[str, str]] = {}
    for row in unit.connection.execute(statement):
        if row.event == "asked_back":
            found[row.lead_id] = (row.by, row.note or "")
        else:
            found.pop(row.lead_id, None)
    return found


def late(unit: Unit, dealership: str, before: datetime, most: int) -> Iterator[InHand]:
    """The leads without an attempt that were handed over before a moment, oldest first."""
    statement = (
        select(*_LEAD, leads.c.assigned_at)
        .where(leads.c.dealership == dealership, leads.c.status == "assigned")
        .where(leads.c.first_attempt_at.is_(None), leads.c.assigned_at < before)
        .order_by(leads.c.seq)
        .limit(most)
    )
    for row in unit.connection.execute(statement):
        yield _in_hand(row, row.assigned_at)


def holders(unit: Unit, lead_id: str) -> list[str]:
    """Who has a lead now, first taker first."""
    statement = (
        select(assignments.c.member)
        .where(assignments.c.lead_id == lead_id, assignments.c.ended_at.is_(None))
        .order_by(assignments.c.copy)
    )
    return list(unit.connection.execute(statement).scalars())


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An open lead of which nobody told what became of it."""

    id: str
    pool: str
    member: str
    draft: LeadDraft
    since: datetime


def without_outcome(
    unit: Unit, dealership: str, asked: int, before: datetime, now: datetime, most: int
) -> list[Unanswered]:
    """The open leads dealt before a moment, asked about so often, with no appointment ahead; oldest first."""
    statement = (
        select(leads.c.id, leads.c.pool, leads.c.assigned_to, leads.c.draft, leads.c.assigned_at)
        .where(leads.c.dealership == dealership, leads.c.status.in_(("assigned", "contacted", "appointment")))
        .where(leads.c.assigned_to.is_not(None), leads.c.assigned_at <= before, leads.c.asked == asked)
        .where(or_(leads.c.appointment_at.is_(None), leads.c.appointment_at <= now))
        .order_by(leads.c.seq)
        .limit(most)
    )
    return [
        Unanswered(row.id, row.pool, row.assigned_to, decode(LeadDraft, row.draft), row.assigned_at)
        for row in unit.connection.execute(statement)
    ]
