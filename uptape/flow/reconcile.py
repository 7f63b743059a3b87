"""Fits the lines to an edited config: joiners to the end, leavers out, nobody else moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from uptape.core.below import above
from uptape.core.dealership import Dealership, Pool
from uptape.core.decisions import Reason
from uptape.core.errors import NOWHERE
from uptape.flow.drain import drain_pool
from uptape.flow.ledger import Ledger
from uptape.flow.offering import withdraw_from
from uptape.store import tapes, turns
from uptape.store.engine import Store


def on_tape(dealership: Dealership, pool: Pool, now: datetime) -> list[str]:
    """The members that a pool's line should have now: those of the config who have not left."""

    today = now.astimezone(ZoneInfo(dealership.timezone)).date()
    members = []
    for key in pool.tape:
        person = dealership.people.get(key) or dealership.buyers.get(key.partition(".")[0])
        left = person.left if person is not None else None
        if left is None or today < left:
            members.append(key)
    return members


def reconcile(store: Store, dealerships: Mapping[str, Dealership], by: str = "config") -> int:
    """Fits every line to the config, one transaction for each pool; gives back how many members joined or left.

    Who joins may take what waits at once, so the pool's inbox is drained in the same transaction.
    """
    changes = 0
    for dealership in dealerships.values():
        for pool in dealership.pools.values():
            changes += _reconcile_pool(store, dealership, pool, by)
    return changes


def _reconcile_pool(store: Store, dealership: Dealership, pool: Pool, by: str) -> int:
    with store.read() as unit:
        wanted = on_tape(dealership, pool, store.clock.now())
        if set(tapes.read(unit, dealership.key, pool.key).members) == set(wanted):
            return 0
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [pool.key, *above(dealership, [pool.key])], store.clock.now(), by)
        locked = ledger.locked[pool.key]
        before = set(locked.tape.members)
        locked.tape = locked.tape.fit(wanted)
        gone = [member for member in locked.before.members if member not in wanted]
        joined = [member for member in locked.tape.members if member not in before]
        places = pool.member_places or {}
        for member in gone:
            reason = Reason(member, "left", "is no longer on this tape in the config", pool.place.short)
            turns.forget(unit, dealership.key, pool.key, member, ledger.now)
            ledger.note(pool.key, "left_tape", [reason], person=member, effect="leave")
        for member in joined:
            where = places.get(member, pool.place if pool.place is not NOWHERE else NOWHERE).short
            reason = Reason(member, "joined", "new on this tape: starts at the end of the line", where)
            ledger.note(pool.key, "joined_tape", [reason], person=member, effect="join")
        for member in gone:
            withdraw_from(ledger, member, [pool.key], "left the tape while it was untaken")
        if joined:
            for key in (pool.key, *above(dealership, [pool.key])):
                drain_pool(ledger, key)
        ledger.flush()
        unit.commit()
    return len(gone) + len(joined)


def note_reload(store: Store, dealerships: Mapping[str, Dealership], why: str, by: str = "admin") -> None:
    """Writes into the journal that the config was reloaded, or kept and why."""
    dealership = next(iter(dealerships.values()), None)
    if dealership is None:
        return
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [""], store.clock.now(), by)
        ledger.note("", "reload", [Reason(None, "note", why)])
        ledger.flush()
        unit.commit()
