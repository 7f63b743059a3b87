"""All that a decision about a lead needs to know, as one value, and how one member stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from uptape.core.below import pool_named
from uptape.core.copies import wanted
from uptape.core.dealership import Dealership, Pool
from uptape.core.decisions import Decision, Ownership
from uptape.core.eligibility import YES, Counts, Member, Verdict, verdict
from uptape.core.leads import LeadDraft
from uptape.core.rules import LeadFields
from uptape.core.tape import Tape


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
    inner: Callable[[str], Decision] | None = None
    """What a pool that stands on this tape would decide about the lead, by its key."""
    sent_to: str | None = None
    """The group that takes the lead in place of the one whose rules match, since it overflowed to it."""

    @property
    def most(self) -> int:
        """How many takers the lead may have at most."""
        return wanted(self.pool, self.dealership.sources.get(self.draft.source_key or ""))


def standing(situation: Situation, key: str, *, repeat: bool) -> Verdict:
    """Whether the member of a key may take the lead now, as a repeat or by the line."""
    pool = pool_named(key)
    if pool is not None:
        return _pool_standing(situation, pool)
    member = situation.member(key)
    if member is None:
        return Verdict(False, "is no longer in the config")
    return verdict(member, situation.absence(member), situation.fields, situation.counts, repeat=repeat)


def _pool_standing(situation: Situation, key: str) -> Verdict:
    """A pool may take a lead where somebody in it may, by its own rules."""
    if situation.inner is None or key not in situation.dealership.pools:
        return Verdict(False, "is no longer in the config")
    decision = situation.inner(key)
    asks = decision.outcome == "review" and any(reason.verdict == "asked" for reason in decision.reasons)
    if decision.outcome in {"assigned", "offered"} or asks:
        return YES
    where = situation.dealership.pools[key].place.short
    return Verdict(False, f"nobody in pool {key} may take it now: {decision.reasons[-1].why}", where)


def inner_of(situation: Situation, member: str) -> Decision | None:
    """What the pool that a member is decides, or None for people and buyers."""
    pool = pool_named(member)
    return situation.inner(pool) if pool is not None and situation.inner is not None else None


def place_of(pool: Pool, member: str) -> str:
    """FILE:LINE of the config at which a member stands on a pool's tape."""
    return (pool.member_places or {}).get(member, pool.place).short
