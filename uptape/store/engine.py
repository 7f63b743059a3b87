"""Opens the database, SQLite or PostgreSQL, so that the rest of the code need not know which."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Executable, NestedTransaction, Table, create_engine, event, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import StaticPool

from uptape.clock import Clock
from uptape.core.errors import Permanent, Temporary
from uptape.store.many import Many
from uptape.store.types import from_micros

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for SQLite's lock before it says 451 to the outside."""

LONG_LOG = 1_000
"""Pages of SQLite's log from which on it is begun anew."""


class Store:
    """One open database. `write()` gives a transaction that only a visible `commit()` keeps."""

    def __init__(self, engine: Engine, clock: Clock, *, database_clock: bool) -> None:
        self.engine = engine
        self.clock = clock
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.many = Many(engine.dialect)
        self._database_clock = database_clock and not self.is_sqlite
        # SQLite's busy handler sleeps and has no queue: threads of one process wait on a fair lock instead.
        self._writing: threading.Lock | None = threading.Lock() if self.is_sqlite else None

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A transaction that may write. Leaving it without `commit()` rolls back. Raises Temporary on lock trouble."""
        if self._writing is not None and not self._writing.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise Temporary("the database's write lock was held for too long")
        try:
            yield from self._unit(writing=True)
        finally:
            if self._writing is not None:
                self._writing.release()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A transaction that only reads, on one consistent snapshot."""
        yield from self._unit(writing=False)

    def _unit(self, *, writing: bool) -> Iterator[Unit]:
        try:
            connection = self.engine.connect().execution_options(uptape_writing=writing)
        except OperationalError as error:
            raise Temporary(f"the database cannot be reached: {error.orig}") from error
        except DatabaseError as error:
            raise _damage(error) from error
        try:
            unit = Unit(self, connection)
            try:
                yield unit
            finally:
                if connection.in_transaction():
                    connection.rollback()
        except OperationalError as error:
            raise Temporary(f"the database said: {error.orig}") from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # a broken constraint, wrong SQL: the caller's
                raise
            raise _damage(error) from error
        finally:
            connection.close()

    def lease_time(self, unit: Unit) -> datetime:
        """Now, by the clock that decides leases: the database's own on PostgreSQL, so that skewed nodes agree."""
        if self._database_clock:
            micros = unit.connection.execute(
                text("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")
            ).scalar_one()
            return from_micros(micros)
        return self.clock.now()

    def checkpoint(self) -> None:
        """Moves SQLite's write-ahead log into the file, outside of every commit; nothing to do on PostgreSQL.

        Nearly all of it happens beside the writers. Only the last bit holds them up, so that the next writer finds
        everything moved and begins the log anew: a log that only grows makes every read slower.
        """
        if self._writing is None:
            return
        raw = self.engine.raw_connection()
        try:
            if self._move_log(raw) >= LONG_LOG and self._writing.acquire(timeout=1):
                try:
                    self._move_log(raw)
                finally:
                    self._writing.release()
        finally:
            raw.close()

    @staticmethod
    def _move_log(raw: Any) -> int:
        """Pages that the log holds."""
        row = raw.cursor().execute("pragma wal_checkpoint(passive)").fetchone()
        return int(row[1])

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


class Savepoint:
    """A place in a transaction to which it can go back."""

    def __init__(self, nested: NestedTransaction) -> None:
        self._nested = nested

    def undo(self) -> None:
        """Takes back everything since the savepoint began."""
        if self._nested.is_active:
            self._nested.rollback()

    def release(self) -> None:
        """Keeps what was done since, unless it was undone."""
        if self._nested.is_active:
            self._nested.commit()


class Unit:
    """One transaction. Rolled back unless `commit()` is called; `after_commit` hooks run once it is durable."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self.store = store
        self.connection = connection
        self._after: list[Callable[[], None]] = []
        self.committed = False

    def commit(self) -> None:
        """Makes everything durable, then runs the hooks."""
        self.connection.commit()
        self.committed = True
        for hook in self._after:
            hook()

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Runs `hook` once the commit is durable."""
        self._after.append(hook)

    def insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Inserts rows that have the same keys; one that breaks a unique key breaks the transaction."""
        if rows:
            key = ("insert", table.name, tuple(rows[0]))
            self.store.many.run(self.connection, key, lambda: insert(table), rows)

    def upsert(self, table: Table, rows: Sequence[dict[str, Any]], keys: Sequence[str], columns: Sequence[str]) -> None:
        """Inserts rows, or sets `columns` where a row with the same `keys` stands already."""
        if not rows:
            return

        def build() -> Executable:
            insert = self._insert(table)
            return insert.on_conflict_do_update(  # type: ignore[no-any-return]
                index_elements=list(keys), set_={name: insert.excluded[name] for name in columns}
            )

        key = ("upsert", table.name, tuple(keys), tuple(columns), tuple(rows[0]))
        self.store.many.run(self.connection, key, build, rows)

    @contextmanager
    def savepoint(self) -> Iterator[Savepoint]:
        """A part of the transaction that can be undone by itself; it stays where `undo` is not called."""
        point = Savepoint(self.connection.begin_nested())
        try:
            yield point
        except BaseException:
            point.undo()
            raise
        point.release()

    def insert_new(self, table: Table, row: dict[str, Any]) -> int | None:
        """Inserts a row and gives back its number; None where its unique key stands already, also just now."""
        insert = sqlite.insert(table) if self.store.is_sqlite else postgresql.insert(table)
        statement = insert.values(**row).on_conflict_do_nothing().returning(table.c.id)
        number = self.connection.execute(statement).scalar_one_or_none()
        return None if number is None else int(number)

    def insert_missing(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Inserts rows; those that break a unique key stand already and are left alone."""
        if rows:
            key = ("missing", table.name, tuple(rows[0]))
            self.store.many.run(self.connection, key, lambda: self._insert(table).on_conflict_do_nothing(), rows)

    def _insert(self, table: Table) -> Any:
        return sqlite.insert(table) if self.store.is_sqlite else postgresql.insert(table)


def open_store(url: str, clock: Clock, *, database_clock: bool = True, autocheckpoint: int = 1000) -> Store:
    """Opens a database by its SQLAlchemy URL; nothing is created but the folder of an SQLite file.

    `database_clock` False lets `clock` decide leases on PostgreSQL too (tests). `autocheckpoint` is SQLite's, in
    pages; 0 where the caller checkpoints by itself outside the commit path.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed,
            pool_size=8,
            max_overflow=8,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5, "options": "-c statement_timeout=30000", "keepalives_idle": 10},
        )
        return Store(engine, clock, database_clock=database_clock)
    in_memory = parsed.database in {None, "", ":memory:"}
    if not in_memory:
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    # StaticPool keeps the one connection that an in-memory database lives in.
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"pool_size": 8, "max_overflow": 8}
    engine = create_engine(parsed, connect_args={"check_same_thread": False, "timeout": 5}, **options)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own transactions lose updates silently
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            f"wal_autocheckpoint={autocheckpoint}",
            "cache_size=-32000",
        ):
            cursor.execute(f"pragma {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("uptape_writing", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return Store(engine, clock, database_clock=False)


def _damage(error: DatabaseError) -> Permanent:
    """SQLite's word for a file that is damaged or no database at all."""
    return Permanent(f"the database is damaged ({error.orig}): put the file aside and restore a backup of it")


def is_conflict(error: Exception) -> bool:
    """True where the database refused a row because its unique key stands already."""
    return isinstance(error, IntegrityError)
