"""The lead that one ADF prospect tells."""

from __future__ import annotations

import re

from uptape.core.leads import Customer, Known, LeadDraft, Vehicle
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.dates import requested_at
from uptape.parsing.fields.emails import email, emails, is_no_reply
from uptape.parsing.fields.people_names import NOBODY, PersonName, name
from uptape.parsing.fields.phones import phones
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.places import any_country, postal_code, region, region_country
from uptape.parsing.fields.texts import many_lines, one_line
from uptape.parsing.formats.adf_comments import LabelLines, label_lines
from uptape.parsing.formats.adf_kind import language_in, lead_type_of
from uptape.parsing.formats.adf_prospect import Attributes, Contact, Prospect
from uptape.parsing.formats.adf_vehicle import from_lines, from_words, vehicle

_PART_NAMES = {
    **dict.fromkeys(("first", "firstname", "given"), "first"),
    **dict.fromkeys(("last", "lastname", "surname", "family"), "last"),
    **dict.fromkeys(("middle", "middlename"), "middle"),
    **dict.fromkeys(("title", "prefix"), "title"),
    "suffix": "suffix",
}
_NO_ID_SOURCES = frozenset(
    ("leadtype", "lead type", "type", "category", "channel", "medium", "form", "formname", "department", "language")
)
_NO_LETTER = re.compile(r"[\W_]+")
_ROLES = frozenset(
    ("sales", "internet", "manager", "department", "bdc", "team", "service", "director", "consultant", "general")
) | {"leads", "dealer", "dealership", "staff"}


def draft(prospect: Prospect, known: Known) -> LeadDraft | None:
    """The lead that a prospect tells, or None where it tells neither a customer nor a vehicle."""
    contact = main_contact(prospect.customer)
    who = _name(contact) if contact else NOBODY
    # Lists rather than generators here and below: half the cost for values as few as these.
    said = [text for comment in prospect.comments if not is_absent(text := many_lines(comment))]
    comments = said[0] if len(said) == 1 else "\n".join(dict.fromkeys(said))
    lines = label_lines(comments) if comments else LabelLines(None, ())
    vehicles = _vehicles(prospect, lines)
    own = theirs(prospect, known)
    customer = _customer(contact, who, known, own)
    told_id: str | None = None
    if comments and not customer.emails and "@" in comments:
        from uptape.parsing.formats import adf_told  # with all of the general reader, which few of these mails need

        customer, told_id, vehicles = adf_told.completed(customer, comments, known, own, vehicles)
    words = lines.words if lines.words and (lines.words == comments or not is_absent(lines.words)) else None
    if not (customer.full_name or customer.emails or customer.phones or vehicles or words):
        return None
    source = _source(prospect)
    return LeadDraft(
        customer=customer,
        vehicles=vehicles,
        comments=words,
        source=source,
        provider_lead_id=_lead_id(prospect, source) or told_id,
        requested_at=requested_at(prospect.values.get("requestdate")),
        location=_location(prospect, known, source),
        posted_by=_posted_by(prospect),
        lead_type=lead_type_of(prospect, vehicles, _NO_ID_SOURCES),
        language=language_in(prospect, contact, comments),
        properties=_properties(prospect, contact),
        repaired=prospect.mended,
    )


def main_contact(contacts: list[Contact]) -> Contact | None:
    """Of several contacts the one marked as primary, else the first that can be reached, else the first."""
    if len(contacts) < 2:
        return contacts[0] if contacts else None
    marked = [c for c in contacts if c.attributes.get("primarycontact", "").strip().lower() in ("1", "true", "yes")]
    return next(iter(marked), None) or next((c for c in contacts if c.is_reachable and c.names), None) or contacts[0]


def _name(contact: Contact) -> PersonName:
    parts: dict[str, str] = {}
    business = False
    for attributes, text in contact.names:
        part = attributes.get("part", attributes.get("type", "full")).strip().lower()
        part = _PART_NAMES.get(part, "full")
        business = business or "business" in (
            attributes.get("type", "").strip().lower(),
            attributes.get("part", "").lower(),
        )
        if not is_absent(text):
            written = one_line(text, 120)
            if part == "last" and part in parts and written.lower().startswith(f"{parts[part].lower()} "):
                parts[part] = written  # both surnames, beside the first of them
            parts.setdefault(part, written)
    whole = parts.get("full")
    if parts.get("first") or parts.get("last"):
        told = name(
            None,
            parts.get("first"),
            parts.get("last"),
            parts.get("middle"),
            parts.get("suffix"),
            business=business and not whole,
        )
        if (told.first and told.last) or not whole:
            return told
    return name(whole, business=business) if whole else NOBODY


