"""Counts what a text costs: septets or 16-bit units, segments, and the characters that make it dearer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from uptape.wording.gsm import ALPHABET, EXTENDED

Encoding = Literal["GSM-7", "UCS-2"]
ROOM: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
"""Units in a text of one segment, and in each segment of a longer one (3GPP TS 23.040 9.2.3.24.1)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a text costs. `units` are septets (GSM-7) or 16-bit units (UCS-2); `reasons` say what makes it dear."""

    encoding: Encoding
    units: int
    segments: int
    reasons: tuple[str, ...] = ()

    @property
    def free(self) -> int:
        """Units that are left in the last segment."""
        one, many = ROOM[self.encoding]
        return one - self.units if self.segments <= 1 else many * self.segments - self.units


def cost(text: str) -> Cost:
    """The cost of a text, as providers and phones count it. An empty text costs one segment."""
    foreign = sorted(set(text) - ALPHABET)
    encoding: Encoding = "UCS-2" if foreign else "GSM-7"
    if foreign:
        sizes = [2 if ord(char) > 0xFFFF else 1 for char in text]
    else:
        sizes = [2 if char in EXTENDED else 1 for char in text]
    units = sum(sizes)
    one, many = ROOM[encoding]
    segments = 1 if units <= one else _pack(sizes, many)
    return Cost(encoding, units, segments, _reasons(text, foreign, segments))


def count(text: str) -> int:
    """The number of segments of a text."""
    return cost(text).segments


def _pack(sizes: list[int], room: int) -> int:
    """Segments needed where neither an escaped character nor a surrogate pair may be cut in two."""
    segments, used = 1, 0
    for size in sizes:
        if used + size > room:
            segments, used = segments + 1, 0
        used += size
    return segments


def _reasons(text: str, foreign: list[str], segments: int) -> tuple[str, ...]:
    if foreign:
        shown = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in foreign[:8])
        more = f" and {len(foreign) - 8} more" if len(foreign) > 8 else ""
        return (f"{shown}{more} cannot be sent in septets: 70 characters to a segment in place of 160",)
    dear = [char for char in text if char in EXTENDED]
    if dear and segments > 1:
        shown = ", ".join(repr(char) for char in sorted(set(dear)))
        return (f"{shown} take two septets each, {len(dear)} more in all",)
    return ()
