"""Several labels in one line: bold type that parts them from their values, numbers that are a unit's by their neighbours."""

from __future__ import annotations

from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.vocabulary import Meaning, understand
from uptape.parsing.formats.pieces import MARK


def bold_labels(text: str) -> list[tuple[str, str, Meaning]]:
    """`Company:` `Ann Inc` `Phone:` `555-0100` in one paragraph, where only bold type parts them."""
    if text.count(MARK) < 3:
        return []
    pieces = [piece.strip() for piece in text.split(MARK)]
    labels = [
        at
        for at, piece in enumerate(pieces)
        if piece.endswith(":") and len(label_words(piece)) <= 5 and at + 1 < len(pieces) and not piece[:1].isdigit()
    ]
    if len(labels) < 2 or sum(understand(pieces[at].strip(" :")).complete for at in labels) < 2:
        return _by_turns(pieces)
    out: list[tuple[str, str, Meaning]] = []
    before = " ".join(pieces[: labels[0]]).strip(" ·|•")
    if before:
        out.append(("", before, Meaning("property")))
    for at, end in zip(labels, [*labels[1:], len(pieces)], strict=True):
        label = pieces[at].strip(" :")
        value = " ".join(piece for piece in pieces[at + 1 : end] if piece).strip(" ·|•")
        if value:
            out.append((label, value, understand(label)))
    return out


def _by_turns(pieces: list[str]) -> list[tuple[str, str, Meaning]]:
    """Bold labels without colons: every other piece is one, and nearly all of them are understood."""
    if pieces and not pieces[0]:
        pieces = pieces[1:]
    pieces = [piece for at, piece in enumerate(pieces) if at % 2 == 0 or piece or at + 1 < len(pieces)]
    labels = pieces[::2]
    known = sum(understand(piece).complete for piece in labels)
    if len(labels) < 4 or known < 0.8 * len(labels) or any(len(label_words(piece)) > 5 for piece in labels):
        return []
    return [(label, value, understand(label)) for label, value in zip(labels, pieces[1::2], strict=False) if value]


def number_of_unit(pair: tuple[str, str, Meaning]) -> tuple[str, str, Meaning]:
    """A mere `No. A12` beside a VIN is the number of the unit, not of the lead."""
    if pair[2].field == "lead_id" and set(label_words(pair[0])) <= {"no", "number", "num", "n", "numero"}:
        return pair[0], pair[1], Meaning("stock", None, True)
    return pair
