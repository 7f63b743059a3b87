"""The line after each step, spelled out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptape.core.line import Spot
from uptape.core.tape import Tape, replay

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def line(*members: str) -> Tape:
    """A line of these members who all just joined."""
    return Tape().fit(members)


def test_a_turn_sends_its_taker_to_the_end_and_moves_nobody_else() -> None:
    tape = line("ana", "bob", "cy")
    assert tape.turn("ana", NOW).members == ("bob", "cy", "ana")
    assert tape.turn("bob", NOW).members == ("ana", "cy", "bob")
    assert tape.turn("bob", NOW).spots[0] is tape.spots[0]


def test_a_turn_is_counted_and_dated() -> None:
    assert line("ana").turn("ana", NOW) == Tape.of([Spot("ana", 2, 1, NOW)], 2)


def test_a_turn_of_somebody_who_is_not_in_line_changes_nothing() -> None:
    tape = line("ana")
    assert tape.turn("eve", NOW) is tape


def test_an_edited_config_moves_nobody_who_stays() -> None:
    tape = line("ana", "bob", "cy", "dee").turn("ana", NOW)
    assert tape.members == ("bob", "cy", "dee", "ana")
    assert tape.fit(["eve", "dee", "ana", "bob"]).members == ("bob", "dee", "ana", "eve")


def test_who_returns_starts_at_the_end_with_no_ups() -> None:
    tape = line("ana", "bob").turn("ana", NOW).leave("ana").join("ana")
    assert tape.members == ("bob", "ana")
    assert tape.spots[1].ups == 0


def test_a_turn_given_back_puts_its_taker_where_they_stood() -> None:
    tape = line("ana", "bob", "cy")
    position = tape.spots[0].position
    after = tape.turn("ana", NOW).turn("bob", NOW).give_back("ana", position)
    assert after.members == ("ana", "cy", "bob")
    assert after.spots[0].ups == 0


@pytest.mark.parametrize(
    ("who", "to", "after"),
    [("cy", 0, "cy ana bob dee"), ("ana", 3, "bob cy dee ana"), ("bob", 2, "ana cy bob dee"),
     ("dee", 1, "ana dee bob cy"), ("ana", 0, "ana bob cy dee"), ("ana", 99, "bob cy dee ana")],
)  # fmt: skip
def test_a_move_changes_nobody_elses_order_and_gives_out_no_position(who: str, to: int, after: str) -> None:
    tape = line("ana", "bob", "cy", "dee").turn("ana", NOW).turn("bob", NOW).turn("cy", NOW).turn("dee", NOW)
    moved = tape.move(who, to)
    assert moved.members == tuple(after.split())
    assert {spot.position for spot in moved.spots} == {spot.position for spot in tape.spots}
    assert moved.tail == tape.tail


@given(st.integers(0, 60), st.integers(2, 5))
def test_nobody_is_ever_more_than_one_turn_ahead_while_all_may_take(turns: int, people: int) -> None:
    tape = line(*"abcde"[:people])
    for _ in range(turns):
        tape = tape.turn(tape.members[0], NOW)
        ups = [spot.ups for spot in tape.spots]
        assert max(ups) - min(ups) <= 1


@given(
    st.lists(
        st.tuples(st.sampled_from(["join", "join", "leave", "turn", "move:0", "move:2"]), st.sampled_from("abcd")),
        max_size=40,
    )
)
def test_replaying_what_was_done_gives_the_same_line(steps: list[tuple[str, str]]) -> None:
    tape, told = Tape(), []
    for operation, member in steps:
        before = tape
        if operation == "turn":
            tape = tape.turn(member, NOW)
        elif operation.startswith("move"):
            tape = tape.move(member, int(operation[-1]))
        else:
            tape = tape.join(member) if operation == "join" else tape.leave(member)
        if tape.members != before.members or tape.spots != before.spots:
            told.append((operation, member, NOW))
    assert replay(told) == tape


@given(st.integers(1, 40), st.lists(st.integers(0, 39), max_size=60))
def test_a_line_of_turns_is_the_plain_list_that_it_stands_for(size: int, turns: list[int]) -> None:
    names = [f"m{number}" for number in range(size)]
    tape = before = line(*names)
    for turn, place in enumerate(turns):
        mover = names.pop(place % size)
        names.append(mover)
        tape = tape.turn(mover, NOW)
        assert tape.members == tuple(names)
        assert (tape.members[0], tape.spots[0].member, len(tape.members)) == (names[0], names[0], size)
        assert tape.index(mover) == size - 1
        moved = tape.spots.moved_since(before.spots)
        if moved is not None:
            assert {spot.member for spot in moved} == {s.member for s in tape.spots if before.spot(s.member) != s}
        if turn % 7 == 6:
            before = tape


def test_what_else_than_turns_happened_to_a_line_is_told() -> None:
    tape = line("ana", "bob", "cy").turn("ana", NOW)
    for other in (
        tape.join("dee"),
        tape.leave("bob"),
        tape.move("cy", 0),
        tape.give_back("ana", 1),
        tape.weigh("cy", 2),
    ):
        assert other.spots.moved_since(tape.spots) is None
    assert tape.spots.moved_since(tape.spots) == ()


def test_who_is_in_a_line_is_known_by_name() -> None:
    tape = line("ana", "bob", "cy").turn("ana", NOW)
    assert "ana" in tape.members
    assert "dee" not in tape.members
    assert tape.spot("ana") == Spot("ana", 4, 1, NOW)
    assert tape.spot("dee") is None
    assert Spot("bob", 2) in tape.spots
    assert Spot("bob", 3) not in tape.spots
    assert tape.members[1:] == ("cy", "ana")
    assert tape.members != ("bob", "ana", "cy")
