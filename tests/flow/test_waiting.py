"""What waits and for whom: manager mode and desk calls, overflow, paced drains, copies by source; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.flow.builders import World, buyer, dealership, lead, limited, mail, person
from uptape.clock import FixedClock
from uptape.core.dealership import Drain, Group, Overflow, Pool, SourceTerms
from uptape.core.errors import Place
from uptape.core.hours import Hours
from uptape.core.rules import Test as Line
from uptape.core.rules import Word
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.drain import drain
from uptape.flow.hands import assign_lead, report
from uptape.flow.overflow import overflow, set_deadlines
from uptape.flow.reconcile import reconcile
from uptape.store import desk_calls, journal
from uptape.store.engine import Store

DESK = "+13105550180"
NINE_TO_FIVE = Hours("America/Los_Angeles", (((9 * 60, 17 * 60),),) * 7)
SPANISH = Line("language", (Word("es"),))


def arrive(world: World, *names: str, **values: object) -> None:
    """A lead of each of these customers."""
    for name in names:
        world.arrive(mail(lead(name, **values), message_id=name))


def ids(world: World) -> list[str]:
    """The leads, oldest first."""
    return [str(line["lead_id"]) for line in world.lines()]


def holds(world: World) -> None:
    """Every invariant holds."""
    assert audit(world.store, world.dealerships) == []


def told(world: World, who: str) -> list[str]:
    """What somebody was told, each once."""
    return list(dict.fromkeys(text for member, text in world.phone.sent if member == who))


def tick(world: World, span: timedelta) -> None:
    """Time passes, and the daemon's tick comes."""
    world.clock.advance(span)  # type: ignore[attr-defined]
    overflow(world.store, world.dealerships)
    drain(world.store, world.dealerships)
    world.settle()


def test_in_manager_mode_the_managers_are_told_and_hand_the_lead_out(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(pool={"mode": "manager"}))
    arrive(world, "Pat Doe")
    assert (world.statuses(), world.taken()) == (["review"], [None])
    assert told(world, "kim") == ["review Pat Doe"]
    assert told(world, "ana") == []
    with store.read() as unit:
        (row,) = [entry for entry in journal.entries(unit, lead_id=ids(world)[0]) if entry.event == "review"]
    assert [(reason.person, reason.verdict) for reason in row.reasons] == [
        ("ana", "asked"), ("bob", "asked"), ("cy", "asked"), ("dee", "asked"), (None, "review")
    ]  # fmt: skip
    assign_lead(store, world.dealerships, ids(world)[0], "cy", "kim", "free now")
    assert (world.taken(), world.line()) == (["cy"], ["ana", "bob", "dee", "cy"])
    holds(world)


def test_in_manager_mode_a_repeat_goes_to_its_owner(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(pool={"mode": "manager"}))
    arrive(world, "Pat Doe")
    assign_lead(store, world.dealerships, ids(world)[0], "cy", "kim", "free now")
    clock.advance(timedelta(days=2))
    world.arrive(mail(lead("Pat Doe", comments="And the red one?"), message_id="again"))
    assert world.taken() == ["cy", "cy"]
    holds(world)


def test_desk_calls_have_small_numbers_that_are_free_again_when_somebody_has_the_lead(
    store: Store, clock: FixedClock
) -> None:
    world = World(store, clock, dealership(pool={"mode": "manager", "desk": DESK}))
    arrive(world, "A One", "B Two", "C Three")
    first, second, third = ids(world)
    assert told(world, "desk:main") == ["review A One", "review B Two", "review C Three"]
    with store.read() as unit:
        assert desk_calls.numbers(unit, "sunset", "main") == {first: 1, second: 2, third: 3}
    assign_lead(store, world.dealerships, second, "ana", "desk:main", "called first")
    arrive(world, "D Four", "E Five")
    with store.read() as unit:
        numbers = desk_calls.numbers(unit, "sunset", "main")
    assert [numbers.get(one) for one in ids(world)] == [1, None, 3, 2, 4]
    assert len({row for row in told(world, "kim") if row.startswith("review")}) == 5
    holds(world)


