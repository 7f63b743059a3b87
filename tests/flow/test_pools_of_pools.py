"""A central pool that feeds stores' pools: turns by its line, people by theirs; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.flow.builders import World, dealership, lead, limited, mail, person
from uptape.clock import FixedClock
from uptape.core.dealership import Dealership, Drain, Pool
from uptape.core.errors import Place
from uptape.core.leads import Reading
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.drain import drain
from uptape.flow.fairness import fairness
from uptape.flow.lines import line_of
from uptape.flow.offering import accept, lapse, pass_on
from uptape.flow.rehearse import rehearse
from uptape.flow.turns import turn_back
from uptape.store import journal
from uptape.store.engine import Store


def pool(key: str, *tape: str, **values: Any) -> Pool:
    """A pool with this tape."""
    return Pool(key, (f"{key}@leads.sunset.example",), tape, place=Place("sunset.yaml", 40), **values)


def group_of_stores(central: dict[str, Any] | None = None, west: dict[str, Any] | None = None) -> Dealership:
    """`main` feeds `west` (ana, bob) and `air` (cy) in turn; dee stands on its own tape."""
    people = [
        person("ana", stores=("westside",)), limited("bob", day=1), person("cy", stores=("airport",)), person("dee"),
    ]  # fmt: skip
    base = dealership(
        people=people, pools={"west": pool("west", "ana", "bob", **(west or {})), "air": pool("air", "cy")}
    )
    main = pool("main", "pool.west", "pool.air", "dee", **(central or {}))
    return replace(base, pools={**base.pools, "main": main})


def arrive(world: World, *names: str, to: str = "main", **values: object) -> None:
    """A lead of each of these customers."""
    for name in names:
        world.arrive(mail(lead(name, **values), message_id=name), to)


def holds(world: World) -> None:
    """Every invariant holds."""
    assert audit(world.store, world.dealerships) == []


def test_turns_go_to_pools_and_then_by_their_own_lines(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores())
    arrive(world, "A One", "B Two", "C Three", "D Four", "E Five")
    assert world.taken() == ["ana", "cy", "dee", "bob", "cy"]
    assert [line["pool"] for line in world.lines()] == ["west", "air", "main", "west", "air"]
    assert world.line() == ["dee", "pool.west", "pool.air"]
    assert world.line("west") == ["ana", "bob"]
    holds(world)
    first = world.lines()[0]["lead_id"]
    with store.read() as unit:
        told = list(journal.entries(unit, lead_id=first))
    assert [(entry.pool, entry.event, entry.person, entry.effect) for entry in told] == [
        ("sunset/main", "sent_down", "pool.west", "turn"),
        ("sunset/west", "assigned", "ana", "turn"),
    ]


def test_a_pool_in_which_nobody_may_counts_as_not_there_and_keeps_its_spot(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores())
    for key in ("ana", "bob"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=1))
    arrive(world, "A One", "B Two", "C Three")
    assert world.taken() == ["cy", "dee", "cy"]
    assert world.line()[0] == "pool.west"
    why = {one.person: one.why_not for one in line_of(store, world.dealership, "main")}
    assert why == {"pool.west": "nobody of pool west is on its tape", "pool.air": None, "dee": None}
    say(store, world.dealership, "ana", "in", "ana")
    arrive(world, "D Four")
    assert world.taken()[-1] == "ana"
    holds(world)


def test_what_waits_in_the_central_pool_goes_out_when_somebody_of_a_pool_comes(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores())
    for key in ("ana", "bob", "cy", "dee"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=9))
    arrive(world, "A One", "B Two")
    assert world.statuses() == ["queued", "queued"]
    assert [line["pool"] for line in world.lines()] == ["main", "main"]
    holds(world)
    say(store, world.dealership, "cy", "in", "cy")
    assert world.taken() == ["cy", "cy"]
    holds(world)


def test_a_repeat_goes_to_its_owners_pool_without_a_turn(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores())
    arrive(world, "A One", "B Two")
    before = (world.line(), world.line("west"), world.line("air"))
    clock.advance(timedelta(days=1))
    world.arrive(mail(lead("A One", comments="again"), message_id="a2"))
    world.arrive(mail(lead("B Two", comments="again"), message_id="b2"))
    assert world.taken()[2:] == ["ana", "cy"]
    assert (world.line(), world.line("west"), world.line("air")) == before
    say(store, world.dealership, "ana", "out", "ana")
    clock.advance(timedelta(hours=1))
    world.arrive(mail(lead("A One", comments="once more"), message_id="a3"))
    assert world.taken()[-1] == "bob"  # covers, in the owner's pool
    assert (world.line(), world.line("west"), world.line("air")) == before
    holds(world)


def test_offers_are_made_by_the_pools_own_rules(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores(west={"accept_within": timedelta(minutes=5)}))
    arrive(world, "A One", "B Two")
    assert (world.statuses(), world.taken()) == (["offered", "assigned"], [None, "cy"])
    clock.advance(timedelta(minutes=1))
    world.arrive(mail(lead("A One", vehicles=()), message_id="a2"))  # waits with the first, in its pool
    assert (world.statuses()[2], world.lines()[2]["pool"]) == ("queued", "west")
    first = world.lines()[0]["lead_id"]
    pass_on(store, world.dealerships, first, "ana", "ana")
    accept(store, world.dealerships, first, "bob", "bob")
    drain(store, world.dealerships)
    lapse(store, world.dealerships)
    assert world.taken() == ["bob", "cy", "bob"]
    assert world.line() == ["dee", "pool.west", "pool.air"]
    holds(world)


def test_a_turn_given_back_comes_back_in_both_lines(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores())
    arrive(world, "A One", "B Two")
    turn_back(store, world.dealerships, world.lines()[0]["lead_id"], "spam", "kim")
    assert (world.line()[0], world.line("west")[0]) == ("pool.west", "ana")
    holds(world)


def test_nearest_looks_at_the_stores_of_a_pools_people(store: Store, clock: FixedClock) -> None:
    config = group_of_stores({"mode": "nearest"})
    world = World(store, clock, config)
    base = lead("A One")
    near_the_airport = replace(base, customer=replace(base.customer, postal_code="90045"))
    world.arrive(mail(near_the_airport, message_id="a"))
    assert world.taken() == ["cy"]
    holds(world)


def test_three_floors_of_pools_and_a_paced_one(store: Store, clock: FixedClock) -> None:
    base = group_of_stores(west={"drain": Drain(max_untaken=1)})
    top = pool("top", "pool.main")
    world = World(store, clock, replace(base, pools={**base.pools, "top": top}))
    arrive(world, "A One", "B Two", "C Three", "D Four", to="top")
    assert world.taken() == ["ana", "cy", "dee", "bob"]
    assert {line["pool"] for line in world.lines()} == {"west", "air", "main"}
    assert world.line("top") == ["pool.main"]
    holds(world)


def test_fairness_counts_the_turns_of_pools_while_anybody_of_them_is_there(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores())
    begin = clock.now()
    clock.advance(timedelta(minutes=1))
    arrive(world, "A One", "B Two", "C Three")
    clock.advance(timedelta(hours=1))
    for key in ("ana", "bob"):
        say(store, world.dealership, key, "out", key, until=clock.now() + timedelta(hours=1))
    clock.advance(timedelta(hours=1))
    found = {one.member: one for one in fairness(store, world.dealership, "main", begin)}
    assert {key: (one.turns, round(one.expected, 1)) for key, one in found.items()} == {
        "pool.west": (1, 1.0), "pool.air": (1, 1.0), "dee": (1, 1.0)
    }  # fmt: skip
    assert found["pool.west"].on_tape == timedelta(hours=1, minutes=1)
    assert found["dee"].on_tape == timedelta(hours=2, minutes=1)


def test_route_shows_who_gets_it_in_the_end(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores())
    (found,) = rehearse(store, world.dealership, "main", b"X: 1\r\n\r\nx", Reading("lead", (lead("A One"),)))
    assert (found.outcome, found.to) == ("assigned", ("ana",))
    assert [one.person for one in found.reasons if one.verdict == "chosen"] == ["pool.west", "ana"]
    assert world.lines() == []
