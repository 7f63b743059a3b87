"""A database of an older program is brought up to date in one transaction, and keeps what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from tests.conftest import fresh_database
from uptape.clock import FixedClock
from uptape.store import migrate as steps
from uptape.store.engine import Store, open_store
from uptape.store.tables import metadata

OLD_ROWS = (
    "insert into tapes (dealership, pool, tail, journal_seq) values ('sunset', '', 0, 2), ('sunset', 'main', 9, 1)",
    "insert into assignments (lead_id, dealership, pool, member, how, by, at, turn)"
    " values ('L-1', 'sunset', 'main', 'ana', 'line', 'uptape', 1, true)",
    "insert into offers (lead_id, dealership, pool, member, kind, how, state, at, position) values"
    " ('L-2', 'sunset', 'main', 'bob', 'single', 'line', 'open', 5, 3),"
    " ('L-3', 'sunset', 'main', 'bob', 'single', 'line', 'passed', 4, 2)",
    "insert into journal (pool, seq, at, event, by, reasons, effect) values"
    " ('', 1, 1, 'reloaded', 'config', '[]', null), ('', 2, 2, 'reloaded', 'config', '[]', null),"
    " ('sunset/main', 1, 3, 'assigned', 'uptape', '[]', 'turn')",
)


@pytest.fixture(params=["sqlite", "postgres"])
def old(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """A database with the first schema and some rows."""
    if request.param == "sqlite":
        store = open_store(f"sqlite:///{tmp_path}/uptape.db", clock)
    else:
        store = open_store(fresh_database(request.getfixturevalue("postgres_url")), clock, database_clock=False)
    with store.write() as unit:
        config = steps._config()
        config.attributes["connection"] = unit.connection
        command.upgrade(config, "0001")
        for statement in OLD_ROWS:
            unit.connection.execute(text(statement))
        unit.commit()
    yield store
    store.close()


def rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    """What a query finds."""
    with store.read() as unit:
        return [tuple(row) for row in unit.connection.execute(text(statement))]


def test_an_older_database_gets_the_schema_of_this_program_and_keeps_its_rows(old: Store) -> None:
    assert not steps.is_current(old)
    steps.migrate(old)
    assert steps.is_current(old)
    with old.read() as unit:
        assert compare_metadata(MigrationContext.configure(unit.connection), metadata) == []
    assert rows(old, "select lead_id, member, counted, back from assignments") == [("L-1", "ana", 1, None)]
    assert rows(old, "select lead_id, member, at, position from turns") == [("L-2", "bob", 5, 3)]
    assert rows(old, "select pool, seq from journal order by id") == [("sunset", 1), ("sunset", 2), ("sunset/main", 1)]


def test_numbers_go_on_and_the_checks_hold_after_it(old: Store) -> None:
    steps.migrate(old)
    with old.write() as unit:
        unit.connection.execute(text("delete from journal where pool = 'sunset/main'"))
        unit.connection.execute(
            text("insert into journal (pool, seq, at, event, by, reasons) values ('sunset', 3, 4, 'x', 'y', '[]')")
        )
        unit.commit()
    assert rows(old, "select max(id) from journal") == [(4,)]
    for statement in ("update assignments set back = 'lost'", "update offers set state = 'gone'"):
        with pytest.raises(Exception, match=r"(?i)check"), old.write() as unit:
            unit.connection.execute(text(statement))


def test_a_migration_that_breaks_leaves_the_older_database_as_it_was(old: Store) -> None:
    with old.write() as unit:
        unit.connection.execute(text("create table turns (id integer)"))  # in the way of the second step
        unit.commit()
    with pytest.raises(Exception, match=r"turns.*already exists"):
        steps.migrate(old)
    assert rows(old, "select version_num from alembic_version") == [("0001",)]
    assert rows(old, "select count(*) from offers where position is not null") == [(2,)]
