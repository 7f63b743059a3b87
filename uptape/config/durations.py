"""Reads durations, sizes and listening addresses as people write them."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)", re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("w", "week", "weeks"), 7 * 86_400),
    **dict.fromkeys(("y", "year", "years"), 365 * 86_400),
}
LONGEST = timedelta(days=100 * 365)

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)i?b?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3}

_LISTEN = re.compile(r"(\[[0-9a-fA-F:.%\w]+\]|[^\[\]:\s]*):(\d{1,5})")


def parse_duration(written: object) -> timedelta:
    """`30 seconds`, `5m`, `2 hours`, `90 days`, `3 years` (of 365 days) as a duration. ValueError tells why not."""
    text = str(written).strip()
    match = _DURATION.fullmatch(text)
    if match is None or match.group(2).lower() not in _UNITS:
        raise ValueError(f'found "{text}", expected a duration such as 30s, "5 minutes", 2h or "90 days"')
    seconds = float(match.group(1)) * _UNITS[match.group(2).lower()]
    if seconds > LONGEST.total_seconds():
        raise ValueError(f'found "{text}", expected at most 100 years')
    return timedelta(seconds=seconds)


def parse_size(written: object) -> int:
    """`25 MB` as bytes; 1 kB is 1024 bytes. ValueError says what is wrong."""
    text = str(written).strip()
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError(f'found "{text}", expected a size such as "25 MB"')
    return int(float(match.group(1)) * 1024 ** _POWERS[match.group(2).lower()])


def parse_listen(written: object) -> tuple[str, int]:
    """`127.0.0.1:8025`, `[::1]:25`, `:25` (all addresses) as host and port. ValueError says what is wrong."""
    text = str(written).strip()
    match = _LISTEN.fullmatch(text)
    if match is None or int(match.group(2)) > 65_535:
        raise ValueError(f'found "{text}", expected HOST:PORT such as 127.0.0.1:8025 or "[::1]:25"')
    return match.group(1).strip("[]"), int(match.group(2))
