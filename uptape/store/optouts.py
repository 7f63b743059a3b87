"""Numbers whose owners do not want texts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from uptape.store.engine import Unit
from uptape.store.tables import opt_outs


def among(unit: Unit, numbers: Collection[str]) -> set[str]:
    """Those of the numbers that opted out."""
    if not numbers:
        return set()
    statement = select(opt_outs.c.number).where(opt_outs.c.number.in_(list(numbers)))
    return set(unit.connection.execute(statement).scalars())


def add(unit: Unit, number: str, at: datetime, by: str) -> None:
    """Records an opt-out."""
    unit.insert_missing(opt_outs, [{"number": number, "at": at, "by": by}])


def remove(unit: Unit, number: str) -> bool:
    """Ends an opt-out; False where there was none."""
    return unit.connection.execute(delete(opt_outs).where(opt_outs.c.number == number)).rowcount == 1
