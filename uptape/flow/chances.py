"""The moments at which something that waits may go out: somebody comes on, a word ends, a limit resets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from uptape.core.dealership import Dealership
from uptape.core.eligibility import member_of
from uptape.core.hours import Hours, day_start


class Chances:
    """Looks ahead in the hours of pools; keeps what it found of each set of hours, since many people share one."""

    def __init__(self) -> None:
        self._changes: dict[int, tuple[Hours, datetime, datetime | None]] = {}

    def next(
        self, dealership: Dealership, pool_key: str, now: datetime, ends_of_words: Iterable[datetime]
    ) -> datetime | None:
        """The next moment after `now` at which a lead that waits in a pool may go out; None for a pool that is gone."""
        pool = dealership.pools.get(pool_key)
        if pool is None:
            return None
        moments = [midnight_after(now, dealership.timezone), *ends_of_words]
        if pool.drain.pace is not None:
            moments.append(now + timedelta(minutes=1))
        members = (member_of(dealership, key) for key in pool.tape)
        for hours in (dealership.hours, *(member.hours for member in members if member is not None)):
            change = self._next_change(hours, now)
            if change is not None:
                moments.append(change)
        return min(moment for moment in moments if moment > now)

    def _next_change(self, hours: Hours, now: datetime) -> datetime | None:
        kept = self._changes.get(id(hours))
        if kept is None or not (kept[1] <= now and (kept[2] is None or now < kept[2])):
            kept = (hours, now, hours.next_change(now))
            self._changes[id(hours)] = kept
        return kept[2]


def midnight_after(moment: datetime, zone: str) -> datetime:
    """The next midnight of a zone after a moment."""
    return day_start(day_start(moment, zone) + timedelta(hours=36), zone)
