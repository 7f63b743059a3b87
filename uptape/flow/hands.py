"""What people do to leads by hand: hand over, report an outcome, read a mail again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from uptape.core.below import way_down
from uptape.core.contacts import keys_of, short_name
from uptape.core.dealership import Dealership
from uptape.core.decisions import Decision, Reason
from uptape.core.eligibility import Member, member_of
from uptape.core.errors import Refused
from uptape.core.ids import lead_id as new_lead_id
from uptape.core.leads import Customer, LeadDraft
from uptape.flow import feedback
from uptape.flow.alerting import Message
from uptape.flow.fields import MailFacts
from uptape.flow.handing import hand_over
from uptape.flow.ledger import Ledger
from uptape.flow.offering import withdraw_all
from uptape.flow.takers import go_down
from uptape.flow.turns import pools_of_turns, taken_away
from uptape.flow.works import Work, work_of
from uptape.store import assignments, customers, leads, mail, review
from uptape.store.codec import encode
from uptape.store.engine import Store
from uptape.store.leads import StoredLead

OUTCOMES: Mapping[str, str] = {
    "contacted": "contacted",
    "appointment": "appointment",
    "sold": "sold",
    "lost": "lost",
    "spam": "not_lead",
}
"""What may be reported by a command, and the status that it makes."""


def assign_lead(
    store: Store, dealerships: Mapping[str, Dealership], lead_id: str, member_key: str, by: str, why: str,
    *, turn: bool = True, house: bool = False,
) -> str:  # fmt: skip
    """Hands a lead to somebody; gives back the name of who has it now. Raises Refused where the rules say no.

    A fresh lead costs its taker a turn, whoever hands it out, unless `turn` is False; who had it before any attempt
    gets theirs back. `house`: a manager keeps it, without line and turn.
    """
    with store.write() as unit:
        stored = leads.get(unit, lead_id)
        if stored is None:
            raise Refused(f"there is no lead {lead_id}")
        dealership = _dealership(dealerships, stored.dealership)
        member = member_of(dealership, member_key)
        if member is None:
            raise Refused(f"{dealership.key} has nobody called {member_key}")
        pools = pools_of_turns(unit, dealership, lead_id, stored.pool)
        ledger = Ledger(unit, dealership, pools, store.clock.now(), by)
        assign_in(ledger, stored, member, why, turn=turn, house=house)
        ledger.flush()
        unit.commit()
    return member.name


def assign_in(
    ledger: Ledger, stored: StoredLead, member: Member, why: str, *, turn: bool = True, house: bool = False
) -> None:
    """`assign_lead` in open books that hold the pools of the lead's turns."""
    lead_id, unit = stored.id, ledger.unit
    if stored.status == "duplicate":
        raise Refused(f"{lead_id} is a duplicate: hand over the lead that it belongs to")
    if stored.assigned_to == member.key and stored.status not in {"queued", "review"}:
        raise Refused(f"{member.name} has {lead_id} already")
    if house and not (member.person and member.person.is_manager):
        raise Refused(f"{member.name} is no manager, and a house lead is a manager's")
    keys = customers.keys_of_lead(unit, lead_id)
    ledger.load_customers(keys)
    withdraw_all(ledger, lead_id)
    attempted = leads.is_attempted(unit, lead_id)
    taken_away(ledger, lead_id, assignments.live(unit, lead_id), attempted=attempted)
    had = leads.end_assignment(unit, lead_id, ledger.now)
    work = work_of(stored, ledger, keys)
    fresh = not attempted and not _is_repeat(ledger, work, member.key)
    _give(ledger, work, member.key, f"by hand: {why}", turn=turn, fresh=fresh, house=house)
    review.settle_lead_mail(unit, stored.mail_seq, ledger.now)
    if had is not None and had != member.key:
        _tell_taken_away(ledger, work, had, member.name)


def assign_mail(
    store: Store, dealerships: Mapping[str, Dealership], mail_id: str, member_key: str, by: str, why: str,
    *, turn: bool = True,
) -> str:  # fmt: skip
    """Makes a lead of a mail of the review box by hand and gives it to somebody; gives back the lead's id."""
    with store.write() as unit:
        item = review.mail_item(unit, mail_id)
        if item is None:
            raise Refused(f"there is no mail {mail_id} in the review box")
        existing = leads.of_mail(unit, mail_id)
    if existing:
        for lead in existing:
            assign_lead(store, dealerships, lead, member_key, by, why, turn=turn)
        return existing[0]
    if item.dealership is None or item.pool is None:
        dealership, pool_key = _dealership_of_member(dealerships, member_key)
    else:
        dealership, pool_key = _dealership(dealerships, item.dealership), item.pool
    member = member_of(dealership, member_key)
    if member is None:
        raise Refused(f"{dealership.key} has nobody called {member_key}")
    pool = dealership.pools.get(pool_key) or next(iter(dealership.pools.values()))
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [pool.key], store.clock.now(), by)
        emails = (item.from_address,) if item.from_address else ()
        draft = LeadDraft(Customer(emails=emails), comments=item.subject or None)
        identity = new_lead_id()
        keys = keys_of(draft, ())
        ledger.add_lead(_hand_made(identity, dealership.key, pool.key, item, draft), keys)
        ledger.load_customers(keys)
        mail_facts = MailFacts(None, item.subject or "", item.from_address or "")
        work = Work(identity, pool, draft, keys, mail_facts, item.received_at, False)
        _give(ledger, work, member_key, f"made a lead by hand: {why}", turn=turn)
        review.settle_mail(unit, mail_id, ledger.now)
        ledger.flush()
        unit.commit()
    return identity


