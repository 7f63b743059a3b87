"""What happens in a replay besides its mails: midnights, mornings, and what people did in fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from uptape.core.dealership import Dealership, Pool
from uptape.flow.chances import midnight_after
from uptape.flow.simulated_people import People
from uptape.flow.weighing import MORNING
from uptape.store import past, past_changes
from uptape.store.engine import Store


def midnights(dealership: Dealership, since: datetime, until: datetime) -> Iterator[datetime]:
    """When the lines are fitted, since somebody may have had their last day."""
    at = since
    while (at := midnight_after(at, dealership.timezone)) < until:
        yield at


def mornings(real: Store, dealership: Dealership, since: datetime, until: datetime) -> Iterator[tuple[datetime, Pool]]:
    """When the weights of pools are set: as it was in fact, else at the usual time; at once where they never were."""
    zone = ZoneInfo(dealership.timezone)
    for pool in dealership.pools.values():
        if pool.weights is None:
            continue
        with real.read() as unit:
            weighed = past_changes.weighed(unit, dealership.key, pool.key)
        days = {at.astimezone(zone).date() for at in weighed}
        moments = [at for at in weighed if at >= since] if weighed else [since]
        for midnight in midnights(dealership, since, until):
            day = midnight.astimezone(zone).date()
            if day not in days:
                moments.append(datetime.combine(day, MORNING, zone).astimezone(UTC))
        for at in moments:
            yield at, pool


def deeds(
    real: Store, people: People, dealership: Dealership, since: datetime, until: datetime
) -> Iterator[tuple[datetime, int, Callable[[], None]]]:
    """What people said, handed over, reported and changed by hand: when, in which order at one moment, and how."""
    with real.read() as unit:
        words = past.words(unit, dealership.key, until)
        handed = past.handed_over(unit, dealership.key, since)
        reported = past.outcomes(unit, dealership.key, since)
        changed = past_changes.line_changes(unit, dealership.key, since)
    for word in words:
        if word.at >= since:
            yield word.at, 0, people.saying(dealership, word)
    for one in handed:
        yield one.at, 2, people.handing(one)
    for told in reported:
        yield told.at, 3, people.reporting(told)
    for change in changed:
        yield change.at, 2, people.changing(dealership, change)
