"""A month of mails replayed: the same config gives the same month, an edited one tells what it would have changed."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.flow.builders import World, dealership, limited, person, read_many, trucks
from tests.flow.history import live
from tests.flow.test_vetting import GOOD, from_site, world_of
from uptape.clock import FixedClock
from uptape.core.dealership import Dealership, Group, Overflow, Weights
from uptape.core.errors import Place
from uptape.core.hours import Hours
from uptape.core.mail import Recipient
from uptape.core.shifts import Shift, shares
from uptape.flow import hands
from uptape.flow.audit import audit
from uptape.flow.simulate import Rehearsed, simulate
from uptape.store import journal, past, views
from uptape.store.engine import Store, open_store
from uptape.store.migrate import create_in_memory, migrate

HOURS = Hours("America/Los_Angeles", (((9 * 60, 20 * 60),),) * 6 + (((11 * 60, 17 * 60),),))
LATE = Hours("America/Los_Angeles", (((12 * 60, 20 * 60),),) * 7)


def config(**values: Any) -> Dealership:
    """Four salespeople with hours, one who starts at noon, one with a limit; trucks go to two of them."""
    people = [person("ana"), person("bob"), limited("cy", day=6), person("dee", hours=LATE)]
    groups = [trucks("bob", "cy"), Group("airport", ("cy", "dee"), store="airport")]
    return dealership(people=people, groups=groups, hours=HOURS, **values)


def rehearse(
    world: World, new: Dealership, since: datetime, pools: tuple[tuple[str, str], ...] = (), trusted: str | None = None
) -> Rehearsed:
    """What the new config would have done with everything since then."""
    clock = FixedClock(since)
    scratch = open_store("sqlite://", clock)
    create_in_memory(scratch)
    try:
        return simulate(
            world.store, scratch, clock, {new.key: new}, addresses(new), read_many, since, world.clock.now(), pools,
            trusted,
        )  # fmt: skip
    finally:
        scratch.close()


def addresses(new: Dealership) -> Callable[[str], Recipient | None]:
    """The pools by their addresses."""
    known: Mapping[str, str] = {address: pool.key for pool in new.pools.values() for address in pool.addresses}
    return lambda address: Recipient(address, new.key, known[address]) if address in known else None


def everything(store: Store) -> tuple[list[Any], list[Any]]:
    """The leads and messages of a database."""
    with store.read() as unit:
        return list(views.leads_and_mails(unit)), list(views.outbox_lines(unit))


@pytest.fixture(scope="module")
def month() -> Iterator[World]:
    """A thousand mails in two weeks, on one tape with groups, limits, repeats, words and hand-overs."""
    clock = FixedClock(datetime.fromisoformat("2026-10-20T07:00:00+00:00"))
    memory = Path("/dev/shm")  # thousands of commits: no disk needed
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        store = open_store(f"sqlite:///{folder}/uptape.db", clock)
        migrate(store)
        world = World(store, clock, config())
        live(world, 1000, 14)
        assert audit(store, world.dealerships) == []
        yield world
        store.close()


def test_the_same_config_gives_the_same_month_and_the_real_database_stays_as_it_is(month: World) -> None:
    before = everything(month.store)
    since = month.clock.now() - timedelta(days=13)
    found = rehearse(month, month.dealership, since)
    assert found.mails > 900
    assert [shift for shift in found.shifts if shift.kind is not None] == []
    assert len({share.person for share in shares(found.shifts)}) == 4
    assert everything(month.store) == before


def test_it_may_begin_in_the_middle_with_what_stood_then(month: World) -> None:
    with month.store.read() as unit:
        fates = past.fates(unit, "sunset", month.clock.now() - timedelta(days=6))
    long = [fate for fate in fates.values() if fate.waited and fate.waited > timedelta(hours=5)]
    since = long[0].received_at + timedelta(hours=1)  # in the night
    found = rehearse(month, month.dealership, since)
    assert [shift for shift in found.shifts if shift.kind is not None] == []
    assert any(shift.lead.received_at < since for shift in found.shifts)  # those that waited


def test_an_edited_config_tells_who_would_have_got_what(month: World) -> None:
    since = month.clock.now() - timedelta(days=10)
    old = month.dealership
    people = {**old.people, "dee": person("dee")}
    new = replace(old, people=people, pools={"main": replace(old.pools["main"], groups=(trucks("bob"),))})
    found = rehearse(month, new, since)
    moved = [shift for shift in found.shifts if shift.kind is not None]
    by_rule = [shift for shift in moved if shift.kind == "rule"]
    assert by_rule
    for shift in moved:
        assert shift.did is not None
        assert shift.would is not None
        assert set(shift.did.takers) != set(shift.would.takers) or shift.did.outcome != shift.would.outcome
    ours = {share.person: share for share in shares(found.shifts)}
    did = Counter(taker for shift in found.shifts if shift.did for taker in shift.did.takers)
    would = Counter(taker for shift in found.shifts if shift.would for taker in shift.would.takers)
    assert {key: (share.did, share.would) for key, share in ours.items()} == {
        key: (did[key], would[key]) for key in ours
    }
    assert ours["bob"].gains["cy"] > ours["bob"].losses["cy"] > 0  # every truck is his now; the line gives some back
    assert ours["cy"].change < 0
    truck_shifts = [shift for shift in by_rule if _was_truck_of(shift, "cy")]
    assert truck_shifts
    assert all("bob" in shift.would.takers or shift.would.how in {"repeat", "cover"} for shift in truck_shifts
               if shift.would and shift.would.group == "trucks")  # fmt: skip


def _was_truck_of(shift: Shift, who: str) -> bool:
    return shift.did is not None and shift.did.group == "trucks" and who in shift.did.takers


def test_a_leaver_and_a_longer_day_are_told_with_their_reasons(month: World) -> None:
    since = month.clock.now() - timedelta(days=7)
    old = month.dealership
    main = replace(old.pools["main"], tape=("ana", "bob", "cy"))
    people = {key: one for key, one in old.people.items() if key != "dee"}
    open_longer = Hours("America/Los_Angeles", (((7 * 60, 22 * 60),),) * 7)
    new = replace(old, people=people, pools={"main": main}, hours=open_longer)
    found = rehearse(month, new, since)
    reasons = {shift.why for shift in found.shifts if shift.kind == "rule"}
    assert "dee is not on this tape any more" in reasons
    would = {taker for shift in found.shifts if shift.would for taker in shift.would.takers}
    assert "dee" not in would
    waited = [fate.waited for shift in found.shifts if (fate := shift.would) and fate.waited is not None]
    did_wait = [fate.waited for shift in found.shifts if (fate := shift.did) and fate.waited is not None]
    assert sum(waited, timedelta()) < sum(did_wait, timedelta())


def test_leads_that_were_held_out_are_answered_as_they_were(store: Store, clock: FixedClock) -> None:
    clock.set(datetime.fromisoformat("2026-10-20T07:00:00+00:00"))
    world = World(store, clock, config(pool={"accept_within": timedelta(minutes=30)}))
    live(world, 50, 3)
    since = clock.now() - timedelta(days=2)
    found = rehearse(world, world.dealership, since)
    assert [shift for shift in found.shifts if shift.kind is not None] == []
    assert any(note.startswith("offers:") for note in found.notes)
    claims = replace(world.dealership, pools={"main": replace(world.dealership.pools["main"], mode="claim")})
    assert len(rehearse(world, claims, since).shifts) == len(found.shifts)


def test_morning_weights_overflows_and_what_managers_did_are_as_they_were(store: Store, clock: FixedClock) -> None:
    clock.set(datetime.fromisoformat("2026-10-29T07:00:00+00:00"))  # the clocks go back on the Sunday
    weights = Weights("speed", timedelta(days=3), 0.5, 2)
    base = config(pool={"weights": weights})
    lone = replace(trucks("dee"), overflow=Overflow(timedelta(minutes=50), "all"))
    groups = (lone, Group("all", ("ana", "bob", "cy", "dee"), place=Place("sunset.yaml", 44)))
    world = World(store, clock, replace(base, pools={"main": replace(base.pools["main"], groups=groups)}))
    live(world, 90, 5, managed=True)
    assert audit(store, world.dealerships) == []
    with store.read() as unit:
        told = [one.event for one in journal.entries(unit, pool="sunset/main")]
    assert {"weighed", "overflow", "moved", "given_back", "house", "turn_back"} <= set(told)
    assert told.count("weighed") == 5 * 4
    since = clock.now() - timedelta(days=3, hours=2)
    found = rehearse(world, world.dealership, since)
    assert [shift for shift in found.shifts if shift.kind is not None] == []
    plain = replace(world.dealership, pools={"main": replace(world.dealership.pools["main"], weights=None)})
    assert [shift for shift in rehearse(world, plain, since).shifts if shift.kind] != []


def test_senders_that_do_not_count_are_held_back_as_they_were(store: Store, clock: FixedClock) -> None:
    world = world_of(store, clock, allow_from=("site@lots.example",), require="dkim")
    for number in range(12):
        sender = b"site@lots.example" if number % 3 else b"forger@evil.example"
        raw = from_site(f"Pat Nr{number}", headers=GOOD if number % 4 else b"")
        world.arrive(raw.replace(b"site@lots.example", sender, 1))
        clock.advance(timedelta(minutes=7))
    assert Counter(world.statuses()) == {"assigned": 6, "review": 6}
    with store.read() as unit:
        waits = [line["mail_id"] for line in views.review_lines(unit)]
    hands.assign_mail(store, world.dealerships, waits[0], "cy", "kim", "it is real")
    since = clock.now() - timedelta(hours=3)
    found = rehearse(world, world.dealership, since, trusted="mx.sunset.example")
    assert (found.mails, [shift for shift in found.shifts if shift.kind is not None]) == (12, [])
    lax = replace(world.dealership, sources=MappingProxyType({}))
    gained = [shift for shift in rehearse(world, lax, since).shifts if shift.did is None]
    assert len(gained) == 5  # the sixth was dealt by hand


def test_an_address_may_move_to_another_pool(store: Store, clock: FixedClock, tmp_path: Path) -> None:
    clock.set(datetime.fromisoformat("2026-10-20T07:00:00+00:00"))
    world = World(store, clock, config())
    live(world, 15, 1)
    old = world.dealership
    main = replace(old.pools["main"], addresses=("other@leads.sunset.example",))
    web = replace(old.pools["main"], key="web", tape=("dee",), groups=())
    new = replace(old, pools={"main": main, "web": web})
    since = clock.now() - timedelta(hours=20)
    found = rehearse(world, new, since)
    would = [shift.would for shift in found.shifts if shift.would and shift.would.received_at >= since]
    given = [fate for fate in would if fate.outcome == "given"]
    assert {taker for fate in given for taker in fate.takers} == {"dee"}
    assert {fate.pool for fate in would} == {"sunset/web"}
    only = rehearse(world, new, since, (("sunset", "main"),))
    assert len(only.shifts) == len(found.shifts)  # each of them left that pool
