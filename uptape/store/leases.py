"""Jobs that one node at a time may do: a named lease, taken for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from uptape.store.engine import Store
from uptape.store.tables import leases


def take(store: Store, name: str, worker: str, span: timedelta) -> datetime | None:
    """Takes a job for `span`; gives back the time by the clock of leases, or None where another worker has it.

    Who has it already may take it again.
    """
    with store.write() as unit:
        now = store.lease_time(unit)
        unit.insert_missing(leases, [{"name": name, "worker": worker, "until": now}])
        statement = (
            update(leases)
            .where(leases.c.name == name, or_(leases.c.worker == worker, leases.c.until <= now))
            .values(worker=worker, until=now + span)
        )
        taken = unit.connection.execute(statement).rowcount == 1
        unit.commit()
    return now if taken else None


def release(store: Store, name: str, worker: str) -> None:
    """Gives a job free before its time."""
    with store.write() as unit:
        now = store.lease_time(unit)
        unit.connection.execute(
            update(leases).where(leases.c.name == name, leases.c.worker == worker).values(until=now)
        )
        unit.commit()
