"""Ids that people can read out: letters and digits without those that look alike."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 or O, no 1, I or L, and no U, so that no id spells a word by accident (after Crockford's base 32)."""


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def lead_id() -> str:
    """A new lead id such as `L-7K3QX9`; the database's unique key and the caller's look-up catch the rare twin."""
    return f"L-{_letters(6)}"


def mail_id() -> str:
    """A new mail id such as `M-7K3QX9PFWD`."""
    return f"M-{_letters(10)}"


def normal_id(text: str) -> str:
    """An id as people type it, in the form in which it is stored: upper case, with its dash."""
    cleaned = text.strip().upper()
    if len(cleaned) > 2 and cleaned[0] in "LM" and cleaned[1] != "-":
        cleaned = f"{cleaned[0]}-{cleaned[1:]}"
    return cleaned
