"""The desk of a pool in manager mode: numbered calls, answered by number and name; on both databases."""

from __future__ import annotations

from tests.flow.test_replies import Floor, arrive, floor, holds, short
from uptape.clock import FixedClock
from uptape.store.engine import Store

DESK = "+13105550180"


def desk_floor(store: Store, clock: FixedClock) -> Floor:
    """A floor whose desk hands out."""
    return floor(store, clock, "ana", "bob", mode="manager", desk=DESK)


def test_the_desk_gets_numbered_calls_and_names_who_takes_them(store: Store, clock: FixedClock) -> None:
    world = desk_floor(store, clock)
    arrive(world, "Maria Ochoa", "Pat Doe")
    first, second = world.told("desk:main")
    assert first.startswith("DESK CALL 1: Maria Ochoa 2021 Ford F-150")
    assert "Answer 1 and who takes it: 1 BOB." in first
    assert second.startswith("DESK CALL 2: Pat Doe")
    assert world.texts(DESK, "2 bob").answer == f"Bob Stone has Pat Doe {short(world, 1)} now."
    assert world.told("bob")[0].startswith("NEW Pat Doe")
    assert (world.taken(), world.line()) == ([None, "bob"], ["ana", "bob"])
    assert world.texts(DESK, "2 ana").answer == "Desk call 2 is over: Bob Stone has Pat Doe."
    arrive(world, "Sam Roe")
    assert world.told("desk:main")[-1].startswith("DESK CALL 2: Sam Roe")  # free again
    assert world.texts(DESK, "7 ana").answer.startswith("There is no desk call 7.")
    assert world.texts(DESK, "1 ana").answer == f"Ana Ruiz has Maria Ochoa {short(world)} now."
    assert world.taken() == ["ana", "bob", None]
    holds(world)


def test_what_nobody_accepts_comes_to_the_desk_too(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana", "bob", offers=True, desk=DESK)
    arrive(world, "Maria Ochoa")
    assert world.told("desk:main") == []
    for who in ("ana", "bob"):
        world.texts(who, "2")
    assert world.told("desk:main")[0].startswith("DESK CALL 1: Maria Ochoa")
    assert world.texts(DESK, "1 bob").answer == f"Bob Stone has Maria Ochoa {short(world)} now."
    holds(world)


def test_0_makes_a_desk_call_a_house_lead(store: Store, clock: FixedClock) -> None:
    world = desk_floor(store, clock)
    arrive(world, "Maria Ochoa")
    assert world.texts(DESK, "1 0").answer == f"Maria Ochoa {short(world)} is a house lead of Kim now."
    assert (world.taken(), world.line()) == (["kim"], ["ana", "bob"])
    holds(world)


def test_a_manager_may_hand_out_what_the_desk_was_told_of(store: Store, clock: FixedClock) -> None:
    world = desk_floor(store, clock)
    arrive(world, "Maria Ochoa")
    assert world.told("kim")[0].startswith(
        "Review box: Maria Ochoa: mode manager: the desk names who takes it. 1 Ana 2 Bob 0 house."
    )
    assert world.texts("kim", "1").answer == f"Ana Ruiz has Maria Ochoa {short(world)} now."
    assert world.texts(DESK, "1 bob").answer == "Desk call 1 is over: Ana Ruiz has Maria Ochoa."
    holds(world)
