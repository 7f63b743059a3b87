"""Everything that the items of a mail say, each with whose it is, how sure that is, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import re2

from uptape.core.leads import Vehicle
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.people_names import is_no_name
from uptape.parsing.fields.phones import phone, phones
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.vehicles import VehicleText, price_of, split_vehicle, status_of
from uptape.parsing.fields.vocabulary import Meaning, section_of, understand
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.formats.labels import is_footer
from uptape.parsing.formats.pieces import Item
from uptape.parsing.stores import is_store_shape
from uptape.parsing.formats.prose import is_greeting, is_intro, is_person_shape, names_told

PERSON_FIELDS = word_set(
    "name first_name last_name middle_name prefix suffix person user_name company phone fax email caller street street2 city region postal_code country county place address"
)
VEHICLE_FIELDS = word_set("vehicle year make model trim stock vin price condition mileage")
_FOREIGN = frozenset(("store", "poster", "co", "employer", "other", "site", "tracking"))
_PHONE_IN_TEXT = re2.compile(
    r"(?:\+?1[ .-]?)?(?:\(\d{3}\)|\d{3})[ .\x{2010}-\x{2015}-]{0,3}\d{3}[ .\x{2010}-\x{2015}-]{0,3}\d{4}\b|\+\d[\d ().-]{8,18}\d"
)
_CALL_ME = re2.compile(
    r"(?i)\bi['’]?m at\b|\bi am at\b|\b(?:call|text|reach|phone|cell|mobile|number|contact|ring|tel|whatsapp|ll[aá]m|marc|cel|tel[eé]fono|n[uú]mero|appel|joindre|rejoindre|texto|cellulaire|num[eé]ro|contactar)\w*\b"
)
_NOT_MINE = re2.compile(
    r"(?i)\b(?:your|su n[uú]mero|votre num[eé]ro|rastreo|tracking|suivi|dealer|support|help ?line|fraud|report|toll[- ]free|fax|our office|customer service|questions\?|office is|showroom|store is|service dep)\b"
)
_PRICE_LINE = re2.compile(
    r"^[\s•·*-]*(?i:price|asking|listed at|for)?\s*(?i:us|ca|cad|usd)?\s?\$\s?\d[\d,. ]*(?:\s?(?i:obo|usd|cad|firm))?[\s•·*|].*$|^[\s•·*-]*(?i:us|ca)?\s?\$\s?\d[\d,.]*\s*(?i:obo|usd|cad|firm)?\s*$"
)


_ANSWER_TO = re2.compile(r"(?i)^\W*(?:reply|respond|answer|write|contact|r[ée]pond|respond[ae]|escrib)")


_MEANT_FOR = frozenset(
    ("sent to", "for", "submitted for", "delivered to", "to", "lead for", "on behalf of", "attn", "attention")
)
_DEALS = frozenset(
    (
        "application",
        "booking",
        "request",
        "lead",
        "case",
        "ticket",
        "appointment",
        "order",
        "quote",
        "inquiry",
        "enquiry",
    )
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said: `value` of `field`, of `whose`, as sure as `score` (0 to 100), at item number `at`."""

    field: str
    value: str
    whose: str
    score: int
    at: int
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a mail, or one record of a digest, says."""

    facts: tuple[Fact, ...] = ()
    vehicles: tuple[tuple[Vehicle, int, int], ...] = ()
    """Vehicles of single lines: vehicle, score, item number."""
    talk: tuple[str, ...] = ()
    """Free lines that may be the customer's words, in order; empty strings part paragraphs."""
    quotes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    pair_count: int = 0


