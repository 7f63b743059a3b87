"""What is past its date goes, statistics stay; one customer can be told everything and be forgotten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.flow.builders import World, buyer, dealership, lead, mail
from uptape.clock import FixedClock
from uptape.config.settings import Retention
from uptape.core.dealership import Returns
from uptape.core.errors import Refused
from uptape.flow import hands
from uptape.flow.audit import GONE, audit
from uptape.flow.availability import say
from uptape.flow.customers import import_customers
from uptape.flow.dead_letters import retry
from uptape.flow.fairness import fairness
from uptape.flow.forgetting import export, forget
from uptape.flow.replies import Incoming, receive_text
from uptape.flow.retention import Cleaner
from uptape.flow.turns import turn_back
from uptape.parsing.customers import read
from uptape.store import deliveries, views
from uptape.store.engine import Store
from uptape.store.tables import metadata

KEPT = Retention(mail=timedelta(days=30), leads=timedelta(days=60), logs=timedelta(days=10))
SECRETS = ("Pat Doe", "pat.doe", "Where is Pat", *lead("Pat Doe").customer.phones, *lead("Sam Poe").customer.phones)


def everything(store: Store, *but: str) -> str:
    """All that stands in the database, as text."""
    with store.read() as unit:
        rows = [
            [str(bytes(cell)) if isinstance(cell, bytes | memoryview) else str(cell) for cell in row]
            for table in metadata.sorted_tables
            if table.name not in but
            for row in unit.connection.execute(table.select())
        ]
    return json.dumps(rows, ensure_ascii=False)


def world(store: Store, clock: FixedClock) -> World:
    it = World(store, clock, dealership())
    it.arrive(mail(lead("Pat Doe", comments="Where is Pat"), message_id="m1"))
    it.arrive(mail(lead("Sam Poe"), message_id="m2"))
    it.arrive(mail(kind="not_lead", noise="Pat Doe's newsletter"))
    identity = it.lines()[0]["lead_id"]
    number = it.dealership.people["ana"].mobile or ""
    receive_text(store, it.dealerships, Incoming("t1", number, "+13105550100", "LOST Pat Doe went elsewhere"))
    hands.assign_lead(store, it.dealerships, identity, "cy", "cli:kim", "Pat Doe asked for him")
    it.settle()
    return it


def clean(it: World, cleaner: Cleaner | None = None) -> int:
    cleaner = cleaner or Cleaner(it.store, "w")
    total = 0
    while found := cleaner.step(KEPT, it.dealerships):
        total += found
    return total


def count(store: Store, table: str) -> int:
    with store.read() as unit:
        return int(unit.connection.execute(text(f"select count(*) from {table}")).scalar_one())


def test_nothing_goes_before_its_date(store: Store, clock: FixedClock) -> None:
    it = world(store, clock)
    before = everything(store, "leases")
    clock.advance(timedelta(days=9))
    assert clean(it) == 0
    assert everything(store, "leases") == before


def test_each_kind_goes_at_its_date_and_the_audit_says_so(store: Store, clock: FixedClock) -> None:
    it = world(store, clock)
    leads, messages = count(store, "leads"), count(store, "outbox")
    clock.advance(timedelta(days=11, hours=1))
    assert {b.invariant for b in audit(store, it.dealerships, KEPT)} == {GONE}
    assert clean(it) > 0
    assert (count(store, "texts"), count(store, "outbox"), count(store, "raws")) == (0, messages, 3)
    with store.read() as unit:
        assert {row["text"] for row in views.outbox_lines(unit)} == {None}
    assert audit(store, it.dealerships, KEPT) == []
    clock.advance(timedelta(days=20))
    clean(it)
    assert (count(store, "raws"), count(store, "mails"), count(store, "leads")) == (0, 3, leads)
    assert it.lines()[0]["customer"]["name"] == "Pat Doe"
    clock.advance(timedelta(days=30))
    clean(it)
    assert audit(store, it.dealerships, KEPT) == []
    stored = everything(store)
    assert [secret for secret in SECRETS if secret in stored] == []
    assert count(store, "leads") == leads


def test_turns_desk_calls_and_receipts_go_once_nothing_can_come_of_them(store: Store, clock: FixedClock) -> None:
    it = World(store, clock, dealership(pool={"mode": "manager", "desk": "+13105550180"}))
    for number in range(3):
        it.arrive(mail(lead(f"Pat Nr{number}"), message_id=f"m{number}"))
        hands.assign_lead(store, it.dealerships, it.lines()[-1]["lead_id"], "ana", "kim", "test")
        clock.advance(timedelta(days=20))
    it.arrive(mail(lead("Ada Last"), message_id="last"))
    with store.write() as unit:
        deliveries.put(unit, "SM1", None, "delivered", 3, None, clock.now() - timedelta(days=11))
        deliveries.put(unit, "SM2", None, "delivered", 3, None, clock.now() - timedelta(days=9))
        unit.commit()
    line = it.line()
    clean(it)
    # Of 60, 40 and 20 days ago: 30 days and 7 are kept. The last call is open, so it stays.
    assert (count(store, "turns"), count(store, "desk_calls"), count(store, "deliveries")) == (1, 1, 1)
    assert (it.line(), audit(store, it.dealerships, KEPT)) == (line, [])
    buyers = {"delta": buyer("delta", returns=Returns(timedelta(days=365)))}
    hands.assign_lead(store, it.dealerships, it.lines()[-1]["lead_id"], "ana", "kim", "test")
    it.dealership = replace(it.dealership, buyers=buyers)
    clock.advance(timedelta(days=100))
    clean(it)
    assert (count(store, "turns"), count(store, "desk_calls")) == (2, 0)  # a buyer may return a lead for a year


def test_a_turn_comes_back_also_where_the_row_of_an_older_turn_that_has_its_place_is_gone(
    store: Store, clock: FixedClock
) -> None:
    it = World(store, clock, dealership())
    it.arrive(mail(lead("Pat One"), message_id="m1"))
    with store.write() as unit:
        unit.connection.execute(text("update turns set place_taken_at = at"))
        unit.commit()
    turn_back(store, it.dealerships, it.lines()[0]["lead_id"], "spam", "kim")
    assert (it.line()[0], audit(store, it.dealerships)) == ("ana", [])


def test_statistics_stay(store: Store, clock: FixedClock) -> None:
    it = world(store, clock)
    begin = clock.now() - timedelta(days=1)
    clock.advance(timedelta(days=61, hours=1))
    before = [(one.member, one.turns, one.without_turn) for one in fairness(store, it.dealership, "main", begin)]
    lines = [(x["status"], x["assigned_to"], x["source"], x["vehicle"].get("make")) for x in it.lines()]
    clean(it)
    assert [(o.member, o.turns, o.without_turn) for o in fairness(store, it.dealership, "main", begin)] == before
    assert [(x["status"], x["assigned_to"], x["source"], x["vehicle"].get("make")) for x in it.lines()] == lines
    assert it.line() == [one["person"] for one in _tape(it)]


def _tape(it: World) -> list[dict[str, Any]]:
    with it.store.read() as unit:
        return views.tape_lines(unit, "sunset", "main")


def test_who_still_waits_is_not_erased(store: Store, clock: FixedClock) -> None:
    it = World(store, clock, dealership())
    for key in ("ana", "bob", "cy", "dee"):
        say(store, it.dealership, key, "out", key, until=clock.now() + timedelta(days=200))
    it.arrive(mail(lead("Pat Doe"), message_id="m1"))
    clock.advance(timedelta(days=100))
    clean(it)
    assert it.lines()[0]["customer"]["name"] == "Pat Doe"
    assert audit(store, it.dealerships, KEPT) == []


def test_batches_and_several_nodes(store: Store, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uptape.flow.retention.BATCH", 2)
    it = World(store, clock, dealership())
    for number in range(7):
        it.arrive(mail(lead(f"Pat N{number}"), message_id=f"m{number}"))
    clock.advance(timedelta(days=61))
    one, other = Cleaner(store, "one"), Cleaner(store, "other")
    assert 0 < one.step(KEPT, it.dealerships) <= 6
    assert other.step(KEPT, it.dealerships) == 0  # one node at a time
    clean(it, one)
    assert audit(store, it.dealerships, KEPT) == []
    clock.advance(timedelta(hours=2))
    assert clean(it, other) == 0


@pytest.mark.parametrize(
    "breaking",
    [
        "update leads set erased_at = null, status = 'sold' where erased_at is not null",
        "update mails set erased_at = null",
        "update outbox set erased_at = null",
        "insert into owners (dealership, key, member, covering, lead_id, at)"
        " values ('sunset', 'e:x', 'ana', false, 'L-1', 0)",
        "insert into raws (id, body, received_at) values ('x', 'x', 0)",
        "insert into lead_keys (dealership, key, at, lead_id, last_name)"
        " select 'sunset', 'e:x', 0, id, 'Doe' from leads",
    ],
)
def test_what_is_not_gone_breaks_the_invariant(store: Store, clock: FixedClock, breaking: str) -> None:
    it = world(store, clock)
    clock.advance(timedelta(days=62))
    clean(it)
    assert audit(store, it.dealerships, KEPT) == []
    with store.write() as unit:
        unit.connection.execute(text(breaking))
        unit.commit()
    assert GONE in {breach.invariant for breach in audit(store, it.dealerships, KEPT)}


def test_an_export_tells_everything_and_forgetting_takes_it_out(store: Store, clock: FixedClock) -> None:
    it = world(store, clock)
    raw = b"name,email,salesperson\nPat Doe,pat.doe@customer.example,bob\n"
    import_customers(store, it.dealership, read(raw, "US", "UTC"), "cli", "f.csv", dry=False)
    told = export(store, it.dealership, "Pat.Doe@customer.example")
    assert len(told["leads"]) == len(told["mails"]) == 1
    assert {"owners", "journal", "outbox", "lead_keys"} <= set(told)
    assert json.loads(json.dumps(told))["perhaps_also"][0].startswith("p:+1310")
    gone = forget(store, it.dealership, "pat.doe@customer.example", "cli:kim")
    assert (gone.leads, gone.mails, gone.shared) == (1, 1, 0)
    assert len(gone.beside) == 1
    with pytest.raises(Refused, match="nothing is stored about"):
        export(store, it.dealership, "pat.doe@customer.example")
    stored = everything(store)
    number = lead("Pat Doe").customer.phones[0]
    assert [s for s in ("pat.doe@", "Where is Pat", number) if s in stored] == []
    assert stored.count("Pat Doe") == 1  # the newsletter is nobody's lead
    assert audit(store, it.dealerships) == []
    assert {line["status"] for line in it.lines()} >= {"lost"}
    it.arrive(mail(lead("Pat Doe"), message_id="again"))
    assert not it.lines()[-1]["repeat"]


def test_a_dead_message_past_its_date_is_not_sent_again(store: Store, clock: FixedClock) -> None:
    it = world(store, clock)
    with store.write() as unit:
        unit.connection.execute(text("update outbox set state = 'dead' where id = 1"))
        unit.commit()
    clock.advance(timedelta(days=11))
    clean(it)
    with pytest.raises(Refused, match="only a dead one with words left"):
        retry(store, 1)


def test_forgetting_a_waiting_lead_takes_it_off_the_line(store: Store, clock: FixedClock) -> None:
    it = World(store, clock, dealership(pool={"accept_within": timedelta(minutes=5)}))
    it.arrive(mail(lead("Pat Doe"), message_id="m1"))
    assert it.statuses() == ["offered"]
    forget(store, it.dealership, lead("Pat Doe").customer.phones[0], "cli:kim")
    assert it.statuses() == ["not_lead"]
    it.settle()
    assert audit(store, it.dealerships) == []


def test_other_dealerships_are_not_touched(store: Store, clock: FixedClock) -> None:
    it = world(store, clock)
    moon = replace(it.dealership, key="moon")
    for act in (
        lambda: forget(store, moon, "pat.doe@customer.example", "cli"),
        lambda: export(store, moon, "L-222222"),
    ):
        with pytest.raises(Refused, match="nothing is stored about"):
            act()
    with pytest.raises(Refused, match="is no phone number"):
        forget(store, it.dealership, "Pat", "cli")
