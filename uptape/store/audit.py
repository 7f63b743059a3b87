"""The invariants, each as a query that returns no row at any moment, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, func, literal, or_, select

from uptape.core.tape import replay
from uptape.store import tapes as tape_store
from uptape.store.engine import Unit
from uptape.store.journal import name_of
from uptape.store.tables import assignments, journal, leads, mails, offers, opt_outs, outbox, tapes

GRACE = timedelta(seconds=5)
"""A lease that ran out so recently may be about to be settled."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One row that breaks an invariant."""

    invariant: str
    detail: str


def audit(unit: Unit, now: datetime) -> list[Breach]:
    """Every breach of every invariant of the stored data that a query can see."""
    breaches = []
    for name, query in _QUERIES.items():
        for row in unit.connection.execute(query(now)):
            breaches.append(Breach(name, " ".join(str(value) for value in row)))
    breaches += _journal_numbers(unit)
    breaches += _tapes(unit)
    return breaches


def _mail_without_result(_now: datetime) -> Select[tuple[object, ...]]:
    """Every mail done is a lead, a duplicate, no lead, or in the review box."""
    has_lead = exists().where(leads.c.mail_seq == mails.c.seq)
    return select(mails.c.id, mails.c.kind).where(mails.c.state == "done", mails.c.kind == "lead", ~has_lead)


def _status_against_offer(_now: datetime) -> Select[tuple[object, ...]]:
    """A lead is on offer exactly while somebody may accept it."""
    held = exists().where(offers.c.lead_id == leads.c.id, offers.c.state == "open")
    return select(leads.c.id, leads.c.status).where(
        or_(and_(leads.c.status == "offered", ~held), and_(leads.c.status != "offered", held))
    )


def _two_live_assignments(_now: datetime) -> Select[tuple[object, ...]]:
    return (
        select(assignments.c.lead_id, func.count())
        .where(assignments.c.ended_at.is_(None))
        .group_by(assignments.c.lead_id, assignments.c.copy)
        .having(func.count() > 1)
    )


def _status_against_assignment(_now: datetime) -> Select[tuple[object, ...]]:
    live = exists().where(assignments.c.lead_id == leads.c.id, assignments.c.ended_at.is_(None))
    taken = exists().where(
        assignments.c.lead_id == leads.c.id,
        assignments.c.ended_at.is_(None),
        assignments.c.copy == 1,
        assignments.c.member == leads.c.assigned_to,
    )
    held = leads.c.status.in_(("assigned", "contacted", "appointment", "sold", "lost"))
    waiting = leads.c.status.in_(("queued", "duplicate", "offered"))
    return select(leads.c.id, leads.c.status, leads.c.assigned_to).where(
        or_(and_(held, ~taken), and_(waiting, live), and_(waiting, leads.c.assigned_to.is_not(None)))
    )


def _assignment_without_outbox(_now: datetime) -> Select[tuple[object, ...]]:
    told = exists().where(
        outbox.c.lead_id == assignments.c.lead_id,
        outbox.c.member == assignments.c.member,
        outbox.c.kind.in_(("assigned", "offer")),
    )
    return select(assignments.c.lead_id, assignments.c.member).where(
        assignments.c.how.in_(("line", "repeat", "cover")), ~told
    )


def _assignment_without_journal(_now: datetime) -> Select[tuple[object, ...]]:
    written = exists().where(
        journal.c.lead_id == assignments.c.lead_id,
        journal.c.person == assignments.c.member,
        journal.c.event.in_(("assigned", "hand_assigned", "accepted", "house")),
    )
    return select(assignments.c.lead_id, assignments.c.member).where(~written)


def _lead_without_journal(_now: datetime) -> Select[tuple[object, ...]]:
    return select(leads.c.id, leads.c.status).where(~exists().where(journal.c.lead_id == leads.c.id))


def _held_too_long(now: datetime) -> Select[tuple[object, ...]]:
    return select(literal("outbox"), outbox.c.key).where(
        outbox.c.state != "sending", outbox.c.lease_until.is_not(None), outbox.c.lease_until < now - GRACE
    )


