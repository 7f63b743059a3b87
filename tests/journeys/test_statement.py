"""What a buyer got in a month, as the commands print it."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

from typer.testing import CliRunner

from tests.journeys.running import Running, adf
from uptape.cli.buyers import cell
from uptape.cli.main import app
from uptape.clock import SystemClock
from uptape.core.mail import Envelope
from uptape.flow.receive import receive
from uptape.flow.reconcile import reconcile
from uptape.wiring import distributor, load_settings, open_database, read_here

MARKET = """\
dealership: sunset
name: Sunset Motors
timezone: America/Los_Angeles
managers:
  kim: {name: Kim Park, email: kim@sunset.example}
buyers:
  delta:
    name: Delta Motors
    returns: {within: 7 days, reasons: [bad number]}
    orders: {used: {when: {vehicle.status: used}, price: 45.00}}
    deliver: [{email: leads@delta.example}]
pools:
  main: {addresses: [main@leads.sunset.example], tape: [delta]}
"""


def run(house: Running, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words, "--config", str(house.config)], prog_name="uptape")
    assert done.exit_code == code, done.output
    return done.output


def test_a_month_of_a_buyer(tmp_path: Path) -> None:
    house = Running(tmp_path / "config", f"sqlite:///{tmp_path}/data/uptape.db", MARKET)
    settings = load_settings(house.config)
    store = open_database(settings)
    recipient = settings.resolve("main@leads.sunset.example")
    assert recipient is not None
    evil = adf(3, '=HYPERLINK("http://evil.example")')
    raws = [adf(1), adf(2), evil, adf(4).replace(b'status="used"', b'status="new"')]
    receive(store, [Envelope("smtp", "", (recipient,), raw, SystemClock().now()) for raw in raws])
    reconcile(store, settings.dealerships)
    distributor(store, settings, read_here).step()
    store.close()
    month = datetime.fromisoformat(SystemClock().now().isoformat()).strftime("%Y-%m")
    first = next(word for word in run(house, "leads", "--jsonl").split('"') if word.startswith("L-"))
    assert "no reason for Delta Motors" in run(house, "return", first, "delta", "--reason", "too dear", code=1)
    assert f"{first} is back from Delta Motors" in run(house, "return", first, "delta", "--reason", "bad number")
    shown = run(house, "statement", "sunset/delta", "--month", month)
    assert "2 leads kept; charged 135.00, credited 45.00, to pay 90.00." in shown
    rows = list(csv.DictReader(io.StringIO(run(house, "statement", "delta", "--month", month, "--csv"))))
    assert [(row["price"], row["credit"], row["what"]) for row in rows] == [
        ("45.00", "45.00", "returned"), ("45.00", "", "delivered"), ("45.00", "", "delivered"), ("135.00", "45.00", ""),
    ]  # fmt: skip
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "+", "-", "@"))]
    assert "got nothing in 2020-02" in run(house, "statement", "delta", "--month", "2020-02")
    assert "not a month" in run(house, "statement", "delta", "--month", "soon", code=2)
    unsold = run(house, "unsold", "sunset", "--month", month)
    assert first in unsold
    assert "Delta Motors returned it: bad number" in " ".join(unsold.split())
    assert "Deliveries" in run(house, "why", first)


def test_no_cell_is_a_formula() -> None:
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"):
        assert cell(text).startswith("'")
    assert (cell("Ana Ruiz"), cell("2026-11-23"), cell("")) == ("Ana Ruiz", "2026-11-23", "")
