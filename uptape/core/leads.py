"""What a lead is: one enquiry of one customer about some vehicles, as it was read from a mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MailKind = Literal["lead", "not_lead", "bounce", "autoreply", "spam", "feedback"]
MAIL_KINDS: tuple[MailKind, ...] = ("lead", "not_lead", "bounce", "autoreply", "spam", "feedback")

Interest = Literal["buy", "lease", "test-drive", "trade-in", "sell"]
OWN_INTERESTS: tuple[str, ...] = ("trade-in", "sell")

LeadType = Literal["enquiry", "finance", "trade-in", "call", "chat"]

LeadStatus = Literal[
    "received", "queued", "offered", "assigned", "contacted", "appointment", "sold", "lost", "review", "duplicate",
    "not_lead",
]  # fmt: skip
OPEN_STATUSES: tuple[LeadStatus, ...] = ("offered", "assigned", "contacted", "appointment")


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle of a lead. `interest` tells whether it is wanted (buy, lease, test-drive) or the customer's own."""

    interest: str = "buy"
    status: str | None = None
    """`new` or `used` (certified is used); None where the mail does not say."""
    year: int | None = None
    make: str | None = None
    model: str | None = None
    trim: str | None = None
    stock: str | None = None
    vin: str | None = None
    price: float | None = None
    """The advertised price in the currency of the country; never an offer, a payment or an appraisal."""

    @property
    def is_own(self) -> bool:
        """True for the customer's own vehicle (trade-in, sell)."""
        return self.interest in OWN_INTERESTS

    @property
    def title(self) -> str:
        """`2021 Ford F-150 XLT`, as far as it is known."""
        return " ".join(str(part) for part in (self.year, self.make, self.model, self.trim) if part)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who asks: names, ways to reach them, address. Lists keep the order of preference."""

    full_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    emails: tuple[str, ...] = ()
    """Lower case."""
    phones: tuple[str, ...] = ()
    """E.164, without extension."""
    street: str | None = None
    city: str | None = None
    county: str | None = None
    region: str | None = None
    """As code: TX, QC."""
    postal_code: str | None = None
    country: str | None = None
    """ISO 3166 code of two letters."""


@dataclass(frozen=True, slots=True)
class LeadDraft:
    """A lead as read from a mail, before anybody decided about it."""

    customer: Customer = Customer()
    vehicles: tuple[Vehicle, ...] = ()
    comments: str | None = None
    """The customer's own words, decoded, without markup."""
    source: str | None = None
    """The site's display name."""
    source_key: str | None = None
    """The key of the source definition that recognised the mail, if one did."""
    provider_lead_id: str | None = None
    requested_at: str | None = None
    """ISO 8601 as the mail itself tells it: with offset if the mail gives a zone, date only if that is all."""
    location: str | None = None
    posted_by: str | None = None
    lead_type: LeadType = "enquiry"
    language: str | None = None
    """ISO 639 code of two letters, where it could be told."""
    conversation: str | None = None
    """The site's id of the conversation, or the per-thread relay address."""
    answer_at: str | None = None
    """Where a lead without phone and e-mail can be answered on the site: an https link from the mail."""
    properties: tuple[tuple[str, str], ...] = ()
    """Anything else the mail said, `snake_case` key and value as text."""
    repaired: bool = False
    """True where damage had to be mended to read it."""

    @property
    def wanted(self) -> Vehicle | None:
        """The first vehicle that the customer wants, or None."""
        return next((vehicle for vehicle in self.vehicles if not vehicle.is_own), None)

    @property
    def can_be_answered(self) -> bool:
        """True where there is some way to reach the customer or to answer on the site."""
        return bool(self.customer.emails or self.customer.phones or self.answer_at)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read out of one mail."""

    kind: MailKind
    leads: tuple[LeadDraft, ...] = ()
    """Empty unless `kind` is `lead`."""
    subject: str = ""
    from_address: str = ""
    message_id: str | None = None
    references: tuple[str, ...] = ()
    """Message-IDs from In-Reply-To and References, without angle brackets."""
    text: str = ""
    """The whole readable mail, for rules on `text` and for people; at most 64 kB."""
    malformed: bool = False
    notes: tuple[str, ...] = ()
    """What a person should know: what was damaged, cut, or not understood."""
    why: tuple[str, ...] = ()
    """How the kind and the fields were decided, one sentence each (`uptape parse --why`)."""
    feedback_lead_id: str | None = None
    """The lead that a mail of kind `feedback` speaks of."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the dealership before a mail is read: its own numbers are never a customer's."""

    country: str = "US"
    timezone: str = "UTC"
    stores: tuple[str, ...] = ()
    """Names and aliases of the stores."""
    people: tuple[str, ...] = ()
    """Names of the dealership's people."""
    emails: tuple[str, ...] = ()
    """Addresses of the dealership, its people, pools and buyers, lower case."""
    phones: tuple[str, ...] = ()
    """Numbers of the dealership and its people, E.164."""
