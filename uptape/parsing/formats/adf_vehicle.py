"""One ADF vehicle: its elements, and the vehicle of ours that they tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from uptape.core.leads import Vehicle
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.prices import price
from uptape.parsing.fields.texts import one_line
from uptape.parsing.formats.adf_comments import LabelLines

_INTERESTS = {
    "buy": "buy",
    "purchase": "buy",
    "lease": "lease",
    "sell": "sell",
    "selling": "sell",
    "trade-in": "trade-in",
    "trade": "trade-in",
    "tradein": "trade-in",
    "trade in": "trade-in",
    "trade_in": "trade-in",
    "test-drive": "test-drive",
    "testdrive": "test-drive",
    "test drive": "test-drive",
    "test_drive": "test-drive",
}
_STATUS = {
    "new": "new",
    "used": "used",
    "cpo": "used",
    "certified": "used",
    "pre-owned": "used",
    "preowned": "used",
    "certified pre-owned": "used",
    "certified used": "used",
}
_NO_MODEL = re.compile(
    r"(?i)(?:full line|all models?|any(?: model| vehicle)?|other|not sure|undecided|various|multiple|general|"
    r"inventory)\Z"
)
# The order in which several prices are believed to be the advertised one; offers and appraisals never are.
_PRICES = ("asking", "quote", "", "internet", "sale", "msrp", "invoice")
_STOCK_LABEL = re.compile(r"(?i)\A(?:stock|stk)\s?(?:no|number)?[.:#\s]*(?=\S*\d)")
_NO_VIN_LETTER = re.compile(r"[^A-Za-z0-9]")
_YEAR = re.compile(r"(?:19[2-9]|20[0-4])\d")
_WORD_CASED = frozenset(("bmw", "gmc", "ram", "mg", "vw", "fiat", "ktm", "byd", "amg", "srt", "mini"))
_EXTRA = {
    "odometer": "odometer",
    "bodystyle": "body_style",
    "doors": "doors",
    "transmission": "transmission",
    "condition": "condition",
    "exteriorcolor": "exterior_color",
    "interiorcolor": "interior_color",
    "method": "finance_method",
    "pricecomments": "price_comments",
    "optionname": "option",
    "imagetag": "image",
}


@dataclass(slots=True)
class RawVehicle:
    """The elements of one `vehicle`, unjudged."""

    attributes: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def take(self, tag: str, attributes: dict[str, str], text: str) -> None:
        """Keeps one element's text."""
        if tag == "price":
            self.prices.setdefault(attributes.get("type", "").strip().lower(), text)
        elif tag == "amount":
            kind = attributes.get("type", "").strip().lower()
            self.extra.setdefault(
                {"downpayment": "down_payment", "monthly": "monthly_payment"}.get(kind, "amount"), text
            )
        elif tag == "balance":
            self.extra.setdefault("balance", text)
        elif tag in _EXTRA:
            self.extra.setdefault(_EXTRA[tag], text)
            if tag == "condition":
                self.values.setdefault(tag, text)
        else:
            self.values.setdefault(tag, text)


def vehicle(raw: RawVehicle) -> Vehicle | None:
    """The vehicle, without placeholders; None where nothing is left of it."""
    interest = _INTERESTS.get(raw.attributes.get("interest", "").strip().lower(), "buy")
    status = _STATUS.get(raw.attributes.get("status", "").strip().lower())
    condition = raw.values.get("condition", "").strip().lower()
    if status is None and condition in _STATUS:
        status = _STATUS[condition]
    own = interest in ("trade-in", "sell")
    if own and status is None:
        status = "used"
    make = make_name(_value(raw, "make"))
    if make and _NO_MODEL.match(make):
        make = None
    model = _value(raw, "model")
    if model and (_NO_MODEL.match(model) or (make and model.lower() == make.lower())):
        model = None
    elif model and make and model.lower().startswith(make.lower() + " "):
        model = model[len(make) + 1 :].strip()
    year = year_of(_value(raw, "year"))
    trim_told = _value(raw, "trim")
    if model and (_YEAR.match(model) or (make is None and " " in model)):
        year, make, model, trim_told = _taken_apart(year, make, model, trim_told)
    made = Vehicle(
        interest=interest,
        status=status,
        year=year,
        make=make,
        model=model,
        trim=_trim(trim_told, year, make, model),
        stock=stock_of(_value(raw, "stock")),
        vin=vin_of(_value(raw, "vin")),
        price=None if own else next((amount for kind in _PRICES if (amount := price(raw.prices.get(kind)))), None),
    )
    if not (made.year or made.make or made.model or made.trim or made.stock or made.vin):
        return None if not made.price else made
    return made


def _taken_apart(
    year: int | None, make: str | None, model: str, trim: str | None
) -> tuple[int | None, str | None, str | None, str | None]:
    """Year, make, model and trim where a site put the whole name of the vehicle under `model`."""
    from uptape.parsing.fields.vehicles import split_vehicle

    told = split_vehicle(model, labelled=True)
    if told is None or not told.sure or not told.vehicle.model:
        return year, make, model, trim
    inner = told.vehicle
    return year or inner.year, make or inner.make, inner.model, trim or inner.trim


