"""Secrets of our own, such as the one that signs links: made once, kept in the database, the same on every node."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from uptape.store.engine import Store
from uptape.store.tables import keys


def key(store: Store, name: str) -> bytes:
    """The secret of that name; the first who asks makes it."""
    statement = select(keys.c.secret).where(keys.c.name == name)
    with store.read() as unit:
        found = unit.connection.execute(statement).scalar_one_or_none()
    if found is None:
        with store.write() as unit:
            row = {"name": name, "secret": secrets.token_hex(32), "created_at": store.clock.now()}
            unit.insert_missing(keys, [row])
            found = unit.connection.execute(statement).scalar_one()
            unit.commit()
    return bytes.fromhex(found)
