"""Writes a reading as the JSON object that `uptape parse --jsonl` prints; keys that are not told are left out."""

from __future__ import annotations

from uptape.core.leads import LeadDraft, Reading, Vehicle

Json = dict[str, object]


def as_json(reading: Reading, filename: str) -> Json:
    """`{"file", "kind", "leads"}` as the contract has it."""
    return {"file": filename, "kind": reading.kind, "leads": [lead_json(lead) for lead in reading.leads]}


def lead_json(lead: LeadDraft) -> Json:
    """One lead in the keys of the contract."""
    customer = lead.customer
    found: Json = {
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "full_name": customer.full_name,
        "emails": list(customer.emails),
        "phones": list(customer.phones),
        "street": customer.street,
        "city": customer.city,
        "region": customer.region,
        "postal_code": customer.postal_code,
        "country": customer.country,
        "vehicles": [vehicle_json(vehicle) for vehicle in lead.vehicles],
        "comments": lead.comments,
        "source": lead.source,
        "provider_lead_id": lead.provider_lead_id,
        "requested_at": lead.requested_at,
        "location": lead.location,
        "posted_by": lead.posted_by,
    }
    return {key: value for key, value in found.items() if value not in (None, [], "")}


def vehicle_json(vehicle: Vehicle) -> Json:
    """One vehicle in the keys of the contract; whole prices as whole numbers."""
    price = vehicle.price
    found: Json = {
        "interest": vehicle.interest,
        "status": vehicle.status,
        "year": vehicle.year,
        "make": vehicle.make,
        "model": vehicle.model,
        "trim": vehicle.trim,
        "stock": vehicle.stock,
        "vin": vehicle.vin,
        "price": int(price) if price is not None and price == int(price) else price,
    }
    return {key: value for key, value in found.items() if value is not None}