def _sent_after_opt_out(_now: datetime) -> Select[tuple[object, ...]]:
    return (
        select(outbox.c.key, outbox.c.to)
        .join(opt_outs, opt_outs.c.number == outbox.c.to)
        .where(outbox.c.channel == "sms", outbox.c.state == "sent", outbox.c.created_at > opt_outs.c.at)
    )


def _duplicate_of_nothing(_now: datetime) -> Select[tuple[object, ...]]:
    first = leads.alias("first")
    found = exists().where(first.c.id == leads.c.duplicate_of, first.c.dealership == leads.c.dealership)
    return select(leads.c.id, leads.c.duplicate_of).where(leads.c.duplicate_of.is_not(None), ~found)


def _taker_not_in_pool(_now: datetime) -> Select[tuple[object, ...]]:
    joined = exists().where(
        journal.c.pool == assignments.c.dealership + "/" + assignments.c.pool,
        journal.c.person == assignments.c.member,
        journal.c.event == "joined_tape",
        journal.c.at <= assignments.c.at,
    )
    return select(assignments.c.lead_id, assignments.c.pool, assignments.c.member).where(
        assignments.c.how != "hand", assignments.c.how != "house", ~joined
    )


_QUERIES: Mapping[str, Callable[[datetime], Select[tuple[object, ...]]]] = {
    "every mail done is a lead, a duplicate, no lead, or in the review box": _mail_without_result,
    "one live assignment per lead and copy": _two_live_assignments,
    "status agrees with the assignment": _status_against_assignment,
    "a lead is on offer exactly while somebody may accept it": _status_against_offer,
    "every assignment by the system has its outbox rows": _assignment_without_outbox,
    "every assignment has its journal row": _assignment_without_journal,
    "every lead has its journal row": _lead_without_journal,
    "nothing is claimed longer than its lease": _held_too_long,
    "no text after an opt-out": _sent_after_opt_out,
    "a duplicate belongs to a lead of its dealership": _duplicate_of_nothing,
    "the taker was on the tape of the pool": _taker_not_in_pool,
}


def _journal_numbers(unit: Unit) -> Iterator[Breach]:
    """Per pool, journal numbers have no holes and no twins, and the tape's row knows the last one."""
    name = "journal numbers per pool have no holes or twins"
    statement = select(journal.c.pool, func.count(), func.min(journal.c.seq), func.max(journal.c.seq)).group_by(
        journal.c.pool
    )
    last = {
        name_of(row.dealership, row.pool): row.journal_seq
        for row in unit.connection.execute(select(tapes.c.dealership, tapes.c.pool, tapes.c.journal_seq))
    }
    for pool, count, first, highest in unit.connection.execute(statement).all():
        if first != 1 or highest != count or last.get(pool) != highest:
            yield Breach(name, f"{pool}: {count} rows from {first} to {highest}, the tape says {last.get(pool)}")


def _tapes(unit: Unit) -> Iterator[Breach]:
    """Replaying the journal gives the stored tape."""
    for row in unit.connection.execute(select(tapes.c.dealership, tapes.c.pool)).all():
        if not row.pool:
            continue
        effects = unit.connection.execute(
            select(journal.c.effect, journal.c.person, journal.c.at)
            .where(journal.c.pool == f"{row.dealership}/{row.pool}", journal.c.effect.is_not(None))
            .order_by(journal.c.seq)
        )
        told = replay((effect.effect, effect.person, effect.at) for effect in effects)
        stored = tape_store.read(unit, row.dealership, row.pool)
        if told != stored:
            yield Breach(
                "replaying the journal gives the stored tape",
                f"{row.dealership}/{row.pool}: journal {_line(told.members)}, stored {_line(stored.members)}",
            )


def _line(members: Sequence[str]) -> str:
    return "[" + ", ".join(members[:20]) + (", …" if len(members) > 20 else "") + "]"
