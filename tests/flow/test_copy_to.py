"""`copy_to:`: every dealt lead, with its taker, goes to the CRM too, in the transaction of its decision."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Any

from tests.flow.builders import Phone, World, buyer, dealership, lead, mail, person
from tests.flow.test_dispatch import Moody
from uptape.clock import FixedClock
from uptape.core.dealership import Way
from uptape.core.leads import Vehicle
from uptape.core.outbox import Declined, OutboxEntry, Sent, Text
from uptape.flow.audit import audit
from uptape.flow.hands import assign_lead
from uptape.flow.offering import accept
from uptape.store import views
from uptape.store.engine import Store

CRM = Way("adf", "import@crm.sunset.example")


class Crm(Phone):
    """A system that keeps what it got, with the options of the way that it came by."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str, dict[str, str], dict[str, Any]]] = []

    def send(self, entry: OutboxEntry, text: Text) -> Sent:
        """Takes everything."""
        facts = entry.facts
        who = facts.lead.customer.full_name if facts.lead else None
        self.rows.append((entry.to, str(who), dict(facts.facts), dict(entry.options or {})))
        return Sent(f"c{len(self.rows)}")


def copies(world: World) -> list[tuple[str, str, str]]:
    """Whom each copy is for, who took the lead, and how the copy stands."""
    assert audit(world.store, world.dealerships) == []
    with world.store.read() as unit:
        lines = [line for line in views.outbox_lines(unit) if line["kind"] == "copy"]
    return [(line["person"], line["to"], line["state"]) for line in lines]


def with_crm(world: World) -> Crm:
    """The world's systems get a channel of their own."""
    crm = Crm()
    world.dispatcher.channels = lambda: {"sms": world.phone, "email": world.phone, "adf": crm, "http": crm}
    return crm


def test_every_dealt_lead_goes_to_the_crm_with_its_taker(store: Store, clock: FixedClock) -> None:
    options = MappingProxyType({"format": "json", "secret": "shh"})
    post = Way("http", "https://audit.sunset.example/leads", options)
    world = World(store, clock, dealership(pool={"copy_to": (post,)}, copy_to=(CRM,)))
    crm = with_crm(world)
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    world.arrive(mail(lead("Sam Roe"), message_id="2"))
    assert [row[:2] for row in crm.rows] == [(CRM.to, "Pat Doe"), (post.to, "Pat Doe"), (CRM.to, "Sam Roe"),
                                             (post.to, "Sam Roe")]  # fmt: skip
    assert [row[2]["taker"] for row in crm.rows] == ["Ana Ruiz"] * 2 + ["Bob Stone"] * 2
    assert crm.rows[1][3] == dict(options)
    with store.read() as unit:
        assert "shh" not in str(list(unit.connection.exec_driver_sql("select options from outbox").all()))
    assert {who for who, _, _ in copies(world)} == {"copy:", "copy:main"}


def test_a_lead_handed_over_again_is_a_copy_of_its_own_also_back_and_forth(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(copy_to=(CRM,)))
    crm = with_crm(world)
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    lead_id = world.lines()[0]["lead_id"]
    for who in ("bob", "ana"):
        assign_lead(store, world.dealerships, lead_id, who, "kim", "test")
    world.settle()
    assert [row[2]["taker_key"] for row in crm.rows] == ["ana", "bob", "ana"]


def test_an_offer_is_copied_once_it_is_taken(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(pool={"accept_within": timedelta(minutes=5)}, copy_to=(CRM,)))
    crm = with_crm(world)
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    assert crm.rows == []
    accept(store, world.dealerships, world.lines()[0]["lead_id"], "ana", "ana")
    world.settle()
    assert [row[2]["taker_key"] for row in crm.rows] == ["ana"]


def test_each_copy_of_a_shared_lead_is_told_and_duplicates_are_not(store: Store, clock: FixedClock) -> None:
    world = World(
        store, clock, dealership(people=[], buyers=[buyer("delta"), buyer("echo")], pool={"copies": 2}, copy_to=(CRM,))
    )
    crm = with_crm(world)
    for _ in range(2):
        world.arrive(mail(lead("Pat Doe", vehicles=(Vehicle("buy", None, 2019, "Kia", "Soul"),)), message_id="1"))
    assert [row[2]["taker_key"] for row in crm.rows] == ["delta", "echo"]


def test_a_copy_that_fails_takes_its_fall_back_and_then_a_manager_hears(store: Store, clock: FixedClock) -> None:
    crm = Way("sms", "+13105550177", otherwise=Way("email", "import@crm.sunset.example"))
    world = World(store, clock, dealership(people=[person("ana", alerts=(Way("email"),))], copy_to=(crm,)))
    phone = Moody()
    mails = Moody()
    world.dispatcher.channels = lambda: {"sms": phone, "email": mails}
    phone.moods = [Declined("a landline")]
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    assert [state for _, _, state in copies(world)] == ["dead", "sent"]
    phone.moods = [Declined("a landline")]
    mails.moods = [Sent("m"), Declined("no such user")]
    world.arrive(mail(lead("Sam Roe"), message_id="2"))
    assert [state for _, _, state in copies(world)][2:] == ["dead", "dead"]
    with store.read() as unit:
        told = [line["person"] for line in views.outbox_lines(unit) if line["kind"] == "notice"]
    assert set(told) == {"kim"}
