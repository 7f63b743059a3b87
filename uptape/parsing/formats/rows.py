"""Rows of tables into labelled values: label beside value, header above columns, records below each other."""

from __future__ import annotations

from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.vocabulary import section_of, understand
from uptape.parsing.formats.below import phones_like
from uptape.parsing.formats.fitting import pair
from uptape.parsing.formats.labels import split_label
from uptape.parsing.formats.pieces import Item, Line
from uptape.parsing.formats.prose import is_person_shape


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
        if (parted := _parties(rows, at) or _two_forms(rows, at)) is not None:
            items += parted[0]
            at = parted[1]
            continue
        if body > at + 1 and _are_forms(row, rows[at + 1 : body]):
            items += _side_by_side(row, rows[at + 1 : body])
            at = body
            continue
        if body > at + 1 and _are_titles(row, rows[at + 1]):
            items += _side_by_side(row, rows[at + 1 : at + 2])
            at += 2
            continue
        if _is_header(row) and body > at + 1 and not (count == 2 and _label_first(rows[at + 1 : body])):
            items += _columns(row, rows[at + 1 : body])
            at = body
            continue
        items += _beside(row)
        at += 1
    return items


_SAME = frozenset(("same", "same as applicant", "same as buyer", "idem", "mismo", "igual", "même", "-", "n/a"))


def _parties(rows: list[Line], at: int) -> tuple[list[Item], int] | None:
    """Labels in the first column, and a column for each party: `Applicant | Co-Applicant` above `Name | Ann | Bob`.

    The answer is the items, party after party, and the row behind the table's part."""
    header = list(rows[at].cells)
    count = len(header) + 1
    if len(rows) > at + 1 and len(rows[at + 1].cells) == len(header) and len(header) >= 3:
        header, count = header[1:], len(header)
    titles = [section_of(cell.strip(" :")) for cell in header]
    if len(header) < 2 or not all(titles) or not {"customer", "co", "trade"} & set(titles) or len(set(titles)) < 2:
        return None
    end = at + 1
    while end < len(rows) and len(rows[end].cells) == count:
        end += 1
    body = [row.cells for row in rows[at + 1 : end]]
    known = sum(understand(cells[0].strip(" :")).complete for cells in body)
    if len(body) < 2 or known < 0.6 * len(body):
        return None
    items: list[Item] = []
    for column, title in enumerate(header, start=1):
        items.append(Item("heading", title.strip(" :"), strong=True))
        items += [
            pair(cells[0].strip(" :"), cells[column].strip())
            for cells in body
            if cells[column].strip().lower() not in _SAME
        ]
        items.append(Item("blank"))
    return items, end


def _two_forms(rows: list[Line], at: int) -> tuple[list[Item], int] | None:
    """Titles above pairs of columns with a label and its value each: `Seller | Vehicle` above `Name | Ann | VIN | …`.

    The answer is the items, title after title, and the row behind the table's part."""
    header = [cell.strip(" :") for cell in rows[at].cells]
    titles = [section_of(cell) for cell in header]
    if not 2 <= len(header) <= 3 or not all(titles):
        return None
    end = at + 1
    while end < len(rows) and len(rows[end].cells) == 2 * len(header):
        end += 1
    body = [row.cells for row in rows[at + 1 : end]]
    labels = [cells[column].strip(" :-") for cells in body for column in range(0, 2 * len(header), 2)]
    said = [label for label in labels if label]
    if len(body) < 2 or sum(understand(label).complete for label in said) < 0.6 * len(said):
        return None
    items: list[Item] = []
    for number, title in enumerate(header):
        sells = titles[number] == "store" and "trade" in titles  # whoever sells what is their own
        items.append(Item("heading", "Customer" if sells else title, strong=True))
        items += [
            pair(cells[2 * number].strip(" :"), cells[2 * number + 1].strip())
            for cells in body
            if cells[2 * number].strip(" :-")
        ]
        items.append(Item("blank"))
    return items, end


def _are_forms(header: Line, rows: list[Line]) -> bool:
    """Whether titles stand above columns in which every cell has its own label: `Buyer | Co-Buyer` above `Name: …`."""
    titles = [section_of(cell.strip(" :")) for cell in header.cells]
    if len(titles) > 3 or not all(titles) or any(":" in cell.rstrip(" :") for cell in header.cells):
        return False
    lines = [line for row in rows for cell in row.cells for line in cell.split("\n")[:3]]
    labelled = sum(1 for line in lines if (told := split_label(line)) is not None and told[1])
    return labelled >= 0.6 * len(lines) and len(lines) >= 2


def _are_titles(header: Line, row: Line) -> bool:
    """Whether the cells of a row are titles of the blocks of lines below them: `Purchaser | Unit`."""
    titles = [section_of(cell.strip(" :")) for cell in header.cells]
    blocks = sum("\n" in cell for cell in row.cells)
    return blocks >= max(1, len(titles) - 1) and all(titles) and all("\n" not in cell for cell in header.cells)


def _side_by_side(header: Line, rows: list[Line]) -> list[Item]:
    from uptape.parsing.formats.blocks import read_items

    items: list[Item] = []
    for at, title in enumerate(header.cells):
        items.append(Item("heading", title.strip(" :"), strong=True))
        items += read_items([Line(text, links=row.links) for row in rows for text in row.cells[at].split("\n")])
        items.append(Item("blank"))
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
            items.append(pair(label.strip(" :"), value.strip(), None, row.links))
    return items


def _beside(row: Line) -> list[Item]:
    cells = row.cells
    named = len(cells) == 2 and " " in cells[0] and is_person_shape(cells[0]) and phones_like(cells[1])
    if len(cells) % 2 == 0 and not named and all(_can_be_label(cell) for cell in cells[::2]):
        return [
            pair(label.strip(" :*"), value.strip(), None, row.links)
            for label, value in zip(cells[::2], cells[1::2], strict=True)
        ]
    if len(cells) == 3 and _can_be_label(cells[0]) and understand(cells[0].strip(" :")).complete:
        label = cells[0].strip(" :")
        return [pair(label, " ".join(cells[1:]).strip(), None, row.links)]
    from uptape.parsing.formats.blocks import read_items

    return read_items([Line(text, strong=row.strong, links=row.links) for cell in cells for text in cell.split("\n")])


def _can_be_label(cell: str) -> bool:
    words = label_words(cell)
    return 0 < len(words) <= 14 and "\n" not in cell and "@" not in cell and sum(map(str.isdigit, cell)) <= 2
