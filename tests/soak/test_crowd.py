"""Two processes, eight threads each, one database: no double, no hole, an even line. `make soak` runs the whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.conftest import fresh_database
from tests.soak.crowd import run

LEADS = 120


def test_two_processes_on_one_database(tmp_path: Path, postgres_url: str) -> None:
    urls = (f"sqlite:///{tmp_path}/uptape.db", fresh_database(postgres_url))
    with ThreadPoolExecutor(2) as both:  # side by side: half a minute of it waits for texts that are gathered
        for figures in both.map(lambda url: run(url, LEADS), urls):
            assert figures.accepted + figures.passed > LEADS // 4
