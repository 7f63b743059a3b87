"""Reads a point in time that a mail tells in words into ISO 8601, with the offset only where the mail gives a zone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.zones import offset_of

_ISO = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d{0,2})?)?\s*\Z"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janvier janv",
            "february feb febrero février fevrier févr fevr fév",
            "march mar marzo mars",
            "april apr abril abr avril avr",
            "may mayo mai",
            "june jun junio juin",
            "july jul julio juillet juil",
            "august aug agosto ago août aout",
            "september sep sept septiembre setiembre septembre",
            "october oct octubre octobre",
            "november nov noviembre novembre",
            "december dec diciembre dic décembre decembre déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SPANISH_FRENCH = re.compile(
    r"(?i)\b(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|"
    r"février|fevrier|mars|avril|"
    r"mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre)\b|\b[ap]\.\s?m\.|\d\s?h\s?\d\d|\b(?:hae|hne|"
    r"hac|hnc|hap|hnp)\b"
)
_YMD = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"\b(20\d\d)(\d\d)(\d\d)(?!\d{5})")
_NUMBERS = re.compile(r"(?<![\d.:/-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?![\d/])")
_DAY_MONTH = re.compile(
    rf"(?i)\b(\d{{1,2}})(?:st|nd|rd|th|er|º)?[\s-]{{1,2}}(?:of |de )?({_MONTH})\.?,?(?:[\s-]{{1,2}}(?:de |del "
    rf")?'?(\d{{4}}|\d\d)(?![\d:]))?"
)
_MONTH_DAY = re.compile(
    rf"(?i)\b({_MONTH})\.?[\s-]{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,?[\s-]{{1,2}}(\d{{4}})(?![\d:]))?"
)
_TIME = re.compile(
    r"(?i)(?<![\d.])(\d{1,2})(?:(?::|\s?h\s?|"
    r"\.(?=\d\d\s?[ap]))(\d\d)(?:[:](\d\d)(?:[.,]\d{1,9})?)?)?\s?(?:([ap])\.?\s?m\b\.?|([ap])\b)?"
)
_OFFSET = re.compile(
    r"(?:\b(?:UTC|GMT)\s?)?(?<![\d-])([+-])(\d{1,2}):?(\d{1,2})?(?!\d)\s*(?:\([^)]{0,40}\))?\s*\Z|\b(?:UTC|"
    r"GMT)\s?([+-])(\d{1,2})(?::?(\d\d))?\b"
)
_ZONE_NAME = re.compile(r"\b((?:America|US|Canada|Pacific|Europe|Etc)/[A-Z]\w+(?:/\w+)?)\b")
_WORD = re.compile(
    r"[A-Za-z]{1,5}\b\.?|(?i:(?:eastern|central|mountain|pacific|alaska|hawaii|atlantic)(?: (?:standard|"
    r"daylight))?(?: time)?)"
)

# `(hora del centro)`, `heure de l’Est`.
_HOUR_OF = re.compile(
    r"(?i)\(?\b(?:hora|heure)(?: est[áa]ndar| normale| avanc[ée]e)? (?:del? (?:el )?|du |des |de l['’])(este|est|centro|centre|central|monta[ñn]a|pac[íi]fico|pacifique|rocheuses|atl[áa]ntico|atlantique)\b\)?"
)
_ZONES_OF = {"este": "ET", "est": "ET", "cent": "CT", "mont": "MT", "roch": "MT", "paci": "PT", "atla": "AT"}

_FIRST, _LAST = 1990, 2100


_GMT = re.compile(r"\(?\b(?:GMT|UTC)\s?([+-]\d\d):?(\d\d)\b\)?")


def requested_at(text: str | None, *, day_first: bool | None = None, near: date | None = None) -> str | None:
    """The time in `text` as `2025-03-14T09:22:10-05:00`, without offset if no zone is told, or the date alone.

    `day_first` settles 03/04/2025 (None: told by the language of the text itself); `near`, the day of the mail,
    settles it better where only one order comes close to it, and gives the year where none is written.
    """
    if not text:
        return None
    if _HOUR_OF.search(text):
        text = _HOUR_OF.sub(lambda found: _ZONES_OF[plain(found.group(1))[:4]], text)
    if "GMT" in text or "UTC" in text:
        text = _GMT.sub(r"\1:\2", text)
    found = _ISO.match(text)
    if found:
        year, month, day, hour, minute, second, zone = found.groups()
        if not _is_day(int(year), int(month), int(day)):
            return None
        if hour is None or int(hour) > 23 or int(minute) > 59:
            return f"{year}-{month}-{day}"
        return f"{year}-{month}-{day}T{hour}:{minute}:{min(int(second or 0), 59):02}{_colon(zone)}"
    return _in_words(text[:200], day_first, near)


def _colon(zone: str | None) -> str:
    if not zone or zone == "Z":
        return zone or ""
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:4]}" if int(digits[:2]) <= 14 and int(digits[2:4]) < 60 else ""


@lru_cache(maxsize=1024)
def _in_words(text: str, day_first: bool | None, near: date | None) -> str | None:
    text = " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
    if day_first is None:
        day_first = bool(_SPANISH_FRENCH.search(text))
    day, start, end = _day(text, day_first, near)
    if day is None:
        return _from_epoch(text)
    around = (text[end:], text[:start])
    for rest in around:
        clock, tail = _clock(rest)
        if clock is not None:
            zone = _zone(tail, day, clock) or (_zone(around[1], day, clock) if rest is around[0] else "")
            return f"{day.isoformat()}T{clock[0]:02}:{clock[1]:02}:{clock[2]:02}{zone}"
    return day.isoformat()


def _day(text: str, day_first: bool, near: date | None) -> tuple[date | None, int, int]:
    """The date in the text and where it stands."""
    found = _YMD.search(text)
    if found:
        return _make(*map(int, found.groups())), found.start(), found.end()
    found = _NUMBERS.search(text)
    if found:
        a, b, year = int(found.group(1)), int(found.group(3)), _full_year(found.group(4))
        orders = [(b, a), (a, b)] if day_first or found.group(2) == "." else [(a, b), (b, a)]
        days = [day for day in (_make(year, month, day) for month, day in orders) if day]
        if near and len(days) == 2:
            days.sort(key=lambda day: abs(day - near) > timedelta(days=2))
        return (days[0] if days else None), found.start(), found.end()
    for pattern, flip in ((_DAY_MONTH, False), (_MONTH_DAY, True)):
        found = pattern.search(text)
        if found and (found.group(3) or near):
            day, month = (found.group(2), found.group(1)) if flip else (found.group(1), found.group(2))
            told = found.group(3) or _late_year(text[found.end() :])
            number = _full_year(told) if told else near.year if near else 0
            made = _make(number, _MONTHS[month.lower()], int(day))
            if made:
                return made, found.start(), found.end()
        elif found:
            late = _late_year(text[found.end() :])
            day, month = (found.group(2), found.group(1)) if flip else (found.group(1), found.group(2))
            if late:
                return _make(int(late), _MONTHS[month.lower()], int(day)), found.start(), found.end()
    found = _COMPACT.search(text)
    if found:
        return _make(*(int(part) for part in found.groups()[:3])), found.start(), found.start() + 8
    return None, 0, 0


def _late_year(rest: str) -> str | None:
    """The year behind the time, as `Fri Mar 14 09:22:10 EST 2025` has it."""
    found = re.search(r"\b(20\d\d)\b", rest)
    return found.group(1) if found else None


def _clock(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """The first time of day in the text, and what stands behind it."""
    found = re.match(r"T?(\d\d)(\d\d)(\d\d)?(?=\b|Z)(?!\s?[-/])", text)
    if found and int(found.group(1)) < 24 and int(found.group(2)) < 60:
        return (int(found.group(1)), int(found.group(2)), int(found.group(3) or 0)), text[found.end() :]
    for found in _TIME.finditer(text.replace("T", " ", 1) if re.match(r"T\d", text) else text):
        hour, minute, second, half = (
            int(found.group(1)),
            found.group(2),
            int(found.group(3) or 0),
            found.group(4) or found.group(5),
        )
        if minute is None and half is None:
            continue
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half.lower() == "p" else 0)
        if hour < 24 and int(minute or 0) < 60 and second < 61:
            return (hour, int(minute or 0), min(second, 59)), text[found.end() :]
    return None, ""


def _zone(text: str, day: date, clock: tuple[int, int, int]) -> str:
    """The offset that the text behind a time tells, or an empty string."""
    text = text[:60]
    if re.match(r"\s?Z\b", text):
        return "Z"
    named = _ZONE_NAME.search(text)
    if named:
        try:
            there = ZoneInfo(named.group(1))
        except (KeyError, ValueError, OSError):
            return ""
        return datetime(day.year, day.month, day.day, *clock, tzinfo=there).isoformat()[-6:]
    found = _OFFSET.search(text)
    if found:
        sign, hours, minutes = (
            (found.group(1), found.group(2), found.group(3)) if found.group(1) else found.groups()[3:]
        )
        if int(hours) <= 14:
            return f"{sign}{int(hours):02}:{(minutes or '0').ljust(2, '0')}"
    for word in _WORD.findall(text):
        offset = offset_of(word, day)
        if offset:
            return offset
    return ""


def _from_epoch(text: str) -> str | None:
    """Seconds or milliseconds since 1970, as forms of programmers write it."""
    found = re.fullmatch(r"(1[4-9]\d{8})(\d{3})?", text)
    if not found:
        return None
    moment = datetime.fromisoformat("1970-01-01T00:00:00") + timedelta(seconds=int(found.group(1)))
    return moment.isoformat() + "Z"


def _make(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if _is_day(year, month, day) else None


def _is_day(year: int, month: int, day: int) -> bool:
    if not (_FIRST <= year <= _LAST and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    if day <= 28:
        return True
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
