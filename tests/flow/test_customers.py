"""Imported customers: owners before the first mail, nobody overruled who is later, twice is as good as once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.flow.builders import World, dealership, lead, mail, person
from uptape.clock import FixedClock
from uptape.core.errors import Refused
from uptape.flow.audit import audit
from uptape.flow.customers import Imported, import_customers
from uptape.flow.talking import sender_of
from uptape.flow.walk_ins import record
from uptape.parsing.customers import read
from uptape.store import journal
from uptape.store.engine import Store

HEADER = "name,phone,email,salesperson,last contact,status\n"


def imported(it: World, text: str, *, dry: bool = False) -> Imported:
    rows = read((HEADER + text).encode(), "US", "America/Los_Angeles")
    return import_customers(it.store, it.dealership, rows, "cli:kim", "old.csv", dry=dry)


def written(it: World) -> list[tuple[str | None, str]]:
    with it.store.read() as unit:
        return [(e.person, e.reasons[0].why) for e in journal.entries(unit) if e.event == "imported"]


def test_the_first_mail_of_an_imported_customer_goes_to_the_owner(store: Store, clock: FixedClock) -> None:
    it = World(store, clock, dealership())
    came = imported(it, "Pat Doe,,pat.doe@customer.example,Cy Young,2025-11-02,sold\n")
    assert (dict(came.made), came.stood, came.kept, came.problems) == ({"cy": 1}, 0, [], [])
    it.arrive(mail(lead("Pat Doe"), message_id="m1"))
    it.arrive(mail(lead("Pat New"), message_id="m2"))
    assert it.taken() == ["cy", "ana"]  # a repeat uses no turn
    assert written(it) == [("cy", "owner of an imported customer (old.csv:2), last contact 2025-11-02")]
    assert audit(store, it.dealerships) == []


def test_a_second_import_changes_nothing_and_a_dry_run_neither(store: Store, clock: FixedClock) -> None:
    it = World(store, clock, dealership())
    text = "Pat Doe,310-555-0142,pat.doe@customer.example,cy,,\nSam Poe,,sam@x.example,ana,2026-11-01,\n"
    assert imported(it, text, dry=True).made.total() == 2
    assert written(it) == []
    assert imported(it, text).made.total() == 2
    clock.advance(timedelta(days=1))
    again = imported(it, text)
    assert (again.made.total(), again.stood, again.kept) == (0, 2, [])
    assert len(written(it)) == 2


def test_a_later_owner_is_never_overruled(store: Store, clock: FixedClock) -> None:
    it = World(store, clock, dealership())
    it.arrive(mail(lead("Pat Doe"), message_id="m1"))  # ana's, today
    came = imported(it, "Pat Doe,,pat.doe@customer.example,cy,2026-11-01,\nPat Doe,,pat.doe@customer.example,bob,,\n")
    assert came.made.total() == 0
    assert [(p.line, p.message) for p in came.kept] == [
        (2, "is Ana Ruiz's customer since later"), (3, "is Ana Ruiz's customer since later"),
    ]  # fmt: skip
    clock.advance(timedelta(hours=1))
    it.arrive(mail(lead("Pat Doe", comments="again"), message_id="m2"))
    assert it.taken() == ["ana", "ana"]


def test_of_two_lines_the_later_contact_wins(store: Store, clock: FixedClock) -> None:
    it = World(store, clock, dealership())
    came = imported(it, "P,,pat.doe@customer.example,cy,2026-11-01,\nP,,pat.doe@customer.example,bob,2026-10-01,\n"
                        "P,,pat.doe@customer.example,dee,2026-11-02,\n")  # fmt: skip
    assert dict(came.made) == {"cy": 1, "dee": 1}
    assert [p.line for p in came.kept] == [3]
    it.arrive(mail(lead("Pat Doe"), message_id="m1"))
    assert it.taken() == ["dee"]


def test_lines_that_name_nobody_are_told_and_the_rest_goes_on(store: Store, clock: FixedClock) -> None:
    gone = replace(person("bob"), left=date(2026, 11, 1))
    it = World(store, clock, dealership([person("ana"), gone, person("cy")]))
    it.dealership = replace(
        it.dealership, people={**it.dealership.people, "ann": replace(person("ann"), name="Ana Berg")}
    )
    came = imported(
        it,
        "A,,a@x.example,Zed,,\nB,,b@x.example,Bob,,\nC,,c@x.example,Ana Berg,,\nD,,info@x.example,cy,,\n"
        "E,,e@x.example,cy,2030-01-01,\nF,,f@x.example,Young,,\n",
    )
    assert [(p.line, p.message.partition(":")[0]) for p in came.problems] == [
        (2, 'nobody is called "Zed"'),
        (3, "Bob Stone left on 2026-11-01"),
        (5, "has only addresses and numbers that many people share, or our own"),
        (6, "the last contact lies in the future"),
    ]
    assert dict(came.made) == {"ann": 1, "cy": 1}
    (told,) = imported(it, "G,,g@x.example,Ana,,\nH,,h@x.example,ana,,\n").problems or [None]
    assert told is None  # a key is always exact


def test_a_first_name_of_two_people_is_asked_back(store: Store, clock: FixedClock) -> None:
    two = replace(person("cyl"), name="Cy Long")
    it = World(store, clock, dealership([person("ana"), two, replace(person("c"), name="Cy Young")]))
    (told,) = imported(it, "G,,g@x.example,Cy,,\n").problems
    assert told.message == '"Cy" may be c or cyl: write the key'


def test_add_makes_an_owner_and_is_refused_with_the_owners_name(store: Store, clock: FixedClock) -> None:
    it = World(store, clock, dealership())
    before = it.line()
    ana = sender_of(it.dealerships, "sunset", "ana", clock.now())
    bob = sender_of(it.dealerships, "sunset", "bob", clock.now())
    assert ana is not None
    assert bob is not None
    record(store, ana, "310-555-0142", "Maria Ochoa", "cli:kim")
    with pytest.raises(Refused, match="310-555-0142 is Ana Ruiz's customer already"):
        record(store, bob, "(310) 555-0142", "Maria O", "cli:kim")
    assert it.line() == before
    assert it.taken() == ["ana"]
    came = imported(it, "Maria,310-555-0142,,bob,2026-01-01,\n")
    assert [p.message for p in came.kept] == ["is Ana Ruiz's customer since later"]
    assert audit(store, it.dealerships) == []
