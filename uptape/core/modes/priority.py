"""priority: tiers of members, each tier a line of its own; a later tier is asked only where no earlier one can."""

from __future__ import annotations

from uptape.core.modes import Choice, Field, first_in


def choose(field: Field) -> Choice:
    """The first of the first tier in which somebody may take the lead; within a tier the line decides."""
    tier_of = {member: number for number, tier in enumerate(field.pool.tiers) for member in tier}
    last = len(field.pool.tiers)
    order = sorted(field.line, key=lambda member: tier_of.get(member, last))  # stable: the line within each tier
    choice = first_in(order, field, "first of the first tier", "first in line who may take it")
    if choice.member is None:
        return choice
    return Choice(choice.member, choice.reasons, f"{choice.why} (tier {tier_of.get(choice.member, last) + 1})")
