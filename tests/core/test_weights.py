"""Weights: who is next, within one turn of the share at every moment, and the plain line where all are equal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptape.core.dealership import Weights
from uptape.core.line import Spot
from uptape.core.tape import UNIT, Tape, replay, turn_effect
from uptape.core.weights import ONE, Record, after_turn, are_equal, by_results, credit_at, order

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def line(*members: str) -> Tape:
    """A line of these members who all just joined."""
    return Tape().fit(members)


def deal(tape: Tape, weights: dict[str, int], turns: int) -> tuple[Tape, str]:
    """The line after so many turns, and who took them."""
    taken = ""
    for _ in range(turns):
        first = order(tape, weights)[0]
        tape = tape.turn(first, NOW, after_turn(tape, first, weights))
        taken += first
    return tape, taken


@pytest.mark.parametrize(
    ("weights", "taken"),
    [
        ({"a": 2, "b": 1, "c": 1}, "abcaabca"),
        ({"a": 1, "b": 2}, "babbab"),
        ({"a": 5, "b": 1, "c": 1}, "aaabaca" * 2),
        ({"a": 3, "b": 3, "c": 1}, "abababc" * 2),
    ],
)
def test_turns_are_spread_smoothly(weights: dict[str, int], taken: str) -> None:
    thousandths = {key: weight * ONE for key, weight in weights.items()}
    assert deal(line(*weights), thousandths, len(taken))[1] == taken


@given(st.lists(st.integers(50, 5000), min_size=1, max_size=9), st.integers(1, 250))
def test_nobody_is_ever_a_whole_turn_before_or_behind_their_share(shares: list[int], turns: int) -> None:
    weights = {f"m{number}": weight for number, weight in enumerate(shares)}
    tape, total = line(*weights), sum(shares)
    for done in range(1, turns + 1):
        first = order(tape, weights)[0]
        tape = tape.turn(first, NOW, after_turn(tape, first, weights))
        for spot in tape.spots:
            assert abs(spot.ups - done * weights[spot.member] / total) <= 1 + 1e-6


@given(st.lists(st.sets(st.sampled_from("abcd"), min_size=1), max_size=40))
def test_with_all_weights_equal_the_line_alone_decides(there: list[set[str]]) -> None:
    assert are_equal([ONE, ONE, 0, ONE])
    tape = line(*"abcd")
    for present in there:
        first = next(member for member in tape.members if member in present)
        tape = tape.turn(first, NOW)
        assert tape.clock == 0
        assert all(spot.credit == 0 for spot in tape.spots)


def test_who_was_away_gets_one_turn_and_makes_up_for_nothing() -> None:
    weights = {"a": 2 * ONE, "b": ONE, "c": ONE}
    tape, _ = deal(line(*weights), weights, 4)
    tape, taken = deal(tape, {"b": ONE, "c": ONE}, 10)
    assert taken.count("b") == taken.count("c") == 5
    _, after = deal(tape, weights, 8)
    assert after[0] == "a"
    assert after[:2] != "aa"
    assert after.count("a") in {4, 5}


def test_a_joiner_starts_at_the_end_and_then_has_their_share() -> None:
    weights = {"a": 2 * ONE, "b": ONE}
    tape, _ = deal(line(*weights), weights, 30)
    weights["c"] = ONE
    tape, taken = deal(tape.join("c"), weights, 12)
    assert taken[0] != "c"
    assert taken.count("c") in {2, 3}


def test_a_turn_given_back_restores_who_is_next() -> None:
    weights = {"a": 2 * ONE, "b": ONE, "c": ONE}
    tape, _ = deal(line(*weights), weights, 5)
    first = order(tape, weights)[0]
    spot = tape.spots[tape.index(first)]
    taken = tape.turn(first, NOW, after_turn(tape, first, weights))
    assert order(taken, weights)[0] != first
    assert order(taken.give_back(first, spot.position, spot.credit), weights)[0] == first


@pytest.mark.parametrize("to", [0, 1, 2, 3])
def test_a_move_comes_to_its_place_among_equals(to: int) -> None:
    weights = {"a": ONE, "b": ONE, "c": ONE, "d": 2 * ONE}
    tape, _ = deal(line(*weights), weights, 7)
    others = [key for key in order(tape, weights) if key != "b"]
    moved = tape.move("b", to, credit_at(tape, "b", to, weights))
    after = order(moved, weights)
    assert [key for key in after if key != "b"] == others
    assert abs(after.index("b") - to) <= 1
    if to == 0:
        assert after[0] == "b"


@given(st.lists(st.tuples(st.sampled_from(["turn", "back", "move", "join", "leave", "weight", "plain"]),
                          st.sampled_from("abcd"), st.integers(0, 4)), max_size=50))  # fmt: skip
def test_replaying_what_was_done_with_weights_gives_the_same_line(steps: list[tuple[str, str, int]]) -> None:
    weights = {"a": 2 * ONE, "b": ONE, "c": 1370, "d": ONE}
    tape, told = Tape(), []
    before: dict[str, list[Spot]] = {}
    for what, member, number in steps:
        at = tape.index(member)
        if what == "join":
            tape, effect = tape.join(member), "join"
        elif at < 0:
            continue
        elif what == "leave":
            tape, effect = tape.leave(member), "leave"
            before.pop(member, None)
        elif what in {"turn", "plain"}:
            before.setdefault(member, []).append(tape.spots[at])
            after = after_turn(tape, member, weights) if what == "turn" else None
            tape, effect = tape.turn(member, NOW, after), turn_effect(after)
        elif what == "back" and before.get(member):
            spot = before[member].pop()
            tape, effect = tape.give_back(member, spot.position, spot.credit), f"back:{spot.position}:{spot.credit}"
        elif what == "move":
            tape, effect = tape.move(member, number), f"move:{number}"
        elif what == "weight":
            tape, effect = tape.weigh(member, number or None), f"weight:{number or ''}"
        else:
            continue
        told.append((effect, member, NOW + timedelta(0)))
        assert len({spot.position for spot in tape.spots}) == len(tape.spots)
    assert replay(told) == tape


RULES = Weights("sold", timedelta(days=90))


@pytest.mark.parametrize(
    ("record", "weight", "why"),
    [
        (Record(20, 4), 1330, "4 of 20 sold = 20%, pool 15 of 100 = 15%: 20% / 15% = 1.33, weight 1.33"),
        (Record(20, 0), 500, "0 of 20 sold = 0%, pool 15 of 100 = 15%: 0% / 15% = 0.00, weight 0.5 (floor)"),
        (Record(20, 10), 2000, "10 of 20 sold = 50%, pool 15 of 100 = 15%: 50% / 15% = 3.33, weight 2 (ceiling)"),
        (Record(4, 4), ONE, "4 leads are too few to tell: weight 1"),
    ],
)
def test_the_weight_of_a_morning_is_the_own_rate_over_the_pools(record: Record, weight: int, why: str) -> None:
    records = {"ana": record, "bob": Record(100 - record.leads, 15 - record.hits)}
    assert by_results(records, RULES)["ana"] == (weight, why)


def test_where_nothing_was_sold_at_all_everybody_has_weight_one() -> None:
    assert by_results({"ana": Record(9, 0)}, RULES) == {
        "ana": (ONE, "nothing was sold in the whole pool: weight 1"),
    }


def test_the_scale_holds_a_billion_turns() -> None:
    assert UNIT * 1_000_000_000 < 2**63
