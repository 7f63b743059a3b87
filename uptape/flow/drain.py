"""Empties the inbox of a pool: oldest first, the moment somebody who may take a lead is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from uptape.core import offers as rules
from uptape.core.below import pool_named
from uptape.core.dealership import Dealership
from uptape.core.eligibility import member_of
from uptape.flow.ledger import Ledger
from uptape.flow.placing import decision_for, record
from uptape.flow.works import work_of
from uptape.store import customers, leads, offers
from uptape.store.engine import Store
from uptape.store.tapes import TapeCache

BY = "uptape"


def drain_pool(ledger: Ledger, pool_key: str) -> int:
    """Deals what waits in a pool's inbox, each by the rules; gives back how many leads went out.

    A lead whose group is still empty blocks no other. A customer's later enquiry waits with the first.
    """
    dealership = ledger.dealership
    if not somebody_is_on(ledger, pool_key):
        return 0
    waiting = leads.queued(ledger.unit, dealership.key, pool_key)
    keys = {lead.id: customers.keys_of_lead(ledger.unit, lead.id) for lead in waiting}
    ledger.load_customers({key for some in keys.values() for key in some})
    still_waiting = keys_on_offer(ledger, pool_key)
    dealt = 0
    for lead in waiting:
        if still_waiting.intersection(keys[lead.id]):
            continue
        work = work_of(lead, ledger, keys[lead.id], waited=True)
        decision = decision_for(ledger, work)
        if decision.outcome == "queued":
            still_waiting.update(keys[lead.id])
            continue
        record(ledger, work, decision)
        dealt += 1
    return dealt


def keys_on_offer(ledger: Ledger, pool_key: str) -> set[str]:
    """The keys of customers whose lead is held out: their further enquiries go with it."""
    if not rules.are_made_by(ledger.dealership.pools[pool_key]):
        return set()
    held = offers.leads_on_offer(ledger.unit, ledger.dealership.key, pool_key)
    return {key for lead in held for key in customers.keys_of_lead(ledger.unit, lead)}


def drain(store: Store, dealerships: Mapping[str, Dealership], cache: TapeCache | None = None, by: str = BY) -> int:
    """Drains every pool in whose inbox something waits, one transaction each; gives back how many leads went out."""
    with store.read() as unit:
        pools = leads.pools_with_inbox(unit)
    dealt = 0
    for dealership_key, pool_key in sorted(pools):
        dealership = dealerships.get(dealership_key)
        if dealership is None or pool_key not in dealership.pools:
            continue
        with store.write() as unit:
            ledger = Ledger(unit, dealership, [pool_key], store.clock.now(), by, cache)
            count = drain_pool(ledger, pool_key)
            if count:
                ledger.flush()
                unit.commit()
        dealt += count
    return dealt


def somebody_is_on(ledger: Ledger, pool_key: str) -> bool:
    """True where at least one member of a pool, or of a pool on its tape, is there now."""
    pool = ledger.dealership.pools[pool_key]
    for key in ledger.locked[pool_key].tape.members:
        inner = pool_named(key)
        if inner is not None and inner in ledger.locked and somebody_is_on(ledger, inner):
            return True
        member = ledger.member(key)
        if member is not None and ledger.absence(pool, member) is None:
            return True
    return False


def next_chance(dealership: Dealership, pool_key: str, now: datetime) -> str | None:
    """When the hours of the next member of a pool begin, as wall-clock time of the dealership; None for never."""
    starts = []
    for key in dealership.pools[pool_key].tape:
        member = member_of(dealership, key)
        start = member.hours.next_start(now, days=14) if member else None
        if start is not None:
            starts.append(start)
    if not starts:
        return None
    return min(starts).astimezone(ZoneInfo(dealership.timezone)).strftime("%a %d %b %H:%M")
