"""The durable queue of messages out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, bindparam, or_, select, update

from uptape.core.alerts import AlertFacts, LeadFacts
from uptape.core.outbox import OutboxEntry
from uptape.store import queue
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.leads import facts_of
from uptape.store.tables import outbox
from uptape.store.types import word


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that this worker may send until its lease runs out."""

    entry: OutboxEntry
    dealership: str
    pool: str | None
    member: str
    otherwise: Any
    """The fall-back as stored, or None."""
    was_unknown: bool
    text: str | None = None
    """What was handed in at the last attempt, where that was recorded."""
    again: bool = False
    """It may have been handed in more than once."""


def add(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Queues messages. A key that stands already breaks the transaction: a decision is recorded once."""
    unit.insert(outbox, rows)


def message(unit: Unit, number: int) -> tuple[ClaimedMessage, str, str | None] | None:
    """A message by its number, with its state and its provider's id; None where there is none."""
    row = unit.connection.execute(select(outbox).where(outbox.c.id == number).with_for_update()).one_or_none()
    if row is None:
        return None
    leads = facts_of(unit, {row.lead_id} if row.lead_id else set())
    return _claimed(row, leads, was_unknown=False), row.state, row.provider_id


@dataclass(frozen=True, slots=True)
class About:
    """Whom a message is for, and about what."""

    dealership: str
    member: str
    lead_id: str | None
    kind: str
    channel: str


def about(unit: Unit, number: int) -> About | None:
    """Whom a message is for, or None where there is none of this number."""
    statement = select(outbox.c.dealership, outbox.c.member, outbox.c.lead_id, outbox.c.kind, outbox.c.channel).where(
        outbox.c.id == number
    )
    row = unit.connection.execute(statement).one_or_none()
    return None if row is None else About(*row)


def sent_together(unit: Unit, number: int, to: str, provider_id: str) -> list[int]:
    """The messages that went out as one text with a message, itself among them."""
    statement = (
        select(outbox.c.id)
        .where(outbox.c.channel == word("sms"), outbox.c.state == word("sent"), outbox.c.to == to)
        .where(outbox.c.provider_id == provider_id)
    )
    return sorted({number, *unit.connection.execute(statement).scalars()})


def note_delivery(unit: Unit, ids: Sequence[int], status: str, at: datetime) -> None:
    """What the provider says became of messages that it took."""
    unit.connection.execute(
        update(outbox).where(outbox.c.id.in_(list(ids))).values(delivery=status[:16], delivery_at=at)
    )


def not_delivered(unit: Unit, ids: Sequence[int], state: str, due_at: datetime, error: str) -> None:
    """Messages that the provider took and could not deliver: `due` again, or `dead`."""
    unit.connection.execute(
        update(outbox).where(outbox.c.id.in_(list(ids))).values(state=state, due_at=due_at, error=error[:300])
    )


def add_missing(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Queues messages whose key does not stand yet."""
    unit.insert_missing(outbox, rows)


def has_occasion(unit: Unit, occasion: str) -> bool:
    """True where somebody was told of an occasion that belongs to no lead."""
    found = select(outbox.c.id).where(outbox.c.key.startswith(f"-:{occasion}:", autoescape=True)).limit(1)
    return unit.connection.execute(found).scalar_one_or_none() is not None


def claim(unit: Unit, worker: str, now: datetime, lease: timedelta, limit: int) -> list[ClaimedMessage]:
    """Takes due messages for a worker, oldest first. A message whose lease ran out may have been sent: unknown."""
    unit.connection.execute(_LATE, {"now": now})
    return _claim(unit, _PICK, {"now": now, "most": limit}, worker, now, lease)


def claim_more(
    unit: Unit, worker: str, now: datetime, lease: timedelta, number: str, limit: int = 100
) -> list[ClaimedMessage]:
    """Takes what else is due as a text to a number and may go into a digest."""
    return _claim(unit, _PICK_TEXTS, {"now": now, "most": limit, "number": number}, worker, now, lease)


def _claim(
    unit: Unit, pick: Executable, asked: Mapping[str, Any], worker: str, now: datetime, lease: timedelta
) -> list[ClaimedMessage]:
    # Picked first, because what is claimed no longer tells whether its last answer was lost.
    picked = unit.connection.execute(pick, dict(asked)).all()
    if not picked:
        return []
    unknown = {row.id for row in picked if row.state == "unknown"}
    rows = queue.claim(unit, _CLAIMING, worker, now, lease, len(picked), {"ids": [row.id for row in picked]})
    leads = facts_of(unit, {row.lead_id for row in rows if row.lead_id})
    return [_claimed(row, leads, was_unknown=row.id in unknown) for row in rows]


def _claimed(row: Any, leads: Mapping[str, LeadFacts], *, was_unknown: bool) -> ClaimedMessage:
    facts = decode(AlertFacts, {**row.facts, "lead": None})
    if row.lead_id in leads:
        facts = _with_lead(facts, leads[row.lead_id], row.facts.get("store"))
    entry = OutboxEntry(
        row.id,
        row.key,
        row.channel,
        row.to,
        row.kind,
        facts,
        row.lead_id,
        row.options,
        row.attempts,
        row.created_at,
    )
    return ClaimedMessage(entry, row.dealership, row.pool, row.member, row.otherwise, was_unknown, row.text, row.again)


# Whoever died at a second attempt may have handed it in a second time.
_AGAIN = or_(outbox.c.again, outbox.c.attempts >= 2)
_LATE = (
    update(outbox)
    .where(outbox.c.state == word("sending"), outbox.c.lease_until < queue.NOW)
    .values(state=word("unknown"), lease_until=None, due_at=queue.NOW, again=_AGAIN)
)
_PICK = (
    select(outbox.c.id, outbox.c.state)
    .where(outbox.c.state.in_([word("due"), word("unknown")]), outbox.c.due_at <= queue.NOW)
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_PICK_TEXTS = (
    select(outbox.c.id, outbox.c.state)
    .where(outbox.c.state == word("due"), outbox.c.due_at <= queue.NOW, outbox.c.channel == word("sms"))
    .where(outbox.c.to == bindparam("number"), outbox.c.kind.not_in(("offer", "answer")))
    .where(outbox.c.key.not_like("%:accepted:%"))
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIMING = queue.claiming(
    outbox,
    outbox.c.id,
    outbox.c.id.in_(bindparam("ids", expanding=True)),
    [outbox.c.due_at, outbox.c.id],
    {"state": word("sending")},
    (
        outbox.c.key, outbox.c.dealership, outbox.c.pool, outbox.c.lead_id, outbox.c.member, outbox.c.channel,
        outbox.c.to, outbox.c.kind, outbox.c.attempts, outbox.c.created_at, outbox.c.facts, outbox.c.options,
        outbox.c.otherwise, outbox.c.text, outbox.c.again,
    ),
)  # fmt: skip


def _with_lead(facts: AlertFacts, lead: LeadFacts, store: str | None) -> AlertFacts:
    return replace(facts, lead=replace(lead, store=store) if store else lead)


@dataclass(frozen=True, slots=True)
class MessageResult:
    """What came of a message."""

    id: int
    attempts: int
    state: str
    due_at: datetime
    sent_at: datetime | None = None
    provider_id: str | None = None
    error: str | None = None
    text: str | None = None
    again: bool = False


def settle(unit: Unit, worker: str, results: Sequence[MessageResult]) -> bool:
    """Records results; False where a lease was lost, and then the caller must roll back."""
    columns = ("state", "due_at", "sent_at", "provider_id", "error", "text", "again", "lease_until")
    rows = [
        {
            "b_key": result.id,
            "b_worker": worker,
            "b_attempts": result.attempts,
            "v_state": result.state,
            "v_due_at": result.due_at,
            "v_sent_at": result.sent_at,
            "v_provider_id": result.provider_id,
            "v_error": result.error,
            "v_text": result.text,
            "v_again": result.again,
            "v_lease_until": None,
        }
        for result in results
    ]
    return queue.settle(unit, outbox, outbox.c.id, rows, columns) == len(rows)


def standing(unit: Unit, keys: Collection[str]) -> set[str]:
    """Those of the keys under which a message stands."""
    if not keys:
        return set()
    return set(unit.connection.execute(select(outbox.c.key).where(outbox.c.key.in_(list(keys)))).scalars())


def free_all(unit: Unit, now: datetime) -> None:
    """Frees every claimed message, as one whose answer was lost: for the start of the only daemon of a database."""
    unit.connection.execute(
        update(outbox)
        .where(outbox.c.state == "sending")
        .values(state="unknown", lease_until=None, due_at=now, again=_AGAIN)
    )


def state_of(unit: Unit, number: int) -> tuple[str, str] | None:
    """State and addressee of a message, or None where there is no such message."""
    row = unit.connection.execute(select(outbox.c.state, outbox.c.member).where(outbox.c.id == number)).one_or_none()
    return None if row is None else (row.state, row.member)


def replay(unit: Unit, number: int, now: datetime) -> bool:
    """Makes a dead message due again; False where there is none of that number, or what it said is erased."""
    statement = (
        update(outbox)
        .where(outbox.c.id == number, outbox.c.state == "dead", outbox.c.erased_at.is_(None))
        .values(state="due", attempts=0, due_at=now, error=None)
    )
    return unit.connection.execute(statement).rowcount == 1
