"""The fields that a source definition may set, and how a text from a mail becomes their value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from uptape.core.leads import Customer, LeadDraft, Vehicle
from uptape.parsing.fields.dates import requested_at
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.people_names import name
from uptape.parsing.fields.phones import phones
from uptape.parsing.fields.places import country, postal_code, region
from uptape.parsing.fields.prices import price
from uptape.parsing.fields.texts import many_lines, one_line
from uptape.parsing.formats.adf_vehicle import make_name, stock_of, vin_of, year_of

_CUSTOMER = ("street", "city", "county", "region", "postal_code", "country")
_NAMES = ("first_name", "last_name", "full_name")
_VEHICLE = ("interest", "status", "year", "make", "model", "trim", "stock", "vin", "price")
_LEAD = ("source", "provider_lead_id", "location", "posted_by", "lead_type", "language", "conversation", "answer_at")

FIELDS: tuple[str, ...] = (
    *(f"customer.{key}" for key in (*_NAMES, "emails", "phones", *_CUSTOMER)),
    *(f"vehicle.{key}" for key in ("title", *_VEHICLE)),
    *(f"trade_in.{key}" for key in ("title", *_VEHICLE)),
    *_LEAD,
    "comments",
    "requested_at",
)
"""All names but `property.<anything>`."""

_VEHICLE_VALUES: dict[str, Callable[[str], object]] = {
    "year": year_of,
    "make": make_name,
    "stock": stock_of,
    "vin": vin_of,
    "price": price,
}


def is_field(key: str) -> bool:
    """True for a field that a definition may set."""
    return key in FIELDS or (key.startswith("property.") and len(key) > len("property."))


def set_field(draft: LeadDraft, key: str, text: str) -> LeadDraft:
    """The draft with one field set from a text of the mail; unchanged where the text is no such value."""
    group, _, field = key.partition(".")
    if group == "property":
        others = tuple((k, v) for k, v in draft.properties if k != field)
        return replace(draft, properties=(*others, (field, one_line(text, 300))))
    if group == "customer":
        return replace(draft, customer=_customer(draft, field, text))
    if group in ("vehicle", "trade_in"):
        return _vehicle(draft, group == "trade_in", field, text)
    if key == "comments":
        return replace(draft, comments=many_lines(text) or draft.comments)
    if key == "requested_at":
        return replace(draft, requested_at=requested_at(text) or draft.requested_at)
    value = one_line(text, 300)
    return replace(draft, **{key: value}) if value else draft  # type: ignore[arg-type]


def _customer(draft: LeadDraft, field: str, text: str) -> Customer:
    customer = draft.customer
    if field == "emails":
        return replace(customer, emails=emails(text) or customer.emails)
    if field == "phones":
        return replace(customer, phones=phones(text) or customer.phones)
    if field in _NAMES:
        parts = {"first_name": customer.first_name, "last_name": customer.last_name} | {field: text}
        who = name(text) if field == "full_name" else name(None, parts["first_name"], parts["last_name"])
        if not who.full:
            return customer
        return replace(customer, full_name=who.full, first_name=who.first, last_name=who.last)
    readers: dict[str, Callable[[str], str | None]] = {"region": region, "country": country, "postal_code": postal_code}
    value = readers[field](text) if field in readers else one_line(text, 120)
    return replace(customer, **{field: value}) if value else customer  # type: ignore[arg-type]


def _vehicle(draft: LeadDraft, own: bool, field: str, text: str) -> LeadDraft:
    if field == "title":
        return _whole_vehicle(draft, own, text)
    value = _VEHICLE_VALUES[field](text) if field in _VEHICLE_VALUES else one_line(text, 120)
    if not value:
        return draft
    vehicles = list(draft.vehicles)
    place = next((number for number, vehicle in enumerate(vehicles) if vehicle.is_own == own), None)
    if place is None:
        vehicles.append(Vehicle(interest="trade-in", status="used") if own else Vehicle())
        place = len(vehicles) - 1
    if field == "status":
        value = "new" if str(value).lower().startswith(("new", "nuevo", "neuf")) else "used"
    vehicles[place] = replace(vehicles[place], **{field: value})  # type: ignore[arg-type]
    return replace(draft, vehicles=tuple(vehicles))


def _whole_vehicle(draft: LeadDraft, own: bool, text: str) -> LeadDraft:
    """Year, make, model and trim out of one line such as `2021 Kia Telluride S`; unchanged where it names no vehicle."""
    from uptape.parsing.fields.vehicles import split_vehicle  # its tables are large

    told = split_vehicle(one_line(text, 200), labelled=True)
    if told is None:
        return draft
    for key in ("year", "make", "model", "trim"):
        value = getattr(told.vehicle, key)
        if value:
            draft = _vehicle(draft, own, key, str(value))
    return draft
