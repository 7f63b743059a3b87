"""Turns by hand: given back for a lead that was none, and people moved in the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

from uptape.core import weights
from uptape.core.below import PREFIX
from uptape.core.contacts import short_name
from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.core.errors import Refused
from uptape.flow.alerting import Message
from uptape.flow.ledger import Ledger
from uptape.store import assignments, leads, review, turns
from uptape.store.assignments import Held
from uptape.store.engine import Store, Unit
from uptape.store.leads import StoredLead

GIVEN_BACK_WITHIN = timedelta(days=7)
"""Counted from when the lead was dealt."""

TurnReason = Literal["spam", "bad", "dup", "wrong"]
WORDS: Mapping[str, str] = {
    "spam": "spam",
    "bad": "a bad number",
    "dup": "a duplicate",
    "wrong": "for the wrong department",
}
"""Why a turn may come back, and how that is said."""


def turn_back(
    store: Store, dealerships: Mapping[str, Dealership], lead_id: str, reason: TurnReason, by: str, note: str = "",
) -> list[str]:  # fmt: skip
    """A manager confirms that a lead was none; see `turn_back_in`. Gives back the names of who got a turn back."""
    if reason not in WORDS:
        raise Refused(f"{reason!r} is no reason; it is one of {', '.join(WORDS)}")
    with store.write() as unit:
        stored = leads.get(unit, lead_id)
        dealership = dealerships.get(stored.dealership) if stored else None
        if stored is None or dealership is None:
            raise Refused(f"there is no lead {lead_id}")
        ledger = Ledger(unit, dealership, pools_of_turns(unit, dealership, lead_id, stored.pool), store.clock.now(), by)
        returned = turn_back_in(ledger, stored, WORDS[reason] + (f": {note}" if note else ""))
        for one in returned:
            _tell_back(ledger, lead_id, one, short_name(stored.draft.customer), WORDS[reason])
        ledger.flush()
        unit.commit()
    return [_name(ledger, one.member) for one in returned]


def turn_back_in(ledger: Ledger, stored: StoredLead, why: str) -> list[Held]:
    """Closes what was no lead, and puts its takers back to where they stood before their latest turn.

    Once a lead, within 7 days; their limits count one less. Gives back whose turn it was (nobody where the lead cost
    none). The books hold `pools_of_turns`. Raises Refused with the reason.
    """
    held = assignments.live(ledger.unit, stored.id)
    refused = _refusal(ledger, stored.id, held)
    if refused is not None:
        raise Refused(refused)
    returned = [one for one in held if give_turn_back(ledger, stored.id, one, f"{why}, confirmed by {ledger.by}")]
    for pool in dict.fromkeys(one.pool for one in held):
        pools_back(ledger, stored.id, pool, why)
    leads.end_assignment(ledger.unit, stored.id, ledger.now)
    ledger.change_lead(stored.id, status="not_lead", closed_at=ledger.now, assigned_to=None)
    ledger.happened(stored.id, "spam", why)
    said = Reason(stored.assigned_to, "note", f"closed as no lead: {why}")
    ledger.note(stored.pool, "given_back", [said], lead_id=stored.id, person=stored.assigned_to)
    review.settle_lead_mail(ledger.unit, stored.mail_seq, ledger.now)
    return returned


def _refusal(ledger: Ledger, lead_id: str, held: Sequence[Held]) -> str | None:
    if not held:
        return f"nobody has {lead_id}, so there is no turn to give back"
    if assignments.was_given_back(ledger.unit, lead_id):
        return f"a turn of {lead_id} was given back before, and that is done once a lead"
    if ledger.now - held[0].at > GIVEN_BACK_WITHIN:
        return f"{lead_id} was dealt more than 7 days ago: its turn is not given back any more"
    return None


def give_turn_back(ledger: Ledger, lead_id: str, held: Held, why: str) -> bool:
    """Puts the taker of a lead back and lets their limits count one less; True where the lead had cost them a turn.

    The caller looks whether it may be done, and holds the locks of `pools_of_turns`.
    """
    assignments.uncount(ledger.unit, held.id)
    effect = ledger.give_back(held.pool, held.member, lead_id)
    if effect is not None:
        reason = Reason(held.member, "note", f"back to where they stood before their latest turn: {why}")
        ledger.note(held.pool, "turn_back", [reason], lead_id=lead_id, person=held.member, effect=effect)
    return effect is not None


def pools_back(ledger: Ledger, lead_id: str, pool: str, why: str) -> None:
    """The turn of a pool that had the lead from another comes back too, in that other's line."""
    member = f"{PREFIX}{pool}"
    for turn in turns.of_lead(ledger.unit, lead_id):
        if turn.member != member or turn.pool not in ledger.locked:
            continue
        effect = ledger.give_back(turn.pool, member, lead_id)
        if effect is not None:
            reason = Reason(member, "note", f"back to where it stood before its latest turn: {why}")
            ledger.note(turn.pool, "turn_back", [reason], lead_id=lead_id, person=member, effect=effect)
        pools_back(ledger, lead_id, turn.pool, why)


