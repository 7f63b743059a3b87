"""Earlier leads as they stood at a moment, copied from one database into another for a rehearsal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, insert, or_, select

from uptape.store.engine import Unit
from uptape.store.past import chunks
from uptape.store.tables import assignments, imports, lead_events, lead_keys, leads, owners


def needed(unit: Unit, dealership: str, before: datetime, *, counted_since: datetime | None, opened: bool) -> set[str]:
    """The earlier leads without which deciding would go wrong: what waited, what limits count, what was open."""
    asked: list[ColumnElement[bool]] = [leads.c.status == "queued"]
    later = exists().where(
        assignments.c.lead_id == leads.c.id, assignments.c.at >= before, assignments.c.how.not_in(("hand", "house"))
    )
    asked.append(and_(later, leads.c.status.not_in(("duplicate", "review"))))
    if counted_since is not None:
        asked.append(
            exists().where(
                assignments.c.lead_id == leads.c.id, assignments.c.at >= counted_since, assignments.c.at < before
            )
        )
    if opened:
        asked.append(or_(leads.c.closed_at.is_(None), leads.c.closed_at >= before))
    statement = select(leads.c.id).where(leads.c.dealership == dealership, leads.c.received_at < before, or_(*asked))
    return set(unit.connection.execute(statement).scalars())


def related(
    unit: Unit, dealership: str, before: datetime, keys: Sequence[str], messages: Sequence[str],
    contents: Sequence[str], provider_ids: Sequence[str],
) -> set[str]:  # fmt: skip
    """The earlier leads that share a key, a Message-ID, a content or a provider's id with some new ones."""
    found: set[str] = set()
    earlier = and_(leads.c.dealership == dealership, leads.c.received_at < before)
    for some in chunks(keys):
        statement = select(lead_keys.c.lead_id).where(
            lead_keys.c.dealership == dealership, lead_keys.c.key.in_(some), lead_keys.c.at < before
        )
        found |= set(unit.connection.execute(statement).scalars())
    for column, values in (
        (leads.c.message_id, messages), (leads.c.content_key, contents), (leads.c.provider_lead_id, provider_ids),
    ):  # fmt: skip
        for some in chunks(values):
            found |= set(unit.connection.execute(select(leads.c.id).where(earlier, column.in_(some))).scalars())
    return found


def copy_leads(source: Unit, target: Unit, ids: Collection[str], before: datetime) -> None:
    """Copies leads as they stood at a moment, with their keys, takers and owners, into another database."""
    for some in chunks(sorted(ids)):
        rows = [dict(row._mapping) for row in source.connection.execute(select(leads).where(leads.c.id.in_(some)))]
        given = [
            dict(row._mapping)
            for row in source.connection.execute(
                select(assignments).where(assignments.c.lead_id.in_(some), assignments.c.at < before)
            )
        ]
        keys = [
            dict(row._mapping)
            for row in source.connection.execute(select(lead_keys).where(lead_keys.c.lead_id.in_(some)))
        ]
        events = source.connection.execute(
            select(lead_events.c.lead_id, lead_events.c.event)
            .where(lead_events.c.lead_id.in_(some), lead_events.c.at < before)
            .order_by(lead_events.c.id)
        )
        last = {row.lead_id: row.event for row in events if row.event in _STATUSES or row.event == "spam"}
        for one in given:
            if one["ended_at"] is not None and one["ended_at"] >= before:
                one["ended_at"], one["counted"] = None, True
        _as_it_stood(rows, given, last, before)
        _insert(target, leads, rows)
        _insert(target, assignments, [{k: v for k, v in one.items() if k != "id"} for one in given])
        _insert(target, lead_keys, keys)


def _as_it_stood(
    rows: Sequence[dict[str, Any]], given: Sequence[dict[str, Any]], last: dict[str, str], before: datetime
) -> None:
    live = {one["lead_id"]: one for one in given if one["ended_at"] is None}
    for row in rows:
        if row["status"] in {"duplicate", "review"} and row["id"] not in live:
            continue
        one = live.get(row["id"])
        happened = last.get(row["id"])
        row["assigned_to"] = one["member"] if one else None
        row["assigned_at"] = one["at"] if one else None
        status = {"spam": "not_lead"}.get(happened or "", happened) or ("assigned" if one else "queued")
        row["status"] = status if status in _STATUSES else "assigned" if one else "queued"
        for moment in ("closed_at", "first_attempt_at", "first_contact_at"):
            if row[moment] is not None and row[moment] >= before:
                row[moment] = None


_STATUSES = {"contacted", "appointment", "sold", "lost", "not_lead", "assigned", "queued"}


def owners_before(
    unit: Unit, dealership: str, keys: Sequence[str], before: datetime
) -> list[tuple[str, str, str, datetime, bool]]:
    """Who owned or covered customers at a moment, as told by their leads: (key, member, lead, at, covering)."""
    found: dict[tuple[str, str, bool], tuple[str, str, str, datetime, bool]] = {}
    for some in chunks(keys):
        statement = (
            select(lead_keys.c.key, assignments.c.member, assignments.c.lead_id, assignments.c.at, assignments.c.how)
            .join(assignments, assignments.c.lead_id == lead_keys.c.lead_id)
            .where(lead_keys.c.dealership == dealership, lead_keys.c.key.in_(some), assignments.c.at < before)
            .order_by(assignments.c.id)
        )
        for row in unit.connection.execute(statement):
            covering = row.how == "cover"
            found[row.key, row.member, covering] = (row.key, row.member, row.lead_id, row.at, covering)
        imported = (
            select(owners.c.key, owners.c.member, owners.c.lead_id, owners.c.at)
            .join(imports, imports.c.id == owners.c.lead_id)
            .where(owners.c.dealership == dealership, owners.c.key.in_(some), imports.c.at < before)
        )
        for key, member, identity, at in unit.connection.execute(imported).all():
            found.setdefault((key, member, False), (key, member, identity, at, False))
    return list(found.values())


def copy_imports(source: Unit, target: Unit, ids: Collection[str]) -> None:
    """Copies imported customers, of which owners tell, into another database."""
    for some in chunks(sorted(ids)):
        rows = source.connection.execute(select(imports).where(imports.c.id.in_(some)))
        target.insert_missing(imports, [dict(row._mapping) for row in rows])


def _insert(unit: Unit, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        unit.connection.execute(insert(table), list(rows))
