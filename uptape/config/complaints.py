"""Collects every mistake and warning of a configuration, and says what the writer may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from uptape.core.errors import Complaint, Place


def meant(word: str, known: Iterable[str]) -> str:
    """` (did you mean "members"?)` for the nearest of `known`, or nothing where none is near."""
    names = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), list(names), n=1, cutoff=0.6)
    return f' (did you mean "{names[near[0]]}"?)' if near else ""


def listed(words: Iterable[str]) -> str:
    """`a, b or c`."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}" if items else "nothing"


def quote_it(raw: str, what: str) -> str:
    """What is wrong with a number in place of a text: YAML drops leading zeros and plus signs."""
    return f'found the number {raw}, expected {what}; write it in quotes: "{raw}"'


class Complaints:
    """What was found wrong so far. Loading goes on after an error, so that all of them are told at once."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str], Complaint] = {}

    def error(self, place: Place, message: str) -> None:
        """Notes a mistake: the configuration will not load."""
        self._found.setdefault((place, message), Complaint(place, message))

    def warn(self, place: Place, message: str) -> None:
        """Notes something that loads but that the writer should know."""
        self._found.setdefault((place, message), Complaint(place, message, warning=True))

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """The mistakes, file by file in the order in which files were read, and by line."""
        return self._ordered(warnings=False)

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """The warnings, in the same order."""
        return self._ordered(warnings=True)

    def _ordered(self, *, warnings: bool) -> tuple[Complaint, ...]:
        chosen = [complaint for complaint in self._found.values() if complaint.warning == warnings]
        # The service file stands in no sub-folder and comes first.
        return tuple(sorted(chosen, key=lambda c: ("/" in c.place.file, c.place, c.message)))
