"""Twilio's hooks: nothing without its signature, each message once, the final status wins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from tests.console.kit import BASE, TOKEN, Web
from tests.flow.test_replies import arrive, floor, holds
from uptape.clock import FixedClock
from uptape.core.dealership import Way
from uptape.flow.statuses import settle_early
from uptape.store import optouts, views
from uptape.store.engine import Store
from uptape.store.tables import deliveries, texts
from uptape.wiring import judge

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def web(store: Store, clock: FixedClock, tmp_path: Path) -> Web:
    return Web(floor(store, clock), tmp_path)


def sms(sid: str, body: str, number: str = "+13105550104") -> dict[str, str]:
    """A text of Ana's."""
    return {"MessageSid": sid, "From": number, "To": "+13105550100", "Body": body, "NumMedia": "0"}


def kept(web: Web) -> int:
    """How many texts are kept."""
    with web.floor.store.read() as unit:
        return int(unit.connection.execute(select(func.count()).select_from(texts)).scalar_one())


def outbox(web: Web, person: str) -> list[dict[str, Any]]:
    """The texts to somebody."""
    with web.floor.store.read() as unit:
        return [line for line in views.outbox_lines(unit) if line["person"] == person and line["channel"] == "sms"]


def test_a_signed_text_is_done_and_answered_and_twice_is_once(web: Web) -> None:
    ana = web.floor.dealership.people["ana"].mobile or ""
    arrive(web.floor, "Maria Ochoa")
    for _ in range(2):
        answer = web.twilio("/hooks/twilio/sms", sms("SM1", "3", ana))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        assert "<Response/>" in answer.text
    assert kept(web) == 1
    assert [line["kind"] for line in outbox(web, "ana")] == ["assigned", "answer"]
    assert web.woken
    holds(web.floor)


