"""nearest: the member closest to the customer's postal code gets it, ties by the line."""

from __future__ import annotations

from uptape.core.modes import Choice, Field, first_in


def choose(field: Field) -> Choice:
    """The closest member who may take the lead; members whose distance is not known come last, in the line's order."""
    miles = {member: field.miles_to(member) for member in field.line}
    known = {member: far for member, far in miles.items() if far is not None}
    order = sorted(field.line, key=lambda member: known.get(member, float("inf")))  # stable: ties by the line
    choice = first_in(order, field, "nearest to the customer", "nearest to the customer who may take it")
    if choice.member is None:
        return choice
    far = known.get(choice.member)
    how = f"{far:.0f} miles" if far is not None else "no distance is known, so the line decides"
    return Choice(choice.member, choice.reasons, f"{choice.why}: {how}")
