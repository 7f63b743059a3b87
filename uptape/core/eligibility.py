"""Who may take a lead now: a short ordered table of questions, each answered with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from uptape.core.dealership import Buyer, Dealership, Limits, Order, Person, Pool
from uptape.core.errors import NOWHERE, Place
from uptape.core.hours import Hours, always, day_start, month_start, week_start
from uptape.core.rules import LeadFields, judge

HandState = Literal["in", "out", "busy"]
LONGEST_BY_HAND = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What somebody said about their availability, until when it holds, and who said it."""

    state: HandState
    since: datetime
    until: datetime | None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a tape: a person, or a buyer with one of its orders or all of them."""

    key: str
    name: str
    hours: Hours
    person: Person | None = None
    buyer: Buyer | None = None
    order: Order | None = None
    place: Place = NOWHERE


def member_of(dealership: Dealership, key: str) -> Member | None:
    """The member that a key of a tape names, or None where the config has nobody of that key (any more)."""
    person = dealership.people.get(key)
    if person is not None:
        return Member(key, person.name, person.hours or dealership.hours, person=person, place=person.place)
    buyer_key, _, order_key = key.partition(".")
    buyer = dealership.buyers.get(buyer_key)
    if buyer is None:
        return None
    order = next((order for order in buyer.orders if order.key == order_key), None)
    if order_key and order is None:
        return None
    hours = (order.hours if order else None) or buyer.hours or always(dealership.timezone)
    return Member(key, buyer.name, hours, buyer=buyer, order=order, place=(order or buyer).place)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a member may take a lead, why not, and the config line that says so."""

    ok: bool
    why: str = ""
    where: str = ""


YES = Verdict(True)

Period = Literal["day", "week", "month", "open", "late"]
Counts = Callable[[str, Period], int]
"""How many leads a member had since the calendar day, week or month began, or has open, or past the alarm."""


def absence(member: Member, dealership: Dealership, pool: Pool, by_hand: ByHand | None, now: datetime) -> str | None:
    """Why a member is not on the tape now, in words, or None where they are on it."""
    person = member.person
    if person is not None:
        if person.left is not None and _today(now, dealership.timezone) >= person.left:
            return f"left on {person.left}"
        today = _today(now, dealership.timezone)
        for first, last in person.away:
            if first <= today <= last:
                return f"away until {last}"
    if by_hand is not None and (by_hand.until is None or now < by_hand.until):
        if by_hand.state == "in":
            return None
        until = f" until {_wall(by_hand.until, dealership.timezone)}" if by_hand.until else ""
        return f"{'checked out' if by_hand.state == 'out' else 'busy'}{until}"
    if not member.hours.is_open(now):
        start = member.hours.next_start(now, days=8)
        return "outside their hours" + (f", on at {_wall(start, dealership.timezone)}" if start else "")
    presence = (person.presence if person else "hours") or pool.presence or dealership.presence
    if person is not None and presence == "check-in":
        return "not checked in today"
    return None


def verdict(member: Member, away: str | None, fields: LeadFields, counts: Counts, *, repeat: bool = False) -> Verdict:
    """Whether a member may take a lead now; `away` is their `absence`. `accepts:` and limits do not stop a repeat."""
    if away is not None:
        return Verdict(False, away, member.place.short)
    if not can_be_told(member):
        return Verdict(False, "has no working channel", member.place.short)
    if repeat:
        return YES
    if weight_of(member) == 0:
        return Verdict(False, "gets repeats only (weight: 0)", member.place.short)
    full = at_limit(member, counts)
    if full is not None:
        return Verdict(False, full, member.place.short)
    return wants(member, fields)


def weight_of(member: Member) -> int:
    """A member's share of the turns."""
    who = member.person or member.buyer
    return who.weight if who is not None else 1


def can_be_told(member: Member) -> bool:
    """True where at least one way of telling the member has an address."""
    if member.buyer is not None:
        return bool(member.buyer.deliver)
    person = member.person
    if person is None:
        return False
    return any(way.to or (person.mobile if way.channel in {"sms", "voice"} else person.email) for way in person.alerts)


def at_limit(member: Member, counts: Counts) -> str | None:
    """Which limit a member has reached, in words, or None."""
    limits: Limits = member.person.limits if member.person else member.buyer.limits if member.buyer else Limits()
    sets = [(member.key.partition(".")[0] if member.buyer else member.key, limits)]
    if member.order is not None:
        sets.append((member.key, member.order.limits))
    for key, limit in sets:
        for period, words in _PERIODS.items():
            most: int | None = getattr(limit, period)
            if most is None:
                continue
            have = counts(key, period)
            if have >= most:
                return f"at the limit: {have} of {most} {words}"
    return None


_PERIODS: Mapping[Period, str] = {
    "day": "this day",
    "week": "this week",
    "month": "this month",
    "open": "open",
    "late": "late (no attempt within the alarm's time)",
}


def wants(member: Member, fields: LeadFields) -> Verdict:
    """Whether a member accepts such leads: a person's `accepts:`, a buyer's orders."""
    if member.person is not None and member.person.accepts is not None:
        ruling = judge(member.person.accepts, fields)
        if not ruling.holds:
            return Verdict(False, f"does not accept such leads: {ruling.why}", ruling.place.short)
    if member.buyer is not None and member.buyer.orders:
        orders = (member.order,) if member.order else member.buyer.orders
        fields = seen_from(member.buyer, fields)
        rulings = [judge(order.when, fields) if order.when else None for order in orders]
        if all(ruling is not None and not ruling.holds for ruling in rulings):
            why = "; ".join(ruling.why for ruling in rulings if ruling)
            return Verdict(False, f"no order of theirs matches: {why}", member.place.short)
    return YES


def seen_from(buyer: Buyer, fields: LeadFields) -> LeadFields:
    """The fields as a buyer's orders see them: `me` is where the buyer is."""
    miles, here = fields.miles, buyer.postal_code
    if miles is None or here is None:
        return fields
    return replace(fields, miles=lambda origin: miles(here if origin == "me" else origin))


def until_by_hand(member: Member, now: datetime) -> datetime:
    """How long an IN, OUT or BUSY without an end lasts.

    To the end of the shift it was given in, or, outside one, to the next start of their hours; at most 12 hours.
    """
    shift = member.hours.current(now)
    end = shift.end if shift is not None else member.hours.next_start(now, days=2)
    latest = now + LONGEST_BY_HAND
    return latest if end is None else min(end, latest)


def period_start(period: Literal["day", "week", "month"], now: datetime, zone: str) -> datetime:
    """When the running calendar day, week or month of a zone began."""
    return {"day": day_start, "week": week_start, "month": month_start}[period](now, zone)


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _wall(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %H:%M")
