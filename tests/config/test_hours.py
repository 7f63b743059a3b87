"""Hours as written become hours as core knows them: nights are split, closed and other days are in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.config.build import node
from uptape.config.complaints import Complaints
from uptape.config.hours import Calendar, Week, read_away, read_week
from uptape.core.hours import ALL_DAY, Hours

ZONE = "America/Chicago"
NINE_TO_FIVE = ((540, 1020),)


def week(text: str) -> Week:
    notes = Complaints()
    found = read_week(node(text, notes), notes)
    assert notes.errors == ()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("{mon-fri: 09:00-17:00}", "11111.."),
        ("{sat-mon: 09:00-17:00}", "1....11"),
        ("{mon: 09:00-17:00, Wednesday: 09:00-17:00}", "1.1...."),
        ('{"tue,thu": 09:00-17:00}', ".1.1..."),
        ("{fri - sat: 09:00 - 17:00}", "....11."),
        ("{sun: 9:00–17:00}", "......1"),
        ("09:00-17:00", "1111111"),
        ("{mon: closed, tue: [], wed: , thu: 09:00-17:00}", "...1..."),
    ],
)
def test_days_are_named_alone_or_in_ranges_that_may_wrap(text: str, days: str) -> None:
    assert week(text) == tuple(NINE_TO_FIVE if mark == "1" else () for mark in days)


def test_a_day_may_have_several_spans_in_any_order() -> None:
    assert week("{sat: [13:00-18:00, 09:00-12:00]}")[5] == ((540, 720), (780, 1080))


def test_all_day_is_written_with_24_00() -> None:
    assert Calendar(ZONE).hours(week("{mon-sun: 00:00-24:00}")) == Hours(ZONE)


def test_a_night_goes_on_into_the_next_day() -> None:
    hours = Calendar(ZONE).hours(week("{fri: 22:00-02:00, sat: [01:00-03:00, 22:00-24:00], sun: 20:00-01:00}"))
    assert hours.week == (((0, 60),), (), (), (), ((1320, 1440),), ((0, 180), (1320, 1440)), ((1200, 1440),))


def test_the_night_before_a_closed_day_ends_as_written_and_a_closed_day_has_no_night() -> None:
    thursday, friday, saturday = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)
    hours = Calendar(ZONE, closed=frozenset({friday})).hours(week("{mon-sun: 22:00-02:00}"))
    assert hours.spans(thursday) == ((0, 120), (1320, 1440))
    assert hours.spans(friday) == ((0, 120),)
    assert hours.spans(saturday) == ((1320, 1440),)


def test_other_days_beat_closed_ones_and_may_have_nights() -> None:
    eve, day = date(2026, 12, 24), date(2026, 12, 25)
    calendar = Calendar(ZONE, closed=frozenset({eve, day}), days={eve: ((600, 1500),)})
    hours = calendar.hours(week("{mon-fri: 09:00-17:00}"))
    assert hours.spans(eve) == ((600, 1440),)
    assert hours.spans(day) == ((0, 60),)
    assert hours.spans(date(2026, 12, 28)) == NINE_TO_FIVE


spans = st.tuples(st.integers(0, 1439), st.integers(1, 720)).map(lambda pair: (pair[0], pair[0] + pair[1]))
weeks = st.tuples(*[st.lists(spans, max_size=1).map(tuple)] * 7)
dates = st.dates(date(2026, 6, 1), date(2026, 6, 14))


@settings(max_examples=150, deadline=None)
@given(
    weeks, st.frozensets(dates, max_size=4), st.dictionaries(dates, st.lists(spans, max_size=1).map(tuple), max_size=3)
)
def test_hours_are_open_exactly_in_the_spans_as_written(written: Week, closed: frozenset[date], days: dict) -> None:  # type: ignore[type-arg]
    hours = Calendar("UTC", closed, days).hours(written)

    def own(day: date) -> tuple[tuple[int, int], ...]:
        return days.get(day, () if day in closed else written[day.weekday()])

    start = datetime(2026, 6, 2, tzinfo=UTC)
    for step in range(0, 12 * 24 * 60, 97):
        moment = start + timedelta(minutes=step)
        minute, today = moment.hour * 60 + moment.minute, moment.date()
        by_hand = any(a <= minute < b for a, b in own(today)) or any(
            a <= minute + 1440 < b for a, b in own(today - timedelta(days=1))
        )
        assert any(a <= minute < b for a, b in hours.spans(today)) == by_hand


def test_a_night_is_right_across_a_clock_change() -> None:
    hours = Calendar(ZONE).hours(week("{sat: 22:00-04:00}"))
    night = hours.current(datetime(2026, 11, 1, 0, 30, tzinfo=ZoneInfo(ZONE)))
    assert night is not None
    assert night.end - night.start == timedelta(hours=7)


def test_absences_are_days_or_ranges() -> None:
    notes = Complaints()
    away = read_away(node("[2026-12-20..2027-01-02, 2027-03-01]", notes), notes)
    assert away == ((date(2026, 12, 20), date(2027, 1, 2)), (date(2027, 3, 1), date(2027, 3, 1)))
    assert notes.errors == ()


def test_a_span_of_the_whole_day_is_one_span() -> None:
    assert week("00:00-24:00") == (ALL_DAY,) * 7
