"""Selection rules: each matcher and each way of putting them together, as a table."""

from __future__ import annotations

import pytest

from uptape.core.errors import Place
from uptape.core.rules import All, AnyOf, LeadFields, Not, Pattern, Prefix, Range, Rule, Word, judge
from uptape.core.rules import Test as Line

FIELDS = LeadFields(
    {
        "source": ("carbarn", "CarBarn"),
        "has": ("phone", "email"),
        "customer.postal_code": ("90045-1234",),
        "email.subject": ("New lead: Ram 1500 program",),
        "property.age": ("34",),
    },
    (
        {"vehicle.make": "Ram", "vehicle.status": "used", "vehicle.price": "41995.00", "vehicle.year": "2020"},
        {"vehicle.make": "Ford", "vehicle.status": "new"},
    ),
)


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (Line("source", (Word("CARBARN"),)), True),
        (Line("source", (Word("car"),)), False),
        (Line("source", (Word("lotshare"), Word("carbarn"))), True),
        (Line("has", (Word("email"),)), True),
        (Line("location", (Word("lax"),)), False),
        (Not(Line("location", (Word("lax"),))), True),
        (Line("customer.postal_code", (Prefix("9004"),)), True),
        (Line("customer.postal_code", (Prefix("9005"),)), False),
        (Line("email.subject", (Word("ram 1500"),)), True),
        (Line("email.subject", (Word("gram"),)), False),
        (Line("email.subject", (Prefix("prog"),)), True),
        (Line("email.subject", (Prefix("gra"),)), False),
        (Line("email.subject", (Word("new lead:"),)), True),
        (Line("email.subject", (Pattern("pro.*m", lambda text: "program" in text),)), True),
        (Line("property.age", (Range(above=33, below=35),)), True),
        (Line("property.age", (Range(from_=34, to=34),)), True),
        (Line("property.age", (Range(above=34),)), False),
        (Line("source", (Range(above=1),)), False),
        (Line("vehicle.price", (Range(above=20000),)), True),
        (All((Line("vehicle.make", (Word("ram"),)), Line("vehicle.status", (Word("used"),)))), True),
        (All((Line("vehicle.make", (Word("ram"),)), Line("vehicle.status", (Word("new"),)))), False),
        (All((Line("vehicle.make", (Word("ford"),)), Line("source", (Word("carbarn"),)))), True),
        (AnyOf((Line("source", (Word("x"),)), Line("has", (Word("phone"),)))), True),
        (AnyOf(()), False),
        (All(()), True),
    ],
)
def test_a_rule_holds_or_not(rule: Rule, holds: bool) -> None:
    assert judge(rule, FIELDS).holds is holds


def test_all_vehicle_lines_must_hold_on_the_same_vehicle() -> None:
    rule = All((Line("vehicle.make", (Word("Ford"),)), Line("vehicle.status", (Word("used"),))))
    assert not judge(rule, FIELDS).holds


def test_a_ruling_names_the_line_that_decided() -> None:
    place = Place("sunset.yaml", 7, 5)
    ruling = judge(All((Line("vehicle.make", (Word("Kia"),), place),)), FIELDS)
    assert (ruling.holds, ruling.place, ruling.why) == (False, place, "vehicle.make is Ford")
