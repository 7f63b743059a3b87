"""Who of the intended set gets a lead: by the mode, by claim, and the further takers of a lead for several. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from uptape.core.below import PREFIX, members_below, pool_named
from uptape.core.copies import is_sole
from uptape.core.decisions import Copy, Decision, Down, Reason
from uptape.core.eligibility import Member, Verdict
from uptape.core.intended import Intended
from uptape.core.modes import Choice, Field
from uptape.core.modes.registry import modes
from uptape.core.situation import Situation, inner_of, is_dealt_at_once, place_of, standing, taker_of
from uptape.core.weights import ONE, order

MAY = "may take it now"
FIRST = "may take it: the first to accept gets it"
FULL_LINE = 20
"""Up to so many members, reasons also name those who stood behind the taker."""


def claim(
    situation: Situation,
    intended: Intended,
    group: str | None,
    reasons: list[Reason],
    *,
    repeat: bool,
    elsewhere: tuple[str, ...],
) -> Decision:
    """All eligible are asked at once; the first to accept gets the lead and the turn."""
    asked: dict[str, Down | None] = {}
    for member in situation.tape.members:
        found = candidate(situation, intended, member)
        if found is None:
            continue
        where = place_of(situation.pool, member)
        inner = inner_of(situation, member)
        if not found.ok:
            reasons.append(Reason(member, "skipped", found.why, found.where))
        elif inner is None:
            asked[member] = None
            reasons.append(Reason(member, "asked", FIRST, where))
        else:
            _ask_below(member, inner, asked, reasons, FIRST)
    if not asked:
        why = "waits in the inbox: nobody may take it now"
        reasons.append(Reason(None, "queued", why, situation.pool.place.short))
        return Decision("queued", tuple(reasons), group, repeat=repeat, owners_elsewhere=elsewhere)
    through = {member: down for member, down in asked.items() if down is not None}
    return Decision(
        "offered", tuple(reasons), group, repeat=repeat, asked=tuple(asked), through=through,
        owners_elsewhere=elsewhere,
    )  # fmt: skip


def _ask_below(pool: str, inner: Decision, asked: dict[str, Down | None], reasons: list[Reason], why: str) -> None:
    """Everybody in a pool on this tape who may take it is asked too, each once, by the pool that stands first."""
    key = pool.removeprefix(PREFIX)
    there = inner.asked or ((inner.member,) if inner.member is not None and inner.inner is None else ())
    new = [member for member in there if member not in asked]
    for member in new:
        further = inner.through.get(member)
        asked[member] = Down((key, *further.pools), further.group) if further else Down((key,), inner.group)
    for one in inner.reasons:
        if one.verdict not in {"asked", "chosen"}:
            reasons.append(one)
        elif one.person in new:
            reasons.append(replace(one, verdict="asked", why=why))


def by_manager(
    situation: Situation,
    intended: Intended,
    group: str | None,
    reasons: list[Reason],
    *,
    repeat: bool,
    elsewhere: tuple[str, ...],
) -> Decision:
    """A manager hands the lead out, or the desk names who called first; the reasons say who may take it now."""
    named: dict[str, Down | None] = {}
    for member in situation.tape.members:
        found = candidate(situation, intended, member)
        if found is None:
            continue
        inner = inner_of(situation, member)
        if not found.ok:
            reasons.append(Reason(member, "skipped", found.why, found.where))
        elif inner is None:
            reasons.append(Reason(member, "asked", MAY, place_of(situation.pool, member)))
        else:
            _ask_below(member, inner, named, reasons, MAY)
    who = "the desk names who takes it" if situation.pool.desk else "a manager hands it out"
    reasons.append(Reason(None, "review", f"mode manager: {who}", situation.pool.place.short))
    return Decision("review", tuple(reasons), group, repeat=repeat, owners_elsewhere=elsewhere)


def candidate(situation: Situation, intended: Intended, member: str, takers: tuple[Member, ...] = ()) -> Verdict | None:
    """Whether a member may take the lead by the line, beside those who have it; None outside the intended set."""
    if member not in intended.members:
        return None
    if member in situation.tried:
        return Verdict(False, "already had this lead", place_of(situation.pool, member))
    found = standing(situation, member, repeat=False, takers=takers)
    why = situation.held_back(member) if found.ok and situation.held_back is not None else None
    return found if why is None else Verdict(False, why, place_of(situation.pool, member))


def field_of(situation: Situation, intended: Intended, takers: tuple[Member, ...]) -> Field:
    """What the mode sees; members who may not have a copy beside `takers` count as unable to take it."""
    return Field(
        _line(situation),
        lambda member: candidate(situation, intended, member, takers),
        situation.pool,
        lambda member: sum(situation.counts(one, "open") for one in _people_of(situation, member)),
        lambda member: miles_to(situation, member),
    )


def _line(situation: Situation) -> Sequence[str]:
    """The line, next first: as it stands, or by the weights of who is there."""
    if situation.weights is None or situation.pool.mode != "round-robin":
        return situation.tape.members
    return order(situation.tape, situation.weights)


def by_weight(situation: Situation, choice: Choice) -> str:
    """Why a mode chose its member, with the weight by which they are next where there is one."""
    weight = (situation.weights or {}).get(choice.member or "")
    if weight is None or situation.weights is None or situation.pool.mode != "round-robin":
        return choice.why
    return f"{choice.why} (weight {weight / ONE:g} of {sum(situation.weights.values()) / ONE:g} on the tape)"


def _people_of(situation: Situation, member: str) -> list[str]:
    """A member itself, or everybody in the pool that it is."""
    if pool_named(member) is None:
        return [member]
    return [one for one in sorted(members_below(situation.dealership, (member,))) if pool_named(one) is None]


def miles_to(situation: Situation, key: str) -> float | None:
    """How far the customer is from a buyer's postal code, a salesperson's nearest store, or a pool's nearest member."""
    if pool_named(key) is not None:
        distances = (miles_to(situation, one) for one in _people_of(situation, key))
        return min((far for far in distances if far is not None), default=None)
    member, miles = situation.member(key), situation.fields.miles
    if member is None or miles is None:
        return None
    if member.buyer is not None:
        return miles(member.buyer.postal_code) if member.buyer.postal_code else None
    stores = member.person.stores if member.person else ()
    found = [far for store in stores if (far := miles(store)) is not None]
    return min(found, default=None)