@pytest.mark.parametrize(
    "change", ["no signature", "wrong", "other url", "other body", "get", "json", "10 MB", "64 kB", "latin", "chunked"]
)
def test_without_its_signature_it_is_403_and_nothing_is_stored(web: Web, change: str) -> None:
    path, form = "/hooks/twilio/sms", sms("SM1", "3")
    good = RequestValidator(TOKEN).compute_signature(f"{BASE}{path}", form)
    if change == "no signature":
        answer = web.client.post(path, content=urlencode(form), headers=FORM)
    elif change == "wrong":
        answer = web.twilio(path, form, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    elif change == "latin":
        headers = {**FORM, "X-Twilio-Signature": b"\xe9" * 27}  # type: ignore[dict-item]
        answer = web.client.post(path, content=urlencode(form), headers=headers)
    elif change == "other url":
        other = RequestValidator(TOKEN).compute_signature(f"https://evil.example{path}", form)
        answer = web.twilio(path, form, other)
    elif change == "other body":
        answer = web.twilio(path, {**form, "Body": "SOLD"}, good)
    elif change == "get":
        answer = web.client.get(f"{path}?{urlencode(form)}", headers={"X-Twilio-Signature": good})
    elif change == "json":
        answer = web.client.post(path, json=form, headers={"X-Twilio-Signature": good})
    elif change == "chunked":

        async def big() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"Body=" + b"x" * 40_000

        answer = web.client.post(path, content=big(), headers={**FORM, "X-Twilio-Signature": good})
    else:
        answer = web.twilio(path, {**form, "Body": "x" * (10_000_000 if change == "10 MB" else 65_536)})
    assert (answer.status_code, answer.text) == (403, "refused\n")
    assert kept(web) == 0


def test_without_a_provider_every_hook_is_shut(web: Web) -> None:
    console = replace(web.settings.channels.sms, provider="console")
    web.settings = replace(web.settings, channels=replace(web.settings.channels, sms=console))
    assert web.twilio("/hooks/twilio/sms", sms("SM1", "3")).status_code == 403


def test_an_unknown_number_is_kept_and_not_answered(web: Web) -> None:
    assert web.twilio("/hooks/twilio/sms", sms("SM9", "hello", "+13105558888")).status_code == 200
    assert kept(web) == 1
    with web.floor.store.read() as unit:
        assert list(views.outbox_lines(unit)) == []


def report(web: Web, sid: str, status: str, row: int, code: int | None = None) -> int:
    """A status of a message; gives back the answer's code."""
    form = {"MessageSid": sid, "MessageStatus": status, **({"ErrorCode": str(code)} if code else {})}
    return int(web.twilio(f"/hooks/twilio/status?row={row}", form).status_code)


def test_the_final_status_wins_whatever_the_order(web: Web) -> None:
    arrive(web.floor, "Maria Ochoa")
    (text,) = outbox(web, "ana")
    for status in ("queued", "delivered", "sent", "delivered", "sending"):
        assert report(web, text["provider_id"], status, text["id"]) == 200
    with web.floor.store.read() as unit:
        rows = unit.connection.execute(select(deliveries.c.status, deliveries.c.settled)).all()
    assert [tuple(row) for row in rows] == [("delivered", True)]
    assert outbox(web, "ana")[0]["delivery"] == "delivered"


def test_a_status_before_our_own_record_is_settled_later(web: Web) -> None:
    arrive(web.floor, "Maria Ochoa")
    (text,) = outbox(web, "ana")
    assert report(web, "SM-not-recorded-yet", "delivered", text["id"]) == 200
    assert report(web, "SM-nobody-knows", "delivered", 999_999) == 200
    store = web.floor.store
    assert settle_early(store, web.floor.dealerships, judge) == 0
    from sqlalchemy import update

    from uptape.store.tables import outbox as table

    with store.write() as unit:
        unit.connection.execute(update(table).where(table.c.id == text["id"]).values(provider_id="SM-not-recorded-yet"))
        unit.commit()
    assert settle_early(store, web.floor.dealerships, judge) == 1
    assert outbox(web, "ana")[0]["delivery"] == "delivered"
    assert settle_early(store, web.floor.dealerships, judge) == 0


def test_what_was_not_delivered_is_tried_again_then_goes_the_next_way(web: Web, clock: FixedClock) -> None:
    ana = replace(web.floor.dealership.people["ana"], alerts=(Way("sms", otherwise=Way("email")),))
    people = {**web.floor.dealership.people, "ana": ana}
    web.floor.dealership = replace(web.floor.dealership, people=people)
    arrive(web.floor, "Maria Ochoa")
    for attempt in range(1, 4):
        (text,) = outbox(web, "ana")
        assert (text["state"], text["attempts"]) == ("sent", attempt)
        report(web, text["provider_id"], "undelivered", text["id"], 30003)
        clock.advance(timedelta(minutes=5))
        web.floor.settle()
    with web.floor.store.read() as unit:
        lines = [(x["channel"], x["state"]) for x in views.outbox_lines(unit) if x["person"] == "ana"]
    assert lines == [("sms", "dead"), ("email", "sent")]
    holds(web.floor)


@pytest.mark.parametrize("code", [30004, 30005, 30006, 30007, 21610])
def test_what_can_never_be_delivered_goes_the_next_way_at_once(web: Web, code: int) -> None:
    arrive(web.floor, "Maria Ochoa")
    (text,) = outbox(web, "ana")
    report(web, text["provider_id"], "failed", text["id"], code)
    assert outbox(web, "ana")[0]["state"] == "dead"
    with web.floor.store.read() as unit:
        told = [line["text"] or "" for line in views.outbox_lines(unit) if line["person"] == "kim"]
        assert any("did not get through" in text for text in told)
        assert bool(optouts.among(unit, {text["to"]})) == (code == 21610)


def test_a_key_pressed_in_a_call_takes_or_passes(store: Store, clock: FixedClock, tmp_path: Path) -> None:
    world = floor(store, clock, "ana", "bob", offers=True)
    people = {
        key: replace(one, alerts=(Way("voice"),)) if key in {"ana", "bob"} else one
        for key, one in world.dealership.people.items()
    }
    world.dealership = replace(world.dealership, people=people)
    web = Web(world, tmp_path)
    world.dispatcher.channels = lambda: {"sms": world.phone, "email": world.phone, "voice": world.phone}
    arrive(world, "Maria Ochoa")
    with store.read() as unit:
        (call,) = [line for line in views.outbox_lines(unit) if line["channel"] == "voice"]

    def press(row: int, key: str, sid: str = "CA1") -> str:
        form = {"CallSid": sid, "Digits": key, "To": "+13105550104"}
        return str(web.twilio(f"/hooks/twilio/voice?row={row}", form).text)

    assert "Nothing was done" in press(call["id"], "7")
    assert "Nothing was done" in press(999, "1")
    assert "Passed: Maria O." in press(call["id"], "2")
    assert "done already" in press(call["id"], "2")
    with store.read() as unit:
        second = [line for line in views.outbox_lines(unit) if line["channel"] == "voice"][-1]
    assert "Maria Ochoa is yours" in press(second["id"], "1", "CA2")
    assert world.taken() == ["bob"]
    assert "gone: Bob Stone has it" in press(call["id"], "1", "CA3")
    holds(world)
