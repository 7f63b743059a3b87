"""In which language the customer of an ADF prospect writes, or asks to be answered, and what kind of lead it is."""

from __future__ import annotations

import re
from collections.abc import Collection

from uptape.core.leads import LeadType, Vehicle
from uptape.parsing.fields.languages import language_named, language_of
from uptape.parsing.formats.adf_prospect import Contact, Prospect

_KEYS = ("language", "preferredlanguage", "locale", "lang")
_LINE = re.compile(
    r"(?im)^\W*(?:\w{1,12} ){0,3}(?:language|langue|idioma)(?: \w{1,12}){0,2} ?[:=]\s*([^\n|;,(]{2,20}?)\s*(?:$|[\n|;,(])"
)


def language_in(prospect: Prospect, contact: Contact | None, comments: str) -> str | None:
    """The language (ISO 639-1) that an element, an attribute or a line of the comments declares, else that of the comments'
    commonest words; None where nothing tells."""
    found = None
    if prospect.properties:
        found = next((code for key in _KEYS if (code := language_named(prospect.properties.get(key)))), None)
    if not found and "language" in prospect.values:
        found = language_named(prospect.values["language"])
    if not found and contact is not None and contact.attributes:
        found = next((code for key in _KEYS if (code := language_named(contact.attributes.get(key)))), None)
    if not found:
        for attributes, text in prospect.ids:
            if attributes.get("source", "").lower() == "language":
                found = language_named(text)
    if found or not comments:
        return found
    line = _LINE.search(comments) if "ang" in comments or "dioma" in comments else None
    return (language_named(line.group(1)) if line else None) or language_of(comments[:800])


def lead_type_of(prospect: Prospect, vehicles: tuple[Vehicle, ...], sources: Collection[str]) -> LeadType:
    """The kind of lead, as an id of one of the `sources` that hold no id, or the provider, names it."""
    told = " ".join(
        [
            *(text for attributes, text in prospect.ids if attributes.get("source", "").lower() in sources),
            prospect.provider_values.get("service", ""),
            prospect.provider_values.get("leadtype", ""),
            prospect.values.get("leadtype", ""),
        ]
    ).lower()  # fmt: skip
    if "chat" in told:
        return "chat"
    if "phone" in told or "call" in told.split():
        return "call"
    if "finance" in told or "credit" in told:
        return "finance"
    return "trade-in" if vehicles and all(v.is_own for v in vehicles) else "enquiry"
