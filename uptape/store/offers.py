"""Leads held out to somebody until a deadline."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select, update

from uptape.store.engine import Unit
from uptape.store.tables import offers
from uptape.store.types import word


@dataclass(frozen=True, slots=True)
class StoredOffer:
    """An offer as it stands."""

    id: int
    lead_id: str
    dealership: str
    pool: str
    group: str | None
    member: str
    kind: str
    """`single`, or `claim` where several are asked at once."""
    how: str
    state: str
    at: datetime
    until: datetime | None
    position: int | None
    """Where the member stood before the turn that the offer took; None where it took none."""


_COLUMNS = (
    offers.c.id,
    offers.c.lead_id,
    offers.c.dealership,
    offers.c.pool,
    offers.c.grp,
    offers.c.member,
    offers.c.kind,
    offers.c.how,
    offers.c.state,
    offers.c.at,
    offers.c.until,
    offers.c.position,
)


def _stored(row: Any) -> StoredOffer:
    return StoredOffer(*row)


def add(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Records offers; a second open one of a lead to the same member breaks the transaction."""
    unit.insert(offers, rows)


def of_lead(unit: Unit, lead_id: str) -> list[StoredOffer]:
    """Every offer of a lead, oldest first."""
    statement = select(*_COLUMNS).where(offers.c.lead_id == lead_id).order_by(offers.c.id)
    return [_stored(row) for row in unit.connection.execute(statement)]


def open_to(unit: Unit, dealership: str, member: str, pools: Collection[str]) -> list[StoredOffer]:
    """What is held out to a member now, in some pools."""
    statement = (
        select(*_COLUMNS)
        .where(offers.c.state == word("open"), offers.c.dealership == dealership, offers.c.member == member)
        .where(offers.c.pool.in_(list(pools)))
        .order_by(offers.c.id)
    )
    return [_stored(row) for row in unit.connection.execute(statement)]


def over(unit: Unit, now: datetime) -> list[StoredOffer]:
    """Open offers whose time is up, in the order of their deadlines."""
    statement = (
        select(*_COLUMNS)
        .where(offers.c.state == word("open"), offers.c.until <= now)
        .order_by(offers.c.until, offers.c.id)
    )
    return [_stored(row) for row in unit.connection.execute(statement)]


def to_warn(unit: Unit, now: datetime) -> list[StoredOffer]:
    """Open offers whose warning is due."""
    statement = (
        select(*_COLUMNS).where(offers.c.state == word("open"), offers.c.warn_at <= now).order_by(offers.c.warn_at)
    )
    return [_stored(row) for row in unit.connection.execute(statement)]


def end(unit: Unit, ids: Collection[int], state: str, now: datetime) -> None:
    """Ends open offers."""
    if ids:
        unit.connection.execute(
            update(offers).where(offers.c.id.in_(list(ids))).values(state=state, ended_at=now, warn_at=None)
        )


def warned(unit: Unit, offer_id: int) -> None:
    """Notes that the warning went out."""
    unit.connection.execute(update(offers).where(offers.c.id == offer_id).values(warn_at=None))


def had(unit: Unit, lead_id: str) -> frozenset[str]:
    """Who passed a lead or let it lapse."""
    statement = select(offers.c.member).where(offers.c.lead_id == lead_id, offers.c.state.in_(("passed", "lapsed")))
    return frozenset(unit.connection.execute(statement).scalars())


def leads_on_offer(unit: Unit, dealership: str, pool: str) -> list[str]:
    """The leads of a pool that are held out now."""
    statement = (
        select(offers.c.lead_id)
        .where(offers.c.state == word("open"), offers.c.dealership == dealership, offers.c.pool == pool)
        .distinct()
    )
    return list(unit.connection.execute(statement).scalars())


def lasting(unit: Unit, lead_ids: Collection[str]) -> dict[tuple[str, str], datetime | None]:
    """The open offers of some leads, by lead and member, with their deadlines."""
    if not lead_ids:
        return {}
    statement = select(offers.c.lead_id, offers.c.member, offers.c.until).where(
        offers.c.lead_id.in_(list(lead_ids)), offers.c.state == word("open")
    )
    return {(row.lead_id, row.member): row.until for row in unit.connection.execute(statement)}


def any_open(unit: Unit, dealership: str, pool: str) -> bool:
    """True where something of a pool is held out."""
    condition = exists().where(offers.c.state == word("open"), offers.c.dealership == dealership, offers.c.pool == pool)
    return bool(unit.connection.execute(select(condition)).scalar_one())


def all_open(unit: Unit) -> list[StoredOffer]:
    """Everything that is held out now, in every pool, oldest first."""
    statement = select(*_COLUMNS).where(offers.c.state == word("open")).order_by(offers.c.id)
    return [_stored(row) for row in unit.connection.execute(statement)]


def next_end(unit: Unit) -> datetime | None:
    """When the next open offer ends, or None."""
    statement = select(func.min(offers.c.until)).where(offers.c.state == word("open"))
    return unit.connection.execute(statement).scalar_one_or_none()
