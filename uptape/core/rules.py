"""Selection rules: a tree of tests on the fields of a lead. A missing field makes its line false, never an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from uptape.core.errors import NOWHERE, Place
from uptape.core.hours import Hours

WHOLE_FIELDS = (
    "source", "source.class", "lead_type", "interest", "language", "repeat", "has", "tag", "location", "posted_by",
    "vehicle.make", "vehicle.model", "vehicle.year", "vehicle.trim", "vehicle.status", "vehicle.price",
    "vehicle.stock", "vehicle.vin", "vehicle.interest",
    "trade_in.make", "trade_in.model", "trade_in.year", "trade_in.trim", "trade_in.status", "trade_in.price",
    "trade_in.stock", "trade_in.vin",
    "customer.postal_code", "customer.city", "customer.county", "customer.region", "customer.country",
    "email.from",
)  # fmt: skip
"""Fields whose words match the whole value, without case."""
SOUGHT_FIELDS = ("text", "email.subject")
"""Fields in which a word or phrase is sought inside; `property.*` too."""
SPECIAL_FIELDS = ("distance", "received")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase, compared without case."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """`9004*`: the beginning of a value, without case."""

    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """`/…/`: a regular expression in a linear-time engine, found anywhere, without case."""

    source: str
    search: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers: `below` and `above` exclude their bound, `from` and `to` include it."""

    below: float | None = None
    above: float | None = None
    from_: float | None = None
    to: float | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """`distance: {from: …, within: 25 miles}`; `origin` is a store's key, a postal code or `me`."""

    origin: str
    miles: float


@dataclass(frozen=True, slots=True)
class During:
    """`received`: days and times, wall clock of the dealership."""

    hours: Hours


Matcher = Word | Prefix | Pattern | Range | Within | During


@dataclass(frozen=True, slots=True)
class Test:
    """One line of a rule: any of `wanted` must match the field."""

    field: str
    wanted: tuple[Matcher, ...]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class All:
    """Every rule must hold; all `vehicle.*` tests directly in it must hold on the same vehicle."""

    rules: tuple[Rule, ...]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one rule must hold."""

    rules: tuple[Rule, ...]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Not:
    """The rule must not hold; true where its field is missing."""

    rule: Rule
    place: Place = NOWHERE


Rule = Test | All | AnyOf | Not