def test_each_pool_counts_its_own_desk_calls(store: Store, clock: FixedClock) -> None:
    other = Pool(
        "night", ("night@leads.sunset.example",), ("ana",), "manager", desk="+13105550181", place=Place("s.yaml", 9)
    )
    world = World(store, clock, dealership(pool={"mode": "manager", "desk": DESK}, pools={"night": other}))
    arrive(world, "A One")
    world.arrive(mail(lead("B Two"), message_id="b"), "night")
    with store.read() as unit:
        assert list(desk_calls.numbers(unit, "sunset", "main").values()) == [1]
        assert list(desk_calls.numbers(unit, "sunset", "night").values()) == [1]


def spanish(to: str, after: timedelta = timedelta(minutes=30), *members: str) -> Group:
    """A group for leads in Spanish, with an overflow."""
    return Group("spanish", members or ("dee",), SPANISH, Overflow(after, to), place=Place("sunset.yaml", 31))


def test_a_lead_of_an_empty_group_overflows_to_another_after_opening_hours(store: Store, clock: FixedClock) -> None:
    groups = [spanish("anybody"), Group("anybody", ("ana", "bob"))]
    world = World(store, clock, dealership(groups=groups, hours=NINE_TO_FIVE))
    say(store, world.dealership, "dee", "out", "dee", until=clock.now() + timedelta(days=3))
    clock.advance(timedelta(hours=6, minutes=45))  # 16:45
    arrive(world, "A One", language="es")
    assert world.statuses() == ["queued"]
    tick(world, timedelta(minutes=15))
    tick(world, timedelta(hours=16, minutes=14, seconds=59))
    assert world.statuses() == ["queued"]  # 29:59 of opening hours
    tick(world, timedelta(seconds=1))
    assert world.taken() == ["ana"]
    assert world.lines()[0]["group"] == "anybody"
    holds(world)


def test_a_lead_overflows_to_another_pool_and_its_line(store: Store, clock: FixedClock) -> None:
    other = Pool("night", ("night@leads.sunset.example",), ("cy", "ana"), place=Place("s.yaml", 9))
    world = World(store, clock, dealership(groups=[spanish("night")], pools={"night": other}))
    say(store, world.dealership, "dee", "out", "dee")
    arrive(world, "A One", language="es")
    tick(world, timedelta(minutes=30))
    assert world.taken() == ["cy"]
    assert world.lines()[0]["pool"] == "night"
    assert (world.line("night"), world.line()) == (["ana", "cy"], ["ana", "bob", "cy", "dee"])
    holds(world)


def test_who_comes_back_in_time_takes_it_and_an_edit_counts_from_the_beginning(store: Store, clock: FixedClock) -> None:
    plain = Group("spanish", ("dee",), SPANISH, place=Place("sunset.yaml", 31))
    world = World(store, clock, dealership(groups=[plain]))
    say(store, world.dealership, "dee", "out", "dee", until=clock.now() + timedelta(hours=9))
    arrive(world, "A One", "B Two", language="es")
    tick(world, timedelta(hours=1))
    assert world.statuses() == ["queued", "queued"]
    world.dealership = dealership(groups=[spanish("rest", timedelta(minutes=90)), Group("rest", ("bob",))])
    assert set_deadlines(store, world.dealerships) == 2
    assert set_deadlines(store, world.dealerships) == 0
    tick(world, timedelta(minutes=29))
    say(store, world.dealership, "dee", "in", "dee")
    assert world.taken() == ["dee", "dee"]
    say(store, world.dealership, "dee", "out", "dee", until=clock.now() + timedelta(hours=9))
    arrive(world, "C Three", language="es")
    world.dealership = dealership(groups=[plain])
    tick(world, timedelta(hours=2))
    assert world.statuses()[-1] == "queued"  # the edit took the overflow away
    holds(world)


