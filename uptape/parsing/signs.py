"""The signs that tell kinds of mail apart, with their weight: what classify looks for, from `signs.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from uptape.core.leads import MailKind

_FILE = Path(__file__).with_name("signs.txt")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a kind of mail: where it is looked for, what it weighs, and how it is told to people."""

    kind: MailKind
    weight: float
    what: str
    subject: re.Pattern[str] | None = None
    sender: re.Pattern[str] | None = None
    body: re.Pattern[str] | None = None


@lru_cache(maxsize=1)
def signs() -> tuple[Sign, ...]:
    """All signs, in the order of the file. Read once a process; raises ValueError for a line that is none."""
    found: list[Sign] = []
    head: tuple[str, str, str] | None = None
    places: dict[str, list[str]] = {}
    for number, line in enumerate([*_FILE.read_text("utf-8").split("\n"), "== "], start=1):
        if line.startswith("== "):
            if head:
                found.append(_sign(head, places))
            kind, _, rest = line[3:].partition(" ")
            weight, _, what = rest.partition(" ")
            head, places = (kind, weight, what), {}
        elif line and not line.startswith("#"):
            place, colon, pattern = line.partition(": ")
            if not colon or place not in ("subject", "sender", "body"):
                raise ValueError(f"{_FILE.name}:{number}: not a sign: {line!r}")
            places.setdefault(place, []).append(pattern)
    return tuple(found)


def _sign(head: tuple[str, str, str], places: dict[str, list[str]]) -> Sign:
    kind, weight, what = head
    made = {place: re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE) for place, patterns in places.items()}
    return Sign(cast(MailKind, kind), float(weight), what, made.get("subject"), made.get("sender"), made.get("body"))
