"""Times and durations as people type them: `sat 2pm`, `tomorrow 10`, `11/28 14:30`, `2h`, `till mon`, `30`.

Everything is wall-clock time in the dealership's zone; what comes out is aware UTC. A time that clocks skip is the
moment of the change, one that comes twice the next of the two. Words are folded before they come here
(`reply_words.fold`, `bare`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from uptape.core.hours import Hours, change_said, moment_at

_DAYS = {
    "mon": 0, "monday": 0, "tue": 1, "tues": 1, "tuesday": 1, "wed": 2, "weds": 2, "wednesday": 2, "thu": 3, "thur": 3,
    "thurs": 3, "thursday": 3, "fri": 4, "friday": 4, "sat": 5, "saturday": 5, "sun": 6, "sunday": 6,
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_TOMORROW = frozenset({"tomorrow", "tmrw", "tmw", "tomorow", "tommorow", "tommorrow", "2moro", "tom"})
_TODAY = frozenset({"today", "tonight", "this afternoon"})
_LINKS = frozenset({"at", "@", "on", "around", "for", "by", "this", "coming"})
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(a|p|am|pm|a\.m|p\.m)?")
_PACKED = re.compile(r"(\d{1,2})(\d{2})(a|p|am|pm)?")
_DATE = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_SPAN = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(h|hr|hrs|hour|hours|m|min|mins|minute|minutes|d|day|days|w|week|weeks)")
_HALVES = re.compile(r"(\d{1,2})h(\d{1,2})m?")
_UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Found:
    """A moment read out of some words. `problem` in words where it is none; `used` are the places of the words."""

    at: datetime | None
    used: frozenset[int]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    said: bool
    """True where morning or afternoon was said."""


def appointment(words: Sequence[str], now: datetime, zone: str, *, day_first: bool = False) -> Found:
    """When an appointment is: the first day and time among the words; `at` None where there is no whole time."""
    local = now.astimezone(ZoneInfo(zone))
    day, clock, weekday, used = _day_and_clock(words, local, day_first)
    wrong = (
        next((word for word in words if _DATE.fullmatch(word) or _ISO.fullmatch(word)), None) if day is None else None
    )
    if wrong is not None:
        return Found(None, frozenset(used), f"{wrong} is no date. When is it?")
    if clock is None:
        return Found(None, frozenset(used), "" if day is None else f"At what time on {_name(day)}?")
    if day is None:
        moment = _on(local.date(), clock, local)
        if moment <= local:
            moment = _on(local.date() + timedelta(days=1), clock, local, later=False)
    else:
        moment = _on(day, clock, local)
        if moment <= local and weekday:
            moment = _on(day + timedelta(days=7), clock, local, later=False)
    if moment <= local:
        return Found(None, frozenset(used), f"{shown(moment, zone)} is over already. When is it?")
    return Found(moment, frozenset(used))


def until(
    words: Sequence[str], now: datetime, zone: str, hours: Hours | None, *, minutes: bool, day_first: bool = False
) -> Found:
    """Until when something holds: `2h`, `30`, `till 3pm`, `till mon` (the start of their hours that day).

    `minutes`: a bare number counts minutes, however small (BUSY 5); else a small one is asked back.
    """
    local = now.astimezone(ZoneInfo(zone))
    span, used = _span(words, minutes=minutes)
    if span is not None:
        if span > LONGEST or span <= timedelta(0):
            return Found(None, used, "How long? From a minute to 60 days, such as OUT 2h.")
        return Found(now + span, used)
    mark = next((at for at, word in enumerate(words) if word in {"till", "til", "until", "untill", "'til", "thru"}), -1)
    rest = list(words[mark + 1 :])
    day, clock, _weekday, places = _day_and_clock(rest, local, day_first, today_counts=False)
    used = frozenset({at + mark + 1 for at in places} | ({mark} if mark >= 0 else set()))
    if day is None and clock is None:
        if mark >= 0 and rest:
            return Found(None, used, f"Until when is {' '.join(rest)[:30]}? Say OUT 2h, OUT till 3pm or OUT till mon.")
        return Found(None, used)
    if mark < 0 and clock is None:
        return Found(None, used, "From now until when? Say OUT 2h, OUT till 3pm or OUT till mon.")
    bare = clock is not None and all(words[at].isdigit() or words[at] in _LINKS for at in used)
    if mark < 0 and clock is not None and day is None and (bare or not clock.said):
        return Found(None, used, f"{clock.hour} hours, or until {clock.hour}? Say {clock.hour}h or till {clock.hour}.")
    if clock is None:
        assert day is not None
        spans = hours.spans(day) if hours else ()
        start = spans[0][0] if spans else 0
        moment = _at(day, start // 60, start % 60, local)
    else:
        moment = _next(clock, local) if day is None else _on(day, clock, local)
    if moment <= local or moment - local > LONGEST:
        return Found(None, used, "That is over already, or too far away. Say OUT 2h, OUT till 3pm or OUT till mon.")
    return Found(moment, used)


def told(moment: datetime, zone: str) -> str:
    """`shown`, with what must be said on a day on which clocks change."""
    return f"{shown(moment, zone)}{change_told(moment, zone)}"


def change_told(moment: datetime, zone: str) -> str:
    """What must be said behind a time on a day on which clocks change, with a comma; mostly nothing."""
    said = change_said(moment, ZoneInfo(zone))
    return f", {said}" if said else ""


def shown(moment: datetime, zone: str) -> str:
    """`Sat Nov 28 2p`, `2:30p` without a day where it is not needed is up to the caller."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{_name(local.date())} {_wall(local)}"


