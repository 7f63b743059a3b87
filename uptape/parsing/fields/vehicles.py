"""One line about a vehicle taken apart: status, year, make, model, trim, stock number, VIN, price."""

from __future__ import annotations

import re2

from uptape.core.leads import Vehicle
from uptape.parsing.fields.makes import find_make, is_everyday, make_of_model
from uptape.parsing.fields.trim_words import STOP_WORDS, TRIM_WORDS
from uptape.parsing.fields.vehicle_details import LINE_CAP, PRICE, STATUS, STOCK, VIN, price_of, stock_of, vin_of
from uptape.parsing.fields.vehicle_text import YEAR, VehicleText, leading_make, leading_model, whole_year

_MILES = re2.compile(
    r"(?i)\b(\d{1,3}(?:[ ,.]\d{3})+|\d+(?:\.\d)?k?)\s?(?:mi|miles?|mls|km|kms|kil[oó]m[eè]tres|millas|hours?|hrs|heures|horas)\b\.?"
)


def split_vehicle(text: str, *, labelled: bool = False) -> VehicleText | None:
    """Take one line about one vehicle apart.

    `labelled`: the line is known to name a vehicle, so an unknown make is believed. None where no vehicle is named.
    """
    wide = re2.split(r"\s{3,}|\t", text[:LINE_CAP].strip())
    if len(wide) > 1 and YEAR.search(wide[0]) and not STOCK.search(wide[1]) and len(wide[0].split()) > 2:
        text = wide[0]
    text = (
        re2.sub(r"(\w)\s+/\s+", r"\1 ", text) if re2.match(r"\s*\d{4}\s+/\s", text) else text
    )  # 2008 / Dodge / Dakota
    line = " ".join(text[:LINE_CAP].replace("\u2011", "-").replace("_", " ").split())
    vin, stock, price = vin_of(line), stock_of(line), price_of(line)
    mileage = _MILES.search(line)
    bare = _without_details(line)
    year_at = YEAR.search(bare)
    year = whole_year(year_at.group(1)) if year_at else None
    status = None
    for pattern, name in STATUS:
        said = pattern.search(bare)
        if said and (
            labelled or year_at is None or said.start() <= year_at.start() + 12 or said.end() >= len(bare) - 3
        ):
            status = status or name
            bare_end = bare[said.end() :]
            bare = bare[: said.start()] + " " + bare_end
    year_at = YEAR.search(bare)
    if (
        year_at is None
        and labelled
        and (short := re2.match(r"\s*(\d\d)\s+([A-Za-z-]+)", bare))
        and find_make(short.group(2))
    ):
        year, bare = whole_year(short.group(1)), bare[short.end(1) :]  # “08 TOYOTA YARIS”
    words = _words(bare[year_at.end(1) :] if year_at else bare)
    make, model, trim, sure = _make_and_model(words, labelled=labelled and year is not None)
    if make is None and model is None and year_at and year_at.start(1) > 3:  # "Mercedes-Benz C-Class 2017"
        make, model, trim, sure = _make_and_model(_words(bare[: year_at.start(1)]), labelled=False)
    if make is None and model is None and labelled:
        make, model, trim, sure = _make_and_model(words, labelled=True)
    if make is None and model is None and not (labelled and (year or vin or stock)):
        return None
    if stock is None and make is not None:
        stock = _loose_stock(bare)
    if trim and not labelled and model and model[:1].isupper():
        trim = _in_capitals(trim)
    vehicle = Vehicle(
        status=status, year=year, make=make, model=model, trim=trim, stock=stock, vin=vin, price=price
    )  # fmt: skip
    return VehicleText(vehicle, sure and (year is not None or make is not None), mileage=mileage and mileage.group(0))


def _in_capitals(trim: str) -> str | None:
    """A trim up to the first plain word in small letters, with which the sentence goes on."""
    words = trim.split()
    end = next(
        (at for at, w in enumerate(words) if len(w) > 2 and w.islower() and w.isalpha() and w not in TRIM_WORDS),
        len(words),
    )
    return " ".join(words[:end]) or None


def _make_and_model(words: list[str], *, labelled: bool) -> tuple[str | None, str | None, str | None, bool]:
    make, taken = leading_make(words)
    if make is not None and taken == 1 and not words[0][:1].isalnum():
        make, taken = None, 0
    rest = words[taken:]
    if make is None:
        model, count = leading_model(words, None)
        if model and (labelled or not is_everyday(model)):
            known = make_of_model(model)
            return (known[0].name if known else None), model, " ".join(words[count:]) or None, True
        if not labelled or not words or not any(c.isalpha() for c in words[0]):
            return None, None, None, False
        return words[0], " ".join(words[1:3]) or None, " ".join(words[3:]) or None, False
    model, count = leading_model(rest, make)
    if model:
        return make.name, model, " ".join(rest[count:]) or None, True
    if make.kind != "car":
        return make.name, " ".join(rest) or None, None, True
    count = 2 if len(rest) > 1 and len(rest[0]) <= 3 and rest[0].isalpha() and rest[1][:1].isdigit() else 1
    return make.name, " ".join(rest[:count]) or None, " ".join(rest[count:]) or None, True


def _words(text: str) -> list[str]:
    """The words of make, model and trim: up to the first separator or word that begins something else."""
    words: list[str] = []
    for raw in text.strip(" \t-–—:,;|•·\"'“”*").split(" "):
        word = raw.strip('"“”*')
        if not word:
            continue
        if not any(map(str.isalnum, word)) and words:
            break
        if word in {"-", "–", "—", "|", "•", "·", ":", "/", "@", "@:", "--", "#"} or word.startswith(
            ("(", "[", "<", "http")
        ):
            break
        if words and word.lower().strip(".,") in STOP_WORDS and not (word.isupper() and len(word) <= 3):
            break
        quoted = raw.rstrip(".,").endswith(('"', "”", "»")) and not raw.rstrip('".,”»')[-1:].isdigit()  # 76" is inches
        ended = (
            quoted or word.endswith((",", ";", "?", "!", ":", ")")) or (word.endswith(".") and not word[:-1].isdigit())
        )
        word = word.strip(",;?!:.)]\"'’”")
        if word:
            words.append(word)
        if ended or len(words) >= 10:
            break
    return words


def _without_details(line: str) -> str:
    line = VIN.sub(" ", line)
    line = re2.sub(r"(?i)\bVIN\b\s*[:#.]*", " ", line)
    line = STOCK.sub(", ", line)
    line = PRICE.sub(", ", line)
    line = _MILES.sub(", ", line)
    line = re2.sub(r"https?://\S+|[(\[]\s*[,:#]*\s*[)\]]", " ", line)
    return re2.sub(r"\s+,|,(?:\s*,)+", ",", line)


def _loose_stock(text: str) -> str | None:
    """A stock number without a word before it: a short code of digits and capitals alone between commas or in brackets."""
    for piece in re2.split(r"[,;|(\[\])]|\s[-–—#]\s?", text)[1:]:
        code = piece.strip(" #.:-")
        if (
            re2.fullmatch(r"[A-Z]{0,5}-?\d[\dA-Z]{1,9}(?:-[\dA-Z]{1,8})?", code)
            and not re2.fullmatch(r"(?:19|20)\d\d|\d{1,3}", code)
            and any(c.isdigit() for c in code)
        ):
            return code
    return None
