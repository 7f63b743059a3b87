"""Hours are wall-clock time in a named zone, right across clock changes: start included, end not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from uptape.core.hours import Hours, always, day_start, month_start, week_start

ZONE = "America/Los_Angeles"
LA = ZoneInfo(ZONE)
NINE_TO_FIVE = Hours(ZONE, (((9 * 60, 17 * 60),),) * 5 + ((), ()))


def at(year: int, month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    """A wall-clock moment in Los Angeles, as UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=LA, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (at(2026, 11, 23, 8, 59), False),
        (at(2026, 11, 23, 9), True),
        (at(2026, 11, 23, 16, 59), True),
        (at(2026, 11, 23, 17), False),
        (at(2026, 11, 28, 12), False),
    ],
)
def test_the_start_is_included_and_the_end_is_not(moment: datetime, open_: bool) -> None:
    assert NINE_TO_FIVE.is_open(moment) is open_


def test_a_closed_day_has_no_hours_and_a_special_day_has_its_own() -> None:
    hours = Hours(ZONE, NINE_TO_FIVE.week, frozenset({date(2026, 11, 26)}), {date(2026, 12, 24): ((540, 840),)})
    assert not hours.is_open(at(2026, 11, 26, 12))
    assert hours.is_open(at(2026, 12, 24, 13))
    assert not hours.is_open(at(2026, 12, 24, 14))


def test_hours_follow_the_wall_clock_when_the_clocks_go_back() -> None:
    before, after = at(2026, 10, 30, 9), at(2026, 11, 2, 9)
    assert (before.hour, after.hour) == (16, 17)
    assert NINE_TO_FIVE.is_open(before)
    assert NINE_TO_FIVE.is_open(after)


def test_a_night_in_which_an_hour_comes_twice_is_an_hour_longer() -> None:
    night = Hours(ZONE, (((0, 6 * 60),),) * 7)
    shift = night.current(at(2026, 11, 1, 0, 30))
    assert shift is not None
    assert shift.end - shift.start == timedelta(hours=7)


def test_a_start_that_the_clocks_skip_still_opens_the_day() -> None:
    early = Hours(ZONE, (((2 * 60 + 30, 12 * 60),),) * 7)
    assert early.is_open(at(2026, 3, 8, 4))
    assert not early.is_open(at(2026, 3, 8, 1, 30))


def test_hours_that_meet_at_midnight_are_one_shift() -> None:
    late = Hours(ZONE, (((0, 2 * 60), (20 * 60, 24 * 60)),) * 7)
    shift = late.current(at(2026, 11, 24, 23))
    assert shift is not None
    assert (shift.start, shift.end) == (at(2026, 11, 24, 20), at(2026, 11, 25, 2))


def test_always_is_always() -> None:
    assert always(ZONE).is_open(at(2026, 2, 28, 23, 59))
    assert always(ZONE).next_change(at(2026, 2, 28, 23, 59)) is None


def test_the_next_start_skips_the_weekend() -> None:
    assert NINE_TO_FIVE.next_start(at(2026, 11, 27, 18)) == at(2026, 11, 30, 9)


def test_open_time_runs_only_while_open() -> None:
    assert NINE_TO_FIVE.open_time(at(2026, 11, 23, 16), at(2026, 11, 24, 10)) == timedelta(hours=2)
    assert NINE_TO_FIVE.add_open_time(at(2026, 11, 23, 16, 50), timedelta(minutes=20)) == at(2026, 11, 24, 9, 10)


def test_days_weeks_and_months_begin_at_midnight_of_the_zone() -> None:
    moment = at(2026, 11, 25, 1)
    assert day_start(moment, ZONE) == at(2026, 11, 25, 0)
    assert week_start(moment, ZONE) == at(2026, 11, 23, 0)
    assert month_start(moment, ZONE) == at(2026, 11, 1, 0)
