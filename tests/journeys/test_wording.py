"""What an admin types to look at wording: the preview of a stored lead, and the check of templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.journeys.running import Running, adf
from uptape.cli.main import app
from uptape.clock import SystemClock
from uptape.core.mail import Envelope
from uptape.flow.receive import receive
from uptape.wiring import distributor, load_settings, open_database, read_here


@pytest.fixture
def house(tmp_path: Path) -> Running:
    """A config and a database with one lead, without a daemon."""
    found = Running(tmp_path / "config", f"sqlite:///{tmp_path}/data/uptape.db")
    with found.config.open("a") as file:
        file.write("wording: wording\n")
    (found.folder / "wording").mkdir()
    settings = load_settings(found.config)
    store = open_database(settings)
    recipient = settings.resolve("main@leads.sunset.example")
    assert recipient is not None
    receive(store, [Envelope("smtp", "", (recipient,), adf(1), SystemClock().now())])
    from uptape.flow.reconcile import reconcile

    reconcile(store, settings.dealerships)
    distributor(store, settings, read_here).step()
    store.close()
    return found


def run(house: Running, *words: str, code: int = 0) -> str:
    """A command's output."""
    done = CliRunner().invoke(app, [*words, "--config", str(house.config)], prog_name="uptape")
    assert done.exit_code == code, done.output
    return done.output


def lead_of(house: Running) -> str:
    return next(word for word in run(house, "leads", "--jsonl").split('"') if word.startswith("L-"))


def test_a_lead_is_previewed_with_its_cost_and_the_template_that_it_comes_from(house: Running) -> None:
    lead = lead_of(house)
    shown = run(house, "wording", "preview", lead)
    assert "sms to Ana Ruiz (+13105550111), the shipped text" in shown
    assert "NEW Pat Nr1" in shown
    assert "1 segment: " in shown
    own = house.folder / "wording" / "sunset" / "members" / "bob" / "assigned.sms.j2"
    own.parent.mkdir(parents=True)
    own.write_text("新 {{ lead.name }}")
    to_bob = run(house, "wording", "preview", lead, "--to", "bob")
    assert str(own) in to_bob
    assert "新 Pat Nr1" in to_bob
    assert "'新' (U+65B0) cannot be sent in septets: 70 characters to a segment in place of 160" in to_bob
    assert "Subject: NEW Pat Nr1" in run(house, "wording", "preview", lead, "--channel", "email")
    assert "there is no lead L-222222" in run(house, "wording", "preview", "L-222222", code=1)
    assert "has no wording" in run(house, "wording", "preview", lead, "--channel", "pigeon", code=1)


def test_check_tells_a_broken_template_with_file_and_line_and_goes_on(house: Running) -> None:
    assert "warning" not in run(house, "check")
    broken = house.folder / "wording" / "sunset" / "assigned.email.txt.j2"
    broken.parent.mkdir(parents=True)
    broken.write_text("fine\n{{ lead.nmae }}")
    assert f"{broken}:2:1: warning: this template does not work and the shipped one is used" in run(house, "check")
