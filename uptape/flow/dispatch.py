"""Sends what the outbox holds (T4) and settles what came of it (T5).

What counts as failure, and for whom: a channel answers Sent, Deferred or Declined and knows nothing else. Deferred is
tried again with back-off and jitter; where the answer was lost the provider is asked before anything is sent twice.
Declined is final for that way: its `else:` takes over, and the managers are told where there is none. An unknown
exception is Deferred until the attempts run out. The call itself is made outside any transaction, under a lease; a
worker that lost its lease records nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from uptape.core.dealership import Dealership, Way
from uptape.core.eligibility import member_of
from uptape.core.outbox import Channel, Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.retry import retry_after
from uptape.flow import alerting
from uptape.store import optouts, outbox, presence
from uptape.store.codec import decode, encode
from uptape.store.engine import Store, Unit
from uptape.store.outbox import ClaimedMessage, MessageResult
from uptape.wording.mask import mask

LEASE = timedelta(seconds=60)
BATCH = 32

Render = Callable[[OutboxEntry], Text]


@dataclass(frozen=True, slots=True)
class Tried:
    """A message with what came of it."""

    message: ClaimedMessage
    outcome: Outcome
    text: Text | None


class Dispatcher:
    """Sends for one worker."""

    def __init__(
        self,
        store: Store,
        dealerships: Callable[[], Mapping[str, Dealership]],
        channels: Callable[[], Mapping[str, Channel]],
        render: Callable[[], Render],
        worker: str,
        chance: Callable[[], float] = random.random,
        threads: int = 8,
    ) -> None:
        self.store = store
        self.dealerships = dealerships
        self.channels = channels
        self.render = render
        self.worker = worker
        self.chance = chance
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="send") if threads > 1 else None

    def step(self, limit: int = BATCH) -> int:
        """Claims, sends and settles up to `limit` due messages; gives back how many it claimed."""
        with self.store.write() as unit:
            now = self.store.lease_time(unit)
            claimed = outbox.claim(unit, self.worker, now, LEASE, limit)
            if not claimed:
                return 0
            out = optouts.among(unit, {message.entry.to for message in claimed if message.entry.channel == "sms"})
            unit.commit()
        tried = self._try_all(claimed, out)
        self._settle(tried)
        return len(claimed)

    def close(self) -> None:
        """Waits for what is being sent."""
        if self._threads is not None:
            self._threads.shutdown(wait=True)

    def _try_all(self, claimed: Sequence[ClaimedMessage], opted_out: set[str]) -> list[Tried]:
        def attempt(message: ClaimedMessage) -> Tried:
            return self._try(message, opted_out)

        if self._threads is None or len(claimed) == 1:
            return [attempt(message) for message in claimed]
        return list(self._threads.map(attempt, claimed))

    def _try(self, message: ClaimedMessage, opted_out: set[str]) -> Tried:
        entry = message.entry
        channel = self.channels().get(entry.channel)
        if channel is None:
            return Tried(message, Declined(f"the channel {entry.channel} is not set up"), None)
        if entry.channel == "sms" and entry.to in opted_out:
            return Tried(message, Declined("this number opted out of texts", opted_out=True), None)
        text: Text | None = None
        try:
            entry = _masked(self._with_secrets(message))
            text = self.render()(entry)
            if message.was_unknown:
                found = channel.look_up(entry, text)
                if found is not None:
                    return Tried(message, found, text)
            return Tried(message, channel.send(entry, text), text)
        except Exception as error:
            return Tried(message, Deferred(f"{type(error).__name__}: {error}"[:300], unknown=text is not None), text)

    def _with_secrets(self, message: ClaimedMessage) -> OutboxEntry:
        """The entry with the options of its way in the running config, which may hold a secret."""
        dealership = self.dealerships().get(message.dealership)
        member = member_of(dealership, message.member) if dealership and message.entry.options else None
        way = alerting.running_way(member, message.entry.channel, message.entry.to) if member else None
        return replace(message.entry, options=dict(way.options)) if way and way.options else message.entry

    def _settle(self, tried: Sequence[Tried]) -> None:
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
            for one, result in zip(tried, results, strict=True):
                if result.state == "dead":
                    self._go_on(unit, one, now)
            unit.commit()
        return True

    def _result(self, one: Tried, now: datetime) -> MessageResult:
        entry, outcome = one.message.entry, one.outcome
        body = one.text.body if one.text else None
        if isinstance(outcome, Sent):
            note = "sent again after an unknown answer" if one.message.was_unknown else None
            return MessageResult(entry.id, entry.attempts, "sent", now, now, outcome.provider_id, note, body)
        if isinstance(outcome, Declined):
            return MessageResult(entry.id, entry.attempts, "dead", now, error=outcome.reason, text=body)
        wait = retry_after(entry.attempts, self.chance(), outcome.retry_after)
        if wait is None:
            why = f"given up after {entry.attempts} attempts: {outcome.reason}"
            return MessageResult(entry.id, entry.attempts, "dead", now, error=why, text=body)
        state = "unknown" if outcome.unknown else "due"
        return MessageResult(entry.id, entry.attempts, state, now + wait, error=outcome.reason, text=body)

    def _go_on(self, unit: Unit, one: Tried, now: datetime) -> None:
        """What happens after a way failed for good: the opt-out is kept, the fall-back takes over, managers hear."""
        entry, message = one.message.entry, one.message
        if isinstance(one.outcome, Declined) and one.outcome.opted_out:
            optouts.add(unit, entry.to, now, "the provider")
        dealership = self.dealerships().get(message.dealership)
        member = member_of(dealership, message.member) if dealership else None
        if dealership is None or member is None:
            return
        if message.otherwise is not None:
            way = decode(Way, message.otherwise)
            to = alerting.address(member, way)
            if to is not None:
                outbox.add_missing(unit, [_fall_back(message, way, to, now)])
                return
        if entry.kind == "notice":
            return  # no notice about a notice
        pool = dealership.pools.get(message.pool or "")
        by_hand = presence.read(unit, dealership.key, now)
        reason = one.outcome.reason if not isinstance(one.outcome, Sent) else ""
        for manager in alerting.managers_on_duty(
            dealership, pool, lambda key: by_hand.get((key, presence.EVERY_POOL)), now
        ):
            if manager.key == message.member:
                continue
            told = alerting.Message(
                "notice",
                "plain",
                manager,
                f"dead:{entry.id}",
                None,
                pool,
                headline=f"{member.name} was not reached by {entry.channel}",
                body=f"{entry.lead_id or 'A message'} did not get through: {reason}",
            )
            outbox.add_missing(unit, alerting.rows(told, dealership, now))


def _masked(entry: OutboxEntry) -> OutboxEntry:
    """The entry as it may be shown: while a lead is only held out, nobody can reach or find the customer by it."""
    if entry.facts.lead is None or ("masked", "yes") not in entry.facts.facts:
        return entry
    return replace(entry, facts=replace(entry.facts, lead=mask(entry.facts.lead)))


def _fall_back(message: ClaimedMessage, way: Way, to: str, now: datetime) -> dict[str, Any]:
    entry = message.entry
    return {
        "key": f"{entry.key}>{way.channel}",
        "dealership": message.dealership,
        "pool": message.pool,
        "lead_id": entry.lead_id,
        "member": message.member,
        "channel": way.channel,
        "to": to,
        "kind": entry.kind,
        "state": "due",
        "created_at": now,
        "due_at": now,
        "facts": encode(replace(entry.facts, lead=None)),
        "options": alerting.kept_options(way),
        "otherwise": alerting.stored_way(way.otherwise),
    }
