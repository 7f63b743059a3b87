"""Reads a pool's past and tells whether its line was fair. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from uptape.core.below import pool_named
from uptape.core.dealership import Dealership
from uptape.core.eligibility import ByHand, Member, member_of, weight_of
from uptape.core.fairness import Event, Standing, standings
from uptape.core.hours import Interval
from uptape.core.stretches import either, on_tape, together
from uptape.store import past
from uptape.store.engine import Store


def fairness(store: Store, dealership: Dealership, pool_key: str, since: datetime) -> list[Standing]:
    """What each member of a pool's line got since a moment, against what they could expect.

    Hours and groups are those of the config as it is now; words, turns and who was on the line come from the journal.
    """
    now = store.clock.now()
    pool = dealership.pools[pool_key]
    with store.read() as unit:
        words = past.words(unit, dealership.key, now)
        membership = past.membership(unit, dealership.key, pool_key, now)
        rows = past.decisions(unit, dealership.key, pool_key, since, now)
    groups = {group.key: frozenset(group.members) for group in pool.groups}
    stretches: dict[str, Sequence[Interval]] = {}
    for key, times in membership.items():
        member = member_of(dealership, key)
        inside = [Interval(max(start, since), end) for start, end in times if end > since]
        if not inside:
            continue
        inner = pool_named(key)
        if inner is not None:
            there = _anybody(dealership, inner, words, since, now)
        else:
            there = _there(dealership, pool_key, member, words, since, now) if member is not None else ()
        stretches[key] = together(there, inside)
    members = {key: member_of(dealership, key) for key in stretches}
    weights = {key: float(weight_of(member)) for key, member in members.items() if member is not None}
    weights |= {key: 1.0 for key in stretches if pool_named(key) in dealership.pools}
    events = [
        Event(row.at, row.event, row.member, row.turn, groups.get(row.group or ""), _skipped(row)) for row in rows
    ]
    return standings(events, stretches, weights)


def _there(
    dealership: Dealership, pool_key: str, member: Member, words: Sequence[past.Word], since: datetime, now: datetime
) -> tuple[Interval, ...]:
    said: list[ByHand] = [w.hand for w in words if w.member == member.key and w.pool in {None, pool_key}]
    return on_tape(member, dealership, dealership.pools[pool_key], said, since, now)


def _anybody(
    dealership: Dealership, pool_key: str, words: Sequence[past.Word], since: datetime, now: datetime
) -> tuple[Interval, ...]:
    """When anybody of a pool that stands on the tape was there."""
    if pool_key not in dealership.pools:
        return ()
    parts = []
    for key in dealership.pools[pool_key].tape:
        inner, member = pool_named(key), member_of(dealership, key)
        if inner is not None:
            parts.append(_anybody(dealership, inner, words, since, now))
        elif member is not None:
            parts.append(_there(dealership, pool_key, member, words, since, now))
    return either(parts)


def _skipped(row: past.Decided) -> tuple[tuple[str, str], ...]:
    return tuple((reason.person, reason.why) for reason in row.reasons if reason.person and reason.verdict == "skipped")
