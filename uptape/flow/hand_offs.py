"""`hand_off:`: an appointment that a desk made goes by another pool's line to a salesperson, who becomes its owner.

It is found by its state, not handed on by whoever reports it: so it is the same for a text, a mail, a link and a
command, and a kill in between loses nothing. Where nobody of that line is there, it stays with who made it until
somebody is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from uptape.core.contacts import short_name
from uptape.core.dealership import Dealership, Pool
from uptape.core.decisions import Decision, Reason
from uptape.core.modes import registry
from uptape.flow.alerting import Message
from uptape.flow.drain import somebody_is_on
from uptape.flow.handing import store_name
from uptape.flow.ledger import Ledger
from uptape.flow.placing import decision_for
from uptape.flow.works import Work, work_of
from uptape.store import customers, leads
from uptape.store.engine import Store
from uptape.store.leads import StoredLead
from uptape.store.tapes import TapeCache
from uptape.wording.shown import clock_time

BY = "uptape"


def hand_off(store: Store, dealerships: Mapping[str, Dealership], cache: TapeCache | None = None) -> int:
    """Hands every appointment of a pool with `hand_off:` on, one transaction each; gives back how many went."""
    desks = [(d, pool.key) for d in dealerships.values() for pool in d.pools.values() if pool.hand_off]
    if not desks:
        return 0
    with store.read() as unit:
        found = [(d, lead) for d, pool in desks for lead in leads.appointments(unit, d.key, pool)]
    return sum(_hand_off_one(store, dealership, lead, cache) for dealership, lead in found)


def _hand_off_one(store: Store, dealership: Dealership, lead_id: str, cache: TapeCache | None) -> int:
    with store.write() as unit:
        stored = leads.get(unit, lead_id)
        desk = dealership.pools.get(stored.pool) if stored else None
        if stored is None or desk is None or desk.hand_off is None or desk.hand_off.to not in dealership.pools:
            return 0
        target = dealership.pools[desk.hand_off.to]
        ledger = Ledger(unit, dealership, [desk.key, target.key], store.clock.now(), BY, cache)
        stored = leads.get(unit, lead_id)  # again, under the locks
        if stored is None or stored.status != "appointment" or stored.pool != desk.key or not stored.assigned_to:
            return 0
        if not somebody_is_on(ledger, target.key):
            return 0
        setter = stored.assigned_to
        keys = customers.keys_of_lead(unit, lead_id)
        # The owner is from now on who gets it: what made the setter owner by this lead counts no more.
        customers.disown(unit, dealership.key, setter, lead_id)
        ledger.load_customers(keys)
        work = replace(work_of(stored, ledger, keys), pool=_line_of(target), tried=frozenset())
        decision = decision_for(ledger, work)
        if decision.outcome != "assigned" or decision.member is None:
            return 0
        _give(ledger, stored, desk, replace(work, pool=target), decision, setter)
        ledger.flush()
        unit.commit()
    return 1


def _line_of(pool: Pool) -> Pool:
    """The pool as a plain line: an appointment is not held out to several, and goes to one."""
    mode = "round-robin" if pool.mode in registry.TOLD_MODES else pool.mode
    return replace(pool, mode=mode, copies=1, accept_within=None)


def _give(ledger: Ledger, stored: StoredLead, desk: Pool, work: Work, decision: Decision, setter: str) -> None:
    member = decision.member
    taker = ledger.member(member or "")
    assert member is not None
    assert taker is not None
    pool = work.pool.key
    named = _name(ledger, setter)
    why = Reason(setter, "note", f"made the appointment; hand_off gives it to the line of {pool}", desk.place.short)
    leads.end_assignment(ledger.unit, stored.id, ledger.now)
    ledger.note(desk.key, "handed_off", [why], lead_id=stored.id, person=setter)
    # A turn also where the customer is a repeat of theirs: whoever gets an appointment uses one.
    effect = ledger.take_turn(pool, member, stored.id)
    ledger.note(pool, "assigned", (why, *decision.reasons), lead_id=stored.id, person=member, effect=effect)
    ledger.assign(stored.id, pool, decision.group, member, decision.how, turn=effect is not None)
    ledger.own(work.keys, member, stored.id, covering=False)
    ledger.change_lead(
        stored.id, pool=pool, grp=decision.group, status="appointment", assigned_to=member, assigned_at=ledger.now
    )
    ledger.happened(stored.id, "handed_off", f"{named} made the appointment, {taker.name} has it")
    number = ledger.locked[pool].journal_seq
    when = leads.appointment_of(ledger.unit, stored.id)
    told = clock_time(when, ledger.dealership.timezone, day_of=ledger.now) if when else "made"
    facts = (("appointment", told), ("setter", named))
    shop = store_name(ledger, work.draft)
    ledger.tell(Message("assigned", "new", taker, f"handed:{number}", stored.id, work.pool, shop, facts=facts))
    before = ledger.member(setter)
    if before is not None and setter != member:
        who = short_name(work.draft.customer) or stored.id
        ledger.tell(
            Message(
                "told", "plain", before, f"handed:{number}", stored.id, work.pool,
                headline=f"{who}: your appointment went to {taker.name}", body="You stay named as who made it.",
                facts=(("taker", taker.name),),
            )
        )  # fmt: skip


def _name(ledger: Ledger, key: str) -> str:
    member = ledger.member(key)
    return member.name if member else key
