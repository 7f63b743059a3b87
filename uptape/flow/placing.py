"""Places one lead: decides by the core and writes the decision whole into the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from uptape.core import offers
from uptape.core.contacts import short_name
from uptape.core.dealership import Pool
from uptape.core.decisions import Decision, Reason
from uptape.core.distribute import decide
from uptape.core.eligibility import Member
from uptape.core.situation import FromAbove, Situation
from uptape.flow import desk_calls, pacing
from uptape.flow.alerting import Message
from uptape.flow.fields import lead_fields
from uptape.flow.handing import store_name, who_may_take_it
from uptape.flow.ledger import Ledger
from uptape.flow.takers import record_assigned, record_copies, send_down, work_in
from uptape.flow.works import Work


def situation_of(ledger: Ledger, work: Work) -> Situation:
    """All that a decision about a lead needs, as it stands in the books."""
    fields = lead_fields(work.draft, work.mail, ledger.dealership, work.received_at, repeat=work.known_customer)
    return Situation(
        ledger.now,
        ledger.dealership,
        work.pool,
        ledger.locked[work.pool.key].tape,
        work.draft,
        fields,
        ledger.member,
        lambda member: _absence(ledger, work.pool, member),
        ledger.count,
        ledger.owners_of(work.keys),
        work.tried,
        ledger.weights(work.pool.key),
        work.known_customer,
        pacing.held_back(ledger, work.pool) if work.waited else None,
        _inner(ledger, work),
        work.sent_to,
    )


def _inner(ledger: Ledger, work: Work) -> Callable[[str, FromAbove], Decision]:
    """What the pools on this tape would decide about the lead; each is asked once beside the same takers."""
    found: dict[tuple[str, bool, tuple[str, ...] | None], Decision] = {}

    def decision(key: str, above: FromAbove) -> Decision:
        takers = tuple(one.key for one in above.beside.takers) if above.beside else None
        slot = (key, above.claim, takers)
        if slot not in found:
            down = work_in(ledger, work, key)
            if above.claim:
                down = replace(down, pool=replace(down.pool, mode="claim"))
            found[slot] = _decide(replace(situation_of(ledger, down), from_above=above), down)
        return found[slot]

    return decision


def _decide(situation: Situation, work: Work) -> Decision:
    decision = decide(situation)
    return replace(decision, reasons=(*work.notes, *decision.reasons)) if work.notes else decision


def decision_for(ledger: Ledger, work: Work, *, claim: bool = False) -> Decision:
    """What would be decided about a lead now; `claim` asks everybody at once, also who had it. Changes nothing."""
    if claim:
        work = replace(work, pool=replace(work.pool, mode="claim"), tried=frozenset(), keys=())
    return _decide(situation_of(ledger, work), work)


def _absence(ledger: Ledger, pool: Pool, member: Member) -> str | None:
    away = ledger.absence(pool, member)
    if away is not None or not offers.are_made_by(pool):
        return away
    end = ledger.shift_end(pool.key, member)
    too_short = end is not None and end - ledger.now < offers.LEAST_TIME
    return "has under 2 minutes of the shift left" if too_short else None


def record(ledger: Ledger, work: Work, decision: Decision, *, offering: bool = True) -> None:
    """Writes a decision into the books: state, assignment or offer, turn, owner, journal and messages.

    `offering` False hands the lead over where the pool would hold it out first.
    """
    if decision.copies and (decision.inner or any(copy.inner for copy in decision.copies)):
        record_copies(ledger, work, decision)
    elif decision.inner is not None and decision.member is not None:
        _record_down(ledger, work, decision, decision.inner, decision.member, offering=offering)
    elif decision.outcome == "offered":
        _record_claim(ledger, work, decision)
    elif decision.outcome == "assigned" and offering and work.pool.accept_within is not None:
        _record_offer(ledger, work, decision)
    elif decision.outcome == "assigned" and decision.member is not None:
        record_assigned(ledger, work, decision, decision.member)
    elif decision.outcome == "queued":
        ledger.change_lead(
            work.id,
            status="queued",
            grp=decision.group,
            queued_at=ledger.now,
            repeat=decision.repeat,
            overflow_at=overflow_at(ledger, work.pool, decision.group, ledger.now),
        )
        ledger.note(work.pool.key, "queued", decision.reasons, lead_id=work.id)
    else:
        send_to_review(ledger, work.pool, work.id, decision.reasons, about=short_name(work.draft.customer))
        ledger.change_lead(work.id, grp=decision.group, repeat=decision.repeat)
        if work.pool.mode == "manager":
            desk_calls.call(ledger, work.pool, work.id, work.draft)


def overflow_at(ledger: Ledger, pool: Pool, group: str | None, since: datetime) -> datetime | None:
    """When a lead that waits for a group since a moment goes elsewhere, in opening hours; None for never."""
    found = next((one for one in pool.groups if one.key == group), None)
    if found is None or found.overflow is None:
        return None
    return ledger.dealership.hours.add_open_time(since, found.overflow.after)


def _record_down(
    ledger: Ledger, work: Work, decision: Decision, inner: Decision, member: str, *, offering: bool
) -> None:
    """A pool on this tape has the turn; from here on the lead is that pool's, by its own line and rules."""
    down = send_down(ledger, work, member, decision.reasons, uses_turn=decision.uses_turn)
    ledger.change_lead(work.id, pool=down.pool.key, sent_to=None, overflow_at=None)
    record(ledger, down, inner, offering=offering)


