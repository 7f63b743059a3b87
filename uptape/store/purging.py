"""Rows that the engine needs for a while and nobody afterwards: where turns were taken, closed desk calls, receipts.

All else that grows with the leads stays: leads, assignments, offers, events and messages (without what they said) are
what statistics and statements are made of, and the journal, played back from its start, gives the line.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, select

from uptape.store.engine import Unit
from uptape.store.tables import deliveries, desk_calls, turns

BATCH = 500
"""Rows of each kind at once, so that no writer waits long."""


def purge(unit: Unit, logs: datetime, back: datetime) -> int:
    """One batch of what serves nothing any more; gives back how many rows.

    `logs`: closed desk calls and what providers told before it go. `back`: so do turns from before it, none of which
    can be given back now.
    """
    gone = _oldest(unit, turns, turns.c.at < back) + _oldest(unit, desk_calls, desk_calls.c.closed_at < logs)
    old = select(deliveries.c.provider_id).where(deliveries.c.at < logs).limit(BATCH)
    return gone + unit.connection.execute(delete(deliveries).where(deliveries.c.provider_id.in_(old))).rowcount


def _oldest(unit: Unit, table: Table, due: ColumnElement[bool]) -> int:
    """Looks at the oldest rows only: numbers grow with time, so the cost is the same however many there are."""
    first = select(table.c.id).order_by(table.c.id).limit(BATCH)
    found = select(table.c.id).where(table.c.id.in_(first), due)
    ids = list(unit.connection.execute(found).scalars())
    return unit.connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount if ids else 0
