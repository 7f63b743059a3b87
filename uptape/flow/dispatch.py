"""Sends what the outbox holds (T4) and settles what came of it (T5).

What counts as failure, and for whom: a channel answers Sent, Deferred or Declined and knows nothing else. Deferred is
tried again with back-off and jitter; where the answer was lost the provider is asked before anything is sent twice.
Declined is final for that way: its `else:` takes over, and the managers are told where there is none. An unknown
exception is Deferred until the attempts run out. The call itself is made outside any transaction, under a lease; a
worker that lost its lease records nothing. What holds an offer out never goes out once that offer is over.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from uptape.core.dealership import Dealership
from uptape.core.outbox import Channel, Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.retry import retry_after
from uptape.flow import alerting, bursts, buyers, dead_letters, offer_clock
from uptape.flow.copy_to import addressee
from uptape.flow.reply_addresses import addressed, reply_key
from uptape.store import offers, optouts, outbox, outbox_waits
from uptape.store.engine import Store, Unit
from uptape.store.outbox import ClaimedMessage, MessageResult
from uptape.wording.mask import masked

LEASE = timedelta(seconds=60)
BATCH = 32
PATIENCE = 2.0
"""Seconds that a step waits for its calls before it goes on with others."""

REFUSED = "refused"
"""The code with which a channel says that the other side does not want a lead."""
SENT_AGAIN = "sent again after an unknown answer"
ENDED = "the offer ended before this went out"

Render = Callable[[OutboxEntry], Text]
Digest = Callable[[Sequence[OutboxEntry]], tuple[Text, int]]
"""One text for several rows, and how many of them, from the first, it holds."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A message with what came of it."""

    message: ClaimedMessage
    outcome: Outcome | None
    """None: not tried, since its time was over."""
    text: Text | None
    looked_up: bool = False
    """The provider already had it: nothing was sent twice."""


