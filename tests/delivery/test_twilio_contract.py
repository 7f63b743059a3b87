"""Our texts and calls against Twilio's own published contract: what we ask is valid, what it answers is understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.delivery import contract, twilio_peer
from tests.delivery.twilio_peer import SID, TOKEN, Twilio
from tests.wording.builders import AT, FACTS, entry, facts
from uptape.core.outbox import Declined, Deferred, Sent, Text
from uptape.core.providers import SmsSettings
from uptape.delivery.twilio_sms import TwilioSms
from uptape.delivery.voice import MOST_TWIML, TwilioVoice
from uptape.flow.statuses import FAILED, RANKS
from uptape.wording.render import Wording

pytestmark = contract.needs_contract()

HOOKS = "https://up.sunset.example/hooks/twilio"
TEXT = Text("NEW Maria Ochoa 310-555-0142 7KQ")


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The contract with its own examples behind it."""
    with contract.serving(tmp_path_factory.mktemp("mock")) as url:
        yield url


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Twilio]]:
    """The contract in front of the server that keeps texts as Twilio does: both ways are held against it."""
    with twilio_peer.serving() as peer, contract.serving(tmp_path_factory.mktemp("proxy"), peer.url) as url:
        yield url, peer


@pytest.fixture
def peer(checked: tuple[str, Twilio]) -> Twilio:
    """The server behind the contract, empty."""
    peer = checked[1]
    peer.kept.clear()
    peer.asked.clear()
    peer.faults, peer.headers, peer.made = [], {}, twilio_peer.MADE
    return peer


def settings(url: str, **changes: Any) -> SmsSettings:
    return replace(
        SmsSettings("twilio", "+13105550100", SID, TOKEN, url, f"{HOOKS}/status", f"{HOOKS}/voice"), **changes
    )


def preferring(channel: TwilioSms | TwilioVoice, words: str) -> None:
    """Has the mock server answer with another example, or with values made up by the contract's types."""
    assert channel._http.session is not None
    channel._http.session.headers["Prefer"] = words


def published(path: str, method: str) -> dict[str, Any]:
    """An operation of the contract."""
    found: dict[str, Any] = contract.contract()["paths"][contract.ACCOUNT + path][method]
    return found


# What is asked


@pytest.mark.parametrize("sender", ["+13105550100", "MG" + "1" * 32, "72345"])
@pytest.mark.parametrize("kind", ["assigned", "offer", "late"])
def test_a_text_as_we_hand_it_over_is_valid(mock: str, sender: str, kind: str) -> None:
    text = Wording().render(entry(replace(FACTS, kind=kind)))
    assert TwilioSms(settings(mock, from_number=sender)).send(entry(kind=kind), text) == Sent("SM" + "a" * 32)


@pytest.mark.parametrize("kind", ["assigned", "offer", "late"])
def test_a_call_as_we_place_it_is_valid(mock: str, kind: str) -> None:
    of = entry(replace(FACTS, kind=kind), "voice", kind=kind)
    found = TwilioVoice(settings(mock)).send(of, Wording().render(of))
    assert isinstance(found, Sent)
    assert found.provider_id.startswith("CA")


def test_a_text_without_a_public_address_is_valid_too(mock: str) -> None:
    plain = settings(mock, status_callback=None, action_url=None)
    assert isinstance(TwilioSms(plain).send(entry(), TEXT), Sent)
    assert isinstance(TwilioVoice(plain).send(entry(channel="voice"), TEXT), Sent)


def test_a_call_keeps_to_the_length_that_the_contract_gives_whatever_the_customer_wrote(mock: str) -> None:
    said = published("/Calls.json", "post")["requestBody"]["content"][contract.FORM]["schema"]["properties"]["Twiml"]
    assert f"Max {MOST_TWIML} characters" in said["description"]
    of = entry(facts({"comments": "<&>" * 900}), "voice")
    voice = TwilioVoice(settings(mock))
    for text in (Wording().render(of), Text("&" * 3000), Text("x " * 3000)):
        spoken = voice.spoken(of, text)
        assert MOST_TWIML - 40 < len(spoken) <= MOST_TWIML
        assert spoken.count("Press 1 to take it.</Say></Gather>") == 2
        assert isinstance(voice.send(of, text), Sent)


def test_no_field_is_sent_that_the_contract_does_not_name(checked: tuple[str, Twilio], peer: Twilio) -> None:
    sms = TwilioSms(settings(checked[0]))
    sms.send(entry(), TEXT)
    TwilioSms(settings(checked[0], from_number="MG" + "1" * 32)).send(entry(), TEXT)
    TwilioVoice(settings(checked[0])).send(entry(channel="voice"), TEXT)
    for made, path in zip(peer.kept, ("/Messages.json", "/Messages.json", "/Calls.json"), strict=True):
        named = published(path, "post")["requestBody"]["content"][contract.FORM]["schema"]["properties"]
        assert set(made["form"]) <= set(named)
    sms.look_up(entry(), Text("another"))
    (asked,) = [parse_qs(urlsplit(url).query) for method, url in peer.asked if method == "GET"]
    assert set(asked) <= {one["name"] for one in published("/Messages.json", "get")["parameters"]}


# What is no use


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/Messages.json", {"From": "+13105550100", "Body": "x"}, "must have required property 'To'"),
        ("/Messages.json", {"To": "+13105550111", "StatusCallback": "no address"}, 'must match format "uri"'),
        ("/Calls.json", {"To": "+13105550111", "Twiml": "<Response/>"}, "must have required property 'From'"),
    ],
)
def test_a_request_that_breaks_the_contract_is_refused(mock: str, path: str, form: dict[str, str], said: str) -> None:
    answer = httpx.post(f"{mock}/2010-04-01/Accounts/{SID}{path}", data=form, auth=(SID, TOKEN))
    assert answer.status_code == 422
    assert said in answer.json()["validation"][0]["message"]


