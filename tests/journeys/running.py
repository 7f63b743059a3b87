"""The real daemon as its users meet it: a process, a config folder, an SMTP client and the commands."""

from __future__ import annotations

import json
import os
import selectors
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Holds = Callable[[list[dict[str, Any]]], bool]
ROOT = Path(__file__).resolve().parents[2]
SERVICE = """\
database: {database}
smtp: {{listen: 127.0.0.1:0, hostname: leads.sunset.example}}
web: {{listen: 127.0.0.1:0, public_url: http://127.0.0.1:8080}}
alerts:
  sms: {{provider: console, from: "+13105550100"}}
  email: {{relay: console, from: Up Tape <uptape@leads.sunset.example>}}
dealerships: dealerships/*.yaml
"""
DEALERSHIP = """\
dealership: sunset
name: Sunset Motors
timezone: America/Los_Angeles
country: US
hours: {mon-sun: 00:00-24:00}
stores:
  westside: {name: Sunset Westside, aliases: [West LA], postal_code: "90066"}
managers:
  kim: {name: Kim Park, mobile: "+13105550190", email: kim@sunset.example}
salespeople:
  ana: {name: Ana Ruiz, mobile: "+13105550111", email: ana@sunset.example, stores: [westside]}
  bob: {name: Bob Stone, mobile: "+13105550112", email: bob@sunset.example}
  cy: {name: Cy Young, mobile: "+13105550113", email: cy@sunset.example}
pools:
  main:
    addresses: [main@leads.sunset.example]
    tape: [ana, bob, cy]
"""


def adf(number: int, name: str = "Pat", last: str | None = None) -> bytes:
    """An ADF mail of a customer of its own."""
    last = last or f"Nr{number}"
    return f"""From: CarBarn <leads@carbarn.example>\r
Subject: CarBarn lead {number}\r
Message-ID: <cb-{number}@carbarn.example>\r
Content-Type: text/plain; charset=utf-8\r
\r
<?xml version="1.0"?><?adf version="1.0"?>\r
<adf><prospect><id source="CarBarn">CB-{number}</id>\r
<requestdate>2026-11-23T10:00:00-08:00</requestdate>\r
<vehicle interest="buy" status="used"><year>2021</year><make>Ford</make><model>F-150</model>\r
<stock>P{number}</stock></vehicle>\r
<customer><contact><name part="first">{name}</name><name part="last">{last}</name>\r
<email>{name.lower()}.{last.lower()}@customer.example</email>\r
<phone>310556{number % 10000:04d}</phone></contact><comments>Is number {number} still there?</comments></customer>\r
<provider><name>CarBarn</name></provider></prospect></adf>\r
""".encode()


class Running:
    """A daemon on a config folder of its own."""

    def __init__(self, folder: Path, database: str = "sqlite:///data/uptape.db", dealership: str = DEALERSHIP) -> None:
        self.folder = folder
        (folder / "dealerships").mkdir(parents=True, exist_ok=True)
        (folder / "uptape.yaml").write_text(SERVICE.format(database=database))
        (folder / "dealerships" / "sunset.yaml").write_text(dealership)
        self.config = folder / "uptape.yaml"
        self.process: subprocess.Popen[str] | None = None
        self.ready: dict[str, Any] = {}

    def start(self, under: Sequence[str] = ()) -> Running:
        """Starts the daemon and waits for its ready line. `under`: a Python script, with arguments, that starts it."""
        log = (self.folder / "log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, *under, "-m", "uptape", "serve", "--config", str(self.config)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, env=_environment(),
        )  # fmt: skip
        log.close()
        assert self.process.stdout is not None
        selector = selectors.DefaultSelector()
        selector.register(self.process.stdout, selectors.EVENT_READ)
        assert selector.select(30), f"no ready line: {(self.folder / 'log').read_text()}"
        line = self.process.stdout.readline()
        selector.close()
        assert line, f"the daemon ended: {(self.folder / 'log').read_text()}"
        self.ready = json.loads(line)
        return self

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self._close()

    def stop(self) -> int:
        """SIGTERM; gives back the exit code, which must come within 10 seconds."""
        assert self.process is not None
        self.process.terminate()
        code = self.process.wait(10)
        self._close()
        return code

    def _close(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def __enter__(self) -> Running:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.stop()

    def smtp(self) -> smtplib.SMTP:
        """A real client, connected."""
        host, _, port = self.ready["smtp"].rpartition(":")
        return smtplib.SMTP(host, int(port), timeout=20)

    def send(self, raw: bytes, to: str = "main@leads.sunset.example") -> None:
        """Sends one mail."""
        with self.smtp() as client:
            client.sendmail("leads@carbarn.example", [to], raw)

    def command(self, *words: str, code: int | None = 0) -> str:
        """Runs a command beside the daemon; gives back what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "uptape", *words, "--config", str(self.config)],
            cwd=ROOT, capture_output=True, text=True, env=_environment(), timeout=60,
        )  # fmt: skip
        assert code is None or done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + (done.stderr if done.returncode else "")

    def lines(self, what: str) -> list[dict[str, Any]]:
        """A list in JSON lines."""
        return [json.loads(line) for line in self.command(what, "--jsonl").splitlines()]

    def wait_for(self, what: str, holds: Holds, seconds: float = 30) -> list[dict[str, Any]]:
        """Asks for a list until it holds what is expected."""
        deadline = time.monotonic() + seconds
        while True:
            lines = self.lines(what)
            if holds(lines):
                return lines
            assert time.monotonic() < deadline, f"{what} never held what was expected: {lines[-3:]}"


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("UPTAPE_")}
    return {**kept, "PYTHONPATH": str(ROOT)}