class Dispatcher:
    """Sends for one worker."""

    def __init__(
        self,
        store: Store,
        dealerships: Callable[[], Mapping[str, Dealership]],
        channels: Callable[[], Mapping[str, Channel]],
        render: Callable[[], Render],
        digest: Callable[[], Digest],
        worker: str,
        chance: Callable[[], float] = random.random,
        threads: int = 16,
        patience: float = PATIENCE,
        trusted: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`trusted`: the mail server that checks senders; where there is one, reply addresses hold a secret word."""
        self.store = store
        self.dealerships = dealerships
        self.channels = channels
        self.render = render
        self.digest = digest
        self.worker = worker
        self.chance = chance
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="send") if threads > 1 else None
        self._most = threads
        self._patience = patience
        self._under_way: set[Future[list[Tried]]] = set()
        self.trusted = trusted
        self._reply_key = reply_key(store)

    def step(self, limit: int = BATCH) -> int:
        """Claims, sends and settles up to `limit` due messages; gives back how many it claimed or settled.

        A call that takes long is left alone after a moment and settled by a later step: it holds up nobody else.
        """
        settled = self._settle_finished()
        if len(self._under_way) >= self._most:
            return settled + self._settle_finished(self._patience)
        with self.store.write() as unit:
            now = self.store.lease_time(unit)
            claimed = outbox.claim(unit, self.worker, now, LEASE, limit)
            if not claimed:
                return settled
            out = optouts.among(unit, {message.entry.to for message in claimed if message.entry.channel == "sms"})
            timely = _timely(unit, claimed, self.dealerships(), now)
            refused = [message for message in timely if _opted_out(message.entry, out)]
            willing = [message for message in timely if not _opted_out(message.entry, out)]
            plan = bursts.arrange(unit, self.worker, willing, now, LEASE)
            unit.commit()
        tried = [
            Tried(message, Declined("this number opted out of texts", opted_out=True), None) for message in refused
        ]
        groups = [*([message] for message in plan.alone), *(list(group) for group in plan.together)]
        if self._threads is None:
            tried += [one for group in groups for one in self._try_together(group)]
        else:
            self._under_way |= {self._threads.submit(self._try_together, group) for group in groups}
            wait(self._under_way, self._patience)
            tried += self._finished()
        self._settle(tried)
        return settled + len(claimed)

    def close(self, patience: float = 3.0) -> bool:
        """Waits so many seconds for what is being sent, and settles it; False where a call still hangs.

        Such a message keeps its lease, and is looked up by whoever takes it over.
        """
        if self._threads is None:
            return True
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._under_way = {call for call in self._under_way if not call.cancelled()}
        wait(self._under_way, patience)
        self._settle(self._finished())
        return not self._under_way

    def _settle_finished(self, patience: float = 0.0) -> int:
        """Settles the calls that ended meanwhile, after waiting for the first of them; gives back how many."""
        if patience and self._under_way:
            wait(self._under_way, patience, FIRST_COMPLETED)
        tried = self._finished()
        self._settle(tried)
        return len(tried)

    def _finished(self) -> list[Tried]:
        done = {call for call in self._under_way if call.done()}
        self._under_way -= done
        return [one for call in done for one in call.result()]

    def _try_together(self, group: list[ClaimedMessage]) -> list[Tried]:
        """Sends several texts to one number as digests, each with as many as it holds; a single one by itself."""
        tried: list[Tried] = []
        while len(group) > 1:
            channel = self.channels().get("sms")
            text: Text | None = None
            held = 1
            try:
                entries = [masked(message.entry) for message in group]
                text, held = self.digest()(entries)
                if channel is None or held <= 1:
                    tried.append(self._try(group.pop(0)))
                    continue
                outcome: Outcome = channel.send(entries[0], text)
            except Exception as error:
                outcome = Deferred(f"{type(error).__name__}: {error}"[:300], unknown=text is not None)
            tried += [Tried(message, outcome, text) for message in group[:held]]
            group = group[held:]
        return tried + [self._try(message) for message in group]

    def _try(self, message: ClaimedMessage) -> Tried:
        entry = message.entry
        if _is_over(entry, self.store.clock.now()):
            return Tried(message, None, None)
        channel = self.channels().get(entry.channel)
        if channel is None:
            return Tried(message, Declined(f"the channel {entry.channel} is not set up"), None)
        text: Text | None = None
        try:
            entry = addressed(masked(self._with_secrets(message)), self._reply_key() if self.trusted() else None)
            text = self.render()(entry)
            if message.was_unknown:
                # Looked for by the words of the last attempt: they may have stood in a digest.
                sought = Text(message.text) if message.text and entry.channel == "sms" else text
                found = channel.look_up(entry, sought)
                if found is not None:
                    return Tried(message, found, sought, looked_up=True)
            return Tried(message, channel.send(entry, text), text)
        except Exception as error:
            return Tried(message, Deferred(f"{type(error).__name__}: {error}"[:300], unknown=text is not None), text)

    def _with_secrets(self, message: ClaimedMessage) -> OutboxEntry:
        """The entry with the options of its way in the running config, which may hold a secret."""
        dealership = self.dealerships().get(message.dealership)
        member = addressee(dealership, message.member) if dealership and message.entry.options else None
        pool = dealership.pools.get(message.entry.facts.pool or "") if dealership else None
        way = alerting.running_way(member, pool, message.entry.channel, message.entry.to) if member else None
        return replace(message.entry, options=dict(way.options)) if way and way.options else message.entry

    def _settle(self, tried: Sequence[Tried]) -> None:
        plain = [one for one in tried if not _is_refusal(one)]
        self._settle_plain(plain)
        for one in tried:
            # After the others: a refusal ends what still waits for that buyer.
            if _is_refusal(one) and not buyers.refused(
                self.store, self.dealerships(), self.worker, one.message, self._result(one, self.store.clock.now())
            ):
                self._settle_plain([one])

    def _settle_plain(self, tried: Sequence[Tried]) -> None:
        if not tried:
            return
        try:
            if self._settle_together(tried):
                return
        except Exception:
            if len(tried) == 1:
                raise
        if len(tried) > 1:
            for one in tried:
                self._settle_together([one])

    def _settle_together(self, tried: Sequence[Tried]) -> bool:
        """T5 for some messages; False, with nothing recorded, where another worker took one over."""
        now = self.store.clock.now()
        with self.store.write() as unit:
            results = [self._result(one, now) for one in tried]
            if not outbox.settle(unit, self.worker, results):
                return False
            self._begin_offers(unit, tried, now)
            dead = [
                dead_letters.DeadLetter(one.message, result.error or "", _is_opt_out(one.outcome))
                for one, result in zip(tried, results, strict=True)
                if result.state == "dead"
            ]
            dead_letters.go_on(unit, self.dealerships(), dead, now)
            taken = [(one.message, result.provider_id) for one, result in zip(tried, results, strict=True)
                     if result.state == "sent" and one.message.entry.kind == "assigned"]  # fmt: skip
            buyers.keep_receipts(unit, self.dealerships(), taken, now)
            unit.commit()
        return True

    def _begin_offers(self, unit: Unit, tried: Sequence[Tried], now: datetime) -> None:
        """The time of an offer runs from the moment at which a provider took its alert."""
        taken = [one.message for one in tried if one.message.entry.kind == "offer" and isinstance(one.outcome, Sent)]
        held = offers.lasting(unit, {message.entry.lead_id for message in taken if message.entry.lead_id})
        for message in taken:
            offer = held.get((message.entry.lead_id or "", message.member))
            if offer is not None:
                offer_clock.begin(unit, self.dealerships(), offer, now)

    def _result(self, one: Tried, now: datetime) -> MessageResult:
        entry, outcome = one.message.entry, one.outcome
        body = one.text.body if one.text else None
        if outcome is None:
            return MessageResult(entry.id, entry.attempts, "cancelled", now, error=ENDED)
        # What went out again stays marked, also where a later look finds but one of the two.
        again = one.message.again or (one.message.was_unknown and not one.looked_up)
        if isinstance(outcome, Sent):
            note = SENT_AGAIN if again else None
            return MessageResult(entry.id, entry.attempts, "sent", now, now, outcome.provider_id, note, body, again)
        if isinstance(outcome, Declined):
            return MessageResult(entry.id, entry.attempts, "dead", now, error=outcome.reason, text=body)
        wait = retry_after(entry.attempts, self.chance(), outcome.retry_after)
        if wait is None:
            why = f"given up after {entry.attempts} attempts: {outcome.reason}"
            return MessageResult(entry.id, entry.attempts, "dead", now, error=why, text=body)
        # Once in doubt, always in doubt: a later attempt that surely failed says nothing of the first.
        state = "unknown" if outcome.unknown or one.message.was_unknown else "due"
        return MessageResult(entry.id, entry.attempts, state, now + wait, error=outcome.reason, text=body, again=again)


def _timely(
    unit: Unit, claimed: Sequence[ClaimedMessage], dealerships: Mapping[str, Dealership], now: datetime
) -> list[ClaimedMessage]:
    """Those that may still go out: what holds out or reminds of an offer that is over is cancelled."""
    lasting = offers.lasting(unit, {m.entry.lead_id for m in claimed if m.entry.kind == "offer" and m.entry.lead_id})
    timely: list[ClaimedMessage] = []
    late: list[ClaimedMessage] = []
    for message in claimed:
        offer = lasting.get((message.entry.lead_id or "", message.member))
        over = message.entry.kind == "offer" and (offer is None or (offer.until is not None and offer.until <= now))
        if message.entry.kind == "offer" and offer is not None:
            # The offer's own row tells its end; the message's facts tell the end as it was when it was queued.
            entry = offer_clock.told_now(message.entry, dealerships.get(message.dealership), offer, now)
            message = replace(message, entry=entry)
        (late if over or _is_over(message.entry, now) else timely).append(message)
    outbox_waits.cancel(unit, [message.entry.id for message in late], ENDED)
    return timely


def _is_over(entry: OutboxEntry, now: datetime) -> bool:
    until = entry.facts.offer_until
    return until is not None and until <= now


def _opted_out(entry: OutboxEntry, out: set[str]) -> bool:
    return entry.channel == "sms" and entry.to in out


def _is_refusal(one: Tried) -> bool:
    """True for a lead that the other side does not want."""
    return isinstance(one.outcome, Declined) and one.outcome.code == REFUSED and one.message.entry.kind == "assigned"


def _is_opt_out(outcome: Outcome | None) -> bool:
    return isinstance(outcome, Declined) and outcome.opted_out
