"""`simulate`, `fairness` and `rules test` as people type them, on a small database."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.journeys.running import DEALERSHIP, SERVICE, adf
from uptape.cli.main import app
from uptape.clock import FixedClock, SystemClock
from uptape.core.mail import Envelope, Recipient
from uptape.flow.receive import receive
from uptape.flow.reconcile import reconcile
from uptape.store.engine import Store
from uptape.wiring import distributor, load_settings, open_database, read_here

TO = (Recipient("main@leads.sunset.example", "sunset", "main"),)


def folder_of(path: Path, dealership: str = DEALERSHIP) -> Path:
    """A config folder whose database lies in it."""
    (path / "dealerships").mkdir(parents=True)
    (path / "uptape.yaml").write_text(SERVICE.format(database=f"sqlite:///{path}/uptape.db"))
    (path / "dealerships" / "sunset.yaml").write_text(dealership)
    return path


@pytest.fixture
def running(tmp_path: Path) -> Path:
    """Three salespeople who shared nine leads in the last nine hours."""
    folder = folder_of(tmp_path / "running")
    settings = load_settings(folder / "uptape.yaml")
    clock = FixedClock(SystemClock().now() - timedelta(hours=10))
    store: Store = open_database(settings, clock)
    reconcile(store, settings.dealerships)
    worker = distributor(store, settings, read_here)
    for number in range(9):
        clock.advance(timedelta(hours=1))
        receive(store, [Envelope("smtp", "leads@carbarn.example", TO, adf(number), clock.now())])
        worker.step()
    store.close()
    return folder


def said(*words: str | Path, code: int = 0) -> str:
    """What a command prints; it must end with this code."""
    done = CliRunner().invoke(app, [str(word) for word in words], env={"UPTAPE_CONFIG": ""})
    assert done.exit_code == code, done.output
    return done.output


def test_simulate_tells_what_an_edited_config_would_have_done(running: Path, tmp_path: Path) -> None:
    same = said("simulate", "--running", running, "--config", running, "--since", "1d")
    assert "9 leads: 9 as they went, 0 otherwise." in same
    assert "The new config gives every lead to who got it." in same
    trucks = "    groups:\n      trucks: {when: {vehicle.model: F-150}, members: [ana]}\n"
    new = folder_of(tmp_path / "new", DEALERSHIP + trucks)
    told = said("simulate", "--running", running, "--config", new, "--since", "1d")
    assert "9 leads: 3 as they went, 6 otherwise." in told
    assert "group trucks in place of the whole line (dealerships/sunset.yaml:19)" in told.replace("\n", " ")
    lines = {" ".join(line.split()) for line in told.splitlines()}
    assert "Ana Ruiz 3 9 +6 3 from Bob Stone, 3 from Cy Young" in lines
    plain = json.loads(said("simulate", "--running", running, "--config", new, "--since", "1d", "--json"))
    assert (plain["leads"], plain["same"], plain["by_rule"], plain["by_line"]) == (9, 3, 6, 0)
    ana = next(one for one in plain["people"] if one["person"] == "ana")
    assert ana == {"pool": "sunset/main", "person": "ana", "did": 3, "would": 9, "change": 6,
                   "gains": {"bob": 3, "cy": 3}, "losses": {}}  # fmt: skip
    assert "9 leads: 9 as they went" in said("simulate", "--running", running, "--config", running, "--since", "1d")


def test_simulate_says_no_where_there_is_nothing(running: Path, tmp_path: Path) -> None:
    assert "nothing to replay" in said("simulate", "--config", running, "--since", "10m", code=1)
    assert "nothing to replay" in said("simulate", "--config", folder_of(tmp_path / "new"), code=1)
    assert "--since soon" in said("simulate", "--config", running, "--since", "soon", code=2)


def test_fairness_tells_turns_and_shares_in_words(running: Path) -> None:
    told = said("fairness", "sunset/main", "--config", running, "--since", "11h")
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert lines[0].endswith(": 9 turns.")
    assert "Ana Ruiz 10 h 00 3 3.0 +0.0 3 h 20 0 even" in lines
    plain = json.loads(said("fairness", "sunset/main", "--config", running, "--since", "11h", "--json"))
    assert [(one["person"], one["turns"], one["expected"], one["verdict"]) for one in plain["people"]] == [
        ("ana", 3, 3.0, "even"), ("bob", 3, 3.0, "even"), ("cy", 3, 3.0, "even"),
    ]  # fmt: skip
    assert "There is no pool" in said("fairness", "sunset/nope", "--config", running, code=1)


def test_rules_test_shows_each_line_with_its_place(tmp_path: Path) -> None:
    rules = "    groups:\n      trucks:\n        when:\n          vehicle.model: F-150\n          language: es\n"
    folder = folder_of(tmp_path / "config", DEALERSHIP + rules + "        members: [ana]\n")
    mail = tmp_path / "one.eml"
    mail.write_bytes(b"Delivered-To: main+web@leads.sunset.example\r\n" + adf(1))
    told = [" ".join(line.split()) for line in said("rules", "test", mail, "--config", folder).splitlines()]
    assert "group trucks: does not hold" in told
    assert "yes vehicle.model: F-150 F-150 dealerships/sunset.yaml:21" in told
    assert "no language: es - dealerships/sunset.yaml:22" in told
    assert told[-1].startswith("Intended set: no group matches, so everybody on the tape")
    plain = json.loads(said("rules", "test", mail, "--pool", "main", "--config", folder, "--json"))
    assert [line["holds"] for line in plain["leads"][0]["rules"][0]["lines"]] == [True, False]


def test_rules_test_says_no_to_what_is_no_lead_and_to_a_broken_rule(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "config")
    mail = tmp_path / "one.eml"
    mail.write_bytes(b"From: a@b.example\r\nSubject: Hello\r\n\r\nSee you at the meeting on Tuesday.\r\n")
    assert "so no rule looks at it" in said("rules", "test", mail, "--config", folder, code=1)
    broken = "    groups:\n      trucks: {when: {vehicle.modell: F-150}, members: [ana]}\n"
    other = folder_of(tmp_path / "broken", DEALERSHIP + broken)
    complaint = said("rules", "test", mail, "--config", other, code=2)
    assert "dealerships/sunset.yaml:19:23: unknown rule field" in complaint
