"""Two fates of the same leads side by side: what changed hands, for which reason, and what that means per person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from uptape.core.decisions import Reason
from uptape.core.skips import short_of

WAITED = timedelta(minutes=1)
"""A lead that was given out later than this after its arrival waited."""

NOBODY = ""
"""The person of a lead that nobody got."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one lead, in one of the two histories."""

    lead_id: str
    received_at: datetime
    customer: str
    vehicle: str
    pool: str
    """DEALERSHIP/POOL."""
    group: str | None
    outcome: str
    """given, by hand, waits, on offer, review, duplicate, not a lead."""
    takers: tuple[str, ...] = ()
    """Who got it first: the line's choice, before anybody moved it by hand."""
    how: str | None = None
    at: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    """Of the decision that gave it out; where nobody got it, of the last one."""
    moved: bool = False
    """True where it was handed on later."""

    @property
    def waited(self) -> timedelta | None:
        """How long it lay before somebody got it, None where nobody did."""
        return None if self.at is None else self.at - self.received_at


@dataclass(frozen=True, slots=True)
class Shift:
    """One lead in both histories. `kind` None: the same in both."""

    did: Fate | None
    would: Fate | None
    kind: Literal["rule", "line"] | None
    """`rule`: the config decides otherwise; `line`: only the line stood elsewhere."""
    why: str = ""

    @property
    def lead(self) -> Fate:
        """The lead as either history knows it."""
        found = self.did or self.would
        assert found is not None
        return found


@dataclass(slots=True)
class Share:
    """What the change means for one member of one pool."""

    pool: str
    person: str
    did: int = 0
    would: int = 0
    gains: Counter[str] = field(default_factory=Counter)
    """From whom (NOBODY: leads that nobody got) they would have leads that they did not get."""
    losses: Counter[str] = field(default_factory=Counter)
    """To whom they would lose leads that they got."""

    @property
    def change(self) -> int:
        """Leads more (or, negative, fewer) than they got."""
        return self.would - self.did


@dataclass(frozen=True, slots=True)
class Waiting:
    """How leads waited in one history."""

    count: int
    median: timedelta | None
    longest: timedelta | None
    still: int
    """Leads that waited to the end."""


def compare(did: Fate | None, would: Fate | None, members: Mapping[str, Sequence[str]]) -> Shift:
    """One lead in both histories; `members` are the new config's lines, by pool."""
    if did is not None and did.outcome == "by hand" and would is None:
        return Shift(did, would, None)  # a person made a lead of it, out of the review box
    if did is None or would is None:
        why = "is no lead by the new config" if would is None else "is a lead by the new config only"
        return Shift(did, would, "rule", why)
    if did.outcome != would.outcome:
        return Shift(did, would, "rule", _other_outcome(did, would))
    if set(did.takers) == set(would.takers):
        return Shift(did, would, None)
    if did.pool != would.pool:
        return Shift(did, would, "rule", f"comes to pool {would.pool} in place of {did.pool}")
    if did.group != would.group:
        why = f"{_group(would.group)} in place of {_group(did.group)}{_rule_of(would)}"
        return Shift(did, would, "rule", why)
    if did.how != would.how and {did.how, would.how} & {"repeat", "cover"}:
        return Shift(
            did, would, "rule", f"{_HOW.get(would.how or '', would.how)} in place of {_HOW.get(did.how or '')}"
        )
    return _other_taker(did, would, members)


def _other_taker(did: Fate, would: Fate, members: Mapping[str, Sequence[str]]) -> Shift:
    lost = [taker for taker in did.takers if taker not in would.takers]
    won = [taker for taker in would.takers if taker not in did.takers]
    for taker in lost:
        if taker not in members.get(would.pool, ()):
            return Shift(did, would, "rule", f"{taker} is not on this tape any more")
        skipped = _skipped(would, taker)
        if skipped is not None:
            return Shift(did, would, "rule", f"{taker} {skipped}")
    for taker in won:
        skipped = _skipped(did, taker)
        if skipped is not None:
            return Shift(did, would, "rule", f"{taker} may take it; in fact {skipped}")
    if len(did.takers) != len(would.takers):
        return Shift(did, would, "rule", f"{len(would.takers)} takers in place of {len(did.takers)}")
    if did.at is not None and would.at is not None and abs(would.at - did.at) > WAITED:
        return Shift(did, would, "rule", "would go out sooner" if would.at < did.at else "would go out later")
    return Shift(did, would, "line", "the line stood elsewhere")


def _skipped(fate: Fate, member: str) -> str | None:
    return next((r.why for r in fate.reasons if r.person == member and r.verdict == "skipped"), None)


def _other_outcome(did: Fate, would: Fate) -> str:
    last = next((r.why for r in reversed(would.reasons) if r.verdict != "behind"), "")
    return {
        "waits": f"would wait to the end: {last.removeprefix('waits in the inbox: ')}",
        "review": f"would go to the review box: {last}",
        "duplicate": last,
        "given": "would be given out by the line" if did.outcome == "by hand" else last,
    }.get(would.outcome, f"{would.outcome} in place of {did.outcome}")


_HOW = {"line": "a turn of the line", "repeat": "the customer's owner", "cover": "a cover for the owner"}


def _group(group: str | None) -> str:
    return f"group {group}" if group else "the whole line"


def _rule_of(would: Fate) -> str:
    matched = next((r for r in would.reasons if r.verdict == "group" and "does not match" not in r.why), None)
    return f" ({matched.where})" if matched is not None and matched.where else ""


def shares(shifts: Iterable[Shift]) -> list[Share]:
    """What the change means for each member of each pool; most changed first, by pool."""
    found: dict[tuple[str, str], Share] = {}

    def share(pool: str, person: str) -> Share:
        return found.setdefault((pool, person), Share(pool, person))

    for shift in shifts:
        before = set(shift.did.takers) if shift.did and shift.did.outcome != "duplicate" else set()
        after = set(shift.would.takers) if shift.would and shift.would.outcome != "duplicate" else set()
        for person in before:
            share(shift.did.pool if shift.did else "", person).did += 1
        for person in after:
            share(shift.would.pool if shift.would else "", person).would += 1
        gone, come = sorted(before - after), sorted(after - before)
        for number in range(max(len(gone), len(come))):
            loser = gone[number] if number < len(gone) else NOBODY
            winner = come[number] if number < len(come) else NOBODY
            if winner and shift.would:
                share(shift.would.pool, winner).gains[loser] += 1
            if loser and shift.did:
                share(shift.did.pool, loser).losses[winner] += 1
    return sorted(found.values(), key=lambda one: (one.pool, -one.would, one.person))


def waiting(fates: Iterable[Fate]) -> Waiting:
    """How the leads of one history waited for somebody."""
    spans: list[timedelta] = []
    still = 0
    for fate in fates:
        if fate.outcome == "waits":
            still += 1
        elif fate.outcome == "given" and fate.waited is not None and fate.waited > WAITED:
            spans.append(fate.waited)
    return Waiting(len(spans) + still, middle(spans), max(spans, default=None), still)


def middle(spans: Sequence[timedelta]) -> timedelta | None:
    """The median of some spans, None where there are none."""
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None


def by_reason(shifts: Iterable[Shift]) -> list[tuple[str, int]]:
    """Why leads change hands, most frequent first; the line's own movement apart."""
    counted: dict[str, int] = defaultdict(int)
    for shift in shifts:
        if shift.kind == "rule":
            counted[short_of(shift.why)] += 1
    return sorted(counted.items(), key=lambda one: -one[1])
