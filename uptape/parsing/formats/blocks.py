"""Lines into labelled values, headings and free text: values below their label, lines that go on, whole paragraphs."""

from __future__ import annotations

from dataclasses import replace

from uptape.parsing import linear as re2
from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.vocabulary import Meaning, section_of, understand, unnumbered
from uptape.parsing.formats.below import continued, fits, links_of, lone_label, value_below
from uptape.parsing.formats.fitting import pair
from uptape.parsing.formats.hanging import hanging
from uptape.parsing.formats.inline_labels import sentence_labels
from uptape.parsing.formats.labels import bare_line, split_line
from uptape.parsing.formats.pieces import MARK, Item, Line


def read_items(lines: list[Line]) -> list[Item]:
    """Labelled values, headings and free text in the order of the mail."""
    from uptape.parsing.formats.rows import row_items

    items: list[Item] = []
    at = 0
    quoted = [split_line(line.text) for line in lines if line.quote]
    if sum(1 for pairs in quoted if pairs and all(told[2].complete for told in pairs)) >= 3:
        lines = [replace(line, quote=False) for line in lines]  # a form in the frame of a quotation
    lines = [piece for line in lines for piece in _sentences(line)]
    strong_count = sum(1 for line in lines if line.strong and line.text)
    hang = hanging(lines)
    while at < len(lines):
        line = lines[at]
        if at in hang:
            label, value, after = hang[at]
            items.append(pair(label, value, None, links_of(lines[at:after])))
            at = after
        elif line.rule:
            items.append(Item("rule"))
            at += 1
        elif line.cells:
            block = at
            while at < len(lines) and lines[at].cells and lines[at].table == line.table:
                at += 1
            items += row_items(lines[block:at])
        elif not line.text.strip():
            items.append(Item("blank", links=line.links))
            at += 1
        else:
            at = _plain(lines, at, items, strong_count)
    return items


def _sentences(line: Line) -> list[Line]:
    """The line, or its sentences where they begin with labels of their own."""
    if line.cells or line.quote or line.rule or len(line.text) <= 60:
        return [line]
    pieces = sentence_labels(line.text)
    return [line] if len(pieces) == 1 else [replace(line, text=piece, strong=False) for piece in pieces]


def _plain(lines: list[Line], at: int, items: list[Item], strong_count: int) -> int:
    """Read one plain line, with the lines below that belong to it; the answer is the next line to read."""
    line = lines[at]
    indent = len(line.text) - len(line.text.lstrip())
    pairs = [] if line.quote and not line.strong else split_line(line.text)
    if not pairs:
        label = bare_line(line.text).replace(MARK, "")
        lone = lone_label(label, line, strong_count)
        if lone is not None:
            taken = value_below(lines, at + 1, lone, line)
            if taken is not None:
                value, after = taken
                items.append(pair(label.rstrip(" :?*"), value, lone, links_of(lines[at:after]), indent))
                return after
        opens = (
            section_of(label) is not None
            and len(label_words(unnumbered(label))) <= 4
            and understand(unnumbered(label)).complete
            and not label.endswith((".", "!", "?"))
        )
        if (
            (line.strong or line.text.strip().isupper() or line.heading or opens)
            and len(label) < 70
            and sum(map(str.isdigit, label)) < 5
            and not re2.fullmatch(r"[A-Z]\d[A-Z] ?\d[A-Z]\d", label)
        ):
            items.append(Item("heading", label, strong=line.strong, links=line.links))
        else:
            items.append(
                Item(
                    "text",
                    line.text.strip().replace(MARK, ""),
                    quote=line.quote,
                    strong=line.strong,
                    links=line.links,
                    indent=indent,
                )
            )
        return at + 1
    label, value, meaning = pairs[-1]
    if len(pairs) == 1 and not value:
        return _empty_label(lines, at, items, label, meaning, indent)
    for label, value, meaning in pairs:
        items.append(pair(label, value, meaning, line.links, indent))
    if not items[-1].label:
        return at + 1
    return continued(lines, at + 1, items, indent)


def _empty_label(lines: list[Line], at: int, items: list[Item], label: str, meaning: Meaning, indent: int) -> int:
    if meaning.field in {"comments", "summary", "transcript"}:
        taken = value_below(lines, at + 1, meaning, lines[at])
        if taken is not None:
            items.append(pair(label, taken[0], meaning, (), indent))
            return taken[1]
        return at + 1
    taken = value_below(lines, at + 1, meaning, lines[at])
    section = section_of(label)
    if taken is not None and (
        section is None
        or meaning.field not in {"person", "vehicle", "location", "property"}
        or fits(meaning, taken[0]) is True
    ):
        value, after = taken
        if not (meaning.field == "property" and not meaning.complete and not lines[at].strong):
            items.append(pair(label, value, meaning, links_of(lines[at:after]), indent))
            return after
    items.append(Item("heading", label, strong=lines[at].strong))
    return at + 1
