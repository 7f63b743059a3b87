"""When somebody was on the tape, and what of the turns was theirs to expect: cases as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.flow.builders import dealership, person
from uptape.core.eligibility import ByHand, member_of
from uptape.core.fairness import Event, Standing, standings
from uptape.core.hours import Hours, Interval
from uptape.core.stretches import length, on_tape, together

ZONE = "America/Los_Angeles"
NINE_TO_FIVE = Hours(ZONE, (((9 * 60, 17 * 60),),) * 7)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Midnight in Los Angeles."""


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def said(state: str, begin: float, end: float) -> ByHand:
    return ByHand(state, at(begin), at(end))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "presence", "away", "expected"),
    [
        ([], None, (), [(9, 17)]),
        ([said("out", 10, 12)], None, (), [(9, 10), (12, 17)]),
        ([said("in", 6, 10)], None, (), [(6, 17)]),
        ([said("busy", 8, 9.5)], None, (), [(9.5, 17)]),
        ([said("out", 10, 15), said("in", 11, 15)], None, (), [(9, 10), (11, 17)]),
        ([], "check-in", (), []),
        ([said("in", 9.5, 17)], "check-in", (), [(9.5, 17)]),
        ([], None, ((date(2026, 11, 23), date(2026, 11, 24)),), []),
    ],
)
def test_when_somebody_was_on_the_tape(
    words: Sequence[ByHand],
    presence: str | None,
    away: tuple[tuple[date, date], ...],
    expected: list[tuple[float, float]],
) -> None:
    house = dealership([person("ana", presence=presence, away=away)], hours=NINE_TO_FIVE)
    member = member_of(house, "ana")
    assert member is not None
    found = on_tape(member, house, house.pools["main"], words, at(0), at(24))
    assert found == tuple(Interval(at(begin), at(end)) for begin, end in expected)


def test_two_lists_of_stretches_have_this_time_in_common() -> None:
    one = (Interval(at(0), at(4)), Interval(at(6), at(8)))
    assert together(one, [Interval(at(3), at(7))]) == (Interval(at(3), at(4)), Interval(at(6), at(7)))
    assert length(one) == timedelta(hours=6)


ALL_DAY = {key: [Interval(at(0), at(24))] for key in ("ana", "bob", "cy")}
EVEN = dict.fromkeys(ALL_DAY, 1.0)


def turn(member: str, hour: float, **values: object) -> Event:
    return Event(at(hour), "assigned", member, 1, **{"eligible": None, **values})  # type: ignore[arg-type]


def told(found: Sequence[Standing]) -> dict[str, tuple[int, float]]:
    return {one.member: (one.turns, round(one.expected, 2)) for one in found}


def test_a_turn_is_shared_among_all_who_could_have_had_it() -> None:
    three = [turn("ana", 10), turn("bob", 11), turn("cy", 12)]
    assert told(standings(three, ALL_DAY, EVEN)) == {"ana": (1, 1.0), "bob": (1, 1.0), "cy": (1, 1.0)}
    group = [turn("ana", 10, eligible=frozenset({"ana", "bob"}))]
    assert told(standings(group, ALL_DAY, EVEN)) == {"ana": (1, 0.5), "bob": (0, 0.5), "cy": (0, 0.0)}
    busy = [turn("bob", 10, skipped=(("ana", "busy until Mon 12:10"),))]
    found = standings(busy, ALL_DAY, EVEN)
    assert told(found) == {"ana": (0, 0.0), "bob": (1, 0.5), "cy": (0, 0.5)}
    assert found[0].skips == {"busy": 1}
    late = {**ALL_DAY, "cy": [Interval(at(12), at(24))]}
    assert told(standings([turn("ana", 10)], late, EVEN)) == {"ana": (1, 0.5), "bob": (0, 0.5), "cy": (0, 0.0)}
    weights = {"ana": 2.0, "bob": 1.0, "cy": 0.0}
    assert told(standings(three[:2], ALL_DAY, weights)) == {"ana": (1, 1.33), "bob": (1, 0.67), "cy": (0, 0.0)}


def test_hand_overs_repeats_and_turns_given_back_are_told_apart() -> None:
    events = [
        turn("ana", 9),
        Event(at(10), "hand_assigned", "ana", 1, None),
        Event(at(11), "assigned", "ana", 0, None),
        Event(at(12), "withdrawn", "ana", -1, None),
        Event(at(13), "passed", "ana", 0, None),
    ]
    ana = standings(events, {"ana": ALL_DAY["ana"]}, EVEN)[0]
    assert (ana.turns, ana.by_hand, ana.without_turn, ana.given_back, ana.passed) == (1, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing("ana", timedelta(), 5, 5.9), "even"),
        (Standing("ana", timedelta(), 8, 5.5, by_hand=2), "2.5 more than their share; 2 were handed over by hand"),
        (Standing("ana", timedelta(), 2, 5.5), "3.5 fewer than their share"),
        (Standing("ana", timedelta(), 2, 4.0, in_groups=2),
         "2.0 fewer than their share; 2 of their turns were for a group"),
        (Standing("ana", timedelta(), 2, 5.5, given_back=3), "3.5 fewer than their share; 3 were given back"),
    ],
)  # fmt: skip
def test_the_verdict_in_words(standing: Standing, words: str) -> None:
    assert standing.verdict == words


def test_a_turn_every_so_many_hours() -> None:
    assert Standing("ana", timedelta(hours=8), 4).each == timedelta(hours=2)
    assert Standing("ana", timedelta(hours=8)).each is None