@dataclass(slots=True)
class _State:
    site: str = ""
    blank_ends: bool = True
    """A blank line ends a block; not so where one stands behind every row."""
    appraises: bool = False
    """The mail's title speaks of an appraisal: “your vehicle” in a form is then the customer's own."""
    person: str | None = None
    """Whose person data the section holds; None is the customer."""
    thing: str = "wanted"
    implied: str | None = None
    implied_trade: bool = False
    """The rows of this block speak of the customer's own vehicle by an earlier row (`Trade-in: 2014 Odyssey`)."""
    """Whose data the rows of this block are by an earlier row (`Dealer: X`)."""
    seen_pair: bool = False
    ended: bool = False
    """Behind the last of the lead's own lines: footer."""
    facts: list[Fact] = field(default_factory=list)
    vehicles: list[tuple[Vehicle, int, int]] = field(default_factory=list)
    talk: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0


def gather(items: list[Item], country: str = "US", site: str = "") -> Evidence:
    """Read all items. `site`: the name of the site, so that its own address is nobody else's. Linear in the length."""
    state = _State(site=key_of(site))
    theirs = any(item.text.lower().startswith(("their ", "customer's ", "consumer's ")) for item in items)
    state.appraises = not theirs and any(
        item.kind in {"heading", "text"} and section_of(item.text) == "trade" or "apprais" in item.text[:80].lower()
        for item in items[:4]
    )
    followed = [b.kind == "blank" for a, b in zip(items, items[1:], strict=False) if a.kind == "pair"]
    state.blank_ends = sum(followed) < 0.7 * max(1, len(followed))
    for at, item in enumerate(items):
        state.links += item.links
        if item.kind == "pair":
            _pair(state, item, at, country)
            state.seen_pair = True
        elif item.kind == "heading":
            _heading(state, item, at, country)
        elif item.kind in {"rule", "record"}:
            state.implied_trade = False
            if state.seen_pair:
                state.person, state.thing, state.implied = None, "wanted", None
            state.talk.append("\f")
        elif item.kind == "blank":
            if state.blank_ends:
                state.implied, state.implied_trade = None, False
            state.talk.append("")
        else:
            _text(state, item, at, country)
    return Evidence(
        tuple(state.facts), tuple(state.vehicles), tuple(state.talk), tuple(state.quotes), tuple(state.links),
        tuple(dict(state.properties).items()), state.count,
    )  # fmt: skip


def _heading(state: _State, item: Item, at: int, country: str) -> None:
    vehicle = split_vehicle(item.text)
    if vehicle and vehicle.sure and vehicle.vehicle.year:
        _add_vehicle(state, vehicle, 62, at)
        state.talk.append("")
        return
    for number, _ in phones_said(item.text, country):
        state.facts.append(Fact("phone", number, "customer", 50, at, "stands in a heading"))
    opened = section_of(item.text)
    first, _, rest = item.text.lower().partition(" ")
    if state.appraises and first in {"your", "su", "votre", "tu"} and section_of(rest) == "vehicle":
        opened = "trade"
    state.implied, state.implied_trade = None, False
    state.seen_pair = False
    state.talk.append("")
    _told_names(state, item.text, at)
    if opened in _FOREIGN:
        state.person = opened
        if opened not in {"store", "poster", "site", "tracking"}:
            state.thing = "wanted"
    elif opened == "trade":
        state.person, state.thing = None, "trade"
    elif opened in {"vehicle", "customer", "finance"}:
        state.person, state.thing = None, "wanted"
    elif opened is None or opened in {"meta", "comments", "transcript"}:
        state.person = None
        if opened is not None or len(item.text) > 3:
            state.thing = "wanted"
    if opened is None and is_person_shape(item.text) and " " in item.text and item.strong:
        state.facts.append(Fact("name", item.text, "customer", 46, at, "stands alone in bold"))


def _pair(state: _State, item: Item, at: int, country: str) -> None:
    meaning, value = item.meaning, item.text.strip()
    if value.startswith("/") and value.count("-") >= 2 and " " not in value:
        state.links.append(value)
        return
    if meaning.field == "comments" and re2.fullmatch(r"https?://\S+", value):
        meaning = Meaning("page_url")
    if "://" in value[:12] and " " not in value and meaning.field not in {"comments"}:
        state.links.append(value)
        meaning = Meaning("page_url")
    if meaning.field == "secret":
        return
    if is_absent(value) and meaning.field not in {"comments"}:
        return
    what = meaning.field
    if meaning.complete or what != "property":
        state.count += 1
    if what in PERSON_FIELDS:
        _person_pair(state, item.label, meaning, value, at, country)
    elif what in VEHICLE_FIELDS:
        _vehicle_pair(state, item, meaning, value, at)
    else:
        _other_pair(state, item, meaning, value, at, country)


