"""What happened in a span of time, read for rehearsals and reports: mails, leads with their takers, words, answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, or_, select

from uptape.core.contacts import short_name
from uptape.core.decisions import Reason
from uptape.core.eligibility import ByHand
from uptape.core.leads import LeadDraft
from uptape.core.shifts import Fate
from uptape.core.tape import Tape, replay
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.mail import ClaimedMail
from uptape.store.tables import assignments, journal, lead_events, leads, mails, offers, presence, raws

CHUNK = 500
"""Most ids in one statement."""
TOLD = ("assigned", "offered", "accepted", "queued", "review", "duplicate", "joined")
"""The journal's events that tell why a lead went where it went."""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said about their availability."""

    at: datetime
    member: str
    pool: str | None
    """None for all pools."""
    hand: ByHand


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody did with a lead that was held out to them, and how long that took."""

    lead_id: str
    member: str
    state: str
    """accepted, passed, lapsed, or withdrawn before they answered."""
    at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A lead handed to somebody by hand."""

    at: datetime
    lead_id: str
    member: str
    by: str
    turn: bool
    held_by: str | None
    """Who had it before."""
    house: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was reported of a lead."""

    at: datetime
    lead_id: str
    event: str
    by: str
    note: str | None


def mails_since(unit: Unit, dealerships: Collection[str], since: datetime, until: datetime) -> Iterator[ClaimedMail]:
    """The mails that came to some dealerships in a span of time, in the order in which they were accepted."""
    statement = (
        select(mails, raws.c.body)
        .join(raws, raws.c.id == mails.c.raw_id)
        .where(mails.c.dealership.in_(list(dealerships)), mails.c.received_at >= since, mails.c.received_at < until)
        .order_by(mails.c.seq)
    )
    for row in unit.connection.execute(statement, execution_options={"yield_per": 100}):
        yield ClaimedMail(
            row.seq, row.id, row.dealership, row.pool, row.recipient, row.tag, row.sender, row.received_at, 1,
            bytes(row.body),
        )  # fmt: skip


def tape_at(unit: Unit, dealership: str, pool: str, before: datetime) -> Tape:
    """A pool's line as its journal tells it, at a moment."""
    statement = (
        select(journal.c.effect, journal.c.person, journal.c.at)
        .where(journal.c.pool == f"{dealership}/{pool}", journal.c.effect.is_not(None), journal.c.at < before)
        .order_by(journal.c.seq)
    )
    return replay((row.effect, row.person, row.at) for row in unit.connection.execute(statement))


def words(unit: Unit, dealership: str, until: datetime) -> list[Word]:
    """Everything that people of a dealership said about their availability, in order."""
    statement = (
        select(journal.c.pool, journal.c.at, journal.c.event, journal.c.person, journal.c.effect, journal.c.by)
        .where(
            func.substr(journal.c.pool, 1, len(dealership) + 1) == f"{dealership}/",
            journal.c.event.in_(("said_in", "said_out", "said_busy")),
            journal.c.at < until,
        )
        .order_by(journal.c.id)
    )
    found: dict[tuple[datetime, str, str | None], Word] = {}
    for row in unit.connection.execute(statement):
        scope, _, ends = (row.effect or "").partition(":")
        if scope not in {"all", "pool"} or row.person is None:
            continue
        pool = row.pool.partition("/")[2] if scope == "pool" else None
        hand = ByHand(row.event.removeprefix("said_"), row.at, datetime.fromisoformat(ends) if ends else None, row.by)
        found.setdefault((row.at, row.person, pool), Word(row.at, row.person, pool, hand))
    return list(found.values())


def answers(unit: Unit, dealership: str, since: datetime) -> list[Answer]:
    """How offers that were made since a moment ended, in the order in which they were made."""
    statement = (
        select(offers)
        .where(
            offers.c.dealership == dealership,
            offers.c.at >= since,
            offers.c.ended_at.is_not(None),
        )
        .order_by(offers.c.id)
    )
    return [
        Answer(row.lead_id, row.member, row.state, row.at, row.ended_at) for row in unit.connection.execute(statement)
    ]


