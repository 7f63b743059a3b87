"""One daemon for one SQLite file; folders and files that cannot be used are named in one line."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from uptape.clock import FixedClock
from uptape.config.load import load
from uptape.config.settings import Settings
from uptape.core.errors import Permanent
from uptape.lock import DaemonLock, is_running, running
from uptape.store import views
from uptape.store.engine import open_store
from uptape.store.migrate import migrate

EXAMPLE = Path(__file__).parents[1] / "config" / "uptape.yaml"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The example's settings, with a database and a folder of its own."""
    return replace(load(EXAMPLE, {}), database=f"sqlite:///{tmp_path}/data/uptape.db", root=tmp_path)


def test_a_second_daemon_on_the_same_file_is_refused_and_told_of_the_first(settings: Settings) -> None:
    first = DaemonLock(settings)
    first.take()
    try:
        first.write({"pid": 4711, "smtp": "127.0.0.1:8025"})
        with pytest.raises(Permanent, match=r"another daemon \(process 4711\) runs on this database"):
            DaemonLock(settings).take()
        assert running(settings) == {"pid": 4711, "smtp": "127.0.0.1:8025"}
    finally:
        first.release()
    assert not is_running(settings)
    second = DaemonLock(settings)
    second.take()
    second.release()


def test_a_folder_that_cannot_be_written_in_is_named_in_one_line(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    with pytest.raises(Permanent) as caught:
        DaemonLock(settings).take()
    assert str(caught.value).startswith(f"{tmp_path}/data: cannot be written in (")
    assert "\n" not in str(caught.value)


def test_postgresql_does_without_a_lock_where_the_config_is_read_only(settings: Settings, tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_text("", encoding="utf-8")
    elsewhere = replace(settings, database="postgresql+psycopg://uptape@db/uptape", root=no_folder)
    lock = DaemonLock(elsewhere)
    lock.take()
    lock.write({"pid": 1})
    assert running(elsewhere) is None
    lock.release()


def test_files_of_somebody_else_are_named_before_the_first_mail_fails(settings: Settings) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        file = Path(folder) / "uptape.db"
        file.touch()
        file.chmod(0o444)
        was = os.geteuid()
        if was == 0:
            os.seteuid(65534)
        try:
            with pytest.raises(Permanent, match=re.escape(f"{file}: cannot be written")):
                DaemonLock(replace(settings, database=f"sqlite:///{file}")).take()
        finally:
            os.seteuid(was)


def test_a_damaged_file_is_called_damaged(tmp_path: Path, clock: FixedClock) -> None:
    file = tmp_path / "uptape.db"
    file.write_bytes(b"no database, " * 1000)
    store = open_store(f"sqlite:///{file}", clock)
    with pytest.raises(Permanent, match="the database is damaged"), store.read():
        pass
    store.close()


def test_a_damaged_page_is_called_damaged_when_it_is_read(tmp_path: Path, clock: FixedClock) -> None:
    file = tmp_path / "uptape.db"
    store = open_store(f"sqlite:///{file}", clock)
    migrate(store)
    store.checkpoint()
    store.close()
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(b"\xff" * (file.stat().st_size - 4096))
    store = open_store(f"sqlite:///{file}", clock)
    with pytest.raises(Permanent, match="the database is damaged"), store.read() as unit:
        views.counts(unit)
    store.close()
