"""One daemon for one SQLite file: a lock file beside it, with what the running daemon printed when it was ready."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from uptape.core.errors import Permanent

if TYPE_CHECKING:
    from uptape.config.settings import Settings


def sqlite_path(settings: Settings) -> Path | None:
    """The SQLite file of a config, or None for PostgreSQL."""
    scheme, _, path = settings.database.partition("///")
    return Path(path) if scheme.startswith("sqlite") else None


def lock_path(settings: Settings) -> Path:
    """Where the lock of a config's database is: beside the SQLite file, or in the config's folder."""
    path = sqlite_path(settings)
    return path.with_name(path.name + ".lock") if path is not None else settings.root / ".uptape.lock"


class DaemonLock:
    """The lock that a running daemon holds. The kernel lets go of it when the process ends, however it ends."""

    def __init__(self, settings: Settings) -> None:
        self.path = lock_path(settings)
        self._settings = settings
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Takes the lock. Raises Permanent with the other's process number where it is held.

        On PostgreSQL several daemons are welcome, and the config's folder is often read-only: there the lock only
        tells commands where this daemon listens, and a folder that cannot be written in is no reason to stop.
        """
        self._refuse_foreign_files()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            if sqlite_path(self._settings) is None:
                return
            raise Permanent(
                f"{self.path.parent}: cannot be written in ({error.strerror}): make the folder of `database:` belong "
                "to the user who runs uptape, with space left on it"
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            pid = _read(file).get("pid", "unknown")
            file.close()
            raise Permanent(
                f"another daemon (process {pid}) runs on this database: stop it first, or give this one another "
                "`database:` in uptape.yaml"
            ) from None
        self._file = file
        self.write({"pid": os.getpid()})

    def _refuse_foreign_files(self) -> None:
        """SQLite opens a file of somebody else for reading only, and would fail at the first mail."""
        path = sqlite_path(self._settings)
        for file in (path.with_name(path.name + end) for end in ("", "-wal", "-shm")) if path is not None else ():
            if file.exists() and not os.access(file, os.W_OK, effective_ids=True):
                raise Permanent(f"{file}: cannot be written: make it belong to the user who runs uptape")

    def write(self, ready: dict[str, Any]) -> None:
        """Leaves word for commands: where the daemon listens."""
        if self._file is None:
            return
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps(ready))
        self._file.flush()

    def release(self) -> None:
        """Lets go of the lock."""
        if self._file is not None:
            self._file.close()
            self._file = None


def is_running(settings: Settings) -> bool:
    """True where a daemon holds the lock."""
    return running(settings) is not None


def running(settings: Settings) -> dict[str, Any] | None:
    """What the running daemon printed when it was ready, or None where none runs."""
    try:
        file = lock_path(settings).open("r+", encoding="utf-8")
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return _read(file)
        return None


def _read(file: IO[str]) -> dict[str, Any]:
    try:
        found = json.loads(file.read() or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
