"""Who is on the tape now: what the members of a dealership said about their availability, asked once a transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from uptape.core.dealership import Dealership, Pool
from uptape.core.eligibility import ByHand, Member, absence, member_of
from uptape.flow import alerting
from uptape.store import presence
from uptape.store.engine import Unit


class Attendance:
    """The members of a dealership and whether they are there, while now stands still."""

    def __init__(self, unit: Unit, dealership: Dealership, now: datetime) -> None:
        self._unit = unit
        self._dealership = dealership
        self._now = now
        self._presence = presence.read(unit, dealership.key, now)
        self._members: dict[str, Member | None] = {}
        self._absences: dict[tuple[str, str], str | None] = {}

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
            self._members[key] = member_of(self._dealership, key)
        return self._members[key]

    def absence(self, pool: Pool, member: Member) -> str | None:
        """Why a member is not on a pool's tape now, or None; asked once, since now stands still in these books."""
        slot = (pool.key, member.key)
        if slot not in self._absences:
            hand = self.hand(pool.key, member.key)
            self._absences[slot] = absence(member, self._dealership, pool, hand, self._now)
        return self._absences[slot]

    def shift_end(self, pool: str, member: Member) -> datetime | None:
        """When the time on the tape that a member is in ends, or None where it never does."""
        hand = self.hand(pool, member.key)
        if hand is not None and hand.state == "in" and (hand.until is None or hand.until > self._now):
            return hand.until
        current = member.hours.current(self._now)
        if current is None:
            return self._now
        return None if current.end - self._now > timedelta(days=6) else current.end

    def managers_on_duty(self, pool: Pool | None) -> list[Member]:
        """The managers on duty; all of them where none is."""
        return alerting.managers_on_duty(
            self._dealership, pool, lambda key: self.hand(pool.key if pool else "", key), self._now
        )

    def say(self, pool: str, member: str, word: ByHand) -> None:
        """Records what a member says about their availability, for one pool or (`EVERY_POOL`) all."""
        presence.put(self._unit, self._dealership.key, member, pool, word.state, word.since, word.until, word.by)
        self._presence = presence.read(self._unit, self._dealership.key, self._now)
        self._absences.clear()
