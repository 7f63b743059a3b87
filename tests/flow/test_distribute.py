"""A mail becomes a lead, a lead finds its taker, the taker is told; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.flow.builders import World, dealership, lead, limited, mail, person, read_many, trucks
from uptape.clock import FixedClock
from uptape.core.dealership import Group
from uptape.core.errors import Temporary
from uptape.core.hours import Hours
from uptape.core.leads import Customer, Reading, Vehicle
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.store.engine import Store


@pytest.fixture
def world(store: Store, clock: FixedClock) -> World:
    """Four salespeople on one tape, open around the clock."""
    return World(store, clock, dealership())


def clean(world: World) -> bool:
    """True where every invariant holds."""
    found = audit(world.store, world.dealerships)
    assert found == []
    return True


def test_leads_go_round_the_line_and_each_taker_is_told(world: World) -> None:
    for number in range(5):
        world.arrive(mail(lead(f"Pat Nr{number}"), message_id=f"m{number}"))
    assert world.taken() == ["ana", "bob", "cy", "dee", "ana"]
    assert world.line() == ["bob", "cy", "dee", "ana"]
    assert [text for who, text in world.phone.sent if who == "ana"] == ["assigned Pat Nr0"] * 2 + [
        "assigned Pat Nr4"
    ] * 2
    assert clean(world)


def test_who_is_skipped_keeps_their_spot(world: World, clock: FixedClock) -> None:
    say(world.store, world.dealership, "ana", "out", "test", until=clock.now() + timedelta(hours=1))
    world.arrive(mail(lead("One Er"), message_id="1"))
    assert world.taken() == ["bob"]
    assert world.line() == ["ana", "cy", "dee", "bob"]
    clock.advance(timedelta(hours=2))
    world.arrive(mail(lead("Two Er"), message_id="2"))
    assert world.taken() == ["bob", "ana"]
    assert clean(world)


def test_a_group_is_a_hard_limit_and_shares_the_line(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(groups=[trucks("bob", "cy")]))
    ram = Vehicle("buy", "used", 2020, "Ram", "1500")
    world.arrive(mail(lead("Truck One", vehicles=(ram,)), message_id="1"))
    world.arrive(mail(lead("Truck Two", vehicles=(ram,)), message_id="2"))
    world.arrive(mail(lead("Car One"), message_id="3"))
    assert world.taken() == ["bob", "cy", "ana"]
    for key in ("bob", "cy"):
        say(store, world.dealership, key, "out", "test")
    world.arrive(mail(lead("Truck Three", vehicles=(ram,)), message_id="4"))
    assert world.statuses()[-1] == "queued"
    assert clean(world)
    say(store, world.dealership, "bob", "in", "test")
    assert world.taken()[-1] == "bob"
    assert clean(world)


def test_a_location_picks_the_store_by_alias(store: Store, clock: FixedClock) -> None:
    groups = [Group("airport", ("cy", "dee"), store="airport")]
    world = World(store, clock, dealership(groups=groups))
    world.arrive(mail(lead("Pat Doe", location="lax"), message_id="1"))
    world.arrive(mail(lead("Pat Roe", location="Sunset Motors"), message_id="2"))
    assert world.taken() == ["cy", "ana"]


def test_a_repeat_customer_goes_to_the_owner_without_a_turn(world: World, clock: FixedClock) -> None:
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    clock.advance(timedelta(days=1))
    other = replace(lead("Pat Doe", vehicles=(Vehicle("buy", None, 2019, "Kia", "Soul"),)))
    world.arrive(mail(other, message_id="2"))
    assert world.taken() == ["ana", "ana"]
    assert [line["repeat"] for line in world.lines()] == [False, True]
    assert world.line() == ["bob", "cy", "dee", "ana"]
    assert clean(world)


def test_while_the_owner_is_away_the_next_covers_and_the_owner_hears(world: World, clock: FixedClock) -> None:
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    clock.advance(timedelta(days=1))
    say(world.store, world.dealership, "ana", "out", "test", until=clock.now() + timedelta(hours=3))
    kia = (Vehicle("buy", None, 2019, "Kia", "Soul"),)
    world.arrive(mail(lead("Pat Doe", vehicles=kia), message_id="2"))
    assert world.taken() == ["ana", "bob"]
    assert world.line() == ["bob", "cy", "dee", "ana"]
    assert ("ana", "owner_told Pat Doe") in world.phone.sent
    clock.advance(timedelta(hours=4))
    world.arrive(mail(lead("Pat Doe", vehicles=(Vehicle("buy", None, 2018, "Kia", "Rio"),)), message_id="3"))
    assert world.taken() == ["ana", "bob", "ana"]
    assert clean(world)


def test_the_same_mail_again_is_a_duplicate_also_over_two_pools(world: World) -> None:
    raw = mail(lead("Pat Doe"), message_id="1")
    world.arrive(raw)
    world.arrive(raw)
    first, second = world.lines()
    assert (second["status"], second["duplicate_of"]) == ("duplicate", first["lead_id"])
    assert world.line() == ["bob", "cy", "dee", "ana"]
    assert clean(world)


def test_a_message_id_seen_before_with_other_content_is_a_new_lead_marked(world: World) -> None:
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    world.arrive(mail(lead("Sam Roe"), message_id="1"))
    assert world.taken() == ["ana", "bob"]
    assert "seen before" in world.lines()[1]["marks"][0]


def test_the_same_vehicle_asked_for_again_joins_the_open_lead(world: World, clock: FixedClock) -> None:
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    clock.advance(timedelta(minutes=5))
    world.arrive(mail(lead("Pat Doe", comments="And is it red?"), message_id="2"))
    assert world.statuses() == ["assigned", "duplicate"]
    assert ("ana", "update Pat Doe") in world.phone.sent
    assert clean(world)


def test_a_lead_that_names_nobody_to_reach_goes_to_the_review_box(world: World) -> None:
    world.arrive(mail(lead("Pat Doe", customer=Customer("Pat Doe")), message_id="1"))
    assert world.statuses() == ["review"]
    assert ("kim", "review Pat Doe") in world.phone.sent
    assert clean(world)


def test_what_is_no_lead_is_kept_and_dealt_to_nobody(world: World) -> None:
    world.arrive(mail(kind="spam", message_id="1"))
    world.arrive(mail(kind="lead", message_id="2"))
    assert world.statuses() == ["not_lead", "review"]
    assert world.line() == ["ana", "bob", "cy", "dee"]
    assert clean(world)


def test_nobody_on_the_tape_means_the_inbox_which_drains_oldest_first(store: Store, clock: FixedClock) -> None:
    nine_to_five = Hours("America/Los_Angeles", ((((9 * 60), (17 * 60)),),) * 5 + ((), ()))
    world = World(store, clock, dealership(people=[person("ana"), person("bob")], hours=nine_to_five))
    clock.advance(timedelta(hours=10))  # 20:00
    for number in range(3):
        world.arrive(mail(lead(f"Late Nr{number}"), message_id=f"{number}"))
    assert world.statuses() == ["queued"] * 3
    assert clean(world)
    clock.advance(timedelta(hours=13))  # 09:00 the next day
    from uptape.flow.drain import drain

    assert drain(store, world.dealerships) == 3
    assert world.taken() == ["ana", "bob", "ana"]
    assert clean(world)


def test_limits_skip_until_the_day_is_over(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[limited("ana", day=1), person("bob")]))
    for number in range(3):
        world.arrive(mail(lead(f"Pat Nr{number}"), message_id=f"{number}"))
    assert world.taken() == ["ana", "bob", "bob"]
    clock.advance(timedelta(days=1))
    world.arrive(mail(lead("Pat Nr9"), message_id="9"))
    assert world.taken()[-1] == "ana"


def test_one_bad_mail_never_fails_its_neighbours(world: World) -> None:
    def reader(items: object) -> list[Reading]:
        readings = read_many(items)  # type: ignore[arg-type]
        return [replace(r, leads=(None,)) if "Bad" in str(r.leads) else r for r in readings]  # type: ignore[arg-type]

    world.reader = reader
    world.accept(mail(lead("Good One"), message_id="1"), "main")
    world.accept(mail(lead("Bad Two"), message_id="2"), "main")
    world.accept(mail(lead("Good Three"), message_id="3"), "main")
    world.settle()
    assert world.statuses() == ["assigned", "received", "assigned"]
    for _ in range(3):
        world.clock.advance(timedelta(minutes=1))
        world.settle()
    assert world.statuses() == ["assigned", "review", "assigned"]
    world.reader = read_many


def test_a_worker_that_lost_its_lease_records_nothing(world: World, clock: FixedClock) -> None:
    world.accept(mail(lead("Pat Doe"), message_id="1"), "main")
    claimed = world.distributor.claim(10)
    clock.advance(timedelta(minutes=5))
    world.restart()
    world.distributor.worker = "w2"
    world.settle()
    assert world.taken() == ["ana"]
    world.distributor.worker = "w1"
    world.distributor.decide(world.distributor.read(claimed))
    assert world.taken() == ["ana"]
    assert clean(world)


class Hung:
    """A mail that its reader hung on."""

    reason = "took longer than 2 seconds"


def test_a_mail_that_hangs_its_reader_is_tried_three_times_and_then_left_to_a_person(world: World) -> None:
    world.reader = lambda items: [Hung() if b"Bad" in raw else read_many([(raw, known)])[0] for raw, known in items]
    world.accept(mail(lead("Bad One"), message_id="1"), "main")
    world.accept(mail(lead("Good Two"), message_id="2"), "main")
    for expected in ("received", "received", "review"):
        world.settle()
        assert world.statuses() == [expected, "assigned"]
        world.clock.advance(timedelta(minutes=1))
    assert clean(world)


def test_a_new_daemon_takes_over_at_once_what_the_last_one_held(store: Store, clock: FixedClock) -> None:
    from uptape.flow.receive import take_over

    world = World(store, clock, dealership())
    world.accept(mail(lead("Pat Doe"), message_id="1"), "main")
    world.distributor.claim(5)
    world.restart()
    take_over(store)
    world.settle()
    assert world.statuses() == (["assigned"] if store.is_sqlite else ["received"])


def test_a_locked_database_never_puts_a_mail_into_the_review_box(
    world: World, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise Temporary("the database's write lock was held for too long")

    world.accept(mail(lead("Pat Doe"), message_id="1"), "main")
    with monkeypatch.context() as patched:
        patched.setattr("uptape.flow.distribute.decide_batch", locked)
        for _ in range(5):
            world.distributor.step()
            clock.advance(timedelta(seconds=31))
    assert world.statuses() == ["received"]
    world.settle()
    assert world.taken() == ["ana"]
