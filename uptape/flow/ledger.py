"""The books of one dealership inside one transaction: what was read under the lock, and the rows to be written.

Decisions change the books in memory, so that many leads share one commit; `flush()` writes everything with one
statement for each table. Nothing counts until the unit commits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from uptape.core import weights
from uptape.core.below import below
from uptape.core.dealership import Dealership
from uptape.core.decisions import Ownership, Reason
from uptape.core.eligibility import ByHand, Period, period_start
from uptape.core.tape import turn_effect
from uptape.flow import alerting, weighted
from uptape.flow.attendance import Attendance
from uptape.flow.copy_to import copies
from uptape.flow.deadlines import Deadlines
from uptape.flow.sheets import Sheets
from uptape.store import assignments, customers, desk_calls, journal, leads, tapes, turns
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
        # Whoever decides about a pool may have to decide about those on its tape.
        self.locked: dict[str, LockedTape] = tapes.lock(unit, dealership.key, below(dealership, pools), cache)
        self._cache = cache
        self.sheets = Sheets(dealership.key)
        self.attendance = Attendance(unit, dealership, now)
        self.hand = self.attendance.hand
        self.member = self.attendance.member
        self.absence = self.attendance.absence
        self.shift_end = self.attendance.shift_end
        self.managers_on_duty = self.attendance.managers_on_duty
        self.add_lead = self.sheets.add_lead
        self.is_new = self.sheets.is_new
        self._weights: dict[str, Mapping[str, int] | None] = {}
        self._has_desk = any(pool.desk for pool in dealership.pools.values())
        self._counts: dict[tuple[str, str], int] = {}
        self.ownerships: dict[str, list[Ownership]] = {}
        self.deadlines = Deadlines(dealership, now)

    # What stands in the books

    def say(self, pool: str, member: str, word: ByHand) -> None:
        """Records what a member says about their availability, for one pool or (`EVERY_POOL`) all."""
        self.attendance.say(pool, member, word)
        self._weights.clear()

    def count(self, member: str, period: Period) -> int:
        """How many leads a member had in the running period or has open, those of this transaction included."""
        key = (member, period)
        if key not in self._counts:
            self._counts[key] = self._count_stored(member, period)
        # What was dealt just now is not late yet.
        return self._counts[key] + (0 if period == "late" else self.sheets.fresh_for(member))

    def _count_stored(self, member: str, period: Period) -> int:
        unit, dealership = self.unit, self.dealership
        if period == "open":
            return leads.count_open(unit, dealership.key, member, MOST_COUNTED)
        if period == "late":
            before = dealership.hours.open_time_ago(self.now, dealership.alarm_after)
            return assignments.count_late(unit, dealership.key, member, before, MOST_COUNTED) if before else 0
        since = period_start(period, self.now, dealership.timezone)
        return leads.count_since(unit, dealership.key, member, since, MOST_COUNTED)

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
        return self.deadlines.call_by

    # What is written

    def change_lead(self, lead_id: str, **values: Any) -> None:
        """New values for columns of a lead, whether it is new in this transaction or stored."""
        if "status" in values and values["status"] != "review" and self._has_desk and not self.is_new(lead_id):
            desk_calls.close(self.unit, [lead_id], self.now)
        self.sheets.change_lead(lead_id, {**values, **self.deadlines.after(values.get("status"))})

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
        counted: bool = True,
        price: int | None = None,
    ) -> None:
        """A lead given to a member; `turn` says that it cost one (`take_turn`). What `copy_to:` names hears of it.

        `counted`: whether limits count it. `price` in cents, for a buyer.
        """
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
                "counted": counted,
                "price": price,
            }
        )
        taker, line = self.member(member), self.dealership.pools.get(pool)
        if taker is not None and line is not None:
            for message in copies(self.dealership, line, lead_id, taker, self.locked[pool].journal_seq):
                self.tell(message)

    def weights(self, pool: str) -> Mapping[str, int] | None:
        """The weights, in thousandths, of those who are on a pool's tape now; None where all weights are equal."""
        if pool not in self._weights:
            rules, tape = self.dealership.pools[pool], self.locked[pool].tape
            self._weights[pool] = weighted.of_those_there(self.dealership, rules, tape, self.attendance)
        return self._weights[pool]

    def line(self, pool: str) -> tuple[str, ...]:
        """A pool's line, next first, by the weights where there are some."""
        there = self.weights(pool) if self.dealership.pools[pool].mode == "round-robin" else None
        tape = self.locked[pool].tape
        return tuple(tape.members if there is None else weights.order(tape, there))

    def take_turn(self, pool: str, member: str, lead_id: str) -> str | None:
        """A turn on a pool's line; gives back its effect for the journal, None for one who is not in the line."""
        locked = self.locked[pool]
        spot = locked.tape.spot(member)
        if spot is None:
            return None
        after = weighted.after_turn(self.dealership, locked.tape, member, self.weights(pool))
        locked.tape = locked.tape.turn(member, self.now, after)
        self.sheets.turns.append(
            {
                "dealership": self.dealership.key,
                "pool": pool,
                "member": member,
                "lead_id": lead_id,
                "at": self.now,
                "position": spot.position,
                "credit": spot.credit,
            }
        )
        return turn_effect(after)

    def give_back(self, pool: str, member: str, lead_id: str) -> str | None:
        """Puts a member back where they stood before their latest turn, for a lead that cost them one.

        Gives back the effect for the journal; None where the lead cost them no turn that stands.
        """
        self.sheets.write_turns(self.unit)
        own = [turn for turn in turns.of_lead(self.unit, lead_id) if (turn.pool, turn.member) == (pool, member)]
        locked = self.locked[pool]
        if not own or member not in locked.tape.members:
            return None
        latest = turns.give_back(self.unit, self.dealership.key, own[-1], self.now)
        locked.tape = locked.tape.give_back(member, latest.position, latest.credit)
        return f"back:{latest.position}:{latest.credit}"

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

    def entries(self, pools: Collection[str]) -> list[journal.Entry]:
        """The journal rows of some pools that these books hold, not yet written, as they came."""
        return self.sheets.entries({journal.name_of(self.dealership.key, pool) for pool in pools})

    def group_of(self, lead_id: str) -> str | None:
        """The group of a lead that these books add."""
        group = self.sheets.said_of(lead_id, "grp") if self.is_new(lead_id) else None
        return None if group is None else str(group)

    def flush(self) -> None:
        """Writes the books. The caller commits."""
        self.sheets.write(self.unit)
        for locked in self.locked.values():
            tapes.save(self.unit, locked, self._cache)
