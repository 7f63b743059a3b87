"""Buyers refuse and return leads: turn and limits as before, the next buyer gets it, nobody gets a lead twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.flow.builders import Phone, World, buyer, dealership, lead, mail
from uptape.clock import FixedClock
from uptape.core.dealership import Limits, Order, Returns, Way
from uptape.core.errors import Refused
from uptape.core.leads import Vehicle
from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.rules import Test as Line
from uptape.core.rules import Word
from uptape.flow.audit import audit
from uptape.flow.buyers import return_lead
from uptape.store import views
from uptape.store.engine import Store

WEEK = Returns(timedelta(days=7), ("bad number", "out of area"))
NO = Declined("refused: duplicate", "refused")


class Systems(Phone):
    """The systems of all buyers: each answers as told, then yes with a receipt."""

    def __init__(self, **answers: list[Outcome]) -> None:
        super().__init__()
        self.answers = answers
        self.got: list[tuple[str, str, str]] = []

    def send(self, entry: OutboxEntry, text: Text) -> Any:
        """What the buyer's system says."""
        who = entry.facts.member
        customer = entry.facts.lead.customer.full_name if entry.facts.lead else ""
        self.got.append((who, str(customer), entry.facts.tone))
        answers = self.answers.get(who) or []
        return answers.pop(0) if answers else Sent(f"receipt-{len(self.got)}")


def sold(key: str, *ways: Way, **values: Any) -> Any:
    """A buyer with a system of its own."""
    return replace(buyer(key, **values), deliver=ways or (Way("http", f"https://{key}.example/leads"),))


def market(store: Store, clock: FixedClock, systems: Systems, *buyers: Any, **pool: Any) -> World:
    """A pool of buyers."""
    world = World(store, clock, dealership(people=[], buyers=buyers, pool=pool))
    world.dispatcher.channels = lambda: dict.fromkeys(("sms", "email", "http", "adf"), systems)
    return world


def holders(world: World) -> list[list[str]]:
    """Who has each lead; the promises hold."""
    assert audit(world.store, world.dealerships) == []
    return [line["takers"] for line in world.lines()]


def arrive(world: World, *names: str, **values: Any) -> None:
    """A lead of each of these customers."""
    for name in names:
        world.arrive(mail(lead(name, **values), message_id=f"{name}-{len(world.lines())}"))


def states(world: World) -> list[tuple[str, str, str]]:
    """Whom each message of a lead was for, how, and how it stands."""
    with world.store.read() as unit:
        return [(one["person"], one["channel"], one["state"]) for one in views.outbox_lines(unit)
                if one["kind"] == "assigned"]  # fmt: skip


def test_a_refused_lead_goes_to_the_next_buyer_and_the_first_keeps_its_turn(store: Store, clock: FixedClock) -> None:
    systems = Systems(delta=[NO])
    world = market(store, clock, systems, sold("delta"), sold("echo"), sold("fox"))
    arrive(world, "A One")
    assert holders(world) == [["echo"]]
    assert world.line() == ["delta", "fox", "echo"]
    arrive(world, "B Two")
    assert holders(world) == [["echo"], ["delta"]]
    assert [one[0] for one in systems.got] == ["delta", "echo", "delta"]


def test_a_refusal_gives_the_limit_back_too(store: Store, clock: FixedClock) -> None:
    world = market(store, clock, Systems(delta=[NO]), sold("delta", limits=Limits(day=1)), sold("echo"))
    arrive(world, "A One", "B Two", "C Three")
    assert holders(world) == [["echo"], ["delta"], ["echo"]]


def test_a_lead_that_everybody_refused_is_unsold_and_a_manager_sees_why(store: Store, clock: FixedClock) -> None:
    systems = Systems(delta=[NO], echo=[NO])
    world = market(store, clock, systems, sold("delta"), sold("echo"))
    arrive(world, "A One")
    assert world.statuses() == ["review"]
    assert holders(world) == [[]]
    with store.read() as unit:
        assert "unsold: every buyer" in views.review_lines(unit)[0]["why"]
    assert [one[0] for one in systems.got if one[2] == "new"] == ["delta", "echo"]
    assert world.line() == ["delta", "echo"]


def test_a_refusal_stops_the_buyers_other_deliveries_that_wait(store: Store, clock: FixedClock) -> None:
    ways = (Way("http", "https://delta.example", otherwise=Way("adf", "x@delta.example")), Way("email", "y@d.example"))
    systems = Systems(delta=[NO, Deferred("busy")])
    world = market(store, clock, systems, sold("delta", *ways), sold("echo"))
    arrive(world, "A One")
    assert states(world) == [("delta", "http", "dead"), ("delta", "email", "cancelled"), ("echo", "http", "sent")]


def test_a_delivery_that_fails_takes_its_fall_back_and_is_no_refusal(store: Store, clock: FixedClock) -> None:
    way = Way("http", "https://delta.example", otherwise=Way("adf", "x@delta.example"))
    world = market(store, clock, Systems(delta=[Declined("answered 404", "404")]), sold("delta", way), sold("echo"))
    arrive(world, "A One")
    assert states(world) == [("delta", "http", "dead"), ("delta", "adf", "sent")]
    assert holders(world) == [["delta"]]


