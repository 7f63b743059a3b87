"""Turns who must be told what into outbox rows, one for each way of each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from uptape.core.alerts import AlertFacts, AlertKind, Tone
from uptape.core.daysheet import Sheet
from uptape.core.dealership import Dealership, Person, Pool, Way
from uptape.core.eligibility import Member, absence, member_of
from uptape.core.errors import NOWHERE
from uptape.core.quiet import quiet_until
from uptape.flow.reply_addresses import reply_address
from uptape.store.codec import encode

NOTICE_KINDS: frozenset[AlertKind] = frozenset({"notice", "review", "queued_late", "late", "morning", "closing"})
"""What hands nobody a lead and tells of nobody's: reports, reminders, trouble."""
PHONE_CHANNELS = frozenset({"sms", "voice", "fax"})


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell one member, before it is spread over their ways."""

    kind: AlertKind
    tone: Tone
    member: Member
    occasion: str
    """What it is for; with lead, member and channel it makes the row's unique key."""
    lead_id: str | None = None
    pool: Pool | None = None
    store: str | None = None
    call_by: datetime | None = None
    offer_until: datetime | None = None
    headline: str = ""
    body: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    avoid: str = ""
    """A channel that just failed: not used where the member has another."""
    sheet: Sheet | None = None


def rows(message: Message, dealership: Dealership, now: datetime) -> list[dict[str, Any]]:
    """The outbox rows of a message: every way of the member that has an address. A notice may have to wait."""
    pool = message.pool
    plain = encode(facts_of(message, dealership))
    if message.store:
        plain["store"] = message.store
    subject = message.lead_id or "-"
    due_at = _held_until(message, dealership, now) or now
    out = []
    ways = [(number, way, address(message.member, way)) for number, way in enumerate(ways_of(message.member, pool))]
    others = [one for one in ways if one[1].channel != message.avoid and one[2] is not None]
    for number, way, to in others or ways:
        if to is None:
            continue
        out.append(
            {
                "key": f"{subject}:{message.occasion}:{message.member.key}:{number}:{way.channel}",
                "dealership": dealership.key,
                "pool": pool.key if pool else None,
                "lead_id": message.lead_id,
                "member": message.member.key,
                "channel": way.channel,
                "to": to,
                "kind": message.kind,
                "state": "due",
                "created_at": now,
                "due_at": due_at,
                "facts": plain,
                "options": kept_options(way),
                "otherwise": stored_way(way.otherwise),
            }
        )
    return out


def facts_of(message: Message, dealership: Dealership) -> AlertFacts:
    """What a message says, as facts; the lead's own are read when it is sent."""
    pool = message.pool
    return AlertFacts(
        message.kind,
        message.tone,
        dealership.key,
        dealership.name,
        dealership.timezone,
        pool.key if pool else None,
        message.member.key,
        message.member.name,
        None,
        message.call_by,
        message.offer_until,
        reply_address(pool, message.lead_id) if pool and message.lead_id else None,
        message.headline,
        message.body,
        (*message.facts, ("buyer", "yes")) if message.member.buyer and message.kind == "assigned" else message.facts,
        message.sheet,
    )


def _held_until(message: Message, dealership: Dealership, now: datetime) -> datetime | None:
    """When quiet hours let a notice go; None where it goes at once.

    Alerts never wait, nor does what reminds of an offer, nor what managers on duty must act on.
    """
    if message.kind not in NOTICE_KINDS or message.offer_until is not None:
        return None
    until = quiet_until(dealership.quiet, dealership.timezone, now)
    if until is None or message.kind in {"notice", "morning", "closing"}:
        return until
    pool = message.pool or next(iter(dealership.pools.values()), None)
    on_duty = pool is not None and absence(message.member, dealership, pool, None, now) is None
    return None if on_duty else until


def kept_options(way: Way) -> dict[str, Any] | None:
    """The options of a way as they may be stored: secrets stay in the config and are looked up when it is sent."""
    kept = {key: value for key, value in (way.options or {}).items() if key != "secret"}
    return kept or None


def stored_way(way: Way | None) -> Any:
    """A fall-back as it may be stored with its message."""
    if way is None:
        return None
    plain = encode(replace(way, options=kept_options(way), otherwise=None, place=NOWHERE))
    return {**plain, "otherwise": stored_way(way.otherwise)} if way.otherwise else plain


def running_way(member: Member, pool: Pool | None, channel: str, to: str) -> Way | None:
    """The way of the running config that leads there, fall-backs included; None where it was edited away."""
    for way in ways_of(member, pool):
        step: Way | None = way
        while step is not None:
            if step.channel == channel and address(member, step) == to:
                return step
            step = step.otherwise
    return None


def ways_of(member: Member, pool: Pool | None) -> tuple[Way, ...]:
    """How a member is told about a pool, in the order of the config.

    A person's own ways come first, then, for those on its tape, the pool's, as long as one of them has an address.
    """
    if member.buyer is not None:
        return member.buyer.deliver
    person = member.person
    if person is None:
        return ()
    pools = pool.alerts if pool is not None and not person.own_alerts and person.key in pool.tape else ()
    return pools if any(address(member, way) for way in pools) else person.alerts


def address(member: Member, way: Way) -> str | None:
    """Where a way leads for a member: its own address, else the person's mobile or e-mail."""
    if way.to:
        return way.to
    if member.person is None:
        return None
    return member.person.mobile if way.channel in PHONE_CHANNELS else member.person.email


def managers_on_duty(dealership: Dealership, pool: Pool | None, by_hand: Any, now: datetime) -> list[Member]:
    """The managers on duty; all of them where none is."""
    members = every_manager(dealership)
    fallback = pool or next(iter(dealership.pools.values()), None)
    if fallback is None:
        return members
    on_duty = [m for m in members if absence(m, dealership, fallback, by_hand(m.key), now) is None]
    return on_duty or members


def every_manager(dealership: Dealership) -> list[Member]:
    """All managers who have not left, in the order of the config."""
    return [_manager(dealership, person) for person in dealership.managers]


def _manager(dealership: Dealership, person: Person) -> Member:
    member = member_of(dealership, person.key)
    assert member is not None
    return member


def flatten(parts: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All rows of several messages."""
    return [row for part in parts for row in part]
