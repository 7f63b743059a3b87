"""Leads without an attempt: the taker is nudged at half of `alarm_after`, then the managers on duty hear.

Deadlines are an indexed column of the lead, set with every change of hands, in opening hours. Nobody gets more than one
such text in ten minutes, and each names all leads that are late then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from uptape.core.alerts import AlertKind
from uptape.core.contacts import short_name
from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.core.eligibility import Member
from uptape.flow import alerting
from uptape.flow.alerting import Message
from uptape.flow.handing import store_name
from uptape.flow.ledger import Ledger
from uptape.store import alarms
from uptape.store.alarms import Watched
from uptape.store.engine import Store
from uptape.wording import shown

BY = "uptape"
APART = timedelta(minutes=10)
"""At most one text about late leads to a person in this time."""
NAMED = 6
"""Most leads that one text names; the rest is counted."""


def ring(store: Store, dealerships: Mapping[str, Dealership]) -> int:
    """Tells of leads that are late, one transaction for each dealership; gives back how many people were told."""
    now = store.clock.now()
    with store.read() as unit:
        due = alarms.dealerships_due(unit, now, now - 2 * APART)
    return sum(_ring_one(store, dealerships[key]) for key in sorted(due) if key in dealerships)


def _ring_one(store: Store, dealership: Dealership) -> int:
    with store.write() as unit:
        ledger = Ledger(unit, dealership, [*dealership.pools, ""], store.clock.now(), BY)
        told = alarms.told(unit, dealership.key)
        nudges: dict[str, list[Watched]] = defaultdict(list)
        waiting = alarms.due(unit, dealership.key, ledger.now)
        tried = alarms.attempted(unit, {lead.id for lead in waiting})
        for lead in waiting:
            _one_due(ledger, lead, nudges, told, tried=lead.id in tried)
        heard = {member: _nudge(ledger, member, some) for member, some in nudges.items()}
        heard |= _tell_managers(ledger, told | dict.fromkeys(heard, ledger.now))
        if not waiting and not heard:
            return 0
        alarms.note_told(unit, dealership.key, heard, ledger.now)
        ledger.flush()
        unit.commit()
    return len(heard)


def _one_due(
    ledger: Ledger, lead: Watched, nudges: dict[str, list[Watched]], told: Mapping[str, datetime], *, tried: bool
) -> None:
    """What an alarm that is due means for its lead: nothing any more, a nudge, or that it is late."""
    taker = ledger.member(lead.assigned_to) if lead.status == "assigned" and lead.assigned_to else None
    over = tried or lead.status not in alarms.WATCHED or lead.pool not in ledger.dealership.pools
    if over or (taker is not None and taker.buyer is not None):
        alarms.set_next(ledger.unit, lead.id, None)
        return
    if taker is None or lead.nudged:
        alarms.make_late(ledger.unit, lead.id, ledger.now)
        what = f"{taker.name} has made no attempt" if taker else "nobody has it"
        why = Reason(lead.assigned_to, "note", f"late: {what} since {_clock(ledger, lead.since)}")
        ledger.note(lead.pool, "late", [why], lead_id=lead.id, person=lead.assigned_to)
        return
    last = told.get(taker.key)
    if last is not None and ledger.now - last < APART:
        alarms.set_next(ledger.unit, lead.id, min(last + APART, _deadline(ledger, lead)))
        return
    nudges[taker.key].append(lead)
    alarms.set_next(ledger.unit, lead.id, _deadline(ledger, lead), nudged=True)


def _deadline(ledger: Ledger, lead: Watched) -> datetime:
    """When a lead is late."""
    after = ledger.dealership.alarm_after
    return ledger.dealership.hours.add_open_time(lead.since, after, days=14) or lead.since + after


def _nudge(ledger: Ledger, member: str, some: Sequence[Watched]) -> datetime:
    taker = ledger.member(member)
    assert taker is not None
    for lead in some:
        ledger.note(
            lead.pool, "nudged", [Reason(member, "note", "no attempt at half of alarm_after")], lead_id=lead.id,
            person=member,
        )  # fmt: skip
    by = _clock(ledger, min(_deadline(ledger, lead) for lead in some))
    _tell(ledger, taker, "late", f"No attempt yet, call by {by}", some)
    return ledger.now


def _tell_managers(ledger: Ledger, told: Mapping[str, datetime]) -> dict[str, datetime]:
    """Every manager for whom a lead became late since they were last told, not sooner than ten minutes after it."""
    late = alarms.late(ledger.unit, ledger.dealership.key)[::-1]  # the newest are named first
    by_manager: dict[str, list[tuple[Watched, datetime]]] = defaultdict(list)
    for lead, since in late:
        for manager in _managers_for(ledger, lead):
            by_manager[manager.key].append((lead, since))
    heard: dict[str, datetime] = {}
    for key, some in by_manager.items():
        last = told.get(key)
        news = last is None or any(since > last for _, since in some)
        if not news or (last is not None and ledger.now - last < APART):
            continue
        listener = ledger.member(key)
        if listener is None:
            continue
        leads = [lead for lead, _ in some]
        waits = all(lead.status != "assigned" for lead in leads)
        kind: AlertKind = "queued_late" if waits else "late"
        count = f"{len(leads)} {'leads' if len(leads) > 1 else 'lead'}"
        _tell(ledger, listener, kind, f"{count} {'waiting' if waits else 'late'}", leads)
        heard[key] = ledger.now
    return heard


def _managers_for(ledger: Ledger, lead: Watched) -> list[Member]:
    """The managers on duty for the lead's store, all where none is; never only who has the lead."""
    everybody = alerting.every_manager(ledger.dealership)
    store = store_name(ledger, lead.draft)
    keys = {key for key, one in ledger.dealership.stores.items() if one.name == store}
    there = [m for m in everybody if not keys or m.person is None or not m.person.stores or keys & {*m.person.stores}]
    pool = ledger.dealership.pools.get(lead.pool)
    on_duty = {member.key for member in ledger.managers_on_duty(pool)}
    found = [member for member in there if member.key in on_duty] or everybody
    return everybody if [member.key for member in found] == [lead.assigned_to] else found


