"""round-robin: the first in line gets it and goes to the end; everyone skipped keeps their spot."""

from __future__ import annotations

from uptape.core.modes import Choice, Field, first_in


def choose(field: Field) -> Choice:
    """The first of the line who may take the lead."""
    return first_in(field.line, field, "first in line", "first in line who may take it")
