"""Brings a database to the schema of this program: migrates older ones, refuses newer ones."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import uptape
from uptape.core.errors import Permanent
from uptape.store.engine import Store
from uptape.store.tables import metadata

SCRIPTS = Path(uptape.__file__).parent / "migrations"


def migrate(store: Store) -> None:
    """Migrates to the newest schema in one transaction. Raises Permanent for one that is newer than this program."""
    config = _config()
    script = ScriptDirectory.from_config(config)
    with store.write() as unit:
        current = MigrationContext.configure(unit.connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
            raise Permanent(
                f"the database has schema {current}, which is newer than this program: "
                "install the newer uptape again, or restore the backup made before it"
            )
        config.attributes["connection"] = unit.connection
        command.upgrade(config, "head")
        unit.commit()


def is_current(store: Store) -> bool:
    """True where the database exists with the schema of this program."""
    with store.read() as unit:
        current = MigrationContext.configure(unit.connection).get_current_revision()
    return current == ScriptDirectory.from_config(_config()).get_current_head()


def create_in_memory(store: Store) -> None:
    """Makes the tables of an in-memory database, which needs no history."""
    with store.write() as unit:
        metadata.create_all(unit.connection)
        unit.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    return config
