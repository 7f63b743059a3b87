"""Answers to alert mails through the real daemon: out by a relay, back by the SMTP port, and forgeries of all of it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.delivery import relay_peer
from tests.delivery.relay_peer import Relay
from tests.journeys.running import Running, adf

ANA = "ana@sunset.example"


@pytest.fixture
def relay() -> Iterator[Relay]:
    with relay_peer.serving() as one:
        yield one


@pytest.fixture
def floor(tmp_path: Path, relay: Relay) -> Iterator[Running]:
    """The daemon with a real relay, believing what mx.sunset.example says of mails."""
    made = Running(tmp_path)
    config = made.config.read_text().replace("relay: console", f"relay: {relay.url}")
    made.config.write_text(config.replace("smtp: {", "smtp: {trusted_authserv_id: mx.sunset.example, "))
    with made:
        yield made


def mails_to(relay: Relay, who: str) -> list[tuple[str, EmailMessage]]:
    """The mails to somebody, each with the address that it comes back to."""
    found = [(envelope.mail_from or "", relay.mail(at)) for at, envelope in enumerate(relay.taken)]
    return [(sender, message) for sender, message in found if message["To"] == who]


def write(floor: Running, to: str, first: str, sender: str = ANA, results: str = "") -> None:
    """A mail by SMTP, as somebody answers an alert."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: NEW Maria Ochoa"
    if results:
        message["Authentication-Results"] = results
    message.set_content(f"{first}\n\nOn Monday Up Tape wrote:\n> NEW Maria Ochoa\n> 3 (called), 4 (talked)\n")
    with floor.smtp() as client:
        client.send_message(message, from_addr=sender, to_addrs=[to])


def test_only_who_holds_the_alert_or_is_vouched_for_can_answer_it(floor: Running, relay: Relay) -> None:
    floor.send(adf(1, "Maria", "Ochoa"))
    floor.send(adf(2, "Pat", "Doe"))
    floor.send(adf(3, "Sam", "Roe"))
    floor.wait_for("outbox", lambda lines: sum(x["channel"] == "email" and x["state"] == "sent" for x in lines) == 3)
    ((comes_back, alert),) = mails_to(relay, ANA)
    right = str(alert["Reply-To"])
    maria, pat, _ = [line["lead_id"] for line in floor.lines("leads")]
    local, _, word = right.partition("@")[0].partition(".")
    assert local == f"main+{maria.lower()}"
    assert comes_back.endswith(f".{word}@leads.sunset.example")
    ((_, bobs),) = mails_to(relay, "bob@sunset.example")
    other = str(bobs["Reply-To"]).partition(".")[2].partition("@")[0]
    at_home = "@leads.sunset.example"

    write(floor, local + at_home, "SOLD")
    write(floor, f"{local}.{other}{at_home}", "SOLD")
    write(
        floor,
        f"{local}.{word[::-1]}{at_home}",
        "SOLD",
        results="mx.evil.example; dmarc=pass header.from=sunset.example",
    )
    write(floor, local + at_home, "SOLD", results="mx.sunset.example; dmarc=fail header.from=sunset.example")
    write(floor, right, "SOLD", sender="bob@sunset.example")
    write(floor, right, "SOLD", sender="eve@evil.example")
    lines = floor.wait_for("leads", lambda lines: len(lines) == 9 and all(x["status"] != "received" for x in lines))
    assert [line["status"] for line in lines[:3]] == ["assigned"] * 3
    floor.wait_for("outbox", lambda lines: sum(x["kind"] == "answer" and x["state"] == "sent" for x in lines) == 2)
    told = mails_to(relay, ANA)[1][1]
    assert "did nothing" in str(told.get_body(("plain",)))
    assert maria in told["Subject"]

    write(floor, right.upper().replace("@LEADS", "@leads"), "sold!")
    write(floor, f"main+{pat.lower()}{at_home}", "LOST bought elsewhere", sender="bob@sunset.example",
          results="mx.sunset.example; dmarc=pass header.from=sunset.example")  # fmt: skip
    lines = floor.wait_for("leads", lambda lines: {x["status"] for x in lines[:2]} == {"sold", "lost"})
    assert [line["status"] for line in lines[:3]] == ["sold", "lost", "assigned"]
    assert floor.command("audit") == "All invariants hold.\n"
