"""Mails by a relay: real SMTP on this machine, with every way in which a relay can refuse or go away."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.conftest import MONDAY
from tests.delivery import relay_peer
from tests.delivery.relay_peer import Relay
from tests.wording.builders import FACTS, entry, facts
from uptape.core.outbox import Declined, Deferred, OutboxEntry, Sent, Text
from uptape.core.providers import EmailSettings
from uptape.delivery import email
from uptape.delivery.email import RelayEmail, relay_of
from uptape.wording.render import Wording


@pytest.fixture
def relay() -> Iterator[Relay]:
    with relay_peer.serving() as one:
        yield one


def channel(relay: Relay, /, **changes: object) -> RelayEmail:
    usual = EmailSettings(relay.url, "Up Tape <uptape@leads.sunset.example>", timeout=5.0)
    return RelayEmail(replace(usual, **changes), lambda: MONDAY)  # type: ignore[arg-type]


def row(**changes: object) -> OutboxEntry:
    return replace(entry(FACTS, "email", "ana@sunset.example"), **changes)  # type: ignore[arg-type]


def test_a_mail_arrives_with_its_headers_and_both_bodies(relay: Relay) -> None:
    text = Wording().render(row())
    found = channel(relay).send(row(), text)
    mail = relay.mail()
    assert found == Sent(mail["Message-ID"])
    assert {name: mail[name] for name in ("From", "To", "Reply-To", "Subject", "Auto-Submitted", "Date")} == {
        "From": "Up Tape <uptape@leads.sunset.example>",
        "To": "ana@sunset.example",
        "Reply-To": "main+l-7k37kq@leads.sunset.example",
        "Subject": "NEW Maria Ochoa 310-555-0142 2021 Ford F-150 XLT $38,900 (L-7K37KQ)",
        "Auto-Submitted": "auto-generated",
        "Date": "Mon, 23 Nov 2026 18:00:00 +0000",
    }
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "Phone:    310-555-0142" in plain.get_content()
    assert 'href="tel:+13105550142"' in html.get_content()
    assert relay.greeted == ["leads.sunset.example"]


def test_the_envelope_sender_names_the_row_and_is_null_where_there_is_none(relay: Relay) -> None:
    channel(relay).send(row(), Text("a", "b"))
    channel(relay).send(replace(row(), facts=replace(row().facts, reply_to=None)), Text("a", "b"))
    channel(relay, envelope_from="bounces@leads.sunset.example").send(row(), Text("a", "b"))
    senders = [taken.mail_from for taken in relay.taken]
    assert senders == [f"main+b{row().id:x}@leads.sunset.example", "<>", "bounces@leads.sunset.example"]


def test_the_same_row_sent_twice_has_the_same_message_id(relay: Relay) -> None:
    for key in ("one", "one", "two"):
        channel(relay).send(row(key=key), Text("a", "b"))
    ids = [relay.mail(number)["Message-ID"] for number in range(3)]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "END"])
def test_a_refusal_for_good_is_declined_and_one_for_now_deferred(relay: Relay, stage: str) -> None:
    relay.answers = {stage: "550 5.1.1 no such person"}
    assert channel(relay).send(row(), Text("a", "b")) == Declined("550 5.1.1 no such person", "550")
    relay.answers = {stage: "451 4.3.0 later"}
    assert channel(relay).send(row(), Text("a", "b")) == Deferred("451 4.3.0 later")
    assert relay.taken == []


def test_a_relay_that_hangs_up_after_the_content_leaves_it_unknown(relay: Relay) -> None:
    relay.answers = {"END": "250 hang up"}
    found = channel(relay).send(row(), Text("a", "b"))
    assert isinstance(found, Deferred)
    assert found.unknown
    assert len(relay.taken) == 1


def test_a_relay_that_is_not_there_got_nothing() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{held.getsockname()[1]}"
        found = RelayEmail(EmailSettings(url), lambda: MONDAY).send(row(), Text("a", "b"))
    assert isinstance(found, Deferred)
    assert not found.unknown
    assert found.reason.startswith("the relay cannot be used: ")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # loopback; the peer has no certificate
def test_a_login_is_made_with_the_name_and_password_of_the_url() -> None:
    with relay_peer.serving(login=True) as relay:
        url = relay.url.replace("smtp://", "smtp://up:p%40ss@")
        assert isinstance(channel(relay, relay=url).send(row(), Text("a", "b")), Sent)
        assert relay.logins == [(b"up", b"p@ss")]
        wrong = channel(relay, relay=relay.url.replace("smtp://", "smtp://up:wrong@")).send(row(), Text("a", "b"))
        assert isinstance(wrong, Deferred)
        assert wrong.reason.startswith("the relay refused our name or password: 535")
        assert wrong.retry_after == 120.0
        assert "wrong" not in wrong.reason


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A self-made certificate, as relays on the same machine have."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=relay.sunset.example", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.needs("openssl")
def test_a_relay_that_offers_starttls_gets_the_password_encrypted(tls: ssl.SSLContext) -> None:
    with relay_peer.serving(login=True, tls=tls) as relay:
        url = relay.url.replace("smtp://", "smtp://up:p%40ss@")
        assert isinstance(channel(relay, relay=url).send(row(), Text("a", "b")), Sent)
        assert relay.taken[0].rcpt_tos == ["ana@sunset.example"]
        assert relay.logins == [(b"up", b"p@ss")]


@pytest.mark.needs("openssl")
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_relay_elsewhere_must_prove_its_name_and_offer_encryption(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "LOOPBACK", frozenset())  # as if the peer stood on another machine
    for certificate, said in (
        (tls, "CERTIFICATE_VERIFY_FAILED"),
        (None, "offers no STARTTLS; the password was not sent"),
    ):
        with relay_peer.serving(login=True, tls=certificate) as relay:
            url = relay.url.replace("smtp://", "smtp://up:p%40ss@")
            found = channel(relay, relay=url).send(row(), Text("a", "b"))
            assert isinstance(found, Deferred)
            assert said in found.reason
            assert relay.logins == relay.taken == []


@pytest.mark.parametrize(
    "evil",
    ["x\r\nBcc: all@evil.example", "x\nX-Evil: 1", "x\x00y", "x\u2028Bcc: all@evil.example", "é\r\nBcc: a@b.example"],
)
def test_no_lead_can_add_a_header(relay: Relay, evil: str) -> None:
    about = facts({"comments": evil, "source": evil}, {"full_name": evil, "emails": (evil,)})
    text = Wording().render(entry(about, "email"))
    channel(relay).send(row(facts=about), text)
    channel(relay).send(row(facts=replace(about, reply_to=f"main@x.example{evil}")), replace(text, subject=evil))
    for number in range(2):
        names = [name.lower() for name in relay.mail(number)]
        assert set(names) <= {
            "from", "to", "reply-to", "subject", "date", "message-id", "auto-submitted", "x-auto-response-suppress",
            "mime-version", "content-type", "content-transfer-encoding",
        }  # fmt: skip
        assert len(names) == len(set(names))
        assert relay.taken[number].rcpt_tos == ["ana@sunset.example"]


@pytest.mark.parametrize(
    "to", ["a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.example", "<a@b.example>", "é@b.example", "a", ""]
)
def test_what_is_no_address_never_reaches_the_relay(relay: Relay, to: str) -> None:
    assert isinstance(channel(relay).send(row(to=to), Text("a", "b")), Declined)
    assert relay.greeted == []


def test_lines_with_dots_and_other_letters_arrive_as_they_were(relay: Relay) -> None:
    channel(relay).send(row(), Text(".\n..a\nGarcía — 李\n" + "x" * 3000 + "\n", "García — 李"))
    mail = relay.mail()
    assert mail.get_content().replace("\r\n", "\n") == ".\n..a\nGarcía — 李\n" + "x" * 3000 + "\n"
    assert mail["Subject"] == "García — 李"
    assert all(len(line) <= 998 for line in (relay.taken[0].original_content or b"").split(b"\r\n"))


@pytest.mark.parametrize("url", ["http://relay.example", "relay.example", "smtp://"])
def test_a_relay_that_is_no_url_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="relay must be"):
        relay_of(url)
