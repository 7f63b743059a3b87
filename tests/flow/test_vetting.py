"""Mails that may not be from whom they say wait in the review box, with the reason; nothing is dropped (threat 56)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from tests.flow.builders import World, dealership, lead, mail
from uptape.clock import FixedClock
from uptape.core.dealership import SourceTerms
from uptape.core.errors import Place
from uptape.core.leads import Known
from uptape.flow.rehearse import rehearse
from uptape.store import views
from uptape.store.engine import Store

PLACE = Place("sunset.yaml", 40)
GOOD = b"Authentication-Results: mx.sunset.example; dkim=pass header.d=lots.example\r\n"


def world_of(store: Store, clock: FixedClock, **terms: Any) -> World:
    """A world that knows one source, and believes one mail server."""
    made = SourceTerms("carbarn", place=PLACE, **terms)
    world = World(store, clock, replace(dealership(), sources=MappingProxyType({"carbarn": made})))
    world.distributor.trusted = lambda: "mx.sunset.example"
    return world


def box(world: World) -> list[tuple[str | None, str | None]]:
    with world.store.read() as unit:
        return [(line["from"], line["why"]) for line in views.review_lines(unit)]


def from_site(name: str, *, headers: bytes = b"", key: str | None = "carbarn") -> bytes:
    return b"From: site@lots.example\r\n" + headers + mail(lead(name, source_key=key))


def test_a_sender_that_is_not_allowed_waits_for_a_person(store: Store, clock: FixedClock) -> None:
    world = world_of(store, clock, allow_from=("leads@factory.example", "@trusted.example"))
    world.arrive(from_site("Pat Doe"))
    assert box(world) == [
        ("site@lots.example", "site@lots.example is not among the senders that count as carbarn (sunset.yaml:40)")
    ]
    assert world.taken() == [None]
    world.arrive(from_site("Ada Pell", key=None))
    assert world.taken() == [None, "ana"]


@pytest.mark.parametrize("allowed", ["site@lots.example", "@lots.example", "*@*.example"])
def test_a_sender_that_is_allowed_is_dealt(store: Store, clock: FixedClock, allowed: str) -> None:
    world = world_of(store, clock, allow_from=(allowed,))
    world.arrive(from_site("Pat Doe"))
    assert (world.taken(), box(world)) == (["ana"], [])


def test_what_does_not_pass_waits_for_a_person_and_what_passes_is_dealt(store: Store, clock: FixedClock) -> None:
    world = world_of(store, clock, require="dkim")
    world.arrive(from_site("Pat Doe", headers=GOOD.replace(b"=pass", b"=fail")))
    world.arrive(from_site("Eve Forged", headers=GOOD.replace(b"mx.sunset", b"mx.evil")))
    world.arrive(from_site("Ada Pell", headers=GOOD))
    assert world.taken() == [None, None, "ana"]
    assert [why for _, why in box(world)] == [
        "carbarn must pass dkim (sunset.yaml:40): mx.sunset.example says dkim=fail",
        "carbarn must pass dkim (sunset.yaml:40): it has no DKIM signature",
    ]
    assert [text for _, text in world.phone.sent if text.startswith("review")]


def test_a_rehearsal_says_the_same(store: Store, clock: FixedClock) -> None:
    world = world_of(store, clock, require="dmarc")
    raw = from_site("Pat Doe", headers=GOOD)
    [reading] = world.reader([(raw, Known())])
    [found] = rehearse(store, world.dealership, "main", raw, reading, "mx.sunset.example")
    assert found.outcome == "review"
    assert "no Authentication-Results of mx.sunset.example tells dmarc" in found.reasons[-1].why
    assert world.lines() == []
