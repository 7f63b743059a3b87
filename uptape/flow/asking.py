"""Asks the taker of a lead, once after each of some spans, what became of it, where nobody has told (`ask_outcome`)."""

from __future__ import annotations

from collections.abc import Mapping

from uptape.core import reply_times
from uptape.core.contacts import short_name
from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.flow.alerting import Message
from uptape.flow.ledger import Ledger
from uptape.store import hands, leads
from uptape.store.engine import Store, Unit
from uptape.store.hands import Unanswered

BY = "uptape"
AT_ONCE = 50
"""Leads asked about in one step, so that turning it on floods nobody's phone within one minute."""
OPEN = frozenset({"assigned", "contacted", "appointment"})


def ask(store: Store, dealerships: Mapping[str, Dealership]) -> int:
    """Asks about what is due; gives back about how many leads."""
    asked = 0
    for dealership in dealerships.values():
        if not dealership.ask_outcome:
            continue
        with store.read() as unit:
            due = _due(unit, dealership, store)
        for lead, number in due:
            asked += _ask(store, dealership, lead, number)
    return asked


def _due(unit: Unit, dealership: Dealership, store: Store) -> list[tuple[Unanswered, int]]:
    """What is due, with how many of the spans it has then been asked for: the longest that is over counts alone."""
    now = store.clock.now()
    due: dict[str, tuple[Unanswered, int]] = {}
    for number, span in enumerate(dealership.ask_outcome):
        for before in range(number + 1):
            for lead in hands.without_outcome(unit, dealership.key, before, now - span, now, AT_ONCE):
                due[lead.id] = (lead, number + 1)
    return list(due.values())[:AT_ONCE]


def _ask(store: Store, dealership: Dealership, lead: Unanswered, number: int) -> int:
    with store.write() as unit:
        pool = dealership.pools.get(lead.pool)
        if pool is None:
            return 0
        ledger = Ledger(unit, dealership, [lead.pool], store.clock.now(), BY)
        member = ledger.member(lead.member)
        stored = leads.get(unit, lead.id)
        still = stored is not None and stored.status in OPEN and stored.assigned_to == lead.member
        if member is None or member.person is None or not still:
            return 0
        if not member.hours.is_open(ledger.now):
            return 0  # asked once their hours begin
        since = reply_times.shown(lead.since, dealership.timezone)
        ledger.change_lead(lead.id, asked=number)
        ledger.note(
            lead.pool, "asked", [Reason(lead.member, "note", f"no outcome since {since}: asked what became of it")],
            lead_id=lead.id, person=lead.member,
        )  # fmt: skip
        ledger.tell(
            Message(
                "notice", "plain", member, f"ask:{number}", lead.id, pool,
                headline=f"What became of {short_name(lead.draft.customer)}?",
                body=f"Yours since {since}. 4=talked, APPT sat 2pm, SOLD or LOST why.",
            )
        )  # fmt: skip
        ledger.flush()
        unit.commit()
    return 1
