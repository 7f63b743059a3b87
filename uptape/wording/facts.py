"""Turns the facts of an alert into what templates may show: clean, capped, ready to read. Lead text is data only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from uptape.core.alerts import HANDING_KINDS, AlertFacts, LeadFacts
from uptape.core.leads import Vehicle
from uptape.wording import shown
from uptape.wording.clean import clean, paragraphs, without_links
from uptape.wording.gsm import plain
from uptape.wording.sheet import Number, SheetView, sheet_view

Medium = Literal["sms", "email", "voice"]

CAP_NAME, CAP_SHORT, CAP_WORDS, CAP_MAIL = 48, 40, 400, 4000
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*)?")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")

_HEADS = {
    "new": "NEW",
    "repeat": "REPEAT",
    "cover": "COVER",
    "offer": "OFFER",
    "grabs": "UP FOR GRABS",
    "gone": "GONE",
    "update": "UPDATE",
    "plain": "",
}


@dataclass(frozen=True, slots=True)
class VehicleView:
    """A vehicle as text. Empty strings stand for what is not known."""

    title: str
    short: str
    """Without the trim."""
    status: str
    price: str
    stock: str
    vin: str


NO_VEHICLE = VehicleView("", "", "", "", "", "")


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead as text. Empty strings and tuples stand for what is not known."""

    id: str
    short_id: str
    name: str
    phone: str
    phones: tuple[Number, ...]
    email: str
    emails: tuple[str, ...]
    vehicle: VehicleView
    trade_in: VehicleView
    words: str
    """The customer's own words, in one line."""
    paragraphs: tuple[str, ...]
    """The same line by line, for mails."""
    source: str
    store: str
    place: str
    """Street-level facts of the customer: city, region, postal code."""
    answer_at: str
    """An https link; always empty in texts."""
    on_site: bool
    """True where the customer can be answered on the lead site only."""
    received: str
    lead_type: str
    language: str


@dataclass(frozen=True, slots=True)
class View:
    """All that a template may use."""

    medium: Medium
    kind: str
    tone: str
    head: str
    """NEW, REPEAT, COVER, OFFER until 2:14p, UP FOR GRABS …; empty for plain notices."""
    dealership: str
    pool: str
    member: str
    lead: LeadView | None
    customer_of: str
    """Whose customer it is, where the lead goes to somebody else: who is covered for, or who else knows them."""
    call_by: str
    offer_until: str
    reply_to: str
    headline: str
    body: str
    body_lines: tuple[str, ...]
    fact: Mapping[str, str]
    """Further facts by name: `taker`, `owner`, `reason`, `news` …"""
    links: tuple[tuple[str, str], ...]
    """Label and https link of each one-tap answer: facts named `link.LABEL`. Mails only."""
    by_mail: bool
    """True where what is answered to the message itself comes back to the program: in mails, not in faxes or chats."""
    sheet: SheetView | None = None
    """What stands on a morning or closing sheet. Mails only."""


def view(facts: AlertFacts, medium: Medium, *, by_mail: bool = True) -> View:
    """The facts as text for one medium. In texts there are no links, and letters are written plainly.

    `by_mail` False: a channel that writes as mails do, but is none, such as a fax, a chat, or one of another package.
    """
    texts = medium != "email"

    def show(text: str | None, cap: int) -> str:
        return for_text(text, cap) if texts else clean(text, cap)

    lead = facts.lead
    received = lead.received_at if lead else None
    return View(
        medium,
        facts.kind,
        facts.tone,
        _head(facts),
        show(facts.dealership_name, CAP_NAME),
        facts.pool or "",
        show(facts.member_name, CAP_NAME),
        _lead(lead, facts.timezone, medium) if lead else None,
        _customer_of(facts, show),
        shown.clock_time(facts.call_by, facts.timezone, day_of=received) if facts.call_by else "",
        shown.clock_time(facts.offer_until, facts.timezone, day_of=received) if facts.offer_until else "",
        facts.reply_to or "",
        show(facts.headline, 160),
        show(facts.body, CAP_WORDS if texts else CAP_MAIL),
        () if texts else paragraphs(facts.body, CAP_MAIL),
        {key: show(value, CAP_WORDS) for key, value in facts.facts if not key.startswith("link.")},
        () if texts else _links(facts),
        by_mail and not texts,
        None if texts or facts.sheet is None else sheet_view(facts.sheet, facts.timezone),
    )


