"""Who gets a lead, case by case: the decision as a value, without a database, a mail or a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.flow.builders import buyer, dealership, lead, person
from uptape.core.dealership import Dealership, Group, Limits, Overflow, Pool, Repeat, SourceTerms
from uptape.core.decisions import Decision, Ownership
from uptape.core.distribute import decide
from uptape.core.eligibility import member_of
from uptape.core.errors import Place
from uptape.core.leads import LeadDraft
from uptape.core.rules import Test as Line
from uptape.core.rules import Word
from uptape.core.situation import FromAbove, Situation
from uptape.core.tape import Tape
from uptape.core.weights import ONE
from uptape.flow.fields import MailFacts, lead_fields

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)
SPANISH = Line("language", (Word("es"),))
OWNED = (Ownership("bob", "L-OLD222", NOW),)


def situation(
    config: Dealership, draft: LeadDraft | None = None, pool: str = "main", away: str = "", **values: Any
) -> Situation:
    """A lead in a pool whose line is as the config has it; `away` names who is not there."""
    draft = draft or lead()

    def inner(key: str, above: FromAbove) -> Decision:
        below = situation(config, draft, key, away, **{**values, "sent_to": None, "from_above": above})
        return decide(replace(below, pool=replace(below.pool, mode="claim")) if above.claim else below)

    base = Situation(
        NOW,
        config,
        config.pools[pool],
        Tape().fit(config.pools[pool].tape),
        draft,
        lead_fields(draft, MailFacts(), config, NOW, repeat=False),
        lambda key: member_of(config, key),
        lambda member: "checked out" if member.key in away.split() else None,
        lambda _member, _period: 0,
        inner=inner,
    )
    return replace(base, **values)


def told(decision: Decision) -> str:
    """A decision in one line: outcome, how, who by which pool, group, whether it costs a turn."""
    who = decision.member or " ".join(decision.asked)
    inner = f"({told(decision.inner)})" if decision.inner else ""
    turn = " turn" if decision.uses_turn else ""
    copies = "".join(f" +{copy.member}" + (f"({told(copy.inner)})" if copy.inner else "") for copy in decision.copies)
    return f"{decision.outcome} {decision.how} {who}{inner}{copies}{turn} {decision.group or ''}".strip()


PEOPLE = [person(key) for key in ("ana", "bob", "cy")]
GROUP = Group("spanish", ("cy",), SPANISH, Overflow(NOW - NOW, "rest"), place=Place("sunset.yaml", 31))
REST = Group("rest", ("bob",), place=Place("sunset.yaml", 33))


@pytest.mark.parametrize(
    ("pool", "away", "values", "expected"),
    [
        ({}, "", {}, "assigned line ana turn"),
        ({}, "ana", {}, "assigned line bob turn"),
        ({}, "ana bob cy", {}, "queued line"),
        ({}, "", {"ownerships": OWNED}, "assigned repeat bob"),
        ({}, "bob", {"ownerships": OWNED}, "assigned cover ana"),
        ({"repeat": Repeat("wait")}, "bob", {"ownerships": OWNED}, "queued line"),
        ({"repeat": Repeat("assign")}, "bob", {"ownerships": OWNED}, "assigned repeat bob"),
        ({"repeat": Repeat(uses_turn=True)}, "", {"ownerships": OWNED}, "assigned repeat bob turn"),
        ({"mode": "manager"}, "", {}, "review line"),
        ({"mode": "manager"}, "", {"ownerships": OWNED}, "assigned repeat bob"),
        ({"mode": "claim"}, "bob", {}, "offered line ana cy"),
        ({}, "", {"tried": frozenset({"ana"})}, "assigned line bob turn"),
        ({}, "", {"weights": {"ana": ONE, "bob": 3 * ONE, "cy": ONE}}, "assigned line bob turn"),
        ({"mode": "least-busy"}, "", {"weights": {"ana": ONE, "bob": 3 * ONE}}, "assigned line ana turn"),
        ({}, "", {"held_back": lambda key: "is paced" if key == "ana" else None}, "assigned line bob turn"),
        ({}, "", {"held_back": lambda _: "is paced"}, "queued line"),
        ({}, "", {"held_back": lambda _: "is paced", "ownerships": OWNED}, "assigned repeat bob"),
        ({}, "", {"sent_to": "rest"}, "assigned line bob turn rest"),
        ({}, "", {"sent_to": "a group that is gone"}, "assigned line ana turn"),
        ({}, "", {"sent_to": "main"}, "assigned line ana turn"),
    ],
)  # fmt: skip
def test_who_gets_it(pool: dict[str, Any], away: str, values: dict[str, Any], expected: str) -> None:
    config = dealership(people=PEOPLE, groups=[GROUP, REST], pool=pool)
    assert told(decide(situation(config, away=away, **values))) == expected


@pytest.mark.parametrize(
    ("away", "values", "expected"),
    [
        ("", {}, "assigned line cy turn spanish"),
        ("cy", {}, "queued line  spanish"),
        ("cy", {"sent_to": "rest"}, "assigned line bob turn rest"),
        ("cy", {"sent_to": "main"}, "assigned line ana turn"),
        ("cy", {"sent_to": "gone"}, "queued line  spanish"),
        ("", {"ownerships": OWNED}, "assigned line cy turn spanish"),  # bob is outside the intended set
    ],
)
def test_a_group_is_a_hard_limit(away: str, values: dict[str, Any], expected: str) -> None:
    config = dealership(people=PEOPLE, groups=[GROUP, REST])
    assert told(decide(situation(config, lead(language="es"), away=away, **values))) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [("dear", "assigned line alpha turn"), ("cheap", "assigned line alpha +beta +gamma turn"),
     (None, "assigned line alpha +beta turn")],
)  # fmt: skip
def test_copies_by_source_stand_over_the_pools(source: str | None, expected: str) -> None:
    config = dealership(people=[], buyers=[buyer(key) for key in ("alpha", "beta", "gamma")], pool={"copies": 2})
    sources = {"dear": SourceTerms("dear", copies=1), "cheap": SourceTerms("cheap", copies="all")}
    assert told(decide(situation(replace(config, sources=sources), lead(source_key=source)))) == expected


def stores(west: dict[str, Any] | None = None, main: dict[str, Any] | None = None) -> Dealership:
    """`main` with pool west (ana, bob) and cy on its tape."""
    inner = Pool("west", ("west@leads.sunset.example",), ("ana", "bob"), place=Place("sunset.yaml", 40), **(west or {}))
    base = dealership(people=PEOPLE, pools={"west": inner}, pool=main)
    return replace(base, pools={**base.pools, "main": replace(base.pools["main"], tape=("pool.west", "cy"))})


@pytest.mark.parametrize(
    ("west", "main", "away", "values", "expected"),
    [
        ({}, {}, "", {}, "assigned line pool.west(assigned line ana turn) turn"),
        ({}, {}, "ana", {}, "assigned line pool.west(assigned line bob turn) turn"),
        ({}, {}, "ana bob", {}, "assigned line cy turn"),
        ({}, {}, "ana bob cy", {}, "queued line"),
        ({"mode": "claim"}, {}, "", {}, "assigned line pool.west(offered line ana bob) turn"),
        ({"mode": "manager"}, {}, "", {}, "assigned line pool.west(review line) turn"),
        ({"mode": "manager"}, {}, "ana bob", {}, "assigned line cy turn"),
        ({}, {}, "", {"ownerships": OWNED}, "assigned repeat pool.west(assigned repeat bob)"),
        ({}, {}, "bob", {"ownerships": OWNED}, "assigned cover pool.west(assigned cover ana)"),
        ({"repeat": Repeat("wait")}, {}, "bob", {"ownerships": OWNED}, "queued line"),
        ({}, {}, "cy", {"ownerships": (Ownership("cy", "L-OLD333", NOW),)},
         "assigned cover pool.west(assigned cover ana)"),
        ({}, {"mode": "claim"}, "", {}, "offered line ana bob cy"),
        ({}, {"mode": "claim"}, "ana", {}, "offered line bob cy"),
        ({}, {"mode": "claim"}, "ana bob", {}, "offered line cy"),
        ({}, {"mode": "claim"}, "ana bob cy", {}, "queued line"),
        ({"mode": "manager"}, {"mode": "claim"}, "", {}, "offered line ana bob cy"),
        ({"accept_within": FIVE}, {"mode": "claim"}, "", {"tried": frozenset({"ana"})}, "offered line bob cy"),
        ({"groups": (replace(REST, when=SPANISH, members=("bob",)),)}, {"mode": "claim"}, "", {},
         "offered line ana bob cy"),
        ({}, {"mode": "claim"}, "", {"ownerships": OWNED}, "assigned repeat pool.west(assigned repeat bob)"),
        ({}, {"copies": 2}, "", {}, "assigned line pool.west(assigned line ana turn) +cy turn"),
        ({}, {"copies": "all"}, "", {}, "assigned line pool.west(assigned line ana turn) +cy turn"),
        ({}, {"copies": 2}, "cy", {}, "assigned line pool.west(assigned line ana turn) turn"),
        ({"copies": 2}, {}, "", {}, "assigned line pool.west(assigned line ana +bob turn) turn"),
        ({"copies": 2}, {"copies": 2}, "", {}, "assigned line pool.west(assigned line ana turn) +cy turn"),
        ({"mode": "claim"}, {"copies": 2}, "", {}, "assigned line pool.west(offered line ana bob) turn"),
        ({"mode": "manager"}, {"copies": 2}, "", {}, "assigned line pool.west(review line) turn"),
        ({"accept_within": FIVE}, {"copies": 2}, "", {}, "assigned line pool.west(assigned line ana turn) turn"),
        ({}, {"copies": 2, "accept_within": FIVE}, "", {}, "assigned line pool.west(assigned line ana turn) turn"),
        ({}, {"copies": 2}, "", {"ownerships": OWNED}, "assigned repeat pool.west(assigned repeat bob)"),
        ({}, {"copies": 2}, "", {"ownerships": (*OWNED, Ownership("cy", "L-OLD222", NOW - FIVE))},
         "assigned repeat pool.west(assigned repeat bob) +cy"),
        ({}, {"copies": 2}, "", {"ownerships": (Ownership("bob", "L-OLD222", NOW - FIVE), Ownership("cy", "L-3", NOW))},
         "assigned repeat cy +pool.west(assigned repeat bob)"),
    ],
)  # fmt: skip
def test_a_pool_on_a_tape_decides_by_its_own_rules(
    west: dict[str, Any], main: dict[str, Any], away: str, values: dict[str, Any], expected: str
) -> None:
    assert told(decide(situation(stores(west, main), away=away, **values))) == expected


def three_stores(**main: Any) -> Dealership:
    """`main` feeds west (ana, bob), east (bob, dee) and air (cy, eve); ana and dee, cy and eve share a store."""
    at = {"ana": "westside", "bob": "", "cy": "airport", "dee": "westside", "eve": "airport"}
    people = [person(key, stores=(store,) if store else ()) for key, store in at.items()]
    tapes = {"west": ("ana", "bob"), "east": ("bob", "dee"), "air": ("cy", "eve")}
    inner = {key: Pool(key, (), tape, place=Place("sunset.yaml", 40)) for key, tape in tapes.items()}
    base = dealership(people=people, pools=inner, pool=main)
    return replace(
        base, pools={**base.pools, "main": replace(base.pools["main"], tape=tuple(f"pool.{k}" for k in tapes))}
    )


@pytest.mark.parametrize(
    ("main", "away", "values", "expected"),
    [
        ({"copies": 2}, "", {}, "pool.west(assigned line ana turn) +pool.east(assigned line bob turn) turn"),
        ({"copies": "all"}, "", {},
         "pool.west(assigned line ana turn) +pool.east(assigned line bob turn) +pool.air(assigned line cy turn) turn"),
        # Dee's store is ana's, bob is away: east has nobody who may have a copy.
        ({"copies": 2}, "bob", {}, "pool.west(assigned line ana turn) +pool.air(assigned line cy turn) turn"),
        # One person in two pools has one copy.
        ({"copies": 2}, "ana dee", {}, "pool.west(assigned line bob turn) +pool.air(assigned line cy turn) turn"),
        ({"copies": 2}, "ana", {}, "pool.west(assigned line bob turn) +pool.east(assigned line dee turn) turn"),
        ({"copies": 2, "mode": "least-busy"}, "", {"counts": lambda key, _: int(key in "ana bob")},
         "pool.air(assigned line cy turn) +pool.east(assigned line bob turn) turn"),
    ],
)  # fmt: skip
def test_copies_go_to_other_pools_and_never_to_two_of_one_store(
    main: dict[str, Any], away: str, values: dict[str, Any], expected: str
) -> None:
    found = told(decide(situation(three_stores(**main), away=away, **values)))
    assert found == f"assigned line {expected}"


def test_in_claim_mode_everybody_below_is_asked_once_by_the_first_pool_in_line() -> None:
    config = three_stores(mode="claim")
    decision = decide(situation(config, away="cy"))
    assert {key: down.pools for key, down in decision.through.items()} == {
        "ana": ("west",), "bob": ("west",), "dee": ("east",), "eve": ("air",)
    }  # fmt: skip
    assert [(one.person, one.verdict) for one in decision.reasons] == [
        ("ana", "asked"), ("bob", "asked"), ("dee", "asked"), ("cy", "skipped"), ("eve", "asked")
    ]  # fmt: skip
    top = Pool("top", (), ("pool.main",), "claim", place=Place("sunset.yaml", 50))
    above = decide(situation(replace(config, pools={**config.pools, "top": top}), pool="top"))
    assert (above.asked[0], above.through["ana"].pools) == ("ana", ("main", "west"))


def test_what_is_held_out_goes_to_one_taker_whatever_copies_says() -> None:
    config = dealership(people=PEOPLE, pool={"copies": 2, "accept_within": FIVE})
    assert told(decide(situation(config))) == "assigned line ana turn"
    config = dealership(people=PEOPLE, pool={"copies": 2, "mode": "claim"})
    assert told(decide(situation(config))) == "offered line ana bob cy"


def test_the_reasons_name_everybody_once_where_a_mode_goes_by_its_own_order() -> None:
    config = dealership(people=PEOPLE, pool={"mode": "priority", "tiers": (("cy",), ("ana", "bob"))})
    assert [(one.person, one.verdict, one.why) for one in decide(situation(config)).reasons] == [
        ("cy", "chosen", "first of the first tier (tier 1)"),
        ("ana", "behind", "comes after cy by mode priority"),
        ("bob", "behind", "comes after cy by mode priority"),
    ]
    open_leads = {"ana": 2, "bob": 1, "cy": 3}
    least = dealership(people=PEOPLE, pool={"mode": "least-busy"})
    decision = decide(situation(least, counts=lambda key, _period: open_leads[key]))
    assert [(one.person, one.verdict) for one in decision.reasons] == [
        ("ana", "behind"),
        ("cy", "behind"),
        ("bob", "chosen"),
    ]


def test_the_reasons_name_the_weight_and_everybody_passed_over() -> None:
    config = dealership(people=[person("ana", limits=Limits(day=0)), *PEOPLE[1:]])
    decision = decide(situation(config, weights={"ana": ONE, "bob": ONE, "cy": 2 * ONE}))
    assert [(one.person, one.verdict, one.why) for one in decision.reasons] == [
        ("cy", "chosen", "first in line (weight 2 of 4 on the tape)"),
        ("ana", "behind", "stands behind cy in the line"),
        ("bob", "behind", "stands behind cy in the line"),
    ]
