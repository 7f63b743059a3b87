"""Leads held out to somebody until a deadline."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update

from uptape.store.engine import Unit
from uptape.store.tables import offers, outbox
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
    begun_at: datetime | None
    """When a provider took the alert; None before."""
    until: datetime | None
    latest: datetime | None
    """When the member's shift ends; None for never."""
    way: Sequence[str] | None = None
    """By which pools on the lead's tape the member is asked; None for one who stands on it."""

    @property
    def line(self) -> str:
        """The pool in whose line the member stands."""
        return self.way[-1] if self.way else self.pool


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
    offers.c.begun_at,
    offers.c.until,
    offers.c.latest,
    offers.c.way,
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
        .order_by(offers.c.id)
    )
    return [offer for row in unit.connection.execute(statement) if (offer := _stored(row)).line in pools]


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


def end(unit: Unit, ids: Collection[int], state: str, now: datetime, *, undelivered: bool = False) -> None:
    """Ends open offers; `undelivered` for one whose alert never reached its member, who is not asked again."""
    if ids:
        values = {"state": state, "ended_at": now, "warn_at": None, "undelivered": undelivered}
        unit.connection.execute(update(offers).where(offers.c.id.in_(list(ids))).values(**values))


def begin(unit: Unit, offer_id: int, now: datetime, until: datetime | None, warn_at: datetime | None) -> None:
    """The time of an open offer runs from now; nothing where it runs already."""
    still = and_(offers.c.id == offer_id, offers.c.state == word("open"), offers.c.begun_at.is_(None))
    unit.connection.execute(update(offers).where(still).values(begun_at=now, until=until, warn_at=warn_at))


def never_delivered(unit: Unit) -> list[StoredOffer]:
    """Open offers whose alerts all failed for good, before any provider took one."""
    hopeful = exists().where(
        outbox.c.lead_id == offers.c.lead_id,
        outbox.c.member == offers.c.member,
        outbox.c.kind == "offer",
        outbox.c.state.in_(("due", "sending", "unknown")),
    )
    failed = exists().where(
        outbox.c.lead_id == offers.c.lead_id,
        outbox.c.member == offers.c.member,
        outbox.c.kind == "offer",
        outbox.c.state == "dead",
    )
    statement = (
        select(*_COLUMNS)
        .where(offers.c.state == word("open"), offers.c.begun_at.is_(None), failed, ~hopeful)
        .order_by(offers.c.id)
    )
    return [_stored(row) for row in unit.connection.execute(statement)]


def warned(unit: Unit, offer_id: int) -> None:
    """Notes that the warning went out."""
    unit.connection.execute(update(offers).where(offers.c.id == offer_id).values(warn_at=None))


def had(unit: Unit, lead_id: str) -> frozenset[str]:
    """Who passed a lead, let it lapse, or cannot be told of it."""
    ended = or_(offers.c.state.in_(("passed", "lapsed")), offers.c.undelivered)
    statement = select(offers.c.member).where(offers.c.lead_id == lead_id, ended)
    return frozenset(unit.connection.execute(statement).scalars())


def leads_on_offer(unit: Unit, dealership: str, pool: str) -> list[str]:
    """The leads of a pool that are held out now."""
    statement = (
        select(offers.c.lead_id)
        .where(offers.c.state == word("open"), offers.c.dealership == dealership, offers.c.pool == pool)
        .distinct()
    )
    return list(unit.connection.execute(statement).scalars())


def lasting(unit: Unit, lead_ids: Collection[str]) -> dict[tuple[str, str], StoredOffer]:
    """The open offers of some leads, by lead and member."""
    if not lead_ids:
        return {}
    statement = select(*_COLUMNS).where(offers.c.lead_id.in_(list(lead_ids)), offers.c.state == word("open"))
    return {(row.lead_id, row.member): _stored(row) for row in unit.connection.execute(statement)}


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
