"""One ADF prospect: its elements gathered by whose they are; nothing is judged yet."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from uptape.parsing.formats.adf_names import GROUPS, STANDARD, letters, meant
from uptape.parsing.formats.adf_text import between, plain
from uptape.parsing.formats.adf_vehicle import RawVehicle

if TYPE_CHECKING:
    from lxml.etree import _Element

Attributes = dict[str, str]
_NONE_GIVEN: Attributes = {}
_PLAIN_LIMIT = 100_000
# An element with text alone in it and its end tag, or the tag that opens a group, or one that ends it.
_TOKEN = re.compile(
    r"<(?:([A-Za-z_][A-Za-z0-9_.-]{0,40}+)((?:[ \n\t]++[A-Za-z_][A-Za-z0-9_.:-]{0,40}+=\"[^\"<&\n\t]*+\")*+)[ \n\t]*+"
    r"(?:(/)>|>([^<]*+)(</\1>)?+)|/([A-Za-z_][A-Za-z0-9_.-]{0,40}+)[ \n\t]*+>)[^<]*+"
)
_BAD_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#(?:9|10|13|3[2-9]|[4-9]\d|1[0-1]\d|12[0-6]|1[6-9]\d|2\d\d));)")
_ATTRIBUTE = re.compile(r"([A-Za-z0-9_.:-]+)=\"([^\"]*)\"")
_GROUPS = frozenset(
    ("customer", "vendor", "provider", "vehicle", "contact", "address", "finance", "timeframe", "colorcombination")
) | {"option", "tradein"}
_COMMENTS = frozenset(("comments", "comment", "notes", "note", "message", "remarks"))
_CONTACT_TAGS = frozenset(("name", "email", "phone"))
_PARTS = frozenset(("first", "last", "middle", "surname", "suffix", "full", "firstname", "lastname", "fullname"))
_LEAVES = _CONTACT_TAGS | _COMMENTS


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
        found = cls(_attributes(root), mended=mended)
        waiting: list[tuple[_Element, str, object]] = [
            (child, "prospect", found) for child in root.iterchildren(reversed=True)
        ]
        steps = 0
        while waiting and steps < 5000:
            steps += 1
            element, side, owner = waiting.pop()
            name = element.tag
            tag = _LOCAL.get(name) or _local(name)
            text = element.text or ""
            if tag in _GROUPS and (len(element) or not text.strip()):
                side, owner = found._open(tag, _attributes(element), side, owner)
                waiting.extend([(child, side, owner) for child in element.iterchildren(reversed=True)])
                continue
            if not len(element):
                text = _text(element) if "&" in text or "<" in text else text.strip()
                given = _attributes(element)
                text = text or _value_in(given)
                if text or tag == "id":
                    found._take(tag, given, text, side, owner)
                continue
            inside = {_local(child.tag) for child in element}
            if tag == "name" and inside & _PARTS:
                for child in element:
                    found._take_name(_local(child.tag), (child.text or "").strip(), side, owner)
                continue
            lost = bool(inside & _ADF_INSIDE)
            text = text.strip() if lost else _text(element)
            if text or tag == "id":
                found._take(tag, _attributes(element), text, side, owner)
            if lost or tag not in _LEAVES:
                waiting.extend([(child, side, owner) for child in element.iterchildren(reversed=True)])
        return found

    @classmethod
    def plainly(cls, xml: str) -> Prospect | None:
        """The same as `of` for a prospect written so plainly that no XML parser is needed; None for all others.

        Plain is: every tag closed, attributes in double quotes, no entities but XML's own, no tag inside a value.
        """
        # Letters that XML knows not; what else a parser would complain of is no token below.
        if len(xml) > _PLAIN_LIMIT or "\x0c" in xml or "\ufffe" in xml or "\uffff" in xml:
            return None
        if "<![CDATA[" in xml:
            xml = between(xml, "<![CDATA[", "]]>", lambda text: html.escape(text, quote=False))
        if "&" in xml and _BAD_ENTITY.search(xml):
            return None
        tokens = _TOKEN.findall(xml)
        if len(tokens) < 2 or xml.count("<") != len(tokens) + sum([1 for token in tokens if token[4]]) or "]]>" in xml:
            return None
        root, attributes, empty, _, closed, end = tokens.pop(0)
        given = _given(attributes)
        if end or empty or closed or given is None or tokens[-1][5].lower() != root.lower():
            return None
        found = cls(given)
        take, side, owner = found._take, "prospect", cast("object", found)
        around: list[tuple[str, str, object]] = [(root, side, owner)]
        for name, attributes, empty, text, closed, end in tokens:
            if not around:
                return None
            if end:
                opened, side, owner = around.pop()
                if opened != end and around:
                    return None
                continue
            tag = _LOCAL.get(name) or _local(name)
            given = _given(attributes) if attributes else _NONE_GIVEN
            if given is None:
                return None
            if tag in _GROUPS and not (closed and text.strip()):
                if not (closed or empty):
                    around.append((name, side, owner))
                    side, owner = found._open(tag, given, side, owner)
                else:
                    found._open(tag, given, side, owner)
            elif closed or empty:
                if "&" in text:
                    text = plain(html.unescape(text))
                text = text.strip() or (_value_in(given) if given else "")
                if text or tag == "id":
                    take(tag, given, text, side, owner)
            else:
                return None
        return None if around else found

    def _open(self, tag: str, attributes: Attributes, side: str, owner: object) -> tuple[str, object]:
        """Whose the elements inside a group are; the innermost group tells, a contact outside all is the customer's."""
        if tag in ("vehicle", "tradein"):
            self.vehicles.append(RawVehicle(attributes if tag == "vehicle" else {"interest": "trade-in", **attributes}))
            return "vehicle", self.vehicles[-1]
        if tag in ("customer", "vendor", "provider"):
            return tag, None
        if tag == "contact":
            whose = side if side in ("vendor", "provider") else "customer"
            contacts = self._contacts(whose)
            contacts.append(Contact(attributes))
            return whose, contacts[-1]
        if tag == "address":
            contact = owner if isinstance(owner, Contact) else self._loose(side)
            return "address", contact
        if tag == "timeframe":
            return "timeframe", owner
        return side, owner

    def _contacts(self, side: str) -> list[Contact]:
        return self.vendor if side == "vendor" else self.provider if side == "provider" else self.customer

    def _take(self, tag: str, attributes: Attributes, text: str, side: str, owner: object) -> None:
        if tag not in STANDARD:
            told = meant(tag, side)
            if told is not None:
                tag, attributes = told[0], {**told[1], **attributes} if told[1] else attributes
            elif tag in _GROUPS:
                tag = _GROUP_LEAVES.get(tag, tag) if "@" not in text else "email"
            if tag.startswith("address."):
                contact = owner if isinstance(owner, Contact) else self._loose(side)
                side, owner, tag = "address", contact, tag.removeprefix("address.")
        if side == "vehicle" and isinstance(owner, RawVehicle):
            if tag in _COMMENTS:
                self.comments.append(text)
            else:
                owner.take(tag, attributes, text)
        elif side == "address" and isinstance(owner, Contact):
            old = owner.address.setdefault(tag, text)
            if tag == "street" and text not in old:
                owner.address[tag] = f"{old}, {text}"
        elif tag in _CONTACT_TAGS and (side == "customer" or isinstance(owner, Contact)):
            contact = owner if isinstance(owner, Contact) else self._loose(side)
            where = contact.names if tag == "name" else contact.emails if tag == "email" else contact.phones
            where.append((attributes, text))
        elif tag in _COMMENTS:
            (self.other_comments if side in ("provider", "vendor") else self.comments).append(text)
        elif side == "vendor":
            self.vendor_values.setdefault(tag, text)
        elif side == "provider":
            self.provider_values.setdefault(tag, text)
        elif tag == "id":
            if side == "prospect":
                self.ids.append((attributes, text))
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


