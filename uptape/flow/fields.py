"""The fields of a lead that selection rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uptape.core.dealership import Dealership
from uptape.core.leads import LeadDraft, Vehicle
from uptape.core.rules import LeadFields
from uptape.flow.geography import miles_between, place_of


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What rules need to know of the mail beyond the lead."""

    tag: str | None = None
    subject: str = ""
    sender: str = ""
    text: str = ""


def lead_fields(
    draft: LeadDraft, mail: MailFacts, dealership: Dealership, received_at: datetime, *, repeat: bool
) -> LeadFields:
    """All fields that a lead and its mail tell, as text; what they do not tell has no entry."""
    customer = draft.customer
    terms = dealership.sources.get(draft.source_key or "") if draft.source_key else None
    found: dict[str, Any] = {
        "source": tuple(value for value in (draft.source_key, draft.source) if value),
        "source.class": terms.source_class if terms else None,
        "lead_type": draft.lead_type,
        "interest": tuple(dict.fromkeys(vehicle.interest for vehicle in draft.vehicles)),
        "language": draft.language,
        "repeat": "true" if repeat else "false",
        "has": tuple(what for what, have in (("phone", customer.phones), ("email", customer.emails)) if have),
        "tag": mail.tag,
        "location": draft.location,
        "posted_by": draft.posted_by,
        "customer.postal_code": customer.postal_code,
        "customer.city": customer.city,
        "customer.county": customer.county,
        "customer.region": customer.region,
        "customer.country": customer.country,
        "email.subject": mail.subject,
        "email.from": mail.sender,
        "text": mail.text,
    }
    own = next((vehicle for vehicle in draft.vehicles if vehicle.is_own), None)
    if own is not None:
        found.update(_vehicle("trade_in", own))
    for key, value in draft.properties:
        found.setdefault(f"property.{key}", value)
    values: Mapping[str, tuple[str, ...]] = {
        key: value if isinstance(value, tuple) else (str(value),) for key, value in found.items() if value
    }
    wanted = tuple(_vehicle("vehicle", vehicle) for vehicle in draft.vehicles if not vehicle.is_own)
    code = customer.postal_code
    return LeadFields(
        values,
        wanted,
        received_at,
        lambda origin: _miles(origin, code, dealership),
        lambda field: _from_postal_code(field, code),
    )


def _miles(origin: str, postal_code: str | None, dealership: Dealership) -> float | None:
    """How far a customer is from a store (by its key) or from a postal code."""
    store = dealership.stores.get(origin)
    return miles_between(store.postal_code if store else origin, postal_code)


def _from_postal_code(field: str, postal_code: str | None) -> str | None:
    """What the postal code tells of a field that the mail left out: city, county and region of the customer."""
    what = field.removeprefix("customer.")
    if postal_code is None or what not in {"city", "county", "region"} or what == field:
        return None
    found = place_of(postal_code)
    return None if found is None else {"city": found.city, "county": found.county, "region": found.region}[what] or None


def _vehicle(prefix: str, vehicle: Vehicle) -> dict[str, str]:
    parts: dict[str, Any] = {
        "interest": vehicle.interest,
        "status": vehicle.status,
        "year": vehicle.year,
        "make": vehicle.make,
        "model": vehicle.model,
        "trim": vehicle.trim,
        "stock": vehicle.stock,
        "vin": vehicle.vin,
        "price": f"{vehicle.price:.2f}" if vehicle.price else None,
    }
    return {f"{prefix}.{name}": str(value) for name, value in parts.items() if value}
