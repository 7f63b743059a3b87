"""Who has a lead and who had it: what limits count, and what is given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select, update

from uptape.store import takers
from uptape.store.engine import Unit
from uptape.store.tables import assignments, leads, offers
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


def take_back(unit: Unit, assignment_id: int, how: str, why: str, now: datetime) -> None:
    """Ends an assignment that its buyer `refused` or `returned`."""
    values = {"ended_at": now, "back": how, "back_at": now, "back_why": why}
    unit.connection.execute(update(assignments).where(assignments.c.id == assignment_id).values(values))


def gave_back(unit: Unit, lead_id: str) -> frozenset[str]:
    """The members who refused or returned a lead."""
    statement = select(assignments.c.member).where(assignments.c.lead_id == lead_id, assignments.c.back.is_not(None))
    return frozenset(unit.connection.execute(statement).scalars())


def renumber(unit: Unit, assignment_id: int, copy: int) -> None:
    """Makes an assignment another copy of its lead."""
    unit.connection.execute(update(assignments).where(assignments.c.id == assignment_id).values(copy=copy))


def uncount(unit: Unit, assignment_id: int) -> None:
    """Takes a lead out of what its taker's limits count."""
    unit.connection.execute(update(assignments).where(assignments.c.id == assignment_id).values(counted=False))


def last_waiting(unit: Unit, dealership: str, member: str) -> datetime | None:
    """When a member last got, or was offered, a lead that had waited; repeats apart."""
    times = []
    for table in (assignments, offers):
        statement = (
            select(func.max(table.c.at))
            .join(leads, leads.c.id == table.c.lead_id)
            .where(table.c.dealership == dealership, table.c.member == member, table.c.how.not_in(("repeat", "hand")))
            .where(leads.c.queued_at.is_not(None), leads.c.queued_at < table.c.at)
        )
        times.append(unit.connection.execute(statement).scalar_one_or_none())
    return max((moment for moment in times if moment is not None), default=None)


def count_untaken(unit: Unit, dealership: str, member: str, most: int) -> int:
    """How many leads a member has or is offered without a reply, tap or attempt yet; repeats apart."""
    given = (
        select(assignments.c.id)
        .join(leads, leads.c.id == assignments.c.lead_id)
        .where(assignments.c.dealership == dealership, assignments.c.member == member, assignments.c.how != "repeat")
        .where(assignments.c.ended_at.is_(None), leads.c.status == word("assigned"))
        .where(leads.c.taken_at.is_(None), leads.c.first_attempt_at.is_(None))
        .limit(most)
    )
    held = (
        select(offers.c.id)
        .where(offers.c.dealership == dealership, offers.c.member == member, offers.c.state == word("open"))
        .limit(most)
    )
    counted = [unit.connection.execute(select(func.count()).select_from(one.subquery())).scalar_one()
               for one in (given, held)]  # fmt: skip
    return sum(map(int, counted))


def count_late(unit: Unit, dealership: str, member: str, before: datetime, most: int) -> int:
    """How many leads a member has without an attempt since before a moment, counting no further than `most`."""
    inner = (
        select(assignments.c.id)
        .join(leads, leads.c.id == assignments.c.lead_id)
        .where(
            assignments.c.dealership == dealership,
            takers.belongs_to(assignments.c.member, member),
            assignments.c.ended_at.is_(None),
            assignments.c.at <= before,
            leads.c.status == word("assigned"),
            leads.c.first_attempt_at.is_(None),
        )
        .limit(most)
    )
    return int(unit.connection.execute(select(func.count()).select_from(inner.subquery())).scalar_one())
