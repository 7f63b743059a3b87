"""Values under labels that nobody understands: their own form may tell what they are."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import FOREIGN, Fact, State, add_address, add_vehicle
from uptape.parsing.evidence_vehicle import beside, loose_details, loose_piece, named_by_label
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.label_words import TAGS, label_words
from uptape.parsing.fields.phones import phone, phones
from uptape.parsing.fields.vehicle_several import several
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.stores import is_store_shape

ANSWER_TO = re2.compile(
    r"(?i)^(?:reply|respond|answer|r[ée]pondre|responder|reach|contact)(?: (?:to|at|directly|via|à|a))?$"
)


_NO_HOME = re2.compile(
    r"(?i)office|\bhq\b|headq|showroom|\blot\b|store|dealer|location|event|bank|lender|work|employ|site|vend|sell|visit|branch|concesion|agencia|succursale|previous|former"
)


def typed_pair(state: State, item: Item, value: str, at: int, country: str) -> None:
    """A value under a label that is not understood: its own form may tell what it is."""
    if state.person in FOREIGN or state.implied in FOREIGN or len(value) > 200:
        return
    why = f"stands under “{item.label[:40]}”"
    if re2.search(r"(?i)campaign|\bform\b|ad.?(?:set|name|group)|subject|search|previous|other", item.label):
        return
    if ANSWER_TO.match(item.label):
        for one in (*emails(value), *phones(value, country)):
            state.facts.append(Fact("email" if "@" in one else "phone", one, "customer", 62, at, why))
        return
    if (
        (not item.meaning.complete or item.meaning.whose == "customer")
        and " " in value
        and is_person_shape(value)
        and len(item.label.split()) <= 3
    ):
        state.facts.append(Fact("name", value, "customer", 46, at, why))
    if item.meaning.complete and item.meaning.field != "property":
        return
    place = split_address(value, country) if len(value) < 120 and value[:1].isdigit() else None
    if (
        place
        and place.street
        and place.city
        and (place.region or place.postal_code)
        and item.meaning.whose in {None, "customer"}
        and not is_store_shape(item.label, surely=True)
    ):
        add_address(state, value, "customer", 55, at, why, country)
        return  # “Registered at: 617 Allens Ln, Philadelphia, PA 19119”
    for address in emails(value) if " " not in value.strip() else ():
        state.facts.append(Fact("email", address, "customer", 62, at, why))
    if (
        not any(map(str.isalpha, value))
        and len(value) < 24
        and not {"your", "our"} & set(item.label.lower().split())
        and (number := phone(value, country))
        and re2.search(r"[() .+-]", value.strip())
    ):
        state.facts.append(Fact("phone", number, "customer", 55, at, why))
    if not item.meaning.complete and not _NO_HOME.search(item.label) and not is_store_shape(item.label, surely=True):
        home = split_address(value, country)
        if home.street and home.city and home.region and home.postal_code:
            add_address(state, value, "customer", 55, at, why, country)
            return
    if any(TAGS.get(word, frozenset()) & {"listing", "vehicle"} for word in label_words(item.label)):
        loose_details(state, value, at)  # “Your listing that matched: stock K77, list price $9,900”
    if named_by_label(state, item.label, value, at) or beside(value):
        return
    if not item.label and loose_piece(state, value, at):
        return
    if pair := several(value):
        for vehicle in pair:
            add_vehicle(state, vehicle, 60, at)
        return
    vehicle = split_vehicle(value)
    if vehicle and vehicle.sure and vehicle.vehicle.year and len(value) < 100:
        add_vehicle(state, vehicle, 60, at)


def trade_answer(state: State, value: str, at: int) -> None:
    vehicle = split_vehicle(value)
    if vehicle and (vehicle.vehicle.year or vehicle.vehicle.model) and vehicle.sure:
        state.facts.append(Fact("vehicle", value, "trade", 80, at, "answers the question about a trade-in"))
