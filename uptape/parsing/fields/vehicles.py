"""One line about a vehicle taken apart: status, year, make, model, trim, stock number, VIN, price."""

from __future__ import annotations

import re
from collections.abc import Sequence

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.fields.makes import find_make, is_everyday, key_of, make_of_model
from uptape.parsing.fields.trim_words import KINDS_AND_COLOURS, TRIM_WORDS
from uptape.parsing.fields.vehicle_anchor import Anchor, Token, anchor_of, tokens_of
from uptape.parsing.fields.vehicle_details import LINE_CAP, STATUS, STOCK, VIN, stock_of, vin_of
from uptape.parsing.fields.vehicle_prices import advertised, amounts
from uptape.parsing.fields.vehicle_text import VehicleText, joined_models, whole_year

_MILES = re2.compile(
    r"(?i)\b(\d{1,3} mil(?: \d{3})?|\d{1,3}(?:[ ,.]\d{3})+|\d+(?:\.\d)?k?)\s?(?:mi|miles?|mls|km|kms|kil[oó]m[eè]tres|millas|hours?|hrs|heures|horas)\b\.?"
)
_LIST = re2.compile(r"^\s*(?:[\pL-]+\s*/\s*)?(?:19|20)\d\d(?:-\d{2,4})?\s*/\s*\pL|\s/\s.*\s/\s")
_CODE = re.compile(r"(?:[A-Z]{0,5}-?|[A-Z]{1,4}-[A-Z]{1,4})\d[\dA-Z]{1,9}(?:-[\dA-Z]{1,8})?")
_CODE_BEHIND = re2.compile(r"[A-Z]{1,4}-\d{3,7}[A-Z]?|[A-Z]{1,4}\d{4,7}[A-Z]?")
_REFERENCE = re2.compile(r"(?i)\b(?:ref|réf|reference|référence|referencia)\b[\s:#.]*([A-Z0-9][\w-]*\d[\w-]*)")
_HULL = re2.compile(r"(?i)\b(?:hin|hull(?: id)?)\b[\s:#.]*[A-Z0-9-]{6,16}|\b(?:loa|length|engine|twin \d)\b[^,;|]*")


# Words that stand where a name would, and are none: `2020 same truck`, `2019 or newer`.
_NO_NAME = frozenset(
    [
        "same",
        "newer",
        "older",
        "later",
        "or",
        "up",
        "and",
        "similar",
        "any",
        "other",
        "truck",
        "car",
        "suv",
        "van",
        "vehicle",
        "boat",
        "bike",
        "models",
        "model",
        "year",
    ]
)


# What is new is the mail, not the vehicle: `New message: 2019 Kia Stinger`.
_NEW_OF_MAIL = re.compile(
    r"\s*(?:\w+ )?(?:messages?|leads?|inquir\w*|enquir\w*|requests?|customer|buyer|shopper|prospect\w*|contact|e-?mail|text|chat|call|notification|offer|"
    r"question|mensaje|cliente|solicitud|consulta|comprador|demande|courriel|client)\b",
    re.IGNORECASE,
)


# Behind two digits: a length, not a model.
_LENGTHS = KINDS_AND_COLOURS | {"ft", "feet", "foot", "inch", "pies", "pieds", "passenger", "seater"}


