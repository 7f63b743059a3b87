"""Who said that they are in, out or busy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select

from uptape.core.eligibility import ByHand, HandState
from uptape.store.engine import Unit
from uptape.store.tables import presence

EVERY_POOL = ""
"""The pool column's value for a word that holds for all of them."""


def read(unit: Unit, dealership: str, now: datetime) -> dict[tuple[str, str], ByHand]:
    """What holds now in a dealership, by member and pool (`EVERY_POOL` for all)."""
    return {
        (row.member, row.pool): ByHand(row.state, row.since, row.until, row.by)
        for row in unit.connection.execute(_HOLDS, {"dealership": dealership, "now": now})
    }


_HOLDS = select(presence).where(
    presence.c.dealership == bindparam("dealership"),
    or_(presence.c.until.is_(None), presence.c.until > bindparam("now")),
)


def put(
    unit: Unit,
    dealership: str,
    member: str,
    pool: str,
    state: HandState,
    since: datetime,
    until: datetime | None,
    by: str,
) -> None:
    """Records a word; a word for all pools replaces those for single ones."""
    if pool == EVERY_POOL:
        unit.connection.execute(
            delete(presence).where(presence.c.dealership == dealership, presence.c.member == member)
        )
    row = {
        "dealership": dealership,
        "member": member,
        "pool": pool,
        "state": state,
        "since": since,
        "until": until,
        "by": by,
    }
    unit.upsert(presence, [row], ["dealership", "member", "pool"], ["state", "since", "until", "by"])
