"""What holds for every line, every lead and every state of its people: who may take it, told apart by other means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.test_decide import NOW, situation
from tests.flow.builders import dealership, lead, person
from uptape.core.dealership import Dealership, Group, Limits, Repeat
from uptape.core.decisions import Decision, Ownership
from uptape.core.distribute import decide
from uptape.core.errors import Place
from uptape.core.rules import Test as Line
from uptape.core.rules import Word
from uptape.core.tape import Tape
from uptape.core.weights import ONE, after_turn

KEYS = ("ana", "bob", "cy", "dee", "eve")
MAKES = ("Ford", "Ram", "GMC")
MODES = ("round-robin", "priority", "least-busy", "nearest", "claim", "manager")
SOME = st.frozensets(st.sampled_from(KEYS))
FEW = settings(max_examples=100)


@dataclass(frozen=True, slots=True)
class State:
    """One drawn state: the config, and what stands in the books about each person."""

    config: Dealership
    make: str
    line: tuple[str, ...]
    away: frozenset[str]
    tried: frozenset[str]
    today: Mapping[str, int]
    owner: str | None
    paced: frozenset[str]

    @property
    def intended(self) -> frozenset[str]:
        """The first group that names the make, or everybody."""
        for group in self.config.pools["main"].groups:
            if _names(group.when, self.make):
                return frozenset(group.members)
        return frozenset(self.line)

    @property
    def free(self) -> frozenset[str]:
        """Everybody who may take it as a fresh lead, by the plain words of the rules."""
        people = self.config.people
        return frozenset(
            key
            for key in self.intended - self.away - self.tried - self.paced
            if people[key].weight > 0
            and people[key].mobile is not None
            and (people[key].limits.day is None or self.today[key] < (people[key].limits.day or 0))
            and (people[key].accepts is None or _names(people[key].accepts, self.make))
        )

    def decide(self) -> Decision:
        """What the engine says."""
        owned = (Ownership(self.owner, "L-OLD222", NOW - timedelta(days=3)),) if self.owner else ()
        draft = lead()
        draft = replace(draft, vehicles=(replace(draft.vehicles[0], make=self.make),))
        weights = {key: ONE * self.config.people[key].weight for key in self.line}
        uneven = len({one for one in weights.values() if one}) > 1
        return decide(
            situation(
                self.config, draft, away=" ".join(self.away), tape=Tape().fit(self.line), tried=self.tried,
                counts=lambda key, _period: self.today[key], ownerships=owned,
                weights={k: w for k, w in weights.items() if k not in self.away} if uneven else None,
                held_back=lambda key: "is paced" if key in self.paced else None,
            )
        )  # fmt: skip


def _names(rule: Any, make: str) -> bool:
    return any(word.text == make for word in rule.wanted)


def _rule(makes: frozenset[str]) -> Line:
    return Line("vehicle.make", tuple(Word(make) for make in sorted(makes)), Place("sunset.yaml", 9))


@st.composite
def states(draw: Callable[..., Any], modes: tuple[str, ...] = MODES) -> State:
    """Any config and any state of its people."""
    keys = draw(st.permutations(KEYS))[: draw(st.integers(1, len(KEYS)))]
    makes = st.frozensets(st.sampled_from(MAKES), min_size=1)
    people = []
    for key in keys:
        one = person(
            key, weight=draw(st.sampled_from((1, 1, 1, 2, 0))),
            limits=Limits(day=draw(st.sampled_from((None, None, 1, 2)))),
            accepts=_rule(draw(makes)) if draw(st.integers(0, 3)) == 0 else None,
        )  # fmt: skip
        people.append(replace(one, mobile=None, email=None) if draw(st.integers(0, 9)) == 0 else one)
    groups = [
        Group(f"group{number}", tuple(draw(st.permutations(keys))[: draw(st.integers(1, len(keys)))]),
              _rule(draw(makes)), place=Place("sunset.yaml", 30 + number))
        for number in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    mode = draw(st.sampled_from(modes))
    pool = {
        "mode": mode,
        "tiers": (tuple(keys[:2]), tuple(keys[2:])) if mode == "priority" else (),
        "repeat": Repeat(draw(st.sampled_from(("next", "wait", "assign"))), draw(st.booleans())),
        "copies": draw(st.sampled_from((1, 1, 2, "all"))) if mode == "round-robin" else 1,
    }
    return State(
        dealership(people=people, groups=groups, pool=pool), draw(st.sampled_from(MAKES)),
        tuple(draw(st.permutations(keys))), draw(SOME) & set(keys), draw(SOME) & set(keys),
        {key: draw(st.integers(0, 2)) for key in keys}, draw(st.sampled_from((None, None, *keys))),
        draw(SOME) & set(keys) if draw(st.booleans()) else frozenset(),
    )  # fmt: skip


@FEW
@given(states())
def test_no_fresh_lead_waits_while_somebody_may_take_it_and_nobody_else_gets_it(state: State) -> None:
    state = replace(state, owner=None)
    decision, free = state.decide(), state.free
    if state.config.pools["main"].mode == "manager":
        assert (decision.outcome, decision.member) == ("review", None)
        assert {one.person for one in decision.reasons if one.verdict == "asked"} == free
    elif not free:
        assert (decision.outcome, decision.member, decision.asked) == ("queued", None, ())
    elif state.config.pools["main"].mode == "claim":
        assert (decision.outcome, set(decision.asked)) == ("offered", free)
    else:
        takers = [decision.member, *(copy.member for copy in decision.copies)]
        assert decision.outcome == "assigned"
        assert free.issuperset(takers)
        assert len(set(takers)) == len(takers)
        most = state.config.pools["main"].copies
        assert len(takers) == (len(free) if most == "all" else min(most, len(free)))


@FEW
@given(states())
def test_a_repeat_goes_to_the_owner_a_cover_or_nobody_by_the_rule_of_the_pool(state: State) -> None:
    owner, when_away = state.owner or state.line[0], state.config.pools["main"].repeat.when_away
    state = replace(state, owner=owner)
    decision, free = state.decide(), state.free
    reached = state.config.people[owner].mobile is not None
    if owner not in state.intended or owner in state.tried:
        assert decision.how == "line" or decision.covers_for is None
        assert decision.member is None or decision.member in free
    elif (owner not in state.away and reached) or when_away == "assign":
        assert (decision.outcome, decision.member, decision.how) == ("assigned", owner, "repeat")
        assert decision.uses_turn is state.config.pools["main"].repeat.uses_turn
    elif when_away == "wait":
        assert (decision.outcome, decision.member) == ("queued", None)
    elif decision.member is not None:
        assert (decision.how, decision.covers_for) == ("cover", owner)
        assert decision.member in free
        assert not decision.makes_owner
    else:
        assert decision.outcome in {"queued", "review", "offered"}
        assert free.issuperset(decision.asked)
        assert decision.outcome != "queued" or not free


@FEW
@given(states())
def test_every_decision_says_why_for_everybody_it_passed_over(state: State) -> None:
    decision = state.decide()
    assert decision.reasons
    assert all(one.verdict and one.why for one in decision.reasons)
    chosen = [one.person for one in decision.reasons if one.verdict == "chosen"]
    assert chosen == ([decision.member] if decision.member else [])
    for copy in decision.copies:
        assert [one.person for one in copy.reasons if one.verdict == "chosen"] == [copy.member]
    skipped = {one.person for one in decision.reasons if one.verdict == "skipped"}
    assert decision.member not in skipped or decision.how == "line"
    assert skipped <= state.intended
    if decision.how == "line" and decision.owners_elsewhere == () and state.owner is None:
        assert not skipped & state.free
    if decision.outcome == "queued":
        assert decision.reasons[-1].verdict == "queued"
        if not decision.repeat:
            assert skipped == state.intended
    elif decision.outcome == "assigned" and decision.how == "line":
        told = {one.person for one in decision.reasons}
        assert state.intended <= told


def deal(tape: Tape, config: Dealership, away: str = "", **values: Any) -> tuple[Tape, Decision]:
    """One lead decided on a line, and the line after it."""
    decision = decide(situation(config, away=away, tape=tape, **values))
    if not (decision.member and decision.uses_turn):
        return tape, decision
    weights = values.get("weights")
    after = after_turn(tape, decision.member, weights) if weights else None
    return tape.turn(decision.member, NOW, after), decision


@FEW
@given(st.integers(1, 5), st.lists(st.one_of(st.none(), st.sampled_from(KEYS)), max_size=30))
def test_nobody_is_more_than_one_turn_ahead_while_all_may_take_whoever_has_repeats_between(
    size: int, owners: list[str | None]
) -> None:
    config = dealership(people=[person(key) for key in KEYS[:size]])
    tape = Tape().fit(KEYS[:size])
    for owner in owners:
        owned = (Ownership(owner, "L-OLD222", NOW),) if owner in KEYS[:size] else ()
        before = tape
        tape, decision = deal(tape, config, ownerships=owned)
        assert (tape is before) is (decision.how == "repeat")
        ups = [spot.ups for spot in tape.spots]
        assert max(ups) - min(ups) <= 1


@FEW
@given(st.integers(1, 5), st.lists(SOME, max_size=30))
def test_who_is_skipped_keeps_their_spot_and_is_next_once_back(size: int, absences: list[frozenset[str]]) -> None:
    config = dealership(people=[person(key) for key in KEYS[:size]])
    tape = Tape().fit(KEYS[:size])
    waited: dict[str, int] = dict.fromkeys(KEYS[:size], 0)
    for away in absences:
        before = tape
        tape, decision = deal(tape, config, " ".join(away))
        there = [key for key in before.members if key not in away]
        assert decision.member == (there[0] if there else None)
        rest = [spot for spot in before.spots if spot.member != decision.member]
        assert list(tape.spots[: len(rest)]) == rest  # position, ups and all
        # Whoever is there is passed over by no more than those who stood before them.
        for key in there:
            waited[key] = 0 if key == decision.member else waited[key] + 1
            assert waited[key] < size
        first = before.members[0]
        if first in away:
            assert deal(tape, config)[1].member == first


@FEW
@given(st.lists(st.integers(1, 4), min_size=2, max_size=5), st.lists(SOME, max_size=30))
def test_with_weights_too_somebody_who_is_there_gets_it_and_everybody_else_keeps_their_turns(
    shares: list[int], absences: list[frozenset[str]]
) -> None:
    people = [person(key, weight=share) for key, share in zip(KEYS, shares, strict=False)]
    config = dealership(people=people)
    tape = Tape().fit(one.key for one in people)
    for away in absences:
        before = tape
        weights = {one.key: ONE * one.weight for one in people if one.key not in away}
        tape, decision = deal(tape, config, " ".join(away), weights=weights)
        assert (decision.member is None) is not bool(weights)
        assert decision.member is None or decision.member in weights
        rest = [spot for spot in before.spots if spot.member != decision.member]
        assert list(tape.spots[: len(rest)]) == rest
