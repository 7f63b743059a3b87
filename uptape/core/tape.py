"""The tape: the line of a pool. Who is up next stands first; a turn sends its taker to the end, nobody else moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


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
    """Smooth weighted round robin's running score; 0 while all weights are 1."""


@dataclass(frozen=True, slots=True)
class Tape:
    """A pool's line, next first. `tail` is the highest position ever given out."""

    spots: tuple[Spot, ...] = ()
    tail: int = 0

    @property
    def members(self) -> tuple[str, ...]:
        """The keys of the members, next first."""
        return tuple(spot.member for spot in self.spots)

    def index(self, member: str) -> int:
        """Where a member stands, 0 for next; -1 for somebody who is not in the line."""
        return next((i for i, spot in enumerate(self.spots) if spot.member == member), -1)

    def turn(self, member: str, now: datetime) -> Tape:
        """The line after `member` took a turn: at the end, one up more. Everyone skipped keeps their spot."""
        at = self.index(member)
        if at < 0:
            return self
        tail = self.tail + 1
        old = self.spots[at]
        moved = replace(old, position=tail, ups=old.ups + 1, last_up_at=now)
        return Tape((*self.spots[:at], *self.spots[at + 1 :], moved), tail)

    def join(self, member: str) -> Tape:
        """The line with a new member at the end."""
        if self.index(member) >= 0:
            return self
        tail = self.tail + 1
        return Tape((*self.spots, Spot(member, tail)), tail)

    def leave(self, member: str) -> Tape:
        """The line without a member; nobody else moves."""
        return replace(self, spots=tuple(spot for spot in self.spots if spot.member != member))

    def give_back(self, member: str, position: int) -> Tape:
        """The line with a member back at an earlier position, one up less."""
        at = self.index(member)
        if at < 0:
            return self
        old = self.spots[at]
        back = replace(old, position=position, ups=max(old.ups - 1, 0))
        return replace(self, spots=_sorted((*self.spots[:at], *self.spots[at + 1 :], back)))

    def fit(self, members: Iterable[str]) -> Tape:
        """The line fitted to an edited config: leavers out, joiners to the end in its order, nobody else moves."""
        wanted = list(dict.fromkeys(members))
        tape = self
        for spot in self.spots:
            if spot.member not in wanted:
                tape = tape.leave(spot.member)
        for member in wanted:
            tape = tape.join(member)
        return tape


def _sorted(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    return tuple(sorted(spots, key=lambda spot: spot.position))


def replay(effects: Iterable[tuple[str, str, datetime]]) -> Tape:
    """The line that a pool's journal tells: `effects` are (operation, member, time) in the order of their numbers.

    Operations: `join`, `leave`, `turn`, and `back:POSITION` for a turn given back.
    """
    tape = Tape()
    for operation, member, at in effects:
        if operation == "join":
            tape = tape.join(member)
        elif operation == "leave":
            tape = tape.leave(member)
        elif operation == "turn":
            tape = tape.turn(member, at)
        elif operation.startswith("back:"):
            tape = tape.give_back(member, int(operation.removeprefix("back:")))
    return tape
