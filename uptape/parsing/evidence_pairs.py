"""What labelled values say, and whose they are."""

from __future__ import annotations

from dataclasses import replace

from uptape.parsing import linear as re2
from uptape.parsing.evidence_frame import without_frame
from uptape.parsing.evidence_person import read_person
from uptape.parsing.evidence_state import FOREIGN, PERSON_FIELDS, VEHICLE_FIELDS, Fact, State
from uptape.parsing.evidence_store import location_pair, poster_pair
from uptape.parsing.evidence_typed import trade_answer, typed_pair
from uptape.parsing.evidence_vehicle import beside, vehicle_pair
from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.vehicle_details import status_of
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import Meaning
from uptape.parsing.formats.fitting import SPEAKER
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.pair_shapes import amount_alone, is_sentence, meant, paired, rows_within, said_by
from uptape.parsing.stores import is_store_shape
from uptape.parsing.words import is_speech

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


_STORES = frozenset(("sent to", "for", "submitted for", "delivered to", "to", "via", "lead for", "on behalf of"))
_CATEGORY = frozenset(("category", "categoria", "categorie", "type", "class", "inventory", "tipo"))


_SITE_ID = frozenset(
    f"{what}{word}"
    for what in ("", "lead", "inquiry", "message", "request")
    for word in ("id", "no", "number", "ref", "reference")
)


_PAIRED = VEHICLE_FIELDS | {"name", "first_name", "last_name", "email", "phone"}


def read_pair(state: State, item: Item, at: int, country: str) -> None:
    meaning, value = item.meaning, item.text.strip()
    if (
        len(state.site) > 3
        and key_of(item.label).startswith(state.site)
        and key_of(item.label)[len(state.site) :] in _SITE_ID
        and re2.fullmatch(r"#?[\w-]*\d[\w-]*", value)
    ):
        meaning = Meaning("lead_id", None, True)  # “CarPilot ID: CP9918827”
    if meaning.field in {"address", "place", "person", "name", "property"} and (inner := rows_within(value)):
        for label, text, what in inner:
            if text:
                read_pair(state, replace(item, label=label, text=text, meaning=what), at, country)
        return
    if value.startswith("/") and value.count("-") >= 2 and " " not in value:
        state.links.append(value)
        return
    if meaning.field == "comments" and re2.fullmatch(r"https?://\S+", value):
        meaning = Meaning("page_url")
    if "://" in value[:12] and " " not in value and meaning.field not in {"comments"}:
        state.links.append(value)
        meaning = Meaning("page_url")
    if meaning.field == "secret" or (beside(item.label) and meaning.field not in PERSON_FIELDS):
        return
    if is_absent(value) and meaning.field not in {"comments"}:
        return
    meaning = meant(item.label, said_by(state.facts, item.label, meaning, value), value)
    if meaning.field == "vehicle" and not meaning.complete and meaning.whose is None and is_sentence(value):
        return  # somebody's turn in a conversation: “Auto reply: Thanks for texting us! Who are you?”
    if meaning.field in _PAIRED and (each := paired(item.label, value)):
        for label, text, one in each:
            read_pair(state, replace(item, label=label, text=text, meaning=one), at, country)
        return
    numbered = re2.match(r"^[A-Z]{2,6}-?\d[\w-]{2,20}", value)
    if numbered and re2.fullmatch(r"#?\d{1,3}[.)]?", item.label.strip()):
        state.facts.append(Fact("lead_id", numbered.group(0), "", 70, at, "stands behind the number of the record"))
        return  # “#1  TM-33081  05/07 6:12pm”
    what = meaning.field
    if meaning.complete or what != "property":
        state.count += 1
    if (
        _which(item.label)
        and state.facts
        and state.facts[-1].field == "trade_flag"
        and split_vehicle(value) is not None
    ):
        state.facts.append(Fact("vehicle", value, "trade", 80, at, "answers which vehicle is traded in"))
        return
    if what in PERSON_FIELDS:
        read_person(state, item.label, meaning, value, at, country)
    elif what in VEHICLE_FIELDS:
        vehicle_pair(state, item, meaning, value, at)
    else:
        _other_pair(state, item, meaning, value, at, country)


# Numbers of the sending rather than of the lead: an event, a message, a session.
_OF_DELIVERY = frozenset(("event", "session", "webhook", "correlation", "trace", "delivery", "batch", "job", "hook"))


def _which(label: str) -> bool:
    """Whether a label asks no more than which one: `¿Cuál?`, `If yes, which vehicle?`."""
    return set(label_words(label)) <= _WHICH


