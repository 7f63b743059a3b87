"""Writes the takers of a lead into the books: one or several, of this tape or of the pools on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from uptape.core.below import PREFIX
from uptape.core.copies import order_of
from uptape.core.decisions import Copy, Decision, Reason
from uptape.flow.fields import lead_fields
from uptape.flow.handing import hand_over, tone_of
from uptape.flow.ledger import Ledger
from uptape.flow.works import Work


def work_in(ledger: Ledger, work: Work, pool: str) -> Work:
    """The lead as a pool on this tape sees it."""
    return replace(work, pool=ledger.dealership.pools[pool], sent_to=None, notes=())


def send_down(ledger: Ledger, work: Work, member: str, reasons: Sequence[Reason], *, uses_turn: bool) -> Work:
    """The turn of a pool on this tape; gives back the lead as that pool sees it."""
    effect = ledger.take_turn(work.pool.key, member, work.id) if uses_turn else None
    ledger.note(work.pool.key, "sent_down", reasons, lead_id=work.id, person=member, effect=effect)
    return work_in(ledger, work, member.removeprefix(PREFIX))


def go_down(ledger: Ledger, work: Work, pools: Sequence[str], why: Reason, *, uses_turn: bool) -> Work:
    """The lead goes to one in a pool below by these pools, each of which has a turn; it is the last pool's then."""
    for key in pools:
        work = send_down(ledger, work, f"{PREFIX}{key}", [why], uses_turn=uses_turn)
    if pools:
        ledger.change_lead(work.id, pool=work.pool.key, grp=None, sent_to=None, overflow_at=None)
    return work


def record_assigned(ledger: Ledger, work: Work, decision: Decision, member: str) -> None:
    pool = work.pool.key
    ledger.change_lead(
        work.id,
        status="assigned",
        grp=decision.group,
        assigned_to=member,
        assigned_at=ledger.now,
        repeat=decision.repeat,
    )
    effect = ledger.take_turn(pool, member, work.id) if decision.uses_turn else None
    ledger.note(pool, "assigned", decision.reasons, lead_id=work.id, person=member, effect=effect)
    terms = _terms(ledger, work, member, decision.how)
    ledger.assign(work.id, pool, decision.group, member, decision.how, turn=effect is not None, **terms)
    ledger.own(work.keys, member, work.id, covering=not decision.makes_owner)
    hand_over(ledger, work, member, tone_of(ledger, decision, member, decision.how), decision)
    for number, copy in enumerate(decision.copies, 2):
        record_copy(ledger, work, decision, copy, number)


def record_copy(ledger: Ledger, work: Work, decision: Decision, copy: Copy, number: int) -> None:
    """Writes a further taker of a lead into the books: one of this tape, or of a pool on it."""
    group = decision.group
    while copy.inner is not None:
        inner = copy.inner
        assert inner.member is not None
        work = send_down(ledger, work, copy.member, copy.reasons, uses_turn=copy.uses_turn)
        group = inner.group
        copy = Copy(inner.member, inner.reasons, inner.how, inner.uses_turn, inner.inner)
    pool = work.pool.key
    effect = ledger.take_turn(pool, copy.member, work.id) if copy.uses_turn else None
    ledger.note(pool, "assigned", copy.reasons, lead_id=work.id, person=copy.member, effect=effect)
    terms = _terms(ledger, work, copy.member, copy.how)
    ledger.assign(work.id, pool, group, copy.member, copy.how, turn=effect is not None, copy=number, **terms)
    ledger.own(work.keys, copy.member, work.id, covering=False)
    tone = tone_of(ledger, decision, copy.member, copy.how)
    hand_over(ledger, work, copy.member, tone, replace(decision, owners_elsewhere=(), covers_for=None))


def record_copies(ledger: Ledger, work: Work, decision: Decision) -> None:
    """A lead for several, some of them in pools on this tape: it stays this pool's, each copy is by its own line."""
    ledger.change_lead(
        work.id, status="assigned", grp=decision.group, assigned_at=ledger.now, repeat=decision.repeat,
        assigned_to=_last(decision),
    )  # fmt: skip
    assert decision.member is not None
    first = Copy(decision.member, decision.reasons, decision.how, decision.uses_turn, decision.inner)
    for number, copy in enumerate((first, *decision.copies), 1):
        record_copy(ledger, work, decision, copy, number)


def _last(decision: Decision) -> str | None:
    while decision.inner is not None:
        decision = decision.inner
    return decision.member


def _terms(ledger: Ledger, work: Work, member: str, how: str) -> dict[str, Any]:
    """Whether limits count it, and what it costs a buyer by the order that it matches, in cents."""
    taker = ledger.member(member)
    if taker is None or taker.buyer is None:
        return {}
    if how == "repeat":
        return {"counted": False, "price": 0}
    fields = lead_fields(work.draft, work.mail, ledger.dealership, work.received_at, repeat=work.known_customer)
    order = order_of(taker, fields)
    return {"price": None if order is None or order.price is None else round(order.price * 100)}
