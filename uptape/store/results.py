"""What became of the leads of a pool's members: what the weights of the morning are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from uptape.store.engine import Unit
from uptape.store.tables import assignments, leads, tapes


@dataclass(frozen=True, slots=True)
class Result:
    """A lead in somebody's hands and how far it came."""

    member: str
    at: datetime
    status: str
    first_attempt_at: datetime | None
    first_contact_at: datetime | None


def of_pool(unit: Unit, dealership: str, pool: str, since: datetime) -> Iterator[Result]:
    """Every lead of a pool that was dealt since a moment and counts, with what became of it so far."""
    statement = (
        select(
            assignments.c.member,
            assignments.c.at,
            leads.c.status,
            leads.c.first_attempt_at,
            leads.c.first_contact_at,
        )
        .join(leads, leads.c.id == assignments.c.lead_id)
        .where(assignments.c.dealership == dealership, assignments.c.pool == pool)
        .where(assignments.c.ended_at.is_(None), assignments.c.counted, assignments.c.at >= since)
    )
    for row in unit.connection.execute(statement):
        yield Result(*row)


def weighed_on(unit: Unit, dealership: str, pool: str) -> str | None:
    """The day (ISO) for which a pool's weights were set last."""
    statement = select(tapes.c.weighed_on).where(tapes.c.dealership == dealership, tapes.c.pool == pool)
    return unit.connection.execute(statement).scalar_one_or_none()


def set_weighed_on(unit: Unit, dealership: str, pool: str, day: str | None) -> None:
    """Notes for which day a pool's weights are set."""
    unit.connection.execute(
        update(tapes).where(tapes.c.dealership == dealership, tapes.c.pool == pool).values(weighed_on=day)
    )
