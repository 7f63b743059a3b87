"""`copy_to:`: every dealt lead, with its taker, goes to the systems that a dealership and its pools name."""

from __future__ import annotations

from collections.abc import Iterator

from uptape.core.dealership import Buyer, Dealership, Pool
from uptape.core.eligibility import Member, member_of
from uptape.core.hours import always
from uptape.flow.alerting import Message

PREFIX = "copy:"
"""No key of a config holds a colon, so nobody else is called like this."""


def copies(dealership: Dealership, pool: Pool, lead_id: str, taker: Member, number: int) -> Iterator[Message]:
    """The messages that tell of one assignment; `number` is that of its row in the pool's journal."""
    for target in (addressee(dealership, PREFIX), addressee(dealership, f"{PREFIX}{pool.key}")):
        if target is not None:
            yield Message(
                "copy",
                "plain",
                target,
                f"copy:{pool.key}:{number}",
                lead_id,
                pool,
                headline=f"{taker.name} has this lead",
                facts=(("taker", taker.name), ("taker_key", taker.key)),
            )


def addressee(dealership: Dealership, key: str) -> Member | None:
    """Whoever messages are for: a person, a buyer, or the systems of a `copy_to:` (`copy:` or `copy:POOL`)."""
    if not key.startswith(PREFIX):
        return member_of(dealership, key)
    pool = dealership.pools.get(key.removeprefix(PREFIX))
    if pool is None and key != PREFIX:
        return None
    ways = pool.copy_to if pool else dealership.copy_to
    name = f"copy_to of {pool.key if pool else dealership.name}"
    return Member(key, name, always(dealership.timezone), buyer=Buyer(key, name, deliver=ways)) if ways else None
