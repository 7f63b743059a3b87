"""Vehicles that plain words speak of."""

from __future__ import annotations

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.fields.makes import is_everyday, make_of_model
from uptape.parsing.fields.spoken_years import with_years
from uptape.parsing.fields.trim_words import (
    CAPITALS,
    PLACE_WORDS,
    SMALL_PAIRS,
    SMALL_TRIMS,
    STORE_WORDS,
    TRIM_WORDS,
)
from uptape.parsing.fields.vehicle_details import status_of
from uptape.parsing.fields.vehicle_text import VehicleText, joined_models, leading_make, leading_model, whole_year
from uptape.parsing.fields.vehicle_words import determined, goes_on, names_vehicle, unknown_model


def find_vehicles(text: str) -> tuple[VehicleText, ...]:
    """Vehicles that plain words speak of, in order: a year with a make or model, a make with its model, or a model alone
    where its name means nothing else. `start` tells where each stands."""
    found: list[VehicleText] = []
    # A mark behind a word ends the vehicle, as a full stop does.
    tokens = [
        (m.group(1) + ("," if m.group(2) else ""), m.start())
        for m in re2.finditer(r"([\pL\pN_'’&/.+-]+)(\s?[?!;:(])?", with_years(joined_models(text[:8000])))
    ]
    at = 0
    while at < len(tokens):
        hit = _vehicle_at(tokens, at)
        if hit is None:
            at += 1
            continue
        text_of, used = hit
        found.append(text_of)
        at += used
    return tuple(found)


def _vehicle_at(tokens: list[tuple[str, int]], at: int) -> tuple[VehicleText, int] | None:
    word, start = tokens[at]
    used = 0
    if re2.fullmatch(r"\d{1,2}['’\"]", word):
        return None  # a length in feet: “a 20' Malibu”
    if len(word) == 1 and at + 1 < len(tokens) and re2.fullmatch(r"\d\d['’\"]?", tokens[at + 1][0]):
        return None  # “a 22 Ioniq 5” is no model “A 22”
    year = whole_year(word) if re2.fullmatch(r"(?:19[2-9]|20[0-4])\d|['’]\d\d", word) else None
    if not year and re2.fullmatch(r"\d\d", word) and at + 1 < len(tokens) and names_vehicle(tokens, at + 1):
        year = whole_year(word)  # “72 olds cutlass”
    ranged = not year and re2.fullmatch(r"(?:19|20)\d\d[-–/](?:(?:19|20)?\d\d)", word) is not None
    if year or ranged:
        used = 1
    rest = [
        token.strip(".,'’") if not token.strip(".,'’").isdigit() else token.rstrip(".,'’")
        for token, _ in tokens[at + used : at + used + 9]
    ]
    ends = [token.endswith((".", ",")) for token, _ in tokens[at + used : at + used + 9]]
    if not rest:
        return None
    make, taken = leading_make(rest, rare=year is not None)
    model_words = rest[taken:]
    limit = next((i + 1 for i, end in enumerate(ends[taken:]) if end), len(model_words))
    if taken and ends[taken - 1]:
        limit = 0
    model_words = model_words[:limit]
    model, count = leading_model(model_words, make)
    if make is not None and model is None and year is None and is_everyday(" ".join(rest[:taken])):
        named, used_by = leading_model(rest[: next((i + 1 for i, end in enumerate(ends) if end), len(rest))], None)
        if named and used_by > taken:  # “the Eagle HT” is no Eagle
            make, taken, model, count = None, 0, named, used_by
            model_words = rest
    if make is None and model is None:
        return None
    if make is not None and make.rare and model is None:
        return None
    if year is None and _of_store(rest[taken + count : taken + count + 2], tokens, at):
        return None
    if year and make and model is None and model_words and unknown_model(model_words[0]):
        model, count = model_words[0], 1  # “2004 Bayliner 185”
    if make and model is None and model_words and re2.fullmatch(r"[A-Z]{1,2}\d{1,2}", model_words[0]):
        model, count = model_words[0], 1  # “unseren VW T6 California”
    if make is None:
        name = " ".join(model_words[:count])
        dated = len(model_words) > count and re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", model_words[count])
        signs = (name[:1].isupper(), bool(dated), determined(tokens, at))
        if is_everyday(name) and year is None and sum(signs) < 2:
            return None
        if year is None and not any(signs) and not any(c.isdigit() for c in name):
            return None
    elif (
        not year
        and model is None
        and model_words
        and re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", model_words[0])
        and determined(tokens, at)
    ):
        year, count = whole_year(model_words[0]), 1  # “mi ram 2014”
    elif (
        not year and not ranged and model is None and (is_everyday(" ".join(rest[:taken])) or not rest[0][:1].isupper())
    ):
        return None
    builder = make or (known[0] if model and (known := make_of_model(model)) else None)
    kind = builder.kind if builder else "car"
    trims: list[str] = []
    if (
        year is None
        and count
        and len(model_words) > count
        and re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", model_words[count])
    ):
        year = whole_year(model_words[count])  # “la Ford F-150 2018”
        count += 1
    if year is None and count and (later := _year_behind(model_words[count : count + 5])):
        year = later
    for place, word_ in enumerate(model_words[count:], start=count):
        if (
            kind != "car"
            and not trims
            and re2.fullmatch(r"\d{1,4}[A-Z]{1,4}|[A-Z]{1,4}\d{2,4}[A-Z]?|\d{2,4}", word_)
            and (year is not None or not word_.isdigit())
            and not re2.fullmatch(r"(?:19|20)\d\d", word_)
        ):
            trims.append(word_)  # floor plans and the like: 59G, 29MV
        elif (year and model and not trims and re2.fullmatch(r"[A-Z]{2,4}", word_) and word_ not in CAPITALS) or (
            word_.lower() in TRIM_WORDS and (word_[:1].isupper() or word_[:1].isdigit())
        ):
            trims.append(word_)
        elif (
            model
            and (year or model == model.lower())
            and (
                word_ in SMALL_TRIMS
                or " ".join(model_words[place : place + 2]) in SMALL_PAIRS
                or " ".join(model_words[place - 1 : place + 1]) in SMALL_PAIRS
            )
        ):
            trims.append(word_)  # “19 tacoma trd sport”
        elif (year or ranged) and model and len(trims) < 3 and goes_on(word_):
            trims.append(word_)
        else:
            break
    tail = count + len(trims)
    if year is None and count:
        behind = [token.strip(".,'’") for token, _ in tokens[at + taken + tail : at + taken + tail + 2]]
        if len(behind) == 2 and behind[0].lower() in _OF_YEAR:
            behind = behind[1:]  # “the F-150 Lariat from 2019”
        if behind and re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", behind[0]):
            year = whole_year(behind[0])
        elif make and not trims and (named := _named_year(tokens[at + taken + tail : at + taken + tail + 4])):
            trims, year = named
    vehicle = Vehicle(
        status=_status_before(tokens, at) or _status_behind(tokens, at + used + taken + tail),
        year=year,
        make=make.name if make else _implied_make(model, year),
        model=model,
        trim=" ".join(trims) or None,
    )
    return VehicleText(vehicle, year is not None or make is not None, start), used + taken + count + len(trims)


