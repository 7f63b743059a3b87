"""Selection rules as written become trees of tests that keep their places; overlaps of groups are found."""

from __future__ import annotations

import pytest

from tests.config.build import node
from uptape.config.complaints import Complaints
from uptape.config.overlap import can_both_match
from uptape.config.rules import Surroundings, read_rule
from uptape.core.errors import Place
from uptape.core.hours import Hours
from uptape.core.rules import All, AnyOf, During, Not, Pattern, Prefix, Range, Rule, Within, Word
from uptape.core.rules import Test as Line

AROUND = Surroundings("America/Chicago", ("westside",))


def rule(text: str, around: Surroundings = AROUND) -> Rule:
    notes = Complaints()
    found = read_rule(node(text, notes), around, notes)
    assert notes.errors == ()
    assert found is not None
    return found


def at(line: int, column: int) -> Place:
    return Place("x.yaml", line, column)


def test_a_mapping_means_all_of_its_lines_each_with_its_place() -> None:
    text = "vehicle.make: [Ram, GMC]\nvehicle.price: {above: 20000, to: 40000.5}\n"
    assert rule(text) == All(
        (
            Line("vehicle.make", (Word("Ram"), Word("GMC")), at(1, 1)),
            Line("vehicle.price", (Range(above=20000, to=40000.5),), at(2, 1)),
        ),
        at(1, 1),
    )


def test_a_list_means_any_of_its_entries() -> None:
    text = "- source: CarBarn\n- tag: fleet\n"
    assert rule(text) == AnyOf(
        (
            All((Line("source", (Word("CarBarn"),), at(1, 3)),), at(1, 3)),
            All((Line("tag", (Word("fleet"),), at(2, 3)),), at(2, 3)),
        ),
        at(1, 1),
    )


def test_any_all_and_not_nest() -> None:
    text = "any: [{tag: a}, {tag: b}]\nall: [{tag: c}]\nnot: {tag: d}\n"
    tag = {letter: Line("tag", (Word(letter),)) for letter in "abcd"}
    assert bare(rule(text)) == All(
        (
            AnyOf((All((tag["a"],)), All((tag["b"],)))),
            All((All((tag["c"],)),)),
            Not(All((tag["d"],))),
        )
    )


def bare(tree: Rule) -> Rule:
    """The tree without its places."""
    if isinstance(tree, Line):
        return Line(tree.field, tree.wanted)
    if isinstance(tree, Not):
        return Not(bare(tree.rule))
    return type(tree)(tuple(bare(inner) for inner in tree.rules))


@pytest.mark.parametrize(
    ("text", "field", "matcher"),
    [
        ('customer.postal_code: "9004*"', "customer.postal_code", Prefix("9004")),
        ("customer.postal_code: 02134", "customer.postal_code", Word("02134")),
        ("vehicle.year: 2021", "vehicle.year", Word("2021")),
        ("vehicle.stock: 007", "vehicle.stock", Word("007")),
        ("vehicle.status: Used", "vehicle.status", Word("used")),
        ("repeat: true", "repeat", Word("true")),
        ("repeat: no", "repeat", Word("false")),
        ("property.age: {below: 30}", "property.age", Range(below=30)),
        ("distance: {from: westside, within: 25 miles}", "distance", Within("westside", 25)),
        ('distance: {from: "90066", within: 16.09344 km}', "distance", Within("90066", 10)),
        ("received: {sat: 09:00-12:00}", "received", During(Hours("America/Chicago", ((),) * 5 + (((540, 720),), ())))),
    ],
)
def test_values_become_matchers(text: str, field: str, matcher: object) -> None:
    assert bare(rule(text)) == All((Line(field, (matcher,)),))  # type: ignore[arg-type]


def test_a_buyer_may_measure_from_itself() -> None:
    near = rule("distance: {from: me, within: 25 miles}", Surroundings("UTC", me=True))
    assert bare(near) == All((Line("distance", (Within("me", 25.0),)),))


def test_a_distance_from_what_has_no_postal_code_gets_a_warning() -> None:
    around = Surroundings("UTC", ("lake", "hill"), me=True, unplaced=frozenset({"lake", "me"}))
    notes = Complaints()
    tree = node("distance:\n- {from: lake, within: 5 km}\n- {from: hill, within: 5 km}\n- {from: me, within: 5 km}\n")
    read_rule(tree, around, notes)
    never = "has no postal_code, so no distance from it is known and this line is never true"
    assert [str(warning) for warning in notes.warnings] == [
        f'x.yaml:2:10: warning: store "lake" {never}',
        f"x.yaml:4:10: warning: this buyer {never}",
    ]
    assert notes.errors == ()


def test_a_pattern_is_found_anywhere_without_case_and_in_linear_time() -> None:
    found = rule("text: '/tow(ing)? package/'")
    assert isinstance(found, All)
    assert isinstance(found.rules[0], Line)
    pattern = found.rules[0].wanted[0]
    assert isinstance(pattern, Pattern)
    assert pattern.search("with TOWING Package, please")
    assert not pattern.search("tow-package")
    evil = rule("text: '/(a+)+$/'").rules[0].wanted[0]  # type: ignore[union-attr]
    assert not evil.search("a" * 50_000 + "b")


def test_the_same_pattern_loaded_twice_is_equal_so_that_a_reload_sees_no_change() -> None:
    assert rule("text: /ram/") == rule("text: /ram/")


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("{vehicle.make: [Ram, GMC]}", "{vehicle.make: [gmc]}", True),
        ("{vehicle.make: [Ram, GMC]}", "{vehicle.make: Ford}", False),
        ("{vehicle.make: Ram}", "{posted_by: Dee}", True),
        ("{vehicle.make: Ram, vehicle.status: new}", "{vehicle.make: Ram, vehicle.status: used}", False),
        ('{customer.postal_code: "9004*"}', '{customer.postal_code: "90045"}', True),
        ('{customer.postal_code: "9004*"}', '{customer.postal_code: "9005*"}', False),
        ("{vehicle.price: {above: 20000}}", "{vehicle.price: {to: 20000}}", False),
        ("{vehicle.price: {from: 20000}}", "{vehicle.price: {to: 20000}}", True),
        ("{vehicle.year: 2020}", "{vehicle.year: {from: 2021}}", False),
        ("{vehicle.year: 2021}", "{vehicle.year: {from: 2021}}", True),
        ("{text: ram}", "{text: ford}", True),
        ("{has: phone}", "{has: email}", True),
        ("{interest: buy}", "{interest: lease}", True),
        ("{vehicle.make: Ram}", "{vehicle.make: /r/}", True),
        ("{source: CarBarn}", "{not: {source: carbarn}}", False),
        ("{source: CarBarn}", "{not: {source: LotShare}}", True),
        ("[{tag: a}, {tag: b}]", "{tag: b}", True),
        ("[{tag: a}, {tag: b}]", "{tag: c}", False),
        ("{any: [{tag: a}, {tag: b}], source: x}", "{all: [{tag: b}, {source: y}]}", False),
    ],
)
def test_overlapping_rules_are_told_from_contradicting_ones(one: str, other: str, overlap: bool) -> None:
    assert can_both_match(rule(one), rule(other)) is overlap
    assert can_both_match(rule(other), rule(one)) is overlap