def test_a_request_of_ours_that_breaks_it_is_declined_in_the_channel(mock: str) -> None:
    broken = TwilioSms(settings(mock, status_callback="no address"))
    assert broken.send(entry(), TEXT) == Declined("Unable to create record (422)", "422")
    nobody = TwilioSms(settings(mock, account_sid="nobody"))
    assert isinstance(nobody.send(entry(), TEXT), Declined)
    bare = httpx.post(f"{mock}/2010-04-01/Accounts/{SID}/Messages.json", data={"To": "+13105550111"})
    assert bare.status_code == 401


# What is answered


@pytest.mark.parametrize(
    "example", ["create", "createWoService", "createWithMessagingService", "createScheduledMessageMms"]
)
def test_each_answer_that_the_contract_shows_is_a_text_that_was_taken(mock: str, example: str) -> None:
    value = published("/Messages.json", "post")["responses"]["201"]["content"][contract.JSON]["examples"][example]
    sms = TwilioSms(settings(mock))
    preferring(sms, f"example={example}")
    assert sms.send(entry(), TEXT) == Sent(value["value"]["sid"])


def test_made_up_answers_of_the_right_types_are_understood(mock: str) -> None:
    sms, voice = TwilioSms(settings(mock)), TwilioVoice(settings(mock))
    for one in (sms, voice):
        preferring(one, "dynamic=true")
    for _ in range(20):
        assert isinstance(sms.send(entry(), TEXT), Sent | Deferred | Declined)
        assert isinstance(voice.send(entry(channel="voice"), TEXT), Sent | Deferred)


def test_looking_up_reads_the_list_that_the_contract_shows(mock: str) -> None:
    at = datetime(2019, 5, 24, 17, 44, tzinfo=UTC)  # when the texts of the example were made
    sms = TwilioSms(settings(mock))
    preferring(sms, "example=readFullPage1")
    mine = entry(to="+18182008801", created_at=at)
    assert sms.look_up(mine, Text("testing")) == Sent("SMded05904ccb347238880ca9264e8fe1c")
    assert sms.look_up(replace(mine, created_at=AT), Text("testing")) is None
    assert sms.look_up(mine, Text("never sent")) is None


# What is told later


@pytest.mark.parametrize(("path", "schema"), [("/Messages", "message_enum_status"), ("/Calls", "call_enum_status")])
def test_every_status_of_the_contract_is_known_to_the_callbacks(path: str, schema: str) -> None:
    statuses = set(contract.contract()["components"]["schemas"][schema]["enum"])
    inbound = {"receiving", "received"}
    assert statuses - inbound <= set(RANKS)
    assert statuses & FAILED == statuses & {"undelivered", "failed", "canceled", "busy", "no-answer"}


# With a memory behind it


def test_a_text_whose_answer_was_lost_is_found_again(checked: tuple[str, Twilio], peer: Twilio) -> None:
    sms = TwilioSms(settings(checked[0]))
    peer.faults = ["lose"]
    found = sms.send(entry(), TEXT)
    assert isinstance(found, Deferred)
    assert found.unknown
    assert sms.look_up(entry(), TEXT) == Sent(peer.kept[0]["sid"])
    assert sms.look_up(entry(to="+13105550112"), TEXT) is None
    assert [method for method, _ in peer.asked] == ["POST", "GET", "GET"]


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("undelivered", 30006, Declined("the carrier's words (30006)", "30006")),
        ("failed", 30003, Deferred("the carrier's words (30003)")),
        ("failed", None, Deferred("the provider says failed")),
        ("canceled", None, Deferred("the provider says canceled")),
        ("sending", None, Sent("SM" + "0" * 32)),
        ("delivered", None, Sent("SM" + "0" * 32)),
    ],
)
def test_what_became_of_a_text_is_read_when_it_is_looked_up(
    checked: tuple[str, Twilio], peer: Twilio, status: str, code: int | None, expected: object
) -> None:
    sms = TwilioSms(settings(checked[0]))
    sms.send(entry(), TEXT)
    peer.kept[0] |= {"status": status, "error_code": code, "error_message": "the carrier's words" if code else None}
    assert sms.look_up(entry(), TEXT) == expected


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ((400, 21610), Declined("this number opted out of texts (21610)", "21610", True)),
        ((400, 21211), Declined("the peer was told to refuse (21211)", "21211")),
        ((429, 20429), Deferred("the peer was told to refuse (20429)")),
    ],
)
def test_error_codes_come_through(
    checked: tuple[str, Twilio], peer: Twilio, fault: tuple[int, int], expected: object
) -> None:
    peer.faults = [fault]
    assert TwilioSms(settings(checked[0])).send(entry(), TEXT) == expected


def test_the_server_that_our_other_tests_use_keeps_to_the_contract(checked: tuple[str, Twilio], peer: Twilio) -> None:
    call = TwilioVoice(settings(checked[0])).send(entry(channel="voice"), TEXT)
    text = TwilioSms(settings(checked[0])).send(entry(), TEXT)
    assert [call, text] == [Sent(one["sid"]) for one in peer.kept]
    peer.kept[1]["status"] = "lost in the post"  # no word of the contract: the answer is not handed on
    found = TwilioSms(settings(checked[0])).look_up(entry(), TEXT)
    assert isinstance(found, Deferred)
