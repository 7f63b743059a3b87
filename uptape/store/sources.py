"""What the stored mails and leads tell of each lead site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from uptape.core.source_health import Told
from uptape.store.engine import Unit
from uptape.store.tables import leads, mails

KEPT = timedelta(days=90)
MOST_LEADS = 5000
"""Newest leads of a dealership that are looked at."""
_CUSTOMER = {
    "full_name": "name", "emails": "email", "phones": "phone", "street": "street", "city": "city",
    "postal_code": "postal code",
}  # fmt: skip
_VEHICLE = {
    "make": "make",
    "model": "model",
    "year": "year",
    "trim": "trim",
    "stock": "stock",
    "vin": "VIN",
    "price": "price",
}
_LEAD = {
    "comments": "comments",
    "provider_lead_id": "lead id",
    "location": "location",
    "requested_at": "time of the request",
}


@dataclass(slots=True)
class Seen:
    """The mails of one source at one dealership, as far back as they are looked at."""

    key: str | None
    """The key of its definition, None for a site without one."""
    name: str
    mails: int = 0
    not_understood: int = 0
    """Mails in the review box that could not be read, or looked like a lead and named nobody."""
    last_mail_at: datetime | None = None
    told: list[Told] = field(default_factory=list)
    """Its leads, oldest first."""


def seen(unit: Unit, dealership: str, now: datetime) -> dict[str, Seen]:
    """The sources of a dealership by key, or by name where they have none, out of the last 90 days.

    A mail without a lead counts for the source whose leads come from the same address, else from the same domain.
    """
    found: dict[str, Seen] = {}
    by_mail: dict[int, str] = {}
    since = now - KEPT
    statement = (
        select(leads.c.id, leads.c.mail_seq, leads.c.received_at, leads.c.source_key, leads.c.source, leads.c.draft)
        .where(leads.c.dealership == dealership, leads.c.received_at >= since)
        .order_by(leads.c.seq.desc())
        .limit(MOST_LEADS)
    )
    for row in unit.connection.execute(statement):
        name = row.source_key or row.source
        if name:
            one = found.setdefault(name, Seen(row.source_key, row.source or name))
            one.told.append(Told(row.id, row.received_at, _fields(row.draft)))
            by_mail[row.mail_seq] = name
    for one in found.values():
        one.told.reverse()
    _count_mails(unit, dealership, since, found, by_mail)
    return found


def first_mail_at(unit: Unit, dealership: str) -> datetime | None:
    """When the first mail of a dealership came."""
    statement = select(func.min(mails.c.received_at)).where(mails.c.dealership == dealership)
    return unit.connection.execute(statement).scalar_one_or_none()


def _count_mails(
    unit: Unit, dealership: str, since: datetime, found: Mapping[str, Seen], by_mail: Mapping[int, str]
) -> None:
    statement = select(mails.c.seq, mails.c.from_address, mails.c.state, mails.c.received_at).where(
        mails.c.dealership == dealership, mails.c.received_at >= since
    )
    rows = unit.connection.execute(statement).all()
    senders: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row.seq in by_mail:
            for sender in _addresses(row.from_address):
                senders[sender][by_mail[row.seq]] += 1
    for row in rows:
        name = by_mail.get(row.seq)
        for sender in _addresses(row.from_address) if name is None else ():
            if sender in senders:
                name = max(senders[sender], key=senders[sender].__getitem__)
                break
        if name is None:
            continue
        one = found[name]
        one.mails += 1
        one.not_understood += row.state == "review"
        one.last_mail_at = max(one.last_mail_at or row.received_at, row.received_at)


def _addresses(sender: str | None) -> tuple[str, ...]:
    """The address, then its domain: those of big mail hosts would join what is apart, but no site writes from there."""
    return (sender, "@" + sender.rpartition("@")[2]) if sender else ()


def _fields(draft: Any) -> frozenset[str]:
    """The fields that a stored lead has; the vehicle's are those of the first."""
    customer = draft.get("customer") or {}
    vehicle: Any = next(iter(draft.get("vehicles") or ()), {})
    return frozenset(
        name
        for part, names in ((customer, _CUSTOMER), (vehicle, _VEHICLE), (draft, _LEAD))
        for key, name in names.items()
        if part.get(key)
    )
