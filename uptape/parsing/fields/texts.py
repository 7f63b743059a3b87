"""Makes text from outside harmless: no controls, no direction tricks, no invisible letters, no endless values."""

from __future__ import annotations

import re

# Controls but tab and newline, and what changes direction or is not seen at all (threats 38, 40).
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_SPACE = re.compile(r"[\s\u00a0]+")
_BLANKS = re.compile(r"[^\S\n]+")
_MANY_NEWLINES = re.compile(r"\n{3,}")

VALUE_LIMIT = 500
TEXT_LIMIT = 20_000


def harmless(text: str) -> str:
    """The text without controls, bidi marks, zero-width letters and lone surrogates; newlines become `\\n`."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWANTED.sub("", text)


def _is_harmless(text: str) -> bool:
    """One look in C instead of an expression: of what is unwanted only U+034F is printable by Unicode's book."""
    return text.isprintable() and "\u034f" not in text


def one_line(text: str | None, limit: int = VALUE_LIMIT) -> str:
    """A value for one line: harmless, white space collapsed, at most `limit` characters."""
    if not text:
        return ""
    if len(text) <= limit and "  " not in text and _is_harmless(text):
        return text.strip()
    # The cut before cleaning bounds the work; the second one bounds the value.
    text = _UNWANTED.sub("", _SPACE.sub(" ", text[: limit * 4]))
    return _SPACE.sub(" ", text).strip()[:limit]


def many_lines(text: str | None, limit: int = TEXT_LIMIT) -> str:
    """A text of several lines: harmless, blanks collapsed, at most one empty line in a row."""
    if not text:
        return ""
    text = text[: limit * 4]
    if _is_harmless(text.replace("\n", " ")):
        # Nothing unwanted, no tab, no odd blank: looks in C do what four expressions would.
        if "  " in text:
            text = _BLANKS.sub(" ", text)
    else:
        text = _BLANKS.sub(" ", harmless(text).replace("\u00a0", " "))
    text = text.replace("\n ", "\n").replace(" \n", "\n")
    if "\n\n\n" in text:
        text = _MANY_NEWLINES.sub("\n\n", text)
    return text.strip()[:limit].rstrip()
