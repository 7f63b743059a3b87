"""Decides a mail without changing anything: what `uptape route` shows for any mail at any moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from uptape.core.below import below
from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.core.leads import Reading
from uptape.flow.desk import Desk
from uptape.flow.fresh import Read
from uptape.flow.known import own_of
from uptape.flow.ledger import Ledger
from uptape.flow.reconcile import on_tape
from uptape.flow.vetting import held
from uptape.store.engine import Store
from uptape.store.mail import ClaimedMail

OUTCOME_OF: Mapping[str, str] = {
    "assigned": "assigned",
    "offered": "offered",
    "queued": "queued",
    "review": "review",
    "duplicate": "duplicate",
    "joined": "duplicate",
    "not_lead": "not_lead",
}


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would become of one lead of a mail."""

    outcome: str
    group: str | None
    to: tuple[str, ...]
    reasons: tuple[Reason, ...]


def rehearse(
    store: Store, dealership: Dealership, pool: str, raw: bytes, reading: Reading, trusted: str | None = None
) -> tuple[Rehearsal, ...]:
    """What would be decided about each lead of a mail now, by the clock of the store; one entry for a mail without.

    The transaction is the one that deciding takes, and it is never committed. `trusted`: the mail server whose
    Authentication-Results are believed.
    """
    why_held = held(raw, reading, dealership, trusted)
    with store.write() as unit:
        now = store.clock.now()
        ledger = Ledger(unit, dealership, [pool, ""], now, "rehearsal")
        for key, locked in ledger.locked.items():
            if key:
                locked.tape = locked.tape.fit(on_tape(dealership, dealership.pools[key], now))
        address = dealership.pools[pool].addresses[0]
        claimed = ClaimedMail(0, "M-REHEARSAL", dealership.key, pool, address, None, "", now, 1, raw)
        item = Read(claimed, reading, why_held)
        Desk(ledger, own_of(dealership).identities, [item]).take(item)
        return _found(ledger, pool)


def _found(ledger: Ledger, pool: str) -> tuple[Rehearsal, ...]:
    """One rehearsal for each lead that the books decided, with all its takers; one for a mail without a lead."""
    found: dict[str | None, Rehearsal] = {}
    way_down: dict[str | None, tuple[Reason, ...]] = defaultdict(tuple)
    for entry in ledger.entries(below(ledger.dealership, [pool])):
        if entry.event == "sent_down":
            way_down[entry.lead_id] += entry.reasons
        if entry.event not in OUTCOME_OF or (entry.lead_id is not None and not ledger.is_new(entry.lead_id)):
            continue
        to: tuple[str, ...] = (entry.person,) if entry.event in {"assigned", "offered"} and entry.person else ()
        if entry.event == "offered" and not entry.person:
            to = tuple(reason.person for reason in entry.reasons if reason.verdict == "asked" and reason.person)
        before = found.get(entry.lead_id)
        if before is not None:
            found[entry.lead_id] = replace(before, to=(*before.to, *to), reasons=(*before.reasons, *entry.reasons))
            continue
        group = ledger.group_of(entry.lead_id) if entry.lead_id else None
        found[entry.lead_id] = Rehearsal(OUTCOME_OF[entry.event], group, to, way_down[entry.lead_id] + entry.reasons)
    return tuple(found.values())
