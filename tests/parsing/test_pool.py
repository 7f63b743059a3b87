"""The pool of readers: order kept, poison mails alone fail, the parent stays free of parsers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parsing.test_poison import ADF, mail, nested
from uptape.core.leads import Known, Reading
from uptape.parsing.pool import ReaderPool, ReadFailure

KNOWN = Known(country="US", timezone="America/Chicago")


def adf(number: int) -> bytes:
    return mail(ADF.replace("Z-1", f"Z-{number}"))


def ids(results: list[Reading | ReadFailure]) -> list[str | None]:
    return [r.leads[0].provider_lead_id if isinstance(r, Reading) else None for r in results]


def children() -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes()
            except (OSError, ValueError):
                continue
            if parent == os.getpid() and b"uptape.parsing.worker" in words:
                found.append(int(entry.name))
    return found


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(2, time_limit=2.0) as pool:
        yield pool


def test_results_come_in_the_order_of_the_mails(pool: ReaderPool) -> None:
    numbers = list(range(40))
    assert ids(pool.read_many([(adf(n), KNOWN) for n in numbers])) == [f"Z-{n}" for n in numbers]
    assert pool.read_many([]) == []


def test_each_mail_is_read_for_its_own_dealership(pool: ReaderPool) -> None:
    own = Known(phones=("+15125550142",))
    for _ in range(3):
        results = pool.read_many([(adf(1), KNOWN), (adf(2), own), (adf(3), KNOWN)])
        phones = [r.leads[0].customer.phones for r in results if isinstance(r, Reading)]
        assert phones == [("+15125550142",), (), ("+15125550142",)]


def test_a_mail_over_the_time_limit_fails_alone() -> None:
    with ReaderPool(1, time_limit=0.25) as pool:
        pool.read_many([(adf(0), KNOWN)])
        results = pool.read_many([(adf(1), KNOWN), (nested(60_000), KNOWN), (adf(2), KNOWN), (adf(3), KNOWN)])
        assert ids(results) == ["Z-1", None, "Z-2", "Z-3"]
        assert results[1] == ReadFailure("reading it took longer than 0.25 seconds")
        assert ids(pool.read_many([(adf(4), KNOWN)])) == ["Z-4"]


def test_readers_that_were_killed_are_replaced(pool: ReaderPool) -> None:
    pool.read_many([(adf(n), KNOWN) for n in range(16)])
    for pid in children():
        os.kill(pid, signal.SIGKILL)
    assert ids(pool.read_many([(adf(n), KNOWN) for n in range(20)])) == [f"Z-{n}" for n in range(20)]


def test_a_mail_that_eats_all_memory_fails_alone() -> None:
    with ReaderPool(1, time_limit=20, memory_limit=320 * 1024 * 1024) as pool:
        bomb = mail(b"x" * 80_000_000)
        results = pool.read_many([(adf(1), KNOWN), (bomb, KNOWN), (adf(2), KNOWN)])
        assert ids([results[0], results[2]]) == ["Z-1", "Z-2"]


def test_many_threads_share_the_pool(pool: ReaderPool) -> None:
    results: dict[int, list[str | None]] = {}

    def work(number: int) -> None:
        results[number] = ids(pool.read_many([(adf(number * 10 + n), KNOWN) for n in range(10)]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == {number: [f"Z-{number * 10 + n}" for n in range(10)] for number in range(6)}


def test_closing_ends_the_processes() -> None:
    pool = ReaderPool(2)
    pool.start()
    pool.read_many([(adf(1), KNOWN)])
    assert children()
    pool.close()
    assert children() == []
    with pytest.raises(RuntimeError, match="closed"):
        pool.read_many([(adf(1), KNOWN)])


def test_the_parent_imports_no_parser() -> None:
    code = "import sys, uptape.parsing.pool; print([m for m in ('lxml', 'mailparser', 'phonenumbers', 'inscriptis', 're2', 'email.message') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
