"""`uptape audit`: the stored invariants, and that nobody eligible stands idle while a lead that they may take waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from uptape.config.settings import Retention
from uptape.core.below import PREFIX
from uptape.core.dealership import Dealership
from uptape.flow.drain import keys_on_offer
from uptape.flow.ledger import Ledger
from uptape.flow.placing import decision_for
from uptape.flow.retention import cutoffs
from uptape.flow.works import work_of
from uptape.store import audit as stored
from uptape.store import customers, erasure, leads
from uptape.store.audit import Breach
from uptape.store.engine import Store

GONE = "personal data past its retention date is gone"
SOON = timedelta(days=1)
"""So long the taking out may last."""
JUST_NOW = timedelta(seconds=3)
"""Somebody whose shift began so recently may be dealt to by the next tick of the drain."""


def audit(store: Store, dealerships: Mapping[str, Dealership], retention: Retention | None = None) -> list[Breach]:
    """Every breach of every invariant; of personal data past their date where `retention` says when that is.

    Changes nothing.
    """
    with store.read() as unit:
        breaches = stored.audit(unit, store.clock.now())
        pools = leads.pools_with_inbox(unit)
        if retention is not None:
            past = cutoffs(retention, store.clock.now() - SOON)
            breaches += [Breach(GONE, found) for found in erasure.breaches(unit, past)]
    for dealership_key, pool in pools:
        dealership = dealerships.get(dealership_key)
        if dealership is not None and pool in dealership.pools:
            breaches += _idle(store, dealership, pool)
    return breaches


def _idle(store: Store, dealership: Dealership, pool: str) -> list[Breach]:
    breaches = []
    with store.write() as unit:  # the books take the lock; nothing is written or committed
        ledger = Ledger(unit, dealership, [pool], store.clock.now() - JUST_NOW, "audit")
        waiting_keys = keys_on_offer(ledger, pool)
        for lead in leads.queued(unit, dealership.key, pool):
            keys = customers.keys_of_lead(unit, lead.id)
            if waiting_keys.intersection(keys):
                continue
            ledger.load_customers(keys)
            decision = decision_for(ledger, work_of(lead, ledger, keys, waited=True))
            if decision.outcome == "queued":
                waiting_keys.update(keys)
                continue
            line = pool
            while decision.inner is not None and decision.member is not None:
                line, decision = decision.member.removeprefix(PREFIX), decision.inner
            if decision.member is not None and _came_before(ledger, line, decision.member):
                breaches.append(
                    Breach(
                        "nobody eligible stands idle while a lead that they may take waits",
                        f"{lead.id} waits in {dealership.key}/{pool} while {decision.member} may take it",
                    )
                )
    return breaches


def _came_before(ledger: Ledger, pool: str, key: str) -> bool:
    member = ledger.member(key)
    return member is not None and ledger.absence(ledger.dealership.pools[pool], member) is None
