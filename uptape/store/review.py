"""The review box: mails and leads that a manager must look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from uptape.store.engine import Unit
from uptape.store.tables import lead_keys, leads, mails


@dataclass(frozen=True, slots=True)
class MailItem:
    """A mail in the review box."""

    seq: int
    id: str
    dealership: str | None
    pool: str | None
    subject: str | None
    from_address: str | None
    message_id: str | None
    received_at: datetime
    error: str | None


def mail_item(unit: Unit, mail_id: str) -> MailItem | None:
    """A mail of the review box by its id, or None."""
    statement = select(
        mails.c.seq,
        mails.c.id,
        mails.c.dealership,
        mails.c.pool,
        mails.c.subject,
        mails.c.from_address,
        mails.c.message_id,
        mails.c.received_at,
        mails.c.error,
    ).where(mails.c.id == mail_id, mails.c.state == "review")
    row = unit.connection.execute(statement).one_or_none()
    return None if row is None else MailItem(*row)


def settle_mail(unit: Unit, mail_id: str, now: datetime) -> None:
    """Takes a mail out of the review box."""
    unit.connection.execute(update(mails).where(mails.c.id == mail_id).values(state="done", done_at=now))


def settle_lead_mail(unit: Unit, mail_seq: int, now: datetime) -> None:
    """Takes the mail of a lead out of the review box once none of its leads is there any more."""
    waiting = select(leads.c.id).where(leads.c.mail_seq == mail_seq, leads.c.status == "review").limit(2)
    if len(unit.connection.execute(waiting).all()) <= 1:
        unit.connection.execute(
            update(mails).where(mails.c.seq == mail_seq, mails.c.state == "review").values(state="done", done_at=now)
        )


def forget_unassigned_leads(unit: Unit, mail_id: str) -> None:
    """Takes out the leads that an earlier reading of a mail made and that nobody ever had."""
    ids = (
        select(leads.c.id)
        .join(mails, mails.c.seq == leads.c.mail_seq)
        .where(mails.c.id == mail_id, leads.c.status == "review", leads.c.assigned_to.is_(None))
    )
    found = list(unit.connection.execute(ids).scalars())
    if found:
        unit.connection.execute(delete(lead_keys).where(lead_keys.c.lead_id.in_(found)))
        unit.connection.execute(delete(leads).where(leads.c.id.in_(found)))


def first_times(unit: Unit, lead_id: str, at: datetime) -> dict[str, Any]:
    """The columns of first attempt and first contact that a contact at `at` sets: those that are still empty."""
    row = unit.connection.execute(
        select(leads.c.first_attempt_at, leads.c.first_contact_at).where(leads.c.id == lead_id)
    ).one()
    values: dict[str, Any] = {}
    if row.first_attempt_at is None:
        values["first_attempt_at"] = at
    if row.first_contact_at is None:
        values["first_contact_at"] = at
    return values
