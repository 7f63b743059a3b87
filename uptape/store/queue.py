"""The one lease idiom: pick due rows, mark them as taken, skip what others hold, all in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, Table, Text, bindparam, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from uptape.store.engine import Unit
from uptape.store.types import Moment

NOW: ColumnElement[Any] = bindparam("now", type_=Moment)
"""The moment at which rows are claimed, in the statements of this file."""
WORKER: ColumnElement[Any] = bindparam("worker", type_=Text)
"""Who claims them."""
UNTIL: ColumnElement[Any] = bindparam("until", type_=Moment)


def claiming(
    table: Table,
    key: Any,
    due: ColumnElement[bool],
    order: Sequence[Any],
    state: Mapping[str, Any],
    returning: Sequence[Any],
) -> ReturningUpdate[Any]:
    """The statement that takes due rows, built once: it is run with `worker`, `now`, `until` and `most`.

    `due` must leave out rows under a live lease, and says now as `NOW`; `state` sets further columns.
    """
    chosen = select(key).where(due).order_by(*order).limit(bindparam("most")).with_for_update(skip_locked=True)
    lease = {"worker": WORKER, "lease_until": UNTIL, "attempts": table.c.attempts + 1}
    return update(table).where(key.in_(chosen.scalar_subquery())).values({**lease, **state}).returning(key, *returning)


def claim(
    unit: Unit,
    statement: ReturningUpdate[Any],
    worker: str,
    now: datetime,
    lease: timedelta,
    most: int,
    more: Mapping[str, Any],
) -> list[Row[Any]]:
    """Takes up to `most` due rows for a worker until `now + lease`; gives them back in the order of their key.

    `more` holds what the statement asks for beside that.
    """
    asked = {"worker": worker, "now": now, "until": now + lease, "most": most, **more}
    # RETURNING is unordered on PostgreSQL.
    return sorted(unit.connection.execute(statement, asked).all(), key=lambda row: row[0])


def settle(unit: Unit, table: Table, key: Any, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Records results for rows that this worker still holds at the same attempt; gives back how many it held.

    Each row has `b_key`, `b_worker`, `b_attempts` and one value for each of `columns`. Fewer rows than asked for
    means that a lease was lost: the caller rolls back.
    """
    if not rows:
        return 0

    def build() -> Executable:
        return (
            update(table)
            .where(key == bindparam("b_key"), table.c.worker == bindparam("b_worker"))
            .where(table.c.attempts == bindparam("b_attempts"))
            .values({name: bindparam(f"v_{name}") for name in columns})
        )

    return unit.store.many.run(unit.connection, ("settle", table.name, tuple(columns)), build, rows)


def lease_free(table: Table) -> ColumnElement[bool]:
    """True for rows that nobody holds, or whose holder's lease ran out."""
    return (table.c.lease_until.is_(None)) | (table.c.lease_until < NOW)
