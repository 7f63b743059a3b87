"""Statements that write many rows: compiled once for a database and run straight on its driver.

SQLAlchemy compiles, names and converts; only its work for each single row is left out, which costs several times
what the database itself takes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import CompilerElement
from sqlalchemy.types import TypeEngine

from uptape.store.types import Json, Moment


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as the driver takes it, with what turns each value into the driver's."""

    sql: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    positional: bool


class Many:
    """The statements of one database that were compiled before. Safe to use from several threads."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._ready: dict[Hashable, _Ready] = {}

    def run(
        self,
        connection: Connection,
        key: Hashable,
        build: Callable[[], Executable],
        rows: Sequence[Mapping[str, Any]],
    ) -> int:
        """Runs a statement for each row; gives back how many rows of the database it touched.

        `key` names the statement that `build` makes, whose parameters are the keys of the first row; the rows have
        the same keys. Values are converted by the types of their columns.
        """
        ready = self._ready.get(key)
        if ready is None:
            ready = self._ready[key] = self._compile(build(), tuple(rows[0]))
        columns = ready.columns
        values: Any
        if ready.positional:
            values = [tuple([row[n] if p is None else p(row[n]) for n, p in columns]) for row in rows]
        else:
            values = [{n: row[n] if p is None else p(row[n]) for n, p in columns} for row in rows]
        return connection.exec_driver_sql(ready.sql, values).rowcount

    def _compile(self, statement: Executable, names: tuple[str, ...]) -> _Ready:
        assert isinstance(statement, CompilerElement)
        compiled: Any = statement.compile(dialect=self._dialect, column_keys=list(names))
        order = compiled.positiontup if compiled.positional else list(compiled.binds)
        columns = []
        for name in order:
            columns.append((name, self._processor(compiled.binds[name].type)))
        return _Ready(str(compiled), tuple(columns), bool(compiled.positional))

    def _processor(self, kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
        """What turns a value of a type into the driver's; our own types without SQLAlchemy's wrapping."""
        if isinstance(kind, Moment | Json):
            return kind.to_driver
        return kind.dialect_impl(self._dialect).bind_processor(self._dialect)
