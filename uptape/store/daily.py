"""What the daily sheets read: what waits, appointments, what people did, sources, hand-outs, trouble."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from uptape.core.leads import LeadDraft
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.tables import assignments, journal, lead_events, leads, mails, offers, outbox


@dataclass(frozen=True, slots=True)
class OpenLead:
    """A lead that waits for something."""

    id: str
    status: str
    pool: str
    draft: LeadDraft
    assigned_to: str | None
    received_at: datetime
    assigned_at: datetime | None
    appointment_at: datetime | None


_OPEN = (
    leads.c.id, leads.c.status, leads.c.pool, leads.c.draft, leads.c.assigned_to, leads.c.received_at,
    leads.c.assigned_at, leads.c.appointment_at,
)  # fmt: skip


def _open(row: Any) -> OpenLead:
    return OpenLead(
        row.id, row.status, row.pool, decode(LeadDraft, row.draft), row.assigned_to, row.received_at, row.assigned_at,
        row.appointment_at,
    )  # fmt: skip


def waiting(unit: Unit, dealership: str) -> Iterator[OpenLead]:
    """The leads that nobody has yet, oldest first: in the inbox, on offer, in the review box."""
    statement = (
        select(*_OPEN)
        .where(leads.c.dealership == dealership, leads.c.status.in_(("queued", "offered", "review")))
        .order_by(leads.c.seq)
    )
    for row in unit.connection.execute(statement):
        yield _open(row)


def untried(unit: Unit, dealership: str) -> Iterator[OpenLead]:
    """The leads that somebody has and nobody tried to reach, oldest first."""
    statement = (
        select(*_OPEN)
        .where(leads.c.dealership == dealership, leads.c.status == "assigned", leads.c.first_attempt_at.is_(None))
        .order_by(leads.c.seq)
    )
    for row in unit.connection.execute(statement):
        yield _open(row)


def appointments(unit: Unit, dealership: str, since: datetime, until: datetime) -> Iterator[OpenLead]:
    """The appointments in a span of time of which nobody told yet whether the customer came, by time."""
    statement = (
        select(*_OPEN)
        .where(leads.c.dealership == dealership, leads.c.status == "appointment", leads.c.shown.is_(None))
        .where(leads.c.appointment_at >= since, leads.c.appointment_at < until)
        .order_by(leads.c.appointment_at, leads.c.seq)
    )
    for row in unit.connection.execute(statement):
        yield _open(row)


def offered_to(unit: Unit, lead_ids: Collection[str]) -> dict[str, list[str]]:
    """For each lead, the members to whom it is held out."""
    found: dict[str, list[str]] = {}
    if lead_ids:
        statement = (
            select(offers.c.lead_id, offers.c.member)
            .where(offers.c.lead_id.in_(list(lead_ids)), offers.c.state == "open")
            .order_by(offers.c.id)
        )
        for row in unit.connection.execute(statement):
            found.setdefault(row.lead_id, []).append(row.member)
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """A lead that somebody got."""

    member: str
    at: datetime
    first_attempt_at: datetime | None
    first_contact_at: datetime | None


def given(unit: Unit, dealership: str, since: datetime, until: datetime) -> Iterator[Given]:
    """The leads that were given to somebody in a span of time and that they have still; none that were no lead."""
    statement = (
        select(assignments.c.member, assignments.c.at, leads.c.first_attempt_at, leads.c.first_contact_at)
        .join(leads, leads.c.id == assignments.c.lead_id)
        .where(assignments.c.dealership == dealership, assignments.c.at >= since, assignments.c.at < until)
        .where(leads.c.status != "not_lead", assignments.c.ended_at.is_(None))
    )
    for row in unit.connection.execute(statement):
        yield Given(*row)


@dataclass(frozen=True, slots=True)
class Happened:
    """What was told of a lead."""

    lead_id: str
    event: str
    by: str
    note: str | None
    partner: str | None
    assigned_to: str | None


def happened(
    unit: Unit, dealership: str, events: Collection[str], since: datetime, until: datetime
) -> Iterator[Happened]:
    """What was told of leads in a span of time, in its order."""
    statement = (
        select(
            lead_events.c.lead_id, lead_events.c.event, lead_events.c.by, lead_events.c.note, lead_events.c.partner,
            leads.c.assigned_to,
        )
        .join(leads, leads.c.id == lead_events.c.lead_id)
        .where(lead_events.c.dealership == dealership, lead_events.c.event.in_(list(events)))
        .where(lead_events.c.at >= since, lead_events.c.at < until)
        .order_by(lead_events.c.id)
    )  # fmt: skip
    for row in unit.connection.execute(statement):
        yield Happened(*row)


def let_go(unit: Unit, dealership: str, since: datetime, until: datetime) -> dict[str, int]:
    """How many offers each member passed or let lapse in a span of time."""
    statement = (
        select(offers.c.member, func.count())
        .where(offers.c.dealership == dealership, offers.c.state.in_(("passed", "lapsed")))
        .where(offers.c.ended_at >= since, offers.c.ended_at < until)
        .group_by(offers.c.member)
    )
    return {row[0]: row[1] for row in unit.connection.execute(statement)}


def arrivals(unit: Unit, dealership: str, since: datetime, until: datetime) -> Iterator[tuple[str | None, datetime]]:
    """Source and time of the leads that came in a span of time, duplicates and what was none left out."""
    statement = (
        select(leads.c.source, leads.c.received_at)
        .where(leads.c.dealership == dealership, leads.c.received_at >= since, leads.c.received_at < until)
        .where(leads.c.status.not_in(("duplicate", "not_lead")))
    )
    for row in unit.connection.execute(statement):
        yield row.source, row.received_at


def first_arrival(unit: Unit, dealership: str) -> datetime | None:
    """When the first lead of a dealership came, or None."""
    statement = select(leads.c.received_at).where(leads.c.dealership == dealership).order_by(leads.c.seq).limit(1)
    return unit.connection.execute(statement).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class ByHand:
    """A row of the journal about a lead that somebody moved past the line."""

    event: str
    lead_id: str
    person: str | None
    by: str
    why: str
    turn: bool


def by_hand(unit: Unit, dealership: str, pools: Collection[str], since: datetime, until: datetime) -> Iterator[ByHand]:
    """The leads handed out and given back in a span of time, in their order."""
    statement = (
        select(journal.c.event, journal.c.lead_id, journal.c.person, journal.c.by, journal.c.reasons, journal.c.effect)
        .where(journal.c.pool.in_([f"{dealership}/{pool}" for pool in pools]))
        .where(journal.c.at >= since, journal.c.at < until, journal.c.lead_id.is_not(None))
        .where(journal.c.event.in_(("hand_assigned", "given_back", "house")))
        .order_by(journal.c.id)
    )
    for row in unit.connection.execute(statement):
        why = row.reasons[-1][2] if row.reasons else ""
        yield ByHand(row.event, row.lead_id, row.person, row.by, why, row.effect == "turn")


@dataclass(frozen=True, slots=True)
class Dead:
    """Messages to somebody that did not get through by one channel, and why the last did not."""

    member: str
    channel: str
    count: int
    error: str


def dead(unit: Unit, dealership: str, since: datetime) -> list[Dead]:
    """The dead messages of a dealership since a moment, by member and channel."""
    statement = (
        select(outbox.c.member, outbox.c.channel, func.count(), func.max(outbox.c.error))
        .where(outbox.c.state == "dead", outbox.c.dealership == dealership, outbox.c.created_at >= since)
        .group_by(outbox.c.member, outbox.c.channel)
        .order_by(outbox.c.member, outbox.c.channel)
    )
    return [Dead(member, channel, count, error or "") for member, channel, count, error in _rows(unit, statement)]


def unread(unit: Unit, dealership: str) -> list[str]:
    """The subjects of the mails in the review box that made no lead, oldest first."""
    made = select(leads.c.id).where(leads.c.mail_seq == mails.c.seq).exists()
    statement = (
        select(func.coalesce(mails.c.subject, ""))
        .where(mails.c.state == "review", mails.c.dealership == dealership, ~made)
        .order_by(mails.c.seq)
    )
    return list(unit.connection.execute(statement).scalars())


def stuck(unit: Unit, dealership: str, before: datetime) -> int:
    """How many mails or messages that should be done wait since before a moment."""
    mails_waiting = select(func.count()).where(
        mails.c.dealership == dealership, mails.c.state == "received", mails.c.received_at < before
    )
    messages = select(func.count()).where(
        outbox.c.dealership == dealership, or_(outbox.c.state == "due", outbox.c.state == "unknown"),
        outbox.c.due_at < before,
    )  # fmt: skip
    return sum(int(unit.connection.execute(one).scalar_one()) for one in (mails_waiting, messages))


def names(unit: Unit, lead_ids: Collection[str]) -> dict[str, LeadDraft]:
    """Some leads as they were read."""
    if not lead_ids:
        return {}
    statement = select(leads.c.id, leads.c.draft).where(leads.c.id.in_(list(lead_ids)))
    return {row.id: decode(LeadDraft, row.draft) for row in unit.connection.execute(statement)}


def _rows(unit: Unit, statement: Any) -> Any:
    return unit.connection.execute(statement).all()