def from_words(words: str, found: list[Vehicle]) -> list[Vehicle]:
    """The vehicles of a lead, with what only the customer's words tell: the model, the whole vehicle, the one in trade."""
    from uptape.parsing.fields.vehicle_details import hash_code
    from uptape.parsing.fields.vehicle_details import stock_of as stock_said
    from uptape.parsing.vehicle_merge import merge_into, same
    from uptape.parsing.vehicle_said import said

    told, own = said(words)
    out = list(found)
    at = next((i for i, v in enumerate(out) if not v.is_own), None)
    if at is None and told and (told[0].year or told[0].model):
        first = told[0]
        out.insert(0, replace(first, stock=first.stock or stock_said(words[:400]) or hash_code(words[:400])))
    elif at is not None and (out[at].model is None or out[at].year is None):
        for one in told[:2]:
            if one.model and same(out[at], one):
                merge_into(out, at, one)
                break
    if not any(v.is_own for v in out):
        out += [
            replace(v, interest="trade-in", status=v.status or "used", price=None)
            for v in own
            if v.year and not any(same(v, other) for other in out)
        ][:2]
    return out


def from_lines(lines: LabelLines, wanted: Vehicle | None) -> Vehicle | None:
    """The wanted vehicle, completed by what the label lines of the comments tell; None where they tell nothing new."""
    from uptape.parsing.fields.vehicles import split_vehicle  # its tables are large, and few ADF mails need them

    base = wanted or Vehicle()
    headline = lines.get("vehicle")
    year = base.year or year_of(lines.get("year")) or year_of(headline)
    make = base.make or make_name(lines.get("make"))
    model = base.model or lines.get("model")
    trim = lines.get("trim")
    if headline and not model:
        told = split_vehicle(headline, labelled=True)
        if told is not None and (make is None or (told.vehicle.make or make).lower() == make.lower()):
            make, model, trim = make or told.vehicle.make, told.vehicle.model, trim or told.vehicle.trim
    if not model and headline and make:
        rest = re.sub(r"\s+", " ", headline)
        rest = re.sub(r"(?i)^(?:new|used|certified)\s+", "", rest)
        rest = rest.removeprefix(str(year)).strip() if year else rest
        if rest.lower().startswith(make.lower()):
            model = one_line(rest[len(make) :], 60).strip(" -,") or None
    made = replace(
        base,
        year=year,
        make=make,
        model=model,
        trim=base.trim or _trim(trim, year, make, model),
        stock=base.stock or stock_of(lines.get("stock")),
        vin=base.vin or vin_of(lines.get("vin")),
        price=base.price or price(lines.get("price")),
        status=base.status or _STATUS.get((lines.get("status") or "").lower()),
    )
    if made == base:
        return None
    return made if made.make or made.model or made.stock or made.vin else None


def _value(raw: RawVehicle, key: str) -> str | None:
    text = raw.values.get(key)
    return None if is_absent(text) else one_line(text, 120) or None


def year_of(text: str | None) -> int | None:
    """The model year; `22` is 2022, a range such as 2015-2018 is none."""
    if not text:
        return None
    if len(text) == 4 and _YEAR.match(text):
        return int(text)
    found = _YEAR.findall(text)
    if len(found) == 1 or (len(set(found)) == 1 and found):
        return int(found[0])
    if re.fullmatch(r"'?\d\d", text.strip()):
        short = int(text.strip().lstrip("'"))
        return 2000 + short if short < 50 else 1900 + short
    return None


def make_name(text: str | None) -> str | None:
    """The make with its letters set where all are capitals or all small."""
    if not text or not (text.isupper() or text.islower()) or (text.lower() in _WORD_CASED and text.isupper()):
        return text or None
    if text.lower() in ("bmw", "gmc", "ktm", "byd", "mg", "vw"):
        return text.upper()
    return "-".join(word.title() for word in text.split("-"))


def stock_of(text: str | None) -> str | None:
    """A stock number without its label; zeros alone are none."""
    if not text:
        return None
    if text[:2] in ("st", "St", "ST"):
        text = _STOCK_LABEL.sub("", text)
    text = text.strip(" #")
    return None if is_absent(text) or not text.strip("0") or len(text) > 40 else text


def vin_of(text: str | None) -> str | None:
    """The vehicle identification number in capitals; too short for one or one letter over and over is none."""
    if not text:
        return None
    plain = text.upper() if text.isalnum() and text.isascii() else _NO_VIN_LETTER.sub("", text).upper()
    return plain if 5 <= len(plain) <= 20 and len(set(plain)) > 2 and any(map(str.isdigit, plain)) else None


def _trim(text: str | None, year: int | None, make: str | None, model: str | None) -> str | None:
    """The trim; where a site put the whole headline of its ad there, what follows year, make and model in it."""
    if not text:
        return None
    rest = text
    for part in (str(year) if year else None, make, model):
        if part and rest.lower().startswith(part.lower()):
            rest = rest[len(part) :].strip(" -,|")
    if rest != text or len(rest) > 40:
        rest = re.split(r"\s[|•*–—-]\s|\s{2,}|[!|]|\s[*~]+(?=\w)", rest)[0].strip()
    return rest[:60] or None
