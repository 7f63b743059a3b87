"""What providers tell about messages that they took, in whatever order it comes: the final word wins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from uptape.store.engine import Unit
from uptape.store.tables import deliveries


@dataclass(frozen=True, slots=True)
class Delivery:
    """The furthest that is known of a message."""

    provider_id: str
    outbox_id: int | None
    status: str
    rank: int
    code: int | None
    settled: bool


_COLUMNS = (
    deliveries.c.provider_id,
    deliveries.c.outbox_id,
    deliveries.c.status,
    deliveries.c.rank,
    deliveries.c.code,
    deliveries.c.settled,
)


def put(
    unit: Unit, provider_id: str, outbox_id: int | None, status: str, rank: int, code: int | None, at: datetime
) -> bool:
    """Keeps a status; False where it tells nothing new: the same again, or one that was overtaken."""
    first = {"provider_id": provider_id, "outbox_id": outbox_id, "status": status, "rank": 0, "code": None, "at": at}
    unit.insert_missing(deliveries, [{**first, "settled": False}])
    statement = select(*_COLUMNS).where(deliveries.c.provider_id == provider_id).with_for_update()
    row = unit.connection.execute(statement).one()
    values = {"status": status, "rank": rank, "code": code, "at": at, "settled": False}
    if row.rank >= rank:
        return False
    unit.connection.execute(update(deliveries).where(deliveries.c.provider_id == provider_id).values(**values))
    return True


def open_ones(unit: Unit, since: datetime, most: int = 100) -> list[Delivery]:
    """What was told of messages whose own record was not ready for it, since a moment."""
    statement = (
        select(*_COLUMNS).where(~deliveries.c.settled, deliveries.c.at >= since).order_by(deliveries.c.at).limit(most)
    )
    return [Delivery(*row) for row in unit.connection.execute(statement)]


def settled(unit: Unit, provider_id: str) -> None:
    """Notes that the message's record has it."""
    unit.connection.execute(update(deliveries).where(deliveries.c.provider_id == provider_id).values(settled=True))
