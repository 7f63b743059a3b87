"""Who wrote to us, and everything around it that decides what it means: a `Talk`, read from the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from uptape.core.contacts import short_name
from uptape.core.dealership import Dealership, Person
from uptape.core.eligibility import member_of
from uptape.core.reply_types import Command, Held, LastText, Someone, Standing, Talk
from uptape.core.reply_words import fold
from uptape.store import desk_calls, hands, texts
from uptape.store.codec import decode
from uptape.store.engine import Unit
from uptape.store.hands import InHand
from uptape.wording.mask import short_name as masked_name

CLOSED_FOR = timedelta(days=90)
"""How long somebody may still report on a lead that is closed, and is told who has one that was theirs."""
GONE_FOR = timedelta(hours=24)
MOST_HELD = 200
MOST_OF_DEALERSHIP = 1000
_MONTH_FIRST = frozenset({"US", "CA", "PR", "PH"})


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody of ours: a person, or the phone of a pool's desk (`desk:POOL`)."""

    dealership: Dealership
    key: str
    name: str
    person: Person | None = None
    desk: str | None = None


def senders(dealerships: Mapping[str, Dealership], number: str, now: datetime) -> list[Sender]:
    """Everybody whose mobile a number is. Who has left is nobody any more."""
    found = []
    for dealership in dealerships.values():
        for person in dealership.people.values():
            if person.mobile == number and not _has_left(person, dealership, now):
                found.append(Sender(dealership, person.key, person.name, person))
        for pool in dealership.pools.values():
            if pool.desk == number:
                found.append(Sender(dealership, f"desk:{pool.key}", f"the desk of {pool.key}", desk=pool.key))
                break
    return found


def sender_of(dealerships: Mapping[str, Dealership], dealership_key: str, member: str, now: datetime) -> Sender | None:
    """Somebody of ours by dealership and key, or None where they left or are not in the config."""
    dealership = dealerships.get(dealership_key)
    person = dealership.people.get(member) if dealership else None
    if dealership is None or person is None or _has_left(person, dealership, now):
        return None
    return Sender(dealership, person.key, person.name, person)


def _has_left(person: Person, dealership: Dealership, now: datetime) -> bool:
    return person.left is not None and now.astimezone(ZoneInfo(dealership.timezone)).date() >= person.left


def talk_with(unit: Unit, sender: Sender, now: datetime, number: str | None = None) -> Talk:
    """The talk with somebody; `number` is the phone that they write from, None where it is no phone."""
    dealership, person = sender.dealership, sender.person
    leads = {lead.id: lead for lead in _held(unit, sender, now)} if person else {}
    manager = bool(person and person.is_manager) or sender.desk is not None
    if manager:
        for lead in _of_dealership(unit, sender):
            if leads.get(lead.id, lead).standing in {"waiting", "theirs", "gone"}:
                leads[lead.id] = lead
        leads = _asked_back(unit, dealership, leads)
    member = member_of(dealership, person.key) if person else None
    return Talk(
        now,
        dealership.timezone,
        tuple(leads.values()),
        _people(dealership, now),
        member.hours if member else dealership.hours,
        salesperson=bool(person and person.is_salesperson),
        manager=manager and sender.desk is None,
        desk=sender.desk is not None,
        last=_last(unit, dealership, number) if number else None,
        day_first=dealership.country not in _MONTH_FIRST,
        words=frozenset(word for lead in leads.values() for word in fold(lead.vehicle).split()),
    )


def _held(unit: Unit, sender: Sender, now: datetime) -> Iterator[Held]:
    """The leads of a person: gone ones first, so that what stands now comes over them."""
    dealership = sender.dealership
    found: dict[str, Held] = {}
    for row in hands.offered_to(unit, dealership.key, sender.key, now - GONE_FOR):
        pool = dealership.pools.get(row.pool)
        masked = pool is None or pool.show == "masked"
        found.setdefault(row.id, _seen(row, "offer" if row.live else "gone", dealership, masked=masked))
    for row in hands.had_by(unit, dealership.key, sender.key, now - CLOSED_FOR, MOST_HELD):
        closed = row.status in {"sold", "lost", "not_lead"}
        standing: Standing = ("closed" if closed else "held") if row.live else "gone"
        if row.live or row.id not in found:
            found[row.id] = _seen(row, standing, dealership)
    yield from found.values()


def _of_dealership(unit: Unit, sender: Sender) -> Iterator[Held]:
    """What a manager may hand out, or the desk: what waits, and what others have."""
    dealership = sender.dealership
    rows = [
        row
        for row in hands.of_dealership(unit, dealership.key, MOST_OF_DEALERSHIP)
        if sender.desk is None or row.pool == sender.desk
    ]
    waiting = [row.id for row in rows if row.status == "review"]
    choices = hands.choices_told(unit, waiting, sender.key)
    calls = desk_calls.numbers(unit, dealership.key, sender.desk) if sender.desk else {}
    for row in rows:
        lead = _seen(row, "waiting" if row.status == "review" else "theirs", dealership)
        yield replace(lead, choices=choices.get(row.id, ()), number=calls.get(row.id))


def _asked_back(unit: Unit, dealership: Dealership, leads: dict[str, Held]) -> dict[str, Held]:
    asked = hands.asked_back(unit, dealership.key, [lead.id for lead in leads.values() if lead.standing != "waiting"])
    return {key: replace(lead, asked_back=key in asked) for key, lead in leads.items()}


def _seen(row: InHand, standing: Standing, dealership: Dealership, *, masked: bool = False) -> Held:
    customer, vehicle = row.draft.customer, row.draft.wanted
    holder = member_of(dealership, row.assigned_to) if row.assigned_to and standing in {"gone", "theirs"} else None
    return Held(
        row.id,
        masked_name(customer) if masked else short_name(customer),
        standing,
        row.at,
        () if masked else customer.phones,
        row.status,
        vehicle.title if vehicle else "",
        row.attempted,
        row.contacted,
        row.ended_at,
        holder.name if holder else "",
        emails=() if masked else customer.emails,
        ended=row.ended,
    )


def _people(dealership: Dealership, now: datetime) -> tuple[Someone, ...]:
    return tuple(
        Someone(person.key, person.name)
        for person in dealership.people.values()
        if not _has_left(person, dealership, now)
    )


def _last(unit: Unit, dealership: Dealership, number: str) -> LastText | None:
    last = texts.last_sent(unit, number)
    if last is None or last.dealership != dealership.key:
        return None
    waits = last.facts.get("waits")
    return LastText(last.kind, last.lead_id, last.at, decode(Command, waits) if waits else None)


def latest(unit: Unit, found: list[Sender], number: str) -> Sender:
    """Of several dealerships that have a number, the one that wrote to it last, else the first."""
    last = texts.last_sent(unit, number) if len(found) > 1 else None
    return next((one for one in found if last and one.dealership.key == last.dealership), found[0])
