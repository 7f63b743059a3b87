"""The append-only account of every decision. Per pool, numbers have no holes and no twins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from uptape.core.decisions import Reason
from uptape.store.engine import Unit
from uptape.store.tables import journal
from uptape.store.tapes import LockedTape


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as it stands in the journal."""

    seq: int
    at: datetime
    pool: str
    """DEALERSHIP/POOL; empty for what belongs to no pool."""
    event: str
    lead_id: str | None
    mail_id: str | None
    person: str | None
    by: str
    reasons: tuple[Reason, ...]
    effect: str | None
    """What it did to the line: `join`, `leave`, `turn`, `back:POSITION`, or None; of a word about availability
    `all:UNTIL` or `pool:UNTIL`."""


def name_of(dealership: str, pool: str) -> str:
    """How rows of a pool are named; those of a dealership that belong to no pool are numbered under its key."""
    return f"{dealership}/{pool}" if pool else dealership


def row(
    locked: LockedTape,
    at: datetime,
    event: str,
    by: str,
    reasons: Sequence[Reason],
    *,
    lead_id: str | None = None,
    mail_id: str | None = None,
    person: str | None = None,
    effect: str | None = None,
) -> dict[str, Any]:
    """The next journal row of a pool, numbered under the lock of its line. Reasons are never empty."""
    if not reasons:
        raise ValueError(f"a journal row needs a reason: {event} {lead_id or mail_id or person}")
    locked.journal_seq += 1
    return {
        "pool": name_of(locked.dealership, locked.pool),
        "seq": locked.journal_seq,
        "at": at,
        "event": event,
        "lead_id": lead_id,
        "mail_id": mail_id,
        "person": person,
        "by": by,
        "reasons": [[reason.person, reason.verdict, reason.why, reason.where] for reason in reasons],
        "effect": effect,
    }


def append(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Writes journal rows."""
    unit.insert(journal, rows)


def entries(unit: Unit, *, pool: str | None = None, lead_id: str | None = None, after: int = 0) -> Iterator[Entry]:
    """The journal in the order in which it was written; of one pool or one lead if asked."""
    statement = select(journal).where(journal.c.id > after).order_by(journal.c.id)
    if pool is not None:
        statement = statement.where(journal.c.pool == pool)
    if lead_id is not None:
        statement = statement.where(journal.c.lead_id == lead_id)
    for found in unit.connection.execute(statement, execution_options={"yield_per": 500}):
        yield _entry(found._mapping)


def last_reasons(unit: Unit, pool: str, event: str) -> dict[str, str]:
    """For each person, the last sentence of their newest journal row of one kind in a pool."""
    statement = (
        select(journal.c.person, journal.c.reasons)
        .where(journal.c.pool == pool, journal.c.event == event)
        .order_by(journal.c.seq)
    )
    return {row.person: row.reasons[-1][2] for row in unit.connection.execute(statement)}


def entry(row: Mapping[str, Any]) -> Entry:
    """A row made by `row`, as an entry."""
    return _entry(row)


def _entry(row: Mapping[Any, Any]) -> Entry:
    return Entry(
        row["seq"],
        row["at"],
        row["pool"] if "/" in row["pool"] else "",
        row["event"],
        row["lead_id"],
        row["mail_id"],
        row["person"],
        row["by"],
        tuple(Reason(*reason) for reason in row["reasons"]),
        row["effect"],
    )
