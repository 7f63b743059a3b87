"""Several vehicles in one value: `2025 Santa Fe SEL -or- 2024 Palisade SE`, and rows with a value for each."""

from __future__ import annotations

import re

from uptape.parsing import linear as re2
from uptape.parsing.fields.vehicle_text import VehicleText
from uptape.parsing.fields.vehicles import split_vehicle

_NEXT = re.compile(
    r"(?:\s+-?(?:or|and|and/or|ou|o|y|et|vs\.?|versus)-?\s+|\s*[&+;/|•·¦\n]\s*|,\s+|\s+)(?:(?:an?|the|un|una|une|el|la|le)\s+)?"
    r"(?=(?:(?:new|used|certified|pre-?owned|usado|nuevo|neuf|usagé)\s+)?(?:19[5-9]|20[0-4])\d\s+[A-Za-z])",
    re.IGNORECASE,
)


_OR = re.compile(r"\s+-?(?:or|ou|o|vs\.?|versus)-?\s+|\s*[,;/]\s+(?:or |and |ou |o |y |et )?", re.IGNORECASE)


_WITH = re.compile(r"\s[wc]/\s*", re.IGNORECASE)  # “w/ Yamaha F300”


def several(value: str) -> tuple[VehicleText, ...]:
    """The vehicles of a value that holds more than one, each with year and model; empty for a value with one or none."""
    value = _WITH.sub(" with ", value)
    pieces = [piece.strip(" ,;") for piece in _NEXT.split(value[:600]) if piece.strip(" ,;")]
    if len(pieces) == 1 and len(value) < 120:
        pieces = [piece.strip(" ,;") for piece in _OR.split(value)]
        named = [found.vehicle for piece in pieces if (found := split_vehicle(piece))]
        if len(pieces) < 2 or len(named) != len(pieces) or not all(one.make and one.model for one in named):
            return ()
        return tuple(found for piece in pieces if (found := split_vehicle(piece)))
    if len(pieces) < 2 or len(pieces) > 6:
        return ()
    found = [split_vehicle(piece.replace("\n", ", "), labelled=True) for piece in pieces]
    made = [one for one in found if one and one.sure and one.vehicle.year and (one.vehicle.model or one.vehicle.make)]
    return tuple(made) if len(made) == len(pieces) else ()


def shares(value: str, count: int) -> list[str] | None:
    """A value with one piece for each of `count` vehicles, taken apart; None where it is not such a one."""
    for mark in (r"\s{2,}|\t|\s[|•·¦/]\s|\n", r"[,;]\s+", r"\s+"):
        pieces = [piece for piece in re2.split(mark, value.strip()) if piece]
        if len(pieces) == count:
            return pieces
    return None