_WHICH = frozenset(
    (
        "which",
        "one",
        "what",
        "if",
        "yes",
        "so",
        "vehicle",
        "car",
        "is",
        "it",
        "cual",
        "cuales",
        "es",
        "si",
        "que",
        "auto",
        "vehiculo",
        "laquelle",
        "lequel",
        "quel",
        "oui",
        "vehicule",
        "describe",
        "details",
    )
)


def _other_pair(state: State, item: Item, meaning: Meaning, value: str, at: int, country: str) -> None:
    what = meaning.field
    why = f"labelled “{item.label[:40]}”"
    named = re2.split(r"\s{2,}", value)[0]
    if (item.label.lower().strip() in _MEANT_FOR and is_store_shape(named)) or (
        item.label.lower().strip() in {"account", "account name", "client", "organization", "org name"}
        and is_store_shape(value)
    ):
        state.facts.append(Fact("location", named, "store", 70, at, why))
        return
    if item.label.lower().strip() in _DEALS and re2.fullmatch(r"#?[A-Za-z]{0,6}-?\d[\w-]{2,24}", value):
        state.facts.append(Fact("lead_id", value.lstrip("#"), "", 80, at, why))
        return
    if re2.fullmatch(r"(?i)\s*(?:clave|c[oó]d(?:igo)?\.?|code|cote)\s*", item.label) and re2.fullmatch(
        r"#?[A-Z]{1,5}-?\d[A-Z0-9-]{1,12}", value
    ):
        if state.facts and state.facts[-1].field in VEHICLE_FIELDS and state.facts[-1].whose == "wanted":
            state.facts.append(Fact("stock", value.lstrip("#"), "wanted", 70, at, why))
            return  # below the vehicle
    if what == "property" and {"page", "name"} <= set(label_words(item.label)) and is_store_shape(value, surely=True):
        state.facts.append(Fact("location", value, "store", 62, at, why))
        return  # of the page on which a form stood
    if what == "location":
        location_pair(state, item.label, value, at, country)
        return
    if what == "posted_by":
        poster_pair(state, item.label, value, at, country)
        return
    if what not in {"lead_type", "page_url"}:
        state.implied = None
    if what in {"comments", "summary", "transcript"}:
        value = without_frame(state, value)
        if is_absent(value):
            return
        if meaning.whose in {"co", "employer"} or state.person in {"co"}:
            return
        state.facts.append(Fact(what, value, "customer", 90, at, item.label))
        if (speaker := SPEAKER.match(item.label)) and is_person_shape(speaker.group(1)):
            state.facts.append(Fact("name", speaker.group(1), "customer", 66, at, "is who says it"))
        return
    if what == "page_url":
        if "://" in value:
            state.links.append(value)
        else:
            typed_pair(state, item, value, at, country)
        return
    if what == "own_ref":
        state.facts.append(Fact("stock", value.split("\n")[0].strip(), "wanted", 40, at, why))
        return
    if what in {"lead_id", "requested_at", "date", "time", "source", "lead_type", "trade_flag"}:
        score = (
            60
            if what == "requested_at" and item.label.lower().strip(" :?") in {"when", "cuando", "cuándo", "quand"}
            else 85
        )
        if what == "lead_id" and set(label_words(item.label)) & _OF_DELIVERY:
            score = 78
        state.facts.append(Fact(what, value.split("\n")[0].strip(), meaning.whose or "", score, at, why))
        if what == "lead_type" and status_of(value) and len(value.split()) <= 5:
            state.facts.append(Fact("condition", value, "trade" if state.thing == "trade" else "wanted", 70, at, why))
        if what == "trade_flag":
            trade_answer(state, value, at)
        return
    state.implied = None
    if is_store_shape(value) and item.label.lower().strip() in _STORES:
        state.facts.append(Fact("location", value, "store", 70, at, why))
        return
    owner = meaning.whose or state.person
    if owner in FOREIGN:
        return
    if _CATEGORY & set(label_words(item.label)) and status_of(value) and len(value.split()) <= 6:
        state.facts.append(Fact("condition", value, "trade" if state.thing == "trade" else "wanted", 60, at, why))
    if state.thing == "wanted" and (amount := amount_alone(item.label, value)):
        state.facts.append(Fact("price", str(amount), "loose", 46, at, why))
    if is_speech(value) and len(label_words(item.label)) <= 7 and meaning.whose in {None, "customer"}:
        state.facts.append(Fact("comments", value, "customer", 45, at, item.label))
    typed_pair(state, item, value, at, country)
    key = re2.sub(r"[^a-z0-9]+", "_", item.label.lower()).strip("_")[:60]
    if key and value and len(value) <= 300:
        state.properties.append((key, value))
