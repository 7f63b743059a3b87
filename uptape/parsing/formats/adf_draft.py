"""One ADF prospect: its elements gathered by whose they are, and the lead that they tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from uptape.core.leads import Customer, Known, LeadDraft, LeadType, Vehicle
from uptape.parsing.fields.dates import requested_at
from uptape.parsing.fields.emails import email, emails, is_no_reply
from uptape.parsing.fields.people_names import NOBODY, PersonName, name
from uptape.parsing.fields.phones import phones
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.places import country, postal_code, region, region_country
from uptape.parsing.fields.texts import many_lines, one_line
from uptape.parsing.formats.adf_comments import LabelLines, label_lines
from uptape.parsing.formats.adf_text import plain
from uptape.parsing.formats.adf_vehicle import RawVehicle, from_lines, vehicle

if TYPE_CHECKING:
    from lxml.etree import _Element

Attributes = dict[str, str]
_GROUPS = frozenset(
    (
        "customer",
        "vendor",
        "provider",
        "vehicle",
        "contact",
        "address",
        "finance",
        "timeframe",
        "colorcombination",
        "option",
    )
)
_COMMENTS = frozenset(("comments", "comment", "notes", "note", "message", "remarks"))
_CONTACT_TAGS = frozenset(("name", "email", "phone"))
_PARTS = frozenset(("first", "last", "middle", "surname", "suffix", "full", "firstname", "lastname", "fullname"))
_PART_NAMES = {
    "first": "first", "firstname": "first", "given": "first", "last": "last", "lastname": "last", "surname": "last",
    "family": "last", "middle": "middle", "middlename": "middle", "suffix": "suffix", "title": "title", "prefix": "title",
}  # fmt: skip
_LEAVES = _CONTACT_TAGS | _COMMENTS
_NO_ID_SOURCES = frozenset(
    ("leadtype", "lead type", "type", "category", "channel", "medium", "form", "formname", "department", "language")
)
_ROLES = frozenset(
    [
        "sales",
        "internet",
        "manager",
        "department",
        "bdc",
        "team",
        "service",
        "director",
        "consultant",
        "general",
        "leads",
        "dealer",
        "dealership",
        "staff",
    ]
)


@dataclass(slots=True)
class Contact:
    """The elements of one `contact`."""

    attributes: Attributes
    names: list[tuple[Attributes, str]] = field(default_factory=list)
    emails: list[tuple[Attributes, str]] = field(default_factory=list)
    phones: list[tuple[Attributes, str]] = field(default_factory=list)
    address: dict[str, str] = field(default_factory=dict)

    @property
    def is_reachable(self) -> bool:
        """True where it has some phone or e-mail element with text."""
        return bool(self.emails or self.phones)


@dataclass(slots=True)
class Prospect:
    """All that one `prospect` holds, sorted by whose it is; nothing is judged yet."""

    attributes: Attributes
    ids: list[tuple[Attributes, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    vehicles: list[RawVehicle] = field(default_factory=list)
    customer: list[Contact] = field(default_factory=list)
    vendor: list[Contact] = field(default_factory=list)
    vendor_values: dict[str, str] = field(default_factory=dict)
    provider: list[Contact] = field(default_factory=list)
    provider_values: dict[str, str] = field(default_factory=dict)
    other_comments: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    mended: bool = False

    @classmethod
    def of(cls, root: _Element, mended: bool) -> Prospect:
        """Gathers the elements below `root`, each under the nearest group around it, in whatever order they stand."""
        found = cls({key.lower(): value for key, value in root.attrib.items()}, mended=mended)
        waiting: list[tuple[_Element, str, object]] = [
            (child, "prospect", found) for child in root.iterchildren(reversed=True)
        ]
        steps = 0
        while waiting and steps < 5000:
            steps += 1
            element, side, owner = waiting.pop()
            name = element.tag
            tag = _LOCAL.get(name) or _local(name)
            if tag in _GROUPS:
                side, owner = found._open(tag, element, side, owner)
                waiting.extend([(child, side, owner) for child in element.iterchildren(reversed=True)])
                continue
            text = element.text
            children = len(element)
            lost = bool(children) and any(_local(child.tag) in _ADF_INSIDE for child in element)
            if text is None or (children and not lost) or "&" in text or "<" in text:
                text = _text(element) if not lost else (text or "").strip()
            else:
                text = text.strip()
            if lost is False and children and tag == "name" and any(_local(child.tag) in _PARTS for child in element):
                for child in element:
                    found._take_name(_local(child.tag), (child.text or "").strip(), side, owner)
                continue
            if text or tag == "id":
                found._take(tag, element, text, side, owner)
            if lost or (children and tag not in _LEAVES):
                waiting.extend([(child, side, owner) for child in element.iterchildren(reversed=True)])
        return found

    def _open(self, tag: str, element: _Element, side: str, owner: object) -> tuple[str, object]:
        """Whose the elements inside a group are; the innermost group tells, a contact outside all is the customer's."""
        if tag == "vehicle":
            self.vehicles.append(RawVehicle(_attributes(element)))
            return "vehicle", self.vehicles[-1]
        if tag in ("customer", "vendor", "provider"):
            return tag, None
        if tag == "contact":
            whose = side if side in ("vendor", "provider") else "customer"
            contacts = self._contacts(whose)
            contacts.append(Contact(_attributes(element)))
            return whose, contacts[-1]
        if tag == "address":
            contact = owner if isinstance(owner, Contact) else self._loose(side)
            return "address", contact
        if tag == "timeframe":
            return "timeframe", owner
        return side, owner

    def _contacts(self, side: str) -> list[Contact]:
        return self.vendor if side == "vendor" else self.provider if side == "provider" else self.customer

    def _take(self, tag: str, element: _Element, text: str, side: str, owner: object) -> None:
        if side == "vehicle" and isinstance(owner, RawVehicle):
            if tag in _COMMENTS:
                self.comments.append(text)
            else:
                owner.take(tag, element, text)
        elif side == "address" and isinstance(owner, Contact):
            old = owner.address.get(tag)
            owner.address[tag] = f"{old}, {text}" if old and tag == "street" and text not in old else old or text
        elif tag in _CONTACT_TAGS and (side == "customer" or isinstance(owner, Contact)):
            contact = owner if isinstance(owner, Contact) else self._loose(side)
            {"name": contact.names, "email": contact.emails, "phone": contact.phones}[tag].append(
                (_attributes(element), text)
            )
        elif tag in _COMMENTS:
            (self.other_comments if side in ("provider", "vendor") else self.comments).append(text)
        elif side == "vendor":
            self.vendor_values.setdefault(tag, text)
        elif side == "provider":
            self.provider_values.setdefault(tag, text)
        elif tag == "id":
            if side == "prospect":
                self.ids.append((_attributes(element), text))
        elif side == "timeframe":
            self.properties.setdefault("timeframe", text)
        elif side == "prospect":
            self.values.setdefault(tag, text)
        elif len(self.properties) < 60:
            self.properties.setdefault(tag, text)

    def _take_name(self, part: str, text: str, side: str, owner: object) -> None:
        """A name whose parts are elements: `<name><first>Maria</first>…`."""
        if part in _PARTS and text and (side == "customer" or isinstance(owner, Contact)):
            contact = owner if isinstance(owner, Contact) else self._loose(side)
            contact.names.append(({"part": part}, text))

    def _loose(self, side: str) -> Contact:
        """The contact that elements without one belong to."""
        contacts = self._contacts(side)
        if not contacts:
            contacts.append(Contact({}))
        return contacts[-1]


