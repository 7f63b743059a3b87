"""Sets a pool's weights each morning by results, journalled with the sum of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import time
from zoneinfo import ZoneInfo

from uptape.core.dealership import Dealership, Pool, Weights
from uptape.core.decisions import Reason
from uptape.core.weights import Record, by_results
from uptape.flow.ledger import Ledger
from uptape.store import results, tapes
from uptape.store.engine import Store
from uptape.store.results import Result

MORNING = time(5, 0)
"""By the dealership's wall clock: before anybody opens, after the last of yesterday's outcomes."""
BY = "uptape"


def weigh(store: Store, dealerships: Mapping[str, Dealership]) -> int:
    """Sets the weights of every pool that wants them and has none of today; gives back how many pools were weighed.

    A pool that wants them no more goes back to the weights written.
    """
    return sum(
        weigh_pool(store, dealership, pool) for dealership in dealerships.values() for pool in dealership.pools.values()
    )


def weigh_pool(store: Store, dealership: Dealership, pool: Pool) -> int:
    """The same for one pool: 1 where it was weighed, else 0."""
    now = store.clock.now().astimezone(ZoneInfo(dealership.timezone))
    today = now.date().isoformat()
    with store.read() as unit:
        last = results.weighed_on(unit, dealership.key, pool.key)
        known = bool(tapes.read(unit, dealership.key, pool.key).spots)
    if pool.weights is None:
        return 0 if last is None else _take_away(store, dealership, pool)
    if last == today or not known or (last is not None and now.time() < MORNING):
        return 0
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [pool.key], store.clock.now(), BY)
        locked = ledger.locked[pool.key]
        if results.weighed_on(unit, dealership.key, pool.key) == today:
            return 0  # another node was faster
        found = by_results(_records(ledger, pool, pool.weights), pool.weights)
        for member in locked.tape.members:
            weight, why = found[member]
            locked.tape = locked.tape.weigh(member, weight)
            reason = Reason(member, "note", why, pool.place.short)
            ledger.note(pool.key, "weighed", [reason], person=member, effect=f"weight:{weight}")
        results.set_weighed_on(unit, dealership.key, pool.key, today)
        ledger.flush()
        unit.commit()
    return 1


def _take_away(store: Store, dealership: Dealership, pool: Pool) -> int:
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [pool.key], store.clock.now(), BY)
        locked = ledger.locked[pool.key]
        for spot in locked.tape.spots:
            if spot.weight is not None:
                locked.tape = locked.tape.weigh(spot.member, None)
                reason = Reason(spot.member, "note", "the pool has no weights any more: the one written holds")
                ledger.note(pool.key, "weighed", [reason], person=spot.member, effect="weight:")
        results.set_weighed_on(unit, dealership.key, pool.key, None)
        ledger.flush()
        unit.commit()
    return 1


def _records(ledger: Ledger, pool: Pool, rules: Weights) -> dict[str, Record]:
    leads: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for result in results.of_pool(ledger.unit, ledger.dealership.key, pool.key, ledger.now - rules.over):
        leads[result.member] += 1
        hits[result.member] += _is_hit(ledger.dealership, rules, result)
    return {member: Record(leads[member], hits[member]) for member in ledger.locked[pool.key].tape.members}


def _is_hit(dealership: Dealership, rules: Weights, result: Result) -> bool:
    if rules.by == "sold":
        return result.status == "sold"
    if rules.by == "contacted":
        return result.first_contact_at is not None
    if result.first_attempt_at is None:
        return False
    return dealership.hours.open_time(result.at, result.first_attempt_at) <= dealership.alarm_after
