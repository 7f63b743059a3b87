"""Reads opening hours, closed days, other days and absences, each mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

from uptape.config.complaints import Complaints, meant
from uptape.config.nodes import Node
from uptape.core.errors import Place
from uptape.core.hours import ALL_DAY, DAY_MINUTES, WEEKDAYS, Hours, Span

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_NIGHT = 12 * 60
"""A span that ends before it starts is a night, up to this many minutes; longer it is taken for a slip."""

Week = tuple[tuple[Span, ...], ...]
WHOLE_WEEK: Week = (ALL_DAY,) * 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """What all hours of a dealership have in common. Spans may end after 1440: they go on in the next day."""

    zone: str
    closed: frozenset[date] = frozenset()
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def hours(self, week: Week) -> Hours:
        """Weekly hours with the dealership's closed and other days in them; nights are split at midnight."""
        special = {day: self.days.get(day, ()) for day in {*self.closed, *self.days}}

        def own(day: date) -> tuple[Span, ...]:
            return special[day] if day in special else week[day.weekday()]

        split_week = tuple(_day(week[index], week[index - 1]) for index in range(7))
        touched = {near for day in special for near in (day, day + timedelta(days=1))}
        exact = {day: _day(own(day), own(day - timedelta(days=1))) for day in sorted(touched)}
        # Only what differs from the plain week needs an entry, except that an entry beats `closed`.
        days = {
            day: spans
            for day, spans in exact.items()
            if spans != (() if day in self.closed else split_week[day.weekday()])
        }
        return Hours(self.zone, split_week, self.closed, MappingProxyType(days))


def _day(own: tuple[Span, ...], before: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans of one day: its own up to midnight, and the rest of the nights of the day before."""
    parts = [(start, min(end, DAY_MINUTES)) for start, end in own]
    parts += [(0, end - DAY_MINUTES) for _, end in before if end > DAY_MINUTES]
    joined: list[Span] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def read_span(node: Node, notes: Complaints, *, longest_night: int = LONGEST_NIGHT) -> Span | None:
    """`09:00-20:00` as minutes; the end lies over 1440 where the span crosses midnight."""
    match = _SPAN.fullmatch(node.text.strip()) if not (node.is_map or node.is_list) else None
    if match is None:
        notes.error(node.place, f"found {node.described()}, expected times such as 09:00-20:00")
        return None
    begin_hour, begin_minute, end_hour, end_minute = (int(part) for part in match.groups())
    start, end = begin_hour * 60 + begin_minute, end_hour * 60 + end_minute
    if start >= DAY_MINUTES or end > DAY_MINUTES or begin_minute > 59 or end_minute > 59:
        notes.error(node.place, f"found {node.described()}, expected times from 00:00 to 24:00")
        return None
    if start == end:
        notes.error(node.place, f"found {node.described()}, which is no time at all; 00:00-24:00 is the whole day")
        return None
    if end < start:
        end += DAY_MINUTES
        if end - start > longest_night:
            notes.error(
                node.place,
                f"found {node.described()}, which ends before it starts "
                f"(a night may have {longest_night // 60} hours; write two spans for more)",
            )
            return None
    return start, end


def read_spans(node: Node, notes: Complaints) -> tuple[Span, ...]:
    """One span, a list of them, or `closed`."""
    if node.value is None or (not node.is_list and node.text.strip() == "closed"):
        return ()
    spans = sorted((span, entry.place) for entry in node.entries() if (span := read_span(entry, notes)) is not None)
    for (first, _), (second, place) in pairwise(spans):
        if second[0] < first[1]:
            notes.error(place, "this span overlaps another one of the same day")
    return tuple(span for span, _ in spans)


def read_week(node: Node | None, notes: Complaints) -> Week | None:
    """`{mon-fri: 09:00-20:00, sat: […]}`; a day that is not named has none. None where nothing is written."""
    if node is None:
        return None
    if not node.is_map:
        return (read_spans(node, notes),) * 7
    week: list[tuple[Span, ...]] = [()] * 7
    named: dict[int, str] = {}
    for key, value in node.items():
        spans = read_spans(value, notes)
        for index in _weekdays(key, value.key_place, notes):
            if index in named:
                notes.error(value.key_place, f'{WEEKDAYS[index]} stands in "{named[index]}" and in "{key}"')
            named[index] = key
            week[index] = spans
    return tuple(week)


def _weekdays(key: str, place: Place, notes: Complaints) -> list[int]:
    found: list[int] = []
    for part in key.split(","):
        ends = [_weekday(word) for word in part.split("-")]
        if len(ends) > 2 or None in ends:
            words = [word.strip() for word in part.split("-") if _weekday(word) is None]
            hint = meant(words[0], WEEKDAYS) if words else ""
            notes.error(place, f'unknown day "{key}"{hint}; expected days such as mon, sat or mon-fri')
            return []
        first, last = ends[0] or 0, ends[-1] or 0
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return found


def _weekday(word: str) -> int | None:
    low = word.strip().lower()
    if low in WEEKDAYS:
        return WEEKDAYS.index(low)
    return _FULL_NAMES.index(low) if low in _FULL_NAMES else None


def read_date(text: str, place: Place, notes: Complaints) -> date | None:
    """`2026-11-26`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        notes.error(place, f'found "{text}", expected a date such as 2026-11-26')
        return None


def read_calendar(zone: str, root: Node, notes: Complaints) -> Calendar:
    """`closed:` and `days:` of a dealership."""
    closed_node, days_node = root.get("closed"), root.get("days")
    closed = [read_date(entry.text, entry.place, notes) for entry in (closed_node.entries() if closed_node else [])]
    days: dict[date, tuple[Span, ...]] = {}
    if days_node is not None and not days_node.is_map:
        notes.error(days_node.place, f"found {days_node.described()}, expected dates with times")
    for key, value in days_node.items() if days_node else ():
        day = read_date(key, value.key_place, notes)
        spans = read_spans(value, notes)
        if day is not None:
            days[day] = spans
    return Calendar(zone, frozenset(day for day in closed if day is not None), days)


def read_away(node: Node | None, notes: Complaints) -> tuple[tuple[date, date], ...]:
    """`[2026-12-20..2027-01-02, 2027-03-01]` as first and last days, both included."""
    found = []
    for entry in node.entries() if node else ():
        first_text, dots, last_text = entry.text.partition("..")
        first = read_date(first_text, entry.place, notes)
        last = read_date(last_text, entry.place, notes) if dots else first
        if first is None or last is None:
            continue
        if last < first:
            notes.error(entry.place, f"found {entry.described()}, which ends before it starts")
        found.append((first, last))
    return tuple(found)
