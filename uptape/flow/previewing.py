"""The alert about a stored lead as it would go to somebody now, for looking at it. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from uptape.core.alerts import AlertFacts
from uptape.core.dealership import Dealership, Pool
from uptape.core.eligibility import Member, member_of
from uptape.core.errors import Refused
from uptape.core.outbox import OutboxEntry
from uptape.flow.alerting import address, ways_of
from uptape.flow.handing import named_store
from uptape.flow.reply_addresses import reply_address
from uptape.store import leads
from uptape.store.engine import Store
from uptape.store.leads import StoredLead
from uptape.wording.mask import mask

CHANNELS = ("sms", "email", "voice", "fax", "chat")


def alert_of(
    store: Store, dealerships: Mapping[str, Dealership], lead_id: str, channel: str = "sms", to: str | None = None
) -> OutboxEntry:
    """The row that would hand the lead to `to` (else its taker, else the first of the line). Raises Refused."""
    if channel not in CHANNELS:
        raise Refused(f"{channel!r} has no wording; it is one of {', '.join(CHANNELS)}")
    with store.read() as unit:
        stored = leads.get(unit, lead_id)
        facts = leads.facts_of(unit, {lead_id})
    dealership = dealerships.get(stored.dealership) if stored else None
    if stored is None or dealership is None or stored.pool not in dealership.pools:
        raise Refused(f"there is no lead {lead_id}")
    pool = dealership.pools[stored.pool]
    member = _member(dealership, pool, to or stored.assigned_to)
    kind = "offer" if stored.status == "offered" else "assigned"
    lead = replace(facts[lead_id], store=named_store(dealership, stored.draft))
    hidden = kind == "offer" and pool.show == "masked"
    told = replace(_facts(store, dealership, pool, member, stored, kind), lead=mask(lead) if hidden else lead)
    way = next((way for way in ways_of(member, pool) if way.channel == channel), None)
    where = (address(member, way) if way else None) or ""
    return OutboxEntry(0, "preview", channel, where, kind, told, lead_id, way.options if way else None)


def _member(dealership: Dealership, pool: Pool, key: str | None) -> Member:
    key = key or next(iter(pool.tape), None)
    member = member_of(dealership, key) if key else None
    if member is None:
        raise Refused(f"{dealership.key} has nobody called {key}")
    return member


def _facts(
    store: Store, dealership: Dealership, pool: Pool, member: Member, stored: StoredLead, kind: str
) -> AlertFacts:
    now = store.clock.now()
    offered = kind == "offer"
    return AlertFacts(
        "offer" if offered else "assigned",
        "offer" if offered else "repeat" if stored.repeat else "new",
        dealership.key,
        dealership.name,
        dealership.timezone,
        pool.key,
        member.key,
        member.name,
        None,
        None if offered else dealership.hours.add_open_time(now, dealership.alarm_after, days=14),
        now + pool.accept_within if offered and pool.accept_within else None,
        reply_address(pool, stored.id),
    )
