"""Turns a page into text the simple way, in linear time whatever is in it."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?[a-zA-Z!?][^<>]{0,4096}>")
_HIDDEN = ("style", "script", "head", "title")
_BLOCK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table)\b[^<>]{0,400}>", re.IGNORECASE)


def plain_html(page: str) -> str:
    """A page as text the simple way: blocks end lines, tags go, entities are decoded."""
    text = without(page, "<!--", "-->")
    for name in _HIDDEN:
        text = without(text, f"<{name}", f"</{name}>")
    text = _BLOCK.sub("\n", text)
    return html.unescape(_TAG.sub(" ", text))


def without(text: str, start: str, end: str) -> str:
    """The text without what stands between `start` and `end`, in any case; what never ends goes to the end. Linear."""
    lower = text.lower()
    if len(lower) != len(text):
        return text
    pieces: list[str] = []
    position = 0
    while (begin := lower.find(start, position)) >= 0:
        pieces.append(text[position:begin])
        stop = lower.find(end, begin)
        if stop < 0:
            return "".join(pieces)
        position = stop + len(end)
    return "".join((*pieces, text[position:]))
