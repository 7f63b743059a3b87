"""Fills an empty database with what stood in the real one at a moment, for a rehearsal of what came after."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from uptape.core.contacts import keys_of
from uptape.core.dealership import Dealership, Limits
from uptape.core.eligibility import period_start
from uptape.core.leads import Reading
from uptape.flow.fresh import Read, content_key
from uptape.flow.ledger import Ledger
from uptape.flow.reconcile import on_tape
from uptape.flow.turns import GIVEN_BACK_WITHIN
from uptape.store import customers, past, past_changes, past_leads, presence, results, turns
from uptape.store.engine import Store, Unit


class Scratch:
    """The past of some dealerships, carried over piece by piece as it is needed."""

    def __init__(self, real: Store, scratch: Store, dealerships: Mapping[str, Dealership], since: datetime) -> None:
        self.real = real
        self.scratch = scratch
        self.dealerships = dealerships
        self.since = since
        self._there: set[str] = set()
        self._keys: dict[str, set[str]] = {key: set() for key in dealerships}

    def begin(self) -> None:
        """The lines, the words that hold, and the leads that wait, are open or count for a limit at the moment."""
        for dealership in self.dealerships.values():
            with self.real.read() as source, self.scratch.write() as target:
                self._lines(source, target, dealership)
                self._words(source, target, dealership)
                counted, opened = _what_counts(dealership, self.since)
                ids = past_leads.needed(source, dealership.key, self.since, counted_since=counted, opened=opened)
                self._carry(source, target, dealership, ids)
                target.commit()

    def bring(self, dealership: Dealership, items: Sequence[Read], own: Collection[str]) -> None:
        """The earlier leads that some mails may belong to, and who owned their customers."""
        readings = [item.reading for item in items if isinstance(item.reading, Reading)]
        drafts = [draft for reading in readings for draft in reading.leads]
        keys = {key for draft in drafts for key in keys_of(draft, own)}
        messages = {reading.message_id for reading in readings if reading.message_id}
        messages |= {reference for reading in readings for reference in reading.references}
        contents = {content_key(item.mail.raw) for item in items}
        provider_ids = {draft.provider_lead_id for draft in drafts if draft.provider_lead_id}
        with self.real.read() as source, self.scratch.write() as target:
            ids = past_leads.related(
                source, dealership.key, self.since, sorted(keys), sorted(messages), sorted(contents),
                sorted(provider_ids),
            )  # fmt: skip
            self._carry(source, target, dealership, ids)
            self._owners(source, target, dealership, keys)
            target.commit()

    def _lines(self, source: Unit, target: Unit, dealership: Dealership) -> None:
        ledger = Ledger(target, dealership, list(dealership.pools), self.since, "simulate")
        for pool in dealership.pools.values():
            before = past.tape_at(source, dealership.key, pool.key, self.since)
            ledger.locked[pool.key].tape = before.fit(on_tape(dealership, pool, self.since))
        ledger.flush()
        zone = ZoneInfo(dealership.timezone)
        for pool in dealership.pools.values():
            weighed = [at for at in past_changes.weighed(source, dealership.key, pool.key) if at < self.since]
            if weighed and pool.weights:
                day = weighed[-1].astimezone(zone).date().isoformat()
                results.set_weighed_on(target, dealership.key, pool.key, day)
        turns.copy(source, target, dealership.key, self.since, self.since - GIVEN_BACK_WITHIN)

    def _words(self, source: Unit, target: Unit, dealership: Dealership) -> None:
        for word in past.words(source, dealership.key, self.since):
            hand = word.hand
            if hand.until is None or hand.until > self.since:
                pool = presence.EVERY_POOL if word.pool is None else word.pool
                presence.put(target, dealership.key, word.member, pool, hand.state, hand.since, hand.until, hand.by)

    def _carry(self, source: Unit, target: Unit, dealership: Dealership, ids: Collection[str]) -> None:
        missing = set(ids) - self._there
        past_leads.copy_leads(source, target, missing, self.since)
        self._there |= missing
        keys = {key for lead in missing for key in customers.keys_of_lead(target, lead)}
        self._owners(source, target, dealership, keys)

    def _owners(self, source: Unit, target: Unit, dealership: Dealership, keys: Collection[str]) -> None:
        new = set(keys) - self._keys[dealership.key]
        self._keys[dealership.key] |= new
        found = past_leads.owners_before(source, dealership.key, sorted(new), self.since)
        rows = [
            {
                "dealership": dealership.key, "key": key, "member": member, "covering": covering, "lead_id": lead,
                "at": at,
            }
            for key, member, lead, at, covering in found
        ]  # fmt: skip
        if rows:
            customers.set_owners(target, rows)
            past_leads.copy_imports(source, target, {lead for _, _, lead, _, _ in found})


def _what_counts(dealership: Dealership, since: datetime) -> tuple[datetime | None, bool]:
    """Since when taken leads count for a limit (None: no limits), and whether open ones count for anything."""
    limits = [person.limits for person in dealership.people.values()]
    for buyer in dealership.buyers.values():
        limits += [buyer.limits, *(order.limits for order in buyer.orders)]
    starts = [_start(limit, since, dealership.timezone) for limit in limits]
    # The weights of the morning look back at results.
    starts += [since - pool.weights.over for pool in dealership.pools.values() if pool.weights]
    opened = any(limit.open is not None or limit.late is not None for limit in limits)
    opened = opened or any(pool.mode == "least-busy" for pool in dealership.pools.values())
    return min((start for start in starts if start is not None), default=None), opened


def _start(limits: Limits, since: datetime, zone: str) -> datetime | None:
    if limits.month is not None:
        # Also a week that began in the month before.
        return min(period_start("month", since, zone), period_start("week", since, zone))
    if limits.week is not None:
        return period_start("week", since, zone)
    return period_start("day", since, zone) if limits.day is not None else None