_OF_YEAR = frozenset(("from", "de", "del", "año", "year", "modelo", "model"))
_COLOURS = frozenset(
    [
        "black",
        "white",
        "silver",
        "red",
        "blue",
        "gray",
        "grey",
        "green",
        "blanco",
        "blanca",
        "negro",
        "negra",
        "rojo",
        "roja",
        "gris",
        "azul",
        "brand",
    ]
)


def _status_before(tokens: list[tuple[str, int]], at: int) -> str | None:
    """New or used, where that word stands before the vehicle: `your used 2019 Civic`, `a new white Highlander`."""
    before = [token.lower() for token, _ in tokens[max(0, at - 2) : at]]
    if before and before[-1] in _COLOURS:
        before = before[:-1]
    return status_of(before[-1]) if before else None


def _status_behind(tokens: list[tuple[str, int]], at: int) -> str | None:
    """New or used, where that word stands behind the vehicle: `una Ranger 2024 usada`, `the 2019 Civic (used)`."""
    for token, _ in tokens[at : at + 4]:
        word = token.lower().strip(".,?!'’")
        if word in _BEHIND_ALONE or (word.startswith(("d'occ", "d’occ")) and len(word) < 13):
            return status_of(word)
        if not (re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", word) or word in _OF_YEAR):
            return None
    return None


_BEHIND_ALONE = frozenset(
    [
        "usada",
        "usado",
        "usadas",
        "usados",
        "seminueva",
        "seminuevo",
        "seminuevos",
        "nueva",
        "nuevo",
        "usagée",
        "usagé",
        "usagee",
        "neuf",
        "neuve",
        "pre-owned",
        "preowned",
        "certified",
        "cpo",
    ]
)


def _of_store(behind: list[str], tokens: list[tuple[str, int]], at: int) -> bool:
    """Whether the words around make the name one of a store: `Fiesta Motors`, `Auto Plaza Laredo`."""
    before = {token.strip(".,").lower() for token, _ in tokens[max(0, at - 2) : at]}
    return bool(behind and behind[0].lower() in STORE_WORDS and behind[0][:1].isupper()) or bool(before & PLACE_WORDS)


def _year_behind(words: list[str]) -> int | None:
    """The year that stands behind words of a trim: `le Tiguan Comfortline 2020`."""
    for at, word in enumerate(words):
        if re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", word):
            return whole_year(word) if at else None
        if (at and word in {"de", "del", "from"}) or (not at and re2.fullmatch(r"\d{2,4}", word)):
            continue
        if not (goes_on(word) or word.lower() in TRIM_WORDS):
            return None
    return None


def _named_year(tokens: list[tuple[str, int]]) -> tuple[list[str], int | None] | None:
    """A trim of words that no table knows, with a year in brackets or behind a comma: `California Beach (2018)`."""
    for at, (token, _) in enumerate(tokens[:3]):
        if not goes_on(token.rstrip(",")):
            return None
        if token.endswith(","):
            year = tokens[at + 1][0].strip(".,'’") if at + 1 < len(tokens) else ""
            if not re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", year):
                return None
            return [word.rstrip(",") for word, _ in tokens[: at + 1]], whole_year(year)
    return None


def _implied_make(model: str | None, year: int | None) -> str | None:
    known = make_of_model(model) if model else None
    if known is None or (is_everyday(model or "") and (year is None or known[0].kind not in {"car", "moto", "power"})):
        return None
    return known[0].name
