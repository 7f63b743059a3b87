"""Reads a customer's name into first, last and full name; tells businesses and placeholders from people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uptape.parsing.fields.name_words import (
    PARTICLES,
    PLACEHOLDER_PARTS,
    SUFFIXES,
    TITLES,
    is_business,
    is_double_given,
    is_plain,
)
from uptape.parsing.fields.name_words import is_no_name as is_no_name
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.surnames import is_spanish_surname
from uptape.parsing.fields.texts import one_line

_PAIR = re.compile(r"(?i)\s+(?:and|&|y|et|\+)\s+")
_TRAILER = re.compile(r"\s*[(\[<{].{0,80}\Z|\s+(?:via|from|on|at|through) [A-Z].{0,60}\Z|\s+[-–—|]\s.*\Z")
_NICKNAME = re.compile(r"\s[\"“‘'(][^\W\d_][^\"”()]{0,20}[\"”’')]\s(?=[^\W\d_])")
_MC = re.compile(r"\b(Mc|O'|D'|O’|D’)([a-z])")
_SPANISH = re.compile(
    r"(?i)(?:ez|es|ia|ín|illo|ero|era|ado|ales|uez|oza|osa|ona|arra|ano|ado|ini|etti|al|án|ón|és|és)\Z"
)
# Surnames that were made of a father's name, and that are no first names.
_PATRONYMIC = re.compile(r"(?i)(?:[^\W\d_]ez|ves|gues|ndes|unes|pes)\Z")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts; a business, a user name or a caller id has only `full`. Empty parts are None."""

    first: str | None = None
    last: str | None = None
    full: str | None = None


NOBODY = PersonName()


def name(
    full: str | None = None,
    first: str | None = None,
    last: str | None = None,
    middle: str | None = None,
    suffix: str | None = None,
    business: bool = False,
) -> PersonName:
    """The name from its whole or its parts, whichever the mail has; titles dropped, placeholders left out.

    `Last, First` is turned round, capitals and small letters are set where all are alike, `business` keeps it whole.
    """
    if first and last and not (middle or suffix or business) and is_plain(first) and is_plain(last) and first != last:
        return PersonName(first, last, f"{first} {last}")
    if full and not (first or last or business):
        words = full.split(" ")
        if len(words) == 2 and is_plain(words[0]) and is_plain(words[1]):
            return PersonName(words[0], words[1], full)
    first, last = _part(first), _part(last)
    whole = one_line(full, 120).strip(" \"'*;:,<>|") if full else ""
    if not first and not last:
        return _split(whole, business) if whole else NOBODY
    if first and last and first.lower() == last.lower() and " " in first:
        last = None  # the whole name in both fields
    if not (first and last):
        if business:
            return PersonName(full=first or last)
        only = _split(first or last or "", business)
        if only.first and only.last:
            return only
        if first:
            return PersonName(first=only.first or only.full, full=only.full) if only.full else NOBODY
        return PersonName(last=only.first or only.full, full=only.full) if only.full else NOBODY
    if is_business(f"{first} {last}"):
        return PersonName(full=f"{first} {last}")
    if last.lower().startswith(first.lower() + " "):
        last = last[len(first) + 1 :]  # last name field holds the whole name
    first, last = _without_titles(first), _cased(last)
    first = _cased(first)
    words, tail = _take_suffix(last.split())
    last = " ".join(words) or last
    between = _part(middle)
    if between and (len(between.split()) > 3 or between.lower().startswith(("from ", "via "))):
        between = None
    end = _part(suffix) or tail
    parts = (first, _cased(between) if between else None, last, _suffix_cased(end) if end else None)
    return PersonName(first=first, last=last, full=" ".join(part for part in parts if part))


def _part(text: str | None) -> str | None:
    """A name part, or None where it is a placeholder."""
    if not text:
        return None
    text = one_line(text, 80).strip(" \"'*;:,<>|")
    if not text or is_no_name(text) or text.lower() in PLACEHOLDER_PARTS or "@" in text:
        return None
    return None if not any(map(str.isalpha, text)) else text


