"""Reads phone numbers into E.164 (ITU-T E.164), without extension; filler and masked numbers are none."""

from __future__ import annotations

import re
from functools import lru_cache

# The countries of the North American Numbering Plan; the rest of the world goes the long way.
_NANP = frozenset(("US", "CA", "PR", "BS", "JM", "DO", "TT", "BB", "GU", "VI"))

_PLAIN = re.compile(r"(?:\+?1[ .-]?)?\(?([0-9]{3})\)?[ ./-]{0,2}([0-9]{3})[ .-]?([0-9]{4})\Z")
_EXTENSION = re.compile(
    r"(?i)[\s,;.(-]*(?:\b(?:ext(?:ension|ensión|n)?|xtn|poste|p\.|anexo|option|opt)|(?<=[\d\s)])x|"
    r"#)[\s.:#-]{0,3}\d{1,7}\s*\)?\s*\Z"
)
_MASK = re.compile(r"[*•●█]|(?i:x{3})|_{2}|\.{4}")
_LABEL = re.compile(r"(?i)\A\s*(?:tel|phone|callto|sms|mobile|cell|home|work|ph)\s?[:.]\s?(?://)?")
_INSIDE = re.compile(
    r"(?<![\d*])(?:\+?1[\s.\-/]{0,2})?\(?\d{3}\)?[\s.\-/]{0,3}\d{3}[\s.\-]{0,3}\d{4}(?!\d)|\+\d[\d\s().\-]{6,20}\d",
    re.ASCII,
)
_VANITY = re.compile(r"\+?1?[\s.-]{0,2}\(?(\d{3})\)?[\s.-]{0,2}([A-Za-z0-9][A-Za-z0-9\s.-]{5,14})\Z", re.ASCII)
_NOT_DIGIT = re.compile(r"\D+", re.ASCII)
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_UNIFY = str.maketrans(
    {
        "\u00a0": " ",
        "\u2011": "-",
        "\u2010": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u202f": " ",
        "\u2009": " ",
        "·": ".",
    }
)
_FILLERS = frozenset(("1234567890", "0123456789", "9876543210", "1231231234", "1112223333", "1234567899", "0987654321"))


def phone(text: str | None, country: str = "US") -> str | None:
    """The number in `text` as E.164, or None: no number, too short, masked (`(***) ***-0142`), filler (0000000000).

    `country` (ISO code) completes national numbers; seven digits alone cannot be completed. Possible is enough,
    since providers' data is what it is; extensions are dropped.
    """
    if not text:
        return None
    found = _PLAIN.match(text.strip()) if country in _NANP else None
    if found:
        ten = "".join(found.groups())
        return None if _is_filler(ten) else "+1" + ten
    return _the_long_way(text[:120], country)


def phones(text: str | None, country: str = "US") -> tuple[str, ...]:
    """All numbers of a labelled value such as `512-555-0142 or 512-555-0143`, each once, in their order."""
    if not text:
        return ()
    whole = phone(text, country)
    if whole and len(text) < 18:
        return (whole,)
    text = text[:400].translate(_UNIFY)
    if len(_NOT_DIGIT.sub("", text)) < 14:
        return (whole,) if whole else ()
    found = dict.fromkeys(n for n in (phone(m.group(), country) for m in _INSIDE.finditer(text)) if n)
    return tuple(found) or ((whole,) if whole else ())


@lru_cache(maxsize=4096)
def _the_long_way(text: str, country: str) -> str | None:
    text = _LABEL.sub("", text.translate(_UNIFY)).strip()
    text = re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text)
    text = _EXTENSION.sub("", text).strip(" .,;:\"'")
    if _MASK.search(text):
        return None
    if country in _NANP:
        found = _PLAIN.match(text)
        if found:
            ten = "".join(found.groups())
            return None if _is_filler(ten) else "+1" + ten
        vanity = _VANITY.match(text)
        if vanity and sum(map(str.isalpha, vanity.group(2))) >= 3:
            rest = re.sub(r"[\s.-]", "", vanity.group(2)).upper().translate(_KEYPAD)
            return f"+1{vanity.group(1)}{rest[:7]}" if len(rest) >= 7 else None
        inside = _INSIDE.search(text)
        if inside and not inside.group().startswith("+"):
            digits = _NOT_DIGIT.sub("", inside.group())[-10:]
            return None if _is_filler(digits) else "+1" + digits
    return _by_library(text, country)


def _by_library(text: str, country: str) -> str | None:
    import phonenumbers  # 28 ms that a worker pays only for numbers from elsewhere

    digits = _NOT_DIGIT.sub("", text)
    if not 8 <= len(digits) <= 18 or _is_filler(digits):
        return None
    if len(digits) == 13 and digits.startswith("521"):
        text = f"+52{digits[3:]}"  # the 1 that went before Mexican mobile numbers until 2019
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    # A local-only length is possible to dial next door, but nobody can complete it here.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_filler(digits: str) -> bool:
    """One digit over and over, counting up or down, or an area code of zeros: typed to get past a form."""
    ten = digits[-10:]
    if len(digits) == 10 and ten[0] == "1":
        return True  # no area code begins so: the number of an ad
    return len(set(ten)) == 1 or ten in _FILLERS or ten.startswith("000") or len(set(ten[3:])) == 1
