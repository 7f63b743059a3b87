"""Texts by Twilio: the real client against a peer that keeps what it is given and fails in every way it can."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.delivery import twilio_peer
from tests.delivery.twilio_peer import SID, TOKEN, Twilio
from tests.wording.builders import AT, entry
from uptape.core.outbox import Declined, Deferred, Sent, Text
from uptape.core.providers import SmsSettings
from uptape.delivery.twilio_sms import TwilioSms

TEXT = Text("NEW Maria Ochoa 310-555-0142 7KQ")


@pytest.fixture
def peer() -> Iterator[Twilio]:
    with twilio_peer.serving() as one:
        yield one


def settings(peer: Twilio) -> SmsSettings:
    return SmsSettings("twilio", "+13105550100", SID, TOKEN, peer.url, "https://up.example/hooks/twilio/status")


def channel(peer: Twilio, **changes: object) -> TwilioSms:
    return TwilioSms(replace(settings(peer), **changes))  # type: ignore[arg-type]


def test_a_text_is_handed_over_with_its_number_and_its_callback(peer: Twilio) -> None:
    assert channel(peer).send(entry(), TEXT) == Sent(peer.kept[0]["sid"])
    assert peer.kept[0]["form"] == {
        "To": "+13105550111",
        "From": "+13105550100",
        "Body": TEXT.body,
        "StatusCallback": f"https://up.example/hooks/twilio/status?row={entry().id}",
    }
    assert peer.asked == [("POST", f"/2010-04-01/Accounts/{SID}/Messages.json")]


def test_a_messaging_service_takes_the_place_of_the_number(peer: Twilio) -> None:
    channel(peer, from_number="MG" + "1" * 32, status_callback=None).send(entry(), TEXT)
    assert peer.kept[0]["form"] == {"To": "+13105550111", "MessagingServiceSid": "MG" + "1" * 32, "Body": TEXT.body}


@pytest.mark.parametrize("code", [21211, 21614, 30004, 30005, 30006, 30007, 30034, 21408])
def test_codes_that_never_get_better_are_declined(peer: Twilio, code: int) -> None:
    peer.faults = [(400, code)]
    assert channel(peer).send(entry(), TEXT) == Declined(f"the peer was told to refuse ({code})", str(code))


def test_a_number_that_opted_out_is_told_as_such(peer: Twilio) -> None:
    peer.faults = [(400, 21610)]
    assert channel(peer).send(entry(), TEXT) == Declined("this number opted out of texts (21610)", "21610", True)


@pytest.mark.parametrize(
    ("fault", "unknown"), [((429, 20429), False), ((500, 20500), True), ((502, 0), True), ((503, 20503), False)]
)
def test_trouble_of_the_provider_is_deferred(peer: Twilio, fault: tuple[int, int], unknown: bool) -> None:
    peer.faults = [fault]
    found = channel(peer).send(entry(), TEXT)
    assert isinstance(found, Deferred)
    assert found.unknown is unknown


def test_the_wait_that_the_provider_asks_for_is_told(peer: Twilio) -> None:
    peer.faults, peer.headers = [(429, 20429)], {"Retry-After": "7"}
    assert channel(peer).send(entry(), TEXT) == Deferred("the peer was told to refuse (20429)", retry_after=7.0)


def test_a_wrong_token_waits_for_the_admin_and_says_what_to_look_at(peer: Twilio) -> None:
    found = channel(peer, auth_token="wrong").send(entry(), TEXT)
    assert found == Deferred(
        "our own account was refused: Authenticate (20003); check account_sid, auth_token and from under alerts",
        retry_after=120.0,
    )


def test_a_provider_that_hangs_is_given_up_and_the_text_is_unknown(peer: Twilio) -> None:
    peer.faults = ["hang"]
    found = channel(peer, timeout=0.2).send(entry(), TEXT)
    assert found == Deferred("the provider's answer was lost (ReadTimeout)", unknown=True)


@pytest.mark.parametrize("fault", ["lose", "nonsense"])
def test_a_text_whose_answer_was_lost_is_found_again(peer: Twilio, fault: str) -> None:
    peer.faults = [fault]
    sms = channel(peer)
    found = sms.send(entry(), TEXT)
    assert isinstance(found, Deferred)
    assert found.unknown
    assert sms.look_up(entry(), TEXT) == Sent(peer.kept[0]["sid"])
    assert len(peer.kept) == 1


def test_a_text_that_never_arrived_is_not_found_so_that_it_is_sent_again(peer: Twilio) -> None:
    sms = channel(peer)
    sms.send(entry(), Text("another text"))
    sms.send(entry(to="+13105550112"), TEXT)
    assert sms.look_up(entry(), TEXT) is None


def test_the_same_words_of_last_week_are_another_text(peer: Twilio) -> None:
    peer.made = "Mon, 16 Nov 2026 22:14:05 +0000"
    sms = channel(peer)
    sms.send(entry(), TEXT)
    assert sms.look_up(entry(), TEXT) is None
    assert sms.look_up(entry(created_at=AT - timedelta(days=7)), TEXT) == Sent(peer.kept[0]["sid"])


def test_a_trial_accounts_sentence_in_front_is_no_other_text(peer: Twilio) -> None:
    sms = channel(peer)
    sms.send(entry(), Text("Sent from your Twilio trial account - " + TEXT.body))
    assert sms.look_up(entry(), TEXT) == Sent(peer.kept[0]["sid"])


def test_looking_up_where_the_provider_is_down_leaves_it_unknown(peer: Twilio) -> None:
    sms = channel(peer)
    peer.faults = [(500, 20500)]
    found = sms.look_up(entry(), TEXT)
    assert isinstance(found, Deferred)
    assert found.unknown


def test_what_failed_at_the_carrier_meanwhile_is_told_when_looked_up(peer: Twilio) -> None:
    sms = channel(peer)
    sms.send(entry(), TEXT)
    peer.kept[0] |= {"status": "undelivered", "error_code": 30006, "error_message": "landline"}
    assert sms.look_up(entry(), TEXT) == Declined("landline (30006)", "30006")
    peer.kept[0] |= {"error_code": 30003, "error_message": "unreachable"}
    assert sms.look_up(entry(), TEXT) == Deferred("unreachable (30003)")


def test_a_provider_that_cannot_be_reached_sent_nothing() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        found = TwilioSms(SmsSettings("twilio", "+13105550100", SID, TOKEN, url)).send(entry(), TEXT)
    assert found == Deferred("the provider cannot be reached; nothing was sent")


def test_what_is_no_number_never_leaves(peer: Twilio) -> None:
    assert isinstance(channel(peer).send(entry(to="+1310\r\n555"), TEXT), Declined)
    assert peer.asked == []
