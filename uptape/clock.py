"""Where the time comes from: the only file that reads the machine's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time as aware UTC."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move on: for tests, rehearsals and `--at`."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """The moment at which the clock stands."""
        return self._moment

    def advance(self, span: timedelta) -> None:
        """Moves the clock on."""
        self._moment += span

    def set(self, moment: datetime) -> None:
        """Puts the clock to a moment."""
        self._moment = moment.astimezone(UTC)


def monotonic() -> float:
    """Seconds of a clock that only goes forward, for measuring spans."""
    return time.monotonic()
