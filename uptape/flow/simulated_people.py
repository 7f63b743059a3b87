"""What people do in a replay: the same as they did, as far as it can be done there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from uptape.core.dealership import Dealership
from uptape.core.errors import Refused
from uptape.flow import availability, hands, offering
from uptape.store import leads, past
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
                    self.scratch, self.dealerships, stored.id, one.member, one.by, "as it was", turn=one.turn
                )

        return act

    def reporting(self, told: past.Outcome) -> Callable[[], None]:
        """Somebody reports what became of a lead."""

        def act() -> None:
            lead = self._same_lead(told.lead_id)
            if lead is not None and told.event in hands.OUTCOMES:
                with suppress(Refused):
                    hands.report(self.scratch, self.dealerships, lead, told.event, told.by, told.note, told.at)

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