def test_an_overflow_may_overflow_again(store: Store, clock: FixedClock) -> None:
    groups = [
        spanish("second"),
        Group("second", ("cy",), None, Overflow(timedelta(minutes=10), "third")),
        Group("third", ("bob",)),
    ]
    world = World(store, clock, dealership(groups=groups))
    for key in ("dee", "cy"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=9))
    arrive(world, "A One", language="es")
    tick(world, timedelta(minutes=30))
    assert world.statuses() == ["queued"]
    tick(world, timedelta(minutes=10))
    assert world.taken() == ["bob"]
    holds(world)


def test_a_group_overflows_to_its_whole_pool(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(groups=[spanish("main")]))
    say(store, world.dealership, "dee", "out", "dee", until=clock.now() + timedelta(hours=9))
    arrive(world, "A One", language="es")
    tick(world, timedelta(minutes=30))
    assert (world.taken(), world.lines()[0]["group"]) == (["ana"], None)
    for key in ("ana", "bob", "cy"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=9))
    arrive(world, "B Two", language="es")
    for _ in range(4):
        tick(world, timedelta(minutes=30))
        set_deadlines(store, world.dealerships)
    say(store, world.dealership, "cy", "in", "cy")
    assert world.taken() == ["ana", "cy"]
    with store.read() as unit:
        assert [one.event for one in journal.entries(unit)].count("overflow") == 2
    holds(world)


def test_a_lead_goes_round_a_ring_of_pools_once_and_waits_where_it_came_from(store: Store, clock: FixedClock) -> None:
    ring = Group("spanish", ("cy",), SPANISH, Overflow(timedelta(minutes=10), "main"), place=Place("sunset.yaml", 61))
    other = Pool("night", ("night@leads.sunset.example",), ("cy", "ana"), groups=(ring,), place=Place("s.yaml", 60))
    world = World(store, clock, dealership(groups=[spanish("night")], pools={"night": other}))
    for key in ("dee", "cy"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=9))
    arrive(world, "A One", language="es")
    pools = []
    for _ in range(16):
        tick(world, timedelta(minutes=10))
        set_deadlines(store, world.dealerships)
        pools.append(world.lines()[0]["pool"])
    assert pools == ["main"] * 2 + ["night"] + ["main"] * 13
    with store.read() as unit:
        lead_id = world.lines()[0]["lead_id"]
        events = [(one.pool, one.event) for one in journal.entries(unit, lead_id=lead_id) if one.event != "queued"]
    assert events == [("sunset/main", "overflow"), ("sunset/night", "overflow"), ("sunset/main", "note")]
    say(store, world.dealership, "dee", "in", "dee")
    assert world.taken() == ["dee"]
    holds(world)


def backlog(store: Store, clock: FixedClock, rules: Drain, count: int) -> World:
    """So many leads that wait for ana and bob, who are out."""
    world = World(store, clock, dealership(people=[person("ana"), person("bob")], pool={"drain": rules}))
    for key in ("ana", "bob"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=1))
    arrive(world, *(f"Pat Nr{number}" for number in range(count)))
    assert set(world.statuses()) == {"queued"}
    return world


def test_waiting_leads_go_out_at_their_pace_to_each(store: Store, clock: FixedClock) -> None:
    world = backlog(store, clock, Drain(pace=timedelta(seconds=30)), 5)
    tick(world, timedelta(hours=1))
    assert world.taken() == ["ana", "bob", None, None, None]
    arrive(world, "New One")
    assert world.taken()[5] is None  # a newer lead never passes an older one
    holds(world)
    tick(world, timedelta(seconds=29))
    assert world.taken()[2:] == [None] * 4
    tick(world, timedelta(seconds=1))
    assert world.taken() == ["ana", "bob", "ana", "bob", None, None]
    tick(world, timedelta(seconds=30))
    assert world.taken()[4:] == ["ana", "bob"]
    arrive(world, "Two Now", "Three Now")
    assert world.taken()[6:] == ["ana", "bob"]  # nothing waits: no pace
    holds(world)


