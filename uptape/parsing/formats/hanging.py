"""Values that hang below their label, further in than it: a question or a title, and one or more lines of answer."""

from __future__ import annotations

from uptape.parsing.fields.label_words import label_words
from uptape.parsing.formats.labels import bare_line, split_label, split_line
from uptape.parsing.formats.pieces import MARK, Line

_LEAST = 3


def hanging(lines: list[Line]) -> dict[int, tuple[str, str, int]]:
    """By the number of its line: label, value, and the line after the value. Empty where the mail has not several of them."""
    found: dict[int, tuple[str, str, int]] = {}
    at = 0
    while at < len(lines) - 1:
        taken = _hangs(lines, at)
        if taken is None:
            at += 1
            continue
        found[at] = taken
        at = taken[2]
    return found if len(found) >= _LEAST else {}


def _hangs(lines: list[Line], at: int) -> tuple[str, str, int] | None:
    line = lines[at]
    label = bare_line(line.text).replace(MARK, "")
    if (
        not label.endswith(("?", ":"))
        or line.cells
        or line.quote
        or line.heading
        or not 1 <= len(label_words(label)) <= 9
    ):
        return None
    pairs = split_line(line.text)
    if any(value for _, value, _ in pairs):
        return None
    own, inner = _indent(line), _indent(lines[at + 1])
    if not lines[at + 1].text.strip() or inner < own + 2:
        return None
    end = at + 1
    while end < len(lines) and lines[end].text.strip() and _indent(lines[end]) >= inner and _is_plain(lines[end]):
        end += 1
    value = [row.text.strip().replace(MARK, "") for row in lines[at + 1 : end]]
    labelled = [told for row in value if (told := split_label(row)) and told[1] and told[2].complete]
    if not value or len(labelled) > (1 if len(value) > 2 else 0):
        return None  # a title above labelled values
    return label.rstrip(" :?*"), "\n".join(value), end


def _is_plain(line: Line) -> bool:
    return not (line.cells or line.rule or line.quote or line.strong)


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())