def _person_pair(state: _State, label: str, meaning: Meaning, value: str, at: int, country: str) -> None:
    what = meaning.field
    score = 90 if meaning.whose == "customer" else 80
    if meaning.whose == "vehicle" or (meaning.whose == "trade" and what != "person"):
        return  # where the unit stands, not where the customer lives
    if meaning.whose in _FOREIGN:
        whose = meaning.whose
        if what in {"person", "name"}:
            state.implied = whose
    elif meaning.whose == "customer" or what == "caller":
        whose = "customer"
        state.implied = None
        if what in {"person", "name", "first_name"}:
            state.person = None if state.person in {"store", "poster", "site"} else state.person
    elif state.person in _FOREIGN:
        whose = state.person
    elif state.implied:
        if what in {"first_name", "last_name"} or (what == "name" and state.implied in {"store", "poster", "site"}):
            state.implied, whose = None, "customer"
        else:
            whose, score = state.implied, 40
    else:
        whose = "customer"
    why = f"labelled “{label[:40]}”"
    if what == "fax":
        return
    if what in {"person", "name"} and whose == "customer" and re2.fullmatch(r"#?[A-Z]{1,6}-?\d[A-Z0-9-]{1,20}", value):
        state.facts.append(Fact("lead_id", value, "", 80, at, why))
        return
    if (
        what == "phone"
        and label.lower().strip(" :") in {"work", "trabajo", "travail"}
        and re2.search(r"[A-Za-z]{4,}", value)
    ):
        return  # the employer’s
    if what == "phone" and (aside := re2.search(r"\(([^()]*\b(?:never|not|employer|office)\b[^()]*)\)", value)):
        if re2.search(r"(?i)employer|do not call|don't call", aside.group(1)):
            return
        value = value.replace(aside.group(0), " ")
    if what == "phone" and len(value.split()) >= 3 and label.lower().strip() in {"text", "texto", "texte"}:
        state.facts.append(Fact("comments", value, "customer", 70, at, label))
        return
    found_mails = emails(value)
    found_phones = (
        phones(value, country)
        if what in {"phone", "caller", "person"}
        or (not found_mails and sum(map(str.isdigit, value)) >= 10)
        or ("\n" in value and sum(map(str.isdigit, value)) >= 10)
        else ()
    )
    if what in {"phone", "caller", "email"} or (
        (found_mails or found_phones) and what in {"name", "person", "user_name", "company"}
    ):
        for address in found_mails:
            state.facts.append(Fact("email", address, whose, score, at, why))
        for number in found_phones:
            state.facts.append(Fact("phone", number, whose, score - (15 if what == "caller" else 0), at, why))
        rest = value
        for address in found_mails:
            rest = rest.replace(address, " ")
        rest = re2.sub(r"(?i)<[^>]*>|\(?\+?[\d][\d ().-]{6,}\d|mailto:|[<>()\[\]|,;]", " ", rest).strip()
        if found_mails or found_phones or what == "caller":
            if (
                what in {"name", "person", "caller"}
                and rest
                and not is_no_name(rest)
                and any(map(str.isalpha, rest))
                and not any(map(str.isdigit, rest))
            ):
                state.facts.append(Fact("name", rest, whose, score - (25 if what == "caller" else 5), at, why))
            return
        if what in {"phone", "email", "caller"}:
            if (
                what != "phone"
                and rest
                and not any(map(str.isdigit, rest))
                and not is_no_name(rest)
                and is_person_shape(rest)
            ):
                state.facts.append(Fact("name", rest, whose, 50, at, why))
            return
    if what == "person":
        what = "name"
        score = min(score, 90) - 14  # a label that says “name” is surer
        vehicle = split_vehicle(value)
        if vehicle and vehicle.sure and vehicle.vehicle.year:
            return
        place = split_address(value, country)
        if place.city and place.region and whose == "customer":
            _address(state, value, whose, 70, at, why, country)
            return
        if not is_person_shape(value) and whose == "customer":
            score = 45
            if len(value.split()) > 5 or value.lower() in {"yes", "no"}:
                return
    if whose == "store" and what in {"name", "company"}:
        state.facts.append(Fact("location", value.split("\n")[0].strip(), "store", 75, at, why))
        return
    if what in {"address", "place", "street"}:
        _address(state, value, whose, score, at, why, country)
        return
    if what == "region" and re2.match(r"(?i)\s*(?:usad[oa]|nuev[oa]|seminuev[oa]|used|new|neuf|neuve|usag)", value):
        state.facts.append(Fact("condition", value, "wanted", 80, at, why))
        return
    if what in {"city"} and "," in value:
        _address(state, value, whose, score, at, why, country)
        return
    state.facts.append(Fact(what, value.split("\n")[0].strip(), whose, score, at, why))


