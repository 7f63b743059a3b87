"""Reads selection rules (`when:`, `accepts:`, a buyer's orders) into trees of tests, each test with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import re2  # type: ignore[import-untyped]

from uptape.config.complaints import Complaints, listed, meant, quote_it
from uptape.config.hours import read_week
from uptape.config.nodes import Node
from uptape.core.errors import Place
from uptape.core.hours import Hours
from uptape.core.rules import (
    SOUGHT_FIELDS,
    SPECIAL_FIELDS,
    WHOLE_FIELDS,
    All,
    AnyOf,
    During,
    Matcher,
    Not,
    Pattern,
    Prefix,
    Range,
    Rule,
    Test,
    Within,
    Word,
)

NESTING = ("any", "all", "not")
NUMBER_KEYS = ("below", "above", "from", "to")
NUMBER_FIELDS = ("vehicle.year", "vehicle.price", "trade_in.year", "trade_in.price")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "has": ("phone", "email"),
    "lead_type": ("enquiry", "finance", "trade-in", "call", "chat"),
    "source.class": ("third-party", "oem", "own"),
    "vehicle.status": ("new", "used"),
    "trade_in.status": ("new", "used"),
    "repeat": ("true", "false"),
}
MAX_PATTERN = 1000
KM_PER_MILE = 1.609344
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)\s*(miles?|mi|km|kilometers?|kilometres?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rules of a dealership may refer to."""

    zone: str
    stores: tuple[str, ...] = ()
    me: bool = False
    """True in a buyer's order, where `distance` may start from `me`."""
    unplaced: frozenset[str] = frozenset()
    """Stores, and `me`, without a postal code."""


