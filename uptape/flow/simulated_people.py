"""What people do in a replay: the same as they did, as far as it can be done there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from uptape.core.dealership import Dealership
from uptape.core.errors import Refused
from uptape.flow import availability, feedback, hands, offering
from uptape.flow.ledger import Ledger
from uptape.flow.turns import move_in_line, turn_back
from uptape.store import leads, past, past_changes
from uptape.store.engine import Store
from uptape.store.tapes import TapeCache

BY = "simulate"


class People:
    """Acts on the scratch database; `ids` tells where each lead of the real one stands: its mail and place in it."""

    def __init__(
        self, scratch: Store, dealerships: Mapping[str, Dealership], ids: dict[str, tuple[int, int]], cache: TapeCache
    ) -> None:
        self.scratch, self.dealerships, self.ids, self.cache = scratch, dealerships, ids, cache

    def saying(self, dealership: Dealership, word: past.Word) -> Callable[[], None]:
        """Somebody says a word about their availability."""

        def act() -> None:
            hand = word.hand
            with suppress(Refused):
                availability.say(
                    self.scratch, dealership, word.member, hand.state, hand.by, until=hand.until, pool=word.pool
                )

        return act

    def handing(self, one: past.HandedOver) -> Callable[[], None]:
        """A lead is handed over by hand, where it stands with the same person as it did."""

        def act() -> None:
            lead = self._same_lead(one.lead_id)
            with self.scratch.read() as unit:
                stored = leads.get(unit, lead) if lead else None
            if stored is None or stored.status == "duplicate" or stored.assigned_to != one.held_by:
                return
            with suppress(Refused):
                hands.assign_lead(
                    self.scratch, self.dealerships, stored.id, one.member, one.by, "as it was", turn=one.turn,
                    house=one.house,
                )  # fmt: skip

        return act

    def reporting(self, told: past.Outcome) -> Callable[[], None]:
        """Somebody reports what became of a lead."""

        def act() -> None:
            lead = self._same_lead(told.lead_id)
            with self.scratch.write() as unit:
                stored = leads.get(unit, lead) if lead else None
                dealership = self.dealerships.get(stored.dealership) if stored else None
                if stored is None or dealership is None or told.event not in feedback.STATUSES:
                    return
                with suppress(Refused):
                    ledger = Ledger(unit, dealership, [stored.pool], self.scratch.clock.now(), told.by, self.cache)
                    feedback.record(ledger, stored, told.event, via="", note=told.note, at=told.at)
                    ledger.flush()
                    unit.commit()

        return act

    def changing(self, dealership: Dealership, one: past_changes.LineChange) -> Callable[[], None]:
        """Somebody is moved in a line, or a lead turns out to be none and its turns come back."""

        def act() -> None:
            with suppress(Refused):
                if one.place is not None and one.member is not None:
                    move_in_line(self.scratch, dealership, one.pool, one.member, one.place, one.by, "as it was")
                    return
                lead = self._same_lead(one.lead_id) if one.lead_id else None
                with self.scratch.read() as unit:
                    stored = leads.get(unit, lead) if lead else None
                if stored is not None and stored.assigned_to == one.member:
                    turn_back(self.scratch, self.dealerships, stored.id, "spam", one.by)

        return act

    def _same_lead(self, lead_id: str) -> str | None:
        """The id that a lead of the real database has in the scratch one."""
        with self.scratch.read() as unit:
            if lead_id not in self.ids:
                return lead_id if leads.get(unit, lead_id) is not None else None
            return leads.at(unit, *self.ids[lead_id])

    def accepting(self, lead: str, member: str) -> Callable[[], None]:
        """Somebody accepts what is held out to them."""

        def act() -> None:
            with suppress(Refused):
                offering.accept(self.scratch, self.dealerships, lead, member, BY, self.cache)

        return act

    def passing(self, lead: str, member: str) -> Callable[[], None]:
        """Somebody passes what is held out to them."""

        def act() -> None:
            with suppress(Refused):
                offering.pass_on(self.scratch, self.dealerships, lead, member, BY, self.cache)

        return act
