"""A lead on its way to somebody, whether it just came or is stored and decided again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from uptape.core import offers as rules
from uptape.core.dealership import Pool
from uptape.core.decisions import Reason
from uptape.core.leads import LeadDraft
from uptape.flow.fields import MailFacts
from uptape.flow.ledger import Ledger
from uptape.store import assignments, offers
from uptape.store.leads import StoredLead


@dataclass(frozen=True, slots=True)
class Work:
    """A lead on its way to somebody."""

    id: str
    pool: Pool
    draft: LeadDraft
    keys: tuple[str, ...]
    mail: MailFacts
    received_at: datetime
    known_customer: bool
    tried: frozenset[str] = frozenset()
    notes: tuple[Reason, ...] = ()
    """What the journal should say besides the decision."""
    waited: bool = False
    """True for a lead that waited, or that may not pass one that waits: `drain:` holds for it."""
    sent_to: str | None = None
    """The group that it overflowed to."""
    household: str | None = None
    """The other last name under which the customer's phone number is known."""


def work_of(lead: StoredLead, ledger: Ledger, keys: tuple[str, ...], *, waited: bool = False) -> Work:
    """The lead with its identity keys, and with those who already had it: a buyer never gets a lead twice."""
    extra = lead.fields
    mail = MailFacts(extra.get("tag"), extra.get("subject", ""), extra.get("sender", ""), extra.get("text", ""))
    pool = ledger.dealership.pools[lead.pool]
    tried = offers.had(ledger.unit, lead.id) if rules.are_made_by(pool) else frozenset()
    if ledger.dealership.buyers:
        tried |= _buyers_who_had_it(ledger, lead.id)
    return Work(lead.id, pool, lead.draft, keys, mail, lead.received_at, lead.repeat, tried, waited=waited,
                sent_to=lead.sent_to, household=extra.get("household"))  # fmt: skip


def _buyers_who_had_it(ledger: Ledger, lead_id: str) -> frozenset[str]:
    """The members of the lines who stand for a buyer that refused or returned a lead, by whatever order."""
    gave_back = assignments.gave_back(ledger.unit, lead_id)
    if not gave_back:
        return frozenset()
    buyers = {member.partition(".")[0] for member in gave_back}
    lines = [locked.tape.members for locked in ledger.locked.values()]
    return gave_back | {member for line in lines for member in line if member.partition(".")[0] in buyers}
