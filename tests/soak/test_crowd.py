"""Two processes, eight threads each, one database: no double, no hole, an even line. `make soak` runs the whole."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import fresh_database
from tests.soak.crowd import run

LEADS = 120


def test_two_processes_on_one_sqlite_file(tmp_path: Path) -> None:
    figures = run(f"sqlite:///{tmp_path}/uptape.db", LEADS)
    assert figures.accepted + figures.passed > LEADS // 4


def test_two_processes_on_one_postgresql(postgres_url: str) -> None:
    figures = run(fresh_database(postgres_url), LEADS)
    assert figures.accepted + figures.passed > LEADS // 4
