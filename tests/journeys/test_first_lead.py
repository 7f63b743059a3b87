"""A mail arrives over SMTP, and the next salesperson has a text: the real daemon, on both databases."""

from __future__ import annotations

import json
import smtplib
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import fresh_database
from tests.journeys.running import DEALERSHIP, Running, adf


@pytest.fixture(params=["sqlite", "postgres"])
def floor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """A running daemon on each database."""
    database = "sqlite:///data/uptape.db"
    if request.param == "postgres":
        database = fresh_database(request.getfixturevalue("postgres_url"))
    with Running(tmp_path, database) as running:
        yield running


def test_a_lead_finds_its_salesperson_and_everything_tells_of_it(floor: Running) -> None:
    floor.send(adf(1))
    sent = floor.wait_for("outbox", lambda lines: len(lines) == 2 and all(one["state"] == "sent" for one in lines))
    text = next(line for line in sent if line["channel"] == "sms")
    assert text["to"] == "+13105550111"
    assert text["text"].startswith("NEW Pat Nr1 310-556-0001 2021 Ford F-150 used stk P1 CarBarn")

    (lead,) = floor.lines("leads")
    assert (lead["status"], lead["assigned_to"], lead["source"]) == ("assigned", "ana", "CarBarn")
    assert lead["customer"] == {"name": "Pat Nr1", "emails": ["pat.nr1@customer.example"], "phones": ["+13105560001"]}
    tape = json.loads(floor.command("tape", "sunset/main", "--json"))
    assert [(one["person"], one["ups"]) for one in tape] == [("bob", 0), ("cy", 0), ("ana", 1)]
    assert "first in line" in floor.command("why", lead["lead_id"])
    assert floor.command("audit") == "All invariants hold.\n"


def test_send_says_what_became_of_the_mail(floor: Running, tmp_path: Path) -> None:
    mail = tmp_path / "lead.eml"
    mail.write_bytes(adf(7))
    said = floor.command("send", str(mail), "--to", "Main+web@LEADS.sunset.example")
    assert " → Ana Ruiz: NEW Pat Nr7" in said
    assert "duplicate of" in floor.command("send", str(mail), "--to", "main@leads.sunset.example")
    refused = floor.command("send", str(mail), "--to", "nobody@leads.sunset.example", code=1)
    assert "550" in refused


def test_who_is_out_is_skipped_and_a_waiting_lead_goes_out_when_they_are_back(floor: Running) -> None:
    for person in ("ana", "bob", "cy"):
        floor.command("out", person, "--for", "1h")
    floor.send(adf(1))
    floor.wait_for("leads", lambda lines: [one["status"] for one in lines] == ["queued"])
    assert "1 waiting lead went out" in floor.command("in", "sunset/bob")
    floor.wait_for("outbox", lambda lines: {one["state"] for one in lines if one["person"] == "bob"} == {"sent"})
    assert floor.command("audit") == "All invariants hold.\n"


def test_by_hand_assign_outcome_review_and_reread(floor: Running) -> None:
    floor.send(b"Subject: New lead\r\nMessage-ID: <x@y.example>\r\n\r\nName: Pat Doe\r\nVehicle: 2021 Ford F-150\r\n")
    floor.wait_for("review", lambda lines: len(lines) == 1)
    (item,) = floor.lines("review")
    assert item["why"]
    floor.command("reread", item["mail_id"])
    floor.wait_for("review", lambda lines: len(lines) == 1)
    floor.command("assign", item["mail_id"], "bob", "--why", "he knows her")
    assert floor.lines("review") == []
    lead = next(line for line in floor.lines("leads") if line["assigned_to"] == "bob")
    floor.command("outcome", lead["lead_id"], "contacted", "--note", "called back")
    assert "nobody is called" in floor.command("assign", lead["lead_id"], "zed", "--why", "x", code=1).lower()
    assert "no offer" in floor.command("accept", lead["lead_id"], "bob", code=1)
    assert "no offer" in floor.command("pass", lead["lead_id"], "bob", code=1)
    assert floor.command("audit") == "All invariants hold.\n"


