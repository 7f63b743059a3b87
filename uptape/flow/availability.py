"""Somebody says that they are in, out or busy. Who comes on may take what waits at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from uptape.core.below import above
from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.core.eligibility import ByHand, HandState, Member, member_of, until_by_hand
from uptape.core.errors import Refused
from uptape.flow.drain import drain_pool
from uptape.flow.ledger import Ledger
from uptape.flow.offering import withdraw_from
from uptape.store.engine import Store
from uptape.store.presence import EVERY_POOL
from uptape.store.tapes import TapeCache


def pools_of(dealership: Dealership, member: str) -> list[str]:
    """The pools on whose tape a member stands."""
    return [pool.key for pool in dealership.pools.values() if member in pool.tape]


def say(
    store: Store,
    dealership: Dealership,
    member_key: str,
    state: HandState,
    by: str,
    *,
    until: datetime | None = None,
    pool: str | None = None,
    cache: TapeCache | None = None,
) -> tuple[datetime, int]:
    """Records a word about availability and drains; gives back until when it holds and how many leads went out.

    Raises Refused for somebody who is unknown or on no tape.
    """
    member = member_of(dealership, member_key)
    if member is None:
        raise Refused(f"{dealership.key} has nobody called {member_key}")
    pools = pools_of(dealership, member_key)
    if pool is not None and pool not in pools:
        raise Refused(f"{member.name} is not on the tape of {dealership.key}/{pool}")
    touched = [pool] if pool is not None else pools
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [*touched, *above(dealership, touched), ""], store.clock.now(), by, cache)
        ends, dealt = say_in(ledger, member, state, touched, until=until, pool=pool)
        ledger.flush()
        unit.commit()
    return ends, dealt


def say_in(
    ledger: Ledger, member: Member, state: HandState, touched: Sequence[str], *, until: datetime | None = None,
    pool: str | None = None,
) -> tuple[datetime, int]:  # fmt: skip
    """The same in open books, which hold the pools that it touches and the one without a name."""
    now = ledger.now
    ends = until or until_by_hand(member, now)
    ledger.say(pool or EVERY_POOL, member.key, ByHand(state, now, ends, ledger.by))
    why = f"said {state.upper()} until {ends.isoformat(timespec='minutes')}"
    # For whoever reads the past: how far the word reached, and its end.
    effect = f"{'all' if pool is None else 'pool'}:{ends.isoformat(timespec='seconds')}"
    for key in touched or [""]:
        ledger.note(key, f"said_{state}", [Reason(member.key, "note", why)], person=member.key, effect=effect)
    if state != "in":
        withdraw_from(ledger, member.key, touched, f"said {state.upper()} while it was untaken")
    fed = [*touched, *(key for key in above(ledger.dealership, touched) if key in ledger.locked)]
    dealt = sum(drain_pool(ledger, key) for key in fed) if state == "in" else 0
    return ends, dealt
