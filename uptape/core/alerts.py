"""What a message to somebody says, as facts: texts are made of them only when they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from uptape.core.daysheet import Sheet
from uptape.core.leads import Customer, Vehicle

AlertKind = Literal[
    "assigned", "offer", "told", "review", "queued_late", "late", "owner_told", "update", "copy", "notice", "answer",
    "morning", "closing", "thanks",
]  # fmt: skip
HANDING_KINDS: tuple[AlertKind, ...] = ("assigned", "offer")
"""Kinds that hand somebody a lead; the rest tell."""

Tone = Literal["new", "repeat", "cover", "offer", "grabs", "gone", "update", "plain"]


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """A lead as an alert shows it."""

    lead_id: str
    customer: Customer
    vehicle: Vehicle | None = None
    """The wanted vehicle."""
    trade_in: Vehicle | None = None
    comments: str | None = None
    source: str | None = None
    store: str | None = None
    """The store's name as the config has it, or the location as the mail told it."""
    answer_at: str | None = None
    received_at: datetime | None = None
    language: str | None = None
    lead_type: str = "enquiry"


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """All that a template may use. `headline` and `body` carry notices that are about no lead."""

    kind: AlertKind
    tone: Tone
    dealership: str
    """The key."""
    dealership_name: str
    timezone: str
    pool: str | None = None
    member: str = ""
    """The key of who is told."""
    member_name: str = ""
    lead: LeadFacts | None = None
    call_by: datetime | None = None
    offer_until: datetime | None = None
    reply_to: str | None = None
    """The pool's address with the lead's id as `+tag`; behind it a secret word, once the message goes out."""
    headline: str = ""
    body: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """Further facts: `taker` (who has it), `owner`, `reason`, what the kind needs."""
    sheet: Sheet | None = None
    """What stands on a morning or closing sheet."""
