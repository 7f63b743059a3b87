"""An appointment that a desk made goes by another pool's line to a salesperson, who becomes its owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.flow.builders import World, dealership, lead, mail, person
from uptape.clock import FixedClock
from uptape.core.dealership import HandOff, Pool
from uptape.core.leads import Vehicle
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.hand_offs import hand_off
from uptape.flow.hands import report
from uptape.store import views
from uptape.store.engine import Store
from uptape.wording.render import Wording


def desk(store: Store, clock: FixedClock, **floor: object) -> World:
    """A pool `bdc` of Eve and Dee, who make appointments for the floor of Ana, Bob and Dee."""
    staff = [person(key) for key in ("ana", "bob", "dee", "eve")]
    bdc = Pool("bdc", ("bdc@leads.sunset.example",), ("eve", "dee"), hand_off=HandOff("appointment", "main"))
    config = dealership(people=staff, pools={"bdc": bdc}, pool=dict(floor))
    main = replace(config.pools["main"], tape=("ana", "bob", "dee"))
    world = World(store, clock, replace(config, pools={"main": main, "bdc": bdc}))
    world.arrive(mail(lead("Pat Doe"), message_id="1"), "bdc")
    return world


def appointed(world: World, number: int = 0) -> dict[str, object]:
    """The lead after its appointment was reported and handed on."""
    lead_id = world.lines()[number]["lead_id"]
    report(world.store, world.dealerships, lead_id, "appointment", "eve")
    hand_off(world.store, world.dealerships)
    world.settle()
    assert audit(world.store, world.dealerships) == []
    return world.lines()[number]


def test_the_next_of_the_floor_gets_the_appointment_with_a_turn_and_the_setter_stays_named(
    store: Store, clock: FixedClock
) -> None:
    world = desk(store, clock)
    assert world.taken() == ["eve"]
    found = appointed(world)
    assert (found["status"], found["pool"], found["assigned_to"]) == ("appointment", "main", "ana")
    assert world.line() == ["bob", "dee", "ana"]
    assert world.line("bdc") == ["dee", "eve"]
    with store.read() as unit:
        rows = [one for one in views.outbox_lines(unit) if one["key"].split(":")[1] == "handed"]
        note = unit.connection.exec_driver_sql("select note from lead_events where event = 'handed_off'").scalar_one()
    assert note == "Eve made the appointment, Ana Ruiz has it"
    assert [(one["person"], one["kind"]) for one in rows] == [("ana", "assigned")] * 2 + [("eve", "told")] * 2
    assert hand_off(store, world.dealerships) == 0


def test_the_salesperson_is_owner_from_then_on(store: Store, clock: FixedClock) -> None:
    world = desk(store, clock)
    appointed(world)
    clock.advance(timedelta(days=1))
    world.arrive(mail(lead("Pat Doe", vehicles=(Vehicle("buy", None, 2019, "Kia", "Soul"),)), message_id="2"))
    assert world.taken() == ["ana", "ana"]


def test_it_stays_with_the_setter_until_somebody_of_the_floor_is_there(store: Store, clock: FixedClock) -> None:
    world = desk(store, clock)
    for key in ("ana", "bob", "dee"):
        say(store, world.dealership, key, "out", "test")
    assert appointed(world)["assigned_to"] == "eve"
    say(store, world.dealership, "bob", "in", "test")
    assert hand_off(store, world.dealerships) == 1
    assert world.taken() == ["bob"]


def test_a_setter_who_stands_on_the_floor_too_gets_it_by_the_line_only(store: Store, clock: FixedClock) -> None:
    world = desk(store, clock)
    world.arrive(mail(lead("Sam Roe"), message_id="2"), "bdc")
    assert world.taken() == ["eve", "dee"]
    assert appointed(world, 1)["assigned_to"] == "ana"
    for key in ("ana", "bob"):
        say(store, world.dealership, key, "out", "test")
    world.arrive(mail(lead("Kim Poe"), message_id="3"), "bdc")
    world.arrive(mail(lead("Lou Joe"), message_id="4"), "bdc")
    assert world.taken()[2:] == ["eve", "dee"]
    assert appointed(world, 3)["assigned_to"] == "dee"  # by the line: the only one who is there


def test_an_appointment_is_not_held_out_first(store: Store, clock: FixedClock) -> None:
    world = desk(store, clock, accept_within=timedelta(minutes=5))
    found = appointed(world)
    assert (found["status"], found["assigned_to"]) == ("appointment", "ana")


def test_the_text_names_time_and_setter(store: Store, clock: FixedClock) -> None:
    world = desk(store, clock)
    world.dispatcher.render = lambda: Wording().render
    appointed(world)
    mailed, text = [text for who, text in world.phone.sent if who == "ana"]
    assert text.startswith("APPT 10:00a Pat Doe 310-")
    assert "Set by Eve." in text
    assert "Set by:   Eve" in mailed
