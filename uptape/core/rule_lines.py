"""Every line of a rule with its own verdict, none left out: what `uptape rules test` shows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from uptape.core.errors import Place
from uptape.core.rules import (
    AnyOf,
    During,
    LeadFields,
    Matcher,
    Not,
    Pattern,
    Prefix,
    Range,
    Rule,
    Test,
    Within,
    Word,
    judge,
    judge_on,
    values_of,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule: what it asks for, what was found, and whether it holds."""

    depth: int
    asks: str
    found: str
    """Empty for `any`, `all` and `not`; `-` where the mail does not say."""
    holds: bool
    place: Place


def lines(rule: Rule, fields: LeadFields) -> tuple[Line, ...]:
    """Every line of a rule in the order of the config, each judged by itself.

    Lines on `vehicle.*` that stand side by side must hold on one vehicle: they are shown for the vehicle on which
    the most of them hold.
    """
    return tuple(_lines(rule, fields, 0))


def _lines(rule: Rule, fields: LeadFields, depth: int, vehicle: Mapping[str, str] | None = None) -> Iterator[Line]:
    if isinstance(rule, Test):
        ruling = judge_on(rule, fields, vehicle)
        yield Line(
            depth, f"{rule.field}: {_wanted(rule.wanted)}", _found(rule, fields, vehicle), ruling.holds, rule.place
        )
        return
    if isinstance(rule, Not):
        yield Line(depth, "not:", "", judge(rule, fields).holds, rule.place)
        yield from _lines(rule.rule, fields, depth + 1)
        return
    if isinstance(rule, AnyOf):
        yield Line(depth, "any of:", "", judge(rule, fields).holds, rule.place)
        for inner in rule.rules:
            yield from _lines(inner, fields, depth + 1)
        return
    if depth:
        yield Line(depth, "all of:", "", judge(rule, fields).holds, rule.place)
    on_vehicle = [one for one in rule.rules if isinstance(one, Test) and one.field.startswith("vehicle.")]
    best = _best_vehicle(on_vehicle, fields)
    for inner in rule.rules:
        mine = best if inner in on_vehicle else None
        yield from _lines(inner, fields, depth + 1 if depth else depth, mine)


def _best_vehicle(tests: list[Test], fields: LeadFields) -> Mapping[str, str] | None:
    """The vehicle on which the most of some lines hold, the first of equals."""
    if not tests or not fields.vehicles:
        return None
    return max(fields.vehicles, key=lambda vehicle: sum(judge_on(test, fields, vehicle).holds for test in tests))


def _found(test: Test, fields: LeadFields, vehicle: Mapping[str, str] | None) -> str:
    if test.field == "received":
        return "-" if fields.received is None else fields.received.isoformat(timespec="minutes")
    if test.field == "distance":
        return judge_on(test, fields, None).why
    found = ", ".join(" ".join(value.split()) for value in values_of(test.field, fields, vehicle))
    return "-" if not found else found if len(found) <= 80 else f"{found[:79]}…"


def _wanted(wanted: tuple[Matcher, ...]) -> str:
    said = [_matcher(matcher) for matcher in wanted]
    return said[0] if len(said) == 1 else f"[{', '.join(said)}]"


def _matcher(matcher: Matcher) -> str:
    if isinstance(matcher, Word):
        return matcher.text
    if isinstance(matcher, Prefix):
        return f"{matcher.text}*"
    if isinstance(matcher, Pattern):
        return f"/{matcher.source}/"
    if isinstance(matcher, Within):
        return f"within {matcher.miles:g} miles of {matcher.origin}"
    if isinstance(matcher, During):
        return "days and times"
    assert isinstance(matcher, Range)
    bounds = (("below", matcher.below), ("above", matcher.above), ("from", matcher.from_), ("to", matcher.to))
    return ", ".join(f"{name} {bound:g}" for name, bound in bounds if bound is not None)