def test_who_has_untaken_leads_enough_gets_no_waiting_one(store: Store, clock: FixedClock) -> None:
    world = backlog(store, clock, Drain(max_untaken=2), 7)
    tick(world, timedelta(hours=1))
    assert world.taken() == ["ana", "bob", "ana", "bob", None, None, None]
    holds(world)
    report(store, world.dealerships, ids(world)[1], "contacted", "bob")
    tick(world, timedelta(seconds=1))
    assert world.taken()[4:] == ["bob", None, None]
    holds(world)


def test_a_repeat_is_not_paced(store: Store, clock: FixedClock) -> None:
    people = [person("ana"), person("bob")]
    rules = Drain(pace=timedelta(minutes=5), max_untaken=1)
    world = World(store, clock, dealership(people=people, pool={"drain": rules, "repeat": replace(
        dealership().pools["main"].repeat, when_away="wait")}))  # fmt: skip
    arrive(world, "Pat Doe")
    for key in ("ana", "bob"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=1))
    clock.advance(timedelta(minutes=20))
    arrive(world, "Sam New")
    world.arrive(mail(lead("Pat Doe", comments="again"), message_id="again"))
    tick(world, timedelta(minutes=40))
    assert world.taken() == ["ana", "bob", "ana"]
    holds(world)


@pytest.mark.parametrize("freed", ["closed", "reset", "joiner", "busy end", "check-in"])
def test_whatever_frees_somebody_drains_the_inbox(store: Store, clock: FixedClock, freed: str) -> None:
    people = [limited("ana", open=1) if freed == "closed" else limited("ana", day=1)]
    world = World(store, clock, dealership(people=people))
    arrive(world, "A One")
    if freed in {"busy end", "check-in"}:
        world.dealership = dealership(people=[person("ana")])
        say(store, world.dealership, "ana", "busy", "ana", until=clock.now() + timedelta(minutes=30))
    arrive(world, "B Two")
    assert world.statuses() == ["assigned", "queued"]
    if freed == "closed":
        report(store, world.dealerships, ids(world)[0], "lost", "ana")
    if freed == "joiner":
        world.dealership = dealership(people=[*people, person("bob")])
        reconcile(store, world.dealerships)
    if freed == "check-in":
        say(store, world.dealership, "ana", "in", "ana")
    tick(world, timedelta(hours=14) if freed == "reset" else timedelta(minutes=30 * (freed == "busy end")))
    assert world.taken() == ["ana", "bob" if freed == "joiner" else "ana"]
    holds(world)


def test_people_whose_time_begins_at_the_same_minute_come_on_together(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person(key) for key in ("ana", "bob", "cy")], hours=NINE_TO_FIVE))
    clock.advance(timedelta(hours=9))  # 19:00
    arrive(world, *(f"Pat Nr{number}" for number in range(6)))
    tick(world, timedelta(hours=14))
    assert world.taken() == ["ana", "bob", "cy"] * 2
    holds(world)


def test_a_source_says_how_many_get_its_leads(store: Store, clock: FixedClock) -> None:
    buyers = [buyer(key) for key in ("alpha", "beta", "gamma")]
    config = dealership(people=[], buyers=buyers, pool={"copies": 2})
    sources = {"dear": SourceTerms("dear", copies=1), "cheap": SourceTerms("cheap", copies="all")}
    world = World(store, clock, replace(config, sources=sources))
    arrive(world, "A One", source_key="dear")
    arrive(world, "B Two", source_key="cheap")
    arrive(world, "C Three", source_key="other")
    assert [line["takers"] for line in world.lines()] == [["alpha"], ["beta", "gamma", "alpha"], ["beta", "gamma"]]
    holds(world)