def split_vehicle(text: str, *, labelled: bool = False) -> VehicleText | None:
    """Take one line about one vehicle apart.

    `labelled`: the line is known to name a vehicle, so an unknown make is believed. None where no vehicle is named.
    """
    line = joined_models(text[:LINE_CAP]).strip().replace("\u2011", "-").replace("_", " ").replace("\xa0", " ")
    if _LIST.search(line) and "," not in line and "|" not in line:
        line = re2.sub(r"\s*/\s*", " ", line) if re2.search(r"\s/\s", line) else line.replace("/", " ")
    line = re.sub(r"[\"“]([^\"”]{0,30}\d[^\"”]{0,20})[\"”]", r"\1", line)  # a conversion's name, unlike that of a boat
    line = re.sub(r"^U(?=\s+(?:19|20)\d\d\s)", "used", re.sub(r"^N(?=\s+(?:19|20)\d\d\s)", "new", line))
    line = re.sub(r"\s{3,}|\t+|\s{2,}(?=[A-Z]{1,5}-?\d|\$|#)", " ¦ ", line)
    line = " ".join(line.split())
    vin, stock, price = vin_of(line), stock_of(line), advertised(line)
    if labelled and stock is None and (referred := _REFERENCE.search(line)):
        stock = referred.group(1)
        line = line.replace(referred.group(0), " , ")
    mileage = _MILES.search(line)
    bare = _without_details(line)
    tokens = tokens_of(bare)
    if labelled:
        tokens = _short_year(tokens)
    years = [token.year for token in tokens if token.year is not None]
    status, tokens = _status(bare, tokens, labelled=labelled, dated=bool(years))
    anchor = anchor_of(tokens, labelled=labelled)
    year = _year(tokens, anchor)
    make, model, trim, sure = None, None, None, False
    if anchor is not None:
        make, model, trim = _named(tokens, anchor)
        sure = True
    elif labelled:
        make, model, trim = _unknown(tokens)
    if make is None and model is None and not (labelled and (year or vin or stock)):
        return None
    if stock is None and make is not None:
        stock = _loose_stock(bare)
    if trim and stock is None and _CODE_BEHIND.fullmatch(trim.split()[-1]):
        stock, trim = trim.split()[-1], " ".join(trim.split()[:-1]) or None
    if trim and stock and key_of(trim.split()[-1]) == key_of(stock):
        trim = trim.rsplit(" ", 1)[0] if " " in trim else None
    if trim and make != "BMW" and re.search(r"(?:^|\s)[x×]\s?\d{1,2}$", trim):
        trim = re.sub(r"\s*[x×]\s?\d{1,2}$", "", trim) or None  # how many of them
    if trim and not labelled and model and model[:1].isupper():
        trim = _in_capitals(trim)
    vehicle = Vehicle(status=status, year=year, make=make, model=model, trim=trim, stock=stock, vin=vin, price=price)
    return VehicleText(vehicle, sure and (year is not None or make is not None), mileage=mileage and mileage.group(0))


def _short_year(tokens: list[Token]) -> list[Token]:
    """The tokens with two digits before a make or model, at the begin, as a year: `08 TOYOTA YARIS`."""
    for at, token in enumerate(tokens[:3]):
        following = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if (
            token.year is None
            and len(token.word) == 2
            and token.word.isdigit()
            and (
                find_make(following)
                or (make_of_model(following) and not is_everyday(following))
                or (at == 0 and following[:1].isupper() and following.isalpha() and following.lower() not in _LENGTHS)
            )
        ):
            return [*tokens[:at], Token(token.word, token.parted, whole_year(token.word)), *tokens[at + 1 :]]
    return tokens


def _status(bare: str, tokens: list[Token], *, labelled: bool, dated: bool) -> tuple[str | None, list[Token]]:
    """New or used as the line says it, and the tokens without that word. In free text it has to stand near the year or last."""
    status: str | None = None
    year_at = next((m.start() for m in re2.finditer(r"\b(?:19|20)\d\d\b", bare)), None)
    for pattern, name in STATUS:
        said = pattern.search(bare)
        if not said or not (
            labelled or not dated or year_at is None or said.start() <= year_at + 12 or said.end() >= len(bare) - 3
        ):
            continue
        if name == "new" and _NEW_OF_MAIL.match(bare[said.end() :]):
            continue
        status = status or name
        words = said.group(0).split()
        for at in range(len(tokens)):
            if [token.word.lower() for token in tokens[at : at + len(words)]] == [word.lower() for word in words]:
                rest = tokens[at + len(words) :]
                if rest and at and (tokens[at].parted or rest[0].parted):
                    rest = [Token(rest[0].word, True, rest[0].year), *rest[1:]]
                tokens = [*tokens[:at], *rest]
                break
    return status, tokens


def _year(tokens: Sequence[Token], anchor: Anchor | None) -> int | None:
    """The year nearest to make and model, else the first; None for none or a range of years."""
    at = [i for i, token in enumerate(tokens) if token.year is not None]
    if anchor is not None:
        at = [
            i
            for i in at
            if not (anchor.start < i < anchor.end and key_of(tokens[i].word) in key_of(anchor.model or ""))
        ]
        at.sort(key=lambda i: anchor.start - i if i < anchor.start else max(0, i - anchor.end))
    return (tokens[at[0]].year or None) if at else None


