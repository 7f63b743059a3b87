"""From a stored mail to a decision: claims mails (T2), has them read outside any transaction, decides them (T3).

Many mails share one T3 commit for each dealership. Where something breaks in it, each of its mails is decided
again in a transaction of its own, so that one bad mail never fails its neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from uptape.core.dealership import Dealership
from uptape.core.errors import LeaseLost, Temporary
from uptape.core.leads import Known, Reading
from uptape.flow import mail_replies
from uptape.flow.desk import decide_batch
from uptape.flow.fresh import Read, Unread
from uptape.flow.known import OwnCache
from uptape.flow.mail_replies import Answering, answering
from uptape.flow.reply_addresses import reply_key
from uptape.flow.vetting import held
from uptape.store import mail
from uptape.store.engine import Store
from uptape.store.mail import MOST_ATTEMPTS, ClaimedMail, MailResult
from uptape.store.tapes import TapeCache

LEASE = timedelta(seconds=30)
DEADLOCKS = 5
"""Tries of one mail at once where the database says that trying again helps."""

ReadMany = Callable[[Sequence[tuple[bytes, Known]]], Sequence[Reading | Unread]]


class Distributor:
    """Decides mails for one worker. Keeps only caches that may die."""

    def __init__(
        self,
        store: Store,
        dealerships: Callable[[], Mapping[str, Dealership]],
        read_many: ReadMany,
        worker: str,
        trusted: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`trusted`: the mail server whose Authentication-Results are believed."""
        self.store = store
        self.dealerships = dealerships
        self.read_many = read_many
        self.worker = worker
        self.trusted = trusted
        self.tapes = TapeCache()
        self._own = OwnCache()
        self._reply_key = reply_key(store)

    def step(self, limit: int = 64) -> int:
        """Claims, reads and decides up to `limit` waiting mails; gives back how many it claimed."""
        claimed = self.claim(limit)
        if claimed:
            self.decide(self.read(claimed))
        return len(claimed)

    def claim(self, limit: int) -> list[ClaimedMail]:
        """T2: takes waiting mails under a lease."""
        with self.store.write() as unit:
            now = self.store.lease_time(unit)
            claimed = mail.claim(unit, self.worker, now, LEASE, limit)
            if claimed:
                unit.commit()
        return claimed

    def read(self, claimed: Sequence[ClaimedMail]) -> list[Read]:
        """Reads mails outside any transaction, where reading can be killed."""
        dealerships = self.dealerships()
        known = {key: self._own.of(dealership).known for key, dealership in dealerships.items()}
        readings = self.read_many([(item.raw, known.get(item.dealership or "", Known())) for item in claimed])
        return [
            Read(item, reading, self._held(item, reading, dealerships))
            for item, reading in zip(claimed, readings, strict=True)
        ]

    def _held(self, item: ClaimedMail, reading: Reading | Unread, dealerships: Mapping[str, Dealership]) -> str | None:
        dealership = dealerships.get(item.dealership or "")
        if dealership is None or not dealership.sources or not isinstance(reading, Reading) or not reading.leads:
            return None
        return held(item.raw, reading, dealership, self.trusted())

    def decide(self, items: Sequence[Read]) -> None:
        """T3: decides mails in the order of their acceptance, one commit for each dealership."""
        again = [item for item in items if self._is_to_read_again(item)]
        self._hand_back(again)
        by_dealership: dict[str | None, list[Read]] = defaultdict(list)
        dealerships = self.dealerships()
        for item in items:
            if item in again:
                continue
            found = answering(item, dealerships.get(item.mail.dealership or ""), self._reply_key, self.trusted())
            if found is not None:
                self._settle_answer(found)
                continue
            by_dealership[item.mail.dealership].append(item)
        for key, group in by_dealership.items():
            try:
                self._decide_together(key, group)
            except Exception:
                if len(group) == 1:
                    self._decide_alone(key, group[0])
                    continue
                for item in group:
                    self._decide_alone(key, item)

    @staticmethod
    def _is_to_read_again(item: Read) -> bool:
        """True for a mail that hung or crashed its reader and has tries left: it may have been the machine's fault."""
        return not isinstance(item.reading, Reading) and item.mail.attempts < MOST_ATTEMPTS

    def _hand_back(self, items: Sequence[Read]) -> None:
        if not items:
            return
        now = self.store.clock.now()
        with self.store.write() as unit:
            for item in items:
                why = f"not read: {getattr(item.reading, 'reason', '')} (attempt {item.mail.attempts})"
                due = now + timedelta(seconds=2**item.mail.attempts)
                mail.hand_back(unit, self.worker, [item.mail.seq], due, why)
            unit.commit()

    def _decide_together(self, key: str | None, items: Sequence[Read]) -> None:
        dealership = self.dealerships().get(key or "")
        with self.store.write() as unit:
            results = decide_batch(unit, dealership, items, self.store.clock.now(), self._own, self.tapes)
            if not mail.finish(unit, self.worker, results, self.store.clock.now()):
                raise LeaseLost(f"another worker took over a mail of {key}")
            unit.commit()

    def _settle_answer(self, found: Answering) -> None:
        """T3 of a mail that answers one of ours, in a transaction of its own."""
        try:
            key = self._reply_key() if self.trusted() else None
            with self.store.write() as unit:
                now = self.store.clock.now()
                result = mail_replies.settle(unit, self.dealerships(), found, now, key, self.tapes)
                if not mail.finish(unit, self.worker, [result], now):
                    return  # another worker took it over
                unit.commit()
        except Exception as error:
            self._failed(found.item.mail, error)

    def _decide_alone(self, key: str | None, item: Read) -> None:
        # PostgreSQL ends one of two transactions that wait for each other: the one it ended goes on at once.
        for _ in range(1 if self.store.is_sqlite else DEADLOCKS):
            try:
                self._decide_together(key, [item])
            except LeaseLost:
                return
            except Temporary:
                # Our own trouble, such as a lock that was held too long, is never the mail's fault: in the end its
                # lease runs out, and it is tried again however often that takes.
                continue
            except Exception as error:
                self._failed(item.mail, error)
            return

    def _failed(self, item: ClaimedMail, error: Exception) -> None:
        """A mail whose decision broke: tried again, and after three attempts left to a person."""
        why = f"{type(error).__name__}: {error}"[:500]
        now = self.store.clock.now()
        with self.store.write() as unit:
            if item.attempts >= MOST_ATTEMPTS:
                result = MailResult(item.seq, item.attempts, "review", error=why)
                mail.finish(unit, self.worker, [result], now)
            else:
                mail.hand_back(unit, self.worker, [item.seq], now + timedelta(seconds=2**item.attempts), why)
            unit.commit()
