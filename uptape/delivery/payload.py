"""A lead as other systems get it: JSON and form fields. The names are a promise to them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from uptape.core import post_fields
from uptape.core.alerts import AlertFacts
from uptape.core.leads import Vehicle

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def tidy(text: str | None, cap: int = 20_000) -> str:
    """Text without control characters (line ends stay), at most `cap` characters."""
    return _CONTROLS.sub("", (text or "")[:cap])


def as_json(facts: AlertFacts) -> bytes:
    """The lead as a JSON object; what is not known is null or left out of lists."""
    lead = facts.lead
    body: dict[str, object] = {
        "event": "update" if facts.tone == "update" else facts.kind,
        "lead_id": lead.lead_id if lead else None,
        "dealership": facts.dealership,
        "dealership_name": facts.dealership_name,
        "pool": facts.pool,
        "taker": _fact(facts, "taker") or facts.member_name or None,
        "taker_key": _fact(facts, "taker_key") or facts.member or None,
    }
    if lead is None:
        body |= {"headline": tidy(facts.headline), "body": tidy(facts.body)}
    else:
        customer = lead.customer
        body |= {
            "received_at": lead.received_at.isoformat() if lead.received_at else None,
            "lead_type": lead.lead_type,
            "source": tidy(lead.source) or None,
            "store": tidy(lead.store) or None,
            "comments": tidy(lead.comments) or None,
            "answer_at": lead.answer_at,
            "language": lead.language,
            "customer": {
                "name": tidy(customer.full_name) or None,
                "first_name": tidy(customer.first_name) or None,
                "last_name": tidy(customer.last_name) or None,
                "emails": list(customer.emails),
                "phones": list(customer.phones),
                "street": tidy(customer.street) or None,
                "city": tidy(customer.city) or None,
                "region": customer.region,
                "postal_code": customer.postal_code,
                "country": customer.country,
            },
            "vehicle": _vehicle(lead.vehicle),
            "trade_in": _vehicle(lead.trade_in),
        }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def flat(facts: AlertFacts) -> dict[str, str]:
    """The same in one level, `customer_name`, `customer_phone` (the first), `vehicle_make`; only what is known."""
    out: dict[str, str] = {}
    for key, value in json.loads(as_json(facts)).items():
        if isinstance(value, dict):
            for inner, part in value.items():
                if isinstance(part, list):
                    if part:
                        out[f"{key}_{inner.removesuffix('s')}"] = str(part[0])
                elif part is not None:
                    out[f"{key}_{inner}"] = str(part)
        elif value is not None:
            out[key] = str(value)
    return out


def as_form(facts: AlertFacts, names: Mapping[str, str] | None = None) -> bytes:
    """The flat fields as a form; `names` gives them the names of the other system, each with a template."""
    values = flat(facts)
    return urlencode(post_fields.renamed(names, values) if names else values).encode()


def as_named_json(facts: AlertFacts, names: Mapping[str, str]) -> bytes:
    """A JSON object with the names of the other system, each with a template; dots in them make objects in objects."""
    body = post_fields.nested(post_fields.renamed(names, flat(facts)))
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _vehicle(vehicle: Vehicle | None) -> dict[str, object] | None:
    if vehicle is None:
        return None
    return {
        "interest": vehicle.interest,
        "status": vehicle.status,
        "year": vehicle.year,
        "make": tidy(vehicle.make) or None,
        "model": tidy(vehicle.model) or None,
        "trim": tidy(vehicle.trim) or None,
        "stock": tidy(vehicle.stock) or None,
        "vin": tidy(vehicle.vin) or None,
        "price": vehicle.price,
    }


def _fact(facts: AlertFacts, name: str) -> str:
    return next((value for key, value in facts.facts if key == name), "")
