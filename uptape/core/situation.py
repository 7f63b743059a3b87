"""All that a decision about a lead needs to know, as one value, and how one member stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from uptape.core.below import PREFIX, pool_named
from uptape.core.copies import Beside, beside, wanted
from uptape.core.dealership import Dealership, Pool
from uptape.core.decisions import Decision, Ownership
from uptape.core.eligibility import YES, Counts, Member, Verdict, verdict
from uptape.core.leads import LeadDraft
from uptape.core.offers import are_made_by
from uptape.core.rules import LeadFields
from uptape.core.tape import Tape


@dataclass(frozen=True, slots=True)
class FromAbove:
    """How a pool decides about a lead for the pool on whose tape it stands."""

    claim: bool = False
    """All who may take it are named, whatever the pool's own mode: to be asked at once, or for a manager to choose."""
    beside: Beside | None = None
    """Where the pool above gives copies out: who has one already. This pool then gives one, not its own number."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision needs, as it stands inside the transaction that records it."""

    now: datetime
    dealership: Dealership
    pool: Pool
    tape: Tape
    draft: LeadDraft
    fields: LeadFields
    member: Callable[[str], Member | None]
    """The member that a key of the tape names."""
    absence: Callable[[Member], str | None]
    """Why a member is not on the tape now, or None."""
    counts: Counts
    ownerships: tuple[Ownership, ...] = ()
    tried: frozenset[str] = frozenset()
    """Members who already passed this lead or let it lapse."""
    weights: Mapping[str, int] | None = None
    """The weights, in thousandths, of those who are on the tape now; None where all weights are equal."""
    known_customer: bool = False
    """True where an earlier lead of this customer exists."""
    held_back: Callable[[str], str | None] | None = None
    """Why a member gets no waiting lead just now (`drain:`), or None; repeats come all the same."""
    inner: Callable[[str, FromAbove], Decision] | None = None
    """What a pool that stands on this tape would decide about the lead, by its key."""
    sent_to: str | None = None
    """Who takes the lead in place of the group whose rules match, since it overflowed: a group, or all of the pool."""
    from_above: FromAbove = FromAbove()
    """How the pool on whose tape this one stands wants it decided."""

    @property
    def most(self) -> int:
        """How many takers the lead may have at most. What is held out goes to one."""
        if self.from_above.beside is not None or are_made_by(self.pool):
            return 1
        return wanted(self.pool, self.dealership.sources.get(self.draft.source_key or ""))

    def below(self, takers: tuple[Member, ...] = ()) -> FromAbove:
        """How the pools on this tape decide, where `takers` have a copy already."""
        if self.from_above.beside is not None:
            return self.from_above
        return FromAbove(self.pool.mode in {"claim", "manager"}, Beside(takers, self.pool) if self.most > 1 else None)


def standing(situation: Situation, key: str, *, repeat: bool, takers: tuple[Member, ...] = ()) -> Verdict:
    """Whether the member of a key may take the lead now, as a repeat or by the line, beside those who have a copy."""
    pool = pool_named(key)
    if pool is not None:
        return _pool_standing(situation, pool, takers)
    member = situation.member(key)
    if member is None:
        return Verdict(False, "is no longer in the config")
    found = verdict(member, situation.absence(member), situation.fields, situation.counts, repeat=repeat)
    if not found.ok or not (takers or situation.from_above.beside):
        return found
    have = situation.from_above.beside or Beside(takers, situation.pool)
    return beside(member, have.takers, have.pool, situation.fields)


def _pool_standing(situation: Situation, key: str, takers: tuple[Member, ...]) -> Verdict:
    """A pool may take a lead where somebody in it may, by its own rules."""
    if situation.inner is None or key not in situation.dealership.pools:
        return Verdict(False, "is no longer in the config")
    decision = situation.inner(key, situation.below(takers))
    where = situation.dealership.pools[key].place.short
    asks = decision.outcome == "review" and any(reason.verdict == "asked" for reason in decision.reasons)
    if decision.outcome not in {"assigned", "offered"} and not asks:
        return Verdict(False, f"nobody in pool {key} may take it now: {decision.reasons[-1].why}", where)
    if takers and not is_dealt_at_once(situation, f"{PREFIX}{key}", decision):
        return Verdict(False, f"pool {key} holds it out or has it handed out, so it takes such leads alone", where)
    return YES


def inner_of(situation: Situation, member: str, takers: tuple[Member, ...] = ()) -> Decision | None:
    """What the pool that a member is decides beside those who have a copy, or None for people and buyers."""
    pool = pool_named(member)
    return situation.inner(pool, situation.below(takers)) if pool is not None and situation.inner is not None else None


def taker_of(situation: Situation, member: str, inner: Decision | None) -> Member | None:
    """Who has the lead in the end where a member is chosen; None where nobody has it at once."""
    while inner is not None:
        if inner.outcome != "assigned" or inner.member is None:
            return None
        member, inner = inner.member, inner.inner
    return situation.member(member)


def is_dealt_at_once(situation: Situation, member: str, inner: Decision | None) -> bool:
    """False where a pool that the lead goes to holds it out first, or where managers hand it out there."""
    while inner is not None:
        pool = situation.dealership.pools.get(pool_named(member) or "")
        if inner.outcome != "assigned" or inner.member is None or pool is None or are_made_by(pool):
            return False
        member, inner = inner.member, inner.inner
    return True


def place_of(pool: Pool, member: str) -> str:
    """FILE:LINE of the config at which a member stands on a pool's tape."""
    return (pool.member_places or {}).get(member, pool.place).short