def test_a_lead_on_offer_is_accepted_and_passed_by_command(tmp_path: Path) -> None:
    offering = DEALERSHIP.replace("tape: [ana, bob, cy]", "tape: [ana, bob, cy]\n    accept_within: 30 minutes")
    with Running(tmp_path, dealership=offering) as floor:
        floor.send(adf(1))
        (lead,) = floor.wait_for("leads", lambda lines: [one["status"] for one in lines] == ["offered"])
        assert (lead["assigned_to"], lead["takers"]) == (None, [])
        floor.command("pass", lead["lead_id"], "ana")
        floor.command("accept", lead["lead_id"], "sunset/bob")
        assert "gone: Bob Stone has it" in floor.command("accept", lead["lead_id"], "cy", code=1)
        (lead,) = floor.lines("leads")
        assert (lead["status"], lead["assigned_to"]) == ("assigned", "bob")
        sent = floor.wait_for("outbox", lambda lines: len(lines) == 6 and all(one["state"] == "sent" for one in lines))
        texts = [line["text"] for line in sent if line["channel"] == "sms"]
        assert [text.split()[0] for text in texts] == ["OFFER", "OFFER", "NEW"]
        assert "310-556-0001" not in texts[0]
        assert "310-556-0001" in texts[2]
        assert floor.command("audit") == "All invariants hold.\n"


def test_a_reload_takes_a_good_config_and_keeps_the_old_one_over_a_bad_one(floor: Running) -> None:
    file = floor.folder / "dealerships" / "sunset.yaml"
    assert floor.process is not None
    import signal

    file.write_text(DEALERSHIP.replace("tape: [ana, bob, cy]", "tape: [cy, bob]"))
    floor.process.send_signal(signal.SIGHUP)
    floor.wait_for("journal", lambda lines: any(one["event"] == "reload" for one in lines))
    tape = json.loads(floor.command("tape", "sunset/main", "--json"))
    assert [one["person"] for one in tape] == ["bob", "cy"]

    file.write_text(DEALERSHIP.replace("tape: [ana, bob, cy]", "tape: [ana, bbo]"))
    floor.process.send_signal(signal.SIGHUP)
    checked = floor.command("check", code=2)
    assert "dealerships/sunset.yaml:" in checked
    assert "bob" in checked
    floor.send(adf(3))
    file.write_text(DEALERSHIP.replace("tape: [ana, bob, cy]", "tape: [cy, bob]"))
    floor.wait_for("leads", lambda lines: [one["assigned_to"] for one in lines] == ["bob"])
    kept = [one for one in floor.lines("journal") if one["event"] == "reload"]
    assert "the running one is kept" in kept[-1]["reasons"][0]["why"]


def test_the_web_port_tells_health_readiness_and_figures(floor: Running) -> None:
    floor.send(adf(1))

    def get(path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://{floor.ready['web']}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    assert get("/healthz") == (200, "alive\n")
    assert get("/readyz") == (200, '{"ready":true,"reasons":[]}')
    assert 'uptape_mails_accepted_total{door="smtp"} 1.0' in get("/metrics")[1]


def test_unknown_recipients_are_refused_and_postmaster_is_kept_for_review(floor: Running) -> None:
    with floor.smtp() as client:
        client.ehlo()
        client.mail("")
        assert client.rcpt("nobody@leads.sunset.example")[0] == 550
        assert client.rcpt("postmaster")[0] == 250
        client.rset()
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        floor.send(b"x\r\n", to="a%b@leads.sunset.example")
    floor.send(b"Subject: hello\r\n\r\nanybody there?\r\n", to="Postmaster@leads.sunset.example")
    (item,) = floor.wait_for("review", lambda lines: len(lines) == 1)
    assert (item["dealership"], item["why"]) == (None, "for postmaster")


def test_sigterm_ends_it_with_0_and_a_second_daemon_refuses_to_start(tmp_path: Path) -> None:
    with Running(tmp_path) as floor:
        second = floor.command("serve", code=1)
        assert "another daemon" in second
        assert floor.stop() == 0


def test_a_taken_port_names_the_key_to_change(floor: Running, tmp_path: Path) -> None:
    other = Running(tmp_path / "other")
    text = other.config.read_text().replace("127.0.0.1:0, hostname", f"{floor.ready['smtp']}, hostname")
    other.config.write_text(text)
    assert "uptape.yaml:2:" in (said := other.command("serve", code=1))
    assert "change smtp.listen" in said
