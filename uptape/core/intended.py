"""The intended set: the members of the first group whose rules match a lead, or the whole pool. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from uptape.core.dealership import Group
from uptape.core.decisions import Reason
from uptape.core.rules import judge
from uptape.core.situation import Situation


@dataclass(frozen=True, slots=True)
class Intended:
    """The intended set: the members of the group whose rules match, or the whole pool."""

    group: Group | None
    members: Collection[str]
    reasons: tuple[Reason, ...]


def intended_set(situation: Situation) -> Intended:
    """The members of the first group whose rules match, own groups before location groups; else the whole pool."""
    reasons: list[Reason] = []
    taken_by = next((group for group in situation.pool.groups if group.key == situation.sent_to), None)
    if taken_by is not None:
        why = f"nobody could take it for a while: it overflowed to group {taken_by.key}"
        return Intended(taken_by, frozenset(taken_by.members), (Reason(None, "group", why, taken_by.place.short),))
    if situation.sent_to == situation.pool.key:
        why = f"nobody of its group could take it for a while: it overflowed to all of pool {situation.pool.key}"
        return Intended(None, situation.tape.members, (Reason(None, "group", why, situation.pool.place.short),))
    after = _after_hours(situation)
    if after is not None:
        why = f"the dealership is closed: after_hours names group {after.key}"
        return Intended(after, frozenset(after.members), (Reason(None, "group", why, after.place.short),))
    for group in situation.pool.groups:
        if group.store is not None:
            ruling_holds, why = at_store(situation, group)
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
    return Intended(None, situation.tape.members, tuple(reasons))


def _after_hours(situation: Situation) -> Group | None:
    """The group that takes leads now because the dealership is closed, or None."""
    name = situation.pool.after_hours
    if name is None or situation.dealership.hours.is_open(situation.now):
        return None
    return next((group for group in situation.pool.groups if group.key == name), None)


def at_store(situation: Situation, group: Group) -> tuple[bool, str]:
    """Whether a location group's store is the lead's location, and why."""
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
