"""What buyers do with leads that they got: refused by their system's answer, or returned for a reason that counts.

Either way turn and limits are as before, and the lead never comes to that buyer again. A refused lead goes on to the
next buyer; a returned one, where nobody else has it, is looked at by a manager.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from uptape.core.below import entry_of
from uptape.core.choosing import one_more
from uptape.core.contacts import short_name
from uptape.core.dealership import Buyer, Dealership
from uptape.core.decisions import Decision, Reason
from uptape.core.errors import Refused
from uptape.core.intended import intended_set
from uptape.flow.ledger import Ledger
from uptape.flow.placing import decision_for, record, send_to_review, situation_of
from uptape.flow.takers import record_copy
from uptape.flow.turns import give_turn_back, pools_back, pools_of_turns
from uptape.flow.works import Work, work_of
from uptape.store import assignments, customers, leads, outbox, outbox_waits
from uptape.store.assignments import Held
from uptape.store.engine import Store, Unit
from uptape.store.leads import StoredLead
from uptape.store.outbox import ClaimedMessage, MessageResult

BY = "uptape"


def refused(
    store: Store, dealerships: Mapping[str, Dealership], worker: str, message: ClaimedMessage, result: MessageResult
) -> bool:
    """A buyer's system said no (T5 of such a message): the next buyer gets the lead.

    False, with nothing done, where this is no buyer's lead any more and the message is to be settled as any other.
    """
    dealership = dealerships.get(message.dealership)
    why = f"refused: {result.error or 'no reason given'}"
    with store.write() as unit:
        stored = leads.get(unit, message.entry.lead_id or "")
        if dealership is None or stored is None or stored.pool not in dealership.pools:
            return False
        pools = pools_of_turns(unit, dealership, stored.id, stored.pool)
        ledger = Ledger(unit, dealership, pools, store.clock.now(), BY)
        member = ledger.member(message.member)
        held = next((one for one in assignments.live(unit, stored.id) if one.member == message.member), None)
        if held is None or member is None or member.buyer is None:
            return False
        if not outbox.settle(unit, worker, [result]):
            return True  # another worker took it over
        outbox_waits.cancel_of(unit, stored.id, held.member, f"{member.name} refused this lead")
        _take_back(ledger, stored, held, "refused", why)
        _next(ledger, stored, held)
        ledger.flush()
        unit.commit()
    return True


def keep_receipts(
    unit: Unit,
    dealerships: Mapping[str, Dealership],
    taken: Sequence[tuple[ClaimedMessage, str | None]],
    now: datetime,
) -> None:
    """Notes on a lead's record what a buyer's system said when it took the lead."""
    rows = []
    for message, receipt in taken:
        dealership = dealerships.get(message.dealership)
        if dealership is None or message.member.partition(".")[0] not in dealership.buyers:
            continue
        entry = message.entry
        rows.append(
            {
                "dealership": dealership.key,
                "lead_id": entry.lead_id,
                "at": now,
                "event": "delivered",
                "by": message.member,
                "note": f"{entry.channel} to {entry.to}" + (f": {receipt}" if receipt else ""),
            }
        )
    leads.add_events(unit, rows)


def return_lead(
    store: Store, dealerships: Mapping[str, Dealership], lead_id: str, buyer_key: str, reason: str, by: str
) -> str:
    """A buyer returns a lead: turn and limit are credited; gives back the buyer's name. Raises Refused with the reason.

    It must have the lead, `returns:` must allow the reason, and the time since it was dealt must not be over.
    """
    with store.write() as unit:
        stored = leads.get(unit, lead_id)
        dealership = dealerships.get(stored.dealership) if stored else None
        if stored is None or dealership is None or stored.pool not in dealership.pools:
            raise Refused(f"there is no lead {lead_id}")
        buyer = dealership.buyers.get(buyer_key.partition(".")[0])
        if buyer is None:
            raise Refused(f"{dealership.key} has no buyer {buyer_key}")
        pools = pools_of_turns(unit, dealership, lead_id, stored.pool)
        ledger = Ledger(unit, dealership, pools, store.clock.now(), by)
        held = next((one for one in assignments.live(unit, lead_id) if _is_of(one.member, buyer)), None)
        counts = _why_it_counts(ledger, buyer, held, lead_id, reason)
        assert held is not None
        _take_back(ledger, stored, held, "returned", f"returned: {counts}")
        pools_back(ledger, lead_id, held.pool, f"returned: {counts}")
        if not _close_up(ledger, stored):
            why = Reason(held.member, "review", f"{buyer.name} returned it: {counts}")
            ledger.change_lead(lead_id, assigned_to=None, assigned_at=None)
            send_to_review(
                ledger, dealership.pools[stored.pool], lead_id, [why], about=short_name(stored.draft.customer)
            )
        ledger.flush()
        unit.commit()
    return buyer.name


def _why_it_counts(ledger: Ledger, buyer: Buyer, held: Held | None, lead_id: str, reason: str) -> str:
    """The reason in the words of the config. Raises Refused where it does not count."""
    terms = buyer.returns
    if held is None:
        raise Refused(f"{buyer.name} does not have {lead_id}")
    if terms is None:
        raise Refused(f'{buyer.name} may return nothing: the config has no "returns" for it ({buyer.place.short})')
    if ledger.now - held.at > terms.within:
        raise Refused(f"{lead_id} was dealt to {buyer.name} too long ago to be returned ({buyer.place.short})")
    words = reason.strip()
    known = next((one for one in terms.reasons if one.casefold() == words.casefold()), None)
    if terms.reasons and known is None:
        raise Refused(f"{words!r} is no reason for {buyer.name}; it is one of {', '.join(terms.reasons)}")
    if not words:
        raise Refused("say the reason")
    return known or words


def _is_of(member: str, buyer: Buyer) -> bool:
    return member.partition(".")[0] == buyer.key


def _take_back(ledger: Ledger, stored: StoredLead, held: Held, how: str, why: str) -> None:
    assignments.take_back(ledger.unit, held.id, how, why, ledger.now)
    ledger.note(held.pool, how, [Reason(held.member, how, why)], lead_id=stored.id, person=held.member)
    give_turn_back(ledger, stored.id, held, why)
    ledger.happened(stored.id, how, f"{held.member}: {why}")
    customers.disown(ledger.unit, ledger.dealership.key, held.member, stored.id)


def _next(ledger: Ledger, stored: StoredLead, held: Held) -> None:
    """Who gets a refused lead: the next who may, beside those who have a copy; a manager once everybody had it."""
    work = work_of(stored, ledger, customers.keys_of_lead(ledger.unit, stored.id))
    ledger.load_customers(work.keys)
    live = assignments.live(ledger.unit, stored.id)
    if live:
        pools_back(ledger, stored.id, held.pool, "the copy goes to the next")
        _another_copy(ledger, stored, work, live)
        _close_up(ledger, stored)
        return
    ledger.change_lead(stored.id, assigned_to=None, assigned_at=None)
    decision = decision_for(ledger, work)
    if decision.outcome == "queued" and _all_had(ledger, work, decision):
        why = Reason(None, "review", "unsold: every buyer who may have it refused or returned it")
        send_to_review(ledger, work.pool, work.id, [*decision.reasons, why], about=short_name(work.draft.customer))
        return
    record(ledger, work, decision)


def _another_copy(ledger: Ledger, stored: StoredLead, work: Work, live: Sequence[Held]) -> None:
    takers = [member for one in live if (member := ledger.member(one.member)) is not None]
    situation = situation_of(ledger, work)
    intended = intended_set(situation)
    taken = {entry_of(ledger.dealership, work.pool.key, one.pool, one.member) for one in live}
    copy = one_more(situation, intended, tuple(takers), taken)
    if copy is None:
        why = f"nobody else may have a copy; {', '.join(one.member for one in live)} keep theirs"
        ledger.note(work.pool.key, "note", [Reason(None, "note", why)], lead_id=stored.id)
        return
    number = max(one.copy for one in live) + 1
    record_copy(ledger, work, Decision("assigned", copy.reasons, stored.group, repeat=stored.repeat), copy, number)


def _close_up(ledger: Ledger, stored: StoredLead) -> bool:
    """Makes another taker the first where the first is gone; False where nobody has the lead any more."""
    ledger.sheets.write_assignments(ledger.unit)
    live = assignments.live(ledger.unit, stored.id)
    if live and live[0].copy != 1:
        assignments.renumber(ledger.unit, live[0].id, 1)
        ledger.change_lead(stored.id, assigned_to=live[0].member, assigned_at=live[0].at)
    return bool(live)


def _all_had(ledger: Ledger, work: Work, decision: Decision) -> bool:
    group = next((group for group in work.pool.groups if group.key == decision.group), None)
    intended = set(group.members) if group else set(ledger.locked[work.pool.key].tape.members)
    return intended <= work.tried
