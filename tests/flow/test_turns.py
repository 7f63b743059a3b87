"""Turns by hand: given back, handed out without, the house, people moved in the line, weights; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.flow.builders import World, dealership, lead, limited, mail, person
from uptape.clock import FixedClock
from uptape.core.dealership import Limits, Weights
from uptape.core.errors import Refused
from uptape.core.hours import Hours
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.hands import assign_lead, report
from uptape.flow.lines import line_of
from uptape.flow.turns import move_in_line, turn_back
from uptape.flow.weighing import weigh
from uptape.store import journal
from uptape.store.engine import Store


def arrive(world: World, *names: str) -> None:
    """A lead of each of these customers."""
    for name in names:
        world.arrive(mail(lead(name), message_id=name))


def ids(world: World) -> list[str]:
    """The leads, oldest first."""
    return [str(line["lead_id"]) for line in world.lines()]


def holds(world: World) -> None:
    """Every invariant holds, the journal gives the stored line among them."""
    assert audit(world.store, world.dealerships) == []


@pytest.mark.parametrize("reason", ["spam", "bad", "dup", "wrong"])
def test_a_turn_given_back_puts_the_taker_where_they_stood(store: Store, clock: FixedClock, reason: str) -> None:
    world = World(store, clock, dealership())
    arrive(world, "A One", "B Two")
    assert world.line() == ["cy", "dee", "ana", "bob"]
    assert turn_back(store, world.dealerships, ids(world)[0], reason, "kim") == ["Ana Ruiz"]  # type: ignore[arg-type]
    assert world.line() == ["ana", "cy", "dee", "bob"]
    assert world.statuses() == ["not_lead", "assigned"]
    world.settle()
    assert [text for who, text in world.phone.sent if who == "ana"][-1].startswith("notice")
    holds(world)


def test_with_two_turns_taken_each_give_back_leads_one_turn_back(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person("ana"), person("bob")]))
    arrive(world, "A One", "B Two", "C Three")
    assert world.line() == ["bob", "ana"]
    first, _, third = ids(world)
    turn_back(store, world.dealerships, first, "spam", "kim")
    assert world.line() == ["ana", "bob"]  # before the third lead, their latest turn
    turn_back(store, world.dealerships, third, "bad", "kim")
    assert world.line() == ["ana", "bob"]  # before the first
    assert [one.ups for one in line_of(store, world.dealership, "main")] == [0, 1]
    holds(world)


def test_a_turn_comes_back_once_a_lead_and_within_seven_days(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership())
    arrive(world, "A One", "B Two")
    first, second = ids(world)
    turn_back(store, world.dealerships, first, "spam", "kim")
    with pytest.raises(Refused, match="nobody has"):
        turn_back(store, world.dealerships, first, "bad", "kim")
    assign_lead(store, world.dealerships, first, "cy", "kim", "it is one after all")
    with pytest.raises(Refused, match="once a lead"):
        turn_back(store, world.dealerships, first, "bad", "kim")
    clock.advance(timedelta(days=7, seconds=1))
    with pytest.raises(Refused, match="more than 7 days ago"):
        turn_back(store, world.dealerships, second, "spam", "kim")
    with pytest.raises(Refused, match="no lead L-NONE"):
        turn_back(store, world.dealerships, "L-NONE", "spam", "kim")
    holds(world)


def test_a_lead_that_nobody_has_gives_no_turn_back(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person("ana", limits=Limits(day=0))]))
    arrive(world, "A One")
    with pytest.raises(Refused, match="nobody has"):
        turn_back(store, world.dealerships, ids(world)[0], "spam", "kim")


def test_limits_count_one_less(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[limited("ana", day=1)]))
    arrive(world, "A One", "B Two")
    assert world.statuses() == ["assigned", "queued"]
    turn_back(store, world.dealerships, ids(world)[0], "spam", "kim")
    arrive(world, "C Three")
    assert world.taken() == [None, "ana", None]
    holds(world)


def test_a_lead_taken_away_before_any_attempt_gives_the_turn_back(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership())
    arrive(world, "A One", "B Two")
    first, second = ids(world)
    assign_lead(store, world.dealerships, first, "dee", "kim", "speaks Spanish")
    assert world.line() == ["ana", "cy", "bob", "dee"]
    report(store, world.dealerships, second, "contacted", "bob")
    assign_lead(store, world.dealerships, second, "cy", "kim", "asked for him")
    assert world.line() == ["ana", "cy", "bob", "dee"]  # no turn back after an attempt, none taken for a worked lead
    holds(world)


def test_no_turn_must_be_said_and_house_takes_none(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership())
    arrive(world, "A One", "B Two", "C Three")
    first, second, third = ids(world)
    assign_lead(store, world.dealerships, first, "dee", "kim", "own customer", turn=False)
    assert world.line() == ["ana", "dee", "bob", "cy"]
    assign_lead(store, world.dealerships, second, "kim", "kim", "a friend", house=True)
    assert world.line() == ["ana", "bob", "dee", "cy"]
    with pytest.raises(Refused, match="no manager"):
        assign_lead(store, world.dealerships, third, "ana", "kim", "?", house=True)
    assert world.taken() == ["dee", "kim", "cy"]
    with store.read() as unit:
        said = [entry for entry in journal.entries(unit) if entry.event in {"hand_assigned", "house"}]
    assert [(entry.event, entry.reasons[-1].why, entry.effect) for entry in said] == [
        ("hand_assigned", "by hand: own customer (no turn)", None),
        ("house", "by hand: a friend", None),
    ]
    holds(world)


@pytest.mark.parametrize(
    ("who", "to", "line"),
    [("dee", "front", "dee ana bob cy"), ("ana", "end", "bob cy dee ana"), ("ana", 2, "bob ana cy dee")],
)
def test_people_are_moved_in_the_line(store: Store, clock: FixedClock, who: str, to: int | str, line: str) -> None:
    world = World(store, clock, dealership())
    place = move_in_line(store, world.dealership, "main", who, to, "kim", "agreed")  # type: ignore[arg-type]
    assert world.line() == line.split()
    assert place == line.split().index(who) + 1
    arrive(world, "A One")
    assert world.taken() == line.split()[:1]
    holds(world)


def test_a_move_to_nowhere_or_of_nobody_is_refused(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership())
    with pytest.raises(Refused, match="places 1 to 4"):
        move_in_line(store, world.dealership, "main", "ana", 5, "kim", "?")
    with pytest.raises(Refused, match="does not stand"):
        move_in_line(store, world.dealership, "main", "kim", 1, "kim", "?")


def test_a_limit_on_late_leads_stops_who_lets_them_lie(store: Store, clock: FixedClock) -> None:
    nine = Hours("America/Los_Angeles", (((9 * 60, 17 * 60),),) * 7)
    world = World(store, clock, dealership(people=[limited("ana", late=1), person("bob")], hours=nine))
    arrive(world, "A One", "B Two", "C Three")
    assert world.taken() == ["ana", "bob", "ana"]
    clock.advance(timedelta(minutes=20))
    arrive(world, "D Four", "E Five")
    assert world.taken()[3:] == ["bob", "bob"]
    for one in (ids(world)[0], ids(world)[2]):
        report(store, world.dealerships, one, "contacted", "ana")
    arrive(world, "F Six")
    assert world.taken()[5] == "ana"
    holds(world)


def test_late_is_counted_in_opening_hours(store: Store, clock: FixedClock) -> None:
    nine = Hours("America/Los_Angeles", (((9 * 60, 17 * 60),),) * 7)
    always_there = Hours("America/Los_Angeles")
    people = [person("ana", limits=Limits(late=1), hours=always_there)]
    world = World(store, clock, dealership(people=people, hours=nine))
    clock.advance(timedelta(hours=6, minutes=50))  # 16:50
    arrive(world, "A One")
    clock.advance(timedelta(hours=16, minutes=19))  # 09:09, 19 minutes of opening hours later
    arrive(world, "B Two")
    clock.advance(timedelta(minutes=1))
    arrive(world, "C Three")
    assert world.taken() == ["ana", "ana", None]


def test_with_weights_turns_go_out_in_proportion_and_come_back(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person("ana", weight=2), person("bob"), person("cy", weight=0)]))
    arrive(world, *(f"Pat Nr{number}" for number in range(9)))
    assert world.taken() == ["ana", "bob", "ana", "ana", "bob", "ana", "ana", "bob", "ana"]
    holds(world)
    assert line_of(store, world.dealership, "main")[0].person == "ana"
    turn_back(store, world.dealerships, ids(world)[7], "spam", "kim")
    arrive(world, "Last One")
    assert world.taken()[-1] == "bob"
    holds(world)


def test_with_weights_who_was_away_makes_up_for_nothing(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person("ana", weight=2), person("bob"), person("cy")]))
    say(store, world.dealership, "ana", "out", "ana", until=clock.now() + timedelta(hours=1))
    arrive(world, *(f"Pat Nr{number}" for number in range(6)))
    assert world.taken() == ["bob", "cy"] * 3
    say(store, world.dealership, "ana", "in", "ana")
    arrive(world, *(f"Sam Nr{number}" for number in range(8)))
    after = world.taken()[6:]
    assert after[0] == "ana"
    assert [after.count(key) for key in ("ana", "bob", "cy")] == [4, 2, 2]
    holds(world)


def test_a_move_in_a_line_with_weights_to_the_front_is_next(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person("ana", weight=3), person("bob"), person("cy")]))
    arrive(world, "A One", "B Two")
    assert move_in_line(store, world.dealership, "main", "cy", "front", "kim", "agreed") == 1
    arrive(world, "C Three")
    assert world.taken()[-1] == "cy"
    holds(world)


def test_the_weights_of_a_morning_come_from_results_and_show_their_sum(store: Store, clock: FixedClock) -> None:
    rules = Weights("sold", timedelta(days=90))
    world = World(store, clock, dealership(people=[person("ana"), person("bob")], pool={"weights": rules}))
    assert weigh(store, world.dealerships) == 1  # the first of the day: nothing is known yet
    arrive(world, *(f"Pat Nr{number}" for number in range(12)))
    for number, one in enumerate(ids(world)):
        if number in {0, 2, 4, 1}:  # three of ana's six, one of bob's
            report(store, world.dealerships, one, "sold", "test")
    assert weigh(store, world.dealerships) == 0
    clock.advance(timedelta(hours=18, minutes=30))  # 04:30
    assert weigh(store, world.dealerships) == 0
    clock.advance(timedelta(hours=1))
    assert weigh(store, world.dealerships) == 1
    assert weigh(store, world.dealerships) == 0
    found = {one.person: (one.weight, one.weight_why) for one in line_of(store, world.dealership, "main")}
    assert found == {
        "ana": (1.5, "3 of 6 sold = 50%, pool 4 of 12 = 33%: 50% / 33% = 1.50, weight 1.5"),
        "bob": (0.5, "1 of 6 sold = 17%, pool 4 of 12 = 33%: 17% / 33% = 0.50, weight 0.5"),
    }
    arrive(world, *(f"Sam Nr{number}" for number in range(8)))
    assert [world.taken()[12:].count(key) for key in ("ana", "bob")] == [6, 2]
    holds(world)
    world.dealership = dealership(people=[person("ana"), person("bob")])
    assert weigh(store, world.dealerships) == 1
    assert [one.weight for one in line_of(store, world.dealership, "main")] == [1, 1]
    arrive(world, "Zoe Last")
    holds(world)
