"""Holds leads out, and settles what becomes of an offer: accepted, passed, lapsed or withdrawn.

Every function locks the pool's line first and looks again at what stands: of two who accept at once the first wins,
and the other is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from uptape.core.contacts import short_name
from uptape.core.dealership import Dealership
from uptape.core.decisions import Decision, Reason
from uptape.core.errors import Refused
from uptape.flow import desk_calls, offer_clock
from uptape.flow.alerting import Message
from uptape.flow.handing import store_name
from uptape.flow.ledger import Ledger
from uptape.flow.placing import decision_for, record, send_to_review
from uptape.flow.takers import go_down
from uptape.flow.works import Work, work_of
from uptape.store import customers, leads, offers
from uptape.store.engine import Store, Unit
from uptape.store.leads import StoredLead
from uptape.store.offers import StoredOffer
from uptape.store.tapes import TapeCache

BY = "uptape"


def accept(
    store: Store, dealerships: Mapping[str, Dealership], lead_id: str, member: str, by: str,
    cache: TapeCache | None = None,
) -> None:  # fmt: skip
    """Gives a lead to who accepts its offer. Raises Refused, with the reason, where it is gone or was never theirs."""
    with store.write() as unit:
        ledger, stored = _open_books(store, unit, dealerships, lead_id, by, cache)
        accept_in(ledger, stored, member)
        ledger.flush()
        unit.commit()


def pass_on(
    store: Store, dealerships: Mapping[str, Dealership], lead_id: str, member: str, by: str,
    cache: TapeCache | None = None,
) -> None:  # fmt: skip
    """Passes an offer: the turn is used, and the next is asked. Raises Refused where there is no such offer."""
    with store.write() as unit:
        ledger, stored = _open_books(store, unit, dealerships, lead_id, by, cache)
        pass_in(ledger, stored, member)
        ledger.flush()
        unit.commit()


def accept_in(ledger: Ledger, stored: StoredLead, member: str) -> None:
    """`accept` in open books that hold the lead's pool; `stored` was read under its lock."""
    offer = _offer_of(ledger, stored, member)
    if offer.until is not None and offer.until <= ledger.now:
        raise Refused(f"the offer of {stored.id} ended at {offer.until.isoformat(timespec='minutes')}")
    work = work_of(stored, ledger, customers.keys_of_lead(ledger.unit, stored.id))
    offers.end(ledger.unit, [offer.id], "accepted", ledger.now)
    ledger.change_lead(stored.id, taken_at=ledger.now)
    _taken(ledger, work, offer)


def pass_in(ledger: Ledger, stored: StoredLead, member: str) -> None:
    """`pass_on` in open books that hold the lead's pool; `stored` was read under its lock."""
    _unaccepted(ledger, stored, _offer_of(ledger, stored, member), "passed", "passed this lead")


def lapse(store: Store, dealerships: Mapping[str, Dealership], cache: TapeCache | None = None, by: str = BY) -> int:
    """Ends the offers whose time is up and warns of those that end soon; gives back how many ended."""
    with store.read() as unit:
        over = offers.over(unit, store.clock.now())
        soon = offers.to_warn(unit, store.clock.now())
        known = {offer.id for offer in over}
        over += [offer for offer in offers.never_delivered(unit) if offer.id not in known]
    for offer in over:
        _lapse_one(store, dealerships, offer, by, cache)
    for offer in soon:
        _warn_one(store, dealerships, offer, by, cache)
    return len(over)


def withdraw_from(ledger: Ledger, member: str, pools: Sequence[str], why: str) -> int:
    """Takes back what is held out to a member, without penalty, and asks the next; gives back how many there were.

    The books hold the pools and those above them, whose leads may be held out to the member too.
    """
    found = offers.open_to(ledger.unit, ledger.dealership.key, member, pools)
    for offer in found:
        stored = leads.get(ledger.unit, offer.lead_id)
        if stored is not None:
            _unaccepted(ledger, stored, offer, "withdrawn", why)
    return len(found)


def withdraw_all(ledger: Ledger, lead_id: str) -> None:
    """Takes back every open offer of a lead that goes another way, without penalty."""
    for offer in offers.of_lead(ledger.unit, lead_id):
        if offer.state == "open":
            offers.end(ledger.unit, [offer.id], "withdrawn", ledger.now)
            _give_back(ledger, offer, "the lead was handed over by hand")


