"""The clock of an offer: it begins when a provider took the alert, and no outage of ours ever costs anybody a turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from uptape.core import offers as rules
from uptape.core.dealership import Dealership
from uptape.core.outbox import OutboxEntry
from uptape.store import offers
from uptape.store.engine import Unit
from uptape.store.offers import StoredOffer

OUTAGE = timedelta(minutes=2)
"""Where an offer's end is seen so much too late, nobody was here to take an answer either."""

UNDELIVERED = "never got the alert"
AWAY = "we were away when it ended, so no answer could reach us"


def begin(unit: Unit, dealerships: Mapping[str, Dealership], offer: StoredOffer, now: datetime) -> None:
    """A provider took the alert of an offer: its time runs from now, at the latest to the end of the shift.

    The first way that is taken counts; for an offer that runs or is over nothing happens.
    """
    dealership = dealerships.get(offer.dealership)
    pool = dealership.pools.get(offer.pool) if dealership else None
    if dealership is None or pool is None or offer.begun_at is not None or offer.state != "open":
        return
    until = _until(dealership, offer, now)
    offers.begin(unit, offer.id, now, until, rules.warning(pool, now, until))


def told_now(entry: OutboxEntry, dealership: Dealership | None, offer: StoredOffer, now: datetime) -> OutboxEntry:
    """The alert of an offer with the end that it has if the provider takes it now."""
    if dealership is None or offer.pool not in dealership.pools:
        return entry
    until = offer.until if offer.begun_at is not None else _until(dealership, offer, now)
    return replace(entry, facts=replace(entry.facts, offer_until=until))


def penalty_free(offer: StoredOffer, now: datetime) -> str | None:
    """Why nobody may be blamed for an offer whose time is up, or None."""
    if offer.begun_at is None:
        return UNDELIVERED
    if offer.until is not None and now - offer.until > OUTAGE:
        return AWAY
    return None


def _until(dealership: Dealership, offer: StoredOffer, now: datetime) -> datetime | None:
    pool = dealership.pools[offer.pool]
    if offer.kind == "claim" and pool.accept_within is None:
        return None
    return rules.deadline(pool, dealership, now, offer.latest)
