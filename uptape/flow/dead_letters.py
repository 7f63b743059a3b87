"""What happens after a way failed for good: the fall-back takes over, else the managers hear of it, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from uptape.core.dealership import Dealership, Way
from uptape.core.eligibility import Member
from uptape.core.errors import Refused
from uptape.flow import alerting
from uptape.flow.copy_to import addressee
from uptape.store import optouts, outbox, presence
from uptape.store.codec import decode, encode
from uptape.store.engine import Store, Unit
from uptape.store.outbox import ClaimedMessage


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that will not go out this way, and why."""

    message: ClaimedMessage
    why: str
    opted_out: bool = False


def go_on(unit: Unit, dealerships: Mapping[str, Dealership], dead: Sequence[DeadLetter], now: datetime) -> None:
    """Keeps opt-outs, queues fall-backs, and tells the managers of what has none, all of a dealership in one notice."""
    untold: dict[str, list[DeadLetter]] = {}
    for letter in dead:
        entry, message = letter.message.entry, letter.message
        told_before = letter.opted_out and bool(optouts.among(unit, {entry.to}))
        if letter.opted_out:
            optouts.add(unit, entry.to, now, "the provider")
        dealership = dealerships.get(message.dealership)
        member = addressee(dealership, message.member) if dealership else None
        if dealership is None or member is None:
            continue
        named = decode(Way, message.otherwise) if message.otherwise is not None else None
        way = named or _after_opt_out(letter, member, dealership)
        if way is not None:
            to = alerting.address(member, way)
            if to is not None:
                outbox.add_missing(unit, [_fall_back(message, way, to, now)])
                continue
        if told_before and _other_ways(letter, member, dealership):
            continue  # the managers heard of the opt-out itself, and the message went by the other ways
        if entry.kind not in {"notice", "answer"}:  # no notice about a notice
            untold.setdefault(dealership.key, []).append(letter)
    for key, letters in untold.items():
        _tell(unit, dealerships[key], letters, now)


def _after_opt_out(letter: DeadLetter, member: Member, dealership: Dealership) -> Way | None:
    """Where texts are not wanted any more and no other way is named: the person's e-mail, if they have one."""
    person = member.person
    if not letter.opted_out or person is None or not person.email:
        return None
    return None if _other_ways(letter, member, dealership) else Way("email")


def _other_ways(letter: DeadLetter, member: Member, dealership: Dealership) -> list[Way]:
    """The ways that are no texts by which the same message went."""
    pool = dealership.pools.get(letter.message.entry.facts.pool or "")
    ways = alerting.ways_of(member, pool)
    return [way for way in ways if way.channel != "sms" and alerting.address(member, way)]


def retry(store: Store, number: int) -> str:
    """Sends a dead message again, from the first attempt; gives back whom it is for. Raises Refused where it is not
    dead."""
    with store.write() as unit:
        state = outbox.state_of(unit, number)
        if state is None:
            raise Refused(f"there is no message {number} in the outbox")
        if not outbox.replay(unit, number, store.clock.now()):
            raise Refused(f"message {number} is {state[0]}, and only a dead one with words left is sent again")
        unit.commit()
    return state[1]


def _tell(unit: Unit, dealership: Dealership, letters: Sequence[DeadLetter], now: datetime) -> None:
    first = letters[0].message
    pool = dealership.pools.get(first.pool or "")
    by_hand = presence.read(unit, dealership.key, now)
    told = alerting.managers_on_duty(dealership, pool, lambda key: by_hand.get((key, presence.EVERY_POOL)), now)
    everybody = told + [m for m in alerting.every_manager(dealership) if m not in told]
    others = [m for m in told if not _only_about(m, letters)] or [m for m in everybody if not _only_about(m, letters)]
    failed = {letter.message.entry.channel for letter in letters}
    for manager in others or everybody:
        notice = alerting.Message(
            "notice",
            "plain",
            manager,
            f"dead:{first.entry.id}",
            None,
            pool,
            headline=_headline(dealership, letters),
            body="\n".join([*(_line(dealership, letter) for letter in letters[:MOST_NAMED]), *_rest(letters)]),
            avoid=next(iter(failed)) if len(failed) == 1 else "",
        )
        outbox.add_missing(unit, alerting.rows(notice, dealership, now))


MOST_NAMED = 10


def _only_about(manager: Member, letters: Sequence[DeadLetter]) -> bool:
    return all(letter.message.member == manager.key for letter in letters)


def _headline(dealership: Dealership, letters: Sequence[DeadLetter]) -> str:
    if len(letters) > 1:
        return f"{len(letters)} messages did not get through"
    message = letters[0].message
    member = addressee(dealership, message.member)
    return f"{member.name if member else message.member} was not reached by {message.entry.channel}"


def _line(dealership: Dealership, letter: DeadLetter) -> str:
    message = letter.message
    member = addressee(dealership, message.member)
    who = f"{member.name if member else message.member} by {message.entry.channel}: "
    about = message.entry.lead_id or "a message"
    return f"{who}{about} did not get through ({letter.why}). uptape outbox retry {message.entry.id} sends it again."


def _rest(letters: Sequence[DeadLetter]) -> list[str]:
    return [f"And {len(letters) - MOST_NAMED} more."] if len(letters) > MOST_NAMED else []


def _fall_back(message: ClaimedMessage, way: Way, to: str, now: datetime) -> dict[str, Any]:
    entry = message.entry
    return {
        "key": f"{entry.key}>{way.channel}",
        "dealership": message.dealership,
        "pool": message.pool,
        "lead_id": entry.lead_id,
        "member": message.member,
        "channel": way.channel,
        "to": to,
        "kind": entry.kind,
        "state": "due",
        "created_at": now,
        "due_at": now,
        "facts": encode(replace(entry.facts, lead=None)),
        "options": alerting.kept_options(way),
        "otherwise": alerting.stored_way(way.otherwise),
    }
