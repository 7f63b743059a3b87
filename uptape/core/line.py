"""A line of spots that somebody leaves for its end at the cost of one, however long it is. Immutable.

A turn moves one of many. What a line was made of is shared with the lines that come of it; beside it stand, in the
order of their turns, the few who went to the end since. When those are as many as the root of the line's length, the
line is laid anew, so that turns cost the same on average on a line of 10 and of 10,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from math import isqrt
from typing import overload

FEWEST = 16
"""So many may stand at the end before a short line is laid anew."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One member's place in the line."""

    member: str
    position: int
    """Only the order of positions means anything; a turn takes the next number after the last."""
    ups: int = 0
    """Turns taken since joining."""
    last_up_at: datetime | None = None
    credit: int = 0
    """From which moment of the tape's clock the next turn is due, with weights (`core/weights.py`); 0 without."""
    weight: int | None = None
    """The weight in thousandths as the morning set it; None where the config's own holds."""


class Line(Sequence[Spot]):
    """Spots in their order, next first. Equal to any sequence of the same spots."""

    __slots__ = ("_at_end", "_first", "_laid", "_places")

    def __init__(self, spots: Iterable[Spot] = ()) -> None:
        self._laid = tuple(spots)
        self._places: Mapping[str, int] = {spot.member: place for place, spot in enumerate(self._laid)}
        self._at_end: Mapping[str, Spot] = {}
        self._first = 0  # all before it went to the end

    def spot(self, member: str) -> Spot | None:
        """The spot of a member, or None for somebody who is not in the line."""
        moved = self._at_end.get(member)
        if moved is not None:
            return moved
        place = self._places.get(member)
        return None if place is None else self._laid[place]

    def to_end(self, spot: Spot) -> Line:
        """The line with this spot, of a member who is in it, at its end."""
        at_end = {member: other for member, other in self._at_end.items() if member != spot.member}
        at_end[spot.member] = spot
        line = Line.__new__(Line)
        line._laid, line._places, line._at_end, line._first = self._laid, self._places, at_end, self._first
        while line._first < len(line._laid) and line._laid[line._first].member in at_end:
            line._first += 1
        return Line(line) if len(at_end) > max(FEWEST, isqrt(len(self._laid))) else line

    def moved_since(self, earlier: Line) -> tuple[Spot, ...] | None:
        """The spots that went to the end since an earlier line, or None where more than that is different."""
        if self._laid is not earlier._laid:
            return None
        before = earlier._at_end
        return tuple(spot for member, spot in self._at_end.items() if before.get(member) is not spot)

    def __iter__(self) -> Iterator[Spot]:
        at_end = self._at_end
        for spot in islice(self._laid, self._first, None):
            if spot.member not in at_end:
                yield spot
        yield from at_end.values()

    def __len__(self) -> int:
        return len(self._laid)

    def __contains__(self, spot: object) -> bool:
        return isinstance(spot, Spot) and self.spot(spot.member) == spot

    @overload
    def __getitem__(self, place: int) -> Spot: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Spot, ...]: ...
    def __getitem__(self, place: int | slice) -> Spot | tuple[Spot, ...]:
        if isinstance(place, int) and 0 <= place < len(self):
            return next(islice(self, place, None))
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line | tuple) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Line({tuple(self)!r})"


class Names(Sequence[str]):
    """The keys of those who stand in a line, next first, without a copy. Equal to any sequence of the same keys."""

    __slots__ = ("_line",)

    def __init__(self, line: Line) -> None:
        self._line = line

    def __iter__(self) -> Iterator[str]:
        return (spot.member for spot in self._line)

    def __len__(self) -> int:
        return len(self._line)

    def __contains__(self, member: object) -> bool:
        return isinstance(member, str) and self._line.spot(member) is not None

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        return self._line[place].member if isinstance(place, int) else tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Names | tuple) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Names({tuple(self)!r})"
