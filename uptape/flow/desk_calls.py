"""Tells a pool's desk of a lead, under a small number, so that the receptionist can name who takes it."""

from __future__ import annotations

from uptape.core.contacts import short_name
from uptape.core.dealership import Person, Pool, Way
from uptape.core.eligibility import Member
from uptape.core.leads import LeadDraft
from uptape.flow.alerting import Message
from uptape.flow.ledger import Ledger
from uptape.store import desk_calls


def call(ledger: Ledger, pool: Pool, lead_id: str, draft: LeadDraft) -> int | None:
    """Opens a desk call and tells the desk's phone; gives back its number, None for a pool without a desk."""
    if pool.desk is None:
        return None
    number = desk_calls.open_call(ledger.unit, ledger.dealership.key, pool.key, lead_id, ledger.now)
    vehicle = draft.wanted.title if draft.wanted else ""
    about = " ".join(part for part in (short_name(draft.customer), vehicle) if part)
    ledger.tell(
        Message(
            "review",
            "plain",
            desk_of(ledger, pool),
            f"desk_call:{ledger.locked[pool.key].journal_seq}",
            lead_id,
            pool,
            headline=f"DESK CALL {number}: {about}",
            body=f"Answer {number} and who takes it: {number} BOB.",
            facts=(("desk_call", str(number)),),
        )
    )
    return number


def desk_of(ledger: Ledger, pool: Pool) -> Member:
    """The desk of a pool as somebody who can be told."""
    key = f"desk:{pool.key}"
    person = Person(key, f"Desk of {pool.key}", pool.desk, alerts=(Way("sms"),), is_salesperson=False, place=pool.place)
    return Member(key, person.name, ledger.dealership.hours, person=person, place=pool.place)
