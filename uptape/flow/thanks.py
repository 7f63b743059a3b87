"""The automatic answer to a customer by mail, where the config asks for it: once a day at most, and never to a machine.

It says nothing that the lead said but a first name and a vehicle, both made harmless, so that nobody can have words of
their own sent to others by it. It is neither an attempt nor contact: nothing of the lead's record changes.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from uptape.core.alerts import AlertFacts
from uptape.core.dealership import Pool
from uptape.core.leads import LeadDraft
from uptape.flow.ledger import Ledger
from uptape.flow.works import Work
from uptape.store import outbox
from uptape.store.codec import encode
from uptape.wording.facts import for_text

CUSTOMER = "customer:"
"""Whom the row is for; no key of a config holds a colon."""
DEALT = frozenset({"assigned", "offered", "queued"})
_NAME = re.compile(r"[^\W\d_][^\W\d_'’ -]{0,30}(?:[ '’-][^\W\d_]{1,20})?")
_WORD = re.compile(r"[\w .&/-]{1,24}")


def thank(ledger: Ledger, work: Work, status: str) -> None:
    """Queues the answer to the customer of a new lead, if its pool gives one and there is somebody to write to."""
    to = _address(work)
    if not wanted(ledger, work.pool) or status not in DEALT or to is None:
        return
    dealership = ledger.dealership
    today = ledger.now.astimezone(ZoneInfo(dealership.timezone)).date()
    facts = AlertFacts(
        "thanks",
        "plain",
        dealership.key,
        dealership.name,
        dealership.timezone,
        work.pool.key,
        CUSTOMER,
        reply_to=work.pool.addresses[0],
        facts=tuple((key, value) for key, value in _known(work.draft) if value),
    )
    row = {
        "key": f"thanks:{dealership.key}:{to}:{today}",
        "dealership": dealership.key,
        "pool": work.pool.key,
        "lead_id": work.id,
        "member": CUSTOMER,
        "channel": "email",
        "to": to,
        "kind": "thanks",
        "state": "due",
        "created_at": ledger.now,
        "due_at": ledger.now,
        "facts": encode(facts),
        "options": None,
        "otherwise": None,
    }
    outbox.add_missing(ledger.unit, [row])


def wanted(ledger: Ledger, pool: Pool) -> bool:
    """Whether customers of a pool get an answer: as the pool says, else as the dealership does."""
    return ledger.dealership.auto_answer if pool.auto_answer is None else pool.auto_answer


def _address(work: Work) -> str | None:
    """The customer's own address: none that many share, no relay of a site, no role, none of ours."""
    if work.draft.conversation:
        return None
    return next((key[2:] for key in work.keys if key.startswith("e:")), None)


def _known(draft: LeadDraft) -> list[tuple[str, str]]:
    first = for_text(draft.customer.first_name, 32)
    vehicle = draft.wanted
    parts = [for_text(part, 24) for part in (vehicle.make, vehicle.model)] if vehicle else []
    year = str(vehicle.year) if vehicle is not None and vehicle.year else ""
    about = " ".join([year, *parts]).strip() if parts and all(_WORD.fullmatch(part) for part in parts) else ""
    return [("first_name", first if _NAME.fullmatch(first) else ""), ("about", about)]
