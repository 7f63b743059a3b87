"""What was done to lines in a span of time besides turns: weights of the morning, people moved, turns given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from uptape.store.engine import Unit
from uptape.store.tables import journal


@dataclass(frozen=True, slots=True)
class LineChange:
    """Somebody moved in a line by hand, or a lead that was none, for which turns came back."""

    at: datetime
    pool: str
    member: str | None
    by: str
    place: int | None
    """1 is next; None for a lead that was none."""
    lead_id: str | None


def weighed(unit: Unit, dealership: str, pool: str) -> list[datetime]:
    """When the weights of a pool were set by results, in order."""
    statement = (
        select(journal.c.at)
        .where(journal.c.pool == f"{dealership}/{pool}", journal.c.event == "weighed", journal.c.effect != "weight:")
        .distinct()
        .order_by(journal.c.at)
    )
    return list(unit.connection.execute(statement).scalars())


def line_changes(unit: Unit, dealership: str, since: datetime) -> list[LineChange]:
    """What was done to lines by hand since a moment, in order."""
    statement = (
        select(journal)
        .where(
            func.substr(journal.c.pool, 1, len(dealership) + 1) == f"{dealership}/",
            journal.c.event.in_(("moved", "given_back")),
            journal.c.at >= since,
        )
        .order_by(journal.c.id)
    )
    found = []
    for row in unit.connection.execute(statement):
        place = int(row.effect.split(":")[1]) + 1 if row.event == "moved" and row.effect else None
        found.append(LineChange(row.at, row.pool.partition("/")[2], row.person, row.by, place, row.lead_id))
    return found
