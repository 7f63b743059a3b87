"""Rows of tables into labelled values: label beside value, header above columns, records below each other."""

from __future__ import annotations

from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.formats.pieces import Item, Line


def row_items(rows: list[Line]) -> list[Item]:
    """The items of the consecutive rows of one table."""
    items: list[Item] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        count = len(row.cells)
        body = at + 1
        while body < len(rows) and len(rows[body].cells) == count and not _is_header(rows[body]):
            body += 1
        if _is_header(row) and body > at + 1 and not (count == 2 and _label_first(rows[at + 1 : body])):
            items += _columns(row, rows[at + 1 : body])
            at = body
            continue
        items += _beside(row)
        at += 1
    return items


def _is_header(row: Line) -> bool:
    """A row of nothing but labels."""
    known = [understand(cell.strip(" :")) for cell in row.cells]
    short = all(
        len(label_words(cell)) <= 6 and not any(c.isdigit() for c in cell) and "@" not in cell for cell in row.cells
    )
    colons = sum(cell.rstrip().endswith(":") for cell in row.cells)
    if not short or 0 < colons < len(row.cells):
        return False
    if len(row.cells) == 2:
        return (
            all(m.complete and m.field != "property" for m in known)
            and (row.strong or known[0].field not in {"person", "location"})
            and not row.cells[0].rstrip().endswith(":")
        )
    understood = sum(1 for meaning in known if meaning.complete and meaning.field != "property")
    if len(row.cells) % 2 == 0 and not row.strong and understood <= len(row.cells) / 2:
        return False
    return understood >= max(2, len(row.cells) // 2) or (row.strong and len(row.cells) > 2)


def _label_first(rows: list[Line]) -> bool:
    """Whether the rows below begin with labels themselves, so that the row above is but one of them."""
    known = [understand(row.cells[0].strip(" :")) for row in rows]
    return any(meaning.complete and meaning.field != "property" for meaning in known)


def _columns(header: Line, rows: list[Line]) -> list[Item]:
    items: list[Item] = []
    for row in rows:
        if len(rows) > 1:
            items.append(Item("record"))
        for label, value in zip(header.cells, row.cells, strict=True):
            if value == "-":
                continue
            items.append(Item("pair", value.strip(), label.strip(" :"), understand(label.strip(" :")), links=row.links))
    return items


def _beside(row: Line) -> list[Item]:
    cells = row.cells
    if len(cells) % 2 == 0 and all(_can_be_label(cell) for cell in cells[::2]):
        return [
            Item("pair", value.strip(), label.strip(" :*"), understand(label.strip(" :*")), links=row.links)
            for label, value in zip(cells[::2], cells[1::2], strict=True)
        ]
    if len(cells) == 3 and _can_be_label(cells[0]) and understand(cells[0].strip(" :")).complete:
        label = cells[0].strip(" :")
        return [Item("pair", " ".join(cells[1:]).strip(), label, understand(label), links=row.links)]
    from uptape.parsing.formats.blocks import read_items

    return read_items([Line(text, strong=row.strong, links=row.links) for cell in cells for text in cell.split("\n")])


def _can_be_label(cell: str) -> bool:
    words = label_words(cell)
    return 0 < len(words) <= 14 and "\n" not in cell and "@" not in cell and sum(map(str.isdigit, cell)) <= 2