def _address(state: _State, value: str, whose: str, score: int, at: int, why: str, country: str) -> None:
    parts = split_address(value, country)
    for what, part in (
        ("street", parts.street), ("city", parts.city), ("region", parts.region), ("postal_code", parts.postal_code), ("country", parts.country)
    ):  # fmt: skip
        if part:
            state.facts.append(Fact(what, part, whose, score - 5, at, why))


def _vehicle_pair(state: _State, item: Item, meaning: Meaning, value: str, at: int) -> None:
    if meaning.field in {"year", "make", "model"} and any(
        f.field == "vehicle" and f.whose == "trade" and re2.search(r"\b(?:19|20)\d\d\b", f.value)
        for f in state.facts[-8:]
    ):
        state.implied_trade = False  # that vehicle is told already
    own = meaning.whose == "trade" or (
        meaning.whose != "vehicle" and meaning.field != "vehicle" and state.implied_trade
    )
    thing = "trade" if own or (state.thing == "trade" and meaning.whose != "vehicle") else "wanted"
    if meaning.field == "vehicle":
        state.implied_trade = meaning.whose == "trade"
    state.implied = None
    why = f"labelled “{item.label[:40]}”"
    if meaning.whose in {"employer", "co"}:
        return
    first = value.split("\n")[0].strip()
    if meaning.field == "price" and thing == "trade":
        return
    if (
        meaning.field == "vehicle"
        and thing == "trade"
        and first.lower().strip(" .!") in {"yes", "no", "y", "n", "sí", "si", "oui", "non", "true", "false", "none"}
    ):
        return
    state.facts.append(Fact(meaning.field, first if meaning.field != "vehicle" else value, thing, 85, at, why))


