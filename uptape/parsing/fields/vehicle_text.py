"""What a text says about one vehicle, and the parts that lines and sentences have in common: year, make, model."""

from __future__ import annotations

from dataclasses import dataclass

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.fields.makes import Make, find_make, key_of, make_of_model, misspelt_model, rare_make

YEAR = re2.compile(r"(?:^|[^\w$.,/-])((?:19[2-9]|20[0-4])\d|['’]\d\d)(?:$|[^\w,/]|,\s)")


@dataclass(frozen=True, slots=True)
class VehicleText:
    """What a text says about one vehicle, and how sure that is."""

    vehicle: Vehicle
    sure: bool
    """True where a known make or a year beside a known model was found."""
    start: int = 0
    """Where in the text the vehicle begins."""
    mileage: str | None = None


_DOTTED = re2.compile(r"\b(ID|I\.D)\. ((?i:buzz|cross|aero|vizzion|[3-9]\b))")


def joined_models(text: str) -> str:
    """A text in which models with a dot are one word: `ID. Buzz` as `ID.Buzz`."""
    return str(_DOTTED.sub(r"\1.\2", text)) if "D. " in text else text


def whole_year(text: str) -> int:
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) == 2:
        return 2000 + int(digits) if int(digits) < 45 else 1900 + int(digits)
    return int(digits)


def leading_make(words: list[str], *, rare: bool = False) -> tuple[Make | None, int]:
    """The make that the words begin with, and of how many words its name is. `rare`: hardly known makes count too."""
    for count in (3, 2, 1):
        if len(words) >= count:
            name = " ".join(words[:count])
            make = find_make(name) or (rare_make(name) if rare else None)
            if make:
                return make, count
    known = rare_make(words[0]) if len(words) > 1 else None
    if known is not None and known.builds(key_of(words[1])) and not words[1].isdigit():
        return known, 1  # “Malibu Wakesetter” is a boat
    return None, 0


def leading_model(words: list[str], make: Make | None) -> tuple[str | None, int]:
    """The model that the words begin with, as it is written there, and of how many words it is."""
    for count in range(min(5, len(words)), 0, -1):
        text = " ".join(words[:count])
        key = key_of(text)
        if not key:
            continue
        if make is not None and make.builds(key):
            return text, count
        plural = len(words[count - 1]) > 2 and key.endswith("s") and len(key) > 4
        if plural and (make.builds(key[:-1]) if make else make_of_model(key[:-1])):
            return text[:-1], count  # “Transit Connects”
        if make is None and make_of_model(text) and not key.isdigit() and len(key) > 1:
            return text, count
    if make is not None and words:
        known = misspelt_model(words[0], make) or (
            misspelt_model(words[0][:-1], make) if words[0].endswith("s") else None
        )
        if known:
            return known, 1
    return None, 0
