"""What is stored about one customer, and the keys by which they are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select

from uptape.store.engine import Unit
from uptape.store.tables import (
    imports,
    journal,
    lead_events,
    lead_keys,
    leads,
    mails,
    outbox,
    owners,
    raws,
    shared_keys,
    texts,
)


def leads_of(unit: Unit, dealership: str, key: str) -> list[str]:
    """The leads of a dealership with an identity key, oldest first."""
    statement = (
        select(lead_keys.c.lead_id)
        .where(lead_keys.c.dealership == dealership, lead_keys.c.key == key)
        .order_by(lead_keys.c.at)
    )
    return list(unit.connection.execute(statement).scalars())


def mails_of(unit: Unit, dealership: str, lead_ids: Collection[str], address: str | None) -> list[int]:
    """The mails of leads, and those that came from an address."""
    asked: list[ColumnElement[bool]] = [mails.c.seq.in_(select(leads.c.mail_seq).where(leads.c.id.in_(list(lead_ids))))]
    if address:
        asked += [mails.c.from_address == address, mails.c.sender == address]
    statement = (
        select(mails.c.seq)
        .where(mails.c.dealership == dealership, or_(*asked), mails.c.erased_at.is_(None))
        .order_by(mails.c.seq)
    )
    return list(unit.connection.execute(statement).scalars())


def other_leads(unit: Unit, seqs: Sequence[int], lead_ids: Collection[str]) -> dict[int, list[str]]:
    """For each mail, the leads in it that are not among those named."""
    found: dict[int, list[str]] = {}
    statement = select(leads.c.mail_seq, leads.c.id).where(leads.c.mail_seq.in_(list(seqs)))
    for row in unit.connection.execute(statement):
        if row.id not in set(lead_ids):
            found.setdefault(row.mail_seq, []).append(row.id)
    return found


def keys_beside(unit: Unit, lead_ids: Collection[str], key: str) -> list[str]:
    """The other keys that came with a customer's leads."""
    statement = select(lead_keys.c.key).where(lead_keys.c.lead_id.in_(list(lead_ids)), lead_keys.c.key != key)
    return sorted(set(unit.connection.execute(statement).scalars()))


def drop_key(unit: Unit, dealership: str, key: str) -> int:
    """Takes a key out of owners and imports; gives back how many rows that were."""
    ids = set(
        unit.connection.execute(
            select(owners.c.lead_id).where(owners.c.dealership == dealership, owners.c.key == key)
        ).scalars()
    )
    gone = unit.connection.execute(
        delete(owners).where(owners.c.dealership == dealership, owners.c.key == key)
    ).rowcount
    gone += unit.connection.execute(
        delete(shared_keys).where(shared_keys.c.dealership == dealership, shared_keys.c.key == key)
    ).rowcount
    own = imports.c.id.in_(ids)
    gone += unit.connection.execute(delete(imports).where(imports.c.dealership == dealership, own)).rowcount
    imported = [one for one in ids if one.startswith("I-")]  # the same customer by their other keys
    unit.connection.execute(delete(owners).where(owners.c.dealership == dealership, owners.c.lead_id.in_(imported)))
    return gone


def rows_of(unit: Unit, dealership: str, lead_ids: Collection[str], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything stored about leads and a key, with the table's name, row by row."""
    ids = list(lead_ids)
    for table in (leads, lead_keys, lead_events, journal, outbox, texts):
        column = table.c.id if table is leads else table.c.lead_id
        for row in unit.connection.execute(select(table).where(column.in_(ids))):
            yield table.name, dict(row._mapping)
    for row in unit.connection.execute(select(owners).where(owners.c.dealership == dealership, owners.c.key == key)):
        yield "owners", dict(row._mapping)
        found = unit.connection.execute(select(imports).where(imports.c.id == row.lead_id)).one_or_none()
        if found is not None:
            yield "imports", dict(found._mapping)


def mail_rows(unit: Unit, seqs: Sequence[int]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Some mails with their bytes (empty where they are gone)."""
    statement = (
        select(mails, raws.c.body)
        .select_from(mails.outerjoin(raws, raws.c.id == mails.c.raw_id))
        .where(mails.c.seq.in_(list(seqs)))
        .order_by(mails.c.seq)
    )
    for row in unit.connection.execute(statement):
        plain = dict(row._mapping)
        yield plain, bytes(plain.pop("body") or b"")