def _open_books(
    store: Store, unit: Unit, dealerships: Mapping[str, Dealership], lead_id: str, by: str, cache: TapeCache | None
) -> tuple[Ledger, StoredLead]:
    stored = leads.get(unit, lead_id)
    dealership = dealerships.get(stored.dealership) if stored else None
    if stored is None or dealership is None or stored.pool not in dealership.pools:
        raise Refused(f"there is no lead {lead_id}")
    ledger = Ledger(unit, dealership, [stored.pool], store.clock.now(), by, cache)
    again = leads.get(unit, lead_id)  # read under the lock of the line
    assert again is not None
    return ledger, again


def _offer_of(ledger: Ledger, stored: StoredLead, member: str) -> StoredOffer:
    found = [offer for offer in offers.of_lead(ledger.unit, stored.id) if offer.member == member]
    open_now = next((offer for offer in found if offer.state == "open"), None)
    if open_now is not None:
        return open_now
    holder = ledger.member(stored.assigned_to) if stored.assigned_to else None
    if holder is not None:
        held = "they have it already" if holder.key == member else f"it is gone: {holder.name} has it"
        raise Refused(f"there is no offer of {stored.id} to {member}: {held}")
    if found:
        raise Refused(f"there is no offer of {stored.id} to {member} any more: it {_SAID[found[-1].state]}")
    raise Refused(f"there is no offer of {stored.id} to {member}: it is {stored.status}")


_SAID = {"passed": "was passed", "lapsed": "lapsed", "withdrawn": "was taken back", "accepted": "was accepted"}


def _taken(ledger: Ledger, work: Work, offer: StoredOffer) -> None:
    """The lead is theirs: assignment, alert with everything, and the others hear that it is gone."""
    why = "first to accept" if offer.kind == "claim" else "accepted the offer"
    reasons = (Reason(offer.member, "chosen", why),)
    waiting = work
    if offer.way and set(offer.way) <= set(ledger.locked):
        work = go_down(ledger, work, offer.way, reasons[0], uses_turn=True)
        ledger.change_lead(work.id, grp=offer.group)
    pool = work.pool
    effect = ledger.take_turn(pool.key, offer.member, work.id) if offer.kind == "claim" else None
    ledger.change_lead(work.id, status="assigned", assigned_to=offer.member, assigned_at=ledger.now)
    ledger.note(pool.key, "accepted", reasons, lead_id=work.id, person=offer.member, effect=effect)
    ledger.assign(work.id, pool.key, offer.group, offer.member, offer.how, turn=effect is not None)
    ledger.own(work.keys, offer.member, work.id, covering=offer.how == "cover")
    taker = ledger.member(offer.member)
    if taker is not None:
        ledger.tell(
            Message(
                "assigned", "repeat" if work.known_customer else "new", taker, f"accepted:{offer.id}", work.id, pool,
                store_name(ledger, work.draft), ledger.call_by,
                facts=(("household", work.household),) if work.household else (),
            )
        )  # fmt: skip
    for other in offers.of_lead(ledger.unit, work.id):
        if other.state == "open" and other.id != offer.id:
            offers.end(ledger.unit, [other.id], "withdrawn", ledger.now)
            _tell_gone(ledger, work, other, taker.name if taker else offer.member)
    _give_what_waits_with(ledger, waiting, offer.member, reasons[0], offer.way if work is not waiting else None)


def _give_what_waits_with(ledger: Ledger, work: Work, member: str, how: Reason, way: Sequence[str] | None) -> None:
    """A customer's further enquiries that waited go with the lead, without an offer or a turn of their own."""
    for lead in leads.queued(ledger.unit, ledger.dealership.key, work.pool.key):
        keys = customers.keys_of_lead(ledger.unit, lead.id)
        if not set(keys).intersection(work.keys):
            continue
        why = f"goes with {work.id}: one customer never has two callers"
        decision = Decision("assigned", (Reason(member, "chosen", why),), lead.group, member, "repeat", repeat=True)
        down = go_down(ledger, work_of(lead, ledger, keys), way or (), how, uses_turn=False)
        record(ledger, down, decision, offering=False)


