"""One pure function per mode: who of the eligible gets the lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from uptape.core.dealership import Pool
from uptape.core.decisions import Reason
from uptape.core.eligibility import Verdict


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a mode picked, or nobody, and why the others before were passed over."""

    member: str | None
    reasons: tuple[Reason, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Field:
    """What a mode may look at."""

    line: Sequence[str]
    """The members of the tape, next first."""
    may_take: Callable[[str], Verdict | None]
    """Whether a member may take the lead; None for one outside the intended set."""
    pool: Pool
    open_leads: Callable[[str], int]
    """How many open leads a member has."""
    miles_to: Callable[[str], float | None]
    """How far a member is from the customer; None where that is not known."""


ModeFunction = Callable[[Field], Choice]


def first_in(order: Iterable[str], field: Field, why_first: str, why_later: str) -> Choice:
    """The first of an order who may take the lead, with a reason for each who was passed over on the way."""
    reasons: list[Reason] = []
    for member in order:
        found = field.may_take(member)
        if found is None:
            continue
        if found.ok:
            return Choice(member, tuple(reasons), why_later if reasons else why_first)
        reasons.append(Reason(member, "skipped", found.why, found.where))
    return Choice(None, tuple(reasons), "nobody in line may take it")
