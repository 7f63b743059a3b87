"""What README and docs/ say about commands, links, metrics, reasons and tables is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from tests.docs.unbuilt import README, SECTION, table
from uptape.cli.main import app
from uptape.clock import FixedClock
from uptape.console.figures import Figures
from uptape.core.leads import LeadStatus
from uptape.parsing.definition_fields import FIELDS
from uptape.parsing.definition_files import load_definitions
from uptape.store import views
from uptape.wiring import empty_database

TOP = Path(__file__).parents[2]
PAGES = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])
OPERATIONS = TOP / "docs" / "operations.md"
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]

MADE_UP = {"config/dealerships/north.yaml", "dealerships/north.yaml"}
"""Files that a reader is told to make."""

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_FENCE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The names that headings of a page have on the web."""
    prose = _FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def commands_of(page: Path) -> set[str]:
    """The commands of `uptape` that a page shows, in code."""
    code = "\n".join(_CODE.findall(page.read_text(encoding="utf-8")))
    return set(re.findall(r"(?:\b|/)uptape ([a-z][a-z-]+)\b(?!/)", code))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(found), f"{page.name}: {target}"


def test_the_readme_has_a_row_for_every_command_and_no_other() -> None:
    rows = re.findall(r"^\| `uptape ([a-z-]+)", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == COMMANDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_shows_a_command_that_there_is_not(page: Path) -> None:
    assert commands_of(page) <= {*COMMANDS, "uptape"}


def test_the_readme_tells_what_is_not_built_yet() -> None:
    found = SECTION.search(README.read_text(encoding="utf-8"))
    assert found is not None
    assert found.group() == f"{found.group(1)}{table()}{found.group(2)}", "run: python -m tests.docs.unbuilt"


def test_every_metric_has_a_row_and_every_row_a_metric(clock: FixedClock) -> None:
    store = empty_database(clock)

    def counts() -> dict[str, int]:
        with store.read() as unit:
            return views.counts(unit)

    figures = Figures(counts)
    figures.accepted.labels("smtp").inc()
    lines = figures.text().decode().splitlines()
    measured = {re.split(r"[{ ]", line)[0] for line in lines if not line.startswith("#")}
    store.close()
    assert measured == set(re.findall(r"\buptape_\w+", OPERATIONS.read_text(encoding="utf-8")))


def test_every_reason_of_readyz_has_a_row_and_every_row_a_reason() -> None:
    source = (TOP / "uptape" / "daemon.py").read_text(encoding="utf-8")
    workers = (TOP / "uptape" / "workers.py").read_text(encoding="utf-8")
    trouble = source.partition("def _trouble")[2].partition("\n    def ")[0]
    told = {f"{name}:" for name in re.findall(r'Runner\("(\w+)"', workers)}
    told |= set(re.findall(r'append\(f?"(\w+:?)', trouble))
    section = OPERATIONS.read_text(encoding="utf-8").partition("### Readiness")[2].partition("\n### ")[0]
    assert told == set(re.findall(r"^\| `(\w+:?)` \|", section, re.MULTILINE))
    assert {"starting", "stopping", "database:", "decide:"} <= told


def test_the_glossary_has_a_row_for_every_status() -> None:
    page = (TOP / "docs" / "glossary.md").read_text(encoding="utf-8")
    section = page.partition("## What `status` says")[2]
    rows = {name for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert rows == set(LeadStatus.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|yaml|md|j2|service|socket))`", page.read_text(encoding="utf-8"))
    named = [name for name in named if not re.search(r"\b[A-Z]{3,}\b", name)]  # SITE, NAME: the reader fills them in
    tops = (TOP, TOP / "uptape", page.parent)
    ours = [name for name in named if any((top / name.partition("/")[0]).is_dir() for top in tops)]
    missing = {name for name in ours if not any((top / name).exists() for top in tops)}
    assert missing <= MADE_UP


def test_every_folder_and_file_at_the_top_of_the_program_is_in_the_architecture() -> None:
    page = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    parts = {
        path.name for path in (TOP / "uptape").iterdir() if not path.name.startswith("__") and not path.is_symlink()
    }
    assert {name for name in parts if f"`uptape/{name}`" not in page and f"`uptape/{name}/`" not in page} == set()


def test_the_page_on_lead_sites_names_every_field_once() -> None:
    page = (TOP / "docs" / "parsers.md").read_text(encoding="utf-8")
    listed = page.partition("<!-- fields -->")[2].partition("<!-- /fields -->")[0]
    assert re.findall(r"`([\w.]+)`", listed) == list(FIELDS)


def test_the_example_on_the_page_on_lead_sites_loads(tmp_path: Path) -> None:
    page = (TOP / "docs" / "parsers.md").read_text(encoding="utf-8")
    (tmp_path / "tidepool-motors.yaml").write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    (definition,) = load_definitions([tmp_path])
    assert (definition.key, definition.name, len(definition.rules)) == ("tidepool-motors", "Tidepool Motors website", 3)
