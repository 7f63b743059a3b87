"""Names of a lead's fields in posts, and templates that give them other names: `{customer_first_name}`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OF_CUSTOMER = (
    "name",
    "first_name",
    "last_name",
    "email",
    "phone",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
)
_OF_VEHICLE = ("interest", "status", "year", "make", "model", "trim", "stock", "vin", "price")
NAMES = (
    "event", "lead_id", "dealership", "dealership_name", "pool", "taker", "taker_key", "headline", "body",
    "received_at", "lead_type", "source", "store", "comments", "answer_at", "language",
    *(f"customer_{part}" for part in _OF_CUSTOMER),
    *(f"{whose}_{part}" for whose in ("vehicle", "trade_in") for part in _OF_VEHICLE),
)  # fmt: skip
"""What a template may name: the fields of a form, in their order."""

_NAME = re.compile(r"\{([^{}]*)\}")
_NAME_AND_BLANK = re.compile(r" ?\{([^{}]*)\}")


def names_in(template: str) -> tuple[str, ...]:
    """The names in braces, in their order."""
    return tuple(name.strip() for name in _NAME.findall(template))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with the values in place of their names; what is not known goes, with the blank before it.

    Values stay as they are, blanks and braces in them too.
    """
    known = _NAME_AND_BLANK.sub(lambda found: found.group(0) if found.group(1).strip() in values else "", template)
    return _NAME.sub(lambda found: values[found.group(1).strip()], known.strip())


def renamed(templates: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Fields by another system's names; a field that consists of names alone and of which none is known is left out."""
    made = {name: filled(template, values) for name, template in templates.items()}
    return {name: text for name, text in made.items() if text or not names_in(templates[name])}


def nested(fields: Mapping[str, str]) -> dict[str, object]:
    """Fields whose names have dots as objects in objects: `buyer.name` as `{"buyer": {"name": …}}`."""
    out: dict[str, object] = {}
    for name, text in fields.items():
        inner, parts = out, name.split(".")
        for part in parts[:-1]:
            found = inner.setdefault(part, {})
            if not isinstance(found, dict):
                found = inner[part] = {}
            inner = found
        inner[parts[-1]] = text
    return out
