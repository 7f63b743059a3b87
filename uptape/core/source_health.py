"""How a lead site is doing: what its mails used to tell and no longer do, and whether it fell silent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from uptape.core.hours import Hours

RECENT = 20
"""Leads over which the recent rate of a field is taken."""
ENOUGH = 20
"""Leads that must lie behind a field's last coming before its absence means anything."""
USUAL = 0.5
"""A field that came less often than this is not missed."""
RUN = 5
"""Leads in a row without a field, at least, before it is missed."""
CHANCE = 0.001
"""A run is missed where chance would bring one like it less often than this, as often as the field came before."""


@dataclass(frozen=True, slots=True)
class Told:
    """Which fields one lead of the source had."""

    lead_id: str
    at: datetime
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class FieldHealth:
    """How often a field comes, out of the recent leads and out of those before them."""

    field: str
    recent: float
    past: float | None
    """None where no leads lie before the recent ones."""
    stopped_after: Told | None = None
    """The last lead that had the field, where it stopped coming; None while all is well."""


def fields_of(told: Sequence[Told]) -> tuple[FieldHealth, ...]:
    """Each field that any of the leads (oldest first) had, by name."""
    recent, before = told[-RECENT:], told[:-RECENT]
    names = sorted(frozenset().union(*(one.fields for one in told)))
    return tuple(
        FieldHealth(
            name, _rate(recent, name), _rate(before, name) if before else None, _stopped(told, name)
        )
        for name in names
    )  # fmt: skip


def _rate(told: Sequence[Told], field: str) -> float:
    return round(sum(field in one.fields for one in told) / len(told), 3)


def _stopped(told: Sequence[Told], field: str) -> Told | None:
    last = next(number for number in range(len(told) - 1, -1, -1) if field in told[number].fields)
    run, past = len(told) - 1 - last, told[: last + 1]
    if run < RUN or len(past) < ENOUGH:
        return None
    # One lead without it is granted to the past, so that "always" is not taken for a law of nature.
    rate = sum(field in one.fields for one in past) / (len(past) + 1)
    return told[last] if rate >= USUAL and (1 - rate) ** run < CHANCE else None


def silent_since(last: datetime | None, every: timedelta | None, hours: Hours, now: datetime) -> datetime | None:
    """The last mail's moment where more than `every` of the opening hours went by since; None while all is well."""
    if last is None or every is None or hours.open_time(last, now) <= every:
        return None
    return last
