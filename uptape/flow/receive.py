"""T1: makes received mails durable before anybody is told that they were accepted."""

from __future__ import annotations

from collections.abc import Sequence

from uptape.core.mail import Envelope
from uptape.store import mail, outbox
from uptape.store.engine import Store, is_conflict


def receive(store: Store, envelopes: Sequence[Envelope]) -> None:
    """Stores envelopes in one commit: raw bytes, and one row for each pool that they name. Raises on any trouble."""
    with store.write() as unit:
        mail.add(unit, envelopes)
        unit.commit()


def take_over(store: Store) -> None:
    """Frees what the last daemon held when it died. Only for SQLite, where the lock file says that none other runs."""
    if not store.is_sqlite:
        return
    with store.write() as unit:
        mail.free_all(unit)
        outbox.free_all(unit, store.clock.now())
        unit.commit()


def receive_once(store: Store, envelope: Envelope) -> bool:
    """Stores one envelope that has a door key; False where that key was stored before."""
    if envelope.door_key is None:
        raise ValueError("an envelope is stored once only by its door key")
    with store.read() as unit:
        if mail.has_door_key(unit, envelope.door_key):
            return False
    try:
        receive(store, [envelope])
    except Exception as error:
        if is_conflict(error):
            return False
        raise
    return True