def _other_pair(state: _State, item: Item, meaning: Meaning, value: str, at: int, country: str) -> None:
    what = meaning.field
    why = f"labelled “{item.label[:40]}”"
    named = re2.split(r"\s{2,}", value)[0]
    if item.label.lower().strip() in _MEANT_FOR and is_store_shape(named):
        state.facts.append(Fact("location", named, "store", 70, at, why))
        return
    if item.label.lower().strip() in _DEALS and re2.fullmatch(r"#?[A-Za-z]{0,6}-?\d[\w-]{2,24}", value):
        state.facts.append(Fact("lead_id", value.lstrip("#"), "", 80, at, why))
        return
    if what == "location":
        found = phones(value, country) or emails(value)
        if found and not re2.search(r"[A-Za-z]{3,}", re2.sub(r"\S+@\S+|(?i:ext)", "", value)):
            whose = (
                "customer"
                if item.label.lower().strip() in {"office", "bureau", "oficina"} and state.person is None
                else "store"
            )
            for one in found:
                state.facts.append(Fact("email" if "@" in one else "phone", one, whose, 60, at, why))
            return
        if len(item.label.split()) > 3 and not is_store_shape(value):
            return  # the answer to a question
        place = split_address(value, country)
        if (
            place.city
            and place.region
            and not place.street
            and item.label.lower().strip() in {"location", "ubicación", "ubicacion", "lieu", "localisation"}
        ):
            if (
                state.thing == "wanted"
                and state.person is None
                and state.implied is None
                and any(
                    f.field in {"phone", "email", "name"} and f.whose == "customer" and at - f.at <= 5
                    for f in state.facts
                )
            ):
                _address(state, value, "customer", 60, at, why, country)
            return
        state.implied = "store"
        state.facts.append(Fact("location", value.split("\n")[0].strip(), "store", 90 if not found else 60, at, why))
        return
    if what == "posted_by":
        state.implied = "poster"
        if value.lower() not in {"yes", "no"}:
            state.facts.append(Fact("posted_by", value.split("\n")[0].strip(), "poster", 85, at, why))
        return
    if what not in {"lead_type", "page_url"}:
        state.implied = None
    if what in {"comments", "summary", "transcript"}:
        if meaning.whose in {"co", "employer"} or state.person in {"co"}:
            return
        state.facts.append(Fact(what, value, "customer", 90, at, item.label))
        return
    if what == "page_url":
        if "://" in value:
            state.links.append(value)
        else:
            _typed_pair(state, item, value, at, country)
        return
    if what == "own_ref":
        state.facts.append(Fact("stock", value.split("\n")[0].strip(), "wanted", 40, at, why))
        return
    if what in {"lead_id", "requested_at", "date", "time", "source", "lead_type", "trade_flag"}:
        state.facts.append(Fact(what, value.split("\n")[0].strip(), meaning.whose or "", 85, at, why))
        if what == "lead_type" and status_of(value) and len(value.split()) <= 3:
            state.facts.append(Fact("condition", value, "trade" if state.thing == "trade" else "wanted", 70, at, why))
        if what == "trade_flag":
            _trade_answer(state, value, at)
        return
    state.implied = None
    if is_store_shape(value) and item.label.lower().strip() in {
        "sent to",
        "for",
        "submitted for",
        "delivered to",
        "to",
        "via",
        "lead for",
        "on behalf of",
    }:
        state.facts.append(Fact("location", value, "store", 70, at, why))
        return
    whose = meaning.whose or state.person
    if whose in _FOREIGN:
        return
    _typed_pair(state, item, value, at, country)
    key = re2.sub(r"[^a-z0-9]+", "_", item.label.lower()).strip("_")[:60]
    if key and value and len(value) <= 300:
        state.properties.append((key, value))


def _typed_pair(state: _State, item: Item, value: str, at: int, country: str) -> None:
    """A value under a label that is not understood: its own form may tell what it is."""
    if state.person in _FOREIGN or state.implied in _FOREIGN or len(value) > 200:
        return
    why = f"stands under “{item.label[:40]}”"
    if re2.search(r"(?i)campaign|\bform\b|ad.?(?:set|name|group)|subject|search|previous|other", item.label):
        return
    if not item.meaning.complete and " " in value and is_person_shape(value) and len(item.label.split()) <= 3:
        state.facts.append(Fact("name", value, "customer", 46, at, why))
    if item.meaning.complete and item.meaning.field != "property":
        return
    for address in emails(value) if " " not in value.strip() else ():
        state.facts.append(Fact("email", address, "customer", 62, at, why))
    if (
        not any(map(str.isalpha, value))
        and len(value) < 24
        and "your" not in item.label.lower().split()
        and (number := phone(value, country))
        and re2.search(r"[() .+-]", value.strip())
    ):
        state.facts.append(Fact("phone", number, "customer", 55, at, why))
    vehicle = split_vehicle(value)
    if vehicle and vehicle.sure and vehicle.vehicle.year and len(value) < 100:
        _add_vehicle(state, vehicle, 60, at)


def _trade_answer(state: _State, value: str, at: int) -> None:
    vehicle = split_vehicle(value)
    if vehicle and (vehicle.vehicle.year or vehicle.vehicle.model) and vehicle.sure:
        state.facts.append(Fact("vehicle", value, "trade", 80, at, "answers the question about a trade-in"))


