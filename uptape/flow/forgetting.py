"""One customer: all that is stored about them, told or taken out (GDPR articles 15 and 17, CCPA)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.core.errors import Refused
from uptape.core.ids import normal_id
from uptape.flow.ledger import Ledger
from uptape.flow.offering import withdraw_all
from uptape.parsing.fields.phones import phone
from uptape.store import customer_data, erasure, leads
from uptape.store.engine import Store, Unit
from uptape.wording import shown

_CLOSED_AS = {
    "queued": "not_lead", "offered": "not_lead", "review": "not_lead",
    "assigned": "lost", "contacted": "lost", "appointment": "lost",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out of a customer."""

    leads: int
    mails: int
    others: int
    """Rows of owners and imports."""
    beside: tuple[str, ...]
    """Other numbers and addresses that came with the same leads: perhaps the same person's."""
    shared: int
    """Mails that held leads of others too: their own data stay, the mail is gone."""


def customer_key(dealership: Dealership, written: str) -> str:
    """The key that a number, an address or a lead's id names. Raises Refused for what is none."""
    text = written.strip()
    if text[:2] in {"p:", "e:"}:
        text = text[2:]
    if "@" in text:
        return f"e:{text.lower()}"
    found = phone(text, dealership.country)
    if found is not None:
        return f"p:{found}"
    if normal_id(text).startswith("L-"):
        return normal_id(text)
    raise Refused(f"{written} is no phone number, e-mail address or lead: say 310-555-0142 or maria@mail.example")


def export(store: Store, dealership: Dealership, written: str) -> dict[str, Any]:
    """Everything that is stored about a customer, ready for JSON. Raises Refused where there is nothing."""
    key = customer_key(dealership, written)
    with store.read() as unit:
        ids, seqs = _found(unit, dealership, key)
        tables: dict[str, list[dict[str, Any]]] = {}
        for table, row in customer_data.rows_of(unit, dealership.key, ids, key):
            tables.setdefault(table, []).append(_plain(row))
        for row, body in customer_data.mail_rows(unit, seqs):
            raw = base64.b64encode(body).decode()
            tables.setdefault("mails", []).append({**_plain(row), "raw_base64": raw})
        beside = customer_data.keys_beside(unit, ids, key)
    if not tables:
        raise Refused(f"nothing is stored about {written} in {dealership.name}")
    return {
        "customer": key,
        "dealership": dealership.key,
        "made_at": store.clock.now().isoformat(),
        "perhaps_also": beside,
        **tables,
    }


def forget(store: Store, dealership: Dealership, written: str, by: str) -> Forgotten:
    """Takes a customer out of everything; the statistics stay. Raises Refused where there is nothing.

    A lead that waits or is on offer is taken back, an open one is closed. The journal says that it was done, by whom.
    """
    key = customer_key(dealership, written)
    with store.write() as unit:
        ids, seqs = _found(unit, dealership, key)
        now = store.clock.now()
        stored = [one for one in (leads.get(unit, lead) for lead in ids) if one is not None]
        pools = {one.pool for one in stored if one.pool in dealership.pools}
        ledger = Ledger(unit, dealership, [*sorted(pools), ""], now, by)
        for one in stored:
            if one.pool in pools:
                withdraw_all(ledger, one.id)
            if one.status in _CLOSED_AS:
                ledger.change_lead(one.id, status=_CLOSED_AS[one.status], closed_at=now)
        beside = customer_data.keys_beside(unit, ids, key)
        shared = len(customer_data.other_leads(unit, seqs, ids))
        erasure.erase_leads(unit, ids, now)
        erasure.erase_mails(unit, seqs, now)
        gone = 0 if key.startswith("L-") else customer_data.drop_key(unit, dealership.key, key)
        if not ids and not seqs and not gone:
            raise Refused(f"nothing is stored about {written} in {dealership.name}")
        for one in stored:
            pool = one.pool if one.pool in pools else ""
            why = Reason(one.assigned_to, "note", "the customer's data were taken out by request")
            ledger.note(pool, "erased", [why], lead_id=one.id)
        if not stored:
            ledger.note("", "erased", [Reason(None, "note", "a customer's data were taken out by request")])
        ledger.flush()
        unit.commit()
    return Forgotten(len(ids), len(seqs), gone, tuple(_shown(one) for one in beside), shared)


def _found(unit: Unit, dealership: Dealership, key: str) -> tuple[list[str], list[int]]:
    if key.startswith("L-"):
        stored = leads.get(unit, key)
        ids = [key] if stored is not None and stored.dealership == dealership.key else []
    else:
        ids = customer_data.leads_of(unit, dealership.key, key)
    address = key[2:] if key.startswith("e:") else None
    return ids, customer_data.mails_of(unit, dealership.key, ids, address)


def _shown(key: str) -> str:
    return shown.phone(key[2:]) if key.startswith("p:") else key[2:]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
