"""Reads regions, countries and postal codes into their short forms (ISO 3166, USPS, Canada Post)."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_US = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|"
    "DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|"
    "KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|"
    "MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|"
    "NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|"
    "PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|"
    "VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|"
    "GU Guam|VI Virgin Islands|AS American Samoa|MP Northern Mariana Islands|DC Washington DC|"
    "DC Washington D.C."
)
_CA = (
    "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|"
    "NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|"
    "QC Québec|SK Saskatchewan|YT Yukon|BC Colombie-Britannique|NB Nouveau-Brunswick|"
    "NL Terre-Neuve-et-Labrador|NS Nouvelle-Écosse|PE Île-du-Prince-Édouard|NL Newfoundland|"
    "YT Yukon Territory"
)
_MX = (
    "AGU Aguascalientes|BCN Baja California|BCS Baja California Sur|CAM Campeche|CHP Chiapas|"
    "CHH Chihuahua|CMX Ciudad de México|COA Coahuila|COL Colima|DUR Durango|GUA Guanajuato|GRO Guerrero|"
    "HID Hidalgo|JAL Jalisco|MEX Estado de México|MIC Michoacán|MOR Morelos|NAY Nayarit|NLE Nuevo León|"
    "OAX Oaxaca|PUE Puebla|QUE Querétaro|ROO Quintana Roo|SLP San Luis Potosí|SIN Sinaloa|SON Sonora|"
    "TAB Tabasco|TAM Tamaulipas|TLA Tlaxcala|VER Veracruz|YUC Yucatán|ZAC Zacatecas"
)
_SHORT = (
    "ala AL|ariz AZ|ark AR|calif CA|colo CO|conn CT|del DE|fla FL|ill IL|ind IN|kan KS|mass MA|mich MI|"
    "minn MN|miss MS|mont MT|neb NE|nebr NE|nev NV|okla OK|ore OR|penn PA|penna PA|tenn TN|tex TX|"
    "wash WA|wis WI|wisc WI|wyo WY|ont ON|que QC|qué QC|sask SK|alta AB|man MB|pq QC"
)
_MX_SHORT = (
    "ags AGU|bcs BCS|camp CAM|chis CHP|chih CHH|cdmx CMX|df CMX|d.f CMX|coah COA|dgo DUR|gto GUA|gro GRO|hgo HID|jal JAL|edomex MEX|mich MIC|"
    "mor MOR|nay NAY|nl NLE|n.l NLE|oax OAX|pue PUE|qro QUE|qroo ROO|q.roo ROO|slp SLP|s.l.p SLP|sin SIN|son SON|tab TAB|tamps TAM|tlax TLA|ver VER|yuc YUC|zac ZAC"
)
_COUNTRIES = (
    "US us usa u.s. u.s.a. united states|US united states of america|US estados unidos|US états-unis|"
    "US ee.uu.|US america|CA ca can canada|CA canadá|MX mx mex mexico|MX méxico|"
    "GB gb uk gbr united kingdom|GB great britain|PR pr puerto rico|DE de deu germany|FR fr fra france|"
    "ES es esp spain|ES españa"
)


def _pairs(table: str) -> dict[str, str]:
    return {name.lower(): code for code, _, name in (row.strip().partition(" ") for row in table.split("|"))}


_US_NAMES, _CA_NAMES, _MX_NAMES = _pairs(_US), _pairs(_CA), _pairs(_MX)
_US_CODES, _CA_CODES, _MX_CODES = set(_US_NAMES.values()), set(_CA_NAMES.values()), set(_MX_NAMES.values())
_SHORT_NAMES = dict(row.split() for row in _SHORT.split("|"))
_MX_SHORT_NAMES = dict(row.split() for row in _MX_SHORT.split("|"))


def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in _COUNTRIES.split("|"):
        code, *words = row.split()
        names.update(dict.fromkeys((w for w in words if len(w) <= 6), code))
        names[" ".join(w for w in words if len(w) > 3) or words[-1]] = code
        names[" ".join(words)] = code
    return names


_COUNTRY_NAMES = _countries() | {"united states": "US", "united kingdom": "GB", "puerto rico": "PR"}
for _wrong in ("united", "states", "great", "puerto", "rico", "estados", "unidos", "of"):
    _COUNTRY_NAMES.pop(_wrong, None)

_ZIP = re.compile(r"\D{0,3}(\d{5})(?:[-\s]?(\d{4}))?\Z")
_CANADIAN = re.compile(r"(?i)([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[\s-]?(\d[ABCEGHJ-NPRSTV-Z]\d)\Z")
_OTHER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{2,9}\Z")


@lru_cache(maxsize=2048)
def region(text: str | None, country: str | None = None) -> str | None:
    """The code of a state, province or Mexican state (`Texas`, `tx`, `US-TX` → `TX`); None where it is none.

    With a `country` other than US, CA and MX the text is kept as it stands, in capitals where it is short.
    """
    if not text:
        return None
    word = " ".join(text.strip().strip(".,").split())
    if not word or not any(map(str.isalpha, word)):
        return None
    if country == "MX" and (written := _MX_SHORT_NAMES.get(word.lower().replace(" ", ""))):
        return written
    code = word.upper().replace(".", "").replace(" ", "")
    if code[:3] in ("US-", "CA-", "MX-"):
        code = code[3:]
    if code in _US_CODES or code in _CA_CODES or (country == "MX" and code in _MX_CODES):
        return code
    lower = word.lower()
    for names in (_MX_NAMES, _US_NAMES, _CA_NAMES) if country == "MX" else (_US_NAMES, _CA_NAMES, _MX_NAMES):
        if lower in names:
            return names[lower]
    short = _SHORT_NAMES.get(lower.rstrip("."))
    if short:
        return short
    if country and country not in ("US", "CA", "MX") and len(word) <= 40:
        return word.upper() if len(word) <= 3 else word
    return None


def region_country(code: str | None) -> str | None:
    """`US` or `CA` for a region code that only one of them has."""
    if code in _US_CODES:
        return "US"
    return "CA" if code in _CA_CODES else None


@lru_cache(maxsize=1)
def _all_countries() -> dict[str, str]:
    text = files("uptape.parsing.fields").joinpath("tables", "countries.txt").read_text("utf-8")
    rows = (line.partition(" ") for line in text.split("\n") if line and not line.startswith("#"))
    return {name.lower(): code for code, _, names in rows for name in names.split("|")}


def any_country(text: str | None) -> str | None:
    """As `country`, of all countries of the world: for values that are labelled so (`Georgia` alone is also a state)."""
    return country(text) or (_all_countries().get(" ".join(text.lower().split()).strip(".")) if text else None)


def country(text: str | None) -> str | None:
    """The ISO code of a country's name or code (`USA` → `US`); None where it is not known."""
    if not text:
        return None
    word = " ".join(text.strip().lower().split())
    code = _COUNTRY_NAMES.get(word) or _COUNTRY_NAMES.get(word.strip("."))
    if code is None and len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    return code


@lru_cache(maxsize=2048)
def postal_code(text: str | None, country: str | None = "US") -> str | None:
    """The normal form: five digits in the US (what stands behind them is for the carrier), `A1A 1A1` in Canada.

    Filler such as 00000 and what cannot be a postal code give None.
    """
    if not text:
        return None
    word = text.strip().strip(".,;")
    canadian = _CANADIAN.match(word)
    if canadian:
        return f"{canadian.group(1)} {canadian.group(2)}".upper()
    us = _ZIP.match(word)
    if us:
        return None if us.group(1) in ("00000", "99999") else us.group(1)
    if country in ("US", None) and re.fullmatch(r"\d{4}", word):
        return "0" + word  # a spreadsheet took the leading zero
    if country not in ("US", "CA", "MX", None) and _OTHER.match(word) and any(map(str.isdigit, word)):
        return word.upper()
    return None
