"""One-tap links in a buyer's mails: what each reports on the lead, as long as the buyer has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from uptape.core.contacts import short_name
from uptape.core.dealership import Buyer, Dealership
from uptape.flow import feedback
from uptape.flow.ledger import Ledger
from uptape.store import hands, leads, outbox
from uptape.store.engine import Unit
from uptape.store.leads import StoredLead
from uptape.store.tapes import TapeCache

OUTCOMES: Mapping[str, str] = {"talked": "contacted", "sold": "sold", "lost": "lost"}
"""The outcome that the word of a link reports."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A lead that a buyer has, by one of its links."""

    dealership: Dealership
    buyer: Buyer
    member: str
    """The buyer, or the order of it that got the lead."""
    lead: StoredLead

    @property
    def label(self) -> str:
        """The customer and the last three of the id, as people are told."""
        return f"{short_name(self.lead.draft.customer)} {self.lead.id[-3:]}"


def find(unit: Unit, dealerships: Mapping[str, Dealership], row: int, now: datetime) -> Theirs | None:
    """The lead of a buyer's link; None where the message is no buyer's, the lead is theirs no more, or they left."""
    about = outbox.about(unit, row)
    dealership = dealerships.get(about.dealership) if about else None
    buyer = dealership.buyers.get(about.member.partition(".")[0]) if about and dealership else None
    if about is None or dealership is None or buyer is None or about.lead_id is None:
        return None
    if buyer.left is not None and now.astimezone(ZoneInfo(dealership.timezone)).date() >= buyer.left:
        return None
    stored = leads.get(unit, about.lead_id)
    held = next((one for one in hands.holders(unit, about.lead_id) if one.partition(".")[0] == buyer.key), None)
    if stored is None or held is None or stored.pool not in dealership.pools:
        return None
    return Theirs(dealership, buyer, held, stored)


def report(unit: Unit, theirs: Theirs, verb: str, now: datetime, cache: TapeCache | None) -> str:
    """Records what a link reports, in the open transaction; gives back the sentence for the buyer. Raises Refused."""
    ledger = Ledger(unit, theirs.dealership, [theirs.lead.pool, ""], now, f"link:{theirs.buyer.key}", cache)
    stored = leads.get(unit, theirs.lead.id) or theirs.lead  # as it stands under the lock of its line
    feedback.record(ledger, stored, OUTCOMES[verb], via="link", member=theirs.member)
    ledger.flush()
    return f"{theirs.label}: {OUTCOMES[verb]}, thank you."