def clock_of(moment: datetime, zone: str) -> str:
    """`2:30p`, `2p`."""
    return _wall(moment.astimezone(ZoneInfo(zone)))


def _day_and_clock(
    words: Sequence[str], local: datetime, day_first: bool, *, today_counts: bool = True
) -> tuple[date | None, _Clock | None, bool, set[int]]:
    """The first day and time among the words, whether the day was one of the week, and where they stand."""
    day: date | None = None
    clock: _Clock | None = None
    weekday = False
    used: set[int] = set()
    at = 0
    while at < len(words):
        found_day, taken, of_week = (
            _day(words, at, local.date(), day_first, today_counts) if day is None else (None, 0, False)
        )
        if found_day is not None:
            day, weekday = found_day, of_week
            used |= set(range(at, at + taken))
            at += taken
            continue
        found, taken = _clock(words, at, day is not None) if clock is None else (None, 0)
        if found is not None:
            clock = found
            used |= set(range(at, at + taken))
            at += taken
            continue
        at += 1
    for place, word in enumerate(words):
        if word in _LINKS and place + 1 in used:
            used.add(place)
    return day, clock, weekday, used


def _day(
    words: Sequence[str], at: int, today: date, day_first: bool, today_counts: bool
) -> tuple[date | None, int, bool]:
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in _TODAY:
        return today, 1, False
    if word in _TOMORROW:
        return today + timedelta(days=1), 1, False
    if word == "next" and following in _DAYS:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
        return monday + timedelta(days=_DAYS[following]), 2, False
    if word in _DAYS:
        ahead = (_DAYS[word] - today.weekday()) % 7
        return today + timedelta(days=ahead if ahead or today_counts else 7), 1, True
    iso = _ISO.fullmatch(word)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3])), 1, False
    dated = _DATE.fullmatch(word)
    if dated:
        one, two = int(dated[1]), int(dated[2])
        month, number = (two, one) if day_first or one > 12 else (one, two)
        year = int(dated[3]) if dated[3] else None
        return _in_year(year + 2000 if year is not None and year < 100 else year, month, number, today), 1, False
    if word in _MONTHS and (nth := _NTH.fullmatch(following)):
        return _in_year(None, _MONTHS[word], int(nth[1]), today), 2, False
    if following in _MONTHS and (nth := _NTH.fullmatch(word)):
        return _in_year(None, _MONTHS[following], int(nth[1]), today), 2, False
    return None, 0, False


