"""What a text says about a vehicle besides its name: VIN, price, stock number, new or used."""

from __future__ import annotations

import re

from uptape.parsing import linear as re2
from uptape.parsing.fields.vehicle_prices import advertised, amounts

LINE_CAP = 400

VIN = re2.compile(r"(?i)\b[A-HJ-NPR-Z0-9]{17}\b")

STOCK = re2.compile(
    r"(?i)(?:^|[\s,;(\[|/¦'’-])(?:(?:our |your |the |su |votre |nuestr[oa] )?(?:(?:stock|stk|stck|inventory|inventario|inventaire|inv|unidad|unité|unit|sku|tag|asset|clave|c[oó]d(?:igo)?)(?:\s?/\s?(?:stock|sku))?"
    r"|(?:your|our|su|tu|votre|notre|nuestra|dealer) (?:ref(?:erence|erencia)?\b\.?|réf(?:érence)?\b\.?|#|no\b\.?|number|num(?:ber|éro|ero)?))"
    r"(?:\s?(?:number|num|nbr|no|id|code|#|nº|n°|numero|número|numéro|de)\b\.?)?[\s:#.=]*(?:no\.?\s|(?:is|es|est|says?|said|reads?|shows?|showed|dice|dec[ií]a|dit)\s)?)([a-z0-9][\w/-]{1,19}\b)"
)

STATUS = (
    (re.compile(r"(?i)\b(?:certified pre-?\s?owned|cpo|pre-?\s?owned|certified used|certified|certifi[ée]e?s?|vpo|used|usagée?s?|d['’]occasion|occasion|usad[oa]s?|semi-?nuev[oa]s?|seminuev[oa]s?|second-?hand|de segunda(?: mano)?|gebraucht\w*|seminov[oa]s?)\b"), "used"),
    (re.compile(r"(?i)\b(?:brand[- ]new|new|neufs?|neuves?|nuev[oa]s?|0 ?km|neuwagen|neufahrzeug)\b"), "new"),
)  # fmt: skip

STATUS_ALONE = re2.compile(
    r"(?i)^\W*(brand new|new|used|pre-?owned|certified(?: pre-?owned)?|cpo|neuf|neuve|usag[ée]e?|d['’]occasion|nuev[oa]|usad[oa]|seminuev[oa])(?:\s*$|,|\s[-–|•·]\s)"
)

_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_of(text: str) -> str | None:
    """The first VIN in a text, upper case: 17 letters and digits with enough of both; None where there is none."""
    for found in VIN.finditer(text[:2000]):
        vin = found.group(0).upper()
        if sum(c.isdigit() for c in vin) >= 5 and sum(c.isalpha() for c in vin) >= 2:
            return vin
    return None


def vin_check_digit_ok(vin: str) -> bool:
    """True where the ninth character of a VIN is the check digit that ISO 3779 / 49 CFR 565 asks for."""
    if len(vin) != 17:
        return False
    total = 0
    for char, weight in zip(vin.upper(), _WEIGHTS, strict=True):
        if char.isdigit():
            total += int(char) * weight
        elif char in "IOQ" or not char.isalpha():
            return False
        else:
            place = ord(char) - ord("A")
            total += (place % 9 + 1 if place < 18 else place - 16) * weight
    return vin[8].upper() == "0123456789X"[total % 11]


def plain_amount(text: str) -> float | None:
    """An amount that is the whole text, with or without a sign of currency: `6499.00`, `$18,950 + tax`."""
    priced = advertised(text[:LINE_CAP])
    if priced is not None:
        return priced
    if amounts(text[:LINE_CAP]):
        return None
    found = re2.match(
        r"\s*(?i:usd|cad|mxn|eur|us|ca)?\s?(\d[\d,. ]{0,12}\d|\d)(?:\s?(?i:usd|cad|mxn|eur|k)\b)?", text[:60]
    )
    if not found or re2.match(r"[/:-]\d|\s?[A-Za-z]", text[found.end() : found.end() + 2]):
        return None
    return _amount(found.group(1), "k" in text[found.end(1) : found.end()].lower())


def stock_of(text: str) -> str | None:
    """A stock number that a text names as such (`stock G3390`, `Stk# 12`, `(Stock #: D9770)`), or None."""
    for found in STOCK.finditer(text[:LINE_CAP]):
        value = found.group(1).strip("-/")
        if value.isdigit() and re2.match(r"[ .)-]{1,2}\d{3}[ .-]?\d{4}\b", text[found.end(1) :]):
            continue  # “Our number is 979 555 0129”
        if any(char.isdigit() for char in value) and not re.fullmatch(r"(?:19|20)\d\d", value):
            return value
    return None


_HASH = re2.compile(r"(?i)(?:^|[\s(\[,])(\pL+\.?\s)?#\s?([a-z]{0,4}-?\d[\da-z-]{2,11})\b")
_OTHER_NUMBER = frozenset(
    (
        "lead",
        "order",
        "ticket",
        "ref",
        "inquiry",
        "case",
        "conf",
        "id",
        "ad",
        "listing",
        "apt",
        "suite",
        "ste",
        "lot",
        "msg",
        "message",
        "request",
        "customer",
        "member",
        "chat",
        "call",
        "application",
        "app",
        "offer",
        "extension",
        "room",
        "box",
    )
)


def hash_code(text: str) -> str | None:
    """A number that only a `#` marks (`interested in #K4471`), and no word as that of something else; None for none."""
    for found in _HASH.finditer(text[:LINE_CAP]):
        word = (found.group(1) or "").strip(" .").lower()
        code = str(found.group(2)).strip("-")
        if word not in _OTHER_NUMBER and sum(map(str.isdigit, code)) >= 3:
            return code
    return None


def status_of(text: str) -> str | None:
    """`new` or `used` where a text says so and not both, else None. Certified and pre-owned are used."""
    said = [status for pattern, status in STATUS if pattern.search(text[:200])]
    return said[0] if len(said) == 1 else None


def _amount(text: str, thousands: bool) -> float | None:
    digits = text.replace(" ", "").rstrip(".,")
    if re2.search(r"[.,]\d\d$|\d{4}\.\d$", digits):
        at = max(digits.rfind("."), digits.rfind(","))
        digits = re2.sub(r"[.,]", "", digits[:at]) + "." + digits[at + 1 :]
    elif not (thousands and "." in digits):
        digits = re2.sub(r"[.,]", "", digits)
    try:
        value = float(digits)
    except ValueError:
        return None
    value = value * 1000 if thousands else value
    return value if value > 0 else None
