"""Two blocks side by side in a plain text, each below its own title: `BUYER` with its rows left, `SELLER` with its rows right."""

from __future__ import annotations

import re

from uptape.parsing.fields.vocabulary import section_of, understand

_TITLES = re.compile(r"^(\s{0,8})(\S[^:|\t]{1,28}?\S)(\s{3,})(\S[^:|\t]{1,28}?\S)\s*$")
_LABEL = re.compile(r"^[^\W\d][\w .#/'’()-]{0,28}:(?:\s|$)")
_PUSHED = re.compile(r" {2,}(?=[^\W\d][\w .#/'’()-]{0,28}:\s)")
_MOST_ROWS = 40


def blocks_apart(text: str) -> str:
    """The text with blocks that stand side by side put below each other, the left one first; any other text as it is."""
    if "   " not in text:
        return text
    rows = text.split("\n")[:3000]
    rest = text.split("\n")[3000:]
    out: list[str] = []
    at = 0
    while at < len(rows):
        found = _TITLES.match(rows[at].rstrip()) if len(rows[at]) < 120 else None
        surely = found is not None and _open_sections(found.group(2), found.group(4))
        end = _end(rows, at, found.start(4), surely) if found and _are_titles(found.group(2), found.group(4)) else at
        if not found or end - at < 3:
            out.append(rows[at])
            at += 1
            continue
        halves = [_halves(row, found.start(4)) or (row, "") for row in rows[at:end]]
        left, right = [half[0].rstrip() for half in halves], [half[1].strip() for half in halves]
        out += [*(row for row in left if row), "", *(row for row in right if row), "", "-" * 8]
        at = end
    return "\n".join([*out, *rest])


def _are_titles(left: str, right: str) -> bool:
    """Whether one of two short texts opens a section, and the other could: both are titles, neither a label with its value."""
    known = [section_of(left), section_of(right)]
    if all(known):
        return True
    return any(known) and left.isupper() and right.isupper() and understand(left).field != "property"


def _halves(row: str, border: int) -> tuple[str, str] | None:
    """What stands left and right of the border; a value that is too long for its column pushes the next label on."""
    if len(row) <= border or (row[border - 1] == " " and not row[border - 2 : border].strip()):
        return row[:border], row[border:]
    pushed = _PUSHED.search(row, max(0, border - 6))
    return (row[: pushed.start()], row[pushed.end() :]) if pushed else None


def _open_sections(left: str, right: str) -> bool:
    """Whether each of two texts is the title of a section, and of another one."""
    known = [section_of(left), section_of(right)]
    return all(known) and known[0] != known[1] and ":" not in left + right


def _end(rows: list[str], start: int, border: int, surely: bool) -> int:
    """The first row behind the block: one that writes over the border between the columns, or an empty one."""
    at, labels, filled, pushed = start + 1, 0, 0, 0
    while at < len(rows) and at - start < _MOST_ROWS and rows[at].strip():
        halves = _halves(rows[at], border)
        if halves is None:
            break
        filled += bool(halves[1].strip())
        pushed += halves[0] != rows[at][:border]
        labels += bool(_LABEL.match(halves[1].strip())) or not halves[1].strip()
        at += 1
    # Without labels nothing may run over the border: `Ann Lee    2021 Kia Soul` below `CUSTOMER    VEHICLE`.
    return at if filled and (labels or (surely and filled > 1 and not pushed)) else start
