"""Quiet hours: a span of the day, in the dealership's zone, in which notices wait. Pure."""

from __future__ import annotations

from datetime import datetime

from uptape.core.hours import DAY_MINUTES, Hours


def quiet_until(quiet: tuple[int, int] | None, zone: str, now: datetime) -> datetime | None:
    """The moment at which the quiet span that holds `now` ends; None outside of it, or where there is none.

    `quiet` is in minutes after midnight, start included and end not, and may cross midnight.
    """
    if quiet is None:
        return None
    start, end = quiet
    spans = ((start, end),) if start < end else ((0, end), (start, DAY_MINUTES))
    current = Hours(zone, (tuple(span for span in spans if span[0] < span[1]),) * 7).current(now)
    return current.end if current is not None else None