# What a group is that holds nothing but a text: `<dealer>Sunset Motors</dealer>`.
_GROUP_LEAVES = {"vendor": "vendorname", "address": "address.whole", "customer": "name", "contact": "name"}
# Where an empty element has its text: `<phone number="310-555-0142"/>`.
_VALUES = ("value", "number", "amount", "text")


def _value_in(given: Attributes) -> str:
    return next((given[key].strip() for key in _VALUES if key in given), "")


# ADF elements that stand inside a leaf only where its end tag was lost.
_ADF_INSIDE = (
    _GROUPS
    | _LEAVES
    | {"id", "requestdate", "year", "make", "model", "vin", "stock", "trim", "price", "vendorname", "service", "url"}
)
# Tags as they come, with prefix or in capitals, and their plain names; filled as they are seen, within bounds.
_LOCAL: dict[object, str] = {}


def _local(name: object) -> str:
    plain = name.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(name, str) else ""
    if plain not in STANDARD:
        bare = letters(plain)
        plain = bare if bare in STANDARD else GROUPS.get(bare, plain)
    if len(_LOCAL) < 500 and len(plain) < 40:
        _LOCAL[name] = plain
    return plain


@lru_cache(maxsize=512)
def _given(text: str) -> Attributes | None:
    """The attributes of a plain tag, never to be changed, since mails share them; None where one stands there twice or declares a namespace."""
    pairs = _ATTRIBUTE.findall(text)
    found = {name.lower(): value for name, value in pairs}
    return None if "xmlns" in text or len({name for name, _ in pairs}) < len(pairs) else found


def _attributes(element: _Element) -> Attributes:
    return {str(key).rpartition("}")[2].lower(): str(value) for key, value in element.items()}


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
