"""The automatic answer to customers: off unless asked for, once a day, never to a machine, never counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.flow.builders import World, dealership, lead, mail
from uptape.clock import FixedClock
from uptape.core.leads import Customer, LeadDraft, Vehicle
from uptape.flow.audit import audit
from uptape.store import views
from uptape.store.engine import Store
from uptape.wording.render import Wording


def answers(world: World) -> list[tuple[str, str]]:
    """To whom an answer went, and what it says."""
    assert audit(world.store, world.dealerships) == []
    with world.store.read() as unit:
        found = [one for one in views.outbox_lines(unit) if one["kind"] == "thanks"]
    return [(one["to"], one["text"]) for one in found]


def answering(store: Store, clock: FixedClock, **values: Any) -> World:
    world = World(store, clock, dealership(**values))
    world.dispatcher.render = lambda: Wording().render
    return world


def with_email(address: str, **values: Any) -> LeadDraft:
    """A lead of a customer with this address only."""
    return lead("Pat Doe", customer=Customer("Pat Doe", "Pat", "Doe", (address,)), **values)


def test_nobody_is_answered_unless_the_config_asks_for_it(store: Store, clock: FixedClock) -> None:
    for values in ({}, {"auto_answer": True, "pool": {"auto_answer": False}}):
        world = answering(store, clock, **values)
        world.arrive(mail(lead("Pat Doe"), message_id=str(values)))
        assert answers(world) == []


def test_a_customer_is_answered_once_a_day_and_it_counts_as_nothing(store: Store, clock: FixedClock) -> None:
    world = answering(store, clock, auto_answer=True)
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    world.arrive(mail(lead("Pat Doe", vehicles=(Vehicle("buy", None, 2019, "Kia", "Soul"),)), message_id="2"))
    ((to, text),) = answers(world)
    assert to == "pat.doe@customer.example"
    assert text.startswith("Hello Pat,\n\nthank you for asking Sunset Motors about the 2021 Ford F-150.\n")
    with store.read() as unit:
        rows = unit.connection.exec_driver_sql("select first_attempt_at, first_contact_at from leads").all()
        events = unit.connection.exec_driver_sql("select count(*) from lead_events").scalar_one()
    assert set(map(tuple, rows)) == {(None, None)}
    assert events == 0
    clock.advance(timedelta(days=1))
    world.arrive(mail(lead("Pat Doe", vehicles=(Vehicle("buy", None, 2020, "Kia", "Rio"),)), message_id="3"))
    assert len(answers(world)) == 2


@pytest.mark.parametrize(
    "address", ["no-reply@site.example", "noreply@site.example", "mailer-daemon@x.example", "postmaster@x.example"]
)
def test_machines_are_never_answered(store: Store, clock: FixedClock, address: str) -> None:
    world = answering(store, clock, auto_answer=True)
    world.arrive(mail(with_email(address), message_id="1"))
    assert answers(world) == []


def test_a_relay_of_a_site_a_duplicate_and_what_is_no_lead_are_not_answered(store: Store, clock: FixedClock) -> None:
    world = answering(store, clock, auto_answer=True)
    world.arrive(mail(with_email("abc@relay.example", conversation="abc@relay.example"), message_id="1"))
    world.arrive(mail(kind="autoreply", message_id="2"))
    assert answers(world) == []
    raw = mail(lead("Sam Roe"), message_id="3")
    world.arrive(raw)
    world.arrive(raw)
    assert len(answers(world)) == 1


@pytest.mark.parametrize(
    "evil", ["http://evil.example", "{{7*7}}", "You won! Call +13105550199", "a\r\nBcc: x@y.example"]
)
def test_nobody_can_have_words_of_their_own_sent_by_it(store: Store, clock: FixedClock, evil: str) -> None:
    world = answering(store, clock, auto_answer=True)
    draft = with_email("victim@mail.example", vehicles=(Vehicle("buy", None, 2020, evil, evil),), comments=evil)
    world.arrive(mail(replace(draft, customer=replace(draft.customer, first_name=evil)), message_id="1"))
    ((_, text),) = answers(world)
    assert text.startswith("Hello,\n\nthank you for asking Sunset Motors.\n")
    assert not any(word in text for word in ("evil", "7*7", "49", "won", "Bcc"))