def taken_away(ledger: Ledger, lead_id: str, held: Sequence[Held], *, attempted: bool) -> None:
    """A lead is taken from those who had it: before any attempt their turn comes back, once a lead, within 7 days."""
    if attempted or _refusal(ledger, lead_id, held) is not None:
        return
    for one in held:
        give_turn_back(ledger, lead_id, one, "the lead was taken away before any attempt")


def pools_of_turns(unit: Unit, dealership: Dealership, lead_id: str, pool: str) -> list[str]:
    """The pools whose lines a change of a lead may touch."""
    return [pool, *(turn.pool for turn in turns.of_lead(unit, lead_id) if turn.pool in dealership.pools)]


def move_in_line(
    store: Store, dealership: Dealership, pool: str, member_key: str, to: int | Literal["front", "end"], by: str,
    why: str,
) -> int:  # fmt: skip
    """Moves a member in a pool's line; nobody else's order changes. `to` is 1 for next. Gives back the new place.

    In a pool with weights it comes as near to that place as the weights allow. Raises Refused where nobody such stands.
    """
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [pool], store.clock.now(), by)
        locked = ledger.locked[pool]
        if member_key not in locked.tape.members:
            raise Refused(f"{member_key} does not stand in the line of {dealership.key}/{pool}")
        last = len(locked.tape.spots)
        wanted = 1 if to == "front" else last if to == "end" else to
        if not 1 <= wanted <= last:
            raise Refused(f"the line of {dealership.key}/{pool} has places 1 to {last}")
        there = ledger.weights(pool)
        effect = f"move:{wanted - 1}"
        credit: int | None = None
        if there and member_key in there and there[member_key] > 0:
            credit = weights.credit_at(locked.tape, member_key, wanted - 1, there)
            effect += f":{credit}"
        before = ledger.line(pool).index(member_key) + 1
        locked.tape = locked.tape.move(member_key, wanted - 1, credit)
        reason = Reason(member_key, "note", f"moved from place {before} to {wanted} by hand: {why}")
        ledger.note(pool, "moved", [reason], person=member_key, effect=effect)
        line = ledger.line(pool)
        ledger.flush()
        unit.commit()
    return line.index(member_key) + 1


def _tell_back(ledger: Ledger, lead_id: str, held: Held, customer: str, what: str) -> None:
    member = ledger.member(held.member)
    if member is None:
        return
    ledger.tell(
        Message(
            "notice",
            "plain",
            member,
            f"turn_back:{held.id}",
            lead_id,
            ledger.dealership.pools.get(held.pool),
            headline=f"Your turn is back: {customer} was {what}",
            body="You stand where you stood before your latest turn.",
        )
    )


def _name(ledger: Ledger, key: str) -> str:
    member = ledger.member(key)
    return member.name if member else key
