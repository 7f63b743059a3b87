"""A stored lead, ready to be decided again."""

from __future__ import annotations

from uptape.core import offers as rules
from uptape.flow.fields import MailFacts
from uptape.flow.ledger import Ledger
from uptape.flow.placing import Work
from uptape.store import offers
from uptape.store.leads import StoredLead


def work_of(lead: StoredLead, ledger: Ledger, keys: tuple[str, ...], *, waited: bool = False) -> Work:
    """The lead with its identity keys, and with those who already had it where leads are held out."""
    extra = lead.fields
    mail = MailFacts(extra.get("tag"), extra.get("subject", ""), extra.get("sender", ""), extra.get("text", ""))
    pool = ledger.dealership.pools[lead.pool]
    tried = offers.had(ledger.unit, lead.id) if rules.are_made_by(pool) else frozenset()
    return Work(lead.id, pool, lead.draft, keys, mail, lead.received_at, lead.repeat, tried, waited=waited,
                sent_to=lead.sent_to)  # fmt: skip
