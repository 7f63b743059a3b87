"""The repeat rule: the owner of a customer takes it, somebody covers, or it waits. Pure."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.below import members_below, pool_named
from uptape.core.decisions import Copy, Decision, Reason
from uptape.core.intended import Intended
from uptape.core.repeats import Owners
from uptape.core.situation import Situation, inner_of, is_dealt_at_once, place_of, standing, taker_of


def by_owner(
    situation: Situation, owners: Owners, group: str | None, reasons: list[Reason], elsewhere: tuple[str, ...]
) -> Decision | str | None:
    """The decision where the owner or their cover takes it, else the owner's key for whom the next in line covers."""
    owner = owners.owner
    assert owner is not None
    pool = situation.pool
    where = place_of(pool, owner.member)

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
    found = standing(situation, owner.member, repeat=True)
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
    if cover is not None and cover.member not in situation.tried and standing(situation, cover.member, repeat=True).ok:
        return repeat_of(cover.member, "cover", f"already covers this customer for {owner.member}", owner.member)
    return owner.member


def by_owners_pool(
    situation: Situation, intended: Intended, owners: Owners, group: str | None, reasons: list[Reason]
) -> Decision | None:
    """A customer of somebody in a pool that stands on this tape goes there, without a turn of that pool.

    None where the owner stands on this tape, or where that pool would deal the lead as a fresh one.
    """
    if owners.owner is None or owners.owner.member in intended.members:
        return None
    owner = owners.owner.member
    for member in situation.tape.members:
        if member not in intended.members or owner not in members_below(situation.dealership, (member,)):
            continue
        inner = inner_of(situation, member)
        if inner is None or not (inner.how in {"repeat", "cover"} or (inner.outcome == "queued" and inner.repeat)):
            continue
        why = f"repeat customer: {owner} of this pool had {owners.owner.lead_id}"
        where = place_of(situation.pool, member)
        if inner.outcome == "queued":
            reasons.append(Reason(None, "queued", f"{why}; {inner.reasons[-1].why}", where))
            return Decision("queued", tuple(reasons), group, repeat=True)
        reasons.append(Reason(member, "chosen", why, where))
        turn = situation.pool.repeat.uses_turn
        found = Decision("assigned", tuple(reasons), group, member, inner.how, turn, repeat=True, inner=inner)
        return replace(found, copies=owners_too(situation, intended, found, owners))
    return None


def owners_too(situation: Situation, intended: Intended, decision: Decision, owners: Owners) -> tuple[Copy, ...]:
    """Where a lead may go to several, a customer's next enquiry goes to all who have them, as a repeat."""
    if situation.most == 1 or decision.member is None:
        return ()
    first = taker_of(situation, decision.member, decision.inner)
    if first is None or not is_dealt_at_once(situation, decision.member, decision.inner):
        return ()
    copies, taken, have = [], {decision.member}, {first.key}
    for other in owners.others:
        member = as_whom(situation, intended, other.member)
        if member is None or member in taken or other.member in have:
            continue
        inner = inner_of(situation, member)
        if inner is not None and not (inner.how == "repeat" and inner.member == other.member):
            continue  # somebody else of that pool would have it: no repeat of theirs
        if inner is not None and not is_dealt_at_once(situation, member, inner):
            continue
        if standing(situation, member, repeat=True).ok:
            why = f"repeat customer: {other.member} had {other.lead_id} too"
            chosen = Reason(member, "chosen", why, place_of(situation.pool, member))
            copies.append(Copy(member, (chosen,), "repeat", situation.pool.repeat.uses_turn, inner))
            taken.add(member)
            have.add(other.member)
    return tuple(copies)


def as_whom(situation: Situation, intended: Intended, member: str) -> str | None:
    """As whom somebody stands on this tape: as themselves, or as the first pool in which they do; None for nobody."""
    if member in intended.members:
        return member
    pools = (one for one in situation.tape.members if one in intended.members and pool_named(one) is not None)
    return next((one for one in pools if member in members_below(situation.dealership, (one,))), None)
