"""Notices wait in quiet hours, alerts never do; an offer's alert never goes out after its offer is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.flow.builders import World, dealership, lead, mail, person
from tests.flow.test_dispatch import Moody
from uptape.clock import FixedClock
from uptape.core.dealership import Way
from uptape.core.hours import Hours
from uptape.core.outbox import Declined, Deferred
from uptape.core.quiet import quiet_until
from uptape.flow import alerting
from uptape.flow.offering import accept, lapse
from uptape.store import outbox_waits, views
from uptape.store.engine import Store

ZONE = "America/Los_Angeles"
NIGHT = (21 * 60, 8 * 60)
TEXTS = (Way("sms"),)
DAYTIME = Hours(ZONE, (((9 * 60, 18 * 60),),) * 7)


def lines(world: World) -> list[dict[str, Any]]:
    """The outbox."""
    with world.store.read() as unit:
        return list(views.outbox_lines(unit))


@pytest.mark.parametrize(
    ("wall", "until"),
    [
        ("2026-11-23T20:59", None),
        ("2026-11-23T21:00", "2026-11-24T08:00"),
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T08:00", None),
        ("2026-03-08T01:30", "2026-03-08T08:00"),  # the clock goes forward in that night
        ("2026-10-31T23:00", "2026-11-01T08:00"),  # and back
    ],
)
def test_quiet_hours_end_by_the_wall_clock(wall: str, until: str | None) -> None:
    from zoneinfo import ZoneInfo

    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)

    assert quiet_until(NIGHT, ZONE, at(wall)) == (at(until) if until else None)
    assert quiet_until(None, ZONE, at(wall)) is None
    assert quiet_until((13 * 60, 14 * 60), ZONE, at("2026-11-23T13:30")) == at("2026-11-23T14:00")


def test_a_notice_waits_for_the_end_of_the_quiet_hours_and_an_alert_does_not(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person("ana", alerts=TEXTS)], quiet=NIGHT))
    clock.advance(timedelta(hours=12))  # ten in the evening
    world.phone = Moody(Declined("no such number"))
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    assert [(one["kind"], one["state"]) for one in lines(world)] == [("assigned", "dead"), ("notice", "due")]
    assert lines(world)[1]["due_at"] == "2026-11-24T16:00:00Z"  # eight in the morning
    world.phone.moods = []
    world.arrive(mail(lead("Sam Roe"), message_id="2"))
    assert [who for who, _ in world.phone.sent] == ["ana"]
    clock.advance(timedelta(hours=10))
    world.settle()
    assert [who for who, _ in world.phone.sent] == ["ana", "kim"]


def test_a_review_item_reaches_a_manager_on_duty_at_once_and_others_in_the_morning(clock: FixedClock) -> None:
    owl = person("lou", is_salesperson=False, is_manager=True, hours=Hours(ZONE))
    config = dealership(people=[person("ana"), owl], quiet=NIGHT, hours=DAYTIME)
    night, morning = clock.now() + timedelta(hours=12), clock.now() + timedelta(hours=22)
    due = {}
    for manager in alerting.every_manager(config):
        message = alerting.Message("review", "plain", manager, "r", None, config.pools["main"], headline="x")
        due[manager.key] = {row["due_at"] for row in alerting.rows(message, config, night)}
    assert due == {"lou": {night}, "kim": {morning}}


def test_an_offer_that_ended_before_its_text_went_out_is_not_sent_any_more(store: Store, clock: FixedClock) -> None:
    phone = Moody(*[Deferred("down")] * 50)
    pool = {"accept_within": timedelta(minutes=2), "warn_before": timedelta(minutes=1)}
    world = World(store, clock, dealership(people=[person("ana", alerts=TEXTS)], pool=pool))
    world.phone = phone
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    clock.advance(timedelta(seconds=70))
    lapse(store, world.dealerships)
    world.settle()
    clock.advance(timedelta(seconds=60))
    phone.moods = []
    world.settle()  # nobody ended the offer yet: the deadline alone is enough
    (mine,) = [one for one in lines(world) if one["person"] == "ana"]
    assert (mine["kind"], mine["state"]) == ("offer", "cancelled")
    assert mine["error"] == "the offer ended before this went out"
    assert "ana" not in {who for who, _ in phone.sent}


def test_a_fall_back_of_an_offer_is_not_sent_once_somebody_has_the_lead(store: Store, clock: FixedClock) -> None:
    staff = [person("ana", alerts=TEXTS), person("bob", alerts=(Way("sms", otherwise=Way("email")),))]
    world = World(store, clock, dealership(people=staff, pool={"mode": "claim"}))
    world.accept(mail(lead("Pat Doe"), message_id="1"), "main")
    world.distributor.step()
    lead_id = world.lines()[0]["lead_id"]
    accept(store, world.dealerships, lead_id, "ana", "test")
    world.settle()
    sent = [(one["person"], one["kind"], one["state"]) for one in lines(world)]
    assert ("bob", "offer", "cancelled") in sent
    assert ("ana", "assigned", "sent") in sent
    assert ("bob", "told", "sent") in sent


def test_a_cancelled_message_is_not_retried_by_hand_and_a_dead_one_is(store: Store, clock: FixedClock) -> None:
    from uptape.core.errors import Refused
    from uptape.flow.dead_letters import retry

    world = World(store, clock, dealership(people=[person("ana", alerts=TEXTS)]))
    world.phone = Moody(Declined("no such number"))
    world.arrive(mail(lead("Pat Doe"), message_id="1"))
    dead = lines(world)[0]
    assert dead["state"] == "dead"
    assert retry(store, dead["id"]) == "ana"
    world.settle()
    assert next((one["state"], one["attempts"]) for one in lines(world)) == ("sent", 1)
    with pytest.raises(Refused, match="is sent, and only a dead one"):
        retry(store, dead["id"])
    with store.write() as unit:
        outbox_waits.cancel(unit, [dead["id"]], "test")
        unit.commit()
    with pytest.raises(Refused, match="is cancelled"):
        retry(store, dead["id"])
    with pytest.raises(Refused, match="there is no message 999999"):
        retry(store, 999999)


def test_many_dead_letters_make_one_notice(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership(people=[person("ana", alerts=TEXTS)]))
    world.phone = Moody(*[Declined("filtered")] * 4)
    for number in range(4):
        world.accept(mail(lead(f"Pat Nr{number}"), message_id=f"{number}"), "main")
    world.settle()
    told = [one for one in lines(world) if one["kind"] == "notice"]
    assert [(one["person"], one["channel"], one["text"]) for one in told] == [
        ("kim", "email", "notice 4 messages did not get through")
    ]
