"""Builds the pools of a dealership: their lines, groups and addresses, and checks that all they name exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from uptape.config.combinations import at, check_copies, check_overflows, check_rings, check_targets
from uptape.config.complaints import listed, meant
from uptape.config.contacts import is_email, read_phone
from uptape.config.nodes import Node
from uptape.config.overlap import can_both_match
from uptape.config.people import Frame
from uptape.config.rules import read_rule
from uptape.config.schema import PoolKeys, RepeatKeys
from uptape.config.validate import FILLER
from uptape.core.dealership import (
    Buyer,
    Drain,
    Group,
    HandOff,
    Overflow,
    Person,
    Pool,
    Repeat,
    Store,
    Weights,
)
from uptape.core.errors import Place
from uptape.core.modes import registry


def modes() -> tuple[str, ...]:
    """The names that `mode:` may have."""
    return (*registry.modes(), *registry.TOLD_MODES)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may stand on a tape, and which stores there are."""

    people: Mapping[str, Person]
    buyers: Mapping[str, Buyer]
    stores: Mapping[str, Store]
    hostname: str

    @property
    def has_managers(self) -> bool:
        """True where somebody can be asked to hand out a lead."""
        return any(person.is_manager and person.left is None for person in self.people.values())


def build_pools(frame: Frame, cast: Cast) -> MappingProxyType[str, Pool]:
    """The pools in the order written."""
    pools = {key: _pool(frame, cast, key, keys) for key, keys in frame.keys.pools.items()}
    for pool in pools.values():
        for member in pool.tape:
            if member.startswith("pool.") and _reaches(pools, member.removeprefix("pool."), pool.key):
                place = (pool.member_places or {}).get(member, pool.place)
                frame.notes.error(place, f'"{member}" leads back to pool "{pool.key}" itself')
        check_copies(frame, pools, pool)
    check_overflows(frame, pools)
    return MappingProxyType(pools)


def _reaches(pools: Mapping[str, Pool], start: str, goal: str) -> bool:
    """True where one comes from a pool to another by pools that stand on tapes."""
    waiting, seen = [start], set()
    while waiting:
        key = waiting.pop()
        if key == goal:
            return True
        if key not in seen and key in pools:
            seen.add(key)
            waiting += [member.removeprefix("pool.") for member in pools[key].tape if member.startswith("pool.")]
    return False


def _pool(frame: Frame, cast: Cast, key: str, keys: PoolKeys) -> Pool:
    node = frame.root.get("pools", key) or frame.root
    notes = frame.notes
    names = modes()
    if keys.mode not in names:
        notes.error(at(node, "mode"), f'unknown mode "{keys.mode}"{meant(keys.mode, names)}; expected {listed(names)}')
    tape, tiers, places = _line(frame, cast, node, keys, key)
    groups = _groups(frame, cast, node, keys, key, tape)
    check_targets(frame, node, keys, has_managers=cast.has_managers)
    return Pool(
        key=key,
        addresses=_addresses(frame, cast, node, keys, key),
        tape=tape,
        mode=keys.mode if keys.mode in names else "round-robin",
        groups=groups,
        location_groups=keys.location_groups,
        tiers=tiers,
        accept_within=keys.accept_within,
        warn_before=keys.warn_before,
        unaccepted=keys.unaccepted,
        show=keys.show,
        repeat=_repeat(frame.keys.repeat, keys.repeat),
        drain=Drain(keys.drain.pace or None, keys.drain.max_untaken),
        weights=Weights(keys.weights.by, keys.weights.over, keys.weights.floor, keys.weights.ceiling)
        if keys.weights
        else None,
        after_hours=keys.after_hours,
        presence=keys.presence,
        copies=keys.copies,
        one_per=keys.one_per,
        desk=read_phone(node.get("desk"), frame.keys.country, notes),
        auto_answer=keys.auto_answer,
        hand_off=HandOff(keys.hand_off.on, keys.hand_off.to) if keys.hand_off else None,
        copy_to=frame.ways.read(node.get("copy_to")) or (),
        alerts=frame.ways.read(node.get("alerts")) or (),
        place=node.key_place,
        member_places=places,
    )


def _repeat(house: RepeatKeys, pool: RepeatKeys) -> Repeat:
    """The dealership's keys, with the pool's own over them."""
    given = house.model_dump(exclude_none=True) | pool.model_dump(exclude_none=True)
    return Repeat(**given)


def _addresses(frame: Frame, cast: Cast, node: Node, keys: PoolKeys, key: str) -> tuple[str, ...]:
    if not keys.addresses:
        return (f"{key}.{frame.keys.dealership}@{cast.hostname}".lower(),)
    for index, address in enumerate(keys.addresses):
        if not is_email(address):
            place = (node.get("addresses", index) or node.get("addresses") or node).place
            frame.notes.error(place, f'found "{address}", expected an e-mail address such as main@{cast.hostname}')
    return tuple(dict.fromkeys(address.lower() for address in keys.addresses))


