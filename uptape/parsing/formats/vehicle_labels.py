"""`Year 2015`, `Make Ford`, `Price $13,900`: words for parts of a vehicle before a value of their own kind, without a mark."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.fields.makes import find_make, make_of_model
from uptape.parsing.fields.trim_words import TRIM_WORDS
from uptape.parsing.fields.vehicle_prices import advertised
from uptape.parsing.fields.vocabulary import Meaning, understand

_PARTS = frozenset(("year", "make", "model", "trim", "price"))


def vehicle_label(line: str) -> tuple[str, str, Meaning] | None:
    """The label, value and meaning of such a line; None for any other."""
    label, _, value = line.partition(" ")
    value = value.strip()
    if not value or len(value.split()) > 4 or not label[:1].isupper() or value[-1] in ".?!,":
        return None
    meaning = understand(label)
    if not meaning.complete or meaning.field not in _PARTS:
        return None
    fits = {
        "year": re2.fullmatch(r"(?:19[5-9]|20[0-4])\d", value) is not None,
        "make": find_make(value) is not None,
        "model": make_of_model(value) is not None,
        "trim": all(word.lower() in TRIM_WORDS for word in value.split()) or (value.isupper() and len(value) <= 4),
        "price": bool(re2.fullmatch(r"\$?\s?\d[\d,.]*", value) and advertised(f"price {value}")),
    }
    return (label, value, meaning) if fits[meaning.field] else None
