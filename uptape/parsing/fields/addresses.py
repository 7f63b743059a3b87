"""A postal address in one text or several lines, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uptape.parsing.fields import places

_POSTAL = re.compile(r"(?<![\w#-])(\d{5}(?:-\d{4})?|[A-Za-z]\d[A-Za-z][ -]?\d[A-Za-z]\d)(?![\w-])")
_STREET = re.compile(
    r"(?i)^(?:[NSEW]?\d{1,6}(?:[-–]\d{1,4})?[a-z]?\s*,?\s+(?:\S+\s+){0,6}?\S+|p\.?\s?o\.?\s?box\s+\d+|(?:calle|av\.?|avenida|rue|carr\.?|blvd\.?)\s+.{2,60}|(?:rr|hc|rural route|star route)\.?\s?#?\d+\s+box\s+\w+)"
)
_STREET_WORD = re.compile(
    r"(?i)\b(?:st|street|ave?|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|cir|circle|way|pl|place|ter|terrace|pkwy|parkway|hwy|highway|trl|trail|"
    r"loop|sq|square|route|rte|rue|chemin|ch|rang|calle|avenida|av|pike|run|cove|cv|bend|pass|row|box|apt|suite|ste|unit|montee|montée|boul|mall|plaza|crescent|cres|colonia|col)\b\.?"
)


# Behind the last word for a street (and what stands with it, `Apt 4`) the town begins: `2214 W Gardner Ave Spokane`.
_CITY_BEHIND = re.compile(
    r"(?i)^(.{3,60}?\b(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|way|place|pl|terrace|ter|parkway|pkwy|highway|hwy|trail|trl|loop)\b\.?"
    r"(?:\s+(?:[nsew]{1,2}\b\.?|(?:apt|suite|ste|unit|lot)\.?\s*\w+|\#\s?\w+))*)\s+([^\W\d_][^\d,]{2,30})$"
)


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address that were found; all None where the text is none."""

    street: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


def split_address(text: str, country: str = "US") -> Address:
    """`209 Bayou Rd, Breaux Bridge, LA 70517, US` (commas or lines) → its parts. `country` completes postal codes."""
    text = re.sub(r"(?i)\bC\.\s?P\.\s*(?=\d{5})", "", text[:400])
    text = re.sub(r"(?i)\s*\([^()]{0,30}\d ?(?:mi|miles?|kms?|millas)\b[^()]{0,40}\)", "", text)  # how far away
    text = re.sub(r"(?i)\b((?:rural route|star route|route|rte|rr|hc)\.? ?#?\d+),\s+(box \w+)", r"\1 \2", text)
    lines = [piece.strip() for line in text.replace("\x1f", " ").split("\n") for piece in line.split(",")]
    pieces = [piece.strip(" .;|") for line in lines for piece in re.split(r"\s+[|·•/]\s+|/(?=[A-Z]{2}\b)", line)]
    if len(pieces) > 1 and re.fullmatch(r"\d{1,6}[A-Za-z]?", pieces[0]) and _STREET_WORD.search(pieces[1]):
        pieces[:2] = [f"{pieces[0]}, {pieces[1]}"]
    pieces = [piece.strip("()") for piece in pieces]
    pieces = [piece for piece in pieces if piece and piece.lower() not in {"map it", "map"}]
    named = None
    if len(pieces) > 2 and _POSTAL.fullmatch(pieces[-1]) and len(pieces[-2]) > 3 and places.country(pieces[-2]):
        pieces[-2:] = [pieces[-1], pieces[-2]]  # “Tijuana, BC, México, 22010”
    if (
        len(pieces) > 1
        and (code := places.country(pieces[-1]))
        and not (len(pieces[-1]) == 2 and places.region(pieces[-1]))
    ):
        named = code
        pieces.pop()
    postal = region = city = None
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        found = list(_POSTAL.finditer(piece))
        if (
            postal is None
            and found
            and not (
                at == 0
                and found[-1].start() == 0
                and len(piece) > 7
                and (len(pieces) > 1 or (_STREET_WORD.search(piece) and not _region_at_end(piece)[0]))
            )
        ):
            postal = places.postal_code(found[-1].group(1), country)
            piece = (piece[: found[-1].start()] + piece[found[-1].end() :]).strip(" ,()")
        if region is None and piece and not _STREET.match(piece):
            region, rest = _region_at_end(piece, country)
            piece = rest
        pieces[at] = piece
    pieces = [piece for piece in pieces if piece]
    street = None
    if (
        pieces
        and _STREET.match(pieces[0])
        and (_STREET_WORD.search(pieces[0]) or len(pieces) > 1 or (postal is None and region is None))
    ):
        street = pieces.pop(0)
        if pieces and re.match(r"(?i)(?:apt|suite|ste|unit|#|lot|bldg|app)\b|^#", pieces[0]):
            street += f" {pieces.pop(0)}"
    if street and not pieces and (region or postal):
        joined = _CITY_BEHIND.match(street)
        if joined:
            street, city_behind = joined.groups()
            behind, city_behind = _region_at_end(city_behind, country)
            region = region or behind
            pieces = [city_behind]
    if pieces:
        city = pieces[-1]
        if street and len(pieces) > 1:
            street = " ".join([street, *pieces[:-1]])
    if city and street and re.match(r"(?i)(?:col|colonia|fracc|urb|int|depto)\b\.?\s", city):
        street, city = f"{street}, {city}", None  # a quarter of the town
    if city and (sum(map(str.isdigit, city)) or len(city) > 40 or "@" in city):
        city = None
    return Address(street, city, region, postal, named)


def _region_at_end(piece: str, country: str = "US") -> tuple[str | None, str]:
    """The state or province that a text is or ends with, and what is left of the text."""
    piece = piece.strip(" ()")
    country = "MX" if country == "MX" else ""  # the states of Mexico go by short names that are words elsewhere
    code = places.region(piece, country)
    if code and (len(piece) > 2 or piece.isupper() or len(piece) == 2):
        return code, ""
    words = piece.split(" ")
    for count in (2, 1):
        if len(words) > count:
            tail = " ".join(words[-count:]).strip("()")
            code = places.region(tail, country)
            if code and (len(tail) > 2 or tail.isupper()):
                return code, " ".join(words[:-count]).strip(" ,")
    return None, piece
