"""Who a customer is and whose: identity keys of leads, and the members who own or cover a customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select

from uptape.core.decisions import Ownership
from uptape.core.leads import OPEN_STATUSES, LeadDraft
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.tables import imports, lead_keys, leads, owners, shared_keys


@dataclass(frozen=True, slots=True)
class EarlierLead:
    """A lead that shares a key with a new one."""

    id: str
    received_at: datetime
    status: str
    pool: str
    group: str | None
    assigned_to: str | None
    draft: LeadDraft


@dataclass(frozen=True, slots=True)
class SeenName:
    """A last name that came with a key, and when it came last."""

    name: str
    at: datetime


_OPEN = frozenset((*OPEN_STATUSES, "open", None))
"""Of leads and of imported customers; an ownership whose lead is gone counts as open."""

# Statements of the path of every lead are built once: building takes longer than running them.
_OWNERS = (
    select(
        owners.c.key,
        owners.c.member,
        owners.c.lead_id,
        owners.c.at,
        owners.c.covering,
        func.coalesce(leads.c.status, imports.c.status).label("status"),
    )
    .outerjoin(leads, leads.c.id == owners.c.lead_id)
    .outerjoin(imports, imports.c.id == owners.c.lead_id)
    .where(owners.c.dealership == bindparam("dealership"), owners.c.key.in_(bindparam("keys", expanding=True)))
)
_NAMES = (
    select(lead_keys.c.key, lead_keys.c.last_name, func.max(lead_keys.c.at).label("at"))
    .where(lead_keys.c.dealership == bindparam("dealership"), lead_keys.c.key.in_(bindparam("keys", expanding=True)))
    .group_by(lead_keys.c.key, lead_keys.c.last_name)
)
_SHARED = select(shared_keys.c.key).where(
    shared_keys.c.dealership == bindparam("dealership"),
    shared_keys.c.key.in_(bindparam("keys", expanding=True)),
    shared_keys.c.at >= bindparam("since"),
)
_RECENT = (
    select(
        lead_keys.c.key,
        leads.c.id,
        leads.c.received_at,
        leads.c.status,
        leads.c.pool,
        leads.c.grp,
        leads.c.assigned_to,
        leads.c.draft,
    )
    .join(leads, leads.c.id == lead_keys.c.lead_id)
    .where(lead_keys.c.dealership == bindparam("dealership"), lead_keys.c.key.in_(bindparam("keys", expanding=True)))
    .where(or_(lead_keys.c.at >= bindparam("since"), leads.c.status.in_(("queued", "offered"))))
    .where(leads.c.status.not_in(("duplicate", "not_lead")))
    .order_by(leads.c.seq.desc())
)


def ownerships(unit: Unit, dealership: str, keys: Collection[str]) -> Mapping[str, tuple[Ownership, ...]]:
    """For each key, the members who own or cover its customer."""
    if not keys:
        return {}
    found: dict[str, list[Ownership]] = defaultdict(list)
    for row in unit.connection.execute(_OWNERS, {"dealership": dealership, "keys": list(keys)}):
        found[row.key].append(Ownership(row.member, row.lead_id, row.at, row.covering, row.status in _OPEN))
    return {key: tuple(values) for key, values in found.items()}


def add_imports(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Records imported customers; those that stand already are left alone."""
    unit.insert_missing(imports, rows)


def names(unit: Unit, dealership: str, keys: Collection[str]) -> dict[str, list[SeenName]]:
    """For each key that an earlier lead has, the last names that came with it, each with when it came last."""
    if not keys:
        return {}
    found: dict[str, list[SeenName]] = defaultdict(list)
    for row in unit.connection.execute(_NAMES, {"dealership": dealership, "keys": list(keys)}):
        found[row.key].append(SeenName(row.last_name, row.at))
    return dict(found)


def shared(unit: Unit, dealership: str, keys: Collection[str], since: datetime) -> set[str]:
    """Those of the keys that too many people shared since a moment."""
    if not keys:
        return set()
    asked = {"dealership": dealership, "keys": list(keys), "since": since}
    return set(unit.connection.execute(_SHARED, asked).scalars())


def add_shared(unit: Unit, dealership: str, keys: Collection[str], now: datetime) -> None:
    """Keys that too many people share, seen now."""
    rows = [{"dealership": dealership, "key": key, "at": now} for key in sorted(keys)]
    unit.upsert(shared_keys, rows, ["dealership", "key"], ["at"])


def recent(
    unit: Unit, dealership: str, keys: Collection[str], since: datetime
) -> Mapping[str, tuple[EarlierLead, ...]]:
    """For each key, the leads with it since a moment or still waiting, newest first, without duplicates."""
    if not keys:
        return {}
    found: dict[str, list[EarlierLead]] = defaultdict(list)
    for row in unit.connection.execute(_RECENT, {"dealership": dealership, "keys": list(keys), "since": since}):
        draft = decode(LeadDraft, row.draft)
        found[row.key].append(
            EarlierLead(row.id, row.received_at, row.status, row.pool, row.grp, row.assigned_to, draft)
        )
    return {key: tuple(values) for key, values in found.items()}


def keys_of_lead(unit: Unit, lead_id: str) -> tuple[str, ...]:
    """The identity keys of a stored lead."""
    return tuple(unit.connection.execute(select(lead_keys.c.key).where(lead_keys.c.lead_id == lead_id)).scalars())


def add_keys(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Records the keys of new leads."""
    unit.insert(lead_keys, rows)


def disown(unit: Unit, dealership: str, member: str, lead_id: str) -> None:
    """A member owns nobody by this lead any more."""
    unit.connection.execute(
        delete(owners).where(owners.c.dealership == dealership, owners.c.member == member, owners.c.lead_id == lead_id)
    )


def set_owners(unit: Unit, rows: Sequence[dict[str, Any]]) -> None:
    """Records who owns or covers customers now; the later row of a member and key wins."""
    latest = {(row["dealership"], row["key"], row["member"], row["covering"]): row for row in rows}
    unit.upsert(owners, list(latest.values()), ["dealership", "key", "member", "covering"], ["lead_id", "at"])
