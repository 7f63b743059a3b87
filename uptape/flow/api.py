"""What the HTTP API does: leads in by the same queue as mail, leads out as records, feedback. Callers are tokens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from uptape.core.dealership import Dealership
from uptape.core.errors import Refused
from uptape.core.mail import Envelope, Recipient
from uptape.flow import feedback
from uptape.flow.ledger import Ledger
from uptape.flow.receive import receive_once
from uptape.flow.tokens import digest
from uptape.store import hands, leads, mail, records, tokens
from uptape.store.engine import Store
from uptape.store.tokens import Token


@dataclass(frozen=True, slots=True)
class Accepted:
    """A lead that is stored durably. `fresh` False: it was sent before under the same key."""

    mail_id: str
    fresh: bool


def caller_of(store: Store, token: str) -> Token | None:
    """Whose token it is, or None."""
    with store.read() as unit:
        return tokens.find(unit, digest(token))


def take_in(
    store: Store, dealerships: Mapping[str, Dealership], caller: Token, dealership_key: str, pool_key: str, raw: bytes,
    once: str | None,
) -> Accepted | None:  # fmt: skip
    """Stores a lead as a mail of a pool, durably; None for a pool that the caller may not know of.

    `once` is the caller's own key: the same again is the same lead.
    """
    dealership = dealerships.get(dealership_key)
    pool = dealership.pools.get(pool_key) if dealership else None
    if caller.dealership != dealership_key or caller.buyer is not None or dealership is None or pool is None:
        return None
    own = sha256(f"{dealership_key}/{pool_key}\n{once}".encode()).hexdigest() if once else uuid.uuid4().hex
    recipient = Recipient(pool.addresses[0], dealership_key, pool_key)
    envelope = Envelope("http", "", (recipient,), raw, store.clock.now(), door_key=f"http:{own}")
    fresh = receive_once(store, envelope)
    with store.read() as unit:
        found = mail.id_of_door_key(unit, f"http:{own}")
    return Accepted(found or "", fresh)


def page(store: Store, asked: records.Asked) -> tuple[list[dict[str, Any]], int | None]:
    """A page of leads, and where the next begins."""
    with store.read() as unit:
        return records.page(unit, asked)


def record(store: Store, caller: Token, lead_id: str) -> dict[str, Any] | None:
    """A lead with all that happened to it; None where the caller has none of this id."""
    with store.read() as unit:
        return records.record(unit, caller.dealership, lead_id, caller.buyer)


def report(
    store: Store, dealerships: Mapping[str, Dealership], caller: Token, lead_id: str, outcome: str, note: str | None,
    at: datetime | None,
) -> str | None:  # fmt: skip
    """Records what became of a lead; gives back its status, None where the caller has no such lead.

    `at` is when it happened; for an appointment, when it is. Raises Refused for what cannot be.
    """
    dealership = dealerships.get(caller.dealership)
    by = f"api:{caller.buyer}/{caller.name}" if caller.buyer else f"api:{caller.name}"
    with store.write() as unit:
        stored = leads.get(unit, lead_id)
        if dealership is None or stored is None or stored.dealership != dealership.key:
            return None
        if stored.pool not in dealership.pools:
            raise Refused(f"the pool of {lead_id} is not in the config any more")
        ledger = Ledger(unit, dealership, [stored.pool], store.clock.now(), by)
        member = _member(hands.holders(unit, lead_id), caller)
        stored = leads.get(unit, lead_id)
        if stored is None or (caller.buyer is not None and member is None):
            return None
        planned = at if outcome == "appointment" else None
        happened = None if outcome == "appointment" else at
        status = feedback.record(
            ledger, stored, outcome, via="api", note=note, at=happened, planned=planned, member=member
        )
        ledger.flush()
        unit.commit()
    return status


def _member(holders: list[str], caller: Token) -> str | None:
    """The taker for whom a caller speaks: a buyer's own, else the first."""
    if caller.buyer is None:
        return next(iter(holders), None)
    return next((one for one in holders if one == caller.buyer or one.startswith(f"{caller.buyer}.")), None)
