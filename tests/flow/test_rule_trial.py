"""Every rule of a pool against one lead: groups in their order, what members accept, buyers' orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.flow.builders import buyer, dealership, lead, person, trucks
from uptape.core.dealership import Dealership, Group, Order
from uptape.core.hours import Hours
from uptape.core.leads import LeadDraft, Reading, Vehicle
from uptape.core.rules import All, Word
from uptape.core.rules import Test as Line
from uptape.flow.rule_trial import Tried, try_rules

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
RAM = (Vehicle("buy", "used", 2020, "Ram", "1500"),)
SPANISH = All((Line("language", (Word("es"),)),))


def tried(house: Dealership, draft: LeadDraft, now: datetime = NOON) -> Tried:
    return try_rules(house, "main", Reading("lead", (draft,)), draft, now)


def test_the_first_group_that_holds_decides_and_later_ones_are_shown() -> None:
    airport = Group("airport", ("cy",), store="airport")
    house = dealership(groups=[trucks("bob", "cy"), Group("named", ("ana",)), airport])
    found = tried(house, lead(vehicles=RAM, location="lax"))
    assert [(rule.what, rule.name, rule.holds) for rule in found.rules] == [
        ("group", "trucks", True), ("group", "named", False), ("location group", "airport", True),
    ]  # fmt: skip
    assert [rule.remark for rule in found.rules] == [
        ", and decides: the first that holds", " (has no rules: it is reached by name only)",
        ", but an earlier group decided",
    ]  # fmt: skip
    assert found.summary == "Intended set: group trucks (Bob Stone, Cy Young)."


def test_who_would_not_accept_it_is_named() -> None:
    house = dealership([person("ana", accepts=SPANISH), person("bob")])
    found = tried(house, lead())
    assert [(rule.what, rule.name, rule.holds) for rule in found.rules] == [("accepts of", "Ana Ruiz", False)]
    assert found.summary.endswith("Of these, Ana Ruiz would not accept it.")
    assert found.group is None


def test_each_order_of_a_buyer_is_tried() -> None:
    orders = (Order("all", None), Order("es", SPANISH))
    house = dealership([], buyers=[buyer("north", orders=orders)])
    assert [(rule.name, rule.holds) for rule in tried(house, lead()).rules] == [
        ("all of North", True), ("es of North", False),
    ]  # fmt: skip
    assert [rule.holds for rule in tried(house, lead(language="es")).rules] == [True, True]


def test_after_hours_are_named_where_they_decide() -> None:
    closed = Hours("America/Los_Angeles", ((),) * 7)
    house = dealership(groups=[trucks("bob"), Group("night", ("dee",))], hours=closed, pool={"after_hours": "night"})
    found = tried(replace(house, pools={"main": house.pools["main"]}), lead(vehicles=RAM))
    assert found.group == "night"
    assert "The dealership is closed: after_hours names group night." in found.summary
