"""A stored lead, ready to be decided again."""

from __future__ import annotations

from uptape.core import offers as rules
from uptape.flow.fields import MailFacts
from uptape.flow.ledger import Ledger
from uptape.flow.placing import Work
from uptape.store import assignments, offers
from uptape.store.leads import StoredLead


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
