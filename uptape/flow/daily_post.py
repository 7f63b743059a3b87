"""Sends the daily sheets to the managers: each to each once, whichever node makes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from uptape.core.daysheet import Due, Sheet, SheetKind, due
from uptape.core.dealership import Dealership, Person, Way
from uptape.core.eligibility import Member, member_of
from uptape.core.outbox import OutboxEntry
from uptape.flow import alerting, daily
from uptape.flow.alerting import Message
from uptape.store import leases, outbox
from uptape.store.engine import Store, Unit

LEASE = timedelta(minutes=2)


def send_due(store: Store, dealerships: Mapping[str, Dealership], worker: str, done: set[str]) -> int:
    """Queues the sheets whose time has come; gives back how many messages.

    `done` is this process's memory of what it need not look at again; the outbox's unique keys decide. A dealership
    whose sheet cannot be made keeps none from the others: its error is raised once they are done.
    """
    queued, faults = 0, []
    now = store.clock.now()
    for dealership in dealerships.values():
        sheets = dealership.sheets
        if not (sheets.morning or sheets.closing):
            continue
        for one in due(dealership.hours, now, morning=sheets.morning, closing=sheets.closing):
            name = f"{one.kind}:{dealership.key}:{one.day}"
            if name in done or leases.take(store, f"sheets:{dealership.key}", worker, LEASE) is None:
                continue
            try:
                queued += _send(store, dealership, one, now)
            except Exception as error:
                faults.append(error)
                continue
            done.add(name)
    if faults:
        raise faults[0]
    return queued


def _send(store: Store, dealership: Dealership, one: Due, now: datetime) -> int:
    readers = list(_readers(dealership))
    with store.read() as unit:
        messages = [_message(dealership, member, one, None) for member in readers]
        keys = [row["key"] for message in messages for row in alerting.rows(message, dealership, now)]
        if outbox.standing(unit, keys) >= set(keys):
            return 0
        sheet = gather(unit, dealership, one.kind, one.day, now)
    rows = [
        row for member in readers for row in alerting.rows(_message(dealership, member, one, sheet), dealership, now)
    ]
    with store.write() as unit:
        outbox.add_missing(unit, rows)
        unit.commit()
    return len(rows)


def gather(unit: Unit, dealership: Dealership, kind: SheetKind, day: date, now: datetime) -> Sheet:
    """The sheet of a calendar day as it stands now."""
    return (daily.morning if kind == "morning" else daily.closing)(unit, dealership, day, now)


def sheet_for(
    store: Store, dealership: Dealership, kind: SheetKind, day: date | None, reader: Person | None = None
) -> OutboxEntry:
    """A sheet as an outbox row that is not stored, to look at it; `day` defaults to today."""
    now = store.clock.now()
    day = day or now.astimezone(ZoneInfo(dealership.timezone)).date()
    with store.read() as unit:
        sheet = gather(unit, dealership, kind, day, now)
    person = reader or next(iter(dealership.managers), None)
    member = member_of(dealership, person.key) if person else None
    member = member or Member("", "", dealership.hours)
    facts = alerting.facts_of(_message(dealership, member, Due(kind, day), sheet), dealership)
    return OutboxEntry(0, "preview", "email", member.person.email or "" if member.person else "", kind, facts)


def _readers(dealership: Dealership) -> Iterable[Member]:
    """The managers, each with nothing but ways by e-mail: a sheet is nothing for a text."""
    for person in dealership.managers:
        mails = tuple(way for way in person.alerts if way.channel == "email")
        ways = mails or ((Way("email"),) if person.email else ())
        member = member_of(dealership, person.key)
        if member is not None and ways:
            yield replace(member, person=replace(person, alerts=ways))


def _message(dealership: Dealership, member: Member, one: Due, sheet: Sheet | None) -> Message:
    return Message(
        one.kind, "plain", member, f"{one.kind}:{dealership.key}:{one.day}",
        headline=f"{one.kind.title()} sheet of {one.day}", body="It is sent by e-mail.", sheet=sheet,
    )  # fmt: skip
