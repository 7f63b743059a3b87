"""Turns in proportion to weights, spread smoothly: who is next, what a turn costs, and the weights of the morning.

The tape has a clock. A turn moves it on by one unit for each weight that is there; a member of weight w is due once in
every stretch of 1/w units. Of those whose stretch has begun, the one whose stretch ends first is next, ties by the
line: so nobody is ever a whole turn before or behind their share (earliest deadline first, as for Pfair schedules).
Whoever lets a whole stretch go by, being away, begins anew: no turn is lost, and none is made up for. Where all
weights are equal there is no clock, and the line alone decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from uptape.core.dealership import Weights
from uptape.core.line import Spot
from uptape.core.tape import UNIT, Tape

ONE = 1000
"""Weight 1, in the thousandths in which weights are counted."""
ENOUGH = 5
"""Leads below which a member's own rate says nothing yet."""


def are_equal(weights: Iterable[int]) -> bool:
    """True where the line alone decides: no two members who take turns have different weights."""
    return len({weight for weight in weights if weight > 0}) <= 1


def stretch(weight: int) -> int:
    """How long the clock runs until a member of this weight (in thousandths) is due again."""
    return UNIT * ONE // weight


def order(tape: Tape, weights: Mapping[str, int]) -> Sequence[str]:
    """The members, next first. `weights` are those of the members who are there; all others keep to the line behind."""
    there = [spot for spot in tape.spots if weights.get(spot.member, 0) > 0]
    if not there:
        return tape.members
    reach = _clock(tape, there) + _pace(weights)

    def key(spot: Spot) -> tuple[int, int, int]:
        ends = spot.credit + stretch(weights[spot.member])
        return (0, ends, 0) if spot.credit < reach else (1, spot.credit, ends)

    first = [spot.member for spot in sorted(there, key=key)]  # stable: ties by the line
    known = set(first)
    return (*first, *(member for member in tape.members if member not in known))


def after_turn(tape: Tape, member: str, weights: Mapping[str, int]) -> tuple[int, int]:
    """A member's credit and the tape's clock after a turn; `weights` as for `order`, the member's own included."""
    there = [spot for spot in tape.spots if weights.get(spot.member, 0) > 0]
    spot = tape.spots[tape.index(member)]
    clock = _clock(tape, there)
    own = stretch(weights[member])
    begins = spot.credit if spot.credit + own >= clock else clock
    later = clock + _pace(weights)
    # Who is handed a lead out of turn goes to the end of the line, and no further.
    return min(begins, later) + own, later


def credit_at(tape: Tape, member: str, to: int, weights: Mapping[str, int]) -> int:
    """The credit with which a member comes to a place of the order, as near as the weights allow."""
    others = [key for key in order(tape, weights) if key != member]
    own = stretch(weights[member])
    there = [spot for spot in tape.spots if weights.get(spot.member, 0) > 0 and spot.member != member]
    clock = _clock(tape, there)
    if to >= len(others) or weights.get(others[to], 0) <= 0:
        return clock + own
    follower = tape.spots[tape.index(others[to])]
    ends = follower.credit + stretch(weights[follower.member])
    if follower.credit >= clock + _pace(weights):
        return follower.credit - 1
    return min(ends - 1 - own, clock)


def _clock(tape: Tape, there: Iterable[Spot]) -> int:
    """The clock, put on to where the first of those who are there begins, so that somebody is always due."""
    return max(tape.clock, min((spot.credit for spot in there), default=tape.clock))


def _pace(weights: Mapping[str, int]) -> int:
    return UNIT * ONE // max(sum(weight for weight in weights.values() if weight > 0), 1)


@dataclass(frozen=True, slots=True)
class Record:
    """What a member did with leads over a while: how many were dealt, and how many count."""

    leads: int
    hits: int


def by_results(records: Mapping[str, Record], rules: Weights) -> dict[str, tuple[int, str]]:
    """The weights of a morning in thousandths, each with the sum by which it came about.

    Own rate over the pool's, within floor and ceiling. A member with fewer than 5 leads gets 1.
    """
    leads = sum(record.leads for record in records.values())
    hits = sum(record.hits for record in records.values())
    what = _WORDS[rules.by]
    found: dict[str, tuple[int, str]] = {}
    for member, record in records.items():
        if record.leads < ENOUGH or not hits:
            few = f"{record.leads} leads are too few to tell" if hits else f"nothing was {what} in the whole pool"
            found[member] = (ONE, f"{few}: weight 1")
            continue
        own, all_of_them = record.hits / record.leads, hits / leads
        plain = own / all_of_them
        weight = max(round(100 * min(max(plain, rules.floor), rules.ceiling)) * 10, 10)
        bound = " (floor)" if plain < rules.floor else " (ceiling)" if plain > rules.ceiling else ""
        found[member] = (
            weight,
            f"{record.hits} of {record.leads} {what} = {own:.0%}, pool {hits} of {leads} = {all_of_them:.0%}: "
            f"{own:.0%} / {all_of_them:.0%} = {plain:.2f}, weight {weight / ONE:g}{bound}",
        )
    return found


_WORDS: Mapping[Literal["sold", "contacted", "speed"], str] = {
    "sold": "sold",
    "contacted": "reached",
    "speed": "tried in time",
}
