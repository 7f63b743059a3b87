"""A cell of nothing but labels beside a cell with as many values: `Name<br>Phone` beside `Ann Lee<br>555-0100`."""

from __future__ import annotations

from collections.abc import Sequence

from uptape.parsing.fields.vocabulary import understand


def beside_lines(texts: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Labels with their values, out of the lines of two cells; empty where the first is no column of labels."""
    if len(texts) != 2 or not 2 <= len(texts[0]) == len(texts[1]) <= 20:
        return []
    known = [(told := understand(label.strip(" :*"))).complete and told.field != "property" for label in texts[0]]
    if sum(known) < max(2, 0.7 * len(known)) or any(understand(value).complete for value in texts[1]):
        return []
    return [(label.strip(" :*"), value) for label, value in zip(texts[0], texts[1], strict=True)]
