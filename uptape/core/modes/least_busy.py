"""least-busy: the member with the fewest open leads gets it, ties by the line."""

from __future__ import annotations

from uptape.core.decisions import Reason
from uptape.core.modes import Choice, Field


def choose(field: Field) -> Choice:
    """The member who may take the lead and has the fewest open ones; of equals the one who stands first in line."""
    reasons: list[Reason] = []
    best: tuple[int, str] | None = None
    for member in field.line:
        found = field.may_take(member)
        if found is None:
            continue
        if not found.ok:
            reasons.append(Reason(member, "skipped", found.why, found.where))
            continue
        have = field.open_leads(member)
        if best is None or have < best[0]:
            if best is not None:
                reasons.append(Reason(best[1], "behind", f"has {best[0]} open leads, {member} has {have}"))
            best = (have, member)
        else:
            reasons.append(Reason(member, "behind", f"has {have} open leads, {best[1]} has {best[0]}"))
    if best is None:
        return Choice(None, tuple(reasons), "nobody in line may take it")
    return Choice(best[1], tuple(reasons), f"fewest open leads: {best[0]}")
