"""Column types: UTC moments as whole microseconds, JSON as compact text."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, literal_column
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def word(value: str) -> ColumnElement[str]:
    """A word of our own as a literal: a partial index is only used where its condition is in the statement."""
    if not value.isidentifier():
        raise ValueError(f"not a word of ours: {value!r}")
    return literal_column(f"'{value}'", Text)


def to_micros(moment: datetime) -> int:
    """An aware moment as microseconds since 1970 UTC: exact, sortable, the same on both databases."""
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC moment of a number of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since 1970 UTC. Naive ones are refused by the subtraction."""

    impl = BigInteger
    cache_ok = True

    @staticmethod
    def to_driver(value: datetime | None) -> int | None:
        """Datetime to number."""
        return None if value is None else to_micros(value)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Datetime to number."""
        return self.to_driver(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Number to datetime."""
        return None if value is None else from_micros(value)


class Json(TypeDecorator[Any]):
    """Plain values as compact JSON text."""

    impl = Text
    cache_ok = True

    @staticmethod
    def to_driver(value: Any) -> str | None:
        """Value to text."""
        return None if value is None else dumps(value)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Value to text."""
        return self.to_driver(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Text to value."""
        return None if value is None else json.loads(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(value: Any) -> str:
    """Compact JSON. NUL cannot be kept by PostgreSQL, so it is dropped here once and for all."""
    text = _ENCODER.encode(value)
    return text.replace("\\u0000", "") if "\\u0000" in text else text
