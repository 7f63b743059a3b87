"""Who has a lead and who had it: what limits count, and what is given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update

from uptape.store.engine import Unit
from uptape.store.tables import assignments, leads
from uptape.store.types import word


@dataclass(frozen=True, slots=True)
class Held:
    """A lead in somebody's hands."""

    id: int
    copy: int
    pool: str
    member: str
    at: datetime


def live(unit: Unit, lead_id: str) -> list[Held]:
    """Who has a lead now, by copy."""
    statement = (
        select(assignments.c.id, assignments.c.copy, assignments.c.pool, assignments.c.member, assignments.c.at)
        .where(assignments.c.lead_id == lead_id, assignments.c.ended_at.is_(None))
        .order_by(assignments.c.copy)
    )
    return [Held(*row) for row in unit.connection.execute(statement)]


def was_given_back(unit: Unit, lead_id: str) -> bool:
    """True where a turn of this lead was given back before."""
    found = exists().where(assignments.c.lead_id == lead_id, ~assignments.c.counted)
    return bool(unit.connection.execute(select(found)).scalar_one())


def uncount(unit: Unit, assignment_id: int) -> None:
    """Takes a lead out of what its taker's limits count."""
    unit.connection.execute(update(assignments).where(assignments.c.id == assignment_id).values(counted=False))


def count_late(unit: Unit, dealership: str, member: str, before: datetime, most: int) -> int:
    """How many leads a member has without an attempt since before a moment, counting no further than `most`."""
    inner = (
        select(assignments.c.id)
        .join(leads, leads.c.id == assignments.c.lead_id)
        .where(
            assignments.c.dealership == dealership,
            or_(assignments.c.member == member, assignments.c.member.like(f"{member}.%")),
            assignments.c.ended_at.is_(None),
            assignments.c.at <= before,
            leads.c.status == word("assigned"),
            leads.c.first_attempt_at.is_(None),
        )
        .limit(most)
    )
    return int(unit.connection.execute(select(func.count()).select_from(inner.subquery())).scalar_one())
