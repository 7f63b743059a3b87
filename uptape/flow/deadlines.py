"""By when a lead that changes hands now should have an attempt, in opening hours."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from uptape.core.dealership import Dealership


class Deadlines:
    """The deadlines of leads that are dealt now."""

    def __init__(self, dealership: Dealership, now: datetime) -> None:
        self._dealership = dealership
        self._now = now

    @cached_property
    def call_by(self) -> datetime | None:
        """When a lead that is dealt now is late; None where the house is closed for weeks."""
        return self._dealership.hours.add_open_time(self._now, self._dealership.alarm_after, days=14)

    @cached_property
    def nudge_at(self) -> datetime | None:
        """When who gets a lead now is reminded of it: at half of that time."""
        return self._dealership.hours.add_open_time(self._now, self._dealership.alarm_after / 2, days=14)

    def after(self, status: str | None) -> dict[str, Any]:
        """When the next alarm of a lead is due that comes into this state now; `flow/alarms.py` looks then."""
        if status == "assigned":
            return {"alarm_at": self.nudge_at, "nudged": False, "late_at": None}
        if status in {"queued", "offered"}:
            return {"alarm_at": self.call_by, "nudged": True, "late_at": None}
        return {}
