"""One line about a vehicle taken apart: status, year, make, model, trim, stock number, VIN, price."""

from __future__ import annotations

from dataclasses import dataclass

import re2

from uptape.core.leads import Vehicle
from uptape.parsing.fields.makes import Make, find_make, is_everyday, key_of, make_of_model
from uptape.parsing.fields.vehicle_details import LINE_CAP, PRICE, STATUS, STOCK, VIN, price_of, stock_of, vin_of
from uptape.parsing.fields.word_sets import word_set

_YEAR = re2.compile(r"(?:^|[^\w$.,/-])((?:19[2-9]|20[0-4])\d|['’]\d\d)(?:$|[^\w,/]|,\s)")

_MILES = re2.compile(
    r"(?i)\b(\d{1,3}(?:[ ,.]\d{3})+|\d+(?:\.\d)?k?)\s?(?:mi|miles?|mls|km|kms|kil[oó]m[eè]tres|millas|hours?|hrs|heures|horas)\b\.?"
)

_STOP_WORDS = word_set(
    "in with for at from near on is are was and or but that which you your i we it its has have had still available "
    "listed located currently please to if this these those by posted online advertised sale en con para por avec pour "
    "dans sur aux color colour color: finished question inquiry enquiry info information lead request demande pregunta ad through mileage miles price asking stock stk vin trade condition exterior "
    "interior body engine who what how can could would will please any very great good nice est es esta está disponible"

)  # fmt: skip

_TRIM_WORDS = word_set(
    """awd fwd rwd 4wd 2wd 4x4 4x2 4matic quattro xdrive limited sport touring premium plus base se sel sle slt sl sv s le xle xse
    lx ex ex-l exl lt ltz ls rs ss lariat platinum laramie bighorn big horn lone star tradesman rebel overland
    rubicon sahara willys trailhawk altitude latitude longitude high altitude denali at4 elevation prestige signature
    select gt gt-line gs hybrid ev phev turbo diesel hatchback fastback roadster targa cabriolet liftback sedan coupe convertible wagon crew cab supercrew
    supercab crewmax double extended quad mega regular king ranch titanium xl xlt stx trd pro off-road offroad sr sr5
    trail luxury advance a-spec technology tech elite performance long range standard dual motor plaid unlimited ultimate
    calligraphy n-line n line x-line sx sxl l z71 zr2 wt rst custom premier activ high country lounge pop
    widebody hellcat scat pack r/t srt srt8 nismo pro-4x midnight edition black special anniversary type r si ti m
    series class"""
)

