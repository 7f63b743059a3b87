"""Reads phone numbers and e-mail addresses of people and organisations; the only importer of phonenumbers here."""

from __future__ import annotations

import re

import phonenumbers

from uptape.config.complaints import Complaints, quote_it
from uptape.config.nodes import Node

# RFC 5321 dot-atom local part and a domain of labels; enough to keep a typing error or a line break out.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_EMAIL = re.compile(f"{_LOCAL}@{_DOMAIN}")
MAX_EMAIL = 254


def known_country(code: str) -> bool:
    """True for an ISO 3166 code of two letters whose phone numbers are known."""
    return code in phonenumbers.SUPPORTED_REGIONS


def read_phone(node: Node | None, country: str, notes: Complaints) -> str | None:
    """A phone number in E.164, read with the country's rules where it has no `+`. Possible is enough."""
    if node is None:
        return None
    if not isinstance(node.value, str):
        notes.error(node.place, quote_it(node.raw, "a phone number"))
        return None
    try:
        number = phonenumbers.parse(node.value, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        notes.error(node.place, f'found {node.described()}, expected a phone number such as "+13105550111"')
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_email(text: str) -> bool:
    """True for one plain address, `local@domain`."""
    return len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text) is not None


def read_email(node: Node | None, notes: Complaints) -> str | None:
    """One e-mail address, lower case."""
    if node is None:
        return None
    text = node.text.strip()
    if not is_email(text):
        notes.error(node.place, f"found {node.described()}, expected an e-mail address such as ana@sunset.example")
        return None
    return text.lower()