def theirs(prospect: Prospect, known: Known) -> frozenset[str]:
    """Addresses and numbers of store and site, which are never the customer's."""
    own: set[str] = {*known.emails, *known.phones}
    for contact in (*prospect.vendor, *prospect.provider):
        for _, text in contact.emails:
            own.update(emails(text))
        for _, text in contact.phones:
            own.update(phones(text, known.country))
    for values in (prospect.provider_values, prospect.vendor_values):
        if "email" in values:
            own.update(emails(values["email"]))
        if "phone" in values:
            own.update(phones(values["phone"], known.country))
    return frozenset(own)


def _customer(contact: Contact | None, who: PersonName, known: Known, own: frozenset[str]) -> Customer:
    if contact is None:
        return Customer()
    mails = [email(text) for _, text in _preferred_first(contact.emails)]
    numbers = [
        number
        for attributes, text in _preferred_first(contact.phones)
        if attributes.get("type", "").strip().lower() not in ("fax", "pager")
        for number in phones(text, known.country)
    ]
    place = contact.address
    if "whole" in place:
        told = split_address(place["whole"], known.country)
        parts = {"street": told.street, "city": told.city, "region": told.region, "postalcode": told.postal_code}
        place = {**{key: value for key, value in parts.items() if value}, **place}
    land = any_country(place.get("country"))
    code = region(
        place.get("regioncode") or place.get("region") or place.get("state") or place.get("province"),
        land or known.country,
    )
    postal = postal_code(
        place.get("postalcode") or place.get("zip") or place.get("zipcode") or place.get("postal"),
        land or region_country(code) or known.country,
    )
    street = ", ".join([v for v in (_said(place.get("street")), _said(place.get("apartment"))) if v]) or None
    return Customer(
        full_name=who.full, first_name=who.first, last_name=who.last,
        emails=tuple(dict.fromkeys([m for m in mails if m and m not in own and not is_no_reply(m)])),
        phones=tuple(dict.fromkeys([number for number in numbers if number not in own])),
        street=street, city=_cased(_said(place.get("city"))), county=_said(place.get("county")),
        region=code, postal_code=postal, country=land,
    )  # fmt: skip


def _preferred_first(values: list[tuple[Attributes, str]]) -> list[tuple[Attributes, str]]:
    if len(values) < 2:
        return values
    return sorted(values, key=lambda value: value[0].get("preferredcontact", "").strip() not in ("1", "true"))


def _said(text: str | None) -> str | None:
    return None if is_absent(text) else one_line(text, 120) or None


def _cased(text: str | None) -> str | None:
    return text.title() if text and len(text) > 3 and text.isupper() else text


_OWN_TOLD = ("trad", "cuenta", "change", "cambio", "reprise", "swap")
_YEAR_TOLD = re.compile(r"\b(?:19[89]|20[0-4])\d\b|['’]\d\d\b")


def _vehicles(prospect: Prospect, lines: LabelLines) -> tuple[Vehicle, ...]:
    found = [made for raw in prospect.vehicles[:20] if (made := vehicle(raw)) is not None]
    if lines.values:
        wanted = next((v for v in found if not v.is_own), None)
        told = from_lines(lines, wanted)
        if told is not None:
            if wanted is None:
                found.append(told)
            else:
                found[found.index(wanted)] = told
    said = "\n".join(prospect.comments)[:4000].lower() if prospect.comments else ""
    if said and (
        all(v.is_own or not v.model or (not v.year and _YEAR_TOLD.search(said)) for v in found)
        or (any(word in said for word in _OWN_TOLD) and _YEAR_TOLD.search(said))
    ):
        said = "\n".join(prospect.comments)[:4000]
        found = from_words(said, found)
    return tuple(dict.fromkeys(found))


