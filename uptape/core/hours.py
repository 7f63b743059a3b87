"""Opening hours as wall-clock time in a named zone, right across clock changes: start included, end not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span = tuple[int, int]
"""Minutes after midnight of the wall clock: start included, end (at most 1440) not."""

ALL_DAY: tuple[Span, ...] = ((0, DAY_MINUTES),)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time in UTC, start included, end not."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours in one zone, with the days that have none and the days that have others."""

    zone: str
    week: tuple[tuple[Span, ...], ...] = (ALL_DAY,) * 7
    """Seven entries, Monday first; spans sorted, not overlapping."""
    closed: frozenset[date] = frozenset()
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The spans of a calendar day of the zone. `days:` beats `closed:`, both beat the week."""
        if day in self.days:
            return self.days[day]
        return () if day in self.closed else self.week[day.weekday()]

    def intervals(self, around: datetime, days: int = 8) -> Iterator[Interval]:
        """The open stretches from the day before `around` for `days` days on, in order, joined where they meet.

        A wall-clock time that a clock change skips is the moment of the change, one that comes twice is its first
        coming, so that an interval never turns around and no skipped time opens a later one.
        """
        zone = ZoneInfo(self.zone)
        today = around.astimezone(zone).date()
        pending: Interval | None = None
        for offset in range(-1, days):
            day = today + timedelta(days=offset)
            for start, end in self.spans(day):
                interval = Interval(_moment(day, start, zone), _moment(day, end, zone))
                if interval.end <= interval.start:
                    continue
                if pending is not None and interval.start <= pending.end:
                    pending = Interval(pending.start, max(pending.end, interval.end))
                    continue
                if pending is not None:
                    yield pending
                pending = interval
        if pending is not None:
            yield pending

    def is_open(self, moment: datetime) -> bool:
        """True where `moment` (aware) lies inside the hours."""
        return self.current(moment) is not None

    def current(self, moment: datetime) -> Interval | None:
        """The open stretch that holds `moment`, or None. Its end is a week away at most where hours never end."""
        for interval in self.intervals(moment):
            if moment in interval:
                return interval
            if interval.start > moment:
                return None
        return None

    def next_start(self, moment: datetime, days: int = 400) -> datetime | None:
        """The next moment after `moment` at which an open stretch begins, or None within `days` days."""
        for interval in self.intervals(moment, days):
            if interval.start > moment:
                return interval.start
        return None

    def next_change(self, moment: datetime) -> datetime | None:
        """The next moment at which open turns to closed or back, or None where that never happens."""
        current = self.current(moment)
        if current is None:
            return self.next_start(moment)
        zone = ZoneInfo(self.zone)
        today = moment.astimezone(zone).date()
        # Where the whole week is open, only a day with hours of its own can end it, however far away that is.
        days = (max((*self.closed, *self.days, today)) - today).days + 8
        end = next(interval.end for interval in self.intervals(moment, days) if moment in interval)
        return end if end < _moment(today + timedelta(days=days), 0, zone) else None

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` lies inside the hours."""
        if end <= start:
            return timedelta(0)
        days = (end - start).days + 3
        total = timedelta(0)
        for interval in self.intervals(start, days):
            overlap = min(end, interval.end) - max(start, interval.start)
            total += max(overlap, timedelta(0))
        return total

    def open_time_ago(self, end: datetime, span: timedelta, days: int = 60) -> datetime | None:
        """The latest moment from which `span` of open time had passed at `end`, or None within `days` days."""
        left = span
        for interval in reversed(list(self.intervals(end - timedelta(days=days), days + 2))):
            if interval.start >= end:
                continue
            finish = min(end, interval.end)
            if finish - interval.start >= left:
                return finish - left
            left -= finish - interval.start
        return None

    def add_open_time(self, start: datetime, span: timedelta, days: int = 400) -> datetime | None:
        """The moment at which `span` of open time has passed since `start`, or None within `days` days."""
        left = span
        for interval in self.intervals(start, days):
            if interval.end <= start:
                continue
            begin = max(start, interval.start)
            if interval.end - begin >= left:
                return begin + left
            left -= interval.end - begin
        return None


@lru_cache(maxsize=16384)
def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  # wall clock; the zone is put on below
    wall = midnight + timedelta(minutes=minute)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    # PEP 495: of a time that comes twice, fold=0 is the earlier moment; of one that is skipped, the later.
    return first if first <= second else _change(second, first, zone)


def moment_at(day: date, at: time, zone: ZoneInfo, after: datetime | None = None) -> datetime:
    """The moment (UTC) of a wall-clock time: the change where clocks skip it; of two, the first after `after`."""
    first = _moment(day, at.hour * 60 + at.minute, zone)
    if after is None or first > after:
        return first
    second = datetime.combine(day, at, zone).replace(fold=1).astimezone(UTC)
    return second if second > after else first


def change_said(moment: datetime, zone: ZoneInfo) -> str:
    """What must be said with a wall-clock time that comes twice, or at which clocks skip an hour; mostly nothing."""
    local = moment.astimezone(zone)
    first, second = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    if first != second:
        return "after the clocks go back" if local.fold else "before the clocks go back"
    before = (moment.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone).utcoffset()
    now = local.utcoffset()
    return "when the clocks go forward" if before is not None and now is not None and now > before else ""


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment (UTC, to the second) after `before` and not after `after` at which the clocks of a zone change."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def day_start(moment: datetime, zone: str) -> datetime:
    """Midnight (UTC) at which the calendar day of `moment` in the zone began."""
    local = ZoneInfo(zone)
    return _moment(moment.astimezone(local).date(), 0, local)


def week_start(moment: datetime, zone: str) -> datetime:
    """Midnight (UTC) at which the calendar week (from Monday) of `moment` in the zone began."""
    local = ZoneInfo(zone)
    today = moment.astimezone(local).date()
    return _moment(today - timedelta(days=today.weekday()), 0, local)


def month_start(moment: datetime, zone: str) -> datetime:
    """Midnight (UTC) at which the calendar month of `moment` in the zone began."""
    local = ZoneInfo(zone)
    return _moment(moment.astimezone(local).date().replace(day=1), 0, local)


def always(zone: str) -> Hours:
    """Hours that never end."""
    return Hours(zone)
