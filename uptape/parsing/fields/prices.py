"""Reads an amount of money from text, the way North American sites write it."""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"(?<![\w.])\$?\s?(\d{1,3}(?:[,.  ’']\d{3})+|\d+)(?:([.,])(\d{1,2}))?(?!\d)\s?([kK]\b)?")
_PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,4})?\Z")
_CURRENCY = re.compile(r"(?i)\b(?:usd|cad|mxn|us|ca|cdn|mx|c|u)\s?(?=[$\d])|\b(?:usd|cad|mxn)\b|€|£")
_NOT_DIGIT = re.compile(r"\D")

HIGHEST = 100_000_000.0


def price(text: str | None) -> float | None:
    """The first amount in `text` as a number; None for no amount, 0 and `call for price`. The currency is not told."""
    if not text:
        return None
    text = text.strip()
    if _PLAIN.match(text):
        amount = float(text)
    else:
        found = _AMOUNT.search(_CURRENCY.sub("", text[:200].replace("\u00a0", " ").replace("\u202f", " ")))
        if found is None:
            return None
        before = text[: text.find(found.group(1))]
        if before.rstrip(" $").endswith("-") and before.strip(" $-") == "":
            return None
        whole, _, cents, thousand = found.groups()
        amount = float(f"{_NOT_DIGIT.sub('', whole)}.{cents or 0}") * (1000 if thousand else 1)
    return amount if 0 < amount < HIGHEST else None
