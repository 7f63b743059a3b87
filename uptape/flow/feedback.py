"""What became of a lead, as somebody reports it: attempts, contact, appointment, shown or not, sold or lost.

First attempt and first contact are what a person did: automatic answers never come here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from uptape.core.decisions import Reason
from uptape.core.errors import Refused
from uptape.flow.ledger import Ledger
from uptape.store import customers, review
from uptape.store.leads import StoredLead

STATUSES: Mapping[str, str | None] = {
    "attempted": None,
    "contacted": "contacted",
    "appointment": "appointment",
    "shown": None,
    "not_shown": None,
    "sold": "sold",
    "lost": "lost",
    "spam": "not_lead",
}
"""What may be reported, and the status that it makes; None leaves it."""
CLOSED = frozenset({"sold", "lost", "not_lead"})
_CONTACT = frozenset({"contacted", "appointment", "shown", "sold"})


def record(
    ledger: Ledger, stored: StoredLead, outcome: str, *, via: str, note: str | None = None, at: datetime | None = None,
    planned: datetime | None = None, partner: str | None = None, member: str | None = None,
) -> str:  # fmt: skip
    """Records an outcome in open books that hold the lead's pool; gives back the status that the lead has then.

    `at` is when it happened (default: now), `planned` the time of an appointment, `partner` who shares a sale,
    `member` whose lead it is (default: the first taker). Raises Refused for what cannot be.
    """
    if outcome not in STATUSES:
        raise Refused(f"{outcome!r} is no outcome; it is one of {', '.join(STATUSES)}")
    if stored.status == "duplicate":
        raise Refused(f"{stored.id} is a duplicate: report on the lead that it belongs to")
    if stored.assigned_to is None and outcome != "spam":
        raise Refused(f"{stored.id} is {stored.status}: nobody has it yet, so nobody can have {outcome} it")
    moment = min(at or ledger.now, ledger.now)
    values = review.first_times(ledger.unit, stored.id, moment)
    if outcome not in _CONTACT:
        values.pop("first_contact_at", None)
    if outcome in {"spam", "lost", "not_shown"}:
        values.pop("first_attempt_at", None)
    status = _status(stored.status, outcome)
    values |= _further(outcome, moment, planned)
    values["status"] = status
    ledger.change_lead(stored.id, **values)
    ledger.happened(stored.id, outcome, note, via=via, at=moment, partner=partner)
    said = f"reported {outcome}" + (f" with {partner}" if partner else "") + (f": {note}" if note else "")
    person = member or stored.assigned_to
    ledger.note(stored.pool, "outcome", [Reason(person, "note", said)], lead_id=stored.id, person=person)
    if outcome == "spam":
        review.settle_lead_mail(ledger.unit, stored.mail_seq, ledger.now)
    if partner is not None:
        ledger.own(customers.keys_of_lead(ledger.unit, stored.id), partner, stored.id, covering=True)
    return status


def _status(before: str, outcome: str) -> str:
    """The status after an outcome. An appointment stays one while people talk; a closed lead opens by contact."""
    made = STATUSES[outcome]
    if outcome == "contacted" and before == "appointment":
        return before
    if outcome in {"shown", "not_shown"} and before in CLOSED | {"assigned", "contacted"}:
        return "appointment"
    return made or before


def _further(outcome: str, moment: datetime, planned: datetime | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if outcome == "appointment":
        values |= {"appointment_at": planned or moment, "shown": None}
    if outcome in {"shown", "not_shown"}:
        values["shown"] = outcome == "shown"
    if STATUSES[outcome] in CLOSED:
        values["closed_at"] = moment
    elif outcome != "attempted":
        values["closed_at"] = None
    return values
