"""A pool's line as people read it: who is next, who is there, and by which weight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from uptape.core.below import pool_named
from uptape.core.dealership import Dealership
from uptape.core.eligibility import at_limit, can_be_told, weight_of
from uptape.core.weights import ONE
from uptape.flow.drain import somebody_is_on
from uptape.flow.ledger import Ledger
from uptape.store import journal
from uptape.store.engine import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """One member of a line."""

    person: str
    position: int
    """1 is next."""
    available: bool
    why_not: str | None
    ups: int
    last_up_at: datetime | None
    weight: float
    weight_why: str | None
    """The sum of the morning, where the pool's weights are set by results."""


def line_of(store: Store, dealership: Dealership, pool_key: str) -> list[Standing]:
    """A pool's line as it stands now, next first. Changes nothing."""
    pool = dealership.pools[pool_key]
    with store.write() as unit:  # the books take the line's lock; nothing is written
        ledger = Ledger(unit, dealership, [pool_key], store.clock.now(), "shown")
        spots = {spot.member: spot for spot in ledger.locked[pool_key].tape.spots}
        sums = journal.last_reasons(unit, f"{dealership.key}/{pool_key}", "weighed") if pool.weights else {}
        standings = []
        for position, key in enumerate(ledger.line(pool_key), 1):
            member, spot = ledger.member(key), spots[key]
            why: str | None = "is no longer in the config"
            written = 0
            inner = pool_named(key)
            if inner is not None and inner in dealership.pools:
                written, why = ONE, None if somebody_is_on(ledger, inner) else f"nobody of pool {inner} is on its tape"
            if member is not None:
                written = ONE * weight_of(member)
                why = ledger.absence(pool, member)
                if why is None and not can_be_told(member):
                    why = "has no working channel"
                why = why or at_limit(member, ledger.count)
            weight = spot.weight if pool.weights and spot.weight and written else written
            standings.append(
                Standing(key, position, why is None, why, spot.ups, spot.last_up_at, weight / ONE, sums.get(key))
            )
    return standings
