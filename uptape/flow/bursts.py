"""Keeps a burst of texts to one person readable: over five in ten minutes, what comes then goes out together.

Nothing waits that need not. What is there already when a burst begins goes out at once; after that texts to this number
keep a distance, at first 5 seconds, growing to 30, and whatever came meanwhile goes out as one digest. Offers are never
held back, since their time runs, nor are answers to what somebody texted, which do not count either; a text whose last
answer was lost neither, since it must be looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from uptape.store import outbox, outbox_waits
from uptape.store.engine import Unit
from uptape.store.outbox import ClaimedMessage
from uptape.store.outbox_waits import Recent

WINDOW = timedelta(minutes=10)
MOST = 5
"""Texts to one number in the window that go out one by one."""
STEP = timedelta(seconds=5)
LONGEST = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Plan:
    """What of the claimed messages goes out by itself, what together, and what waits until when."""

    alone: tuple[ClaimedMessage, ...]
    together: tuple[tuple[ClaimedMessage, ...], ...] = ()
    held: tuple[tuple[ClaimedMessage, datetime], ...] = ()


def distance(texts: int) -> timedelta:
    """How far apart texts to a number are kept after so many in the window."""
    return min(STEP * max(texts - MOST + 1, 0), LONGEST)


def plan(claimed: Sequence[ClaimedMessage], recent: dict[str, Recent], now: datetime) -> Plan:
    """Sorts claimed messages; `recent` tells how many texts each number got in the window, and when the last."""
    alone = [message for message in claimed if not _can_wait(message)]
    by_number: dict[str, list[ClaimedMessage]] = {}
    for message in claimed:
        if _can_wait(message):
            by_number.setdefault(message.entry.to, []).append(message)
    together, held = [], []
    for number, messages in by_number.items():
        had = recent.get(number, Recent(0, now - WINDOW))
        room = MOST - had.count - sum(1 for m in alone if m.entry.channel == "sms" and m.entry.to == number)
        if len(messages) <= room:
            alone += messages
            continue
        rest = messages[max(room, 0) :]
        alone += messages[: max(room, 0)]
        last = now if room > 0 else had.last
        free_at = last + distance(max(had.count, MOST))
        if free_at <= now or (room > 0 and len(rest) > 1):
            together.append(tuple(rest))
        else:
            held += [(message, free_at) for message in rest]
    return Plan(tuple(alone), tuple(together), tuple(held))


def arrange(unit: Unit, worker: str, claimed: Sequence[ClaimedMessage], now: datetime, lease: timedelta) -> Plan:
    """The plan for what was claimed: holds back what waits, and takes what else is due for those who get a digest."""
    numbers = {message.entry.to for message in claimed if _can_wait(message)}
    if not numbers:
        return Plan(tuple(claimed))
    found = plan(claimed, outbox_waits.texts_since(unit, numbers, now - WINDOW), now)
    outbox_waits.hold(unit, worker, [(message.entry.id, free_at) for message, free_at in found.held])
    together = []
    for group in found.together:
        more = outbox.claim_more(unit, worker, now, lease, group[0].entry.to)
        together.append((*group, *more))
    return Plan(found.alone, tuple(together), found.held)


def _can_wait(message: ClaimedMessage) -> bool:
    entry = message.entry
    asked_for = entry.kind in {"offer", "answer"} or ":accepted:" in entry.key
    return entry.channel == "sms" and not asked_for and not message.was_unknown