def copies_beside(situation: Situation, intended: Intended, first: str) -> tuple[Copy, ...]:
    """The further takers of a lead, in the order of their turns: as many as the pool allows and are there now.

    A pool on the tape gets one copy, for who is next in its own line. One that holds its leads out, or has them
    handed out, takes them alone, as an order with `share: sole` does.
    """
    most = situation.most
    if most == 1:
        return ()
    inner = inner_of(situation, first)
    taker = taker_of(situation, first, inner)
    if taker is None or not is_dealt_at_once(situation, first, inner) or is_sole(taker, situation.fields):
        return ()
    takers, taken, copies = [taker], {first}, []
    while len(takers) < most:
        copy = one_more(situation, intended, tuple(takers), taken)
        further = taker_of(situation, copy.member, copy.inner) if copy else None
        if copy is None or further is None:
            break
        takers.append(further)
        taken.add(copy.member)
        copies.append(copy)
    return tuple(copies)


def one_more(
    situation: Situation, intended: Intended, takers: tuple[Member, ...], taken: Collection[str]
) -> Copy | None:
    """Who gets a copy beside those who have one, or None where nobody may. `taken`: as whom they stand on this tape."""
    field = field_of(situation, intended, takers)
    rest = replace(field, line=tuple(key for key in field.line if key not in taken))
    choice = modes()[situation.pool.mode](rest)
    if choice.member is None:
        return None
    why = f"copy {len(takers) + 1}: {choice.why} of the rest"
    chosen = Reason(choice.member, "chosen", why, place_of(situation.pool, choice.member))
    inner = inner_of(situation, choice.member, takers)
    return Copy(choice.member, (*choice.reasons, chosen), inner=inner)


def behind(situation: Situation, intended: Intended, taker: str, reasons: list[Reason]) -> list[Reason]:
    """A reason for each who comes after the taker and has none in `reasons` yet, in lines short enough to be read."""
    line = _line(situation)
    if len(line) > FULL_LINE or taker not in line:
        return []
    told = {reason.person for reason in reasons if reason.verdict in {"skipped", "behind"}}
    at = line.index(taker)
    return [
        Reason(member, "behind", f"stands behind {taker} in the line" if place > at else _after(situation, taker))
        for place, member in enumerate(line)
        if member in intended.members and member not in told and member != taker
    ]


def _after(situation: Situation, taker: str) -> str:
    return f"comes after {taker} by mode {situation.pool.mode}"
