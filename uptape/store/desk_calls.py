"""Desk calls: leads that the desk's phone was told of, each under a small number until somebody has it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select, update

from uptape.store.engine import Unit
from uptape.store.tables import desk_calls


def open_call(unit: Unit, dealership: str, pool: str, lead_id: str, now: datetime) -> int:
    """Opens a call under the smallest number that no open call of the pool has; the one that a lead has stays."""
    statement = select(desk_calls.c.number, desk_calls.c.lead_id).where(
        desk_calls.c.dealership == dealership, desk_calls.c.pool == pool, desk_calls.c.closed_at.is_(None)
    )
    taken = {row.number: row.lead_id for row in unit.connection.execute(statement)}
    for number, lead in taken.items():
        if lead == lead_id:
            return int(number)
    number = next(one for one in range(1, len(taken) + 2) if one not in taken)
    unit.connection.execute(
        insert(desk_calls).values(dealership=dealership, pool=pool, number=number, lead_id=lead_id, at=now)
    )
    return number


def close(unit: Unit, lead_ids: Collection[str], now: datetime) -> None:
    """Closes the calls of leads that somebody has, or that need nobody any more; their numbers are free again."""
    if lead_ids:
        unit.connection.execute(
            update(desk_calls)
            .where(desk_calls.c.lead_id.in_(list(lead_ids)), desk_calls.c.closed_at.is_(None))
            .values(closed_at=now)
        )


def numbers(unit: Unit, dealership: str, pool: str) -> dict[str, int]:
    """The number of the latest call of each lead of a pool, where no later call took the number over."""
    statement = (
        select(desk_calls.c.lead_id, desk_calls.c.number)
        .where(desk_calls.c.dealership == dealership, desk_calls.c.pool == pool)
        .order_by(desk_calls.c.id.desc())
        .limit(200)
    )
    found: dict[str, int] = {}
    for row in unit.connection.execute(statement):
        if row.number not in found.values():
            found.setdefault(row.lead_id, row.number)
    return found
