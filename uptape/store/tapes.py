"""The lines of the pools, and the lock that every decision about a pool takes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Executable, bindparam, delete, select, update

from uptape.core.line import Spot
from uptape.core.tape import Tape
from uptape.store.engine import Unit
from uptape.store.tables import spots, tapes


class TapeCache:
    """Lines that were read before, by the version of their row: saves reading a long line again. May die any time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[int, Tape]] = {}

    def get(self, dealership: str, pool: str, version: int) -> Tape | None:
        """The line at exactly this version, if it is known."""
        kept = self._kept.get((dealership, pool))
        return kept[1] if kept is not None and kept[0] == version else None

    def put(self, dealership: str, pool: str, version: int, tape: Tape) -> None:
        """Keeps a line that is committed at a version."""
        self._kept[dealership, pool] = (version, tape)


class LockedTape:
    """A pool's line under its lock: as read, and as it will be stored when the unit commits."""

    def __init__(self, dealership: str, pool: str, version: int, tape: Tape, journal_seq: int) -> None:
        self.dealership = dealership
        self.pool = pool
        self.version = version
        self.before = tape
        self.tape = tape
        self.journal_seq = journal_seq
        self.journal_before = journal_seq


def lock(unit: Unit, dealership: str, pools: Collection[str], cache: TapeCache | None = None) -> dict[str, LockedTape]:
    """Locks the lines of some pools of a dealership, in the order of their names, and reads them.

    The empty name stands for what belongs to no pool, such as a reload: a line without members that only numbers
    its journal rows.
    """
    names = sorted(set(pools))
    rows = unit.connection.execute(_LOCK, {"dealership": dealership, "pools": names}).all()
    if len(rows) < len(names):
        unit.insert_missing(tapes, [{"dealership": dealership, "pool": pool} for pool in names])
        rows = unit.connection.execute(_LOCK, {"dealership": dealership, "pools": names}).all()
    locked: dict[str, LockedTape] = {}
    for row in rows:
        tape = cache.get(dealership, row.pool, row.version) if cache else None
        if tape is None:
            tape = read(unit, dealership, row.pool, (row.tail, row.clock))
        locked[row.pool] = LockedTape(dealership, row.pool, row.version, tape, row.journal_seq)
    return locked


_LOCK = (
    select(tapes.c.pool, tapes.c.version, tapes.c.tail, tapes.c.journal_seq, tapes.c.clock)
    .where(tapes.c.dealership == bindparam("dealership"), tapes.c.pool.in_(bindparam("pools", expanding=True)))
    .order_by(tapes.c.pool)
    .with_for_update()
)


def read(unit: Unit, dealership: str, pool: str, marks: tuple[int, int] | None = None) -> Tape:
    """A pool's line as it is stored; `marks` are its tail and clock, where they were read already."""
    if marks is None:
        statement = select(tapes.c.tail, tapes.c.clock).where(tapes.c.dealership == dealership, tapes.c.pool == pool)
        found = unit.connection.execute(statement).one_or_none()
        marks = (found.tail, found.clock) if found else (0, 0)
    rows = unit.connection.execute(
        select(spots.c.member, spots.c.position, spots.c.ups, spots.c.last_up_at, spots.c.credit, spots.c.weight)
        .where(spots.c.dealership == dealership, spots.c.pool == pool)
        .order_by(spots.c.position)
    )
    return Tape.of((Spot(*row) for row in rows), *marks)


def save(unit: Unit, locked: LockedTape, cache: TapeCache | None = None) -> None:
    """Stores what changed in a locked line since it was read, and its journal number."""
    before, after = locked.before, locked.tape
    if before is not after:
        _save_spots(unit, locked)
    if before is after and locked.journal_seq == locked.journal_before:
        return
    version = locked.version + (1 if before is not after else 0)
    row = {
        "b_dealership": locked.dealership,
        "b_pool": locked.pool,
        "version": version,
        "tail": after.tail,
        "journal_seq": locked.journal_seq,
        "clock": after.clock,
    }
    unit.store.many.run(unit.connection, "save tape", _saving, [row])
    if cache is not None:
        unit.after_commit(lambda: cache.put(locked.dealership, locked.pool, version, after))


def _saving() -> Executable:
    return (
        update(tapes)
        .where(tapes.c.dealership == bindparam("b_dealership"), tapes.c.pool == bindparam("b_pool"))
        .values(
            version=bindparam("version"),
            tail=bindparam("tail"),
            journal_seq=bindparam("journal_seq"),
            clock=bindparam("clock"),
        )
    )


def _save_spots(unit: Unit, locked: LockedTape) -> None:
    before, after = locked.before.spots, locked.tape.spots
    moved, gone = after.moved_since(before), list[str]()
    if moved is None:
        moved = tuple(spot for spot in after if before.spot(spot.member) is not spot)
        gone = [spot.member for spot in before if after.spot(spot.member) is None]
    known = [old for spot in moved if (old := before.spot(spot.member)) is not None]
    if {spot.position for spot in moved} & {spot.position for spot in known}:
        # Places that change hands would clash while they are written one by one: those rows are written anew.
        gone += [spot.member for spot in known]
    if gone:
        unit.connection.execute(
            delete(spots).where(
                spots.c.dealership == locked.dealership, spots.c.pool == locked.pool, spots.c.member.in_(gone)
            )
        )
    changed: list[dict[str, Any]] = [
        {
            "dealership": locked.dealership,
            "pool": locked.pool,
            "member": spot.member,
            "position": spot.position,
            "ups": spot.ups,
            "last_up_at": spot.last_up_at,
            "credit": spot.credit,
            "weight": spot.weight,
        }
        for spot in moved
    ]
    columns = ["position", "ups", "last_up_at", "credit", "weight"]
    unit.upsert(spots, changed, ["dealership", "pool", "member"], columns)