_SMALL_TRIMS = word_set(
    "lx ex se le sel xle xlt slt sle ltz lt ls sr5 trd limited sport touring awd 4x4 hybrid wt laramie lariat denali premium sv sl xl ex-l srt gt"
)
_NO_TRIM = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
    december lunes martes miercoles jueves viernes sabado domingo lundi mardi mercredi jeudi vendredi samedi dimanche hi hello thanks thank
    call text email my mr mrs ms dr best regards sincerely also then so when where or no yes ok does did is it's he she they we'd i'd i'm
    stock vin stk price miles dealer dealership motors auto autos inc llc certified still from message name phone north south east west"""
)
_CAPITALS = word_set(
    "VIN OBO ASAP USA FYI BTW AND FOR THE IN ON AT IS STK TX CA FL NY OH PA IL GA NC MI ID OK OR KY TN MO WA AZ CO UT NV"
)


@dataclass(frozen=True, slots=True)
class VehicleText:
    """What a text says about one vehicle, and how sure that is."""

    vehicle: Vehicle
    sure: bool
    """True where a known make or a year beside a known model was found."""
    start: int = 0
    """Where in the text the vehicle begins."""
    mileage: str | None = None


def split_vehicle(text: str, *, labelled: bool = False) -> VehicleText | None:
    """Take one line about one vehicle apart.

    `labelled`: the line is known to name a vehicle, so an unknown make is believed. None where no vehicle is named.
    """
    wide = re2.split(r"\s{3,}|\t", text[:LINE_CAP].strip())
    if len(wide) > 1 and _YEAR.search(wide[0]) and not STOCK.search(wide[1]) and len(wide[0].split()) > 2:
        text = wide[0]
    text = (
        re2.sub(r"(\w)\s+/\s+", r"\1 ", text) if re2.match(r"\s*\d{4}\s+/\s", text) else text
    )  # 2008 / Dodge / Dakota
    line = " ".join(text[:LINE_CAP].replace("\u2011", "-").replace("_", " ").split())
    vin, stock, price = vin_of(line), stock_of(line), price_of(line)
    mileage = _MILES.search(line)
    bare = _without_details(line)
    year_at = _YEAR.search(bare)
    year = _year(year_at.group(1)) if year_at else None
    status = None
    for pattern, name in STATUS:
        said = pattern.search(bare)
        if said and (
            labelled or year_at is None or said.start() <= year_at.start() + 12 or said.end() >= len(bare) - 3
        ):
            status = status or name
            bare_end = bare[said.end() :]
            bare = bare[: said.start()] + " " + bare_end
    year_at = _YEAR.search(bare)
    if (
        year_at is None
        and labelled
        and (short := re2.match(r"\s*(\d\d)\s+([A-Za-z-]+)", bare))
        and find_make(short.group(2))
    ):
        year, bare = _year(short.group(1)), bare[short.end(1) :]  # “08 TOYOTA YARIS”
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
        (at for at, w in enumerate(words) if len(w) > 2 and w.islower() and w.isalpha() and w not in _TRIM_WORDS),
        len(words),
    )
    return " ".join(words[:end]) or None


def find_vehicles(text: str) -> tuple[VehicleText, ...]:
    """Vehicles that plain words speak of, in order: a year with a make or model, a make with its model, or a model alone
    where its name means nothing else. `start` tells where each stands."""
    found: list[VehicleText] = []
    # A mark behind a word ends the vehicle, as a full stop does.
    tokens = [
        (m.group(1) + ("," if m.group(2) else ""), m.start())
        for m in re2.finditer(r"([\pL\pN_'’&/.+-]+)(\s?[?!;:(])?", text[:8000])
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
    year = _year(word) if re2.fullmatch(r"(?:19[2-9]|20[0-4])\d|['’]\d\d", word) else None
    if not year and re2.fullmatch(r"\d\d", word) and at + 1 < len(tokens) and _names_vehicle(tokens, at + 1):
        year = _year(word)  # “72 olds cutlass”
    if year:
        used = 1
    rest = [
        token.strip(".,'’") if not token.strip(".,'’").isdigit() else token.rstrip(".,'’")
        for token, _ in tokens[at + used : at + used + 9]
    ]
    ends = [token.endswith((".", ",")) for token, _ in tokens[at + used : at + used + 9]]
    if not rest:
        return None
    make, taken = _leading_make(rest)
    model_words = rest[taken:]
    limit = next((i + 1 for i, end in enumerate(ends[taken:]) if end), len(model_words))
    if taken and ends[taken - 1]:
        limit = 0
    model_words = model_words[:limit]
    model, count = _leading_model(model_words, make)
    if make is None and model is None:
        return None
    if year and make and model is None and model_words and _unknown_model(model_words[0]):
        model, count = model_words[0], 1  # “2004 Bayliner 185”
    if make is None:
        name = " ".join(model_words[:count])
        if is_everyday(name) and year is None and not (name[:1].isupper() and _determined(tokens, at)):
            return None
        if year is None and not name[:1].isupper() and not any(c.isdigit() for c in name):
            if not _determined(tokens, at):
                return None
    elif year is None and model is None and (is_everyday(make.name) or not rest[0][:1].isupper()):
        return None
    trims: list[str] = []
    if (
        year is None
        and count
        and len(model_words) > count
        and re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", model_words[count])
    ):
        year = _year(model_words[count])  # “la Ford F-150 2018”
        count += 1
    for word_ in model_words[count:]:
        if (
            make
            and make.kind != "car"
            and not trims
            and re2.fullmatch(r"\d{1,4}[A-Z]{1,4}|[A-Z]{1,4}\d{2,4}[A-Z]?", word_)
        ):
            trims.append(word_)  # floor plans and the like: 59G, 29MV
        elif (year and make and not trims and re2.fullmatch(r"[A-Z]{2,4}", word_) and word_ not in _CAPITALS) or (
            word_.lower() in _TRIM_WORDS and (word_[:1].isupper() or word_[:1].isdigit())
        ):
            trims.append(word_)
        elif word_ in _SMALL_TRIMS and model and model.islower():
            trims.append(word_)  # “19 tacoma trd sport”
        elif year and make and model and len(trims) < 3 and _goes_on(word_):
            trims.append(word_)
        else:
            break
    tail = count + len(trims)
    if (
        year is None
        and count
        and len(model_words) > tail
        and re2.fullmatch(r"(?:19[2-9]|20[0-4])\d", model_words[tail])
    ):
        year = _year(model_words[tail])
    vehicle = Vehicle(
        year=year, make=make.name if make else _implied_make(model, year), model=model, trim=" ".join(trims) or None
    )
    return VehicleText(vehicle, year is not None or make is not None, start), used + taken + count + len(trims)


def _unknown_model(word: str) -> bool:
    """Whether a word behind year and make can be a model that no table knows: a capital or digits."""
    return (word[:1].isdigit() and len(word) <= 6) or (_goes_on(word) and len(word) > 1)


def _goes_on(word: str) -> bool:
    """Whether a word behind the model of a vehicle in a sentence can be of its trim: a capital, and nothing that a sentence
    or a name goes on with."""
    if re2.fullmatch(r"\d\.\d[A-Za-z]{0,2}|[a-z][A-Z]\w+", word):
        return True  # 2.0T, xDrive
    return (
        word[:1].isupper()
        and not re2.fullmatch(r"[A-Z]{1,4}-?\d{3,}\w*", word)
        and word.lower() not in _STOP_WORDS
        and word.lower() not in _NO_TRIM
        and word.upper() not in _CAPITALS
    )


def _names_vehicle(tokens: list[tuple[str, int]], at: int) -> bool:
    """Whether a word behind two digits is a make, or a model with an article before the digits: `the 69 Camaro`."""
    word = tokens[at][0].strip(".,?!")
    return find_make(word) is not None or (
        len(word) > 3 and make_of_model(word) is not None and _determined(tokens, at - 1)
    )


def _determined(tokens: list[tuple[str, int]], at: int) -> bool:
    before = tokens[at - 1][0].lower() if at else ""
    return before in {
        "the", "your", "that", "this", "a", "my", "our", "new", "used", "el", "la", "un", "una", "le", "une", "votre", "su",
        "black", "white", "silver", "red", "blue", "gray", "grey", "green", "mi", "ma", "mon", "any", "another",
    }  # fmt: skip


def _implied_make(model: str | None, year: int | None) -> str | None:
    known = make_of_model(model) if model else None
    if known is None or known[0].kind not in {"car", "moto", "power"} or (year is None and is_everyday(model or "")):
        return None
    return known[0].name


def _leading_make(words: list[str]) -> tuple[Make | None, int]:
    for count in (3, 2, 1):
        if len(words) >= count:
            make = find_make(" ".join(words[:count]))
            if make:
                return make, count
    return None, 0


def _leading_model(words: list[str], make: Make | None) -> tuple[str | None, int]:
    for count in range(min(5, len(words)), 0, -1):
        text = " ".join(words[:count])
        key = key_of(text)
        if not key:
            continue
        if make is not None and key in make.models:
            return text, count
        plural = count > 1 and len(words[count - 1]) > 2 and text.endswith("s")
        if plural and (key[:-1] in make.models if make else make_of_model(key[:-1])):
            return text[:-1], count  # “Transit Connects”
        if make is None and make_of_model(text) and not key.isdigit() and len(key) > 1:
            return text, count
    return None, 0


def _make_and_model(words: list[str], *, labelled: bool) -> tuple[str | None, str | None, str | None, bool]:
    make, taken = _leading_make(words)
    if make is not None and taken == 1 and not words[0][:1].isalnum():
        make, taken = None, 0
    rest = words[taken:]
    if make is None:
        model, count = _leading_model(words, None)
        if model and (labelled or not is_everyday(model)):
            known = make_of_model(model)
            return (known[0].name if known else None), model, " ".join(words[count:]) or None, True
        if not labelled or not words or not any(c.isalpha() for c in words[0]):
            return None, None, None, False
        return words[0], " ".join(words[1:3]) or None, " ".join(words[3:]) or None, False
    model, count = _leading_model(rest, make)
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
        if words and word.lower().strip(".,") in _STOP_WORDS and not (word.isupper() and len(word) <= 3):
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


def _year(text: str) -> int:
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) == 2:
        return 2000 + int(digits) if int(digits) < 45 else 1900 + int(digits)
    return int(digits)
