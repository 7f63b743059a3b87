"""The tape: the line of a pool. Who is up next stands first; a turn sends its taker to the end, nobody else moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from uptape.core.line import Line, Names, Spot

UNIT = 1_000_000_000
"""What one turn of a member of weight 1 costs, on the scale of `credit` and `clock`."""


@dataclass(frozen=True, slots=True)
class Tape:
    """A pool's line, next first. `tail` is the highest position ever given out."""

    spots: Line = field(default_factory=Line)
    tail: int = 0
    clock: int = 0
    """How far the turns have come, with weights; 0 while all weights are equal."""

    @staticmethod
    def of(spots: Iterable[Spot], tail: int, clock: int = 0) -> Tape:
        """The tape with these spots, in the order of their positions."""
        return Tape(Line(spots), tail, clock)

    @property
    def members(self) -> Names:
        """The keys of the members, next first."""
        return Names(self.spots)

    def spot(self, member: str) -> Spot | None:
        """The spot of a member, or None for somebody who is not in the line."""
        return self.spots.spot(member)

    def index(self, member: str) -> int:
        """Where a member stands, 0 for next; -1 for somebody who is not in the line."""
        return next((i for i, spot in enumerate(self.spots) if spot.member == member), -1)

    def turn(self, member: str, now: datetime, after: tuple[int, int] | None = None) -> Tape:
        """The line after `member` took a turn: at the end, one up more. Everyone skipped keeps their spot.

        `after` is the member's credit and the clock after a turn with weights; without it all weights are equal.
        """
        old = self.spot(member)
        if old is None:
            return self
        tail = self.tail + 1
        credit, clock = after or (0, 0)
        moved = replace(old, position=tail, ups=old.ups + 1, last_up_at=now, credit=credit)
        line = self.spots
        if after is None and self.clock:
            line = Line(replace(spot, credit=0) for spot in line)
        return Tape(line.to_end(moved), tail, clock)

    def join(self, member: str) -> Tape:
        """The line with a new member at the end."""
        if member in self.members:
            return self
        tail = self.tail + 1
        credit = self.clock + UNIT if self.clock else 0
        return Tape.of((*self.spots, Spot(member, tail, credit=credit)), tail, self.clock)

    def leave(self, member: str) -> Tape:
        """The line without a member; nobody else moves."""
        return replace(self, spots=Line(spot for spot in self.spots if spot.member != member))

    def give_back(self, member: str, position: int, credit: int = 0) -> Tape:
        """The line with a member back at an earlier position, one up less."""
        old = self.spot(member)
        if old is None:
            return self
        back = replace(old, position=position, ups=max(old.ups - 1, 0), credit=credit if self.clock else 0)
        others = (spot for spot in self.spots if spot.member != member)
        return replace(self, spots=Line(sorted((*others, back), key=lambda spot: spot.position)))

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
            spots=Line(
                spot if spot.position == old.position else replace(spot, position=old.position)
                for spot, old in zip(order, self.spots, strict=True)
            ),
        )

    def weigh(self, member: str, weight: int | None) -> Tape:
        """The line with a weight set by the morning, in thousandths; None takes it away again."""
        return replace(
            self, spots=Line(replace(spot, weight=weight) if spot.member == member else spot for spot in self.spots)
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
