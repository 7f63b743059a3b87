"""The storm: many leads, a fifth of all provider calls failing in every way, the daemon killed again and again.

Every alert must reach its provider at least once, and twice only where the provider's answer was unknown, with the row
saying so. `python -m tests.soak.storm 10000 [KILLS]` runs it alone and prints the figures.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import smtplib
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from email.utils import formatdate
from pathlib import Path
from typing import Any

from tests.delivery import relay_peer, twilio_peer
from tests.journeys.running import Running, adf
from uptape.clock import SystemClock

PEOPLE = 60
FAULTS = 0.2
SERVICE = """\
database: {database}
smtp: {{listen: 127.0.0.1:0, hostname: leads.sunset.example}}
web: {{listen: 127.0.0.1:0, public_url: http://127.0.0.1:8080}}
alerts:
  sms: {{provider: twilio, from: "+13105550100", account_sid: {sid}, auth_token: {token}, api_base: "{api}"}}
  email: {{relay: "{relay}", from: Up Tape <uptape@leads.sunset.example>}}
dealerships: dealerships/*.yaml
"""
NOTE = "sent again after an unknown answer"
NAME = re.compile(r"Pat (Nr\d+)\b")
HANDED = re.compile(r"\bNEW Pat (Nr\d+)\b")
"""A lead handed over, in a text of its own or in a digest; a long storm is nudged about its late leads as well."""


class TextFaults:
    """In place of the peer's list of faults: a fifth of all requests fails, each kind as often as the others."""

    KINDS = ((429, 20429), (500, 20500), (503, 20503), "lose", "nonsense")

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.seen, self.lock = chance, Counter[str](), threading.Lock()
        self.on = True

    def __bool__(self) -> bool:
        return self.on

    def pop(self, _at: int) -> tuple[int, int] | str | None:
        """The next fault, or None for an answer as it should be."""
        with self.lock:
            fault = self.chance.choice(self.KINDS) if self.chance.random() < FAULTS else None
            self.seen[str(fault)] += 1
            return fault


class MailFaults(dict[str, str]):
    """In place of the relay's answers: refusals for now before and after the mail, and lost answers."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance, self.seen = chance, Counter[str]()
        self.on = True

    def get(self, key: str, default: Any = None) -> Any:
        """The answer at a step: over all steps a fifth of the mails meets a fault."""
        faults = {"MAIL": "421 busy", "RCPT": "450 later", "END": self.chance.choice(("451 later", "250 hang up"))}
        fault = faults.get(key) if self.on and self.chance.random() < FAULTS / 3 else None
        self.seen[fault or "none"] += 1
        return fault or default


@dataclass(frozen=True, slots=True)
class Figures:
    """What a storm did. Times in seconds."""

    leads: int
    kills: int
    seconds: float
    text_requests_failed: int
    mail_steps_failed: int
    rows: int
    texts: int
    """At the provider, a digest counted once."""
    digests: int
    mails: int
    again: int
    """Rows that were sent, or looked up, after an unknown answer."""
    twice: int
    """Alerts that reached their provider more than once."""
    attempts: dict[int, int]
    median: float
    last: float
    """From the decision to the provider's yes, at the 99th percentile."""


def dealership() -> str:
    """A floor of many salespeople."""
    people = "\n".join(
        f'  p{n}: {{name: Person {n}, mobile: "+1310555{1000 + n}", email: p{n}@sunset.example}}' for n in range(PEOPLE)
    )
    tape = ", ".join(f"p{n}" for n in range(PEOPLE))
    return f"""\
dealership: sunset
name: Sunset Motors
timezone: America/Los_Angeles
country: US
hours: {{mon-sun: 00:00-24:00}}
managers:
  kim: {{name: Kim Park, mobile: "+13105550190", email: kim@sunset.example}}
salespeople:
{people}
pools:
  main:
    addresses: [main@leads.sunset.example]
    tape: [{tape}]
"""


def storm(
    folder: Path, leads: int, kills: int, seed: int = 7, patience: float = 600.0, *, calm_in_the_end: bool = False
) -> Figures:
    """Runs a storm in an empty folder. Raises AssertionError where a promise was broken.

    `calm_in_the_end` ends the faults once everything was tried, so that nothing is retried for minutes.
    """
    with twilio_peer.serving() as twilio, relay_peer.serving() as relay:
        twilio.made = formatdate(SystemClock().now().timestamp() + 86_400)
        texts, mails = TextFaults(random.Random(seed)), MailFaults(random.Random(seed + 1))
        twilio.faults, relay.answers = texts, mails  # type: ignore[assignment]
        floor = Running(folder, dealership=dealership())
        floor.config.write_text(
            SERVICE.format(
                database=f"sqlite:///{folder}/storm.db", sid=twilio_peer.SID, token=twilio_peer.TOKEN, api=twilio.url,
                relay=relay.url,
            )
        )  # fmt: skip
        began = time.monotonic()
        floor.start()
        try:
            _send(floor, leads, kills)
            if calm_in_the_end:
                _until(floor, leads, patience, tried=True)
                texts.on = mails.on = False
            _until(floor, leads, patience)
            rows = _rows(floor, leads)
            seconds = time.monotonic() - began
            assert floor.command("audit") == "All invariants hold.\n"
        finally:
            floor.stop()
        return _judged(rows, twilio, relay, texts, mails, leads, kills, seconds)


def _send(floor: Running, leads: int, kills: int) -> None:
    """Sends every lead until it is accepted, over connections that carry many, and kills the daemon in between."""
    deaths = {leads * (number + 1) // (kills + 1) for number in range(kills)}
    client: smtplib.SMTP | None = None
    for number in range(leads):
        if number in deaths:
            floor.kill()
            floor.start()
        while True:
            try:
                client = client or floor.smtp()
                client.sendmail("leads@carbarn.example", ["main@leads.sunset.example"], adf(number))
                break
            except (OSError, smtplib.SMTPException):
                if client is not None:
                    client.close()
                client = None
    if client is not None:
        client.close()


def _until(floor: Running, leads: int, patience: float, *, tried: bool = False) -> None:
    """Waits until every alert was sent, or at least tried."""
    left = "attempts = 0" if tried else "state not in ('sent', 'dead', 'cancelled')"
    query = f"select count(*), coalesce(sum({left}), 0) from outbox where kind = 'assigned'"
    deadline, pause = time.monotonic() + patience, threading.Event()
    while True:
        with contextlib.closing(sqlite3.connect(floor.folder / "storm.db", timeout=30)) as database:
            queued, waiting = database.execute(query).fetchone()
        if queued >= 2 * leads and not waiting:
            return
        assert time.monotonic() < deadline, f"{queued} queued, {waiting} of them never got through"
        pause.wait(0.5)


def _rows(floor: Running, leads: int) -> list[dict[str, Any]]:
    alerts = floor.lines("outbox")
    assigned = {line["lead_id"]: line["assigned_at"] for line in floor.lines("leads") if line["status"] == "assigned"}
    assert len(assigned) == leads
    return [{**row, "assigned_at": assigned[row["lead_id"]]} for row in alerts if row["kind"] == "assigned"]


def _judged(
    rows: list[dict[str, Any]], twilio: twilio_peer.Twilio, relay: relay_peer.Relay,
    texts: TextFaults, mails: MailFaults, leads: int, kills: int, seconds: float,
) -> Figures:  # fmt: skip
    from datetime import datetime

    assert len({row["key"] for row in rows}) == len(rows) == 2 * leads
    assert {row["state"] for row in rows} == {"sent"}, Counter(row["state"] for row in rows)
    # What the providers hold is the truth: each alert at least once, twice only where its row says why.
    name_of = {row["lead_id"]: found.group(1) for row in rows if (found := NAME.search(row["text"] or ""))}
    held: Counter[tuple[str, str]] = Counter()
    for message in twilio.kept:
        held.update(("sms", name) for name in HANDED.findall(message["body"]))
    alert_of = {row["provider_id"]: name_of[row["lead_id"]] for row in rows if row["channel"] == "email"}
    for envelope in relay.taken:
        identity = message_from_bytes(envelope.original_content or b"", policy=default)["Message-ID"]
        if identity in alert_of:
            held["email", alert_of[identity]] += 1
    names = {lead: name_of[lead] for lead in {row["lead_id"] for row in rows}}
    for row in rows:
        count = held[row["channel"], names[row["lead_id"]]]
        assert count >= 1, f"never arrived: {row}"
        assert count == 1 or row["error"] == NOTE, f"{count} times without a mark: {row}"
    waits = sorted(
        (datetime.fromisoformat(row["sent_at"]) - datetime.fromisoformat(row["assigned_at"])).total_seconds()
        for row in rows
    )
    return Figures(
        leads,
        kills,
        round(seconds, 1),
        sum(count for kind, count in texts.seen.items() if kind != "None"),
        sum(count for kind, count in mails.seen.items() if kind != "none"),
        len(rows),
        len(twilio.kept),
        sum(1 for message in twilio.kept if len(NAME.findall(message["body"])) > 1),
        len(relay.taken),
        sum(1 for row in rows if row["error"] == NOTE),
        sum(1 for count in held.values() if count > 1),
        dict(sorted(Counter(row["attempts"] for row in rows).items())),
        round(waits[len(waits) // 2], 2),
        round(waits[len(waits) * 99 // 100], 2),
    )


def main() -> None:
    """Runs a storm of the size that is asked for."""
    leads = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory(prefix="uptape-storm-") as folder:
        found = storm(Path(folder), leads, kills, patience=3600)
    sys.stdout.write(json.dumps({name: getattr(found, name) for name in Figures.__slots__}, indent=2) + "\n")


if __name__ == "__main__":
    main()
