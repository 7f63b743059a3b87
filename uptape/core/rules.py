"""Selection rules: a tree of tests on the fields of a lead. A missing field makes its line false, never an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class LeadFields:
    """The fields of a lead that rules look at. Values are lists, since several vehicles or properties may match."""

    values: Mapping[str, tuple[str, ...]]
    """Field name to values as text; a missing field has no entry."""
    vehicles: tuple[Mapping[str, str], ...] = ()
    """Each wanted vehicle: `vehicle.make` → value."""
    received: datetime | None = None
    miles: Callable[[str], float | None] | None = None
    """Distance from a place (store key, postal code) to the customer, None where it is not known."""
    more: Callable[[str], str | None] | None = None
    """What can be found out about a field that the mail left out; asked only where a rule needs it."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a rule holds, and the line that decided."""

    holds: bool
    why: str
    place: Place = NOWHERE


def judge(rule: Rule, fields: LeadFields) -> Ruling:
    """Whether a rule holds for a lead. Total: a missing field makes its line false, never an error."""
    if isinstance(rule, Test):
        return judge_on(rule, fields, None)
    if isinstance(rule, Not):
        inner = judge(rule.rule, fields)
        return Ruling(not inner.holds, f"not: {inner.why}", rule.place)
    if isinstance(rule, AnyOf):
        rulings = [judge(inner, fields) for inner in rule.rules]
        return next((r for r in rulings if r.holds), rulings[-1] if rulings else Ruling(False, "no choice", rule.place))
    return _judge_all(rule, fields)


def _judge_all(rule: All, fields: LeadFields) -> Ruling:
    on_vehicle = [r for r in rule.rules if isinstance(r, Test) and r.field.startswith("vehicle.")]
    others = [r for r in rule.rules if not (isinstance(r, Test) and r.field.startswith("vehicle."))]
    said = []
    for inner in others:
        ruling = judge(inner, fields)
        if not ruling.holds:
            return ruling
        said.append(ruling.why)
    if on_vehicle:
        failure = Ruling(False, f"{on_vehicle[0].field} is not known", on_vehicle[0].place)
        for vehicle in fields.vehicles:
            why = []
            for test in on_vehicle:
                ruling = judge_on(test, fields, vehicle)
                if not ruling.holds:
                    failure = ruling
                    break
                why.append(ruling.why)
            else:
                said += why
                break
        else:
            return failure
    return Ruling(True, "; ".join(said) or "no condition", rule.place)


def judge_on(test: Test, fields: LeadFields, vehicle: Mapping[str, str] | None) -> Ruling:
    """Whether one line holds, on one vehicle where one is given."""
    if test.field == "distance":
        return _judge_distance(test, fields)
    if test.field == "received":
        hours = [m.hours for m in test.wanted if isinstance(m, During)]
        holds = fields.received is not None and any(h.is_open(fields.received) for h in hours)
        return Ruling(holds, "received within the hours" if holds else "received outside the hours", test.place)
    found = values_of(test.field, fields, vehicle)
    if not found:
        return Ruling(False, f"{test.field} is not known", test.place)
    sought = test.field in SOUGHT_FIELDS or test.field.startswith("property.")
    for matcher in test.wanted:
        for value in found:
            if _matches(matcher, value, sought):
                return Ruling(True, f"{test.field} is {_clip(value)}", test.place)
    return Ruling(False, f"{test.field} is {_clip(', '.join(found))}", test.place)


def values_of(field: str, fields: LeadFields, vehicle: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """What a lead tells of a field, on one vehicle where one is given; empty where it tells nothing."""
    if vehicle is not None:
        found: tuple[str, ...] = (vehicle[field],) if field in vehicle else ()
    elif field.startswith("vehicle."):
        found = tuple(v[field] for v in fields.vehicles if field in v)
    else:
        found = fields.values.get(field, ())
    if not found and fields.more is not None:
        told = fields.more(field)
        found = (told,) if told else ()
    return found


def _judge_distance(test: Test, fields: LeadFields) -> Ruling:
    why = "the distance is not known"
    for matcher in test.wanted:
        if not isinstance(matcher, Within) or fields.miles is None:
            continue
        miles = fields.miles(matcher.origin)
        if miles is None:
            continue
        why = f"{miles:.0f} miles from {matcher.origin}"
        if miles <= matcher.miles:
            return Ruling(True, why, test.place)
    return Ruling(False, why, test.place)


def _matches(matcher: Matcher, value: str, sought: bool) -> bool:
    if isinstance(matcher, Word):
        wanted = matcher.text.casefold()
        folded = value.casefold()
        return _phrase_in(wanted, folded) if sought else wanted == folded.strip()
    if isinstance(matcher, Prefix) and sought:
        return _phrase_in(matcher.text.casefold(), value.casefold(), whole=False)
    if isinstance(matcher, Prefix):
        return value.strip().casefold().startswith(matcher.text.casefold())
    if isinstance(matcher, Pattern):
        return matcher.search(value)
    if isinstance(matcher, Range):
        number = _number(value)
        return number is not None and _in_range(matcher, number)
    return False


def _phrase_in(phrase: str, text: str, *, whole: bool = True) -> bool:
    """True where the phrase stands in the text as whole words: `ram` is not found in `program`.

    `whole` False lets the last word go on, as a prefix does.
    """
    at = text.find(phrase)
    while at >= 0:
        before = text[at - 1] if at else " "
        after = text[at + len(phrase)] if at + len(phrase) < len(text) else " "
        begins = not (before.isalnum() and phrase[0].isalnum())
        ends = not whole or not (after.isalnum() and phrase[-1].isalnum())
        if begins and ends:
            return True
        at = text.find(phrase, at + 1)
    return False


def _number(value: str) -> float | None:
    try:
        return float(value.replace(",", "").lstrip("$ "))
    except ValueError:
        return None


def _in_range(wanted: Range, number: float) -> bool:
    return (
        (wanted.below is None or number < wanted.below)
        and (wanted.above is None or number > wanted.above)
        and (wanted.from_ is None or number >= wanted.from_)
        and (wanted.to is None or number <= wanted.to)
    )


def _clip(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
