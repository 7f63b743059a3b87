"""Years as they are spoken: `twenty eighteen`, `two thousand and nine`, `dos mil quince`, `deux mille douze`."""

from __future__ import annotations

from typing import Any

from uptape.parsing import linear as re2

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciséis": 16, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiuno": 21,
    "veintidós": 22, "veintidos": 22, "veintitrés": 23, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiséis": 26,
    "veintiseis": 26, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17, "dix-huit": 18,
    "dix-neuf": 19, "vingt": 20, "vingt-et-un": 21, "vingt-deux": 22, "vingt-trois": 23, "vingt-quatre": 24, "vingt-cinq": 25,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
_SPOKEN = re2.compile(
    rf"(?i)\b(?:(twenty|nineteen)[ -](oh[ -]|o[ -])?({_ONE})(?:[ -](one|two|three|four|five|six|seven|eight|nine))?|"
    rf"(?:two thousand(?: and)?|dos mil|deux mille)(?: ({_ONE}))?(?:[ -](one|two|three|four|five|six|seven|eight|nine))?)\b"
)


def with_years(text: str) -> str:
    """The text with spoken years as digits; any other text unchanged."""
    if not re2.search(r"(?i)\b(?:twenty|nineteen|two thousand|dos mil|deux mille)\b", text):
        return text
    return _SPOKEN.sub(_digits, text)


def _digits(found: Any) -> str:
    century, zero, first, second, other, more = found.groups()
    if century:
        tens = _ONES[first.lower()] + (_ONES[second.lower()] if second else 0)
        base = 2000 if century.lower() == "twenty" else 1900
        if (tens < 10 and not zero) or tens > 99 or (base == 1900 and tens < 50) or (base == 2000 and tens > 40):
            return str(found.group(0))
        return str(base + tens)
    tens = (_ONES[other.lower()] if other else 0) + (_ONES[more.lower()] if more else 0)
    return str(2000 + tens) if tens <= 40 else str(found.group(0))
