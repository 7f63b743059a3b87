"""What keys of pools must agree with one another, and what goes round in a ring."""

from __future__ import annotations

from collections.abc import Mapping

from uptape.config.complaints import meant
from uptape.config.nodes import Node
from uptape.config.overlap import can_both_match
from uptape.config.people import Frame
from uptape.config.schema import PoolKeys
from uptape.config.validate import FILLER
from uptape.core.dealership import Group, Pool
from uptape.core.errors import Place
from uptape.core.offers import are_made_by


def at(node: Node, *path: str | int) -> Place:
    """The place of a value, or of what it would stand in."""
    found = node.get(*path)
    return found.place if found is not None else node.key_place


def check_copies(frame: Frame, pools: Mapping[str, Pool], pool: Pool) -> None:
    """Warns where a lead for several goes to one all the same, since it is held out or handed out."""
    if pool.copies == 1:
        return
    if are_made_by(pool):
        node = frame.root.get("pools", pool.key) or frame.root
        why = "mode: claim" if pool.mode == "claim" else "accept_within"
        frame.notes.warn(
            at(node, "copies"), f'what is held out ("{why}") goes to one taker: "copies" does nothing here'
        )
        return
    for key in pool.fed:
        inner = pools.get(key)
        if inner is None or not (are_made_by(inner) or inner.mode == "manager"):
            continue
        why = "has its leads handed out" if inner.mode == "manager" else "holds its leads out"
        place = (pool.member_places or {}).get(f"pool.{key}", pool.place)
        frame.notes.warn(place, f'pool "{key}" {why}, so it takes a lead alone, whatever "copies" says')


def check_rings(frame: Frame, groups: list[Group]) -> None:
    """A lead that overflows from group to group must come to an end."""
    goes_to = {group.key: group.overflow.to for group in groups if group.overflow}
    for group in groups:
        seen, step = {group.key}, goes_to.get(group.key)
        while step is not None and step not in seen:
            seen.add(step)
            step = goes_to.get(step)
        if step == group.key:
            frame.notes.error(group.place, f'"overflow" of group "{group.key}" leads back to it')


def check_overflows(frame: Frame, pools: Mapping[str, Pool]) -> None:
    """Warns of leads that may come back to a group by the groups of other pools: they go round once, and wait there."""
    for pool in pools.values():
        for group in pool.groups:
            ring = _ring(pools, pool.key, group)
            if ring is None:
                continue
            node = frame.root.get("pools", pool.key, "groups", group.key) or frame.root
            frame.notes.warn(
                at(node, "overflow", "to"),
                f'a lead of group "{group.key}" may come back to it: {" → ".join(ring)}; it then waits there',
            )


def _ring(pools: Mapping[str, Pool], pool: str, group: Group) -> list[str] | None:
    """The way from a group back to it by other pools, as POOL.GROUP; None where there is none."""
    ways: list[list[tuple[str, Group]]] = [[(pool, group)]]
    seen: set[tuple[str, str]] = set()
    while ways:
        way = ways.pop(0)
        for key, following in _reached(pools, *way[-1]):
            if (key, following.key) == (pool, group.key):
                names = [*way, way[0]]
                crossed = len({one for one, _ in way}) > 1
                return [f"{one}.{found.key}" for one, found in names] if crossed else None
            if (key, following.key) not in seen:
                seen.add((key, following.key))
                ways.append([*way, (key, following)])
    return None


def _reached(pools: Mapping[str, Pool], key: str, group: Group) -> list[tuple[str, Group]]:
    """The groups in which a lead may wait that overflowed from a group."""
    pool, to = pools[key], group.overflow.to if group.overflow else None
    named = [(key, one) for one in pool.groups if one.key == to]
    if to is None or named or to == key or to not in pools:
        return named
    return [
        (to, one)
        for one in pools[to].groups
        if one.when is not None and (group.when is None or can_both_match(group.when, one.when))
    ]


def check_targets(frame: Frame, node: Node, keys: PoolKeys, *, has_managers: bool) -> None:
    """Names of groups and pools exist, and keys that need one another stand together."""
    notes = frame.notes
    if keys.after_hours is not None and keys.after_hours not in keys.groups:
        hint = meant(keys.after_hours, keys.groups)
        notes.error(at(node, "after_hours"), f'unknown group "{keys.after_hours}"{hint}')
    if keys.hand_off is not None and keys.hand_off.to not in (*frame.keys.pools, FILLER):
        hint = meant(keys.hand_off.to, frame.keys.pools)
        notes.error(at(node, "hand_off", "to"), f'unknown pool "{keys.hand_off.to}"{hint}')
    elif keys.hand_off is not None and keys.hand_off.to in frame.keys.pools:
        target = frame.keys.pools[keys.hand_off.to]
        if target.hand_off is not None or any(member.startswith("pool.") for member in target.tape):
            where = at(node, "hand_off", "to")
            notes.error(where, f'"{keys.hand_off.to}" hands off itself, or to pools; name a pool of people')
    if keys.mode == "manager" and not has_managers and keys.desk is None:
        notes.error(at(node, "mode"), '"mode: manager" needs somebody under "managers"')
    if keys.unaccepted == "manager" and not has_managers:
        notes.error(at(node, "unaccepted"), '"unaccepted: manager" needs somebody under "managers"')
    if keys.warn_before is not None and (keys.accept_within is None or keys.warn_before >= keys.accept_within):
        notes.error(at(node, "warn_before"), '"warn_before" needs a longer "accept_within"')
    if keys.one_per is not None and not keys.one_per.startswith("property."):
        notes.error(
            at(node, "one_per"), f'found "{keys.one_per}", expected a property of buyers such as property.carrier'
        )
    if keys.weights is not None and keys.weights.floor > keys.weights.ceiling:
        notes.error(at(node, "weights", "floor"), '"floor" is higher than "ceiling"')
