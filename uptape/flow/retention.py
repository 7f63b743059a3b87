"""Takes personal data out once it is past its date, in small batches, on one node at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from uptape.config.settings import Retention
from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.flow.ledger import Ledger
from uptape.flow.turns import GIVEN_BACK_WITHIN
from uptape.log import logger
from uptape.store import erasure, leases, purging
from uptape.store.engine import Store
from uptape.store.erasure import Cutoffs

BATCH = 100
"""Rows of each kind in one step, so that no writer waits long."""
EVERY = timedelta(hours=1)
LEAST = timedelta(days=30)
"""Turns are kept so long at least: a simulation may begin there."""
LEASE = timedelta(minutes=5)
LEASE_NAME = "retention"


def cutoffs(retention: Retention, now: datetime) -> Cutoffs:
    """Before which moments data are past their date."""
    return Cutoffs(now - retention.mail, now - retention.leads, now - retention.logs)


def _back(past: Cutoffs, now: datetime, dealerships: Mapping[str, Dealership]) -> datetime:
    """Before when no turn can be given back any more, by a manager or by a buyer who returns a lead."""
    terms = [buyer.returns for dealership in dealerships.values() for buyer in dealership.buyers.values()]
    longest = max((one.within for one in terms if one is not None), default=GIVEN_BACK_WITHIN)
    return min(past.logs, now - max(longest, LEAST)) - GIVEN_BACK_WITHIN


class Cleaner:
    """Where the taking out has got to; who starts anew only looks through what is done once more."""

    def __init__(self, store: Store, worker: str) -> None:
        self._store = store
        self._worker = worker
        self._next: datetime | None = None
        self._mails = self._leads = self._messages = 0

    def step(self, retention: Retention, dealerships: Mapping[str, Dealership]) -> int:
        """One batch of what is past its date; gives back how many rows. Once an hour it begins again at the oldest."""
        now = self._store.clock.now()
        if self._next is not None and now < self._next:
            return 0
        if leases.take(self._store, LEASE_NAME, self._worker, LEASE) is None:
            self._next = now + LEASE
            return 0
        past = cutoffs(retention, now)
        found = self._messages_step(past, now) + self._leads_step(past, now, dealerships) + self._mails_step(past, now)
        if not found:
            with self._store.write() as unit:
                found = erasure.erase_loose(unit, past) + purging.purge(unit, past.logs, _back(past, now, dealerships))
                unit.commit()
        if not found:
            self._next = now + EVERY
            self._mails = self._leads = self._messages = 0
            leases.release(self._store, LEASE_NAME, self._worker)
        return found

    def _mails_step(self, past: Cutoffs, now: datetime) -> int:
        with self._store.read() as unit:
            seqs = erasure.due_mails(unit, past, self._mails, BATCH)
        if seqs:
            with self._store.write() as unit:
                erasure.erase_mails(unit, seqs, now)
                unit.commit()
            self._mails = seqs[-1]
            logger().info("erased", what="mails", count=len(seqs))
        return len(seqs)

    def _messages_step(self, past: Cutoffs, now: datetime) -> int:
        with self._store.read() as unit:
            ids = erasure.due_messages(unit, past, self._messages, BATCH)
        if ids:
            with self._store.write() as unit:
                erasure.erase_messages(unit, ids, now)
                unit.commit()
            self._messages = ids[-1]
            logger().info("erased", what="messages", count=len(ids))
        return len(ids)

    def _leads_step(self, past: Cutoffs, now: datetime, dealerships: Mapping[str, Dealership]) -> int:
        with self._store.read() as unit:
            found = erasure.due_leads(unit, past, self._leads, BATCH)
        for key, count in Counter(dealership for _, _, dealership in found).items():
            with self._store.write() as unit:
                dealership = dealerships.get(key)
                ledger = Ledger(unit, dealership, [""], now, "retention") if dealership else None
                erasure.erase_leads(unit, [lead for _, lead, whose in found if whose == key], now)
                if ledger is not None:
                    why = f"personal data of {count} leads from before {past.leads:%Y-%m-%d} taken out"
                    ledger.note("", "erased", [Reason(None, "note", why)])
                    ledger.flush()
                unit.commit()
        if found:
            self._leads = found[-1][0]
            logger().info("erased", what="leads", count=len(found))
        return len(found)
