"""Turns who must be told what into outbox rows, one for each way of each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from uptape.core.alerts import AlertFacts, AlertKind, Tone
from uptape.core.dealership import Dealership, Person, Pool, Way
from uptape.core.eligibility import Member, absence, member_of
from uptape.core.errors import NOWHERE
from uptape.store.codec import encode

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


def rows(message: Message, dealership: Dealership, now: datetime) -> list[dict[str, Any]]:
    """The outbox rows of a message: every way of the member that has an address."""
    pool = message.pool
    facts = AlertFacts(
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
        message.facts,
    )
    plain = encode(facts)
    if message.store:
        plain["store"] = message.store
    subject = message.lead_id or "-"
    out = []
    for number, way in enumerate(ways_of(message.member)):
        to = address(message.member, way)
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
                "due_at": now,
                "facts": plain,
                "options": kept_options(way),
                "otherwise": stored_way(way.otherwise),
            }
        )
    return out


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


def running_way(member: Member, channel: str, to: str) -> Way | None:
    """The way of the running config that leads there, fall-backs included; None where it was edited away."""
    for way in ways_of(member):
        step: Way | None = way
        while step is not None:
            if step.channel == channel and address(member, step) == to:
                return step
            step = step.otherwise
    return None


def ways_of(member: Member) -> tuple[Way, ...]:
    """How a member is told, in the order of the config."""
    if member.buyer is not None:
        return member.buyer.deliver
    return member.person.alerts if member.person else ()


def address(member: Member, way: Way) -> str | None:
    """Where a way leads for a member: its own address, else the person's mobile or e-mail."""
    if way.to:
        return way.to
    if member.person is None:
        return None
    return member.person.mobile if way.channel in PHONE_CHANNELS else member.person.email


def reply_address(pool: Pool, lead_id: str) -> str:
    """The pool's address with the lead's id as `+tag`."""
    local, _, domain = pool.addresses[0].partition("@")
    return f"{local}+{lead_id.lower()}@{domain}"


def managers_on_duty(dealership: Dealership, pool: Pool | None, by_hand: Any, now: datetime) -> list[Member]:
    """The managers on duty; all of them where none is."""
    members = [_manager(dealership, person) for person in dealership.managers]
    fallback = pool or next(iter(dealership.pools.values()), None)
    if fallback is None:
        return members
    on_duty = [m for m in members if absence(m, dealership, fallback, by_hand(m.key), now) is None]
    return on_duty or members


def _manager(dealership: Dealership, person: Person) -> Member:
    member = member_of(dealership, person.key)
    assert member is not None
    return member


def flatten(parts: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All rows of several messages."""
    return [row for part in parts for row in part]