# ADF elements that stand inside a leaf only where its end tag was lost.
_ADF_INSIDE = (
    _GROUPS
    | _LEAVES
    | {"id", "requestdate", "year", "make", "model", "vin", "stock", "trim", "price", "vendorname", "service", "url"}
)
# Tags as they come, with prefix or in capitals, and their plain names; filled as they are seen, never beyond some hundreds.
_LOCAL: dict[object, str] = {}


def _local(name: object) -> str:
    plain = name.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(name, str) else ""
    if len(_LOCAL) < 500 and len(plain) < 40:
        _LOCAL[name] = plain
    return plain


def _attributes(element: _Element) -> Attributes:
    return {key.rpartition("}")[2].lower(): value for key, value in element.items()}


def _text(element: _Element) -> str:
    """The element's text with that of markup in it; a `br` ends a line. CDATA and double escapes are decoded."""
    if not len(element):
        text = element.text
    else:
        pieces = [element.text or ""]
        for child in element.iterdescendants():
            if isinstance(child.tag, str) and child.tag.lower() in ("br", "p", "div", "li", "tr"):
                pieces.append("\n")
            pieces.append(child.text or "")
            pieces.append(child.tail or "")
        text = "".join(pieces)
    if not text:
        return ""
    if "<" in text or "&" in text:
        text = plain(text)
    return text.strip()


