"""docs/operations.md: its backup can be restored, its messages are the program's, its container files fit."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.journeys.running import ROOT, Running, adf
from uptape.config.load import load

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_a_backup_made_while_it_runs_can_be_restored(tmp_path: Path) -> None:
    found = re.search(r"python3 -c '\n(.*?)\n'", PAGE, re.DOTALL)
    assert found is not None
    with Running(tmp_path / "one", f"sqlite:///{tmp_path}/one/uptape.db") as daemon:
        daemon.send(adf(1))
        before = daemon.wait_for("leads", lambda rows: [row["status"] for row in rows] == ["assigned"])
        copy = tmp_path / "two" / "uptape.db"
        copy.parent.mkdir()
        subprocess.run([sys.executable, "-c", found.group(1), tmp_path / "one/uptape.db", copy], check=True)
    restored = Running(tmp_path / "two", f"sqlite:///{copy}")
    assert restored.lines("leads") == before
    assert restored.command("audit") == "All invariants hold.\n"
    with restored:
        restored.command("send", _file(tmp_path, adf(1)), "--to", "main@leads.sunset.example")
        after = restored.lines("leads")
    assert [row["status"] for row in after] == ["assigned", "duplicate"]


def _file(folder: Path, raw: bytes) -> str:
    (folder / "again.eml").write_bytes(raw)
    return str(folder / "again.eml")


@pytest.mark.parametrize(
    "message",
    [
        "another daemon (process ",
        "cannot be used",
        "cannot be written in",
        "cannot be written: make it belong to the user who runs uptape",
        "the database is damaged",
        "the database has schema ",
        "newer than this program",
        "sent again after an unknown answer",
    ],
)
def test_a_quoted_message_is_one_of_the_program(message: str) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "uptape").rglob("*.py"))
    pages = PAGE + (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")
    assert message in pages
    assert message in sources


def test_events_of_the_log_are_those_of_the_program() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "uptape").rglob("*.py"))
    told = set(re.findall(r'(?:logger\(\)|_log)\.(?:error|warning)\(\s*"(\w+)"', sources))
    section = PAGE.partition("### Logs")[2].partition("\n### ")[0]
    assert set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == told


def test_the_service_file_of_the_container_loads_for_both_databases(tmp_path: Path) -> None:
    for file in ("docker/uptape.yaml", "config/dealerships/sunset.yaml"):
        target = tmp_path / file.removeprefix("docker/").removeprefix("config/")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((ROOT / file).read_bytes())
    assert load(tmp_path / "uptape.yaml", {}).database == "sqlite:////data/uptape.db"
    compose = YAML(typ="safe").load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    service = compose["services"]["uptape"]
    url = re.sub(r"\$\{.*?\}", "p", service["environment"]["UPTAPE_DATABASE"])
    settings = load(tmp_path / "uptape.yaml", {"UPTAPE_DATABASE": url})
    assert settings.database == "postgresql+psycopg://uptape:p@db/uptape"
    assert settings.warnings == ()
    mounted = [volume.split(":")[0] for volume in service["volumes"] if volume.startswith("./")]
    assert all((ROOT / path).exists() for path in mounted)


def test_the_image_is_built_from_all_that_the_package_needs() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    linked = project.partition("[tool.hatch.build.targets.wheel.force-include]")[2].partition("\n\n")[0]
    needed = {line.partition(" =")[0] for line in linked.splitlines() if line}
    assert len(needed) == 3
    assert needed | {"uptape", "pyproject.toml", "README.md", "LICENSE", "constraints.txt"} == let_in