def _line(
    frame: Frame, cast: Cast, node: Node, keys: PoolKeys, key: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], MappingProxyType[str, Place]]:
    tape_node, tiers_node = node.get("tape"), node.get("tiers")
    if tiers_node is not None and not (tiers_node.is_list and all(tier.is_list for tier in tiers_node.value)):
        frame.notes.error(
            tiers_node.place, f"found {tiers_node.described()}, expected lists in a list: [[ana, bob], [cy]]"
        )
        return (), (), MappingProxyType({})
    if tiers_node is not None and tape_node is not None:
        frame.notes.error(tiers_node.key_place, '"tiers" stands in place of "tape"; found both')
    if tiers_node is not None and keys.mode != "priority":
        frame.notes.error(tiers_node.key_place, f'"tiers" needs "mode: priority", found "mode: {keys.mode}"')
    if tiers_node is None and keys.mode == "priority":
        frame.notes.error(at(node, "mode"), '"mode: priority" needs "tiers" such as [[ana, bob], [cy]]')
    source = tiers_node or tape_node
    if source is None or not source.entries():
        place = node.key_place if source is None else source.place
        frame.notes.error(place, f'pool "{key}" has nobody on its tape; name its members in "tape: […]"')
        return (), (), MappingProxyType({})
    places: dict[str, Place] = {}
    rows = [tier.entries() for tier in tiers_node.value] if tiers_node is not None else [source.entries()]
    tiers = tuple(tuple(m for entry in row if (m := _member(frame, cast, entry, places)) is not None) for row in rows)
    tape = tuple(member for tier in tiers for member in tier)
    if tape and all(_has_left(cast, member) for member in tape):
        frame.notes.warn(source.place, f'everybody on the tape of "{key}" has left; its leads wait in the inbox')
    return tape, (tiers if tiers_node is not None else ()), MappingProxyType(places)


def _has_left(cast: Cast, member: str) -> bool:
    who = cast.people.get(member) or cast.buyers.get(member.partition(".")[0])
    return who is not None and who.left is not None


def _member(frame: Frame, cast: Cast, entry: Node, places: dict[str, Place]) -> str | None:
    member, notes = entry.text.strip(), frame.notes
    if member in places:
        notes.error(entry.place, f'"{member}" stands on this tape twice (first in line {places[member].line})')
        return None
    head, dot, tail = member.partition(".")
    person = cast.people.get(member)
    if head == "pool" and dot:
        if tail not in frame.keys.pools:
            notes.error(entry.place, f'unknown pool "{tail}"{meant(tail, frame.keys.pools)}')
            return None
    elif dot and head in cast.buyers:
        orders = [order.key for order in cast.buyers[head].orders]
        if tail not in orders:
            notes.error(entry.place, f'buyer "{head}" has no order "{tail}"{meant(tail, orders)}')
            return None
    elif person is not None and not person.is_salesperson:
        notes.error(
            entry.place, f'"{member}" is a manager; to stand on a tape they need an entry under salespeople too'
        )
        return None
    elif person is None and member not in cast.buyers:
        known = [*frame.keys.salespeople, *cast.buyers, *(f"pool.{pool}" for pool in frame.keys.pools)]
        notes.error(entry.place, f'unknown person "{member}"{meant(member, known)}')
        return None
    places[member] = entry.place
    return member


def _groups(frame: Frame, cast: Cast, node: Node, keys: PoolKeys, key: str, tape: tuple[str, ...]) -> tuple[Group, ...]:
    own = [_group(frame, cast, node, keys, name, tape) for name in keys.groups]
    for index, group in enumerate(own):
        for earlier in own[:index]:
            if group.when and earlier.when and can_both_match(earlier.when, group.when):
                frame.notes.warn(
                    group.place,
                    f'groups "{earlier.key}" and "{group.key}" of pool "{key}" overlap: a lead that matches both '
                    f'goes to "{earlier.key}", which stands first (line {earlier.place.line})',
                )
    check_rings(frame, own)
    return (*own, *(_location_groups(frame, cast, node, keys, tape) if keys.location_groups else ()))


def _group(frame: Frame, cast: Cast, pool: Node, keys: PoolKeys, name: str, tape: tuple[str, ...]) -> Group:
    node = pool.get("groups", name) or pool
    notes, group = frame.notes, keys.groups[name]
    members: list[str] = []
    for index, member in enumerate(group.members):
        entry = node.get("members", index) or node.get("members") or node
        if member == FILLER:
            continue
        if member in members:
            notes.error(entry.place, f'"{member}" stands in this group twice')
        elif member in tape or not tape:
            # Where the line itself is wrong, that is told already.
            members.append(member)
        elif member in cast.people or member.partition(".")[0] in {*cast.buyers, "pool"}:
            notes.error(entry.place, f'"{member}" is not on the tape of this pool; a group takes its members from it')
        else:
            notes.error(entry.place, f'unknown person "{member}"{meant(member, tape)}')
    if not group.members:
        notes.error(node.key_place, f'group "{name}" has no members')
    elif members and all(_has_left(cast, member) for member in members):
        notes.warn(node.key_place, f'everybody in group "{name}" has left; its leads wait')
    if keys.location_groups and name in cast.stores:
        notes.error(
            node.key_place, f'group "{name}" has the key of a store, for which location_groups makes one itself'
        )
    overflow = None
    if group.overflow is not None:
        overflow = Overflow(group.overflow.after, group.overflow.to)
        targets = [*(other for other in keys.groups if other != name), *frame.keys.pools]
        if overflow.to not in (*targets, FILLER):
            place = at(node, "overflow", "to")
            notes.error(place, f'unknown group or pool "{overflow.to}"{meant(overflow.to, targets)}')
    when = read_rule(node.get("when"), frame.around, notes)
    return Group(name, tuple(members), when, overflow, None, node.key_place)


def _location_groups(frame: Frame, cast: Cast, pool: Node, keys: PoolKeys, tape: tuple[str, ...]) -> list[Group]:
    """A group for each store, in the order written, in which somebody of the tape works who has not left."""
    made = []
    for store in cast.stores.values():
        here = tuple(m for m in tape if m in cast.people and store.key in cast.people[m].stores)
        if any(not _has_left(cast, member) for member in here) and store.key not in keys.groups:
            made.append(Group(store.key, here, store=store.key, place=store.place))
    if not cast.stores:
        frame.notes.warn(at(pool, "location_groups"), '"location_groups" makes no group without "stores"')
    return made
