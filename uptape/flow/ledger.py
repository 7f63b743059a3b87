"""The books of one dealership inside one transaction: what was read under the lock, and the rows to be written.

Decisions change the books in memory, so that many leads share one commit; `flush()` writes everything with one
statement for each table. Nothing counts until the unit commits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

from uptape.core.dealership import Dealership
from uptape.core.decisions import Ownership, Reason
from uptape.core.eligibility import period_start
from uptape.flow import alerting
from uptape.flow.attendance import Attendance
from uptape.flow.copy_to import copies
from uptape.flow.sheets import Sheets
from uptape.store import customers, journal, leads, tapes
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
        self.sheets = Sheets(dealership.key)
        self.attendance = Attendance(unit, dealership, now)
        self.hand = self.attendance.hand
        self.member = self.attendance.member
        self.absence = self.attendance.absence
        self.shift_end = self.attendance.shift_end
        self.managers_on_duty = self.attendance.managers_on_duty
        self.say = self.attendance.say
        self.add_lead = self.sheets.add_lead
        self.is_new = self.sheets.is_new
        self._counts: dict[tuple[str, str], int] = {}
        self.ownerships: dict[str, list[Ownership]] = {}
        self._call_by: datetime | None = None

    # What stands in the books

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
        return self._counts[key] + self.sheets.fresh_for(member)

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

    def change_lead(self, lead_id: str, **values: Any) -> None:
        """New values for columns of a lead, whether it is new in this transaction or stored."""
        self.sheets.change_lead(lead_id, values)

    def status_of(self, lead_id: str) -> str | None:
        """The status that a lead has by these books, or None where they do not touch it."""
        status = self.sheets.said_of(lead_id, "status")
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
        """A lead given to a member, with the turn that it costs. What `copy_to:` names hears of it."""
        self.sheets.assignments.append(
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
        taker, line = self.member(member), self.dealership.pools.get(pool)
        if taker is not None and line is not None:
            for message in copies(self.dealership, line, lead_id, taker, self.locked[pool].journal_seq):
                self.tell(message)

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
            self.sheets.owners.append(
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
        self.sheets.journal.append(
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
        self.sheets.outbox += alerting.rows(message, self.dealership, self.now)

    def happened(
        self, lead_id: str, event: str, note: str | None = None, *, via: str = "", at: datetime | None = None,
        partner: str | None = None,
    ) -> None:  # fmt: skip
        """Something that became of a lead; `via`: how it was told (text, mail, link, voice, api, cli)."""
        self.sheets.events.append(
            {
                "dealership": self.dealership.key,
                "lead_id": lead_id,
                "at": at or self.now,
                "event": event,
                "by": self.by,
                "via": via[:8],
                "note": note,
                "partner": partner,
            }
        )

    def offer(self, row: dict[str, Any]) -> None:
        """A lead held out to a member."""
        self.sheets.offers.append(row)

    def entries(self, pool: str) -> list[journal.Entry]:
        """The journal rows of a pool that these books hold, not yet written."""
        return self.sheets.entries(f"{self.dealership.key}/{pool}" if pool else "")

    def group_of(self, lead_id: str) -> str | None:
        """The group of a lead that these books add."""
        group = self.sheets.said_of(lead_id, "grp") if self.is_new(lead_id) else None
        return None if group is None else str(group)

    def flush(self) -> None:
        """Writes the books. The caller commits."""
        self.sheets.write(self.unit)
        for locked in self.locked.values():
            tapes.save(self.unit, locked, self._cache)
