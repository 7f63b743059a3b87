"""The offsets behind zone abbreviations of North America, as lead sites write them in English and French."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_FIXED = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "HDT": -9,
    "AST": -4,
    "ADT": -3,
    "UTC": 0,
    "GMT": 0,
    "HAE": -4,
    "HNE": -5,
    "HAC": -5,
    "HNC": -6,
    "HAR": -6,
    "HNR": -7,
    "HAP": -7,
    "HNP": -8,
    "HAA": -3,
    "HNA": -4,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
}
_HALF = {"NST": "-03:30", "NDT": "-02:30", "HNT": "-03:30", "HAT": "-02:30"}
_GENERIC = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AKT": "America/Anchorage",
    "HT": "Pacific/Honolulu",
    "AT": "America/Halifax",
    "EASTERN": "America/New_York",
    "CENTRAL": "America/Chicago",
    "MOUNTAIN": "America/Denver",
    "PACIFIC": "America/Los_Angeles",
    "ALASKA": "America/Anchorage",
    "HAWAII": "Pacific/Honolulu",
    "ATLANTIC": "America/Halifax",
}


def offset_of(name: str, day: date) -> str | None:
    """`-05:00` for `EST`, `CDT` or, by the rules of that day, `CT` and `Central`; None for other words.

    An abbreviation is taken at its word: sites in Arizona write MST in July, and mean it.
    """
    word = name.upper().rstrip(".")
    if word in _FIXED:
        return f"{_FIXED[word]:+03}:00"
    if word in _HALF:
        return _HALF[word]
    first, *more = word.split()
    if more and first in _GENERIC:
        if "STANDARD" in more or "DAYLIGHT" in more:
            letter = "AK" if first == "ALASKA" else first[0]
            return offset_of(f"{letter}{'S' if 'STANDARD' in more else 'D'}T", day)
        word = first
    if word in _GENERIC:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(_GENERIC[word]))
        return noon.isoformat()[-6:]
    return None
