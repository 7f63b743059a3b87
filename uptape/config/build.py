"""Builds one dealership out of its checked file, in the core's own types."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

from uptape.config.complaints import Complaints, meant
from uptape.config.contacts import known_country
from uptape.config.hours import WHOLE_WEEK, read_calendar, read_span
from uptape.config.nodes import Node
from uptape.config.people import Frame, build_buyers, build_people
from uptape.config.pools import Cast, build_pools
from uptape.config.rules import Surroundings
from uptape.config.schema import DealershipKeys
from uptape.config.ways import CHANNELS, WayReader
from uptape.core.dealership import Dealership, Expect, Sheets, SourceTerms, Store
from uptape.core.hours import DAY_MINUTES

_KEY = re.compile(r"[\w-]+")
_ASCII_KEY = re.compile(r"[A-Za-z0-9_-]+")


def build_dealership(
    keys: DealershipKeys,
    root: Node,
    folder: Path,
    hostname: str,
    notes: Complaints,
    channels: Collection[str] = CHANNELS,
) -> Dealership:
    """The dealership; whatever in it makes no sense is noted and left out."""
    _check_keys(keys, root, notes)
    zone = _zone(keys, root, notes)
    if not known_country(keys.country):
        node = root.get("country") or root
        notes.error(node.place, f'unknown country "{keys.country}", expected a code of two letters such as US or CA')
        keys = keys.model_copy(update={"country": "US"})
    calendar = read_calendar(zone, root, notes)
    frame = Frame(
        keys=keys,
        root=root,
        calendar=calendar,
        around=Surroundings(
            zone,
            tuple(keys.stores),
            unplaced=frozenset(key for key, store in keys.stores.items() if not store.postal_code),
        ),
        ways=WayReader(keys.country, folder, notes, channels),
        notes=notes,
    )
    stores = _stores(frame)
    people, buyers = build_people(frame), build_buyers(frame)
    pools = build_pools(frame, Cast(people, buyers, stores, hostname))
    if not pools:
        notes.error(root.place, f'dealership "{keys.dealership}" has no pools, so no mail could reach it')
    return Dealership(
        key=keys.dealership,
        name=keys.name,
        timezone=zone,
        country=keys.country,
        hours=frame.hours(root.get("hours")) or calendar.hours(WHOLE_WEEK),
        people=people,
        pools=pools,
        stores=stores,
        buyers=buyers,
        sources=_sources(frame),
        presence=keys.presence,
        quiet=_quiet(frame),
        links=frame.keys.links,
        alarm_after=keys.alarm_after,
        ask_outcome=tuple(sorted(set(keys.ask_outcome))),
        duplicate_window=keys.duplicate_window,
        auto_answer=keys.auto_answer,
        sheets=Sheets(keys.sheets.morning, keys.sheets.closing),
        copy_to=frame.ways.read(root.get("copy_to")) or (),
        place=(root.get("dealership") or root).key_place,
    )


def _check_keys(keys: DealershipKeys, root: Node, notes: Complaints) -> None:
    if not _ASCII_KEY.fullmatch(keys.dealership):
        node = root.get("dealership") or root
        notes.error(node.place, f'found "{keys.dealership}", expected a key of letters, digits, - and _')
    for part in ("stores", "salespeople", "managers", "buyers", "pools"):
        pattern = _ASCII_KEY if part == "pools" else _KEY
        for key, node in (root.get(part) or root).items() if root.get(part) else ():
            if not pattern.fullmatch(key):
                notes.error(node.key_place, f'found the key "{key}", expected letters, digits, - and _')
    for key in keys.buyers:
        place = (root.get("buyers", key) or root).key_place
        if key in keys.salespeople or key in keys.managers:
            notes.error(place, f'"{key}" is a person already; a buyer needs a key of its own')
        if key == "pool":
            notes.error(place, '"pool" cannot be the key of a buyer: pool.NAME on a tape means a pool')


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(keys: DealershipKeys, root: Node, notes: Complaints) -> str:
    try:
        ZoneInfo(keys.timezone)
    except (KeyError, ValueError, OSError):
        node = root.get("timezone") or root
        hint = meant(keys.timezone, sorted(_zones()))
        notes.error(node.place, f'unknown time zone "{keys.timezone}"{hint}, expected one such as America/Chicago')
        return "UTC"
    return keys.timezone


def _stores(frame: Frame) -> MappingProxyType[str, Store]:
    stores: dict[str, Store] = {}
    names: dict[str, str] = {}
    for key, keys in frame.keys.stores.items():
        place = (frame.root.get("stores", key) or frame.root).key_place
        stores[key] = Store(key, keys.name, tuple(keys.aliases), keys.postal_code, place)
        for name in (keys.name, *keys.aliases):
            plain = "".join(character for character in name.casefold() if character.isalnum())
            first = names.setdefault(plain, key)
            if first != key:
                frame.notes.error(place, f'stores "{first}" and "{key}" are both called "{name}"')
    return MappingProxyType(stores)


def _sources(frame: Frame) -> MappingProxyType[str, SourceTerms]:
    found = {}
    for key, keys in frame.keys.sources.items():
        found[key] = SourceTerms(
            key=key,
            source_class=keys.class_,
            cost=keys.cost,
            expect=Expect(keys.expect.every) if keys.expect else None,
            copies=keys.copies,
            require=keys.require,
            allow_from=tuple(address.lower() for address in keys.allow_from),
            place=(frame.root.get("sources", key) or frame.root).key_place,
        )
    return MappingProxyType(found)


def _quiet(frame: Frame) -> tuple[int, int] | None:
    node = frame.root.get("quiet")
    span = read_span(node, frame.notes, longest_night=DAY_MINUTES) if node is not None else None
    return (span[0], span[1] - DAY_MINUTES if span[1] > DAY_MINUTES else span[1]) if span is not None else None
