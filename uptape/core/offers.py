"""Offers: until when a lead is held out to somebody, and who is left to ask."""

from __future__ import annotations

from datetime import datetime, timedelta

from uptape.core.dealership import Dealership, Pool

LEAST_TIME = timedelta(minutes=2)
"""With less of a shift left, the next in line is asked."""


def are_made_by(pool: Pool) -> bool:
    """True for a pool whose leads are held out first: claim mode, or a time to accept within."""
    return pool.mode == "claim" or pool.accept_within is not None


def deadline(pool: Pool, dealership: Dealership, now: datetime, shift_end: datetime | None) -> datetime | None:
    """When an offer made now ends: `accept_within` of opening hours, at the latest with the shift; None for never."""
    ends = shift_end
    if pool.accept_within is not None:
        within = dealership.hours.add_open_time(now, pool.accept_within, days=14) or now + pool.accept_within
        ends = within if ends is None else min(within, ends)
    return ends


def warning(pool: Pool, now: datetime, until: datetime | None) -> datetime | None:
    """When somebody is warned that their offer ends, or None."""
    if pool.warn_before is None or until is None:
        return None
    at = until - pool.warn_before
    return at if at > now else None
