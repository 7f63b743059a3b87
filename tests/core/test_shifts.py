"""Two fates of a lead side by side: what counts as a change, for which reason, and the balance per person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from uptape.core.decisions import Reason
from uptape.core.shifts import Fate, Shift, by_reason, compare, shares, waiting
from uptape.core.skips import short_of

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
ANA = Fate("L-1", NOON, "Pat Doe", "2021 Ford F-150", "sunset/main", None, "given", ("ana",), "line", NOON)
BOB = replace(ANA, takers=("bob",))
LINE = {"sunset/main": ("ana", "bob", "cy")}


def skipped(person: str, why: str) -> tuple[Reason, ...]:
    return (Reason(person, "skipped", why),)


@pytest.mark.parametrize(
    ("did", "would", "kind", "why"),
    [
        (ANA, ANA, None, ""),
        (ANA, BOB, "line", "the line stood elsewhere"),
        (ANA, replace(BOB, group="trucks"), "rule", "group trucks in place of the whole line"),
        (ANA, replace(BOB, how="repeat"), "rule", "the customer's owner in place of a turn of the line"),
        (ANA, replace(BOB, pool="sunset/web"), "rule", "comes to pool sunset/web in place of sunset/main"),
        (ANA, replace(BOB, reasons=skipped("ana", "busy until Mon 12:10")), "rule", "ana busy until Mon 12:10"),
        (
            replace(ANA, reasons=skipped("bob", "at the limit: 3 of 3 this day")),
            BOB,
            "rule",
            "bob may take it; in fact at the limit: 3 of 3 this day",
        ),
        (replace(ANA, at=NOON + timedelta(hours=2)), BOB, "rule", "would go out sooner"),
        (replace(ANA, takers=("dee",)), BOB, "rule", "dee is not on this tape any more"),
        (ANA, replace(ANA, takers=("ana", "bob")), "rule", "2 takers in place of 1"),
        (ANA, None, "rule", "is no lead by the new config"),
        (replace(ANA, outcome="by hand"), None, None, ""),
        (
            ANA,
            replace(ANA, outcome="waits", takers=(), reasons=(Reason(None, "queued", "waits in the inbox: nobody"),)),
            "rule",
            "would wait to the end: nobody",
        ),
    ],
)
def test_what_changed(did: Fate, would: Fate | None, kind: str | None, why: str) -> None:
    found = compare(did, would, LINE)
    assert (found.kind, found.why) == (kind, why)


def test_the_balance_per_person() -> None:
    waits = replace(ANA, outcome="waits", takers=(), at=None)
    shifts = [Shift(ANA, BOB, "line"), Shift(BOB, BOB, None), Shift(waits, ANA, "rule"), Shift(BOB, waits, "rule")]
    found = {one.person: one for one in shares(shifts)}
    assert {key: (one.did, one.would, one.change) for key, one in found.items()} == {"ana": (1, 1, 0), "bob": (2, 2, 0)}
    assert (found["bob"].gains, found["bob"].losses) == ({"ana": 1}, {"": 1})
    assert found["ana"].gains == {"": 1}


def test_waiting_and_reasons_are_counted() -> None:
    late = replace(ANA, at=NOON + timedelta(hours=2))
    found = waiting([ANA, late, replace(ANA, outcome="waits", at=None, takers=())])
    assert (found.count, found.median, found.longest, found.still) == (2, timedelta(hours=2), timedelta(hours=2), 1)
    shifts = [Shift(ANA, BOB, "rule", "ana busy until Mon 12:10"), Shift(ANA, BOB, "rule", "ana busy until Tue 09:00")]
    assert by_reason([*shifts, Shift(ANA, BOB, "line", "the line stood elsewhere")]) == [("ana busy", 2)]


@pytest.mark.parametrize(
    ("why", "short"),
    [
        ("checked out until Mon 15:00", "checked out"),
        ("outside their hours, on at Tue 09:00", "outside their hours"),
        ("at the limit: 3 of 3 this day", "at the limit (day)"),
        ("at the limit: 12 of 12 open", "at the limit (open)"),
        ("does not accept such leads: vehicle.make is Ram", "does not accept such leads"),
        ("left on 2026-11-01", "left"),
        ("gets repeats only (weight: 0)", "gets repeats only"),
        ("has no working channel", "has no working channel"),
        ("owns this customer (L-7K3QX9), but busy until Mon 12:10", "owns this customer"),
    ],
)
def test_reasons_are_counted_by_their_kind(why: str, short: str) -> None:
    assert short_of(why) == short
