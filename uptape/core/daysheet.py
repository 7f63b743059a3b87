"""The morning and the closing sheet of a dealership: what stands on them, when they are due, what is unusual. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from uptape.core.hours import ALL_DAY, Hours, Interval

SheetKind = Literal["morning", "closing"]

BEFORE_OPENING = timedelta(minutes=15)
LATEST = timedelta(hours=2)
"""A sheet that could not be made in time is still worth reading for so long."""
DAY_BEGINS, DAY_ENDS = time(8), time(20)
"""For a dealership that is open around the clock, so that it has no opening."""
LONGEST_LOOK_BACK = 14
"""Days: after a longer rest, the sheet looks back on the day before only."""
WEEKS = 4
"""So many weeks tell what is usual."""
UNUSUAL = 0.05
"""Chance counts from here on as no explanation."""


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A lead that somebody should look at."""

    lead_id: str
    customer: str
    state: str
    """How it stands, in words: `waits for somebody`, `on offer to Bob Stone`, `Bob Stone has not tried`."""
    since: datetime
    vehicle: str = ""
    place: str = ""
    """Store and source."""
    phone: str = ""
    """E.164."""
    late: bool = False
    """True where it is past the alarm."""


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """An appointment: of today, or an earlier one of which nobody told whether the customer came."""

    lead_id: str
    customer: str
    who: str
    at: datetime
    vehicle: str = ""
    phone: str = ""
    past: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What one member did in the time that is looked back on."""

    name: str
    got: int = 0
    tried: int = 0
    """Of these, with an attempt."""
    reached: int = 0
    minutes: int | None = None
    """Median of the time to the first attempt, in opening hours."""
    appointments: int = 0
    sold: float = 0.0
    """A shared sale counts half for each."""
    passed: int = 0
    """Offers passed or let lapse."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """How many leads a source brought, against its usual."""

    name: str
    got: int
    usual: float | None = None
    """The mean of the same days of earlier weeks; None where there are none yet."""
    word: str = ""
    """`low`, `high`, `new`, or nothing where it is as usual."""


@dataclass(frozen=True, slots=True)
class HandLine:
    """A lead that somebody moved past the line, or whose turn came back."""

    lead_id: str
    customer: str
    to: str
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class TapeLine:
    """A pool's line, next first."""

    pool: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that stands on a sheet."""

    kind: str
    day: str
    """The calendar day that it is for, ISO 8601."""
    made_at: datetime
    begin: str
    end: str
    """First and last calendar day that it looks back on."""
    waiting: tuple[LeadLine, ...] = ()
    waiting_count: int = 0
    """Of all, also those that are not listed."""
    untried: tuple[LeadLine, ...] = ()
    """Leads that somebody has and did not try; on the closing sheet only of those who went home."""
    untried_count: int = 0
    appointments: tuple[AppointmentLine, ...] = ()
    people: tuple[PersonLine, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    handed_out: tuple[HandLine, ...] = ()
    no_turn: tuple[HandLine, ...] = ()
    given_back: tuple[HandLine, ...] = ()
    lines: tuple[TapeLine, ...] = ()
    trouble: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A sheet that should go out now."""

    kind: SheetKind
    day: date


def opened(hours: Hours, day: date) -> Interval | None:
    """The time from the first opening of a calendar day to its last closing, or None where nothing begins that day.

    A night shift counts to the day on which it begins. Where it is open around the clock, from 8:00 to 20:00.
    """
    zone = ZoneInfo(hours.zone)
    noon = _at(day, time(12), zone)
    begun = [i for i in hours.intervals(noon, days=4) if i.start.astimezone(zone).date() == day]
    if begun:
        end = min(begun[-1].end, begun[-1].start + timedelta(hours=24))
        return Interval(begun[0].start, end)
    if hours.spans(day) == ALL_DAY:
        return Interval(_at(day, DAY_BEGINS, zone), _at(day, DAY_ENDS, zone))
    return None


def due(hours: Hours, now: datetime, *, morning: bool, closing: bool) -> list[Due]:
    """The sheets whose time has come, up to LATEST ago, oldest day first."""
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    found: list[Due] = []
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        there = opened(hours, day)
        if there is None:
            continue
        if morning and there.start - BEFORE_OPENING <= now < there.start - BEFORE_OPENING + LATEST:
            found.append(Due("morning", day))
        if closing and there.end <= now < there.end + LATEST:
            found.append(Due("closing", day))
    return found


def looked_back(hours: Hours, day: date) -> tuple[date, date]:
    """First and last day that the morning sheet of a day looks back on: from the last open day to the day before."""
    last = day - timedelta(days=1)
    for back in range(1, LONGEST_LOOK_BACK + 1):
        if hours.spans(day - timedelta(days=back)):
            return day - timedelta(days=back), last
    return last, last


def span(first: date, last: date, zone: str) -> Interval:
    """Some calendar days of a zone, from midnight to midnight."""
    local = ZoneInfo(zone)
    return Interval(_at(first, time(0), local), _at(last + timedelta(days=1), time(0), local))


def earlier(first: date, last: date, hours: Hours, since: date) -> list[tuple[date, date]]:
    """The same days of earlier weeks, none before `since`, those left out on which it was closed all the time."""
    found = []
    for week in range(1, WEEKS + 1):
        one, other = first - timedelta(weeks=week), last - timedelta(weeks=week)
        days = [one + timedelta(days=n) for n in range((other - one).days + 1)]
        if one >= since and any(hours.spans(day) for day in days):
            found.append((one, other))
    return found


def source_line(name: str, got: int, before: Sequence[int], *, known: bool) -> SourceLine:
    """A source against its usual: `before` are its leads on the same days of earlier weeks; `known` where it had any.

    Unusual is what would happen by chance less than once in 20 times (Poisson).
    """
    if not before:
        return SourceLine(name, got)
    usual = sum(before) / len(before)
    if not known:
        return SourceLine(name, got, None, "new")
    at_most = _at_most(got, usual)
    word = "low" if at_most < UNUSUAL else "high" if got and 1 - _at_most(got - 1, usual) < UNUSUAL else ""
    return SourceLine(name, got, round(usual, 1), word)


def _at_most(count: int, mean: float) -> float:
    """The chance of `count` or fewer where `mean` are to expect."""
    if count < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    terms = (math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(count + 1))
    return min(math.fsum(terms), 1.0)


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)
