"""Labels and values of a plain text that only blanks part, known by the column in which all the values begin."""

from __future__ import annotations

import re
from dataclasses import replace

from uptape.parsing.fields.label_words import TAGS, label_words, plain
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.formats.pieces import Line

_STAR = re.compile(r"^\s*([^\W\d][^*:|\t]{1,40}?)\s?\*\s{1,3}(\S.*)$")
_ROW = re.compile(r"^(\s*)(\S(?:.{0,38}?\S)??)(\s{2,})(\S.*)$")


def with_colons(lines: list[Line]) -> list[Line]:
    """Rows of a block whose values begin in one column, with a colon behind those labels that no vocabulary knows.

    A block is what no blank line parts; half of its labels must be known, or it may be anything.
    """
    out = _starred(lines)
    start = 0
    lines = list(out)
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


def _starred(lines: list[Line]) -> list[Line]:
    """The rows of a form that was copied as text, `First Name* Ann` among them: known words at the begin are then labels."""
    starred = [found for line in lines if (found := _STAR.match(line.text[:200]))]
    if len(starred) < 3 or sum(understand(found.group(1)).complete for found in starred) < 2:
        return list(lines)
    out = list(lines)
    for at, line in enumerate(lines):
        found = _STAR.match(line.text)
        if found:
            out[at] = replace(line, text=f"{found.group(1)}: {found.group(2)}")
        elif ":" not in line.text[:45] and not line.rule and (label := _known_begin(line.text)):
            out[at] = replace(line, text=f"{label}: {line.text.strip()[len(label) :].strip()}")
    return out


def _known_begin(text: str) -> str:
    """The longest known label with which a line begins before its value; empty for none."""
    words = text.strip().split(" ")
    for count in (3, 2, 1):
        label = " ".join(words[:count])
        known = len(words) > count and label[:1].isupper() and understand(label).complete
        if known and TAGS.get(plain(words[count - 1]), frozenset()) != {"filler"}:
            return label
    return ""
