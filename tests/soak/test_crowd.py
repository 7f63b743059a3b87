"""Two processes, eight threads each, one database: no double, no hole, an even line. `make soak` runs the whole."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.conftest import fresh_database
from tests.soak.crowd import run

LEADS = 120


def test_two_processes_on_one_database(tmp_path: Path, postgres_url: str) -> None:
    urls = (f"sqlite:///{tmp_path}/uptape.db", fresh_database(postgres_url))
    # Side by side: half a minute of it waits for texts that are gathered.
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as both:
        for figures in both.map(run, urls, (LEADS, LEADS)):
            assert figures.accepted + figures.passed > LEADS // 4