def _named(tokens: Sequence[Token], anchor: Anchor) -> tuple[str | None, str | None, str | None]:
    make, model, at = anchor.make, anchor.model, anchor.end
    name = make.name if make else None
    words = _going_on(tokens, at)
    if model is not None:
        if words and make and (other := find_make(words[0])) and other.name == make.name:
            words = words[1:]  # “F-150 Ford”
        return name, model, " ".join(words) or None
    if make is not None and make.kind != "car":
        return name, " ".join(words) or None, None
    count = 2 if len(words) > 1 and len(words[0]) <= 3 and words[0].isalpha() and words[1][:1].isdigit() else 1
    return name, " ".join(words[:count]) or None, " ".join(words[count:]) or None


def _going_on(tokens: Sequence[Token], at: int) -> list[str]:
    """The words behind make and model up to the first mark or word that begins something else; a year is passed over."""
    words: list[str] = []
    passed = False
    for i in range(at, len(tokens)):
        token = tokens[i]
        if token.year is not None and not passed:
            passed = True
            continue
        if token.parted and not (not words and token.word.lower() in TRIM_WORDS and len(token.word) > 1):
            break
        stops = token.stops and not (
            token.word == "i" and i + 1 < len(tokens) and tokens[i + 1].word.lower() in TRIM_WORDS
        )
        packed = token.word.lower().startswith("w/") and token.word[2:].lower() not in TRIM_WORDS
        if stops or packed or token.word.lower().startswith("http") or len(words) >= 9:
            break
        words.append(token.word)
    return words


def _unknown(tokens: Sequence[Token]) -> tuple[str | None, str | None, str | None]:
    """Make, model and trim that no table knows: what stands behind the year, else before it."""
    year_at = next((i for i, token in enumerate(tokens) if token.year is not None), -1)
    behind = _plain_words(tokens[year_at + 1 :])
    if year_at >= 0 and (not behind or tokens[year_at + 1].parted):
        behind = _plain_words(tokens[:year_at]) or behind
    if not behind or not any(map(str.isalpha, behind[0])):
        return None, None, None
    return behind[0], " ".join(behind[1:3]) or None, " ".join(behind[3:]) or None


def _plain_words(tokens: Sequence[Token]) -> list[str]:
    words: list[str] = []
    for token in tokens:
        if words and (token.parted or token.stops or token.year is not None or len(words) >= 9):
            break
        if not words and (token.word.lower() in KINDS_AND_COLOURS or token.stops):
            if token.stops:
                break
            continue
        words.append(token.word)
    while words and words[0].lower() in _NO_NAME:
        words = words[1:]
    return words[:1] if len(words) == 2 and words[1].lower() in KINDS_AND_COLOURS else words


def _in_capitals(trim: str) -> str | None:
    """A trim up to the first plain word in small letters, with which the sentence goes on."""
    words = trim.split()
    end = next(
        (at for at, w in enumerate(words) if len(w) > 2 and w.islower() and w.isalpha() and w not in TRIM_WORDS),
        len(words),
    )
    return " ".join(words[:end]) or None


def _without_details(line: str) -> str:
    line = VIN.sub(lambda found: " , " if any(map(str.isdigit, found.group(0))) else found.group(0), line)
    line = re2.sub(r"(?i)\b(?:VIN|NIV)\b\s*[:#.]*", " , ", line)
    line = STOCK.sub(" , ", line)
    for amount in reversed(amounts(line)):
        line = f"{line[: amount.start]} , {line[amount.end :]}"
    line = _MILES.sub(lambda found: found.group(0) if found.group(1) == "0" else " , ", line)
    line = _HULL.sub(" , ", line)
    return re2.sub(r"https?://\S+|[(\[]\s*[,:#]*\s*[)\]]", " , ", line)


def _loose_stock(text: str) -> str | None:
    """A stock number without a word before it: a short code of digits and capitals alone between commas or in brackets."""
    for piece in re2.split(r"[,;|(\[\])¦•·]|\s[-–—#/]\s?", text)[1:]:
        code = piece.strip(" #.:-")
        if (
            _CODE.fullmatch(code)
            and not re2.fullmatch(r"(?:19|20)\d\d|\d{1,3}", code)
            and any(c.isdigit() for c in code)
        ):
            return code
    return None
