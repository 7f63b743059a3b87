"""YAML is read safely: scalars as YAML 1.2 has them, aliases and merges bounded, places exact."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.config.build import HOUSE, POOL, complaints, node
from uptape.config.complaints import Complaints
from uptape.config.nodes import MAX_BYTES, Unreadable, read_nodes
from uptape.core.errors import Place


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("01234", 1234), ("-5", -5), ("2.50", 2.5), ("1e3", 1000.0), ("true", True), ("False", False), ("~", None),
        ("", None), ("yes", "yes"), ("off", "off"), ("on", "on"), ("09:00-20:00", "09:00-20:00"), ("12:30", "12:30"),
        ("2026-11-26", "2026-11-26"), ("0x1F", "0x1F"), (".nan", ".nan"), ('"01234"', "01234"), ("'true'", "true"),
        ("1_000", "1_000"), ("=", "="),
    ],
)  # fmt: skip
def test_plain_scalars_are_read_by_the_core_schema_of_yaml_1_2(written: str, value: object) -> None:
    found = node(f"key: {written}\n").value["key"].value
    assert (type(found), found) == (type(value), value)


def test_every_key_and_value_knows_its_place() -> None:
    tree = node("a:\n  - b: {c: 1,\n      d: [x, y]}\n")
    deep = tree.get("a", 0, "b", "d")
    assert deep is not None
    assert deep.key_place == Place("x.yaml", 3, 7)
    assert [entry.place for entry in deep.entries()] == [Place("x.yaml", 3, 11), Place("x.yaml", 3, 14)]


def test_aliases_share_a_value_and_have_keys_of_their_own() -> None:
    tree = node("a: &x [1, 2]\nb: *x\nc:\n  <<: {p: 1, q: 2}\n  q: 3\n")
    assert tree.plain() == {"a": [1, 2], "b": [1, 2], "c": {"q": 3, "p": 1}}
    assert tree.value["b"].key_place == Place("x.yaml", 2, 1)


def refused(data: bytes) -> list[str]:
    notes = Complaints()
    with pytest.raises(Unreadable):
        read_nodes(data, "x.yaml", notes, lambda text, _: text)
    return [str(complaint) for complaint in notes.errors]


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    nine = [f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in ("ab", "bc", "cd")]
    bomb = "a: &a [x, x]\n" + "".join(nine)
    assert refused(bomb.encode()) == ["x.yaml:4:16: more than 20 aliases in one file"]


def test_a_bomb_within_the_number_of_aliases_is_refused_by_what_it_would_hold() -> None:
    doubled = "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefghij"))
    assert refused(f"a: &a [{'x, ' * 5000}]\n{doubled}".encode()) == [
        "x.yaml:4:4: more than 50000 values, aliases counted each time"
    ]


def test_depth_counts_through_aliases() -> None:
    deep = "[" * 25 + "]" * 25
    assert refused(f"a: &a {deep}\nb: [[[[[*a]]]]]\n".encode()) == ["x.yaml:2:9: nested deeper than 30"]
    assert node(f"a: &a {deep}\nb: [[[[*a]]]]\n").get("b", 0, 0, 0, 0, 0) is not None


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert refused(b"[" * (MAX_BYTES + 1)) == ["x.yaml:1:1: the file is too large, expected at most 1 MB"]


def test_depth_costs_no_recursion() -> None:
    assert refused(b"[" * 100_000) == ["x.yaml:1:31: nested deeper than 30"]
    assert refused(b"- " * 100_000) == ["x.yaml:1:61: nested deeper than 30"]


@pytest.mark.parametrize(
    "text",
    ["!!python/object/apply:os.system [x]", "a: !!python/name:os.system x", "!!binary aGk=", "a: !ours b",
     "a: *nowhere", "? [a]\n: b", "a: b: c", "%YAML 9.9\n---\na: 1", "@", "a: \x07"],
)  # fmt: skip
def test_what_has_no_business_in_a_configuration_is_refused_with_a_place(text: str) -> None:
    (complaint,) = refused(text.encode())
    assert complaint.startswith("x.yaml:")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text(alphabet="a&*!?:-[]{},'\"#|>%@`\n\t <=~1.", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_with_a_complaint(data: bytes) -> None:
    notes = Complaints()
    try:
        read_nodes(data, "x.yaml", notes, lambda text, _: text).plain()
    except Unreadable:
        assert notes.errors


def test_one_mistake_in_a_file_hides_none_in_the_others(tmp_path: Path) -> None:
    south = HOUSE.replace("north", "south") + "pools:\n  main: {tape: [ann]}\n"
    assert complaints(tmp_path, HOUSE + "pools: {main: {tape: [ana]\n", south, service="retention: {mail: soon}\n") == [
        'uptape.yaml:1:19: found "soon", expected a duration such as 30s, "5 minutes", 2h or "90 days"',
        "dealerships/house0.yaml:8:1: not valid YAML: expected ',' or '}', but got '<stream end>' "
        "(while parsing a flow mapping that begins in line 7)",
        'dealerships/house1.yaml:8:17: unknown person "ann" (did you mean "ana"?)',
    ]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_file_damaged_anywhere_loads_or_is_refused_but_never_crashes(data: st.DataObject) -> None:
    from uptape.config.build import build_dealership
    from uptape.config.schema import DealershipKeys
    from uptape.config.validate import validated

    text = (Path(__file__).parent / "contract" / "full" / "dealerships" / "bayou.yaml").read_text()
    words = ["?", "[]", "{}", "1", "true", "~", "x", "[1, x]", "{x: 1}", "''", "[[x]]", "{when: 1}", "-1", "- x", "*"]
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        index = data.draw(st.integers(0, len(lines) - 1))
        key, colon, _rest = lines[index].partition(":")
        lines[index] = f"{key}{colon} {data.draw(st.sampled_from(words))}"
    notes = Complaints()
    try:
        root = read_nodes("\n".join(lines).encode(), "x.yaml", notes, lambda value, _: value)
    except Unreadable:
        return
    keys = validated(DealershipKeys, root, notes)
    if keys is None:
        assert notes.errors
    else:
        build_dealership(keys, root, Path("/"), "leads.bayou.example", notes)


def test_the_example_of_the_builders_is_right(tmp_path: Path) -> None:
    assert complaints(tmp_path, HOUSE + POOL) == []
