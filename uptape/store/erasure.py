"""Takes personal data out: past its date in batches, or of one customer; what statistics need stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update

from uptape.core.leads import Customer, LeadDraft
from uptape.core.skips import short_of
from uptape.store.codec import decode, encode
from uptape.store.engine import Unit
from uptape.store.tables import (
    imports,
    journal,
    lead_events,
    lead_keys,
    leads,
    mails,
    outbox,
    owners,
    raws,
    shared_keys,
    texts,
)

ERASED = "erased"
_SETTLED = ("sent", "dead", "cancelled")
_KEPT_FACTS = ("kind", "tone", "dealership", "dealership_name", "timezone", "pool", "member", "member_name")


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """What is older than these moments is past its date."""

    mail: datetime
    leads: datetime
    logs: datetime


def past_mails(cutoffs: Cutoffs) -> ColumnElement[bool]:
    """Mails whose bytes and addresses are past their date; what still waits to be read is not."""
    return and_(mails.c.received_at < cutoffs.mail, mails.c.erased_at.is_(None), mails.c.state != "received")


def past_leads(cutoffs: Cutoffs) -> ColumnElement[bool]:
    """Leads whose personal data are past their date; who still waits for somebody is not."""
    return and_(
        leads.c.received_at < cutoffs.leads, leads.c.erased_at.is_(None), leads.c.status.not_in(("queued", "offered"))
    )


def past_messages(cutoffs: Cutoffs) -> ColumnElement[bool]:
    """Messages that are done and past their date."""
    return and_(outbox.c.created_at < cutoffs.logs, outbox.c.erased_at.is_(None), outbox.c.state.in_(_SETTLED))


def due_mails(unit: Unit, cutoffs: Cutoffs, after: int, most: int) -> list[int]:
    """The next mails past their date, by number."""
    statement = select(mails.c.seq).where(past_mails(cutoffs), mails.c.seq > after).order_by(mails.c.seq).limit(most)
    return list(unit.connection.execute(statement).scalars())


def due_leads(unit: Unit, cutoffs: Cutoffs, after: int, most: int) -> list[tuple[int, str, str]]:
    """The next leads past their date: number, id and dealership."""
    statement = (
        select(leads.c.seq, leads.c.id, leads.c.dealership)
        .where(past_leads(cutoffs), leads.c.seq > after)
        .order_by(leads.c.seq)
        .limit(most)
    )
    return [(row.seq, row.id, row.dealership) for row in unit.connection.execute(statement)]


def due_messages(unit: Unit, cutoffs: Cutoffs, after: int, most: int) -> list[int]:
    """The next messages past their date."""
    statement = select(outbox.c.id).where(past_messages(cutoffs), outbox.c.id > after).order_by(outbox.c.id).limit(most)
    return list(unit.connection.execute(statement).scalars())


def erase_mails(unit: Unit, seqs: Sequence[int], now: datetime) -> None:
    """Takes the bytes and addresses of mails out; what lay in the review box is settled as no lead."""
    if not seqs:
        return
    chosen = mails.c.seq.in_(list(seqs))
    raw_ids = set(unit.connection.execute(select(mails.c.raw_id).where(chosen)).scalars())
    made = select(leads.c.id).where(leads.c.mail_seq == mails.c.seq).exists()
    unit.connection.execute(update(mails).where(chosen, mails.c.state == "review", ~made).values(kind="not_lead"))
    unit.connection.execute(
        update(mails)
        .where(chosen)
        .values(
            state="done", sender="", peer="", tag=None, subject=None, from_address=None, message_id=None, notes=None,
            error=None, erased_at=now,
        )
    )  # fmt: skip
    still = set(
        unit.connection.execute(
            select(mails.c.raw_id).where(mails.c.raw_id.in_(raw_ids), mails.c.erased_at.is_(None))
        ).scalars()
    )
    unit.connection.execute(delete(raws).where(raws.c.id.in_(raw_ids - still)))


def erase_leads(unit: Unit, ids: Sequence[str], now: datetime) -> None:
    """Takes the customer out of leads and out of all that tells of them; when, whose, source and vehicle stay."""
    if not ids:
        return
    chosen = list(ids)
    for row in unit.connection.execute(select(leads.c.id, leads.c.draft).where(leads.c.id.in_(chosen))).all():
        plain = encode(_without_person(decode(LeadDraft, row.draft)))
        unit.connection.execute(update(leads).where(leads.c.id == row.id).values(draft=plain))
    unit.connection.execute(
        update(leads)
        .where(leads.c.id.in_(chosen))
        .values(
            fields=None, message_id=None, provider_lead_id=None, once_key=None, content_key=None, erased_at=now,
        )
    )  # fmt: skip
    unit.connection.execute(
        update(leads).where(leads.c.id.in_(chosen), leads.c.status == "review").values(status="not_lead", closed_at=now)
    )
    for table in (lead_keys, owners, texts):
        unit.connection.execute(delete(table).where(table.c.lead_id.in_(chosen)))
    unit.connection.execute(update(lead_events).where(lead_events.c.lead_id.in_(chosen)).values(note=None))
    _erase_reasons(unit, journal.c.lead_id.in_(chosen))
    _strip(unit, outbox.c.lead_id.in_(chosen), now)


def erase_messages(unit: Unit, ids: Sequence[int], now: datetime) -> None:
    """Takes out what messages said; that they were sent, when and to whom of ours, stays."""
    if ids:
        _strip(unit, outbox.c.id.in_(list(ids)), now)


def erase_loose(unit: Unit, cutoffs: Cutoffs) -> int:
    """Takes out what hangs on no lead: texts of our people, owners and imports of customers nobody heard of since."""
    gone = [
        delete(texts).where(texts.c.at < cutoffs.logs),
        delete(owners).where(owners.c.at < cutoffs.leads),
        delete(shared_keys).where(shared_keys.c.at < cutoffs.leads),
        delete(imports).where(past_imports(cutoffs)),
    ]
    return sum(unit.connection.execute(statement).rowcount for statement in gone)


def past_imports(cutoffs: Cutoffs) -> ColumnElement[bool]:
    """Imported customers who are past their date and own nothing any more."""
    used = select(owners.c.key).where(owners.c.lead_id == imports.c.id, owners.c.at >= cutoffs.leads).exists()
    since = or_(
        imports.c.last_contact < cutoffs.leads, and_(imports.c.last_contact.is_(None), imports.c.at < cutoffs.leads)
    )
    return and_(since, ~used)


def breaches(unit: Unit, cutoffs: Cutoffs) -> Iterator[str]:
    """What should be gone and is not."""
    asked: dict[str, Select[Any]] = {
        "mail": select(mails.c.id).where(past_mails(cutoffs)),
        "raw mail": select(raws.c.id).where(
            raws.c.received_at < cutoffs.mail,
            ~select(mails.c.seq).where(mails.c.raw_id == raws.c.id, mails.c.state == "received").exists(),
        ),
        "lead": select(leads.c.id).where(past_leads(cutoffs)),
        "key of an erased lead": select(leads.c.id)
        .join(lead_keys, lead_keys.c.lead_id == leads.c.id)
        .where(leads.c.erased_at.is_not(None)),
        "message": select(outbox.c.id).where(past_messages(cutoffs)),
        "text": select(texts.c.id).where(texts.c.at < cutoffs.logs),
        "owner": select(owners.c.member).where(owners.c.at < cutoffs.leads),
        "imported customer": select(imports.c.id).where(past_imports(cutoffs)),
    }
    for what, statement in asked.items():
        for found in unit.connection.execute(statement.limit(50)).scalars():
            yield f"{what} {found}"


def _without_person(draft: LeadDraft) -> LeadDraft:
    customer = draft.customer
    vehicles = tuple(replace(vehicle, vin=None if vehicle.is_own else vehicle.vin) for vehicle in draft.vehicles)
    return LeadDraft(
        Customer(region=customer.region, country=customer.country), vehicles, source=draft.source,
        source_key=draft.source_key, location=draft.location, lead_type=draft.lead_type, language=draft.language,
    )  # fmt: skip


def _erase_reasons(unit: Unit, chosen: ColumnElement[bool]) -> None:
    """Reasons may quote the customer: of skips their kind stays, so that a line can still be told fair."""
    for row in unit.connection.execute(select(journal.c.id, journal.c.reasons).where(chosen)).all():
        reasons = [
            [person, verdict, short_of(why) if verdict == "skipped" and _is_plain(why) else ERASED, where]
            for person, verdict, why, where in row.reasons
        ]
        unit.connection.execute(update(journal).where(journal.c.id == row.id).values(reasons=reasons))


_PLAIN_SKIPS = ("at the limit", "outside their hours", "checked out", "busy", "away", "not checked in", "left on",
                "does not accept such leads", "has no working channel", "passed")  # fmt: skip


def _is_plain(why: str) -> bool:
    """True for reasons whose kind quotes nobody."""
    return why.startswith(_PLAIN_SKIPS)


def _strip(unit: Unit, chosen: ColumnElement[bool], now: datetime) -> None:
    for row in unit.connection.execute(select(outbox.c.id, outbox.c.facts, outbox.c.state).where(chosen)).all():
        facts = {name: row.facts[name] for name in _KEPT_FACTS if name in row.facts}
        values: dict[str, Any] = {"facts": facts, "text": None, "erased_at": now}
        if row.state not in _SETTLED:
            values |= {"state": "cancelled", "error": ERASED, "worker": None, "lease_until": None}
        unit.connection.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