def handed_over(unit: Unit, dealership: str, since: datetime) -> list[HandedOver]:
    """The leads that were handed over by hand since a moment."""
    before = assignments.alias("before")
    held = (
        select(before.c.member)
        .where(before.c.lead_id == assignments.c.lead_id, before.c.id < assignments.c.id)
        .order_by(before.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(assignments, held.label("held_by"))
        .where(assignments.c.dealership == dealership, assignments.c.how.in_(("hand", "house")))
        .where(assignments.c.at >= since)
        .order_by(assignments.c.id)
    )
    return [
        HandedOver(row.at, row.lead_id, row.member, row.by, bool(row.turn), row.held_by, row.how == "house")
        for row in unit.connection.execute(statement)
    ]


def outcomes(unit: Unit, dealership: str, since: datetime) -> list[Outcome]:
    """What was reported of leads since a moment."""
    statement = (
        select(lead_events)
        .where(lead_events.c.dealership == dealership, lead_events.c.at >= since)
        .order_by(lead_events.c.id)
    )
    return [Outcome(r.at, r.lead_id, r.event, r.by, r.note) for r in unit.connection.execute(statement)]


def fates(unit: Unit, dealership: str, since: datetime) -> dict[tuple[int, int], Fate]:
    """What became of the leads that came since a moment or waited then, by mail and place in the mail."""
    first_given = (
        select(func.min(assignments.c.at))
        .where(assignments.c.lead_id == leads.c.id, assignments.c.how.not_in(("hand", "house")))
        .scalar_subquery()
    )
    statement = (
        select(leads)
        .where(leads.c.dealership == dealership)
        .where(or_(leads.c.received_at >= since, leads.c.status == "queued", first_given >= since))
        .order_by(leads.c.seq)
    )
    rows = unit.connection.execute(statement).all()
    ids = [row.id for row in rows]
    given = _given(unit, ids)
    told = _told(unit, ids)
    return {(row.mail_seq, row.mail_index): _fate(row, given.get(row.id, []), told.get(row.id, [])) for row in rows}


def _given(unit: Unit, ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for some in chunks(ids):
        statement = select(assignments).where(assignments.c.lead_id.in_(some)).order_by(assignments.c.id)
        for row in unit.connection.execute(statement):
            found[row.lead_id].append(row)
    return found


def _told(unit: Unit, ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for some in chunks(ids):
        statement = (
            select(journal.c.lead_id, journal.c.event, journal.c.reasons)
            .where(journal.c.lead_id.in_(some), journal.c.event.in_(TOLD))
            .order_by(journal.c.id)
        )
        for row in unit.connection.execute(statement):
            found[row.lead_id].append(row)
    return found


def _fate(row: Any, given: Sequence[Any], told: Sequence[Any]) -> Fate:
    by_rules = [one for one in given if one.how not in {"hand", "house"}]
    first = [one for one in (by_rules or given) if one.at == (by_rules or given)[0].at]
    draft = decode(LeadDraft, row.draft)
    outcome = ("given" if by_rules else "by hand") if given else _OUTCOMES.get(row.status, row.status)
    if row.status == "duplicate":
        outcome = "duplicate"
    giving = [one for one in told if one.event in {"assigned", "offered", "accepted"}] if given else told[-1:]
    reasons = tuple(Reason(*reason) for one in giving for reason in one.reasons)
    vehicle = draft.wanted
    return Fate(
        row.id,
        row.received_at,
        short_name(draft.customer),
        vehicle.title if vehicle else "",
        f"{row.dealership}/{row.pool}",
        row.grp,
        outcome,
        tuple(one.member for one in first),
        first[0].how if first else None,
        first[0].at if first else None,
        reasons,
        len(given) > len(first),
    )


_OUTCOMES = {"queued": "waits", "offered": "on offer", "not_lead": "not a lead"}


@dataclass(frozen=True, slots=True)
class Decided:
    """One row of a pool's journal that dealt a lead, or took it back."""

    at: datetime
    event: str
    member: str | None
    turn: Literal[-1, 0, 1]
    group: str | None
    reasons: tuple[Reason, ...]


def decisions(unit: Unit, dealership: str, pool: str, since: datetime, until: datetime) -> list[Decided]:
    """The rows of a pool's journal by which leads were dealt, passed or taken back in a span of time."""
    statement = (
        select(journal.c.at, journal.c.event, journal.c.person, journal.c.effect, journal.c.reasons, leads.c.grp)
        .select_from(journal.outerjoin(leads, leads.c.id == journal.c.lead_id))
        .where(journal.c.pool == f"{dealership}/{pool}", journal.c.at >= since, journal.c.at <= until)
        .where(journal.c.lead_id.is_not(None), journal.c.event.not_in(("queued", "review", "duplicate", "joined")))
        .order_by(journal.c.seq)
    )
    found = []
    for row in unit.connection.execute(statement, execution_options={"yield_per": 500}):
        effect = row.effect or ""
        turn: Literal[-1, 0, 1] = 1 if effect.partition(":")[0] == "turn" else -1 if effect.startswith("back:") else 0
        reasons = tuple(Reason(*reason) for reason in row.reasons)
        found.append(Decided(row.at, row.event, row.person, turn, row.grp, reasons))
    return found


def membership(unit: Unit, dealership: str, pool: str, until: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """From when to when each member stood in a pool's line, in the order in which they joined."""
    statement = (
        select(journal.c.at, journal.c.effect, journal.c.person)
        .where(journal.c.pool == f"{dealership}/{pool}", journal.c.effect.in_(("join", "leave")), journal.c.at <= until)
        .order_by(journal.c.seq)
    )
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in unit.connection.execute(statement):
        times = found.setdefault(row.person, [])
        if row.effect == "join":
            times.append((row.at, until))
        elif times:
            times[-1] = (times[-1][0], row.at)
    return found


def ends_of_words(unit: Unit, dealership: str, now: datetime) -> list[datetime]:
    """When the words that hold now end."""
    statement = select(presence.c.until).where(presence.c.dealership == dealership, presence.c.until > now)
    return list(unit.connection.execute(statement).scalars())


def chunks(values: Sequence[str]) -> Iterator[list[str]]:
    """Values in lists that one statement can take."""
    for start in range(0, len(values), CHUNK):
        yield list(values[start : start + CHUNK])
