"""Hides who a customer is while a lead is only on offer: first name, initial, vehicle, store, source, blanked words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from uptape.core.alerts import LeadFacts
from uptape.core.leads import Customer, Vehicle
from uptape.core.outbox import OutboxEntry

BLANK = "***"
_DIGITS = re.compile(r"\+?\d(?:[\s().,/_-]{0,3}\d){2,}")
_SPELLED = re.compile(
    r"(?:\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|\d)\b[\s,.-]{0,3}){5,}", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"[^\s@]{1,64}\s?@\s?\S+"
    r"|\S{0,16}(?:://|www\.)\S*"
    r"|\b[\w-]{1,64}(?:\.[\w-]{1,64}){0,12}\.[a-z]{2,24}(?!\w)(?:/\S*)?"
    r"|\S{1,64}\s{1,2}(?:at|[(\[{]\s?at\s?[)\]}])\s{1,2}\S{1,64}\s{1,2}(?:dot|[(\[{]\s?dot\s?[)\]}])\s{1,2}[a-z]{2,24}",
    re.IGNORECASE,
)
"""Every part has a bound, so that the time stays linear."""


def mask(lead: LeadFacts) -> LeadFacts:
    """The lead as salespeople see it before they take it: no way to reach or find the customer is left."""
    customer = lead.customer
    return replace(
        lead,
        customer=Customer(full_name=short_name(customer) or None),
        vehicle=_without_vin(lead.vehicle),
        trade_in=_without_vin(lead.trade_in),
        comments=blanked(lead.comments, customer) if lead.comments else None,
        answer_at=None,
    )


def short_name(customer: Customer) -> str:
    """`Maria O.`, as far as a name is known; an e-mail address in its place is no name."""
    words = " ".join(part for part in (customer.first_name, customer.last_name) if part) or customer.full_name or ""
    names = [word for word in words.split() if any(c.isalpha() for c in word) and "@" not in word]
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{names[0]} {names[-1].lstrip('-')[0].upper()}."


def blanked(words: str, customer: Customer) -> str:
    """Words with numbers of three digits and more, addresses and the customer's last name blanked."""
    text = unicodedata.normalize("NFKC", words[:4000])
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    for pattern in (_ADDRESS, _DIGITS, _SPELLED):
        text = pattern.sub(BLANK, text)
    last = customer.last_name or (customer.full_name or "").split(" ")[-1]
    if len(last) > 2 and last != customer.first_name:
        text = re.sub(rf"\b{re.escape(last)}\b", BLANK, text, flags=re.IGNORECASE)
    return text


def _without_vin(vehicle: Vehicle | None) -> Vehicle | None:
    return replace(vehicle, vin=None) if vehicle else None


def masked(entry: OutboxEntry) -> OutboxEntry:
    """The message as it may be shown: while a lead is only held out, nobody can reach or find the customer by it."""
    if entry.facts.lead is None or ("masked", "yes") not in entry.facts.facts:
        return entry
    return replace(entry, facts=replace(entry.facts, lead=mask(entry.facts.lead)))
