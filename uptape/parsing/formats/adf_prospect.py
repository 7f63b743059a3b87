"""One ADF prospect: its elements gathered by whose they are; nothing is judged yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from uptape.parsing.formats.adf_text import plain
from uptape.parsing.formats.adf_vehicle import RawVehicle

if TYPE_CHECKING:
    from lxml.etree import _Element

Attributes = dict[str, str]
_GROUPS = frozenset(
    ("customer", "vendor", "provider", "vehicle", "contact", "address", "finance", "timeframe", "colorcombination")
) | {"option"}
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
            if tag in _GROUPS:
                side, owner = found._open(tag, element, side, owner)
                waiting.extend([(child, side, owner) for child in element.iterchildren(reversed=True)])
                continue
            text = element.text or ""
            if not len(element):
                text = _text(element) if "&" in text or "<" in text else text.strip()
                if text or tag == "id":
                    found._take(tag, element, text, side, owner)
                continue
            inside = {_local(child.tag) for child in element}
            if tag == "name" and inside & _PARTS:
                for child in element:
                    found._take_name(_local(child.tag), (child.text or "").strip(), side, owner)
                continue
            lost = bool(inside & _ADF_INSIDE)
            text = text.strip() if lost else _text(element)
            if text or tag == "id":
                found._take(tag, element, text, side, owner)
            if lost or tag not in _LEAVES:
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
# Tags as they come, with prefix or in capitals, and their plain names; filled as they are seen, within bounds.
_LOCAL: dict[object, str] = {}


def _local(name: object) -> str:
    plain = name.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(name, str) else ""
    if len(_LOCAL) < 500 and len(plain) < 40:
        _LOCAL[name] = plain
    return plain


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
