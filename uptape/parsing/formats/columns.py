"""Labels and values of a plain text that only blanks part, known by the column in which all the values begin."""

from __future__ import annotations

import re
from dataclasses import replace

from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.formats.pieces import Line

_ROW = re.compile(r"^(\s*)(\S(?:.{0,38}?\S)??)(\s{2,})(\S.*)$")


def with_colons(lines: list[Line]) -> list[Line]:
    """Rows of a block whose values begin in one column, with a colon behind those labels that no vocabulary knows.

    A block is what no blank line parts; half of its labels must be known, or it may be anything.
    """
    out = list(lines)
    start = 0
    for at in range(len(lines) + 1):
        if at == len(lines) or not lines[at].text.strip() or lines[at].rule or lines[at].quote or lines[at].strong:
            _mark(out, start, at)
            start = at + 1
    return out


def _mark(lines: list[Line], start: int, end: int) -> None:
    found = [(at, row) for at in range(start, end) if (row := _ROW.match(lines[at].text[:160]))]
    if len(found) < 3:
        return
    columns = [row.start(4) for _, row in found]
    column = max(set(columns), key=columns.count)
    rows = [(at, row) for at, row in found if row.start(4) == column]
    known = [understand(row.group(2).strip(" :")).complete for _, row in rows]
    if len(rows) < 3 or sum(known) < max(2, 0.5 * len(rows)):
        return
    for (at, row), is_known in zip(rows, known, strict=True):
        label = row.group(2)
        if not is_known and label[-1:].isalnum() and label[:1].isalpha() and len(label_words(label)) <= 5:
            lines[at] = replace(lines[at], text=f"{row.group(1)}{label}:{row.group(3)}{lines[at].text[row.start(4) :]}")
