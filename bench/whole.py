"""Whole leads a second (durable, read, decided, alert rows written) against stock aiosmtpd that discards."""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.load import lead

ROOT = Path(__file__).resolve().parents[1]
RECIPIENT = "main@leads.sunset.example"
SERVICE = """\
database: sqlite:///uptape.db
smtp: {listen: 127.0.0.1:0, hostname: leads.sunset.example}
web: {listen: 127.0.0.1:0, public_url: http://127.0.0.1:8080}
alerts: {sms: {provider: console, from: "+13105550100"}, email: {relay: console, from: uptape@leads.sunset.example}}
dealerships: dealerships/*.yaml
"""
DEALERSHIP = """\
dealership: sunset
name: Sunset Motors
timezone: America/Los_Angeles
country: US
hours: {mon-sun: 00:00-24:00}
managers:
  kim: {name: Kim Park, mobile: "+13105550190", email: kim@sunset.example}
salespeople:
  ana: {name: Ana Ruiz, mobile: "+13105550111", email: ana@sunset.example}
  bob: {name: Bob Stone, mobile: "+13105550112", email: bob@sunset.example}
  cy: {name: Cy Young, mobile: "+13105550113", email: cy@sunset.example}
  dee: {name: Dee Okafor, mobile: "+13105550114", email: dee@sunset.example}
pools:
  main:
    addresses: [main@leads.sunset.example]
    tape: [ana, bob, cy, dee]
    groups:
      trucks: {when: {vehicle.make: [Ram, GMC], vehicle.status: used}, members: [bob, cy]}
"""


class Ours:
    """A real daemon on an empty SQLite database."""

    def __init__(self, folder: Path) -> None:
        (folder / "dealerships").mkdir()
        (folder / "uptape.yaml").write_text(SERVICE)
        (folder / "dealerships" / "sunset.yaml").write_text(DEALERSHIP)
        self.database = folder / "uptape.db"
        started = time.perf_counter()
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "uptape", "serve", "--config", str(folder / "uptape.yaml")],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        assert self.process.stdout is not None
        ready = json.loads(self.process.stdout.readline())
        self.start_to_ready = time.perf_counter() - started
        self.port = int(ready["smtp"].rpartition(":")[2])

    def decided(self) -> int:
        """How many leads have their alert row."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return int(connection.execute("select count(*) from outbox where channel = 'sms'").fetchone()[0])

    def come_to_rest(self) -> None:
        """Waits until nothing is to be sent now, so that what is measured next has the machine to itself.

        Texts of a burst wait for their digest: those do no work meanwhile.
        """
        busy = "select 1 from outbox where state = 'sending' or (state = 'due' and due_at <= ?) limit 1"
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            while connection.execute(busy, (time.time_ns() // 1000,)).fetchone():
                time.sleep(0.05)

    def memory(self) -> tuple[float, float]:
        """Resident megabytes: of the daemon, and of it with its readers."""
        import psutil

        main = psutil.Process(self.process.pid)
        own = main.memory_info().rss
        return own / 1e6, (own + sum(child.memory_info().rss for child in main.children(recursive=True))) / 1e6

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait(15)


def run_load(port: int, first: int, count: int, connections: int, size: int) -> float:
    """Seconds that a load took."""
    words = ["127.0.0.1", port, connections, first, count, size, RECIPIENT]
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", *map(str, words)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout)["seconds"])


def one_round(
    stock_port: int, ours: Ours, first: int, count: int, connections: int, size: int
) -> tuple[float, float, float]:
    """Mails a second of stock; mails accepted and leads decided a second of ours."""
    stock = count / run_load(stock_port, first, count, connections, size)
    before = ours.decided()
    started = time.perf_counter()
    accepted = count / run_load(ours.port, first, count, connections, size)
    while ours.decided() < before + count:
        time.sleep(0.002)
    # The load's own start is in `started`: take the time from its first byte, which is the end minus what it took.
    whole = count / (time.perf_counter() - started - _START)
    ours.come_to_rest()
    return stock, accepted, whole


def lags(ours: Ours, first: int, count: int) -> list[float]:
    """Milliseconds from the end of DATA to the alert row that others can see, one mail at a time."""
    import smtplib

    found = []
    connection = sqlite3.connect(f"file:{ours.database}?mode=ro", uri=True)
    with smtplib.SMTP("127.0.0.1", ours.port) as client:
        client.ehlo()
        for number in range(first, first + count):
            client.mail("leads@carbarn.example")
            client.rcpt(RECIPIENT)
            client.putcmd("data")
            client.getreply()
            body = lead(number)
            started = time.perf_counter()
            client.send(body + b".\r\n")
            while not connection.execute(
                "select 1 from leads join outbox on outbox.lead_id = leads.id where leads.provider_lead_id = ?",
                (f"CB-{number}",),
            ).fetchone():
                pass
            found.append((time.perf_counter() - started) * 1000)
            client.getreply()
    connection.close()
    return found


_START = 0.0


def main(rounds: int = 5, count: int = 1500, connections: int = 10, size: int = 2_000) -> None:
    """Prints the figures of one interleaved run."""
    global _START
    stock = subprocess.Popen([sys.executable, "-m", "bench.stock"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert stock.stdout is not None
    stock_port = int(stock.stdout.readline())
    with tempfile.TemporaryDirectory(prefix="uptape-bench-") as folder:
        ours = Ours(Path(folder))
        at_rest = ours.memory()
        started = time.perf_counter()
        warm = run_load(ours.port, 9_000_000, 50, connections, size)
        _START = time.perf_counter() - started - warm
        lag = sorted(lags(ours, 5_000_000, 300))
        ours.come_to_rest()
        found = []
        for number in range(rounds):
            one = one_round(stock_port, ours, (number + 1) * 100_000, count, connections, size)
            found.append(one)
            said = f"stock {one[0]:.0f}/s, accepted {one[1]:.0f}/s, whole leads {one[2]:.0f}/s"
            print(f"  round {number + 1}: {said}", flush=True)
        after = ours.memory()
        start = ours.start_to_ready
        ours.stop()
    stock.terminate()
    stock.wait()
    ratios = sorted(one[2] / one[0] for one in found)
    accepted = sorted(one[1] / one[0] for one in found)
    print(f"{connections} connections, {size} byte ADF mails, {rounds} rounds of {count}, SQLite, console providers")
    print(f"whole leads against stock aiosmtpd that discards: {_ratio(ratios)}")
    print(f"accepted durably against the same:                {_ratio(accepted)}")
    print(f"end of DATA to alert row: median {statistics.median(lag):.1f} ms, p99 {lag[int(len(lag) * 0.99)]:.1f} ms")
    print(f"start to ready: {start * 1000:.0f} ms")
    print(f"memory at rest: {at_rest[0]:.0f} MB, with readers {at_rest[1]:.0f} MB")
    print(f"memory after the load: {after[0]:.0f} MB, with readers {after[1]:.0f} MB")


def _ratio(found: list[float]) -> str:
    return f"x{statistics.median(found):.2f} [{found[0]:.2f}-{found[-1]:.2f}]"


if __name__ == "__main__":
    main()
