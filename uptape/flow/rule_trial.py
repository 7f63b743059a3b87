"""Tries every rule of a pool on one lead: groups in their order, then what each member accepts. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from uptape.core.dealership import Dealership, Group
from uptape.core.eligibility import Member, member_of, seen_from
from uptape.core.intended import at_store, intended_set
from uptape.core.leads import LeadDraft, Reading
from uptape.core.rule_lines import Line, lines
from uptape.core.rules import LeadFields, judge
from uptape.core.situation import Situation
from uptape.core.tape import Tape
from uptape.flow.fields import MailFacts, lead_fields


@dataclass(frozen=True, slots=True)
class RuleTried:
    """One rule of the config against the lead."""

    what: str
    """group, location group, accepts of, order."""
    name: str
    holds: bool
    lines: tuple[Line, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """Every rule of a pool against one lead."""

    group: str | None
    rules: tuple[RuleTried, ...]
    summary: str


def try_rules(
    dealership: Dealership, pool_key: str, reading: Reading, draft: LeadDraft, now: datetime,
    *, tag: str | None = None, repeat: bool = False,
) -> Tried:  # fmt: skip
    """How the rules of a pool judge a lead that comes at `now`."""
    pool = dealership.pools[pool_key]
    mail = MailFacts(tag, reading.subject, reading.from_address, reading.text)
    fields = lead_fields(draft, mail, dealership, now, repeat=repeat)
    tape = Tape().fit(pool.tape)
    situation = Situation(
        now, dealership, pool, tape, draft, fields, lambda key: member_of(dealership, key), lambda _: None,
        lambda _member, _period: 0, known_customer=repeat,
    )  # fmt: skip
    intended = intended_set(situation)
    found = [*_groups(dealership, pool.groups, situation, fields)]
    chosen = intended.group.key if intended.group else None
    refusing = []
    for key in pool.tape:
        member = member_of(dealership, key)
        if member is None:
            continue
        tested = [*_wants(member, fields)]
        found += tested
        if tested and not any(rule.holds for rule in tested) and key in intended.members:
            refusing.append(member.name)
    by_hours = chosen is not None and not any(rule.holds and rule.name == chosen for rule in found)
    who = f"group {chosen}" if chosen else "no group matches, so everybody on the tape"
    names = [member.name for key in pool.tape if key in intended.members and (member := member_of(dealership, key))]
    summary = f"Intended set: {who} ({', '.join(names)})."
    if by_hours:
        summary += f" {intended.reasons[-1].why.capitalize()}."
    if refusing:
        summary += f" Of these, {', '.join(refusing)} would not accept it."
    return Tried(chosen, tuple(found), summary)


def _groups(
    dealership: Dealership, groups: tuple[Group, ...], situation: Situation, fields: LeadFields
) -> Iterator[RuleTried]:
    decided = False
    for group in groups:
        remark = ""
        if group.store is not None:
            store = dealership.stores[group.store]
            holds, _ = at_store(situation, group)
            asks = f"location: {' or '.join((store.name, *store.aliases))}"
            told: tuple[Line, ...] = (Line(0, asks, situation.draft.location or "-", holds, group.place),)
            what = "location group"
        elif group.when is not None:
            holds, told, what = judge(group.when, fields).holds, lines(group.when, fields), "group"
        else:
            yield RuleTried("group", group.key, False, (), " (has no rules: it is reached by name only)")
            continue
        if holds:
            remark = ", but an earlier group decided" if decided else ", and decides: the first that holds"
            decided = True
        yield RuleTried(what, group.key, holds, told, remark)


def _wants(member: Member, fields: LeadFields) -> Iterator[RuleTried]:
    """What a member accepts: a person's `accepts:`, each of a buyer's orders."""
    if member.person is not None and member.person.accepts is not None:
        rule = member.person.accepts
        yield RuleTried("accepts of", member.name, judge(rule, fields).holds, lines(rule, fields))
    if member.buyer is None:
        return
    theirs = seen_from(member.buyer, fields)
    for order in (member.order,) if member.order else member.buyer.orders:
        name = f"{order.key} of {member.name}"
        if order.when is None:
            yield RuleTried("order", name, True, (), " (takes everything)")
        else:
            yield RuleTried("order", name, judge(order.when, theirs).holds, lines(order.when, theirs))
