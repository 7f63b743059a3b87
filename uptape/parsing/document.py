"""A mail taken apart: headers and readable parts, decoded as far as they go. What `mime` makes and all readers take."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree with its text decoded; binary parts have empty text."""

    content_type: str
    """Lower case, without parameters."""
    text: str = ""
    filename: str | None = None
    is_attachment: bool = False
    depth: int = 0
    """0 for the mail's own parts, more inside message/rfc822."""


@dataclass(frozen=True, slots=True)
class MailDocument:
    """Headers (decoded, unfolded) and parts of one mail."""

    headers: tuple[tuple[str, str], ...] = ()
    """Name in lower case and decoded value, in the order of the mail; outermost message only."""
    parts: tuple[Part, ...] = ()
    malformed: bool = False
    notes: tuple[str, ...] = ()
    _first: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_first", dict(reversed(self.headers)))

    def header(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        return self._first.get(name.lower(), "")
