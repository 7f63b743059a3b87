"""Tells whether one lead can match the rules of two groups; wrong at most on the side of a warning too many."""

from __future__ import annotations

from collections.abc import Iterable

from uptape.core.rules import SOUGHT_FIELDS, All, AnyOf, Matcher, Not, Prefix, Range, Rule, Test, Word

_MANY_VALUES = (*SOUGHT_FIELDS, "has", "interest")
"""Fields that can hold two different words at once."""


def can_both_match(one: Rule, other: Rule) -> bool:
    """False where the two rules contradict each other in a field that has one value only."""
    return any(not _contradict(left, right) for left in _ways_to_match(one) for right in _ways_to_match(other))


def _ways_to_match(rule: Rule) -> list[list[Rule]]:
    """The rule as alternatives, each a list of tests that must all hold."""
    if isinstance(rule, AnyOf):
        return [way for part in rule.rules for way in _ways_to_match(part)]
    if isinstance(rule, All):
        ways: list[list[Rule]] = [[]]
        for part in rule.rules:
            ways = [[*way, *more] for way in ways for more in _ways_to_match(part)][:256]
        return ways
    return [[rule]]


def _contradict(left: Iterable[Rule], right: Iterable[Rule]) -> bool:
    others = list(right)
    return any(_exclude(one, other) for one in left for other in others)


def _exclude(one: Rule, other: Rule) -> bool:
    if isinstance(one, Not) or isinstance(other, Not):
        inner, plain = (one.rule, other) if isinstance(one, Not) else (getattr(other, "rule", None), one)
        return isinstance(plain, Test) and any(
            len(way) == 1 and isinstance(way[0], Test) and _covers(way[0], plain)
            for way in (_ways_to_match(inner) if inner is not None else [])
        )
    if not isinstance(one, Test) or not isinstance(other, Test) or one.field != other.field:
        return False
    if one.field in _MANY_VALUES or one.field.startswith("property."):
        return False
    return not any(_meet(a, b) for a in one.wanted for b in other.wanted)


def _covers(wide: Test, narrow: Test) -> bool:
    """True where everything that `narrow` takes is surely taken by `wide`."""
    return (
        wide.field == narrow.field
        and bool(narrow.wanted)
        and all(any(_same(a, b) for a in wide.wanted) for b in narrow.wanted)
    )


def _same(a: Matcher, b: Matcher) -> bool:
    if isinstance(a, Word) and isinstance(b, Word):
        return a.text.casefold() == b.text.casefold()
    if isinstance(a, Prefix) and isinstance(b, Word | Prefix):
        return b.text.casefold().startswith(a.text.casefold())
    return a == b


def _meet(a: Matcher, b: Matcher) -> bool:
    """True where some value can match both."""
    if isinstance(a, Word | Prefix) and isinstance(b, Word | Prefix):
        return _same(a, b) or _same(b, a)
    if isinstance(a, Range) and isinstance(b, Range):
        low = max(_low(a), _low(b))
        high = min(_high(a), _high(b))
        return low[0] < high[0] or (low[0] == high[0] and not low[1] and not high[1])
    if isinstance(a, Range) or isinstance(b, Range):
        word = b if isinstance(a, Range) else a
        bounds = a if isinstance(a, Range) else b
        assert isinstance(bounds, Range)
        try:
            value = float(word.text) if isinstance(word, Word) else None
        except ValueError:
            return False
        return value is None or _meet(bounds, Range(from_=value, to=value))
    return True


def _low(bounds: Range) -> tuple[float, bool]:
    """The lower bound, and whether it is itself left out."""
    choices = [(bounds.above, True), (bounds.from_, False)]
    return max(((value, out) for value, out in choices if value is not None), default=(float("-inf"), False))


def _high(bounds: Range) -> tuple[float, bool]:
    choices = [(bounds.below, True), (bounds.to, False)]
    found = [(value, not out) for value, out in choices if value is not None]
    value, kept = min(found, default=(float("inf"), True))
    return value, not kept
