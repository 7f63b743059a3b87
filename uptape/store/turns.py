"""Turns that were taken, with where their takers stood before: what it needs to give one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from uptape.store.engine import Unit
from uptape.store.tables import turns


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn, and where its taker stood before."""

    id: int
    pool: str
    member: str
    at: datetime
    position: int
    """Where the taker stood before."""
    credit: int


_COLUMNS = (turns.c.id, turns.c.pool, turns.c.member, turns.c.at, turns.c.position, turns.c.credit)


def add(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Records turns."""
    unit.insert(turns, rows)


def of_lead(unit: Unit, lead_id: str) -> list[StoredTurn]:
    """The turns that a lead cost and that stand, oldest first."""
    statement = select(*_COLUMNS).where(turns.c.lead_id == lead_id, turns.c.ended_at.is_(None)).order_by(turns.c.id)
    return [StoredTurn(*row) for row in unit.connection.execute(statement)]


def give_back(unit: Unit, dealership: str, turn: StoredTurn, now: datetime) -> StoredTurn:
    """Ends a turn; gives back the taker's latest of which the place before is still free: that is where they go.

    Where rows of old turns are gone and none is left, it is the turn itself.
    """
    statement = (
        select(*_COLUMNS)
        .where(turns.c.dealership == dealership, turns.c.pool == turn.pool, turns.c.member == turn.member)
        .where(turns.c.place_taken_at.is_(None))
        .order_by(turns.c.id.desc())
        .limit(1)
    )
    found = unit.connection.execute(statement).one_or_none()
    latest = StoredTurn(*found) if found is not None else turn
    unit.connection.execute(update(turns).where(turns.c.id == turn.id).values(ended_at=now))
    unit.connection.execute(update(turns).where(turns.c.id == latest.id).values(place_taken_at=now))
    return latest


def copy(source: Unit, target: Unit, dealership: str, moment: datetime, since: datetime) -> None:
    """Copies the turns of a dealership as they stood at a moment, those taken after `since`, for a rehearsal."""
    statement = (
        select(turns)
        .where(turns.c.dealership == dealership, turns.c.at >= since, turns.c.at < moment)
        .order_by(turns.c.id)
    )
    rows = [dict(row._mapping) for row in source.connection.execute(statement)]
    for row in rows:
        del row["id"]
        for column in ("ended_at", "place_taken_at"):
            row[column] = row[column] if row[column] and row[column] < moment else None
    target.insert(turns, rows)


def forget(unit: Unit, dealership: str, pool: str, member: str, now: datetime) -> None:
    """Ends all turns of somebody who leaves the line: who returns starts at the end and inherits nothing."""
    unit.connection.execute(
        update(turns)
        .where(turns.c.dealership == dealership, turns.c.pool == pool, turns.c.member == member)
        .where(or_(turns.c.ended_at.is_(None), turns.c.place_taken_at.is_(None)))
        .values(ended_at=now, place_taken_at=now)
    )
