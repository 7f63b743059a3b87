"""The durable queue of messages out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from uptape.core.alerts import AlertFacts
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


def add(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Queues messages. A key that stands already breaks the transaction: a decision is recorded once."""
    unit.insert(outbox, rows)


def add_missing(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Queues messages whose key does not stand yet."""
    unit.insert_missing(outbox, rows)


def claim(unit: Unit, worker: str, now: datetime, lease: timedelta, limit: int) -> list[ClaimedMessage]:
    """Takes due messages for a worker, oldest first. A message whose lease ran out may have been sent: unknown."""
    unit.connection.execute(_LATE, {"now": now})
    # Picked first, because what is claimed no longer tells whether its last answer was lost.
    picked = unit.connection.execute(_PICK, {"now": now, "most": limit}).all()
    if not picked:
        return []
    unknown = {row.id for row in picked if row.state == "unknown"}
    rows = queue.claim(unit, _CLAIMING, worker, now, lease, limit, {"ids": [row.id for row in picked]})
    leads = facts_of(unit, {row.lead_id for row in rows if row.lead_id})
    claimed = []
    for row in rows:
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
        claimed.append(ClaimedMessage(entry, row.dealership, row.pool, row.member, row.otherwise, row.id in unknown))
    return claimed


_LATE = (
    update(outbox)
    .where(outbox.c.state == word("sending"), outbox.c.lease_until < queue.NOW)
    .values(state=word("unknown"), lease_until=None, due_at=queue.NOW)
)
_PICK = (
    select(outbox.c.id, outbox.c.state)
    .where(outbox.c.state.in_([word("due"), word("unknown")]), outbox.c.due_at <= queue.NOW)
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
        outbox.c.otherwise,
    ),
)  # fmt: skip


def _with_lead(facts: AlertFacts, lead: Any, store: str | None) -> AlertFacts:
    from dataclasses import replace

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


def settle(unit: Unit, worker: str, results: Sequence[MessageResult]) -> bool:
    """Records results; False where a lease was lost, and then the caller must roll back."""
    columns = ("state", "due_at", "sent_at", "provider_id", "error", "text", "lease_until")
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
            "v_lease_until": None,
        }
        for result in results
    ]
    return queue.settle(unit, outbox, outbox.c.id, rows, columns) == len(rows)


def free_all(unit: Unit, now: datetime) -> None:
    """Frees every claimed message, as one whose answer was lost: for the start of the only daemon of a database."""
    unit.connection.execute(
        update(outbox).where(outbox.c.state == "sending").values(state="unknown", lease_until=None, due_at=now)
    )


def replay(unit: Unit, key: str, now: datetime) -> bool:
    """Makes a dead message due again; False where there is none of that key."""
    statement = (
        update(outbox)
        .where(outbox.c.key == key, outbox.c.state == "dead")
        .values(state="due", attempts=0, due_at=now, error=None)
    )
    return unit.connection.execute(statement).rowcount == 1
