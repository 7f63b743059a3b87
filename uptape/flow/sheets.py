"""The rows that a transaction will write, gathered so that each table is written by one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from uptape.store import customers, journal, leads, offers, outbox, turns
from uptape.store.engine import Unit


class Sheets:
    """Rows of leads, owners, assignments, offers, events, journal and outbox that are not written yet."""

    def __init__(self, dealership: str) -> None:
        self._dealership = dealership
        self._new_leads: dict[str, dict[str, Any]] = {}
        self._changed_leads: dict[str, dict[str, Any]] = defaultdict(dict)
        self._keys: list[dict[str, Any]] = []
        self.owners: list[dict[str, Any]] = []
        self.assignments: list[dict[str, Any]] = []
        self.journal: list[dict[str, Any]] = []
        self.outbox: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.offers: list[dict[str, Any]] = []
        self.turns: list[dict[str, Any]] = []

    def add_lead(self, row: dict[str, Any], keys: Sequence[str], last_name: str = "") -> None:
        """A new lead with its identity keys and its customer's last name."""
        self._new_leads[row["id"]] = row
        at: datetime = row["received_at"]
        self._keys += [
            {"dealership": self._dealership, "key": key, "at": at, "lead_id": row["id"], "last_name": last_name[:64]}
            for key in keys
        ]

    def change_lead(self, lead_id: str, values: dict[str, Any]) -> None:
        """New values for columns of a lead, whether it is new in this transaction or stored."""
        if lead_id in self._new_leads:
            self._new_leads[lead_id].update(values)
        else:
            self._changed_leads[lead_id].update(values)

    def said_of(self, lead_id: str, column: str) -> Any:
        """What these rows say of a column of a lead, None where they do not touch it."""
        return (self._new_leads.get(lead_id) or self._changed_leads.get(lead_id) or {}).get(column)

    def is_new(self, lead_id: str) -> bool:
        """True for a lead that these rows add."""
        return lead_id in self._new_leads

    def entries(self, names: Collection[str]) -> list[journal.Entry]:
        """The journal rows of some pools (`DEALERSHIP/POOL`) that are not written yet, as they came."""
        return [journal.entry(row) for row in self.journal if row["pool"] in names]

    def fresh_for(self, member: str) -> int:
        """How many assignments to a member, or to an order of a buyer, stand in these rows."""
        own = (row for row in self.assignments if row["counted"])
        return sum(1 for row in own if row["member"] == member or row["member"].startswith(f"{member}."))

    def write_assignments(self, unit: Unit) -> None:
        """Writes the assignments alone, for who wants to see who has a lead now."""
        leads.assign(unit, self.assignments)
        self.assignments = []

    def dealt_to(self, member: str) -> int:
        """How many leads these rows give or offer to a member, repeats apart."""
        given = (row for row in self.assignments if row["member"] == member and row["how"] != "repeat")
        return sum(1 for _ in given) + sum(1 for row in self.offers if row["member"] == member)

    def write_turns(self, unit: Unit) -> None:
        """Writes the turns alone, for who wants to give one back."""
        turns.add(unit, self.turns)
        self.turns = []

    def write(self, unit: Unit) -> None:
        """Writes everything. The caller commits."""
        leads.add(unit, list(self._new_leads.values()))
        for lead_id, values in self._changed_leads.items():
            leads.set_state(unit, lead_id, **values)
        customers.add_keys(unit, self._keys)
        customers.set_owners(unit, self.owners)
        leads.assign(unit, self.assignments)
        self.write_turns(unit)
        offers.add(unit, self.offers)
        leads.add_events(unit, self.events)
        journal.append(unit, self.journal)
        outbox.add(unit, self.outbox)