def report(
    store: Store, dealerships: Mapping[str, Dealership], lead_id: str, outcome: str, by: str, note: str | None = None,
    at: datetime | None = None,
) -> str:  # fmt: skip
    """Records what became of a lead; gives back its new status. Raises Refused for what cannot be."""
    if outcome not in OUTCOMES:
        raise Refused(f"{outcome!r} is no outcome; it is one of {', '.join(OUTCOMES)}")
    with store.write() as unit:
        stored = leads.get(unit, lead_id)
        if stored is None:
            raise Refused(f"there is no lead {lead_id}")
        if stored.status == "duplicate":
            raise Refused(f"{lead_id} is a duplicate: report on the lead that it belongs to")
        if stored.assigned_to is None and outcome != "spam":
            raise Refused(f"{lead_id} is {stored.status}: nobody has it yet, so nobody can have {outcome} it")
        dealership = _dealership(dealerships, stored.dealership)
        ledger = Ledger(unit, dealership, [stored.pool], store.clock.now(), by)
        moment = at or ledger.now
        planned = moment if outcome == "appointment" else None
        status = feedback.record(ledger, stored, outcome, via=by.partition(":")[0], note=note, at=at, planned=planned)
        ledger.flush()
        unit.commit()
    return status


def reread(store: Store, dealerships: Mapping[str, Dealership], mail_id: str, by: str) -> None:
    """Puts a mail of the review box back into the queue, to be read again. Raises Refused where it is not there."""
    with store.write() as unit:
        item = review.mail_item(unit, mail_id)
        if item is None:
            raise Refused(f"there is no mail {mail_id} in the review box")
        dealership = dealerships.get(item.dealership or "")
        if dealership is None:
            raise Refused(f"{mail_id} belongs to no dealership of the config, so reading it again decides nothing")
        now = store.clock.now()
        review.forget_unassigned_leads(unit, mail_id)
        mail.again(unit, mail_id, now)
        pool = item.pool if item.pool in dealership.pools else ""
        ledger = Ledger(unit, dealership, [pool or ""], now, by)
        ledger.note(pool or "", "reread", [Reason(None, "note", "read again by hand")], mail_id=mail_id)
        ledger.flush()
        unit.commit()


def _is_repeat(ledger: Ledger, work: Work, member: str) -> bool:
    """True for a customer whom the member owns already, where repeats cost no turn."""
    owned = any(one.member == member and not one.covering for one in ledger.owners_of(work.keys))
    return owned and not work.pool.repeat.uses_turn


def _give(
    ledger: Ledger, work: Work, member: str, why: str, *, turn: bool, fresh: bool = True, house: bool = False
) -> None:
    way = way_down(ledger.dealership, work.pool.key, member)
    if way and not house:
        down = Reason(member, "chosen", f"handed to {member} of this pool by hand")
        work = go_down(ledger, work, way, down, uses_turn=turn and fresh)
    pool = work.pool.key
    in_line = member in ledger.locked[pool].tape.members
    effect = ledger.take_turn(pool, member, work.id) if turn and fresh and not house else None
    note = " (no turn)" if in_line and not turn else ""
    reasons = (Reason(member, "chosen", why + note),)
    ledger.change_lead(work.id, status="assigned", assigned_to=member, assigned_at=ledger.now)
    ledger.note(pool, "house" if house else "hand_assigned", reasons, lead_id=work.id, person=member, effect=effect)
    ledger.assign(work.id, pool, None, member, "house" if house else "hand", turn=effect is not None)
    ledger.own(work.keys, member, work.id, covering=False)
    hand_over(ledger, work, member, "repeat" if work.known_customer else "new", Decision("assigned", reasons),
              occasion=f"assigned:{ledger.locked[pool].journal_seq}")  # fmt: skip


def _tell_taken_away(ledger: Ledger, work: Work, had: str, taker: str) -> None:
    before = ledger.member(had)
    if before is None:
        return
    ledger.tell(
        Message(
            "told",
            "gone",
            before,
            f"taken:{ledger.locked[work.pool.key].journal_seq}",
            work.id,
            work.pool,
            headline=f"{short_name(work.draft.customer)} was handed to {taker}",
            body=f"{taker} has it now.",
            facts=(("taker", taker),),
        )
    )


def _hand_made(identity: str, dealership: str, pool: str, item: review.MailItem, draft: LeadDraft) -> dict[str, Any]:
    return {
        "id": identity,
        "dealership": dealership,
        "pool": pool,
        "grp": None,
        "mail_seq": item.seq,
        "mail_index": 0,
        "status": "assigned",
        "received_at": item.received_at,
        "message_id": item.message_id,
        "marks": ["made by hand"],
        "draft": encode(draft),
        "assigned_to": None,
        "assigned_at": None,
    }


def _dealership(dealerships: Mapping[str, Dealership], key: str) -> Dealership:
    dealership = dealerships.get(key)
    if dealership is None:
        raise Refused(f"dealership {key} is not in the config")
    return dealership


def _dealership_of_member(dealerships: Mapping[str, Dealership], member: str) -> tuple[Dealership, str]:
    having = [d for d in dealerships.values() if member_of(d, member) is not None]
    if len(having) != 1:
        raise Refused(f"this mail names no dealership, and {member} is not exactly one person")
    pools = [pool.key for pool in having[0].pools.values() if member in pool.tape]
    return having[0], pools[0] if pools else next(iter(having[0].pools))
