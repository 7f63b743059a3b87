"""A central pool that asks everybody of its pools, deals copies to them, or is dealt by hand; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.flow.builders import World, buyer, dealership, lead, mail, person
from tests.flow.test_desk import DESK
from tests.flow.test_pools_of_pools import arrive, group_of_stores, holds, pool
from tests.flow.test_replies import Floor
from uptape.clock import FixedClock
from uptape.core.dealership import Returns
from uptape.core.errors import Refused
from uptape.core.leads import Reading
from uptape.flow.availability import say
from uptape.flow.buyers import return_lead
from uptape.flow.drain import drain
from uptape.flow.offering import accept, lapse, pass_on
from uptape.flow.reconcile import reconcile
from uptape.flow.rehearse import rehearse
from uptape.flow.turns import turn_back
from uptape.store import journal, views
from uptape.store.engine import Store

CLAIM = {"mode": "claim", "accept_within": timedelta(minutes=5)}


def told(world: World, kind: str) -> list[tuple[str, str]]:
    """Who was told what of a kind, oldest first: number and text."""
    with world.store.read() as unit:
        return [(line["to"], line["text"]) for line in views.outbox_lines(unit) if line["kind"] == kind]


def test_everybody_of_the_pools_is_asked_and_the_takers_pool_has_the_turn(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores(CLAIM))
    arrive(world, "A One")
    assert world.statuses() == ["offered"]
    first = world.lines()[0]
    assert (first["pool"], len({to for to, _ in told(world, "offer") if "@" not in to})) == ("main", 4)
    assert (world.line(), world.line("west")) == (["pool.west", "pool.air", "dee"], ["ana", "bob"])
    holds(world)
    with pytest.raises(Refused):
        accept(store, world.dealerships, first["lead_id"], "kim", "kim")
    accept(store, world.dealerships, first["lead_id"], "bob", "bob")
    assert (world.taken(), world.lines()[0]["pool"]) == (["bob"], "west")
    assert (world.line(), world.line("west")) == (["pool.air", "dee", "pool.west"], ["ana", "bob"])
    with pytest.raises(Refused, match="gone: Bob"):
        accept(store, world.dealerships, first["lead_id"], "cy", "cy")
    world.settle()
    assert len({to for to, _ in told(world, "told") if "@" not in to}) == 3
    with store.read() as unit:
        rows = [(one.pool, one.event, one.person) for one in journal.entries(unit, lead_id=first["lead_id"])]
    assert rows == [
        ("sunset/main", "offered", None),
        ("sunset/main", "sent_down", "pool.west"),
        ("sunset/west", "accepted", "bob"),
    ]
    holds(world)
    turn_back(store, world.dealerships, first["lead_id"], "spam", "kim")
    assert world.line() == ["pool.west", "pool.air", "dee"]
    holds(world)


def test_a_member_of_the_central_tape_may_be_the_first_too(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores(CLAIM))
    arrive(world, "A One")
    accept(store, world.dealerships, world.lines()[0]["lead_id"], "dee", "dee")
    assert (world.taken(), world.lines()[0]["pool"]) == (["dee"], "main")
    assert world.line() == ["pool.west", "pool.air", "dee"]
    holds(world)


def test_a_claim_over_pools_passed_lapsed_and_withdrawn(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores(CLAIM))
    arrive(world, "A One", "B Two")
    one, two = (line["lead_id"] for line in world.lines())
    pass_on(store, world.dealerships, one, "ana", "ana")
    holds(world)
    for key in ("ana", "bob", "cy"):
        say(store, world.dealership, key, "out", key)
        holds(world)
    assert world.statuses() == ["offered", "offered"]
    accept(store, world.dealerships, two, "dee", "dee")
    clock.advance(timedelta(minutes=6))
    lapse(store, world.dealerships)
    assert world.statuses() == ["review", "assigned"]  # nobody claimed the first
    holds(world)
    say(store, world.dealership, "dee", "out", "dee")
    arrive(world, "C Three")
    assert (world.statuses()[2], world.lines()[2]["pool"]) == ("queued", "main")
    say(store, world.dealership, "cy", "in", "cy")  # comes on in the pool air
    assert world.statuses()[2] == "offered"
    accept(store, world.dealerships, world.lines()[2]["lead_id"], "cy", "cy")
    assert world.lines()[2]["pool"] == "air"
    holds(world)


def test_what_waited_with_a_claim_goes_with_it_into_the_takers_pool(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores(CLAIM))
    arrive(world, "A One")
    clock.advance(timedelta(minutes=1))
    world.arrive(mail(lead("A One", vehicles=()), message_id="a2"))
    assert world.statuses() == ["offered", "queued"]
    accept(store, world.dealerships, world.lines()[0]["lead_id"], "ana", "ana")
    drain(store, world.dealerships)
    assert (world.taken(), [line["pool"] for line in world.lines()]) == (["ana", "ana"], ["west", "west"])
    assert world.line() == ["pool.air", "dee", "pool.west"]  # one turn, not two
    holds(world)


def test_a_leaver_of_a_pool_loses_the_claim_and_a_repeat_goes_to_the_owner(store: Store, clock: FixedClock) -> None:
    config = group_of_stores(CLAIM)
    world = World(store, clock, config)
    arrive(world, "A One")
    west = replace(config.pools["west"], tape=("ana",))
    world.dealership = replace(config, pools={**config.pools, "west": west})
    reconcile(store, world.dealerships)
    with pytest.raises(Refused):
        accept(store, world.dealerships, world.lines()[0]["lead_id"], "bob", "bob")
    accept(store, world.dealerships, world.lines()[0]["lead_id"], "ana", "ana")
    clock.advance(timedelta(days=1))
    world.arrive(mail(lead("A One", vehicles=()), message_id="a2"))
    assert world.taken() == ["ana", "ana"]
    holds(world)


def test_copies_go_one_to_each_pool_by_its_own_line(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores({"copies": 2}))
    arrive(world, "A One", "B Two")
    assert [line["takers"] for line in world.lines()] == [["ana", "cy"], ["dee", "bob"]]
    assert [line["pool"] for line in world.lines()] == ["main", "main"]
    assert (world.line(), world.line("west")) == (["pool.air", "dee", "pool.west"], ["ana", "bob"])
    holds(world)
    turn_back(store, world.dealerships, world.lines()[0]["lead_id"], "dup", "kim")
    assert world.line()[0] == "pool.air"
    assert world.line("west")[0] == "ana"
    holds(world)
    clock.advance(timedelta(days=1))
    world.arrive(mail(lead("B Two", vehicles=()), message_id="b2"))
    assert sorted(world.lines()[2]["takers"]) == ["bob", "dee"]  # who have the customer get the next enquiry too
    holds(world)


def test_a_pool_that_holds_out_takes_a_lead_alone(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores({"copies": 2}, {"accept_within": timedelta(minutes=5)}))
    arrive(world, "A One", "B Two")
    assert world.statuses() == ["offered", "assigned"]
    accept(store, world.dealerships, world.lines()[0]["lead_id"], "ana", "ana")
    assert [line["takers"] for line in world.lines()] == [["ana"], ["cy", "dee"]]
    holds(world)


def test_a_returned_copy_gives_the_turn_of_its_pool_back(store: Store, clock: FixedClock) -> None:
    base = dealership(
        people=[person("ana")], buyers=[buyer(key, returns=Returns(timedelta(days=7))) for key in ("alpha", "beta")],
        pools={"north": pool("north", "alpha"), "south": pool("south", "beta")},
    )  # fmt: skip
    main = pool("main", "pool.north", "pool.south", "ana", copies=2)
    world = World(store, clock, replace(base, pools={**base.pools, "main": main}))
    arrive(world, "A One")
    first = world.lines()[0]["lead_id"]
    assert world.lines()[0]["takers"] == ["alpha", "beta"]
    return_lead(store, world.dealerships, first, "alpha", "bad number", "alpha")
    assert (world.lines()[0]["takers"], world.line("north")) == (["beta"], ["alpha"])
    assert world.line()[0] == "pool.north"
    holds(world)


def test_managers_and_the_desk_hand_leads_of_the_central_pool_to_people_below(store: Store, clock: FixedClock) -> None:
    world = Floor(store, clock, group_of_stores({"mode": "manager", "desk": DESK}))
    arrive(world, "A One", "B Two", "C Three")
    assert "1 Ana 2 Bob 3 Cy 4 Dee 0 house" in world.told("kim")[0]
    assert world.texts("kim", "2 one").state == "done"
    assert (world.taken()[0], world.lines()[0]["pool"]) == ("bob", "west")
    assert (world.line(), world.line("west")) == (["pool.air", "dee", "pool.west"], ["ana", "bob"])
    assert world.texts(DESK, "2 cy").state == "done"
    assert world.texts("kim", "0 three").state == "done"
    assert (world.taken(), world.line()) == (["bob", "cy", "kim"], ["dee", "pool.west", "pool.air"])
    holds(world)


def test_route_tells_everybody_who_would_be_asked(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, group_of_stores(CLAIM))
    (found,) = rehearse(store, world.dealership, "main", b"X: 1\r\n\r\nx", Reading("lead", (lead("A One"),)))
    assert (found.outcome, found.to) == ("offered", ("ana", "bob", "cy", "dee"))
    world.dealership = group_of_stores({"copies": "all"})
    (found,) = rehearse(store, world.dealership, "main", b"X: 1\r\n\r\nx", Reading("lead", (lead("A One"),)))
    assert (found.outcome, found.to) == ("assigned", ("ana", "cy", "dee"))
