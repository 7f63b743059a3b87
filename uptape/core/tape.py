"""The tape: the line of a pool. Who is up next stands first; a turn sends its taker to the end, nobody else moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

UNIT = 1_000_000_000
"""What one turn of a member of weight 1 costs, on the scale of `credit` and `clock`."""


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


@dataclass(frozen=True, slots=True)
class Tape:
    """A pool's line, next first. `tail` is the highest position ever given out."""

    spots: tuple[Spot, ...] = ()
    tail: int = 0
    clock: int = 0
    """How far the turns have come, with weights; 0 while all weights are equal."""

    # Gathered once and handed on from turn to turn: a decision must cost the same on a line of 10,000.
    _members: tuple[str, ...] | None = field(default=None, init=False, repr=False, compare=False)
    _everybody: frozenset[str] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def members(self) -> tuple[str, ...]:
        """The keys of the members, next first."""
        if self._members is None:
            object.__setattr__(self, "_members", tuple(spot.member for spot in self.spots))
        assert self._members is not None
        return self._members

    @property
    def everybody(self) -> frozenset[str]:
        """The keys of the members, in no order."""
        if self._everybody is None:
            object.__setattr__(self, "_everybody", frozenset(self.members))
        assert self._everybody is not None
        return self._everybody

    def index(self, member: str) -> int:
        """Where a member stands, 0 for next; -1 for somebody who is not in the line."""
        return next((i for i, spot in enumerate(self.spots) if spot.member == member), -1)

    def turn(self, member: str, now: datetime, after: tuple[int, int] | None = None) -> Tape:
        """The line after `member` took a turn: at the end, one up more. Everyone skipped keeps their spot.

        `after` is the member's credit and the clock after a turn with weights; without it all weights are equal.
        """
        at = self.index(member)
        if at < 0:
            return self
        tail = self.tail + 1
        old = self.spots[at]
        credit, clock = after or (0, 0)
        moved = replace(old, position=tail, ups=old.ups + 1, last_up_at=now, credit=credit)
        others = (*self.spots[:at], *self.spots[at + 1 :])
        if after is None and self.clock:
            others = tuple(replace(spot, credit=0) for spot in others)
        tape = Tape((*others, moved), tail, clock)
        if self._members is not None:
            object.__setattr__(tape, "_members", (*self._members[:at], *self._members[at + 1 :], member))
            object.__setattr__(tape, "_everybody", self._everybody)
        return tape

    def join(self, member: str) -> Tape:
        """The line with a new member at the end."""
        if self.index(member) >= 0:
            return self
        tail = self.tail + 1
        credit = self.clock + UNIT if self.clock else 0
        return Tape((*self.spots, Spot(member, tail, credit=credit)), tail, self.clock)

    def leave(self, member: str) -> Tape:
        """The line without a member; nobody else moves."""
        return replace(self, spots=tuple(spot for spot in self.spots if spot.member != member))

    def give_back(self, member: str, position: int, credit: int = 0) -> Tape:
        """The line with a member back at an earlier position, one up less."""
        at = self.index(member)
        if at < 0:
            return self
        old = self.spots[at]
        back = replace(old, position=position, ups=max(old.ups - 1, 0), credit=credit if self.clock else 0)
        return replace(self, spots=_sorted((*self.spots[:at], *self.spots[at + 1 :], back)))

    def move(self, member: str, to: int, credit: int | None = None) -> Tape:
        """The line with a member at place `to` (0 is next, too high is the end); the order of all others stays.

        Those between change places with one another, so that no position is given out anew.
        """
        at = self.index(member)
        if at < 0:
            return self
        mover = self.spots[at] if credit is None else replace(self.spots[at], credit=credit)
        rest = [*self.spots[:at], *self.spots[at + 1 :]]
        order = [*rest[:to], mover, *rest[to:]]
        return replace(
            self,
            spots=tuple(
                spot if spot.position == old.position else replace(spot, position=old.position)
                for spot, old in zip(order, self.spots, strict=True)
            ),
        )

    def weigh(self, member: str, weight: int | None) -> Tape:
        """The line with a weight set by the morning, in thousandths; None takes it away again."""
        return replace(
            self, spots=tuple(replace(spot, weight=weight) if spot.member == member else spot for spot in self.spots)
        )

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


def turn_effect(after: tuple[int, int] | None) -> str:
    """What the journal keeps of a turn, so that it can be played back: `turn`, or `turn:CREDIT:CLOCK` with weights."""
    return "turn" if after is None else f"turn:{after[0]}:{after[1]}"


_WITH_NUMBERS = frozenset({"turn", "back", "move", "weight"})


def replay(effects: Iterable[tuple[str, str, datetime]]) -> Tape:
    """The line that a pool's journal tells: `effects` are (operation, member, time) in the order of their numbers.

    Operations: `join`, `leave`, `turn` or `turn:CREDIT:CLOCK`, `back:POSITION` or `back:POSITION:CREDIT` for a turn
    given back, `move:PLACE` or `move:PLACE:CREDIT`, and `weight:THOUSANDTHS` (`weight:` takes it away). All other
    effects leave the line alone.
    """
    tape = Tape()
    for effect, member, at in effects:
        operation, _, rest = effect.partition(":")
        numbers = [int(part) for part in rest.split(":") if part] if operation in _WITH_NUMBERS else []
        if operation == "join":
            tape = tape.join(member)
        elif operation == "leave":
            tape = tape.leave(member)
        elif operation == "turn":
            tape = tape.turn(member, at, (numbers[0], numbers[1]) if numbers else None)
        elif operation == "back":
            tape = tape.give_back(member, *numbers)
        elif operation == "move":
            tape = tape.move(member, *numbers)
        elif operation == "weight":
            tape = tape.weigh(member, numbers[0] if numbers else None)
    return tape
