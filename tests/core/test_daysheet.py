"""When the daily sheets are due, which days they look back on, and what counts as unusual."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from uptape.core.daysheet import Due, due, earlier, looked_back, opened, source_line, span
from uptape.core.hours import Hours, always

ZONE = "America/Los_Angeles"
NINE_TO_EIGHT = ((9 * 60, 20 * 60),)
SIX_DAYS = Hours(ZONE, (NINE_TO_EIGHT,) * 6 + ((),))
"""Monday to Saturday."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def dues(hours: Hours, text: str) -> list[Due]:
    return due(hours, utc(text), morning=True, closing=True)


@pytest.mark.parametrize(
    ("moment", "kinds"),
    [
        ("2026-11-23T08:44:59-08:00", []),
        ("2026-11-23T08:45:00-08:00", ["morning"]),
        ("2026-11-23T10:44:59-08:00", ["morning"]),
        ("2026-11-23T10:45:00-08:00", []),
        ("2026-11-23T19:59:59-08:00", []),
        ("2026-11-23T20:00:00-08:00", ["closing"]),
        ("2026-11-23T22:00:00-08:00", []),
        ("2026-11-22T09:00:00-08:00", []),  # a Sunday
    ],
)
def test_sheets_are_due_around_opening_and_closing(moment: str, kinds: list[str]) -> None:
    assert [one.kind for one in dues(SIX_DAYS, moment)] == kinds


def test_only_what_is_switched_on_is_due() -> None:
    morning = utc("2026-11-23T08:50:00-08:00")
    assert due(SIX_DAYS, morning, morning=False, closing=True) == []
    assert due(SIX_DAYS, morning, morning=True, closing=False) == [Due("morning", date(2026, 11, 23))]


def test_closed_and_special_days_count() -> None:
    hours = Hours(
        ZONE, (NINE_TO_EIGHT,) * 7, frozenset({date(2026, 11, 26)}), {date(2026, 12, 24): ((600, 720), (780, 840))}
    )
    assert opened(hours, date(2026, 11, 26)) is None
    assert dues(hours, "2026-11-26T09:00:00-08:00") == []
    assert dues(hours, "2026-12-24T09:45:00-08:00") == [Due("morning", date(2026, 12, 24))]
    assert dues(hours, "2026-12-24T12:30:00-08:00") == []  # a break is no closing
    assert dues(hours, "2026-12-24T14:00:00-08:00") == [Due("closing", date(2026, 12, 24))]


def test_clock_changes_move_no_wall_clock_time() -> None:
    hours = Hours(ZONE, (((90, 20 * 60),),) * 7)  # opens at 1:30, which comes twice on November 1
    assert dues(hours, "2026-11-01T01:15:00-07:00") == [Due("morning", date(2026, 11, 1))]
    night = Hours(ZONE, (((150, 20 * 60),),) * 7)  # 2:30 does not come on March 8: 3:00 does
    there = opened(night, date(2026, 3, 8))
    assert there is not None
    assert there.start == utc("2026-03-08T03:00:00-07:00")
    assert opened(SIX_DAYS, date(2026, 3, 9)).start == utc("2026-03-09T09:00:00-07:00")  # type: ignore[union-attr]
    assert span(date(2026, 11, 1), date(2026, 11, 1), ZONE).end - utc("2026-11-01T00:00:00-07:00") == timedelta(
        hours=25
    )


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    bar = Hours(ZONE, (((18 * 60, 24 * 60),), *(((0, 120), (18 * 60, 24 * 60)),) * 6))
    there = opened(bar, date(2026, 11, 24))
    assert there is not None
    assert (there.start, there.end) == (utc("2026-11-24T18:00:00-08:00"), utc("2026-11-25T02:00:00-08:00"))
    assert dues(bar, "2026-11-25T02:00:00-08:00") == [Due("closing", date(2026, 11, 24))]


def test_opening_at_midnight_is_told_the_evening_before() -> None:
    early = Hours(ZONE, (((0, 6 * 60),),) * 7)
    assert dues(early, "2026-11-23T23:45:00-08:00") == [Due("morning", date(2026, 11, 24))]


def test_who_never_closes_gets_sheets_all_the_same() -> None:
    assert dues(always(ZONE), "2026-11-23T07:45:00-08:00") == [Due("morning", date(2026, 11, 23))]
    assert dues(always(ZONE), "2026-11-23T20:00:00-08:00") == [Due("closing", date(2026, 11, 23))]


def test_the_morning_looks_back_to_the_last_open_day() -> None:
    assert looked_back(SIX_DAYS, date(2026, 11, 24)) == (date(2026, 11, 23), date(2026, 11, 23))
    assert looked_back(SIX_DAYS, date(2026, 11, 23)) == (date(2026, 11, 21), date(2026, 11, 22))
    rest = Hours(ZONE, (NINE_TO_EIGHT,) * 7, frozenset(date(2026, 11, day) for day in range(1, 23)))
    assert looked_back(rest, date(2026, 11, 23)) == (date(2026, 11, 22), date(2026, 11, 22))


def test_usual_are_the_same_days_of_earlier_weeks() -> None:
    hours = Hours(ZONE, (NINE_TO_EIGHT,) * 7, frozenset({date(2026, 11, 9)}))
    monday = date(2026, 11, 23)
    assert earlier(monday, monday, hours, date(2026, 10, 30)) == [
        (date(2026, 11, 16), date(2026, 11, 16)), (date(2026, 11, 2), date(2026, 11, 2)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("got", "before", "word"),
    [
        (0, [3, 4, 2, 3], "low"), (0, [2, 3, 2, 2], ""), (1, [5, 6, 5, 6], "low"), (5, [4, 6, 5, 5], ""),
        (10, [4, 6, 5, 5], "high"), (0, [0, 0, 0, 0], ""), (900, [1000, 1010, 990, 1000], "low"),
        (2, [0, 0, 0, 1], "high"),
    ],
)  # fmt: skip
def test_unusual_is_what_chance_does_not_explain(got: int, before: list[int], word: str) -> None:
    assert source_line("CarBarn", got, before, known=True).word == word


def test_nothing_is_usual_in_the_first_week_and_a_new_source_is_new() -> None:
    assert source_line("CarBarn", 7, [], known=True).word == ""
    assert source_line("CarBarn", 7, [0, 0], known=False).word == "new"
