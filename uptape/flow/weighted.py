"""Which weights hold on a pool's tape now, and what a turn there does to its clock."""

from __future__ import annotations

from collections.abc import Mapping

from uptape.core.below import pool_named
from uptape.core.dealership import Dealership, Pool
from uptape.core.line import Spot
from uptape.core.tape import Tape
from uptape.core.weights import ONE, are_equal
from uptape.core.weights import after_turn as turned
from uptape.flow.attendance import Attendance


def of_those_there(dealership: Dealership, pool: Pool, tape: Tape, attendance: Attendance) -> Mapping[str, int] | None:
    """The weights, in thousandths, of those who are on the tape now; None where all weights are equal."""
    if pool.weights is None and pool.key in dealership.even:
        return None
    found = {spot.member: _weight(dealership, pool, spot) for spot in tape.spots}
    if are_equal(found.values()):
        return None
    return {key: weight for key, weight in found.items() if _is_there(key, pool, attendance)}


def after_turn(dealership: Dealership, tape: Tape, key: str, there: Mapping[str, int] | None) -> tuple[int, int] | None:
    """The credit of a member of the tape and the clock after their turn; None where all weights are equal."""
    if there is None:
        return None
    spot = tape.spots[tape.index(key)]
    own = there.get(key) or spot.weight or ONE * dealership.weight(key)
    if own == 0:
        return spot.credit, tape.clock  # a member who gets repeats only and was handed a lead
    return turned(tape, key, {**there, key: own})


def _weight(dealership: Dealership, pool: Pool, spot: Spot) -> int:
    plain = ONE * dealership.weight(spot.member)
    return spot.weight if pool.weights is not None and spot.weight and plain else plain


def _is_there(key: str, pool: Pool, attendance: Attendance) -> bool:
    if pool_named(key) is not None:
        return True
    member = attendance.member(key)
    return member is not None and attendance.absence(pool, member) is None
