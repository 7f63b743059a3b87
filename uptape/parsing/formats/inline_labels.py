"""Several labels in one line: bold type that parts them from their values, numbers that are a unit's by their neighbours."""

from __future__ import annotations

from uptape.parsing import linear as re2
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
    capitals = known == len(labels) >= 2 and all(piece.isupper() for piece in labels)
    if (
        (len(labels) < 4 and not capitals)
        or known < 0.8 * len(labels)
        or any(len(label_words(piece)) > 5 for piece in labels)
    ):
        return []
    return [(label, value, understand(label)) for label, value in zip(labels, pieces[1::2], strict=False) if value]


_BEGINS = (". ", "; ", "! ", "? ", '" ', "” ", "» ")


def _label_starts(text: str) -> list[int]:
    """Where a sentence begins with a label that is understood."""
    starts: list[int] = []
    colon = text.find(": ")
    while colon >= 0:
        low = max(0, colon - 28)
        begin = max(text.rfind(mark, low, colon) + len(mark) if mark in text[low:colon] else -1 for mark in _BEGINS)
        begin = 0 if begin < 0 and low == 0 else begin
        label = text[begin:colon] if begin >= 0 else ""
        if label[:1].isupper() and (meaning := understand(label)).complete and meaning.field != "property":
            starts.append(begin)
        colon = text.find(": ", colon + 1)
    return starts


def sentence_labels(text: str) -> list[str]:
    """A paragraph whose sentences begin with labels, cut before each: `Rider: Ann Lee, 555-0100. Bike: 2023 KTM.`; else one piece."""
    if not 60 < len(text) < 3000 or text.count(": ") < 2:
        return [text]
    plain_text = text.replace(MARK, "")
    cuts = _label_starts(plain_text)
    fields = {understand(plain_text[at : plain_text.find(":", at)]).field for at in cuts}
    if len(cuts) < 2 or len(fields) < 2 or not fields & {"person", "name", "phone", "email", "vehicle"}:
        return [text]
    starts = cuts if cuts[0] == 0 else [0, *cuts]
    pieces = [plain_text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(plain_text)], strict=True)]
    return [p if understand(p.partition(":")[0]).field == "comments" else p.removesuffix(".") for p in pieces]


def number_of_unit(pair: tuple[str, str, Meaning]) -> tuple[str, str, Meaning]:
    """A mere `No. A12` beside a VIN is the number of the unit, not of the lead."""
    if pair[2].field == "lead_id" and set(label_words(pair[0])) <= {"no", "number", "num", "n", "numero"}:
        return pair[0], pair[1], Meaning("stock", None, True)
    return pair


def bold_label(text: str) -> tuple[str, str, Meaning] | None:
    """`<b>Email on file</b> – ann@mail.example`: a bold label, a dash and its value in one line."""
    label, mark, rest = text.strip(MARK + " •·*-–—").partition(MARK)
    found = re2.match(r"^\s*(?:[-–—|]|:)\s+(\S[^\x1f]*)$", rest) if mark else None
    if not found or not 1 <= len(label_words(label)) <= 5 or label.rstrip().endswith((".", "!", ",")):
        return None
    meaning, value = understand(label.strip(" :")), str(found.group(1)).strip()
    told = meaning.complete or meaning.field != "property" or any(map(str.isdigit, value)) or "@" in value
    return (label.strip(" :"), value, meaning) if told else None


_KEYED = re2.compile(r"^\s*([A-Za-z][\w .#/-]{0,40}?)\s?[=:]\s?(.*?)\s*$")


def keyed(text: str) -> list[tuple[str, str, Meaning]]:
    """`FN=Ann|LN=Lee|EM=ann@mail.example`: keys with their values between marks; empty for any other line."""
    mark = next((mark for mark in "|^~;¦" if text.count(mark) >= 1 and "=" in text), None)
    if mark is None or len(text) > 4000:
        return []
    out: list[tuple[str, str, Meaning]] = []
    told = known = 0
    for piece in text.split(mark):
        found = _KEYED.match(piece) if "=" in piece[:44] else None
        if found:
            meaning = understand(found.group(1))
            told, known = told + 1, known + meaning.complete
            out.append((found.group(1), found.group(2), meaning))
        elif out and piece.strip():
            out[-1] = (out[-1][0], f"{out[-1][1]}{mark}{piece.rstrip()}", out[-1][2])
        elif piece.strip():
            return []
    if told < 2 or not known or "=" not in text.split(mark)[0]:
        return []
    return [one for one in out if one[1]]
