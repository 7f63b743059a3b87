"""Lead sites are watched out of the stored mails: what they told, who fell silent, and who hears of it, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from tests.flow.builders import World, dealership, lead, mail
from uptape.clock import FixedClock
from uptape.core.dealership import Expect, SourceTerms
from uptape.core.leads import LeadDraft
from uptape.flow.sources import SourceHealth, health, watch
from uptape.store.engine import Store


@pytest.fixture
def world(store: Store, clock: FixedClock) -> World:
    return World(store, clock, dealership())


def arrive(world: World, number: int, *, phone: bool = True, source: str = "CarBarn") -> None:
    """A lead of the site, an hour after the one before."""
    world.clock.advance(timedelta(hours=1))
    draft: LeadDraft = lead(f"Pat Nr{number}", source=source, source_key=source.lower())
    if not phone:
        draft = replace(draft, customer=replace(draft.customer, phones=()))
    world.arrive(mail(draft, noise=str(number)))


def healths(world: World) -> dict[str, SourceHealth]:
    with world.store.read() as unit:
        return {one.key: one for one in health(unit, world.dealership, world.clock.now())}


def notices(world: World) -> list[str]:
    world.settle()
    return [text for member, text in world.phone.sent if member == "kim" and text.startswith("notice ")]


def test_a_field_that_stops_coming_is_told_once(world: World) -> None:
    for number in range(25):
        arrive(world, number)
    assert watch(world.store, world.dealerships) == 0
    for number in range(25, 32):
        arrive(world, number, phone=False)
    one = healths(world)["carbarn"]
    assert (one.name, one.mails, one.leads, one.not_understood) == ("CarBarn", 32, 32, 0)
    [stopped] = one.stopped
    assert stopped.field == "phone"
    assert watch(world.store, world.dealerships) == 1
    assert watch(world.store, world.dealerships) == 0
    arrive(world, 32, phone=False)
    assert watch(world.store, world.dealerships) == 0
    told = notices(world)
    assert set(told) == {"notice CarBarn no longer tells the phone"}
    assert len(told) == len(world.dealership.people["kim"].alerts)


def test_a_silent_site_is_told_once_for_each_silence(world: World) -> None:
    terms = SourceTerms("carbarn", expect=Expect(timedelta(hours=4)))
    world.dealership = replace(world.dealership, sources=MappingProxyType({"carbarn": terms}))
    arrive(world, 1)
    world.clock.advance(timedelta(hours=3))
    assert watch(world.store, world.dealerships) == 0
    world.clock.advance(timedelta(hours=2))
    assert healths(world)["carbarn"].silent_since is not None
    assert watch(world.store, world.dealerships) == 1
    world.clock.advance(timedelta(hours=20))
    assert watch(world.store, world.dealerships) == 0
    arrive(world, 2)
    assert watch(world.store, world.dealerships) == 0
    world.clock.advance(timedelta(hours=5))
    assert watch(world.store, world.dealerships) == 1
    assert set(notices(world)) == {"notice CarBarn is silent"}


def test_a_site_that_never_wrote_is_missed_from_the_first_mail_on(world: World) -> None:
    terms = SourceTerms("lotshare", expect=Expect(timedelta(hours=8)))
    world.dealership = replace(world.dealership, sources=MappingProxyType({"lotshare": terms}))
    world.clock.advance(timedelta(hours=100))
    assert watch(world.store, world.dealerships) == 0
    arrive(world, 1)
    world.clock.advance(timedelta(hours=9))
    assert watch(world.store, world.dealerships) == 1
    assert healths(world)["lotshare"].last_mail_at is None
    assert set(notices(world)) == {"notice lotshare is silent"}


def test_mails_that_gave_no_lead_count_for_the_site_that_writes_from_there(world: World) -> None:
    arrive(world, 1)
    world.arrive(mail(kind="lead", noise="nobody in it"))
    world.arrive(mail(kind="not_lead", noise="news"))
    one = healths(world)["carbarn"]
    assert (one.mails, one.leads, one.not_understood) == (3, 1, 1)
