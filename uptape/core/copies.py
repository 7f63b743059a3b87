"""Several takers for one lead: each by their own turn, never two of one store, of one buyer, or of one property."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from uptape.core.dealership import Order, Pool, SourceTerms
from uptape.core.eligibility import YES, Member, Verdict, seen_from
from uptape.core.rules import LeadFields, judge


@dataclass(frozen=True, slots=True)
class Beside:
    """Who has a copy of a lead already, and the pool that gives the copies out."""

    takers: tuple[Member, ...]
    pool: Pool


def wanted(pool: Pool, source: SourceTerms | None = None) -> int:
    """How many takers a lead may have at most: by what the dealership says about its source, else by the pool."""
    copies = source.copies if source is not None and source.copies is not None else pool.copies
    return 1_000_000 if copies == "all" else copies


def order_of(member: Member, fields: LeadFields) -> Order | None:
    """The order of a buyer by which it gets a lead: the first that matches; None for people and buyers without."""
    if member.buyer is None:
        return None
    orders = (member.order,) if member.order else member.buyer.orders
    fields = seen_from(member.buyer, fields)
    return next((order for order in orders if order.when is None or judge(order.when, fields).holds), None)


def is_sole(member: Member, fields: LeadFields) -> bool:
    """True for a buyer whose order takes the lead alone or not."""
    order = order_of(member, fields)
    return order is not None and order.share == "sole"


def beside(member: Member, takers: Iterable[Member], pool: Pool, fields: LeadFields) -> Verdict:
    """Whether a member may have a copy beside those who have one."""
    others = list(takers)
    if others and is_sole(member, fields):
        return Verdict(False, "takes such leads alone or not (share: sole)", member.place.short)
    for other in others:
        why = _clash(member, other, pool)
        if why is not None:
            return Verdict(False, why, member.place.short)
    return YES


def _clash(member: Member, other: Member, pool: Pool) -> str | None:
    if member.key == other.key:
        return "has a copy already"
    if member.buyer is not None and other.buyer is not None:
        if member.buyer.key == other.buyer.key:
            return f"{other.key} of the same buyer has a copy"
        name = (pool.one_per or "").removeprefix("property.")
        mine = (member.buyer.properties or {}).get(name)
        if pool.one_per and mine is not None and mine == (other.buyer.properties or {}).get(name):
            return f"{other.key} has a copy, and one_per allows one for {name} {mine}"
    if member.person is not None and other.person is not None:
        shared = set(member.person.stores) & set(other.person.stores)
        if shared:
            return f"{other.key} of the same store ({sorted(shared)[0]}) has a copy"
    return None