def _add_vehicle(state: _State, found: VehicleText, score: int, at: int) -> None:
    vehicle = found.vehicle
    if state.thing == "trade":
        vehicle = replace(vehicle, interest="trade-in", price=None)
    state.vehicles.append((vehicle, score, at))


def _text(state: _State, item: Item, at: int, country: str) -> None:
    text = item.text.strip()
    if item.quote:
        state.quotes.append(text)
        state.talk.append(text)
        return
    if is_footer(text) and not item.strong:
        if _ANSWER_TO.match(text):
            for address in emails(text):
                state.facts.append(Fact("email", address, "customer", 45, at, "is where the answer goes"))
        state.talk.append("\f")
        return
    bare = re2.sub(r"^[^\pL\pN\"“«'$(+@#¿¡]+", "", text)
    if _bare_value(state, item, bare, at, country):
        return
    told = _told_names(state, bare, at)
    if told or is_intro(bare) or (emails(bare) and phones_in(bare, country)):
        vehicle = split_vehicle(_after_about(bare))
        if vehicle and vehicle.sure and (vehicle.vehicle.year or vehicle.vehicle.model):
            _add_vehicle(state, vehicle, 58, at)
        for address in emails(bare):
            state.facts.append(Fact("email", address, "customer", 45, at, "stands in a sentence of the site"))
        for number, _ in phones_said(bare, country):
            state.facts.append(Fact("phone", number, "customer", 45, at, "stands in a sentence of the site"))
    if item.links and len(bare) < 60 and bare.count(" ") < 8:
        state.talk.append("")
        return  # a button
    state.talk.append(text)


def _bare_value(state: _State, item: Item, bare: str, at: int, country: str) -> bool:
    """A line that is nothing but a value: an address, a number, a place, a vehicle, a price, a name, or several in a row."""
    whose = state.person if state.person in _FOREIGN else (state.implied or "customer")
    score = 62 if whose == state.person else 58
    pieces = [piece.strip() for piece in re2.split(r"\s*[,|•·;]\s+|\s{3,}", bare) if piece and piece.strip()]
    mails, numbers = emails(bare), phones_in(bare, country)
    words = bare.split()
    said = re2.search(r"[.?!]\s|[.?!]$|\b(?:my|me|is|at|you|the|mi|mon|est)\b", bare)
    if (mails or numbers) and (
        len(words) <= 3 or (len(pieces) > 1 and not said and all(len(piece.split()) <= 6 for piece in pieces))
    ):
        for address in mails:
            state.facts.append(Fact("email", address, whose, score, at, "stands alone in its line"))
        for number in numbers:
            state.facts.append(Fact("phone", number, whose, score, at, "stands alone in its line"))
        _pieces(state, pieces, whose, at, country)
        return True
    if len(pieces) >= 3 and re2.search(r"\s[|•·]\s", bare) and not said:
        _pieces(state, [piece.strip() for piece in re2.split(r"\s[|•·]\s", bare)], whose, at, country)
        if not _PRICE_LINE.match(bare):
            return True
    vehicle = split_vehicle(bare)
    if (
        vehicle
        and vehicle.sure
        and vehicle.vehicle.year
        and len(words) <= 16
        and re2.match(r"(?i)^(?:your |the )?(?:[a-zéû-]+ ){0,2}['’]?\d{2}", bare)
        and not said
        and not re2.search(r"(?i)[?]|\b(?:i|we|it|would|have|want)\b", bare)
    ):
        _add_vehicle(state, vehicle, 62, at)
        return True
    if _PRICE_LINE.match(bare) and len(words) <= 10 and (amount := price_of(bare)):
        if state.thing != "trade":
            state.facts.append(Fact("price", str(amount), "loose", 50, at, "stands alone near the vehicle"))
        return True
    if state.site and state.site in key_of(bare):
        return False
    place = split_address(bare, country) if len(words) <= 8 and len(bare) < 90 else None
    if place and ((place.city and place.region) or (place.postal_code and (len(words) <= 2 or place.region))):
        _address(state, bare, whose, 55, at, "stands alone in its line", country)
        return True
    if len(words) <= 4 and is_person_shape(bare):
        state.facts.append(
            Fact(
                "name",
                bare,
                whose,
                50 if state.person is None and whose == "customer" else score,
                at,
                "stands alone in its line",
            )
        )
        state.talk.append(bare)
        return True
    if is_greeting(bare):
        return True
    return False


