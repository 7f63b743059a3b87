"""Whether a line was fair: the turns that each member got against those that were theirs to expect. Pure.

Each turn is shared, by weight, among all who could have had it: those who were on the tape at that moment, in the
group of the lead, and not passed over for a reason. The sum of such shares is what a member could expect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from uptape.core.hours import Interval
from uptape.core.skips import short_of
from uptape.core.stretches import holds, length

EVEN = 1.0
"""Up to so many turns more or fewer nobody can do anything about: a turn cannot be cut in two."""


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a pool's journal, as far as fairness goes."""

    at: datetime
    event: str
    """assigned, offered, accepted, passed, lapsed, hand_assigned, …"""
    member: str | None
    turn: Literal[-1, 0, 1]
    """1 where it took a turn, -1 where it gave one back."""
    eligible: frozenset[str] | None
    """The members of the lead's group; None for the whole line."""
    skipped: tuple[tuple[str, str], ...] = ()
    """Who was passed over, and why."""


@dataclass(slots=True)
class Standing:
    """What one member got, and could expect."""

    member: str
    on_tape: timedelta
    turns: int = 0
    """Turns taken, less those given back."""
    expected: float = 0.0
    by_hand: int = 0
    """Of the turns: handed over by a manager."""
    in_groups: int = 0
    """Of the turns: for leads of a group."""
    given_back: int = 0
    without_turn: int = 0
    """Leads that cost no turn: repeats, covers, own customers."""
    passed: int = 0
    lapsed: int = 0
    skips: Counter[str] = field(default_factory=Counter)
    """Why they were passed over while somebody else got a lead, with the times."""

    @property
    def difference(self) -> float:
        """Turns more (or, negative, fewer) than expected."""
        return self.turns - self.expected

    @property
    def each(self) -> timedelta | None:
        """How long they stood on the tape for a turn, None where they had none."""
        return self.on_tape / self.turns if self.turns > 0 else None

    @property
    def verdict(self) -> str:
        """In words."""
        if abs(self.difference) <= EVEN:
            return "even"
        more = self.difference > 0
        said = f"{abs(self.difference):.1f} {'more' if more else 'fewer'} than their share"
        if not more and self.in_groups:
            return f"{said}; {self.in_groups} of their turns were for a group"
        if more and self.by_hand:
            return f"{said}; {self.by_hand} were handed over by hand"
        if not more and self.given_back:
            return f"{said}; {self.given_back} were given back"
        return said


def standings(
    events: Iterable[Event],
    on_tape: Mapping[str, Sequence[Interval]],
    weights: Mapping[str, float],
) -> list[Standing]:
    """What each member got against what they could expect, in the order of `on_tape`."""
    found = {member: Standing(member, length(stretches)) for member, stretches in on_tape.items()}
    for event in events:
        for member, why in event.skipped:
            if member in found:
                found[member].skips[short_of(why)] += 1
        taker = found.get(event.member or "")
        if taker is not None:
            _count(taker, event)
        if event.turn > 0 and taker is not None:
            _share_out(event, found, on_tape, weights)
    return list(found.values())


def _count(taker: Standing, event: Event) -> None:
    taker.turns += event.turn
    taker.in_groups += event.turn > 0 and event.eligible is not None
    if event.turn < 0:
        taker.given_back += 1
    elif event.event == "hand_assigned" and event.turn:
        taker.by_hand += 1
    elif event.event in {"assigned", "hand_assigned"} and not event.turn:
        taker.without_turn += 1
    elif event.event == "passed":
        taker.passed += 1
    elif event.event == "lapsed":
        taker.lapsed += 1


def _share_out(
    event: Event,
    found: Mapping[str, Standing],
    on_tape: Mapping[str, Sequence[Interval]],
    weights: Mapping[str, float],
) -> None:
    skipped = {member for member, _ in event.skipped}
    could = {
        member: weights.get(member, 1.0)
        for member, stretches in on_tape.items()
        if member == event.member
        or (
            member not in skipped
            and (event.eligible is None or member in event.eligible)
            and weights.get(member, 1.0) > 0
            and holds(stretches, event.at)
        )
    }
    whole = sum(could.values())
    for member, weight in could.items():
        found[member].expected += weight / whole if whole else 1 / len(could)