def send_to_review(
    ledger: Ledger,
    pool: Pool | None,
    lead_id: str | None,
    reasons: Sequence[Reason],
    *,
    about: str,
    mail_id: str | None = None,
) -> None:
    """Puts a lead or a mail into the review box and tells the managers on duty at once."""
    key = pool.key if pool else ""
    if lead_id is not None:
        ledger.change_lead(lead_id, status="review")
    ledger.note(key, "review", reasons, lead_id=lead_id, mail_id=mail_id)
    why = reasons[-1].why
    choices = who_may_take_it(ledger, pool, reasons) if pool is not None and lead_id is not None else []
    listed = " ".join(f"{number} {name}" for number, (_, name) in enumerate(choices, 1))
    facts = [("item", mail_id or lead_id or ""), ("reason", why)]
    if choices:
        facts.append(("choices", ",".join(key for key, _ in choices)))
    for manager in ledger.managers_on_duty(pool):
        ledger.tell(
            Message(
                "review",
                "plain",
                manager,
                f"review:{mail_id or lead_id}",
                lead_id,
                pool,
                headline=f"Review box: {about}",
                body=f"{why}. {listed} 0 house." if choices else why,
                facts=tuple(facts),
            )
        )


def _record_offer(ledger: Ledger, work: Work, decision: Decision) -> None:
    """Holds the lead out to the one who is up: the turn is taken now, and given back where the offer is withdrawn."""
    member = decision.member
    assert member is not None
    pool = work.pool.key
    effect = ledger.take_turn(pool, member, work.id) if decision.uses_turn else None
    ledger.change_lead(work.id, status="offered", grp=decision.group, repeat=decision.repeat, assigned_to=None)
    ledger.note(pool, "offered", decision.reasons, lead_id=work.id, person=member, effect=effect)
    _hold_out(ledger, work, decision, member, "single")


def _record_claim(ledger: Ledger, work: Work, decision: Decision) -> None:
    """Holds the lead out to everybody who may take it; the turn is the taker's."""
    ledger.change_lead(work.id, status="offered", grp=decision.group, repeat=decision.repeat, assigned_to=None)
    ledger.note(work.pool.key, "offered", decision.reasons, lead_id=work.id)
    for member in decision.asked:
        _hold_out(ledger, work, decision, member, "claim")


def _hold_out(ledger: Ledger, work: Work, decision: Decision, member: str, kind: str) -> None:
    asked = ledger.member(member)
    if asked is None:
        return
    down = decision.through.get(member)
    latest = ledger.shift_end(down.pools[-1] if down else work.pool.key, asked)
    until = offers.deadline(work.pool, ledger.dealership, ledger.now, latest)
    if kind == "claim" and work.pool.accept_within is None:
        until = None
    number = ledger.locked[work.pool.key].journal_seq
    ledger.offer(
        {
            "lead_id": work.id,
            "dealership": ledger.dealership.key,
            "pool": work.pool.key,
            "grp": down.group if down else decision.group,
            "way": list(down.pools) if down else None,
            "member": member,
            "kind": kind,
            "how": decision.how,
            "state": "open",
            "at": ledger.now,
            "until": until,
            "latest": latest,
        }
    )
    ledger.tell(
        Message(
            "offer",
            "grabs" if kind == "claim" else "offer",
            asked,
            f"offer:{number}",
            work.id,
            work.pool,
            store_name(ledger, work.draft),
            offer_until=until,
            facts=(("masked", "yes"),) if work.pool.show == "masked" else (),
        )
    )
