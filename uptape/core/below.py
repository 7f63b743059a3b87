"""Pools that stand on the tape of another: a central pool gives a turn to one, whose own line and rules then decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from uptape.core.dealership import Dealership

PREFIX = "pool."
"""`pool.KEY` on a tape names the pool KEY as a member."""


def pool_named(member: str) -> str | None:
    """The pool that a member of a tape is, or None for people and buyers."""
    return member.removeprefix(PREFIX) if member.startswith(PREFIX) else None


def below(dealership: Dealership, pools: Iterable[str]) -> list[str]:
    """Some pools with all that stand on their tapes, and on the tapes of those; unknown ones are kept as they are."""
    found: list[str] = []
    waiting = list(pools)
    while waiting:
        key = waiting.pop(0)
        if key in found:
            continue
        found.append(key)
        pool = dealership.pools.get(key)
        waiting += pool.fed if pool else ()
    return found


def above(dealership: Dealership, pools: Collection[str]) -> list[str]:
    """The pools that give turns to one of these, directly or by another."""
    wanted = set(pools)
    return [key for key in dealership.pools if key not in wanted and wanted.intersection(below(dealership, [key]))]


def way_down(dealership: Dealership, pool: str, member: str) -> tuple[str, ...] | None:
    """By which pools one comes from a pool's tape to a member: none for who stands on it, None where there is no way.

    The shortest way, and of those the first by the tapes.
    """
    ways: list[tuple[str, ...]] = [()]
    while ways:
        way = ways.pop(0)
        found = dealership.pools.get(way[-1] if way else pool)
        if found is None:
            continue
        if member in found.tape:
            return way
        ways += [(*way, key) for key in found.fed if key not in way]
    return None


def entry_of(dealership: Dealership, pool: str, line: str, member: str) -> str:
    """As whom a member of a line stands on a pool's tape: as themselves, or as the pool by which that line is fed."""
    found = dealership.pools.get(pool)
    if line == pool or found is None:
        return member
    return next((f"{PREFIX}{key}" for key in found.fed if line in below(dealership, [key])), member)


def members_below(dealership: Dealership, members: Collection[str]) -> frozenset[str]:
    """Members of a tape with everybody who stands on the tapes of the pools among them."""
    inner = [pool for member in members if (pool := pool_named(member)) is not None]
    if not inner:
        return frozenset(members)
    pools = [dealership.pools[key] for key in below(dealership, inner) if key in dealership.pools]
    return frozenset(members) | {member for pool in pools for member in pool.tape}
