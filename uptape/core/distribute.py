"""Who gets a lead: the intended set, then the repeat rule, then the mode over everybody who may. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from uptape.core.copies import beside, is_sole, wanted
from uptape.core.dealership import Dealership, Group, Pool
from uptape.core.decisions import Copy, Decision, Ownership, Reason
from uptape.core.eligibility import Counts, Member, Verdict, verdict
from uptape.core.leads import LeadDraft
from uptape.core.modes import Field
from uptape.core.modes.registry import MODES
from uptape.core.offers import are_made_by
from uptape.core.repeats import Owners, find
from uptape.core.rules import LeadFields, judge
from uptape.core.tape import Tape

FULL_LINE = 20
"""Up to so many members, reasons also name those who stood behind the taker."""


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
    known_customer: bool = False
    """True where an earlier lead of this customer exists."""


@dataclass(frozen=True, slots=True)
class Intended:
    """The intended set: the members of the group whose rules match, or the whole pool."""

    group: Group | None
    members: frozenset[str]
    reasons: tuple[Reason, ...]


def decide(situation: Situation) -> Decision:
    """Who gets the lead, or why it waits. The first that decides wins: intended set, repeat, mode."""
    intended = intended_set(situation)
    group = intended.group.key if intended.group else None
    pool = situation.pool
    needs = unbuilt(pool)
    if needs is not None:
        why = f"{needs} is not built yet, so a manager hands this lead out"
        return Decision("review", (*intended.reasons, Reason(None, "note", why, pool.place.short)), group)
    shared = wanted(pool) > 1
    owners = find(situation.ownerships, intended.members, pool.repeat, situation.now, shared=shared)
    repeat = situation.known_customer or owners.owner is not None or bool(owners.others)
    reasons = list(intended.reasons)
    elsewhere = tuple(o.member for o in owners.others)
    for other in owners.others:
        reasons.append(Reason(other.member, "note", f"has this customer too, by {other.lead_id}: both are told"))
    covers_for: str | None = None
    if owners.owner is not None:
        by_owner = _by_owner(situation, owners, group, reasons, elsewhere)
        if isinstance(by_owner, Decision):
            return replace(by_owner, copies=_owners_too(situation, intended, by_owner, owners))
        covers_for = by_owner
    if pool.mode == "claim":
        return _claim(situation, intended, group, reasons, repeat=repeat, elsewhere=elsewhere)
    choice = MODES[pool.mode](_field(situation, intended, ()))
    reasons.extend(choice.reasons)
    if choice.member is None:
        reasons.append(Reason(None, "queued", f"waits in the inbox: {choice.why}", pool.place.short))
        return Decision("queued", tuple(reasons), group, repeat=repeat, owners_elsewhere=elsewhere)
    reasons.append(Reason(choice.member, "chosen", choice.why, _where(pool, choice.member)))
    reasons.extend(_behind(situation, intended, choice.member))
    covering = covers_for is not None
    return Decision(
        "assigned",
        tuple(reasons),
        group,
        choice.member,
        "cover" if covering else "line",
        uses_turn=not covering or pool.repeat.uses_turn,
        makes_owner=not covering,
        repeat=repeat,
        covers_for=covers_for,
        copies=() if covering else _copies(situation, intended, choice.member),
        owners_elsewhere=elsewhere,
    )


def _claim(
    situation: Situation,
    intended: Intended,
    group: str | None,
    reasons: list[Reason],
    *,
    repeat: bool,
    elsewhere: tuple[str, ...],
) -> Decision:
    """All eligible are asked at once; the first to accept gets the lead and the turn."""
    asked = []
    for member in situation.tape.members:
        found = _candidate(situation, intended, member)
        if found is None:
            continue
        where = _where(situation.pool, member)
        if found.ok:
            asked.append(member)
            reasons.append(Reason(member, "asked", "may take it: the first to accept gets it", where))
        else:
            reasons.append(Reason(member, "skipped", found.why, found.where))
    if not asked:
        why = "waits in the inbox: nobody may take it now"
        reasons.append(Reason(None, "queued", why, situation.pool.place.short))
        return Decision("queued", tuple(reasons), group, repeat=repeat, owners_elsewhere=elsewhere)
    return Decision("offered", tuple(reasons), group, repeat=repeat, asked=tuple(asked), owners_elsewhere=elsewhere)


def _field(situation: Situation, intended: Intended, takers: tuple[Member, ...]) -> Field:
    """What the mode sees; members who may not have a copy beside `takers` count as unable to take it."""

    def may_take(key: str) -> Verdict | None:
        found = _candidate(situation, intended, key)
        if found is None or not found.ok or not takers:
            return found
        member = situation.member(key)
        return beside(member, takers, situation.pool, situation.fields) if member else found

    return Field(
        situation.tape.members,
        may_take,
        situation.pool,
        lambda member: situation.counts(member, "open"),
        lambda member: _miles_to(situation, member),
    )


def _miles_to(situation: Situation, key: str) -> float | None:
    """How far the customer is from a member: from a buyer's own postal code, from a salesperson's nearest store."""
    member, miles = situation.member(key), situation.fields.miles
    if member is None or miles is None:
        return None
    if member.buyer is not None:
        return miles(member.buyer.postal_code) if member.buyer.postal_code else None
    stores = member.person.stores if member.person else ()
    found = [far for store in stores if (far := miles(store)) is not None]
    return min(found, default=None)


def _copies(situation: Situation, intended: Intended, first: str) -> tuple[Copy, ...]:
    """The further takers of a lead, in the order of their turns: as many as the pool allows and are there now."""
    member = situation.member(first)
    most = wanted(situation.pool)
    if most == 1 or member is None or is_sole(member, situation.fields):
        return ()
    takers, copies = [member], []
    while len(takers) < most:
        field = _field(situation, intended, tuple(takers))
        taken = {taker.key for taker in takers}
        rest = replace(field, line=tuple(key for key in field.line if key not in taken))
        choice = MODES[situation.pool.mode](rest)
        further = situation.member(choice.member) if choice.member else None
        if further is None:
            break
        takers.append(further)
        why = f"copy {len(takers)}: {choice.why} of the rest"
        chosen = Reason(further.key, "chosen", why, _where(situation.pool, further.key))
        copies.append(Copy(further.key, (*choice.reasons, chosen)))
    return tuple(copies)


def _owners_too(situation: Situation, intended: Intended, decision: Decision, owners: Owners) -> tuple[Copy, ...]:
    """Where a lead may go to several, a customer's next enquiry goes to all who have them, as a repeat."""
    if wanted(situation.pool) == 1 or decision.member is None:
        return ()
    copies = []
    for other in owners.others:
        if other.member not in intended.members or other.member == decision.member:
            continue
        if _standing(situation, other.member, repeat=True).ok:
            why = f"repeat customer: had {other.lead_id} too"
            chosen = Reason(other.member, "chosen", why, _where(situation.pool, other.member))
            copies.append(Copy(other.member, (chosen,), "repeat", situation.pool.repeat.uses_turn))
    return tuple(copies)


