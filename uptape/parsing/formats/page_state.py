"""Where the walk through a page stands: open cells and rows, depth of bold and quotation."""

from __future__ import annotations

from dataclasses import dataclass, field

from uptape.parsing.formats.pieces import Line


@dataclass(slots=True)
class Buffer:
    """The lines of one cell or of the page, and the line that is being written."""

    lines: list[Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    chars: int = 0
    strong_chars: int = 0
    heading: bool = False
    complex: bool = False
    """Holds rows of a table inside."""


@dataclass(slots=True)
class Row:
    cells: list[Buffer] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """Where the walk stands: open cells and rows, depth of bold and quotation."""

    buffers: list[Buffer] = field(default_factory=lambda: [Buffer()])
    rows: list[Row] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    count: int = 0
    strong: int = 0
    quote: int = 0
    was: tuple[bool, bool] = (False, False)
    """Whether the last text was bold, and capitals in a type of their own: `<small>STOCK</small> A12`."""
    inline: int = 0
    pre: int = 0
    """Inside text whose line ends and gaps count."""
