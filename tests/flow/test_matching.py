"""Who a customer is: keys that many share, threads, households, enquiries that join a lead that nobody has yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.flow.builders import World, dealership, lead, mail, person, read_many
from uptape.clock import FixedClock
from uptape.core.contacts import keys_of, last_name_of
from uptape.core.dealership import Way
from uptape.core.leads import Customer, Known, LeadDraft, Reading, Vehicle
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.known import own_of
from uptape.store import customers, outbox
from uptape.store.engine import Store

KIA = (Vehicle("buy", None, 2019, "Kia", "Soul"),)
SHARED = ("+13105550177",)


def with_references(items: Sequence[tuple[bytes, Known]]) -> list[Reading]:
    """Reads the mails that `mail` makes; its `noise` names what a mail answers."""
    found = []
    for (raw, _), reading in zip(items, read_many(items), strict=True):
        noise = json.loads(raw.partition(b"\r\n\r\n")[2])["noise"]
        found.append(replace(reading, references=tuple(noise.split())))
    return found


@pytest.fixture
def world(store: Store, clock: FixedClock) -> World:
    """Four salespeople on one tape, open around the clock."""
    return World(store, clock, dealership(), reader=with_references)


def of(name: str, phone: tuple[str, ...] = (), email: tuple[str, ...] = (), words: str = "Is it there?") -> LeadDraft:
    """A lead of a customer with these ways to reach them, about a Kia."""
    first, _, last = name.partition(" ")
    return lead(name, customer=Customer(name, first, last, email, phone), vehicles=KIA, comments=words)


def texts(world: World, who: str) -> list[str]:
    return list(dict.fromkeys(text for member, text in world.phone.sent if member == who))


def test_a_number_with_more_than_four_last_names_matches_nobody_and_the_managers_hear_once(world: World) -> None:
    for number in range(4):
        world.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
        world.arrive(mail(of(f"Pat Nr{number}", SHARED), message_id=f"m{number}"))
    assert world.taken() == ["ana"] * 4  # four names may be one household
    world.arrive(mail(of("Pat Nr4", SHARED), message_id="m4"))
    world.arrive(mail(of("Pat Nr5", SHARED), message_id="m5"))
    assert world.taken()[4:] == ["bob", "cy"]
    assert texts(world, "kim") == ["notice Many customers with one number: +13105550177"]
    with world.store.read() as unit:
        assert customers.shared(unit, "sunset", {f"p:{SHARED[0]}"}, world.clock.now()) == {f"p:{SHARED[0]}"}
    assert audit(world.store, world.dealerships) == []


def test_names_long_ago_do_not_count_and_one_name_in_many_spellings_is_one(world: World) -> None:
    for number in range(4):
        world.arrive(mail(of(f"Pat Nr{number}", SHARED), message_id=f"m{number}"))
        world.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    world.clock.advance(timedelta(days=91))  # type: ignore[attr-defined]
    for number, name in enumerate(("Pat Doe", "pat DOE", "Pat D'oe", "Pat Do-e", "Pat Roe")):
        world.arrive(mail(of(name, SHARED, words=str(number)), message_id=f"n{number}"))
        world.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    assert world.taken() == ["ana"] * 9
    assert texts(world, "kim") == []


def test_a_mail_in_a_thread_goes_to_who_has_the_conversation(world: World) -> None:
    world.arrive(mail(of("Pat Doe", email=("pat@customer.example",)), message_id="m1"))
    world.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    world.arrive(mail(of("Sam Roe", SHARED), message_id="m2"))
    answer = mail(of("P. D.", email=("other@customer.example",)), message_id="m3", noise="elsewhere m1")
    world.arrive(answer)
    assert world.taken() == ["ana", "bob", "ana"]
    assert [line["repeat"] for line in world.lines()] == [False, False, True]


def test_a_message_id_of_several_leads_is_no_thread(world: World) -> None:
    world.arrive(mail(of("Pat Doe", email=("pat@customer.example",)), message_id="m1"))
    world.arrive(mail(of("Sam Roe", email=("sam@customer.example",)), message_id="m1"))  # a site that reuses its ids
    world.arrive(mail(of("Lee Low", email=("lee@customer.example",)), message_id="m2", noise="m1"))
    assert world.taken() == ["ana", "bob", "cy"]


def test_the_same_phone_under_another_name_is_one_household_and_the_alert_says_so(world: World) -> None:
    world.arrive(mail(of("Maria Ochoa", SHARED), message_id="m1"))
    world.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    world.arrive(mail(of("Sam Delgado", SHARED), message_id="m2"))
    assert world.taken() == ["ana", "ana"]
    with world.store.read() as unit:
        facts = [row["facts"]["facts"] for row in outbox_rows(unit) if "facts" in row["facts"]]
    assert facts == [[["household", "Ochoa"]]] * 2  # by text and by mail, of the second lead alone


def outbox_rows(unit: object) -> list[dict[str, object]]:
    from sqlalchemy import select

    rows = unit.connection.execute(select(outbox.outbox))  # type: ignore[attr-defined]
    return [dict(row._mapping) for row in rows if row.kind == "assigned"]


def test_an_enquiry_that_joins_a_lead_that_waits_is_told_with_it(world: World) -> None:
    for key in ("ana", "bob", "cy", "dee"):
        say(world.store, world.dealership, key, "out", key)
    world.arrive(mail(of("Pat Doe", SHARED, words="Is it there?"), message_id="m1"))
    for number in ("one", "two"):
        again = of("Pat Doe", SHARED, (f"pat.{number}@customer.example",), words=f"Call me, {number}")
        world.arrive(mail(again, message_id=number))
    assert world.statuses() == ["queued", "duplicate", "duplicate"]
    say(world.store, world.dealership, "ana", "in", "ana")
    first = world.lines()[0]
    assert first["assigned_to"] == "ana"
    assert first["customer"]["emails"] == ["pat.one@customer.example", "pat.two@customer.example"]
    with world.store.read() as unit:
        from uptape.store import leads

        stored = leads.get(unit, first["lead_id"])
    assert stored is not None
    assert stored.draft.comments == "Is it there? / Call me, one / Call me, two"


@pytest.mark.parametrize(
    ("emails", "phones", "expected"),
    [
        (("pat@customer.example",), ("+13105550142",), ("e:pat@customer.example", "p:+13105550142")),
        (("noreply@site.example", "sales@site.example", "info+x@site.example"), (), ()),
        (("none@none.com", "aaa@customer.example", "asdf@customer.example"), (), ()),
        ((), ("+13105551212", "+13101234567", "+10000000000", "+13100000000"), ()),
        (("kim@sunset.example",), ("+13105550111",), ()),
    ],
)
def test_what_tells_who_somebody_is(
    emails: tuple[str, ...], phones: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    draft = LeadDraft(Customer("Pat Doe", emails=emails, phones=phones))
    assert keys_of(draft, {"kim@sunset.example", "+13105550111"}) == expected


def test_a_dealerships_own_addresses_count_also_where_alerts_go_elsewhere() -> None:
    own_way = Way("email", "Ana@home.example", otherwise=Way("sms", "+13105550166"))
    house = dealership([person("ana", alerts=(own_way,))], copy_to=(Way("adf", "crm@sunset.example"),))
    found = own_of(house).identities
    assert {"ana@home.example", "+13105550166", "crm@sunset.example", "main@leads.sunset.example"} <= found


@pytest.mark.parametrize(
    ("customer", "name"),
    [(Customer("Maria Ochoa"), "Ochoa"), (Customer("Maria", last_name="Ochoa"), "Ochoa"), (Customer("Maria"), "")],
)
def test_the_last_name(customer: Customer, name: str) -> None:
    assert last_name_of(customer) == name
