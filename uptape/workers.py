"""The workers of the daemon: what each of its threads does, step by step, between the doors and the database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from uptape.clock import monotonic
from uptape.config.settings import Settings
from uptape.core.dealership import Dealership
from uptape.core.leads import Known, Reading
from uptape.core.mail import Envelope
from uptape.core.outbox import OutboxEntry, Text
from uptape.flow.alarms import ring
from uptape.flow.daily_post import send_due
from uptape.flow.dispatch import Dispatcher
from uptape.flow.distribute import Distributor
from uptape.flow.drain import drain
from uptape.flow.hand_offs import hand_off
from uptape.flow.offering import lapse
from uptape.flow.overflow import overflow
from uptape.flow.receive import receive, receive_once
from uptape.flow.retention import Cleaner
from uptape.flow.statuses import settle_early
from uptape.log import clean, logger
from uptape.runners import GroupCommit, Runner
from uptape.store.engine import Store
from uptape.wiring import Sending, judge, reader_pool, worker_name

if TYPE_CHECKING:
    from uptape.parsing.pool import ReaderPool, ReadFailure

GATHER = 0.02
"""Seconds for which mails gather in a rush before the next are decided."""
RUSH = 4
"""Mails decided in one step from which on it is a rush."""


class Workers:
    """The threads of one daemon and what they share. `settings` gives the running config, which a reload swaps."""

    def __init__(
        self, store: Store, settings: Callable[[], Settings], accepted: Callable[[str, int], None], grace: float,
        link_key: bytes, base: Callable[[], str],
    ) -> None:  # fmt: skip
        self.store = store
        self._settings = settings
        self._accepted = accepted
        self._grace = grace
        self._base = base
        self._rush_until = 0.0
        self._sent_at = 0.0
        self.reading = reader_pool(settings())
        self.sending = Sending(settings(), show, link_key, base())
        self.distributor = Distributor(
            store, self._dealerships, self._read_many, worker_name(), lambda: settings().smtp.trusted_authserv_id
        )
        self.dispatcher = Dispatcher(
            store,
            self._dealerships,
            lambda: self.sending.channels,
            lambda: self.sending.render,
            lambda: self.sending.digest,
            worker_name(),
            trusted=lambda: settings().smtp.trusted_authserv_id,
        )
        self.send = Runner("send", self._send_step, idle=0.1)
        self.decide = Runner("decide", self._decide_step, idle=0.25, rush=RUSH, rest=GATHER)
        self.drain = Runner("drain", self._drain_step, idle=1.0)
        self.keep = Runner("keep", self._keep_step, idle=0.5)
        self.report = Runner("report", self._report_step, idle=15.0)
        self._cleaner = Cleaner(store, worker_name())
        self.erase = Runner("erase", self._erase_step, idle=30.0, rush=1, rest=0.5)
        self._sheets_done: set[str] = set()
        self.calls_ended = True
        """False where a call to a provider still hung at the end."""
        self.runners = [self.send, self.decide, self.drain, self.keep, self.report, self.erase]
        self.group = GroupCommit(self._store_all, self.decide.wake)

    def start(self) -> None:
        """Starts every thread but the readers, which `reading.start` starts once the doors are open."""
        for runner in self.runners:
            runner.start()
        self.group.start()

    def reload(self, settings: Settings, reading: ReaderPool) -> None:
        """Takes over what was built for an edited config. Blocks until the old readers have ended."""
        self.sending.rebuild(settings, self._base())
        before, self.reading = self.reading, reading
        before.close()

    def stop(self) -> None:
        """Finishes what is in hand and ends every thread, but for a call to a provider that hangs."""
        self.group.stop()
        for runner in self.runners:
            runner.stop(self._grace / 2)
        self.calls_ended = self.dispatcher.close()
        self.reading.close()

    def store_once(self, envelope: Envelope) -> bool:
        """Makes a mail of a watched mailbox durable; False where it was stored before."""
        fresh = receive_once(self.store, envelope)
        if fresh:
            self._accepted("imap", 1)
            self.decide.wake()
        return fresh

    # Steps of the runners

    def _dealerships(self) -> Mapping[str, Dealership]:
        return self._settings().dealerships

    def _store_all(self, envelopes: Sequence[Envelope]) -> None:
        receive(self.store, envelopes)
        self._accepted("smtp", len(envelopes))

    def _read_many(self, items: Sequence[tuple[bytes, Known]]) -> Sequence[Reading | ReadFailure]:
        return self.reading.read_many(items)

    def _decide_step(self) -> int:
        found = self.distributor.step()
        if found >= RUSH:
            self._rush_until = monotonic() + 0.1
        elif found:
            self.send.wake()
        return found

    def _send_step(self) -> int:
        """Sends what is due at once. In a rush of mails deciding goes first: one batch is sent every half second."""
        now = monotonic()
        if now < self._rush_until and now < self._sent_at + 0.5:
            return 0
        self._sent_at = now
        return self.dispatcher.step()

    def _drain_step(self) -> int:
        ended = lapse(self.store, self._dealerships(), self.distributor.tapes)
        ended += overflow(self.store, self._dealerships(), self.distributor.tapes)
        dealt = drain(self.store, self._dealerships(), self.distributor.tapes)
        dealt += hand_off(self.store, self._dealerships(), self.distributor.tapes)
        rung = ring(self.store, self._dealerships())
        told = settle_early(self.store, self._dealerships(), judge)
        if dealt or ended or told or rung:
            self.send.wake()
        return 0

    def _report_step(self) -> int:
        """The daily sheets, where their time has come."""
        if send_due(self.store, self._dealerships(), worker_name(), self._sheets_done):
            self.send.wake()
        return 0

    def _erase_step(self) -> int:
        """Personal data past their date, a batch at a time with a rest between."""
        return self._cleaner.step(self._settings().retention, self._dealerships())

    def _keep_step(self) -> int:
        self.store.checkpoint()
        return 0


def show(entry: OutboxEntry, text: Text, provider_id: str) -> None:
    """What the console provider shows: a line for people on a terminal, else an event."""
    name = entry.facts.member_name
    body = text.body if entry.channel == "sms" else text.subject or " ".join(text.body.split())
    if sys.stderr.isatty():
        kind = {"sms": "TEXT", "email": "MAIL"}.get(entry.channel, entry.channel.upper())
        sys.stderr.write(f"{kind} to {clean(name)} {clean(entry.to)}: {clean(body)}\n")
        sys.stderr.flush()
    else:
        logger().info("message", channel=entry.channel, to=entry.to, text=body, provider_id=provider_id)