@lru_cache(maxsize=4096)
def compile_pattern(source: str) -> Callable[[str], bool]:
    """A search for a regular expression in linear time, without case; the same function for the same source.

    Raises ValueError with the engine's reason where it does not compile.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        search = re2.compile(source, options).search
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise ValueError(reason) from error
    return lambda text: search(text) is not None


def read_rule(node: Node | None, around: Surroundings, notes: Complaints) -> Rule | None:
    """A rule: a mapping means all of its lines, a list any of its entries. None where nothing is written."""
    if node is None:
        return None
    if node.is_list:
        rules = tuple(rule for entry in node.entries() if (rule := read_rule(entry, around, notes)) is not None)
        if not node.entries():
            notes.error(node.place, "found an empty list, expected rules; leave the key out where there are none")
        return AnyOf(rules, node.place)
    if not node.is_map:
        notes.error(node.place, f"found {node.described()}, expected rules such as {{vehicle.make: [Ram, GMC]}}")
        return None
    if not node.value:
        notes.error(node.place, "found no rules; leave the key out where there are none")
    lines = (_line(key, value, around, notes) for key, value in node.items())
    return All(tuple(line for line in lines if line is not None), node.place)


def _line(key: str, node: Node, around: Surroundings, notes: Complaints) -> Rule | None:
    place = node.key_place
    if node.value is None:
        notes.error(place, f'"{key}" has no value; a rule needs what to look for')
        return None
    if key in NESTING:
        inner = read_rule(node, around, notes)
        if inner is None or (key == "all" and not node.is_list) or key == "any":
            return inner
        if key == "not":
            return Not(inner, place)
        return All(inner.rules, place) if isinstance(inner, AnyOf) else inner
    if key == "distance":
        found = (_distance(entry, around, notes) for entry in node.entries())
        return _test(key, found, place)
    if key == "received":
        week = read_week(node, notes)
        # Wall clock alone: a lead that came on a Saturday came on a Saturday, whether the house was open or not.
        return Test(key, (During(Hours(around.zone, week)),), place) if week is not None else None
    if key not in WHOLE_FIELDS and key not in SOUGHT_FIELDS and not re.fullmatch(r"property\.[^\s.]+", key):
        known = (*WHOLE_FIELDS, *SOUGHT_FIELDS, *SPECIAL_FIELDS, *NESTING)
        notes.error(place, f'unknown rule field "{key}"{meant(key, known)}')
        return None
    if not node.entries():
        notes.error(node.place, f'"{key}" has an empty list, which nothing matches')
    return _test(key, (_matcher(key, entry, notes) for entry in node.entries()), place)


def _test(key: str, found: object, place: Place) -> Test:
    return Test(key, tuple(matcher for matcher in found if matcher is not None), place)  # type: ignore[attr-defined]


def _matcher(key: str, node: Node, notes: Complaints) -> Matcher | None:
    if node.is_map:
        return _range(key, node, notes)
    text = node.text.strip()
    if node.is_list or not text:
        notes.error(node.place, f"found {node.described()}, expected a word, a pattern or a number")
        return None
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        return read_pattern(text, node.place, notes)
    if key in CHOICES:
        word = {"yes": "true", "no": "false"}.get(text.lower(), text.lower()) if key == "repeat" else text.lower()
        if word not in CHOICES[key]:
            hint = meant(text, CHOICES[key])
            notes.error(node.place, f'unknown {key} "{text}", expected {listed(CHOICES[key])}{hint}')
        return Word(word)
    if "*" in text:
        if text.index("*") != len(text) - 1:
            notes.error(node.place, f'found "{text}": a * stands at the end only; /…/ takes any pattern')
        return Prefix(text.rstrip("*"))
    return Word(text)


def read_pattern(text: str, place: Place, notes: Complaints) -> Pattern | None:
    """`/…/` as a pattern; a mistake in it is noted."""
    source = text[1:-1]
    if len(source) > MAX_PATTERN:
        notes.error(place, f'the pattern "{text[:60]}" is longer than {MAX_PATTERN} characters')
        return None
    try:
        return Pattern(source, compile_pattern(source))
    except ValueError as error:
        notes.error(place, f'the pattern "{text[:60]}" does not compile: {error}')
        return None


def _range(key: str, node: Node, notes: Complaints) -> Range | None:
    if key not in NUMBER_FIELDS and not key.startswith("property."):
        notes.error(
            node.place, f'"{key}" is no number; expected words, or {listed(NUMBER_FIELDS)} with {{below, above, …}}'
        )
        return None
    bounds: dict[str, float] = {}
    for name, bound in node.items():
        if name not in NUMBER_KEYS:
            notes.error(
                bound.key_place, f'unknown key "{name}"{meant(name, NUMBER_KEYS)}; expected {listed(NUMBER_KEYS)}'
            )
        elif isinstance(bound.value, bool) or not isinstance(bound.value, int | float):
            notes.error(bound.place, f"found {bound.described()}, expected a number")
        else:
            bounds[name] = float(bound.value)
    if not node.value:
        notes.error(node.place, f"expected {listed(NUMBER_KEYS)}")
    low = max((bounds[name] for name in ("above", "from") if name in bounds), default=None)
    high = min((bounds[name] for name in ("below", "to") if name in bounds), default=None)
    if low is not None and high is not None and low > high:
        notes.error(node.place, f"nothing lies between {low:g} and {high:g}")
    return Range(bounds.get("below"), bounds.get("above"), bounds.get("from"), bounds.get("to"))


def _distance(node: Node, around: Surroundings, notes: Complaints) -> Within | None:
    start, within = node.get("from"), node.get("within")
    for name, part in node.items():
        if name not in ("from", "within"):
            notes.error(
                part.key_place, f'unknown key "{name}"{meant(name, ("from", "within"))}; expected from and within'
            )
    if start is None or within is None:
        notes.error(node.place, "expected {from: STORE or postal code, within: 25 miles}")
        return None
    match = _DISTANCE.fullmatch(within.text.strip())
    if match is None:
        notes.error(within.place, f'found {within.described()}, expected a distance such as "25 miles"')
        return None
    origin = start.text.strip()
    if origin == "me" and not around.me:
        notes.error(start.place, '"me" is known in a buyer\'s order only; expected a store or a postal code')
    elif isinstance(start.value, int):
        notes.error(start.place, quote_it(start.raw, "a postal code"))
    elif origin != "me" and origin not in around.stores and not any(character.isdigit() for character in origin):
        notes.error(start.place, f'unknown store "{origin}"{meant(origin, around.stores)}')
    if origin in around.unplaced:
        who = "this buyer" if origin == "me" else f'store "{origin}"'
        notes.warn(
            start.place, f"{who} has no postal_code, so no distance from it is known and this line is never true"
        )
    miles = float(match.group(1)) / (KM_PER_MILE if match.group(2).lower().startswith("k") else 1)
    return Within(origin, miles)
