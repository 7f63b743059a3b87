"""round-robin: the first in line gets it and goes to the end; everyone skipped keeps their spot."""

from __future__ import annotations

from collections.abc import Iterable

from uptape.core.decisions import Reason
from uptape.core.eligibility import Verdict
from uptape.core.modes import Candidates, Choice


def choose(line: Iterable[str], candidates: Candidates) -> Choice:
    """The first of the line who may take the lead, with a reason for each who was passed over on the way."""
    reasons: list[Reason] = []
    for member in line:
        found: Verdict | None = candidates(member)
        if found is None:
            continue
        if found.ok:
            return Choice(member, tuple(reasons), "first in line" if not reasons else "first in line who may take it")
        reasons.append(Reason(member, "skipped", found.why, found.where))
    return Choice(None, tuple(reasons), "nobody in line may take it")
