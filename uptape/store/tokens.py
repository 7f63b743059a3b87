"""The hashes of API tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from uptape.store.engine import Unit
from uptape.store.tables import tokens


def add(
    unit: Unit, digest: str, dealership: str, buyer: str | None, name: str, scopes: Sequence[str], now: datetime
) -> None:
    """Keeps a token's hash with what it may do."""
    unit.connection.execute(
        insert(tokens).values(
            hash=digest, dealership=dealership, buyer=buyer, name=name, scope=" ".join(scopes), created_at=now
        )
    )


@dataclass(frozen=True, slots=True)
class Token:
    """Whose a token is and what it may do."""

    dealership: str
    buyer: str | None
    name: str
    scopes: frozenset[str]


def find(unit: Unit, digest: str) -> Token | None:
    """The token of a hash, or None."""
    statement = select(tokens.c.dealership, tokens.c.buyer, tokens.c.name, tokens.c.scope).where(
        tokens.c.hash == digest
    )
    row = unit.connection.execute(statement).one_or_none()
    return None if row is None else Token(row.dealership, row.buyer, row.name, frozenset(row.scope.split()))
