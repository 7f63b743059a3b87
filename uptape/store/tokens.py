"""The hashes of API tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert

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
