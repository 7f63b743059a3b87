"""The modes and the copies, by what becomes of leads; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.flow.builders import World, buyer, dealership, lead, mail, person
from uptape.clock import FixedClock
from uptape.core.dealership import Group, Order
from uptape.core.hours import Hours
from uptape.core.leads import Vehicle
from uptape.core.rules import Test as Line
from uptape.core.rules import Within, Word
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.store.engine import Store

NINE_TO_FIVE = Hours("America/Los_Angeles", (((9 * 60, 17 * 60),),) * 7)


def takers(world: World) -> list[list[str]]:
    """All takers of each lead."""
    assert audit(world.store, world.dealerships) == []
    return [line["takers"] for line in world.lines()]


def arrive(world: World, *names: str, **values: object) -> None:
    """A lead of each of these customers."""
    for name in names:
        world.arrive(mail(lead(name, **values), message_id=name))


def test_priority_asks_a_later_tier_only_where_no_earlier_one_can(store: Store, clock: FixedClock) -> None:
    pool = {"mode": "priority", "tiers": (("cy", "dee"), ("ana", "bob"))}
    world = World(store, clock, dealership(pool=pool))
    arrive(world, "A One", "B Two", "C Three")
    for key in ("cy", "dee"):
        say(store, world.dealership, key, "out", "test")
    arrive(world, "D Four", "E Five")
    assert world.taken() == ["cy", "dee", "cy", "ana", "bob"]
    assert audit(store, world.dealerships) == []


def test_least_busy_counts_open_leads_and_breaks_ties_by_the_line(store: Store, clock: FixedClock) -> None:
    from uptape.flow.hands import report

    world = World(store, clock, dealership(people=[person("ana"), person("bob")], pool={"mode": "least-busy"}))
    arrive(world, "A One", "B Two", "C Three")
    assert world.taken() == ["ana", "bob", "ana"]
    for line in world.lines()[::2]:
        report(store, world.dealerships, line["lead_id"], "lost", "test")
    arrive(world, "D Four")
    assert world.taken()[-1] == "ana"


def test_copies_go_to_several_each_by_their_own_turn(store: Store, clock: FixedClock) -> None:
    buyers = [buyer(key) for key in ("alpha", "beta", "gamma")]
    world = World(store, clock, dealership(people=[], buyers=buyers, pool={"copies": 2}))
    arrive(world, "A One", "B Two", "C Three")
    assert takers(world) == [["alpha", "beta"], ["gamma", "alpha"], ["beta", "gamma"]]
    assert [line["assigned_to"] for line in world.lines()] == ["alpha", "gamma", "beta"]
    assert len({to for to, _ in world.phone.sent}) == 3


def test_one_per_property_one_buyer_and_sole_orders_limit_the_copies(store: Store, clock: FixedClock) -> None:
    ram = Line("vehicle.make", (Word("Ram"),))
    buyers = [
        buyer("alpha", properties={"carrier": "Acme"}),
        buyer("beta", properties={"carrier": "Acme"}),
        buyer("gamma", properties={"carrier": "Zenith"}, orders=(Order("trucks", ram, share="sole"), Order("rest"))),
    ]
    world = World(
        store, clock, dealership(people=[], buyers=buyers, pool={"copies": "all", "one_per": "property.carrier"})
    )
    arrive(world, "A One")
    arrive(world, "B Two", vehicles=(Vehicle("buy", "used", 2020, "Ram", "1500"),))
    arrive(world, "C Three", vehicles=(Vehicle("buy", "used", 2020, "Ram", "2500"),))
    arrive(world, "D Four", vehicles=(Vehicle("buy", "used", 2020, "Ram", "3500"),))
    assert takers(world) == [["alpha", "gamma"], ["beta"], ["alpha"], ["gamma"]]


def test_two_people_of_one_store_never_share_a_lead(store: Store, clock: FixedClock) -> None:
    people = [
        person("ana", stores=("westside",)),
        person("bob", stores=("westside", "airport")),
        person("cy", stores=("airport",)),
    ]
    world = World(store, clock, dealership(people=people, pool={"copies": 2}))
    arrive(world, "A One", "B Two")
    assert takers(world) == [["ana", "cy"], ["bob"]]


def test_a_shared_customers_next_enquiry_goes_to_all_who_have_them_without_turns(
    store: Store, clock: FixedClock
) -> None:
    world = World(
        store, clock, dealership(people=[], buyers=[buyer(k) for k in ("alpha", "beta", "gamma")], pool={"copies": 2})
    )
    arrive(world, "A One")
    before = world.line()
    clock.advance(timedelta(days=1))
    world.arrive(mail(lead("A One", vehicles=(Vehicle("buy", None, 2019, "Kia", "Soul"),)), message_id="again"))
    assert [sorted(some) for some in takers(world)] == [["alpha", "beta"], ["alpha", "beta"]]
    assert world.line() == before


def test_after_hours_a_named_group_takes_leads(store: Store, clock: FixedClock) -> None:
    people = [person("ana"), person("bob", hours=Hours("America/Los_Angeles"))]
    config = dealership(
        people=people, hours=NINE_TO_FIVE, groups=[Group("night", ("bob",))], pool={"after_hours": "night"}
    )
    world = World(store, clock, config)
    arrive(world, "A One")
    clock.advance(timedelta(hours=12))
    arrive(world, "B Two", "C Three")
    assert world.taken() == ["ana", "bob", "bob"]
    assert audit(store, world.dealerships) == []


def test_nearest_goes_by_the_postal_code_and_ties_by_the_line(store: Store, clock: FixedClock) -> None:
    people = [
        person("ana", stores=("westside",)),
        person("bob", stores=("westside",)),
        person("cy", stores=("airport",)),
        person("dee"),
    ]
    world = World(store, clock, dealership(people=people, pool={"mode": "nearest"}))

    def asks(name: str, postal_code: str | None) -> None:
        draft = lead(name)
        world.arrive(mail(replace(draft, customer=replace(draft.customer, postal_code=postal_code)), message_id=name))

    asks("A One", "90066")
    asks("B Two", "90066")
    asks("C Three", "90045-1234")
    asks("D Four", None)
    assert world.taken() == ["ana", "bob", "cy", "dee"]
    assert audit(store, world.dealerships) == []


def test_rules_know_distance_and_county_from_the_postal_code(store: Store, clock: FixedClock) -> None:
    near = Group("near", ("cy",), Line("distance", (Within("airport", 10),)))
    county = Group("county", ("dee",), Line("customer.county", (Word("San Diego"),)))
    world = World(store, clock, dealership(groups=[near, county]))
    for name, code in (("A One", "90066"), ("B Two", "92101"), ("C Three", "10001"), ("D Four", None)):
        draft = lead(name)
        world.arrive(mail(replace(draft, customer=replace(draft.customer, postal_code=code)), message_id=name))
    assert world.taken() == ["cy", "dee", "ana", "bob"]


def test_a_buyers_order_measures_from_where_the_buyer_is(store: Store, clock: FixedClock) -> None:
    around = Order("near", Line("distance", (Within("me", 25),)))
    buyers = [
        buyer("delta", postal_code="70001", orders=(around,)),
        buyer("echo", postal_code="10001", orders=(around,)),
    ]
    world = World(store, clock, dealership(people=[], buyers=buyers))
    for name, code in (("A One", "10002"), ("B Two", "70112"), ("C Three", "60601")):
        draft = lead(name)
        world.arrive(mail(replace(draft, customer=replace(draft.customer, postal_code=code)), message_id=name))
    assert world.taken() == ["echo", "delta", None]


def test_weight_0_gets_repeats_only(store: Store, clock: FixedClock) -> None:
    from uptape.flow.hands import assign_lead

    world = World(store, clock, dealership(people=[person("ana", weight=0), person("bob")]))
    arrive(world, "A One")
    assign_lead(store, world.dealerships, world.lines()[0]["lead_id"], "ana", "kim", "her friend")
    clock.advance(timedelta(days=1))
    world.arrive(mail(lead("A One", vehicles=(Vehicle("buy", None, 2019, "Kia", "Soul"),)), message_id="again"))
    arrive(world, "B Two")
    assert world.taken() == ["ana", "ana", "bob"]
