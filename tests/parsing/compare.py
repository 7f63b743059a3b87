"""Compares what was read from a mail with what a careful person reads: the rules of `corpus/README.md`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from itertools import permutations

_LEAD_KEYS = (
    "first_name", "last_name", "full_name", "emails", "phones", "street", "city", "region", "postal_code", "country",
    "comments", "source", "provider_lead_id", "requested_at", "location", "posted_by",
)  # fmt: skip
_VEHICLE_KEYS = ("interest", "status", "year", "make", "model", "trim", "stock", "vin", "price")
_NOT_HELD_AGAINST = ("country", "source", "requested_at")

Json = dict


def differences(actual: Json, expected: Json) -> list[str]:
    """What is wrong in `actual` (a line of `uptape parse --jsonl`), one sentence each; empty where all is right."""
    kinds = [expected["kind"], *expected.get("accept_kinds", [])]
    if actual["kind"] not in kinds:
        return [f"kind is {actual['kind']}, not {expected['kind']}"]
    if actual["kind"] != "lead":
        return ["leads in a mail that is none"] if actual["leads"] else []
    leads, wanted = actual["leads"], expected["leads"]
    wrong = [] if len(leads) == len(wanted) else [f"{len(leads)} leads, not {len(wanted)}"]
    orders = list(permutations(leads, min(len(leads), len(wanted))))[:120] or [()]
    best = min(
        ([_lead(a, e) for a, e in zip(order, wanted, strict=False)] for order in orders),
        key=lambda found: sum(map(len, found)),
    )
    return wrong + [problem for problems in best for problem in problems]


def _lead(actual: Json, expected: Json) -> list[str]:
    accept = expected.get("accept", {})
    wrong = []
    for key in _LEAD_KEYS:
        if key in ("emails", "phones"):
            have, want = set(actual.get(key, [])), set(expected.get(key, []))
            tolerated = {value for value in accept.get(key, []) if value}
            if want - have and None not in accept.get(key, []):
                wrong.append(f"{key}: {sorted(want - have)} missing")
            if have - want - tolerated:
                wrong.append(f"{key}: {sorted(have - want - tolerated)} too many")
        elif not _value(key, actual.get(key), expected.get(key), accept.get(key, [])):
            wrong.append(f"{key}: {actual.get(key)!r}, not {expected.get(key)!r}")
    return wrong + _vehicles(actual.get("vehicles", []), expected.get("vehicles", []), accept.get("vehicles", []))


def _vehicles(actual: list[Json], expected: list[Json], tolerated: list[Json]) -> list[str]:
    best: list[str] | None = None
    for order in list(permutations(range(len(actual)), min(len(actual), len(expected))))[:720] or [()]:
        wrong = []
        for place, want in zip(order, expected, strict=False):
            wrong += _vehicle(actual[place], want)
        wrong += [f"vehicle missing: {want}" for want in expected[len(order) :]]
        extra = [actual[place] for place in range(len(actual)) if place not in order]
        wrong += [f"vehicle too many: {e}" for e in extra if not any(not _vehicle(e, t) for t in tolerated)]
        if best is None or len(wrong) < len(best):
            best = wrong
    return best or []


def _vehicle(actual: Json, expected: Json) -> list[str]:
    accept = expected.get("accept", {})
    wrong = []
    joined = _plain(f"{actual.get('model') or ''} {actual.get('trim') or ''}") == _plain(
        f"{expected.get('model') or ''} {expected.get('trim') or ''}"
    )
    for key in _VEHICLE_KEYS:
        have, want = actual.get(key), expected.get(key)
        if key in ("model", "trim") and joined:
            continue
        if key == "status" and have == "used" and expected.get("interest") in ("trade-in", "sell"):
            continue
        if key == "make" and want is None:
            continue
        if not _value(key, have, want, accept.get(key, [])):
            wrong.append(f"vehicle {key}: {have!r}, not {want!r}")
    return wrong


def _value(key: str, have: object, want: object, accept: Iterable[object]) -> bool:
    if want is None:
        return (
            have is None
            or key in _NOT_HELD_AGAINST
            or any(_same(key, have, value) for value in accept if value is not None)
        )
    if have is None:
        return None in accept
    return _same(key, have, want) or any(_same(key, have, value) for value in accept if value is not None)


def _same(key: str, have: object, want: object) -> bool:
    if isinstance(want, int | float) and not isinstance(have, str):
        return abs(float(have) - float(want)) < 0.01  # type: ignore[arg-type]
    a, b = str(have), str(want)
    if key in ("stock", "vin", "provider_lead_id"):
        return _plain(a) == _plain(b)
    if key in ("source", "location"):
        one, other = _plain(a), _plain(b)
        return bool(one and other) and (one in other or other in one)
    if key == "comments":
        return _words_in_order(b, a)
    if key == "requested_at":
        return _same_time(a, b)
    return re.sub(r'[\s.,"()]', "", a).casefold() == re.sub(r'[\s.,"()]', "", b).casefold()


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFC", text).casefold() if letter.isalnum())


def _words_in_order(expected: str, actual: str) -> bool:
    wanted, have = re.findall(r"\w+", expected.casefold()), re.findall(r"\w+", actual.casefold())
    lengths = [0] * (len(have) + 1)
    for word in wanted:
        previous = 0
        for place, other in enumerate(have, start=1):
            kept = lengths[place]
            lengths[place] = previous + 1 if word == other else max(lengths[place], lengths[place - 1])
            previous = kept
    return lengths[-1] >= 0.9 * len(wanted)


def _same_time(have: str, want: str) -> bool:
    if len(want) == 10 or len(have) == 10:
        return have[:10] == want[:10]
    a, b = datetime.fromisoformat(have), datetime.fromisoformat(want)
    if a.tzinfo is None or b.tzinfo is None:
        a, b = a.replace(tzinfo=None), b.replace(tzinfo=None)
    return abs((a - b).total_seconds()) <= 60
