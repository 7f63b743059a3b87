"""Leads that nobody of their group could take for a while go to another group, to the whole pool, or to another pool.

A lead leaves a group once: where groups of several pools send on to one another, it waits where it comes back to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from uptape.core.dealership import Dealership, Group
from uptape.core.decisions import Reason
from uptape.flow.ledger import Ledger
from uptape.flow.placing import decision_for, overflow_at, record
from uptape.flow.works import Work, work_of
from uptape.store import customers, leads, overflows
from uptape.store.engine import Store
from uptape.store.tapes import TapeCache

BY = "uptape"


def overflow(store: Store, dealerships: Mapping[str, Dealership], cache: TapeCache | None = None) -> int:
    """Sends on the leads whose time in their group is over, one transaction each; gives back how many went."""
    with store.read() as unit:
        due = overflows.overflowing(unit, store.clock.now())
    return sum(_send_on(store, dealerships.get(dealership), lead, pool, cache) for lead, dealership, pool in due)


def set_deadlines(store: Store, dealerships: Mapping[str, Dealership]) -> int:
    """Gives a deadline to leads that wait in a group which got its `overflow` by an edit; gives back how many."""
    count = 0
    for dealership in dealerships.values():
        for pool in dealership.pools.values():
            for group in pool.groups:
                if group.overflow is None:
                    continue
                with store.read() as unit:
                    found = overflows.without_overflow(unit, dealership.key, pool.key, group.key, left(group))
                if not found:
                    continue
                with store.write() as unit:
                    ledger = Ledger(unit, dealership, [pool.key], store.clock.now(), BY)
                    for lead, since in overflows.without_overflow(
                        unit, dealership.key, pool.key, group.key, left(group)
                    ):
                        ledger.change_lead(lead, overflow_at=overflow_at(ledger, pool, group.key, since))
                        count += 1
                    ledger.flush()
                    unit.commit()
    return count


def _send_on(store: Store, dealership: Dealership | None, lead_id: str, pool_key: str, cache: TapeCache | None) -> int:
    if dealership is None or pool_key not in dealership.pools:
        return 0
    pool = dealership.pools[pool_key]
    targets = {group.overflow.to for group in pool.groups if group.overflow} & set(dealership.pools)
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [pool_key, *targets], store.clock.now(), BY, cache)
        stored = leads.get(unit, lead_id)
        if stored is None or stored.status != "queued" or stored.pool != pool_key:
            return 0
        group = next((one for one in pool.groups if one.key == (stored.sent_to or stored.group)), None)
        keys = customers.keys_of_lead(unit, lead_id)
        ledger.load_customers(keys)
        work = work_of(stored, ledger, keys, waited=True)
        if group is None or group.overflow is None:
            ledger.change_lead(lead_id, overflow_at=None)  # the config was edited: it waits on
        elif overflows.overflowed(unit, lead_id, dealership.key, pool_key, left(group)):
            why = f"came back to group {group.key}, which sent it on before: waits for somebody here"
            ledger.note(pool_key, "note", [Reason(None, "note", why, group.place.short)], lead_id=lead_id)
            ledger.change_lead(lead_id, overflow_at=None)
        else:
            work = _over(ledger, work, group, group.overflow.to)
            record(ledger, work, decision_for(ledger, work))
        ledger.flush()
        unit.commit()
    return 1


def left(group: Group) -> str:
    """What the journal keeps of a lead that overflowed from a group, so that it does so once."""
    return f"overflow:{group.key}"[:64]


def _over(ledger: Ledger, work: Work, group: Group, to: str) -> Work:
    """The lead on its way to the group or pool that its group names; a group of this pool comes before a pool."""
    after = group.overflow.after if group.overflow else None
    is_group = any(other.key == to for other in work.pool.groups)
    where = f"group {to}" if is_group else f"all of pool {to}" if to == work.pool.key else f"pool {to}"
    why = f"nobody of group {group.key} could take it for {after} of opening hours: goes to {where}"
    reason = Reason(None, "note", why, group.place.short)
    ledger.note(work.pool.key, "overflow", [reason], lead_id=work.id, effect=left(group))
    if is_group or to == work.pool.key:
        ledger.change_lead(work.id, sent_to=to, overflow_at=None)
        return replace(work, sent_to=to)
    ledger.change_lead(work.id, pool=to, sent_to=None, grp=None, overflow_at=None)
    return replace(work, pool=ledger.dealership.pools[to], sent_to=None)
