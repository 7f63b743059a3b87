"""A lead site that changes its mails is seen by what stops coming; chance alone is not taken for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from uptape.core.hours import Hours
from uptape.core.source_health import Told, fields_of, silent_since

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""A Monday, 9 o'clock in Los Angeles."""


def leads(pattern: str, field: str = "phone") -> list[Told]:
    """One lead for each letter: `x` has the field, `-` has not; all have a name."""
    return [
        Told(f"L-{number}", START + timedelta(hours=number), frozenset({"name", field} if letter == "x" else {"name"}))
        for number, letter in enumerate(pattern)
    ]


@pytest.mark.parametrize(
    ("pattern", "stopped_after"),
    [
        ("x" * 30 + "-" * 5, "L-29"),
        ("x" * 30 + "-" * 4, None),
        ("x" * 10 + "-" * 8, None),
        ("x-" * 20 + "-" * 5, None),
        ("x-" * 20 + "-" * 12, "L-38"),
        ("x---" * 20 + "-" * 40, None),
        ("x" * 30 + "-" * 8 + "x", None),
        ("-" * 30 + "x" * 5, None),
        ("x" * 25 + "-" * 60, "L-24"),
    ],
)
def test_a_field_is_missed_where_chance_does_not_explain_its_absence(pattern: str, stopped_after: str | None) -> None:
    found = {field.field: field for field in fields_of(leads(pattern))}
    after = found["phone"].stopped_after
    assert (after.lead_id if after else None) == stopped_after
    assert found["name"].stopped_after is None
    assert found["name"].recent == 1.0


def test_rates_are_of_the_newest_twenty_and_of_those_before() -> None:
    [_, phone] = fields_of(leads("x" * 30 + "-x" * 10))
    assert (phone.recent, phone.past) == (0.5, 1.0)
    [_, phone] = fields_of(leads("x" * 5 + "-" * 5))
    assert (phone.recent, phone.past) == (0.5, None)
    assert fields_of([]) == ()


def test_silence_is_counted_in_opening_hours() -> None:
    week = (((9 * 60, 17 * 60),),) * 5 + ((),) * 2
    hours = Hours("America/Los_Angeles", week)
    four = timedelta(hours=4)
    assert silent_since(START, four, hours, START + timedelta(hours=4)) is None
    assert silent_since(START, four, hours, START + timedelta(hours=4, seconds=1)) == START
    friday = START + timedelta(days=4, hours=6)
    monday = START + timedelta(days=7)
    assert silent_since(friday, four, hours, monday + timedelta(hours=2)) is None
    assert silent_since(friday, four, hours, monday + timedelta(hours=2, minutes=1)) == friday
    assert silent_since(None, four, hours, monday) is None
    assert silent_since(START, None, hours, monday) is None