def unbuilt(pool: Pool) -> str | None:
    """What a pool asks for that the program does not do yet, or None. Its leads go to the review box."""
    if pool.mode not in MODES and pool.mode != "claim":
        return f"mode {pool.mode}"
    if pool.copies != 1 and are_made_by(pool):
        return "copies of leads that are held out"
    if any(member.startswith("pool.") for member in pool.tape):
        return "a pool as a member"
    return None


def intended_set(situation: Situation) -> Intended:
    """The members of the first group whose rules match, own groups before location groups; else the whole pool."""
    reasons: list[Reason] = []
    after = _after_hours(situation)
    if after is not None:
        why = f"the dealership is closed: after_hours names group {after.key}"
        return Intended(after, frozenset(after.members), (Reason(None, "group", why, after.place.short),))
    for group in situation.pool.groups:
        if group.store is not None:
            ruling_holds, why = _at_store(situation, group)
            where = group.place.short
        elif group.when is not None:
            ruling = judge(group.when, situation.fields)
            ruling_holds, why, where = ruling.holds, ruling.why, (ruling.place.short or group.place.short)
        else:
            continue
        if ruling_holds:
            reasons.append(Reason(None, "group", f"group {group.key} matches: {why}", where))
            return Intended(group, frozenset(group.members), tuple(reasons))
        reasons.append(Reason(None, "group", f"group {group.key} does not match: {why}", where))
    return Intended(None, frozenset(situation.tape.members), tuple(reasons))