def draft(prospect: Prospect, known: Known) -> LeadDraft | None:
    """The lead that a prospect tells, or None where it tells neither a customer nor a vehicle."""
    contact = _main_contact(prospect.customer)
    who = _name(contact) if contact else NOBODY
    comments = "\n".join(
        dict.fromkeys(text for text in (many_lines(c) for c in prospect.comments) if not is_absent(text))
    )
    lines = label_lines(comments) if comments else LabelLines(None, ())
    vehicles = _vehicles(prospect, lines)
    theirs = _theirs(prospect, known)
    customer = _customer(contact, who, known, theirs)
    words = lines.words if lines.words and not is_absent(lines.words) else None
    if not (customer.full_name or customer.emails or customer.phones or vehicles or words):
        return None
    source = _source(prospect)
    return LeadDraft(
        customer=customer,
        vehicles=vehicles,
        comments=words,
        source=source,
        provider_lead_id=_lead_id(prospect, source),
        requested_at=requested_at(prospect.values.get("requestdate")),
        location=_location(prospect, known, source),
        posted_by=_posted_by(prospect),
        lead_type=_lead_type(prospect, vehicles),
        properties=_properties(prospect, contact),
        repaired=prospect.mended,
    )


def _main_contact(contacts: list[Contact]) -> Contact | None:
    """Of several contacts the one marked as primary, else the first that can be reached, else the first."""
    if len(contacts) < 2:
        return contacts[0] if contacts else None
    marked = [c for c in contacts if c.attributes.get("primarycontact", "").strip().lower() in ("1", "true", "yes")]
    return next(iter(marked), None) or next((c for c in contacts if c.is_reachable and c.names), None) or contacts[0]


def _name(contact: Contact) -> PersonName:
    parts: dict[str, str] = {}
    business = False
    for attributes, text in contact.names:
        part = attributes.get("part", "full").strip().lower()
        part = _PART_NAMES.get(part, "full")
        business = business or "business" in (
            attributes.get("type", "").strip().lower(),
            attributes.get("part", "").lower(),
        )
        if not is_absent(text):
            parts.setdefault(part, one_line(text, 120))
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


def _theirs(prospect: Prospect, known: Known) -> frozenset[str]:
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


def _customer(contact: Contact | None, who: PersonName, known: Known, theirs: frozenset[str]) -> Customer:
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
    land = country(place.get("country"))
    code = region(
        place.get("regioncode") or place.get("region") or place.get("state") or place.get("province"),
        land or known.country,
    )
    postal = postal_code(
        place.get("postalcode") or place.get("zip") or place.get("zipcode") or place.get("postal"),
        land or region_country(code) or known.country,
    )
    street = ", ".join(v for v in (_said(place.get("street")), _said(place.get("apartment"))) if v) or None
    return Customer(
        full_name=who.full, first_name=who.first, last_name=who.last,
        emails=tuple(dict.fromkeys(m for m in mails if m and m not in theirs and not is_no_reply(m))),
        phones=tuple(dict.fromkeys(number for number in numbers if number not in theirs)),
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
    return tuple(dict.fromkeys(found))


def _source(prospect: Prospect) -> str | None:
    """The provider's name; where there is none, the source that the prospect's id names."""
    for contact in ([Contact({})], prospect.provider)[bool(prospect.provider)]:
        told = next((one_line(text, 100) for _, text in contact.names if not is_absent(text)), None)
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
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _posted_by(prospect: Prospect) -> str | None:
    """The individual among the vendor's contacts; `Sales Manager` is nobody, nor is the store itself."""
    for contact in prospect.vendor:
        if _is_individual(contact):
            who = _name(contact).full
            store = _letters(prospect.vendor_values.get("vendorname", ""))
            if who and not set(who.lower().split()) & _ROLES and _letters(who) != store:
                return who
    return None


def _lead_type(prospect: Prospect, vehicles: tuple[Vehicle, ...]) -> LeadType:
    told = " ".join(
        [
            *(text for attributes, text in prospect.ids if attributes.get("source", "").lower() in _NO_ID_SOURCES),
            prospect.provider_values.get("service", ""), prospect.provider_values.get("leadtype", ""), prospect.values.get("leadtype", ""),
        ]
    ).lower()  # fmt: skip
    if "chat" in told:
        return "chat"
    if "phone" in told or "call" in told.split():
        return "call"
    if "finance" in told or "credit" in told:
        return "finance"
    return "trade-in" if vehicles and all(v.is_own for v in vehicles) else "enquiry"


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
    return tuple(
        (key, value) for key, text in found.items() if (value := one_line(text, 300)) and not is_absent(value)
    )[:60]
