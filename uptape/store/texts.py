"""What our people wrote to us, each text once by its provider's id, and what we last wrote to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from uptape.store.engine import Unit
from uptape.store.tables import outbox, texts
from uptape.store.types import word


@dataclass(frozen=True, slots=True)
class LastSent:
    """The last text that a number was sent."""

    kind: str
    lead_id: str | None
    at: datetime
    dealership: str
    facts: Any


def add(unit: Unit, provider_id: str, via: str, number: str, to: str, body: str, at: datetime) -> int | None:
    """Keeps a text; gives back its number, or None where one of this id is kept already."""
    row = {
        "provider_id": provider_id,
        "via": via,
        "number": number,
        "to": to,
        "body": body,
        "at": at,
        "state": "unknown",
    }
    return unit.insert_new(texts, row)


def is_kept(unit: Unit, provider_id: str) -> bool:
    """True where a text of this id is kept."""
    return unit.connection.execute(select(texts.c.id).where(texts.c.provider_id == provider_id)).first() is not None


def settle(
    unit: Unit, text_id: int, state: str, said: str, dealership: str, member: str, lead_id: str | None = None
) -> None:
    """Records who wrote a text and what it came to."""
    unit.connection.execute(
        update(texts)
        .where(texts.c.id == text_id)
        .values(state=state, said=said[:200], dealership=dealership, member=member, lead_id=lead_id)
    )


def said_again(unit: Unit, number: str, body: str, since: datetime, text_id: int) -> bool:
    """True where the same words from a number were asked back since a moment: a machine may be answering ours."""
    statement = (
        select(texts.c.id)
        .where(texts.c.number == number, texts.c.at >= since, texts.c.id != text_id)
        .where(texts.c.body == body, texts.c.state.in_(("asked", "silent")))
        .limit(1)
    )
    return unit.connection.execute(statement).first() is not None


def asked_since(unit: Unit, number: str, since: datetime) -> int:
    """How many texts of a number were asked back since a moment."""
    statement = select(func.count()).where(texts.c.number == number, texts.c.at >= since, texts.c.state == "asked")
    return int(unit.connection.execute(statement).scalar_one())


def last_sent(unit: Unit, number: str) -> LastSent | None:
    """The last text that a number was sent, or None."""
    statement = (
        select(outbox.c.kind, outbox.c.lead_id, outbox.c.sent_at, outbox.c.dealership, outbox.c.facts)
        .where(outbox.c.state == word("sent"), outbox.c.channel == word("sms"), outbox.c.to == number)
        .order_by(outbox.c.sent_at.desc(), outbox.c.id.desc())
        .limit(1)
    )
    row = unit.connection.execute(statement).first()
    return None if row is None else LastSent(*row)
