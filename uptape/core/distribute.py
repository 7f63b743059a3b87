"""Who gets a lead: the intended set, then the repeat rule, then the mode over everybody who may. Pure."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.below import members_below
from uptape.core.by_owner import by_owner, by_owners_pool, owners_too
from uptape.core.choosing import behind, by_manager, by_weight, claim, copies_beside, field_of
from uptape.core.decisions import Decision, Reason
from uptape.core.intended import intended_set
from uptape.core.modes.registry import TOLD_MODES, modes
from uptape.core.repeats import find
from uptape.core.situation import Situation, inner_of, place_of


def decide(situation: Situation) -> Decision:
    """Who gets the lead, or why it waits. The first that decides wins: intended set, repeat, mode."""
    intended = intended_set(situation)
    group = intended.group.key if intended.group else None
    pool = situation.pool
    if pool.mode not in modes() and pool.mode not in TOLD_MODES:
        why = f"mode {pool.mode} is not installed, so a manager hands this lead out"
        return Decision("review", (*intended.reasons, Reason(None, "note", why, pool.place.short)), group)
    shared = situation.most > 1
    everybody = members_below(situation.dealership, intended.members) if pool.fed else intended.members
    owners = find(situation.ownerships, everybody, pool.repeat, situation.now, shared=shared)
    repeat = situation.known_customer or owners.owner is not None or bool(owners.others)
    reasons = list(intended.reasons)
    elsewhere = tuple(o.member for o in owners.others)
    for other in owners.others:
        reasons.append(Reason(other.member, "note", f"has this customer too, by {other.lead_id}: both are told"))
    covers_for: str | None = None
    down = by_owners_pool(situation, intended, owners, group, reasons)
    if down is not None:
        return down
    if owners.owner is not None and owners.owner.member not in intended.members:
        reasons.append(Reason(owners.owner.member, "note", "has this customer in a pool that deals it as a fresh lead"))
        elsewhere = (owners.owner.member, *elsewhere)
    if owners.owner is not None and owners.owner.member in intended.members:
        found = by_owner(situation, owners, group, reasons, elsewhere)
        if isinstance(found, Decision):
            return replace(found, copies=owners_too(situation, intended, found, owners))
        covers_for = found
    if pool.mode == "manager":
        return by_manager(situation, intended, group, reasons, repeat=repeat, elsewhere=elsewhere)
    if pool.mode == "claim":
        return claim(situation, intended, group, reasons, repeat=repeat, elsewhere=elsewhere)
    choice = modes()[pool.mode](field_of(situation, intended, ()))
    reasons.extend(choice.reasons)
    if choice.member is None:
        reasons.append(Reason(None, "queued", f"waits in the inbox: {choice.why}", pool.place.short))
        return Decision("queued", tuple(reasons), group, repeat=repeat, owners_elsewhere=elsewhere)
    reasons.append(Reason(choice.member, "chosen", by_weight(situation, choice), place_of(pool, choice.member)))
    reasons.extend(behind(situation, intended, choice.member, reasons))
    covering = covers_for is not None
    inner = inner_of(situation, choice.member)
    if inner is not None and covering:
        turn = pool.repeat.uses_turn
        inner = replace(inner, how="cover", uses_turn=turn, makes_owner=False, covers_for=covers_for)
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
        copies=() if covering else copies_beside(situation, intended, choice.member),
        inner=inner,
        owners_elsewhere=elsewhere,
    )
