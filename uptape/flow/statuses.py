"""What a provider tells about a message after it took it: kept, put on the message, and acted on where it failed.

A status may come twice, out of order, or before our own record says "sent": the final one wins, and what came too
early is settled by the next tick. A message that never arrived is tried again where its code says so, else it goes the
way of every dead message: its fall-back, or the managers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from uptape.core.dealership import Dealership
from uptape.core.outbox import Declined, Deferred, Outcome
from uptape.core.retry import retry_after
from uptape.flow import dead_letters
from uptape.store import deliveries, outbox
from uptape.store.engine import Store, Unit

RANKS: Mapping[str, int] = {
    "accepted": 1, "scheduled": 1, "queued": 2, "initiated": 2, "sending": 3, "ringing": 3, "sent": 4,
    "in-progress": 4, "answered": 4, "partially_delivered": 9,
    "delivered": 10, "read": 11, "completed": 10,
    "undelivered": 10, "failed": 10, "canceled": 10, "busy": 10, "no-answer": 10,
}  # fmt: skip
"""How far a status is along; final ones have 10 and more."""
FAILED = frozenset({"undelivered", "failed", "canceled", "busy", "no-answer"})
MOST_TRIES = 3
"""Deliveries that may fail before the next channel has its turn."""
EARLY = timedelta(hours=1)
"""How long a status waits for its message to be recorded as sent."""

Judge = Callable[[int, int, str], Outcome]
"""What an error code means: HTTP status 0, the code, and words."""


@dataclass(frozen=True, slots=True)
class Report:
    """A status as a provider reports it."""

    provider_id: str
    status: str
    code: int | None = None
    outbox_id: int | None = None


def take_status(store: Store, dealerships: Mapping[str, Dealership], report: Report, judge: Judge) -> bool:
    """Records a status and acts on it; False where it tells nothing new."""
    status = report.status.strip().lower()
    rank = RANKS.get(status)
    if rank is None:
        return False
    with store.write() as unit:
        now = store.clock.now()
        if not deliveries.put(unit, report.provider_id, report.outbox_id, status, rank, report.code, now):
            return False
        _settle(unit, dealerships, report.provider_id, report.outbox_id, status, report.code, judge, now)
        unit.commit()
    return True


def settle_early(store: Store, dealerships: Mapping[str, Dealership], judge: Judge) -> int:
    """Settles what was told before the message was recorded as sent; gives back how many."""
    with store.read() as unit:
        waiting = deliveries.open_ones(unit, store.clock.now() - EARLY)
    done = 0
    for one in waiting:
        with store.write() as unit:
            now = store.clock.now()
            if _settle(unit, dealerships, one.provider_id, one.outbox_id, one.status, one.code, judge, now):
                done += 1
                unit.commit()
    return done


def _settle(
    unit: Unit, dealerships: Mapping[str, Dealership], provider_id: str, outbox_id: int | None, status: str,
    code: int | None, judge: Judge, now: datetime,
) -> bool:  # fmt: skip
    """Puts a status on its message; False where there is none that was sent under this id (yet)."""
    found = outbox.message(unit, outbox_id) if outbox_id is not None else None
    if found is None or found[1] != "sent" or found[2] != provider_id:
        return False
    message = found[0]
    ids = outbox.sent_together(unit, message.entry.id, message.entry.to, provider_id)
    outbox.note_delivery(unit, ids, status, now)
    deliveries.settled(unit, provider_id)
    if status in FAILED:
        _failed(unit, dealerships, ids, status, code, judge, now)
    return True


def _failed(
    unit: Unit, dealerships: Mapping[str, Dealership], ids: list[int], status: str, code: int | None, judge: Judge,
    now: datetime,
) -> None:  # fmt: skip
    outcome = judge(0, code, status) if code else Deferred(f"the provider says {status}")
    reason = outcome.reason if isinstance(outcome, Declined | Deferred) else status
    opted_out = isinstance(outcome, Declined) and outcome.opted_out
    dead = []
    for number in ids:
        found = outbox.message(unit, number)
        if found is None:
            continue
        message = found[0]
        wait = retry_after(message.entry.attempts, 0.5) if isinstance(outcome, Deferred) else None
        if wait is not None and message.entry.attempts < MOST_TRIES:
            outbox.not_delivered(unit, [number], "due", now + wait, reason)
        else:
            outbox.not_delivered(unit, [number], "dead", now, reason)
            dead.append(dead_letters.DeadLetter(message, reason, opted_out))
    dead_letters.go_on(unit, dealerships, dead, now)
