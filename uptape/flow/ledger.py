"""The books of one dealership inside one transaction: what was read under the lock, and the rows to be written.

Decisions change the books in memory, so that many leads share one commit; `flush()` writes everything with one
statement for each table. Nothing counts until the unit commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from uptape.core.dealership import Dealership, Pool
from uptape.core.decisions import Ownership, Reason
from uptape.core.eligibility import ByHand, Member, absence, member_of, period_start
from uptape.flow import alerting
from uptape.store import customers, journal, leads, offers, outbox, presence, tapes
from uptape.store.engine import Unit
from uptape.store.tapes import LockedTape, TapeCache

MOST_COUNTED = 100_000


class Ledger:
    """A dealership's books, open under the lock of some of its pools."""

    def __init__(
        self,
        unit: Unit,
        dealership: Dealership,
        pools: Collection[str],
        now: datetime,
        by: str,
        cache: TapeCache | None = None,
    ) -> None:
        self.unit = unit
        self.dealership = dealership
        self.now = now
        self.by = by
        self.locked: dict[str, LockedTape] = tapes.lock(unit, dealership.key, pools, cache)
        self._cache = cache
        self._presence = presence.read(unit, dealership.key, now)
        self._members: dict[str, Member | None] = {}
        self._absences: dict[tuple[str, str], str | None] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._new_leads: dict[str, dict[str, Any]] = {}
        self._changed_leads: dict[str, dict[str, Any]] = defaultdict(dict)
        self._keys: list[dict[str, Any]] = []
        self._owners: list[dict[str, Any]] = []
        self._assignments: list[dict[str, Any]] = []
        self._journal: list[dict[str, Any]] = []
        self._outbox: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []
        self._offers: list[dict[str, Any]] = []
        self.ownerships: dict[str, list[Ownership]] = {}
        self._call_by: datetime | None = None

    # What stands in the books

    def hand(self, pool: str, member: str) -> ByHand | None:
        """What a member said about their availability: for this pool, else for all."""
        if not self._presence:
            return None
        own = self._presence.get((member, pool))
        general = self._presence.get((member, presence.EVERY_POOL))
        if own is not None and general is not None:
            return own if own.since >= general.since else general
        return own or general

    def member(self, key: str) -> Member | None:
        """The member that a key of a tape names."""
        if key not in self._members:
            self._members[key] = member_of(self.dealership, key)
        return self._members[key]

    def absence(self, pool: Pool, member: Member) -> str | None:
        """Why a member is not on a pool's tape now, or None; asked once, since now stands still in these books."""
        slot = (pool.key, member.key)
        if slot not in self._absences:
            hand = self.hand(pool.key, member.key)
            self._absences[slot] = absence(member, self.dealership, pool, hand, self.now)
        return self._absences[slot]

    def shift_end(self, pool: str, member: Member) -> datetime | None:
        """When the time on the tape that a member is in ends, or None where it never does."""
        hand = self.hand(pool, member.key)
        if hand is not None and hand.state == "in" and (hand.until is None or hand.until > self.now):
            return hand.until
        current = member.hours.current(self.now)
        if current is None:
            return self.now
        return None if current.end - self.now > timedelta(days=6) else current.end

    def offer(self, row: dict[str, Any]) -> None:
        """A lead held out to a member."""
        self._offers.append(row)

    def managers_on_duty(self, pool: Pool | None) -> list[Member]:
        """The managers on duty; all of them where none is."""
        return alerting.managers_on_duty(
            self.dealership, pool, lambda key: self.hand(pool.key if pool else "", key), self.now
        )

    def say(self, pool: str, member: str, word: ByHand) -> None:
        """Records what a member says about their availability, for one pool or (`EVERY_POOL`) all."""
        presence.put(self.unit, self.dealership.key, member, pool, word.state, word.since, word.until, word.by)
        self._presence = presence.read(self.unit, self.dealership.key, self.now)
        self._absences.clear()

    def count(self, member: str, period: Literal["day", "week", "month", "open"]) -> int:
        """How many leads a member had in the running period or has open, those of this transaction included."""
        key = (member, period)
        if key not in self._counts:
            if period == "open":
                base = leads.count_open(self.unit, self.dealership.key, member, MOST_COUNTED)
            else:
                since = period_start(period, self.now, self.dealership.timezone)
                base = leads.count_since(self.unit, self.dealership.key, member, since, MOST_COUNTED)
            self._counts[key] = base
        fresh = sum(1 for row in self._assignments if row["member"] == member or row["member"].startswith(f"{member}."))
        return self._counts[key] + fresh

    def owners_of(self, keys: Sequence[str]) -> tuple[Ownership, ...]:
        """Who owns or covers a customer, by the keys of a lead. Keys must have been loaded with `load_customers`."""
        found: dict[tuple[str, bool], Ownership] = {}
        for key in keys:
            for ownership in self.ownerships.get(key, ()):
                slot = (ownership.member, ownership.covering)
                if slot not in found or ownership.at > found[slot].at:
                    found[slot] = ownership
        return tuple(found.values())

    def load_customers(self, keys: Collection[str]) -> None:
        """Reads the owners of some customers."""
        missing = [key for key in set(keys) if key not in self.ownerships]
        loaded = customers.ownerships(self.unit, self.dealership.key, missing)
        for key in missing:
            self.ownerships[key] = list(loaded.get(key, ()))

    @property
    def call_by(self) -> datetime | None:
        """By when a lead that is dealt now should have an attempt, in opening hours."""
        if self._call_by is None:
            self._call_by = self.dealership.hours.add_open_time(self.now, self.dealership.alarm_after, days=14)
        return self._call_by

    # What is written

    def add_lead(self, row: dict[str, Any], keys: Sequence[str]) -> None:
        """A new lead with its identity keys."""
        self._new_leads[row["id"]] = row
        at = row["received_at"]
        self._keys += [{"dealership": self.dealership.key, "key": key, "at": at, "lead_id": row["id"]} for key in keys]

    def change_lead(self, lead_id: str, **values: Any) -> None:
        """New values for columns of a lead, whether it is new in this transaction or stored."""
        if lead_id in self._new_leads:
            self._new_leads[lead_id].update(values)
        else:
            self._changed_leads[lead_id].update(values)

    def status_of(self, lead_id: str) -> str | None:
        """The status that a lead has by these books, or None where they do not touch it."""
        row = self._new_leads.get(lead_id) or self._changed_leads.get(lead_id) or {}
        status = row.get("status")
        return None if status is None else str(status)

    def assign(
        self,
        lead_id: str,
        pool: str,
        group: str | None,
        member: str,
        how: str,
        *,
        turn: bool,
        copy: int = 1,
        move: bool = True,
    ) -> None:
        """A lead given to a member, with the turn that it costs."""
        self._assignments.append(
            {
                "lead_id": lead_id,
                "copy": copy,
                "dealership": self.dealership.key,
                "pool": pool,
                "grp": group,
                "member": member,
                "how": how,
                "by": self.by,
                "at": self.now,
                "turn": turn,
            }
        )
        if turn and move:
            self.take_turn(pool, member)

    def take_turn(self, pool: str, member: str) -> int | None:
        """A turn on a pool's line; gives back where the member stood before, None for one who is not in it."""
        locked = self.locked[pool]
        at = locked.tape.index(member)
        if at < 0:
            return None
        position = locked.tape.spots[at].position
        locked.tape = locked.tape.turn(member, self.now)
        return position

    def own(self, keys: Sequence[str], member: str, lead_id: str, *, covering: bool) -> None:
        """A member owns (or covers) the customer with these keys from now on."""
        for key in keys:
            self._owners.append(
                {
                    "dealership": self.dealership.key,
                    "key": key,
                    "member": member,
                    "covering": covering,
                    "lead_id": lead_id,
                    "at": self.now,
                }
            )
            standing = self.ownerships.setdefault(key, [])
            standing[:] = [o for o in standing if (o.member, o.covering) != (member, covering)]
            standing.append(Ownership(member, lead_id, self.now, covering))

    def note(
        self,
        pool: str,
        event: str,
        reasons: Sequence[Reason],
        *,
        lead_id: str | None = None,
        mail_id: str | None = None,
        person: str | None = None,
        effect: str | None = None,
    ) -> None:
        """One row of the journal."""
        self._journal.append(
            journal.row(
                self.locked[pool],
                self.now,
                event,
                self.by,
                reasons,
                lead_id=lead_id,
                mail_id=mail_id,
                person=person,
                effect=effect,
            )
        )

    def tell(self, message: alerting.Message) -> None:
        """One message to one member, on all of their ways."""
        self._outbox += alerting.rows(message, self.dealership, self.now)

    def happened(self, lead_id: str, event: str, note: str | None = None) -> None:
        """Something that became of a lead."""
        self._events.append(
            {
                "dealership": self.dealership.key,
                "lead_id": lead_id,
                "at": self.now,
                "event": event,
                "by": self.by,
                "note": note,
            }
        )

    def entries(self, pool: str) -> list[journal.Entry]:
        """The journal rows of a pool that these books hold, not yet written."""
        name = f"{self.dealership.key}/{pool}" if pool else ""
        return [journal.entry(row) for row in self._journal if row["pool"] == name]

    def is_new(self, lead_id: str) -> bool:
        """True for a lead that these books add."""
        return lead_id in self._new_leads

    def group_of(self, lead_id: str) -> str | None:
        """The group of a lead that these books add."""
        row = self._new_leads.get(lead_id)
        return None if row is None or row["grp"] is None else str(row["grp"])

    def flush(self) -> None:
        """Writes the books. The caller commits."""
        leads.add(self.unit, list(self._new_leads.values()))
        for lead_id, values in self._changed_leads.items():
            leads.set_state(self.unit, lead_id, **values)
        customers.add_keys(self.unit, self._keys)
        customers.set_owners(self.unit, self._owners)
        leads.assign(self.unit, self._assignments)
        offers.add(self.unit, self._offers)
        leads.add_events(self.unit, self._events)
        journal.append(self.unit, self._journal)
        outbox.add(self.unit, self._outbox)
        for locked in self.locked.values():
            tapes.save(self.unit, locked, self._cache)
