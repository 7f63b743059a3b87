"""What was seen before: leads under the same Message-ID, the same content or the same provider's id."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from uptape.store.engine import Unit
from uptape.store.tables import leads

CONTENT_WINDOW = timedelta(hours=24)
"""Mails without a Message-ID and with the same content are the same within this time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A lead seen before under the same Message-ID or the same provider's id."""

    id: str
    message_id: str | None
    content_key: str | None
    source: str | None
    provider_lead_id: str | None
    received_at: datetime
    mail_index: int


def seen(
    unit: Unit, dealership: str, messages: Collection[str], contents: Collection[str], provider_ids: Collection[str]
) -> list[Seen]:
    """The original leads of a dealership that share a Message-ID, a content or a provider's id."""
    asked = {"message": messages, "content": contents, "provider": provider_ids}
    found: dict[str, Seen] = {}
    for name, values in asked.items():
        if values:
            for row in unit.connection.execute(_SEEN[name], {"dealership": dealership, "values": list(values)}):
                found.setdefault(row.id, Seen(*row))
    return list(found.values())


def _seen_by(*conditions: ColumnElement[bool]) -> Select[Any]:
    columns = (
        leads.c.id, leads.c.message_id, leads.c.content_key, leads.c.source, leads.c.provider_lead_id,
        leads.c.received_at, leads.c.mail_index,
    )  # fmt: skip
    own = (leads.c.dealership == bindparam("dealership"), leads.c.duplicate_of.is_(None))
    return select(*columns).where(*own, *conditions).order_by(leads.c.seq)


# One statement for each index: an OR over three would be planned as a scan on PostgreSQL.
_SEEN = {
    "message": _seen_by(leads.c.message_id.in_(bindparam("values", expanding=True))),
    "content": _seen_by(leads.c.message_id.is_(None), leads.c.content_key.in_(bindparam("values", expanding=True))),
    "provider": _seen_by(leads.c.provider_lead_id.in_(bindparam("values", expanding=True))),
}


def by_message(unit: Unit, dealership: str, messages: Collection[str]) -> dict[str, list[str]]:
    """The leads of some mails by their Message-IDs, duplicates apart."""
    statement = select(leads.c.message_id, leads.c.id).where(
        leads.c.dealership == dealership, leads.c.message_id.in_(list(messages)), leads.c.duplicate_of.is_(None)
    )
    found: dict[str, list[str]] = {}
    for row in unit.connection.execute(statement):
        found.setdefault(row.message_id, []).append(row.id)
    return found