def _unaccepted(
    ledger: Ledger, stored: StoredLead, offer: StoredOffer, state: str, why: str, *, undelivered: bool = False
) -> None:
    """An offer ended without a taker: the next is asked, once nobody else holds this lead's offer."""
    offers.end(ledger.unit, [offer.id], state, ledger.now, undelivered=undelivered)
    effect = _give_back_effect(ledger, offer) if state == "withdrawn" else None
    ledger.note(
        offer.pool, state, [Reason(offer.member, state, why)], lead_id=stored.id, person=offer.member,
        effect=effect,
    )  # fmt: skip
    if any(other.state == "open" for other in offers.of_lead(ledger.unit, stored.id)):
        return
    work = work_of(stored, ledger, customers.keys_of_lead(ledger.unit, stored.id))
    ledger.load_customers(work.keys)
    pool = work.pool
    if offer.kind == "claim" and state != "withdrawn":
        _to_managers(ledger, work, "nobody claimed it in time")
    elif state == "withdrawn" or pool.unaccepted == "next":
        _ask_next(ledger, work)
    elif pool.unaccepted == "claim":
        record(ledger, work, decision_for(ledger, work, claim=True))
    else:
        _to_managers(ledger, work, f"{offer.member} {why}; unaccepted: manager")


def _ask_next(ledger: Ledger, work: Work) -> None:
    decision = decision_for(ledger, work)
    if decision.outcome == "queued" and work.tried and _all_had(ledger, work, decision):
        _to_managers(ledger, work, "everybody was asked once")
        return
    record(ledger, work, decision)


def _all_had(ledger: Ledger, work: Work, decision: Decision) -> bool:
    group = next((group for group in work.pool.groups if group.key == decision.group), None)
    intended = set(group.members) if group else set(ledger.locked[work.pool.key].tape.members)
    return intended <= work.tried


def _to_managers(ledger: Ledger, work: Work, why: str) -> None:
    send_to_review(ledger, work.pool, work.id, [Reason(None, "review", why)], about=short_name(work.draft.customer))
    desk_calls.call(ledger, work.pool, work.id, work.draft)


def _give_back_effect(ledger: Ledger, offer: StoredOffer) -> str | None:
    """Gives back the turn that an offer took; None where it took none (claims are free until one accepts)."""
    return ledger.give_back(offer.pool, offer.member, offer.lead_id) if offer.kind == "single" else None


def _give_back(ledger: Ledger, offer: StoredOffer, why: str) -> None:
    effect = _give_back_effect(ledger, offer)
    ledger.note(
        offer.pool, "withdrawn", [Reason(offer.member, "withdrawn", why)], lead_id=offer.lead_id, person=offer.member,
        effect=effect,
    )  # fmt: skip


def _tell_gone(ledger: Ledger, work: Work, offer: StoredOffer, taker: str) -> None:
    member = ledger.member(offer.member)
    if member is not None:
        ledger.tell(
            Message(
                "told", "gone", member, f"gone:{offer.id}", work.id, work.pool,
                headline=f"{short_name(work.draft.customer)} is gone", body=f"{taker} has it.",
                facts=(("taker", taker), ("masked", "yes")),
            )
        )  # fmt: skip


def _lapse_one(
    store: Store, dealerships: Mapping[str, Dealership], offer: StoredOffer, by: str, cache: TapeCache | None
) -> None:
    with store.write() as unit:
        try:
            ledger, stored = _open_books(store, unit, dealerships, offer.lead_id, by, cache)
            found = _offer_of(ledger, stored, offer.member)
        except Refused:
            return  # somebody was faster
        if found.id != offer.id:
            return
        member = ledger.member(offer.member)
        shift = ledger.shift_end(offer.line, member) if member else ledger.now
        free = offer_clock.penalty_free(found, ledger.now)
        if shift is not None and shift <= ledger.now:
            _unaccepted(ledger, stored, found, "withdrawn", "their shift ended while it was untaken")
        elif free is not None:
            _unaccepted(ledger, stored, found, "withdrawn", free, undelivered=found.begun_at is None)
        else:
            _unaccepted(ledger, stored, found, "lapsed", "let it lapse")
        ledger.flush()
        unit.commit()


def _warn_one(
    store: Store, dealerships: Mapping[str, Dealership], offer: StoredOffer, by: str, cache: TapeCache | None
) -> None:
    with store.write() as unit:
        try:
            ledger, stored = _open_books(store, unit, dealerships, offer.lead_id, by, cache)
            found = _offer_of(ledger, stored, offer.member)
        except Refused:
            return
        offers.warned(unit, found.id)
        member = ledger.member(offer.member)
        if member is not None:
            ledger.tell(
                Message(
                    "notice", "plain", member, f"warning:{found.id}", stored.id, ledger.dealership.pools[stored.pool],
                    offer_until=found.until,
                    headline=f"Your offer {stored.id[-3:]} ends soon", body="1=take 2=pass.",
                    facts=(("masked", "yes"),),
                )
            )  # fmt: skip
        ledger.flush()
        unit.commit()