def _pieces(state: _State, pieces: list[str], whose: str, at: int, country: str) -> None:
    whole = split_address(", ".join(pieces), country) if 2 <= len(pieces) <= 3 else None
    if whole and whole.city and whole.region and not is_store_shape(whole.city):
        _address(state, ", ".join(pieces), whose, 58, at, "stands in a row", country)
        return
    for piece in pieces:
        if "@" in piece or phone(piece, country):
            continue
        labelled = re2.match(r"(?i)^(.{2,20}?)\s*[:#]\s*(\S.*)$", piece)
        if labelled and understand(labelled.group(1)).field in PERSON_FIELDS:
            _person_pair(state, labelled.group(1), understand(labelled.group(1)), labelled.group(2), at, country)
            continue
        place = split_address(piece, country)
        if place.postal_code or (place.region and (len(piece) <= 3 or place.city)):
            _address(state, piece, whose, 58, at, "stands in a row with the contact", country)
        elif is_person_shape(piece) and not any(f.field == "name" and f.at == at for f in state.facts):
            state.facts.append(Fact("name", piece, whose, 64, at, "stands in a row with the contact"))


def _told_names(state: _State, text: str, at: int) -> bool:
    told = names_told(text)
    for name in told:
        state.facts.append(Fact("name", name.name, "customer", name.score, at, name.why))
    return bool(told)


def _after_about(text: str) -> str:
    found = re2.search(
        r"(?i)\b(?:about|in|on|for|regarding|re|sobre|sur|concernant|pour|por|en|anuncio|annonce|ad|listing|publicación|à)\b:?(?: (?:your|the|a|an|su|tu|votre|the following|this|ad|listing|annonce|anuncio|vehicle|véhicule|vehículo))*:? (.*)$",
        text,
    )
    return found.group(1) if found else text


def phones_in(text: str, country: str = "US") -> tuple[str, ...]:
    """Numbers that a free text writes like phone numbers, E.164."""
    out: dict[str, None] = {}
    for found in _PHONE_IN_TEXT.finditer(text[:8000]):
        if found.start() and (text[found.start() - 1].isalnum() or text[found.start() - 1] in "$#-/="):
            continue
        number = phone(found.group(0), country)
        if number:
            out[number] = None
    return tuple(out)


def phones_said(text: str, country: str = "US") -> list[tuple[str, bool]]:
    """Numbers in somebody's words, each with whether the words around it say that it is theirs. Those that are plainly
    somebody else's (a help line, `your office`) are left out."""
    out: list[tuple[str, bool]] = []
    for found in _PHONE_IN_TEXT.finditer(text[:8000]):
        if found.start() and (text[found.start() - 1].isalnum() or text[found.start() - 1] in "$#-/="):
            continue
        number = phone(found.group(0), country)
        before = text[max(0, found.start() - 60) : found.start()].replace("\n", " ")
        before = re2.split(r"[.?!] ", before)[-1]
        after = text[found.end() : found.end() + 40].split("\n\n")[0]
        if re2.search(r"(?i)\b(?:not|never|no longer|don['’]?t call)\b[^,;]{0,14}$", before):
            continue
        if (
            number
            and not _NOT_MINE.search(before[-45:])
            and not re2.match(r"(?i)\s*(?:is (?:your|the) |\(?(?:fax|office|showroom|dealer))", after)
        ):
            out.append((number, bool(_CALL_ME.search(before) or _CALL_ME.search(after))))
    return out