def _tell(ledger: Ledger, member: Member, kind: AlertKind, headline: str, some: Sequence[Watched]) -> None:
    named = [_line(ledger, lead, member.key) for lead in some[:NAMED]]
    more = f"; and {len(some) - NAMED} more" if len(some) > NAMED else ""
    number = ledger.locked[""].journal_seq
    names = ", ".join(lead.id for lead in some)
    ledger.note("", "told_late", [Reason(member.key, "note", f"{headline}: {names}")], person=member.key)
    ledger.tell(
        Message(
            kind, "plain", member, f"late:{ledger.dealership.key}:{number + 1}",
            headline=headline, body=f"{'; '.join(named)}{more}",
        )
    )  # fmt: skip


def _line(ledger: Ledger, lead: Watched, reader: str) -> str:
    taker = ledger.member(lead.assigned_to) if lead.status == "assigned" and lead.assigned_to else None
    who = "" if taker is None or taker.key == reader else f" ({taker.name})"
    phone = next(iter(lead.draft.customer.phones), "")
    reach = f" {shown.phone(phone)}" if phone and taker is not None else ""
    return f"{short_name(lead.draft.customer)}{reach}{who} since {_clock(ledger, lead.since)} {lead.id[-3:]}"


def _clock(ledger: Ledger, moment: datetime) -> str:
    zone = ZoneInfo(ledger.dealership.timezone)
    local, today = moment.astimezone(zone), ledger.now.astimezone(zone).date()
    hour = f"{local.hour % 12 or 12}:{local:%M}{'a' if local.hour < 12 else 'p'}"
    return hour if local.date() == today else f"{local:%a} {hour}"