def _after_hours(situation: Situation) -> Group | None:
    """The group that takes leads now because the dealership is closed, or None."""
    name = situation.pool.after_hours
    if name is None or situation.dealership.hours.is_open(situation.now):
        return None
    return next((group for group in situation.pool.groups if group.key == name), None)


def _by_owner(
    situation: Situation, owners: Owners, group: str | None, reasons: list[Reason], elsewhere: tuple[str, ...]
) -> Decision | str | None:
    """The decision where the owner or their cover takes it, else the owner's key for whom the next in line covers."""
    owner = owners.owner
    assert owner is not None
    pool = situation.pool
    where = _where(pool, owner.member)

    def repeat_of(member: str, how: str, why: str, covers_for: str | None = None) -> Decision:
        reasons.append(Reason(member, "chosen", why, where))
        return Decision(
            "assigned",
            tuple(reasons),
            group,
            member,
            "cover" if how == "cover" else "repeat",
            uses_turn=pool.repeat.uses_turn,
            makes_owner=how != "cover",
            repeat=True,
            covers_for=covers_for,
            owners_elsewhere=elsewhere,
        )

    if owner.member in situation.tried:
        reasons.append(Reason(owner.member, "skipped", "owns this customer, but already passed this lead", where))
        return None
    found = _standing(situation, owner.member, repeat=True)
    if found.ok:
        return repeat_of(owner.member, "repeat", f"repeat customer: had {owner.lead_id}; a repeat uses no turn")
    why = f"owns this customer ({owner.lead_id}), but {found.why}"
    if pool.repeat.when_away == "assign":
        return repeat_of(owner.member, "repeat", f"{why}; repeat.when_away says assign")
    reasons.append(Reason(owner.member, "skipped", why, found.where))
    if pool.repeat.when_away == "wait":
        reasons.append(Reason(None, "queued", f"waits for {owner.member}: repeat.when_away says wait", where))
        return Decision("queued", tuple(reasons), group, repeat=True, owners_elsewhere=elsewhere)
    cover = owners.cover
    if cover is not None and cover.member not in situation.tried and _standing(situation, cover.member, repeat=True).ok:
        return repeat_of(cover.member, "cover", f"already covers this customer for {owner.member}", owner.member)
    return owner.member


def _candidate(situation: Situation, intended: Intended, member: str) -> Verdict | None:
    if member not in intended.members:
        return None
    if member in situation.tried:
        return Verdict(False, "already had this lead", _where(situation.pool, member))
    return _standing(situation, member, repeat=False)


def _standing(situation: Situation, key: str, *, repeat: bool) -> Verdict:
    member = situation.member(key)
    if member is None:
        return Verdict(False, "is no longer in the config")
    return verdict(member, situation.absence(member), situation.fields, situation.counts, repeat=repeat)


def _at_store(situation: Situation, group: Group) -> tuple[bool, str]:
    location = situation.draft.location
    store = situation.dealership.stores.get(group.store or "")
    if not location or store is None:
        return False, "the lead names no location"
    if fold(location) == fold(situation.dealership.name):
        return False, "the dealership's own name is no location"
    holds = any(fold(location) == fold(name) for name in (store.name, *store.aliases))
    return holds, f"location {location!r} is {'' if holds else 'not '}{store.name}"


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A name without case, punctuation and blanks, for comparing whole names."""
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def _behind(situation: Situation, intended: Intended, taker: str) -> list[Reason]:
    line = situation.tape.members
    if len(line) > FULL_LINE or taker not in line:
        return []
    after = line[line.index(taker) + 1 :]
    return [
        Reason(member, "behind", f"stands behind {taker} in the line") for member in after if member in intended.members
    ]


def _where(pool: Pool, member: str) -> str:
    return (pool.member_places or {}).get(member, pool.place).short
