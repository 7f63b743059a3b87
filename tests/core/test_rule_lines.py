"""Every line of a rule is judged by itself, with what was found; the whole holds exactly where `judge` says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptape.core.errors import NOWHERE, Place
from uptape.core.hours import Hours
from uptape.core.rule_lines import lines
from uptape.core.rules import All, AnyOf, During, LeadFields, Not, Pattern, Prefix, Range, Rule, Within, Word, judge
from uptape.core.rules import Test as Ask

RAM = {"vehicle.make": "Ram", "vehicle.status": "used", "vehicle.price": "18500.00"}
KIA = {"vehicle.make": "Kia", "vehicle.status": "new"}
FIELDS = LeadFields(
    {"source": ("carbarn", "CarBarn"), "text": ("I want a  red one",), "customer.postal_code": ("90045",)},
    (KIA, RAM), datetime(2026, 11, 23, 18, 0, tzinfo=UTC), lambda _: 12.4,
    lambda field: {"customer.city": "LA"}.get(field),
)  # fmt: skip


def told(rule: Rule) -> list[tuple[int, str, str, bool]]:
    return [(line.depth, line.asks, line.found, line.holds) for line in lines(rule, FIELDS)]


@pytest.mark.parametrize(
    ("test", "asks", "found", "holds"),
    [
        (Ask("source", (Word("CarBarn"), Word("Other"))), "source: [CarBarn, Other]", "carbarn, CarBarn", True),
        (Ask("customer.postal_code", (Prefix("9004"),)), "customer.postal_code: 9004*", "90045", True),
        (Ask("customer.city", (Word("LA"),)), "customer.city: LA", "LA", True),
        (Ask("language", (Word("es"),)), "language: es", "-", False),
        (Ask("text", (Pattern("red", lambda text: "red" in text),)), "text: /red/", "I want a red one", True),
        (Ask("distance", (Within("west", 25),)), "distance: within 25 miles of west", "12 miles from west", True),
        (Ask("received", (During(Hours("UTC")),)), "received: days and times", "2026-11-23T18:00+00:00", True),
        (Ask("property.age", (Range(below=30, from_=18),)), "property.age: below 30, from 18", "-", False),
    ],
)
def test_one_line(test: Ask, asks: str, found: str, holds: bool) -> None:
    assert told(test) == [(0, asks, found, holds)]


def test_lines_on_vehicles_are_shown_for_the_vehicle_on_which_most_hold() -> None:
    rule = All((
        Ask("vehicle.make", (Word("Ram"), Word("GMC"))),
        Ask("vehicle.status", (Word("used"),)),
        Ask("vehicle.price", (Range(above=20_000),)),
    ))  # fmt: skip
    assert told(rule) == [
        (0, "vehicle.make: [Ram, GMC]", "Ram", True),
        (0, "vehicle.status: used", "used", True),
        (0, "vehicle.price: above 20000", "18500.00", False),
    ]


def test_nesting_is_shown_and_each_line_keeps_its_place() -> None:
    place = Place("sunset.yaml", 30, 5)
    rule = AnyOf((Not(Ask("source", (Word("CarBarn"),)), place), All((Ask("language", (Word("es"),)),))), place)
    assert told(rule) == [
        (0, "any of:", "", False),
        (1, "not:", "", False),
        (2, "source: CarBarn", "carbarn, CarBarn", True),
        (1, "all of:", "", False),
        (2, "language: es", "-", False),
    ]
    assert lines(rule, FIELDS)[1].place == place


TESTS = st.sampled_from([
    Ask("source", (Word("CarBarn"),)), Ask("source", (Word("Other"),)), Ask("language", (Word("es"),)),
    Ask("vehicle.make", (Word("Ram"),)), Ask("vehicle.make", (Word("Kia"),)), Ask("vehicle.status", (Word("used"),)),
])  # fmt: skip
RULES = st.recursive(
    TESTS,
    lambda inner: (
        st.builds(lambda rules: All(tuple(rules)), st.lists(inner, min_size=1, max_size=4))
        | st.builds(lambda rules: AnyOf(tuple(rules)), st.lists(inner, min_size=1, max_size=4))
        | st.builds(Not, inner)
    ),
    max_leaves=8,
)


@given(RULES)
def test_the_lines_add_up_to_what_the_rule_says(rule: Rule) -> None:
    outermost = [line.holds for line in lines(rule, FIELDS) if line.depth == 0]
    assert all(outermost) == judge(rule, FIELDS).holds


def test_a_rule_that_asks_nothing_has_no_lines() -> None:
    assert lines(All((), NOWHERE), FIELDS) == ()