def _clock(words: Sequence[str], at: int, after_day: bool) -> tuple[_Clock | None, int]:
    word = words[at]
    if word in {"noon", "midday"}:
        return _Clock(12, 0, True), 1
    if word == "midnight":
        return _Clock(0, 0, True), 1
    following = (words[at + 1] if at + 1 < len(words) else "").replace(".", "")
    found = _CLOCK.fullmatch(word)
    packed = _PACKED.fullmatch(word)
    if found is None and packed and (packed[3] or after_day or (at and words[at - 1] in _LINKS)):
        found = packed
    if found is None:
        return None, 0
    half, taken = (found[3] or "").replace(".", "")[:1], 1
    if not half and following in {"am", "pm", "a", "p", "o'clock", "oclock"}:
        half, taken = (following[0] if following[0] in "ap" else ""), 2
    hour, minute = int(found[1]), int(found[2] or 0)
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None, 0
    if half:
        return _Clock(hour % 12 + (12 if half == "p" else 0), minute, True), taken
    return _Clock(hour, minute, hour > 12 or hour == 0 or word.startswith("0")), taken


def _on(day: date, clock: _Clock, local: datetime, *, later: bool = True) -> datetime:
    """The time on a day, as UTC; where neither morning nor afternoon was said, a time at which people meet."""
    hour = clock.hour
    if not clock.said and 1 <= hour <= 7:
        hour += 12
    moment = _at(day, hour, clock.minute, local)
    if later and not clock.said and hour < 12 and moment <= local and day == local.date():
        moment = _at(day, hour + 12, clock.minute, local)
    return moment


def _at(day: date, hour: int, minute: int, local: datetime) -> datetime:
    """A wall-clock time of the zone of `local`, as UTC; of two, the next after it."""
    assert isinstance(local.tzinfo, ZoneInfo)
    return moment_at(day, time(hour, minute), local.tzinfo, local.astimezone(UTC))


def _next(clock: _Clock, local: datetime) -> datetime:
    """The next time that a clock shows it, on a face of 12 hours where neither half was said."""
    for days in (0, 1):
        day = local.date() + timedelta(days=days)
        for hour in (clock.hour,) if clock.said else sorted({clock.hour % 12, clock.hour % 12 + 12}):
            moment = _at(day, hour, clock.minute, local)
            if moment > local:
                return moment
    raise AssertionError("every time comes within two days")


def _span(words: Sequence[str], *, minutes: bool) -> tuple[timedelta | None, frozenset[int]]:
    text = list(words)
    start = 1 if text and text[0] in {"for", "in"} else 0
    if start < len(text):
        word = text[start]
        following = text[start + 1] if start + 1 < len(text) else ""
        halves = _HALVES.fullmatch(word)
        if halves:
            return timedelta(hours=int(halves[1]), minutes=int(halves[2])), frozenset(range(start + 1))
        one = _SPAN.fullmatch(word)
        if one:
            return float(one[1]) * _UNITS[one[2][0]], frozenset(range(start + 1))
        two = _SPAN.fullmatch(word + following) if following else None
        if two:
            return float(two[1]) * _UNITS[two[2][0]], frozenset(range(start + 2))
        if word in {"an", "one"} and following in {"hour", "hr"}:
            return timedelta(hours=1), frozenset(range(start + 2))
        if word == "half" and following in {"hour", "hr", "an"}:
            more = 3 if following == "an" else 2
            return timedelta(minutes=30), frozenset(range(start + more))
        if re.fullmatch(r"\d{1,3}", word) and following not in {"am", "pm", "a", "p"} and (minutes or int(word) > 12):
            return timedelta(minutes=int(word)), frozenset(range(start + 1))
    return None, frozenset()


def _in_year(year: int | None, month: int, day: int, today: date) -> date | None:
    """The date in that year, or else the next time that it comes."""
    if year is not None:
        return _date(year, month, day)
    this = _date(today.year, month, day)
    return this if this is None or this >= today - timedelta(days=30) else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _name(day: date) -> str:
    return f"{day:%a %b} {day.day}"


def _wall(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{hour}{minutes}{'a' if moment.hour < 12 else 'p'}"
