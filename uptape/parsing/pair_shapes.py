"""Labelled values whose form tells more than their label: rows within a value, two details in one, a vehicle under another name."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import PERSON_FIELDS, Fact
from uptape.parsing.evidence_vehicle import is_whole
from uptape.parsing.fields.label_words import TAGS, label_words, plain
from uptape.parsing.fields.vehicle_prices import advertised
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import Meaning, understand
from uptape.parsing.formats.labels import split_label
from uptape.parsing.formats.prose import is_person_shape

_OF_PERSON = frozenset(("first_name", "last_name", "email", "phone"))
_DETAILS = frozenset(("stock", "vin", "price", "year", "mileage", "condition", "trim"))
_INTERESTED = frozenset(
    ("interesado", "interesada", "interesse", "interessee", "interested", "party", "persona", "personne")
)


def rows_within(value: str) -> list[tuple[str, str, Meaning]]:
    """The labelled rows that a value is made of (`Street: …`, `City: …` in one cell); empty where it is none such."""
    lines = [line for line in value.split("\n") if line.strip()]
    if not 2 <= len(lines) <= 12:
        return []
    rows = [split_label(line) for line in lines if ":" in line]
    told = [row for row in rows if row and row[2].complete and row[2].field in PERSON_FIELDS]
    return told if len(told) == len(lines) else []


def paired(label: str, value: str) -> list[tuple[str, str, Meaning]]:
    """Labels of details parted by a slash, each with its piece of the value: `VIN / Stock: X / Y`; empty for any other."""
    labels = re2.split(r"\s*/\s*|\s+[|&]\s+", label.strip())
    marks = (r"\s*/\s*|\s+[|&]\s+", r"\s+[·•–—-]\s+", r"\s*[,;]\s*", r"\s+")
    pieces = next((p for mark in marks if len(p := re2.split(mark, value.strip())) == len(labels)), [])
    if len(labels) != len(pieces) or not 2 <= len(labels) <= 3:
        return []
    meanings = [understand(one) for one in labels]
    fields = {one.field for one in meanings}
    if len(fields) != len(labels) or not (fields <= _DETAILS or fields <= _OF_PERSON):
        return []
    if "email" in fields and not any(
        one.field == "email" and "@" in piece for one, piece in zip(meanings, pieces, strict=True)
    ):
        return []
    return list(zip(labels, pieces, meanings, strict=True))


def amount_alone(label: str, value: str) -> float | None:
    """The amount that a value is, as high as a vehicle's, under a label that names no other money: `Today only: $15,444`."""
    if not _AMOUNT_ALONE.fullmatch(value.strip()) or _NO_PRICE.search(label):
        return None
    held = set().union(*(TAGS.get(word, frozenset()) for word in label_words(label)))
    amount = None if held & {"money", "trade", "own", "date", "mileage", "id"} else advertised(f"{label}: {value}")
    return amount if amount and amount >= 2500 else None


_AMOUNT_ALONE = re2.compile(r"(?:US|CA|USD|CAD)? ?\$ ?\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{1,3}(?:[ .]\d{3})+ ?(?:\$|€)")
_NO_PRICE = re2.compile(
    r"(?i)\b(?:incentives?|bonus|loyalty|certificate|gift|reward|coupon|back|credit|accessor\w+|protection|packages?|upgrades?|options?|discount|difference|new|similar|loan|limit|approved?|spend|spent|total|due|paid|earn\w*|mortgage|rent|sueldo|renta|loyer)\b"
)


def is_sentence(value: str) -> bool:
    """Whether a value under a label of vehicles is a sentence without a whole vehicle."""
    return len(value.split()) > 3 and bool(re2.search(r"[.?!](?:\s|$)", value)) and split_vehicle(value) is None


def said_by(facts: list[Fact], label: str, meaning: Meaning, value: str) -> Meaning:
    """Words, where the label is the name of a customer that was named before: `Kurt: still got it?`; else the meaning as it is."""
    if meaning.field != "property" or meaning.complete or len(value.split()) < 3 or not is_person_shape(label):
        return meaning
    first = plain(label).split()[0]
    known = any(
        f.field in {"name", "first_name"} and f.whose == "customer" and plain(f.value).split()[:1] == [first]
        for f in facts
    )
    return Meaning("comments", "customer", True) if known else meaning


def meant(label: str, meaning: Meaning, value: str) -> Meaning:
    """The meaning of a label, corrected where its value is a vehicle or a person and cannot be what the label says."""
    if (
        meaning.field == "vehicle"
        and set(label_words(label)) <= _INTERESTED
        and is_person_shape(value)
        and split_vehicle(value) is None
    ):
        return Meaning("person", "customer", True)  # “Interesado: Ana Soto”
    if meaning.field in {"location", "posted_by", "source", "lead_id"} and is_whole(value.split("\n")[0]):
        return Meaning("vehicle", None, True)  # “Lot 44: 2012 Ram 3500”
    if (
        meaning.field == "comments"
        and any(TAGS.get(word, frozenset()) & {"vehicle", "listing"} for word in label_words(label)[-2:])
        and is_whole(value.split("\n")[0])
    ):
        return Meaning("vehicle", None, True)  # “Un mensaje por tu anuncio: Honda CBR500R 2021”
    if (
        meaning.field == "page_url"
        and "://" not in value
        and is_whole(re2.split(r"\s[/|–—-]\s", value.split("\n")[0])[0])
    ):
        return Meaning("vehicle", None, True)  # “Vehicle page: 2021 Kia Telluride S / Stock P101”
    return meaning