@pytest.mark.parametrize("who", ["delta", "echo"])
def test_of_a_shared_lead_only_the_refused_copy_goes_on(store: Store, clock: FixedClock, who: str) -> None:
    world = market(store, clock, Systems(**{who: [NO]}), sold("delta"), sold("echo"), sold("fox"), copies=2)
    arrive(world, "A One")
    assert sorted(holders(world)[0]) == sorted({"delta", "echo", "fox"} - {who})
    assert world.lines()[0]["assigned_to"] in {"delta", "echo", "fox"} - {who}


def test_where_nobody_else_may_have_a_copy_the_others_keep_theirs(store: Store, clock: FixedClock) -> None:
    world = market(store, clock, Systems(delta=[NO]), sold("delta"), sold("echo"), copies=2)
    arrive(world, "A One")
    assert holders(world) == [["echo"]]
    assert world.lines()[0]["assigned_to"] == "echo"


def test_another_order_of_the_same_buyer_never_gets_what_it_refused(store: Store, clock: FixedClock) -> None:
    delta = sold("delta", orders=(Order("one"), Order("two")))
    config = dealership(people=[], buyers=[delta, sold("echo")])
    main = replace(config.pools["main"], tape=("delta.one", "delta.two", "echo"))
    systems = Systems(**{"delta.one": [NO]})
    world = market(store, clock, systems)
    world.dealership = replace(config, pools={"main": main})
    world.restart()
    world.dispatcher.channels = lambda: {"http": systems}
    arrive(world, "A One")
    assert holders(world) == [["echo"]]


@pytest.mark.parametrize("other", ["d-lta", "D_LTA"])
def test_a_buyers_limit_counts_nobody_elses_leads(store: Store, clock: FixedClock, other: str) -> None:
    few = sold("d_lta", limits=Limits(day=1))
    config = dealership(people=[], buyers=[sold(other, orders=(Order("one"),)), few])
    main = replace(config.pools["main"], tape=(f"{other}.one", "d_lta"))
    world = market(store, clock, Systems())
    world.dealership = replace(config, pools={"main": main})
    world.restart()
    arrive(world, "A One", "B Two", "C Three", "D Four")
    assert holders(world) == [[f"{other}.one"], ["d_lta"], [f"{other}.one"], [f"{other}.one"]]


def test_a_returned_lead_credits_turn_and_limit_and_a_manager_looks_at_it(store: Store, clock: FixedClock) -> None:
    world = market(store, clock, Systems(), sold("delta", returns=WEEK, limits=Limits(day=1)), sold("echo"))
    arrive(world, "A One")
    lead_id = world.lines()[0]["lead_id"]
    assert world.line() == ["echo", "delta"]
    assert return_lead(store, world.dealerships, lead_id, "delta", "Bad Number", "api:delta") == "Delta"
    assert world.line() == ["delta", "echo"]
    assert (world.statuses(), holders(world)) == (["review"], [[]])
    arrive(world, "B Two")
    assert holders(world)[1] == ["delta"]
    with pytest.raises(Refused, match="does not have"):
        return_lead(store, world.dealerships, lead_id, "delta", "bad number", "api:delta")


def test_a_return_must_be_in_time_for_a_reason_that_counts_and_of_who_has_it(store: Store, clock: FixedClock) -> None:
    world = market(store, clock, Systems(), sold("delta", returns=WEEK), sold("echo"))
    arrive(world, "A One", "B Two")
    first, second = (line["lead_id"] for line in world.lines())
    for args, why in (
        ((first, "delta", "too dear"), "is no reason for Delta; it is one of bad number, out of area"),
        ((first, "echo", "bad number"), "Echo does not have"),
        ((second, "echo", "bad number"), "Echo may return nothing"),
        ((first, "fox", "bad number"), "has no buyer fox"),
        (("L-222222", "delta", "bad number"), "there is no lead"),
    ):
        with pytest.raises(Refused, match=why):
            return_lead(store, world.dealerships, *args, "test")
    clock.advance(timedelta(days=8))
    with pytest.raises(Refused, match="too long ago"):
        return_lead(store, world.dealerships, first, "delta", "bad number", "test")


def test_a_customers_next_enquiry_is_an_update_to_the_buyers_who_have_them(store: Store, clock: FixedClock) -> None:
    systems = Systems()
    buyers = [sold(key, limits=Limits(day=1)) for key in ("delta", "echo", "fox")]
    world = market(store, clock, systems, *buyers, copies=2)
    arrive(world, "A One")
    clock.advance(timedelta(hours=1))
    arrive(world, "A One", vehicles=(Vehicle("buy", None, 2019, "Kia", "Soul"),))
    assert [sorted(one) for one in holders(world)] == [["delta", "echo"]] * 2
    assert [(who, tone) for who, _, tone in systems.got] == [
        ("delta", "new"), ("echo", "new"), ("delta", "update"), ("echo", "update"),
    ]  # fmt: skip
    clock.advance(timedelta(days=1))
    arrive(world, "B Two")  # the updates used no turn, and counted for no limit
    assert set(holders(world)[2]) == {"fox", "delta"}


def test_an_order_tells_the_price(store: Store, clock: FixedClock) -> None:
    trucks = Order("trucks", Line("vehicle.make", (Word("Ford"),)), price=45.0)
    rest = Order("rest", price=30.5)
    world = market(store, clock, Systems(), sold("delta", orders=(trucks, rest)))
    arrive(world, "A One")
    arrive(world, "B Two", vehicles=(Vehicle("buy", None, 2019, "Kia", "Soul"),))
    with store.read() as unit:
        prices = unit.connection.exec_driver_sql("select price from assignments order by id").scalars().all()
    assert prices == [4500, 3050]
