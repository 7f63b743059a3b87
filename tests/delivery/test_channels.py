"""The contract of every registered channel, with its real provider on this machine and with the console."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.delivery import http_peer, relay_peer, twilio_peer
from tests.delivery.test_http import WSDL, soap_answer
from tests.wording.builders import FACTS, entry
from uptape.clock import FixedClock
from uptape.core.outbox import Channel, Declined, Deferred, OutboxEntry, Sent, Text
from uptape.core.providers import ChannelSettings, EmailSettings, FaxSettings, HttpSettings, SmsSettings
from uptape.delivery.channels import CHANNELS, build
from uptape.wording.render import Wording

ADDRESSES = {
    "sms": "+13105550111",
    "voice": "+13105550111",
    "fax": "+15045550188",
    "email": "ana@sunset.example",
    "adf": "leads@crm.harbor.example",
}


@dataclass
class Peers:
    """The providers of all channels, and what they hold."""

    twilio: twilio_peer.Twilio
    relay: relay_peer.Relay
    buyer: http_peer.Buyer
    wsdl: Path

    @property
    def held(self) -> int:
        """Messages that any of them took."""
        return len(self.twilio.kept) + len(self.relay.taken) + len(self.buyer.posts)

    def settings(self) -> ChannelSettings:
        """Every channel with a provider that is no console."""
        sms = SmsSettings("twilio", "+13105550100", twilio_peer.SID, twilio_peer.TOKEN, self.twilio.url)
        return ChannelSettings(
            sms,
            sms,
            FaxSettings("email", address="{number}@fax.example"),
            EmailSettings(self.relay.url, "Up Tape <uptape@leads.sunset.example>", timeout=5.0),
            HttpSettings(("127.0.0.1",), 5.0),
        )

    def row(self, channel: str) -> OutboxEntry:
        """A row that the channel can deliver."""
        to = ADDRESSES.get(channel, self.buyer.url)
        if channel == "chat":
            to = f"mmost://127.0.0.1:{self.buyer.port}/a1b2c3d4e5f6g7h8i9j0k1l2m3"
        options = {"wsdl": str(self.wsdl), "operation": "PostLead"} if channel == "soap" else None
        return entry(FACTS, channel, to, options=options)


@pytest.fixture
def peers(tmp_path: Path) -> Iterator[Peers]:
    with twilio_peer.serving() as twilio, relay_peer.serving() as relay, http_peer.serving() as buyer:
        buyer.usual = (200, soap_answer("<PostLeadResponse><Result>OK</Result></PostLeadResponse>"))
        wsdl = tmp_path / "leads.wsdl"
        wsdl.write_text(WSDL.replace("URL", buyer.url))
        yield Peers(twilio, relay, buyer, wsdl)


def unheard(entry: OutboxEntry, text: Text, provider_id: str) -> None:
    raise AssertionError("the console was used")


def channels(peers: Peers, clock: FixedClock) -> dict[str, Channel]:
    return build(peers.settings(), unheard, clock)


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_has_its_own_name_and_hands_a_lead_to_its_provider_once(
    name: str, peers: Peers, clock: FixedClock
) -> None:
    channel = channels(peers, clock)[name]
    assert channel.name == name
    row = peers.row(name)
    assert isinstance(channel.send(row, Wording().render(row)), Sent)
    assert peers.held == 1


@pytest.mark.parametrize("name", CHANNELS)
def test_an_address_that_is_none_is_declined_and_never_raises(name: str, peers: Peers, clock: FixedClock) -> None:
    channel = channels(peers, clock)[name]
    row = peers.row(name)
    bad = entry(FACTS, name, "no address\r\nX: y", options=row.options)
    found = channel.send(bad, Wording().render(row))
    assert isinstance(found, Declined | Deferred)
    assert found.reason
    assert peers.held == 0


@pytest.mark.parametrize("name", CHANNELS)
def test_looking_up_what_was_never_sent_finds_nothing(name: str, peers: Peers, clock: FixedClock) -> None:
    row = peers.row(name)
    assert channels(peers, clock)[name].look_up(row, Wording().render(row)) is None


def test_with_the_console_every_message_is_shown_and_has_the_same_id_when_sent_again(clock: FixedClock) -> None:
    shown: list[tuple[str, str, str]] = []

    def sink(entry: OutboxEntry, text: Text, provider_id: str) -> None:
        shown.append((entry.channel, text.body, provider_id))

    made = build(ChannelSettings(), sink, clock)
    for name in ("sms", "email", "voice", "fax", "adf"):
        row = entry(FACTS, name, ADDRESSES[name])
        assert made[name].send(row, Text("hello")) == made[name].send(row, Text("hello")) == Sent(shown[-1][2])
    assert len(shown) == 10
    assert len({identity for _, _, identity in shown}) == 5
