"""When somebody was on the tape: hours, days off and words about availability, as stretches of time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from uptape.core.dealership import Dealership, Pool
from uptape.core.eligibility import ByHand, Member, absence
from uptape.core.hours import Interval, day_start


def on_tape(
    member: Member, dealership: Dealership, pool: Pool, words: Sequence[ByHand], start: datetime, end: datetime
) -> tuple[Interval, ...]:
    """The stretches between `start` and `end` in which a member was on a pool's tape, by the config as it is now.

    `words` are what they said that holds for the pool, in order: a later one takes the place of an earlier one.
    """
    moments = sorted({start, end, *_changes(member, dealership, words, start, end)})
    found: list[Interval] = []
    for begin, stop in pairwise(moments):
        word = next((one for one in reversed(words) if one.since <= begin), None)
        if absence(member, dealership, pool, word, begin) is not None:
            continue
        if found and found[-1].end == begin:
            found[-1] = Interval(found[-1].start, stop)
        else:
            found.append(Interval(begin, stop))
    return tuple(found)


def _changes(
    member: Member, dealership: Dealership, words: Sequence[ByHand], start: datetime, end: datetime
) -> list[datetime]:
    """Every moment between two others at which somebody may come on or go off."""
    days = (end - start).days + 3
    moments = [edge for one in member.hours.intervals(start, days) for edge in (one.start, one.end)]
    for word in words:
        moments.append(word.since)
        if word.until is not None:
            moments.append(word.until)
    midnight = day_start(start, dealership.timezone)
    while midnight < end:
        moments.append(midnight)
        midnight = day_start(midnight + timedelta(hours=36), dealership.timezone)
    return [moment for moment in moments if start < moment < end]


def together(stretches: Sequence[Interval], others: Sequence[Interval]) -> tuple[Interval, ...]:
    """The time that lies in both."""
    both = (
        Interval(max(one.start, other.start), min(one.end, other.end))
        for one in stretches
        for other in others
        if one.start < other.end and other.start < one.end
    )
    return tuple(sorted(both, key=lambda interval: interval.start))


def either(parts: Sequence[Sequence[Interval]]) -> tuple[Interval, ...]:
    """The time that lies in any of some lists of stretches, joined where they meet."""
    joined: list[Interval] = []
    for one in sorted((one for part in parts for one in part), key=lambda one: one.start):
        if joined and one.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return tuple(joined)


def length(stretches: Sequence[Interval]) -> timedelta:
    """How long stretches are in all."""
    return sum((one.end - one.start for one in stretches), timedelta())


def holds(stretches: Sequence[Interval], moment: datetime) -> bool:
    """True where a moment lies in one of the stretches, their ends included: the last may be now."""
    return any(one.start <= moment <= one.end for one in stretches)