def for_text(text: str | None, cap: int) -> str:
    """A value as it may stand in a text to a phone: clean, without links, written plainly."""
    cleaned = clean(text, cap * 2)
    return clean(without_links(plain(without_links(cleaned))), cap)


def _customer_of(facts: AlertFacts, show: Callable[[str | None, int], str]) -> str:
    if facts.kind not in HANDING_KINDS:
        return ""
    told = dict(facts.facts)
    return show(told.get("covers_for") or told.get("others"), CAP_SHORT)


def _head(facts: AlertFacts) -> str:
    head = _HEADS[facts.tone]
    appointment = next((value for key, value in facts.facts if key == "appointment"), None)
    if appointment is not None and facts.kind == "assigned":
        return f"APPT {clean(appointment, 24)}"
    if facts.tone == "offer" and facts.offer_until:
        received = facts.lead.received_at if facts.lead else None
        return f"{head} until {shown.clock_time(facts.offer_until, facts.timezone, day_of=received)}"
    return head


def _lead(lead: LeadFacts, timezone: str, medium: Medium) -> LeadView:
    texts = medium != "email"

    def show(text: str | None, cap: int) -> str:
        return for_text(text, cap) if texts else clean(text, cap)

    customer = lead.customer
    name = customer.full_name or " ".join(part for part in (customer.first_name, customer.last_name) if part)
    numbers = tuple(Number(shown.phone(n), n) for n in customer.phones[:4] if re.fullmatch(r"\+\d{4,15}", n))
    emails = tuple(e for e in customer.emails[:4] if _EMAIL.fullmatch(e))
    place = ", ".join(
        part for part in (customer.city, " ".join(filter(None, (customer.region, customer.postal_code)))) if part
    )
    link = lead.answer_at if lead.answer_at and _HTTPS.fullmatch(lead.answer_at) and len(lead.answer_at) < 2000 else ""
    return LeadView(
        lead.lead_id,
        shown.short_id(lead.lead_id),
        show(name, CAP_NAME if texts else 120),
        numbers[0].shown if numbers else "",
        numbers,
        emails[0] if emails else "",
        emails,
        _vehicle(lead.vehicle, timezone, texts),
        _vehicle(lead.trade_in, timezone, texts),
        show(lead.comments, CAP_WORDS if texts else CAP_MAIL).replace('"', "'" if texts else '"'),
        () if texts else paragraphs(lead.comments, CAP_MAIL),
        show(lead.source, CAP_SHORT).strip(":/. "),
        show(lead.store, CAP_SHORT).strip(":/. "),  # side by side they must not make a link
        show(place, CAP_NAME),
        "" if texts else link,
        bool(lead.answer_at) and not numbers and not emails,
        shown.clock_time(lead.received_at, timezone) if lead.received_at else "",
        show(lead.lead_type, 16),
        show(lead.language, 8),
    )


def _vehicle(vehicle: Vehicle | None, timezone: str, texts: bool) -> VehicleView:
    if vehicle is None:
        return NO_VEHICLE

    def show(text: object, cap: int) -> str:
        value = str(text) if text else ""
        return for_text(value, cap) if texts else clean(value, cap)

    short = " ".join(p for p in (show(vehicle.year, 4), show(vehicle.make, 24), show(vehicle.model, 28)) if p)
    trim = show(vehicle.trim, CAP_SHORT)
    return VehicleView(
        f"{short} {trim}".strip(),
        short,
        show(vehicle.status, 12),
        shown.price(vehicle.price, timezone),
        show(vehicle.stock, 20),
        show(vehicle.vin, 20),
    )


def _links(facts: AlertFacts) -> tuple[tuple[str, str], ...]:
    return tuple(
        (clean(key.removeprefix("link."), 24), value)
        for key, value in facts.facts
        if key.startswith("link.") and re.fullmatch(r"https?://\S{1,1000}", value)
    )
