"""The README's first steps, typed as they stand there, beside a real daemon on the example config."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.journeys.running import ROOT, Running
from uptape.cli.main import app

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "config" / "dealerships" / "sunset.yaml").read_text(encoding="utf-8")


def typed(heading: str) -> list[str]:
    """The lines of the first block of commands below a heading that are `uptape` commands, without comments."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL) for line in block.splitlines()]
    return [line.partition(" #")[0].strip() for line in lines if line.startswith("uptape ")]


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Running]:
    """The daemon with the example's dealership, on free ports."""
    with Running(tmp_path / "config", f"sqlite:///{tmp_path}/data/uptape.db", EXAMPLE) as running:
        yield running


def test_the_first_lead(daemon: Running) -> None:
    said: list[str] = []
    shown = ""
    for line in typed("A first lead, in five minutes"):
        words = shlex.split(line.replace("L-7K3QX9", shown))[1:]
        said.append(daemon.command(*words))
        shown = shown or said[0].partition(" ")[0]
    first, leads, tape, why, outbox, out, second, again = said
    assert re.fullmatch(r"L-\w{6}", shown)
    assert "→ Ana Ruiz: NEW Maria Ochoa 310-555-0142 2021 Ford F-150" in first
    assert shown in leads
    assert re.search(r"Bob Stone.*Cy Young.*Dee Okafor.*Ana Ruiz", tape, re.DOTALL)
    assert "chosen" in why
    assert "sent" in outbox
    assert "sunset/ana is out until" in out
    assert "→ Bob Stone: NEW Sam Delgado 310-555-0187 2022 Toyota RAV4" in second
    assert f"is a duplicate of {shown}" in again


def test_a_dealership_of_ones_own(daemon: Running) -> None:
    north = EXAMPLE.replace("sunset", "north").replace("Sunset", "North")
    (daemon.folder / "dealerships" / "north.yaml").write_text(north, encoding="utf-8")
    assert typed("Your own dealership") == ["uptape check", "uptape pools"]
    assert "2 dealerships" in daemon.command("check")
    os.kill(daemon.ready["pid"], signal.SIGHUP)
    daemon.wait_for("journal", lambda rows: any(row["event"] == "reload" for row in rows))
    assert "main@leads.north.example" in daemon.command("pools", "--json")
    mail = "parsers/samples/adf/first-lead.eml"
    assert "→ Ana Ruiz: NEW Maria Ochoa" in daemon.command("send", mail, "--to", "main@leads.north.example")


def test_an_edit_with_a_mistake_changes_nothing(daemon: Running, tmp_path: Path) -> None:
    shutil.copytree(daemon.folder, tmp_path / "as-it-was")
    edited = EXAMPLE.replace("\nname:", "\nnmae:")
    (daemon.folder / "dealerships" / "sunset.yaml").write_text(edited, encoding="utf-8")
    line = edited[: edited.index("nmae")].count("\n") + 1
    assert f'dealerships/sunset.yaml:{line}:1: unknown key "nmae"' in daemon.command("check", code=2)
    os.kill(daemon.ready["pid"], signal.SIGHUP)
    daemon.config = tmp_path / "as-it-was" / "uptape.yaml"
    daemon.wait_for("journal", lambda rows: any("the running one is kept" in str(row["reasons"]) for row in rows))
    assert '"config_kept"' in (daemon.folder / "log").read_text(encoding="utf-8")
    daemon.send((ROOT / "parsers/samples/adf/first-lead.eml").read_bytes())
    leads = daemon.wait_for("leads", lambda rows: bool(rows) and rows[0]["status"] == "assigned")
    assert leads[0]["assigned_to"] == "ana"


ALONE = [
    "schema",
    "check",
    "pools",
    "leads",
    "tape sunset/main",
    "journal",
    "outbox",
    "review",
    "audit",
    f"route {ROOT}/parsers/samples/adf/first-lead.eml --pool sunset/main",
    "in ana",
    "out bob --for 2h",
    "busy cy",
    "token sunset --name crm",
]


def test_commands_work_without_a_daemon(tmp_path: Path) -> None:
    house = Running(tmp_path / "config", f"sqlite:///{tmp_path}/data/uptape.db", EXAMPLE)
    for line in ALONE:
        words = line.split()
        assert f"`uptape {words[0]}" in README
        assert _run(words, house, with_config=words[0] != "schema") == 0, line
    assert _run(["parse", f"{ROOT}/parsers/samples/general/unknown-site.eml"], house, with_config=False) == 0


def test_exit_codes_are_those_of_the_readme(tmp_path: Path) -> None:
    house = Running(tmp_path / "config", f"sqlite:///{tmp_path}/data/uptape.db", EXAMPLE)
    assert _run(["leads"], house) == 0
    assert _run(["why", "L-222222"], house) == 1
    assert _run(["outcome", "L-222222", "sold"], house) == 1
    assert _run(["out", "nobody"], house) == 1
    assert _run(["leads"], house, with_config=False) == 2
    assert _run(["leads", "--no-such-option"], house) == 2
    house.config.write_text("smtp: [", encoding="utf-8")
    assert _run(["check"], house) == 2


def _run(words: list[str], house: Running, *, with_config: bool = True) -> int:
    """The exit code of a command, which must say something."""
    end = ["--config", str(house.config)] if with_config else []
    done = CliRunner().invoke(app, [*words, *end], env={"UPTAPE_CONFIG": None}, prog_name="uptape")
    assert done.output, words
    assert done.exception is None or isinstance(done.exception, SystemExit), words
    return done.exit_code


def test_the_test_command_is_make_test() -> None:
    assert "make test" in README
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "make test"
