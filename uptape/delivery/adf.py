"""Leads as ADF 1.0 (Auto-lead Data Format), in a mail of its own for the system of a CRM."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lxml import etree

from uptape.core.alerts import AlertFacts
from uptape.core.leads import Customer, Vehicle
from uptape.core.outbox import Declined, OutboxEntry, Outcome, Text
from uptape.core.providers import EmailSettings
from uptape.delivery import mail
from uptape.delivery.email import RelayEmail, bounces_to_row
from uptape.delivery.payload import tidy


def document(facts: AlertFacts) -> str:
    """The lead as an ADF document, its elements in the order of the specification. Raises ValueError without a lead."""
    lead = facts.lead
    if lead is None:
        raise ValueError("only leads can be written as ADF")
    root = etree.Element("adf")
    prospect = etree.SubElement(root, "prospect", status="new")
    _add(prospect, "id", lead.lead_id, sequence="1", source="uptape")
    moment = lead.received_at
    _add(prospect, "requestdate", moment.isoformat(timespec="seconds") if moment else "")
    for vehicle in (lead.vehicle, lead.trade_in):
        if vehicle is not None:
            _vehicle(prospect, vehicle)
    if lead.vehicle is None and lead.trade_in is None:
        _vehicle(prospect, Vehicle())
    _customer(prospect, lead.customer, lead.comments)
    vendor = etree.SubElement(prospect, "vendor")
    _add(vendor, "vendorname", lead.store or facts.dealership_name)
    contact = etree.SubElement(vendor, "contact")
    _add(contact, "name", _taker(facts) or facts.dealership_name, part="full")
    if lead.source:
        provider = etree.SubElement(prospect, "provider")
        _add(provider, "name", lead.source, part="full")
    etree.indent(root)
    body = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<?adf version="1.0"?>\n{body}\n'


class AdfEmail:
    """The channel `adf`."""

    name = "adf"

    def __init__(self, settings: EmailSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._relay = RelayEmail(settings, now)
        self._now = now

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Mails the lead as text/plain that holds nothing but the document, as CRMs expect it."""
        try:
            content = document(entry.facts)
            message = mail.build(
                sender=self._settings.from_address,
                to=entry.to,
                subject=f"ADF lead {entry.facts.lead.lead_id if entry.facts.lead else ''}",
                key=entry.key,
                reply_to=entry.facts.reply_to,
                sent_at=self._now(),
            )
        except ValueError as error:
            return Declined(str(error))
        message.set_content(content)
        return self._relay.deliver(message, entry.to, bounces_to_row(entry))

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """A relay cannot be asked; sent again, the lead has the same id and the mail the same Message-ID."""
        return None


def _vehicle(prospect: etree._Element, vehicle: Vehicle) -> None:
    attributes = {"interest": vehicle.interest}
    if vehicle.status in {"new", "used"}:
        attributes["status"] = vehicle.status
    element = etree.SubElement(prospect, "vehicle", attributes)
    _add(element, "year", str(vehicle.year or ""))
    _add(element, "make", vehicle.make)
    _add(element, "model", vehicle.model)
    for name in ("vin", "stock", "trim"):
        if getattr(vehicle, name):
            _add(element, name, getattr(vehicle, name))
    if vehicle.price:
        _add(element, "price", f"{vehicle.price:.2f}".removesuffix(".00"), type="asking")


def _customer(prospect: etree._Element, customer: Customer, comments: str | None) -> None:
    element = etree.SubElement(prospect, "customer")
    contact = etree.SubElement(element, "contact")
    if customer.first_name or customer.last_name:
        if customer.first_name:
            _add(contact, "name", customer.first_name, part="first")
        if customer.last_name:
            _add(contact, "name", customer.last_name, part="last")
    else:
        _add(contact, "name", customer.full_name, part="full")
    for email in customer.emails:
        _add(contact, "email", email)
    for phone in customer.phones:
        _add(contact, "phone", phone, type="voice")
    parts = {
        "street": customer.street,
        "city": customer.city,
        "regioncode": customer.region,
        "postalcode": customer.postal_code,
        "country": customer.country,
    }
    if any(parts.values()):
        address = etree.SubElement(contact, "address")
        for name, value in parts.items():
            if value:
                _add(address, name, value, **({"line": "1"} if name == "street" else {}))
    if comments:
        _add(element, "comments", comments)


def _taker(facts: AlertFacts) -> str:
    return next((value for key, value in facts.facts if key == "taker"), facts.member_name)


def _add(parent: etree._Element, name: str, value: str | None, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = tidy(value)
