"""Builders of alerts and outbox rows for tests of wording and delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from uptape.core.alerts import AlertFacts, LeadFacts
from uptape.core.leads import Customer, Vehicle
from uptape.core.outbox import OutboxEntry

AT = datetime(2026, 11, 23, 22, 14, tzinfo=UTC)
"""2:14 in the afternoon in Los Angeles."""

MARIA = Customer(
    "Maria Ochoa",
    emails=("maria@mail.example",),
    phones=("+13105550142",),
    city="Torrance",
    region="CA",
    postal_code="90501",
)
F150 = Vehicle(status="used", year=2021, make="Ford", model="F-150", trim="XLT", stock="P1234", price=38900.0)
LEAD = LeadFacts(
    "L-7K37KQ",
    MARIA,
    F150,
    comments="Is it still there?",
    source="CarBarn",
    store="Westside",
    received_at=AT,
)
FACTS = AlertFacts(
    "assigned",
    "new",
    "sunset",
    "Sunset Motors",
    "America/Los_Angeles",
    "main",
    "ana",
    "Ana Ruiz",
    LEAD,
    call_by=AT.replace(minute=34),
    reply_to="main+l-7k37kq@leads.sunset.example",
)


UNCHANGED: dict[str, Any] = {}


def facts(
    lead: dict[str, Any] | None = UNCHANGED, customer: dict[str, Any] | None = None, **changes: Any
) -> AlertFacts:
    """The usual alert with other values in the lead (None: about no lead), its customer, or the alert itself."""
    if lead is None:
        return replace(FACTS, **{"lead": None, **changes})
    about = replace(LEAD, **lead)
    if customer is not None:
        about = replace(about, customer=Customer(**customer))
    return replace(FACTS, **{"lead": about, **changes})


def entry(of: AlertFacts = FACTS, channel: str = "sms", to: str = "+13105550111", **changes: Any) -> OutboxEntry:
    """An outbox row."""
    key = f"L-7K37KQ:assigned:1:ana:0:{channel}"
    return replace(OutboxEntry(1, key, channel, to, of.kind, of, "L-7K37KQ", created_at=AT), **changes)
