"""The common form of every layout: lines as they stand on the page, and the labelled values read from them."""

from __future__ import annotations

from dataclasses import dataclass, field

from uptape.parsing.fields.vocabulary import Meaning

LINE_CAP = 4000
LINES_CAP = 3000
MARK = "\x1f"
"""Stands where bold text begins or ends inside a line: a possible border between label and value."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mail, or one row of a table."""

    text: str
    cells: tuple[str, ...] = ()
    """The texts of a row with two or more filled cells; empty for a plain line. A cell may hold several lines."""
    table: int = 0
    """Rows of one table have the same number; 0 outside tables."""
    strong: bool = False
    """The whole line is bold, a heading, a `<th>`, `<dt>` or `<label>`."""
    heading: bool = False
    quote: bool = False
    """Stands in a quotation or a speech bubble."""
    rule: bool = False
    """A line drawn across the page."""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing read from the lines: a labelled value, a heading, free text, or a break."""

    kind: str
    """pair, heading, text, blank, rule, record (the beginning of another record of a table)."""
    text: str = ""
    """The value of a pair; the words of a heading or a text."""
    label: str = ""
    meaning: Meaning = field(default=Meaning("property"))
    quote: bool = False
    strong: bool = False
    links: tuple[str, ...] = ()
    indent: int = 0