def _split(text: str, business: bool) -> PersonName:
    text = one_line(text, 120).strip(" \"'*;:,<>|")
    if is_no_name(text):
        return NOBODY
    if "@" in text:
        return NOBODY
    if business or is_business(text):
        return PersonName(full=text)
    text = re.sub(r"(?<=[^\W\d_]),(?=[^\W\d_])", ", ", text)
    text = _NICKNAME.sub(" ", text)
    text = _TRAILER.sub("", text).strip(" ,;") or text
    if len(text.split()) == 1:
        if any(map(str.isdigit, text)) or "_" in text:
            return PersonName(full=text)  # a user name
        word = _cased(text)
        return PersonName(first=word, full=word) if _part(word) else NOBODY
    if "," in text:
        before, _, after = (part.strip() for part in text.partition(","))
        if after.lower().rstrip(".") in SUFFIXES:
            text = f"{before} {after}"
        elif before and after:
            given, tail = _take_suffix(after.split())
            if len(given) == 2 and len(given[1].strip(".")) == 1:
                return name(first=given[0], last=before, middle=given[1], suffix=tail)
            return name(first=" ".join(given), last=before, suffix=tail)
    text = _without_titles(text)
    words, suffix = _take_suffix(_cased(text).split())
    joined = " ".join(words)
    pair = _PAIR.split(joined, maxsplit=1)
    if len(pair) == 2 and all(pair):
        return _two_people(pair[0], pair[1], joined)
    while len(words) > 1 and (words[-1].lower().strip(".") in PLACEHOLDER_PARTS or is_absent(words[-1])):
        words.pop()
    if len(words) < 2:
        return PersonName(first=words[0], full=words[0]) if words else NOBODY
    cut = _surname_at(words)
    end = [_suffix_cased(suffix)] if suffix else []
    return PersonName(first=_given(words[:cut]), last=" ".join(words[cut:]), full=" ".join(words + end))


def _given(words: list[str]) -> str:
    """The first name without middle names; `Mary Ann` of four words stays whole."""
    return (
        words[0]
        if len(words) == 1 or (len(words) > 1 and len(words[1].strip(".")) == 1)
        else " ".join(words)
        if len(words) == 2 and is_double_given(words)
        else words[0]
    )


def _surname_at(words: list[str]) -> int:
    """Where the last name begins: particles belong to it, and two Spanish surnames both do."""
    cut = len(words) - 1
    if len(words) == 4 and len(words[1].strip(".")) == 1 and words[2].lower() not in PARTICLES and len(words[2]) > 2:
        return 2  # `Miguel A. Rivera Santos`: behind the initial of the middle name everything is surname
    while cut > 1 and words[cut - 1].lower() in PARTICLES:
        cut -= 1
    if 1 < cut < len(words) - 1 and len(words[cut - 1]) > 4 and _PATRONYMIC.search(words[cut - 1]):
        cut -= 1  # `Gonçalves de Assis`
    if cut >= 2 and len(words) - cut == 1 and is_spanish_surname(words[cut - 1]) and is_spanish_surname(words[cut]):
        return cut - 1  # also behind two given names: `María del Carmen Ávila Rentería`
    if cut >= 2 and len(words) - cut == 1 and len(words[cut - 1]) > 2 and not is_double_given(words[:2]):
        both_spanish = bool(_SPANISH.search(words[cut - 1])) and (
            bool(_SPANISH.search(words[cut])) or not words[cut].isascii()
        )
        if both_spanish and words[cut - 1][0].isupper():
            cut -= 1
    elif len(words) >= 4 and cut == len(words) - 1 and is_double_given(words[:2]):
        cut = 2
    return cut


def _two_people(one: str, other: str, full: str) -> PersonName:
    """`John and Mary Smith` is filed under John Smith, and called by both names."""
    first = one.split()
    if len(first) > 1:
        cut = _surname_at(first)
        return PersonName(first=first[0], last=" ".join(first[cut:]), full=full)
    second = other.split()
    last = " ".join(second[_surname_at(second) :]) if len(second) > 1 else None
    return PersonName(first=first[0] if first else None, last=last, full=full)


def _without_titles(text: str) -> str:
    words = text.split()
    while len(words) > 1 and (words[0].lower().rstrip(".") in TITLES or words[0].lower() in ("m.", "sr.")):
        words = words[1:]
        if words and words[0].lower() in ("and", "&", "et", "y") and len(words) > 2:
            words = words[1:]
    return " ".join(words)


def _take_suffix(words: list[str]) -> tuple[list[str], str | None]:
    if len(words) > 1 and words[-1].lower().strip(".,") in SUFFIXES:
        return [word.rstrip(",") for word in words[:-1]], words[-1]
    return words, None


def _suffix_cased(text: str) -> str:
    plain = text.strip(".,").lower()
    return (
        plain.upper()
        if plain in ("ii", "iii", "iv", "md", "dds", "cpa")
        else plain.capitalize() + ("." if text.endswith(".") else "")
    )


def _cased(text: str) -> str:
    """Capitals where all letters are alike: `SEAN O'BRIEN-MCCOY` → `Sean O'Brien-McCoy`; mixed case is kept."""
    if not (text.isupper() or text.islower()) or (len(text) <= 3 and text.isupper() and "." in text):
        return text
    words = []
    for word in text.split():
        if word.lower().strip(".,") in ("ii", "iii", "iv"):
            words.append(word.upper())
        elif words and word.lower() in PARTICLES and text.islower():
            words.append(word)
        else:
            words.append("-".join(piece[:1].upper() + piece[1:].lower() for piece in word.split("-")))
    return _MC.sub(lambda m: m.group(1) + m.group(2).upper(), " ".join(words))