def _source(prospect: Prospect) -> str | None:
    """The provider's name; where there is none, the source that the prospect's id names."""
    for contact in ([Contact({})], prospect.provider)[bool(prospect.provider)]:
        told = next(iter([one_line(text, 100) for _, text in contact.names if not is_absent(text)]), None)
        if told and not _said(prospect.provider_values.get("name")):
            return told
    said = _said(prospect.provider_values.get("name"))
    if said:
        return said
    named = next(
        (a["source"] for a, _ in prospect.ids if a.get("source") and a["source"].lower() not in _NO_ID_SOURCES), None
    )
    return _said(named) or _said(prospect.provider_values.get("service"))


def _lead_id(prospect: Prospect, source: str | None) -> str | None:
    """The sender's id of this lead: a prospect's own id that is one, not a lead type; the provider's before others'."""
    candidates: list[tuple[int, str]] = []
    for order, (attributes, text) in enumerate(prospect.ids):
        whose = attributes.get("source", "").strip().lower()
        number = _said(text)
        if number is None:
            sequence = attributes.get("sequence", "").strip()
            number = sequence if len(sequence) >= 3 and any(map(str.isdigit, sequence)) else None
        if (
            number is None
            or whose in _NO_ID_SOURCES
            or not any(map(str.isdigit, number))
            or (" " in number and len(number) > 40)
        ):
            continue
        ours = bool(source and whose and (whose in source.lower() or source.lower() in whose))
        candidates.append((order if ours or not whose else order + 100, number))
    return min(candidates)[1] if candidates else None


def _location(prospect: Prospect, known: Known, source: str | None) -> str | None:
    """The store: a known one before others, and before the site's own name."""
    told = _said(prospect.vendor_values.get("vendorname"))
    if told and not known.stores and (source is None or _letters(told) != _letters(source)):
        return told
    names = [told, _said(prospect.vendor_values.get("name"))]
    names += [_name(contact).full for contact in prospect.vendor if not _is_individual(contact)]
    found = [n for n in dict.fromkeys(names) if n]
    stores = {_letters(store) for store in known.stores}
    for candidate in found:
        if _letters(candidate) in stores:
            return candidate
    for candidate in found:
        if not source or _letters(candidate) != _letters(source):
            return candidate
    return found[0] if found else None


def _is_individual(contact: Contact) -> bool:
    return any(
        a.get("type", "").strip().lower() == "individual" or a.get("part", "").strip().lower() in ("first", "last")
        for a, _ in contact.names
    )


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text.lower())


def _posted_by(prospect: Prospect) -> str | None:
    """The individual among the vendor's contacts; `Sales Manager` is nobody, nor is the store itself."""
    for contact in prospect.vendor:
        if _is_individual(contact):
            who = _name(contact).full
            store = _letters(prospect.vendor_values.get("vendorname", ""))
            if who and not set(who.lower().split()) & _ROLES and _letters(who) != store:
                return who
    return None


def _properties(prospect: Prospect, contact: Contact | None) -> tuple[tuple[str, str], ...]:
    """Anything else that was said, in `snake_case`."""
    found: dict[str, str] = dict(prospect.properties)
    for raw in prospect.vehicles[:4]:
        own = raw.attributes.get("interest", "").strip().lower() in ("trade-in", "sell", "trade", "tradein")
        for key, value in raw.extra.items():
            found.setdefault(f"trade_in_{key}" if own else key, value)
    if "service" in prospect.provider_values:
        found.setdefault("service", prospect.provider_values["service"])
    if prospect.attributes.get("status", "").strip().lower() not in ("", "new"):
        found["prospect_status"] = prospect.attributes["status"].strip().lower()
    if contact is not None:
        times = [a["time"].strip().lower() for a, _ in contact.phones if a.get("time")]
        found.update({"best_time": times[0]} if times and times[0] != "nopreference" else {})
    if prospect.other_comments:
        found.setdefault("provider_comments", one_line(prospect.other_comments[0], 300))
    if not found:
        return ()
    return tuple(
        [(key, value) for key, text in found.items() if (value := one_line(text, 300)) and not is_absent(value)]
    )[:60]
