"""The one lease idiom: pick due rows, mark them as taken, skip what others hold, all in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, bindparam, select, update

from uptape.store.engine import Unit


def claim(
    unit: Unit,
    table: Table,
    key: Any,
    due: ColumnElement[bool],
    order: Sequence[Any],
    values: Mapping[str, Any],
    returning: Sequence[Any],
    limit: int,
) -> list[Row[Any]]:
    """Takes up to `limit` due rows for a worker and gives them back in the order of `key`.

    `values` sets the worker, the lease's end and the attempt count; `due` must leave out rows under a live lease.
    """
    chosen = select(key).where(due).order_by(*order).limit(limit).with_for_update(skip_locked=True)
    statement = update(table).where(key.in_(chosen.scalar_subquery())).values(values).returning(key, *returning)
    # RETURNING is unordered on PostgreSQL.
    return sorted(unit.connection.execute(statement).all(), key=lambda row: row[0])


def settle(unit: Unit, table: Table, key: Any, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Records results for rows that this worker still holds at the same attempt; gives back how many it held.

    Each row has `b_key`, `b_worker`, `b_attempts` and one value for each of `columns`. Fewer rows than asked for
    means that a lease was lost: the caller rolls back.
    """
    if not rows:
        return 0
    statement = (
        update(table)
        .where(key == bindparam("b_key"), table.c.worker == bindparam("b_worker"))
        .where(table.c.attempts == bindparam("b_attempts"))
        .values({name: bindparam(f"v_{name}") for name in columns})
    )
    return unit.connection.execute(statement, list(rows)).rowcount


def lease_free(table: Table, now: datetime) -> ColumnElement[bool]:
    """True for rows that nobody holds, or whose holder's lease ran out."""
    return (table.c.lease_until.is_(None)) | (table.c.lease_until < now)
