"""Labels and values out of lines, in any typography: colon, dots, dashes, pipes, tabs, `=`, the value on the next line."""

from __future__ import annotations

import re
from functools import lru_cache

from uptape.parsing import linear as re2
from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.vocabulary import Meaning, understand
from uptape.parsing.formats.fitting import fitted
from uptape.parsing.formats.icons import by_icons, icon_pair
from uptape.parsing.formats.inline_labels import bold_label, bold_labels, keyed, number_of_unit
from uptape.parsing.formats.leading_labels import leading_label
from uptape.parsing.formats.pieces import LINE_CAP, MARK

_BULLET = re2.compile(
    r"^\s*(?:[•·◦▪▫■□●○►▶▸✓✔➤➔→»☎✉📞📧📱🚗🚙🏍👤🧑💬📝📍🏠💰🔑🕒🗓📅🆔✅⭐🔹🔸🏷️\x{FE0F}*–—-]\s*)+(?:\s|$)?"
)

_DOTS = re.compile(r"^(\S.{0,50}?)\s*(?:\.{2,}|…+|_{3,}|(?:\. ){2,}\.?)\s*:?\s*(.*)$")

_ARROW = re.compile(r"^([¿\w][\w .#/?'’()&,-]{0,50}?)\s*(?:=>|->|→|=|»|⇒|➜|⟶|>>|::)\s*(.*)$")

_BRACKET = re.compile(r"^[\[<{]([\w][\w .#/?'’()-]{1,40})[\]>})]\s*(?:=>|:|=)?\s*(.*)$")

_QUOTED_KEY = re.compile(r"""^["']?([\w][\w .#/?-]{0,50})["']\s*[:=]\s*["']?(.*?)["']?,?$""")

_DASH = re2.compile(r"^(.{2,45}?)\s+[-–—|]\s*(\S.*)$")

_GAP = re2.compile(r"^(.{2,45}?)(?:\t+|\x1f+| {2,})\s*(\S.*)$")

_PIECES = re2.compile(r"\t+|\s+[|•·‖¦]\s+|\s{3,}|\s*;\s+")

_OF_VEHICLE = frozenset(("vehicle", "stock", "vin", "price", "mileage", "year", "condition"))

_MARKED = re2.compile(r"\t|\s[|•·‖¦]\s")

_COMMA_PIECES = re2.compile(r",\s+|\s{2,}|;\s*")

_TIME = re.compile(r"\d{1,2}$")

_CHAT = re2.compile(
    r"^(?:[\[(]?(?:(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?),? )?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?[\])]?)\s+\S.{0,40}?:"
)

_MANY_COLONS = re2.compile(r"\s*:{3,}\s*")

_VALUELESS = frozenset(("property", "date", "time"))


@lru_cache(maxsize=2048)
def split_label(text: str) -> tuple[str, str, Meaning] | None:
    """One line as label, value and meaning, or None where it is no labelled value. The value may be empty."""
    line = _MANY_COLONS.sub(": ", bare_line(text), 1)
    if not line or len(line) > LINE_CAP or _CHAT.match(line):
        return None
    head = line[:160]
    for pattern in (_DOTS, _QUOTED_KEY, _BRACKET):
        found = pattern.match(head) if len(line) < 1000 else None
        if found and (pattern is not _BRACKET or understand(found.group(1)).complete):
            meaning = understand(found.group(1).strip(" :"))
            if pattern is not _DOTS or meaning.complete or len(label_words(found.group(1))) <= 4:
                return found.group(1).strip(" :"), _value(line[found.start(2) :]), meaning
    if re.match(r"\d{1,2}[.)]\s", line) and not re2.search(r":(?:\s|$)|\?", line[:80]):
        return None  # a number of a list
    left, tab, right = line.partition("\t")
    if tab and understand(left).complete and right.strip():
        return left.strip(" :"), _value(right), understand(left)
    left, pipe, right = line.partition("|")
    if pipe and right[:1].strip() and left[-1:].strip() and understand(left).complete:
        return left, _value(right.replace("|", ", ")), understand(left)  # `ADDR|1220 5th Ave|Jamestown|ND`
    colon = _colon(line)
    if colon is not None and (apart := _gap_before(line, colon[0])) is not None:
        return apart
    if colon is not None:
        return colon
    arrow = _ARROW.match(head)
    if arrow and "://" not in arrow.group(1):
        meaning = understand(arrow.group(1))
        if meaning.complete or "_" in arrow.group(1) or len(label_words(arrow.group(1))) <= 3:
            return arrow.group(1).strip(), _value(line[arrow.start(2) :]), meaning
    if (twice := _two_dashes(line)) is not None:
        return twice
    for gap in (_GAP, _DASH):
        found = gap.match(head)
        if found:
            label = found.group(1).strip(" :" + MARK)
            meaning = understand(label)
            if (
                meaning.complete
                and not (
                    meaning.field == "name" and understand(line).field in {"first_name", "last_name"}
                )  # “Name - Last”
                and (
                    meaning.field not in _VALUELESS
                    or gap is _GAP
                    or (meaning.field == "property" and len(label_words(label)) >= 2)
                    or (meaning.field != "property" and sum(map(str.isdigit, line[found.start(2) :])) >= 3)
                )
                and len(label_words(label)) <= 6
            ):
                return label, _value(line[found.start(2) :]).lstrip("-–—:| "), meaning
    return leading_label(line) or icon_pair(text)


def _gap_before(line: str, label: str) -> tuple[str, str, Meaning] | None:
    """`WHAT   Test drive: 2026 CX-90`: a known label before a wide gap, and a colon that belongs to the value."""
    found = re2.match(r"^(\S(?:[^:]{0,30}?\S)?)(?: {2,}|\t+)([^:]+)$", label)
    if not found or understand(found.group(2)).complete:
        return None
    meaning = understand(found.group(1))
    if not meaning.complete or meaning.field == "property":
        return None
    return found.group(1), _value(line[len(found.group(1)) :]), meaning


def _two_dashes(line: str) -> tuple[str, str, Meaning] | None:
    """`Name - First - Ann`: a label of two parts before its value."""
    parts = re.split(r"\s[-–—|]\s", line[:120], maxsplit=2)
    if len(parts) == 3 and parts[2].strip() and len(parts[0]) + len(parts[1]) < 30:
        label = f"{parts[0]} - {parts[1]}"
        meaning = understand(label)
        if (
            meaning.complete
            and meaning.field in {"first_name", "last_name", "phone", "email"}
            and understand(parts[1]).complete
        ):
            return label, _value(line[line.find(parts[2]) :]), meaning
    return None


def _colon(line: str) -> tuple[str, str, Meaning] | None:
    at = -1
    for match in re.finditer(r"[:：]", line[:160]):
        after = line[match.end() :]
        before = line[: match.start()]
        if after.startswith("//") or (_TIME.search(before) and after[:1].isdigit()):
            continue
        if (
            after
            and not after[0].isspace()
            and after[0] != MARK
            and not after.startswith(("+", "$", "(", "<", "[", '"'))
        ):
            meaning = understand(before)
            if not meaning.complete or meaning.field == "property":
                continue
        at = match.start()
        break
    if at < 1:
        return None
    label = line[:at].strip(" *_" + MARK)
    if label.startswith("<"):
        return None  # `<tel:+1…>`
    if sum(map(str.isdigit, label)) >= 7 and re2.search(r"\d{3}\D{0,2}\d{4}", label):
        return None  # a number and a remark on another one
    value = _value(line[at + 1 :])
    words = label_words(label)
    if not words or not any(map(str.isalpha, label)):
        return None
    meaning = understand(label)
    if (". " in label and not meaning.complete) or (", " in label and not meaning.complete) or len(label) > 110:
        return None
    if not meaning.complete and len(words) > 5 and not label.endswith("?") and "_" not in label:
        return None
    return label, value, meaning


def split_line(text: str) -> list[tuple[str, str, Meaning]]:
    """All labelled values that stand in one line, in order: `City: X   State: Y | Zip: Z`."""
    pictures = by_icons(text)
    if len(pictures) > 1 and all(split_label(piece) is not None for piece in pictures):
        return [pair for piece in pictures for pair in split_line(piece)]
    bold = bold_labels(text)
    if bold:
        return bold
    if pairs := keyed(text):
        return pairs
    if MARK in text and (one := bold_label(text)):
        return [one]
    bare = bare_line(text)
    pieces = [piece for piece in _PIECES.split(bare) if piece and piece.strip()] if len(bare) < 600 else [bare]
    left, tab, right = bare.partition("\t")
    if tab and "\t" not in right.strip("\t") and right.strip() and understand(left).complete:
        return [(left.strip(" :"), _value(right.strip("\t")), understand(left))]
    while len(pieces) > 1 and pieces[-1].rstrip().endswith(":") and understand(pieces[-1].strip(" :")).complete:
        pieces.pop()  # a label without a value
        bare = bare[: bare.rfind(pieces[-1]) + len(pieces[-1])]
        text = bare
    for at in range(len(pieces) - 2, -1, -1):
        if pieces[at].rstrip().endswith(":") and not pieces[at + 1].rstrip().endswith(":"):
            pieces[at : at + 2] = [
                f"{pieces[at].rstrip()} {pieces[at + 1].strip()}"
            ]  # a column between label and value
    if len(pieces) > 1:
        pairs = [split_label(piece) for piece in pieces]
        known = [pair for pair in pairs if pair and pair[1] and (pair[2].complete or pair[2].field != "property")]
        first = pairs[0]
        if first and known == [first] and first[1] and fitted(first[0], first[1], first[2]).field == "comments":
            return [(first[0], _all_behind(bare, first[1]), first[2])]
        if (
            known
            and first is known[0]
            and first[2].field == "vehicle"
            and all(pair[2].field in _OF_VEHICLE for pair in known)
        ):
            return [(first[0], _all_behind(bare, first[1]), first[2])]
        if len(known) == 1 and first is known[0] and first[2].field not in {"vehicle", "comments", "address", "place"}:
            rest = [piece.strip() for piece in pieces[1:]]
            if first[2].field in {"requested_at", "date"} and rest and re.match(r"\d{1,2}:\d\d", rest[0]):
                first = (first[0], f"{first[1]} {rest.pop(0)}", first[2])  # “May 4, 2026 · 11:58 PM”
            if _MARKED.search(bare) and all(len(piece) < 40 for piece in rest):
                return [first, *(("", piece, Meaning("property")) for piece in rest)]
        if len(known) >= 2 or (
            len(known) == 1 and pairs[0] is None and known[0][2].field not in {"property", "comments"}
        ):
            out: list[tuple[str, str, Meaning]] = []
            of_unit = any(pair[2].field in {"vin", "vehicle", "mileage"} for pair in known)
            for piece, pair in zip(pieces, pairs, strict=True):
                if pair:
                    out.extend(_more(number_of_unit(pair) if of_unit else pair))
                elif out and len(out[-1][1]) < 60 and out[-1][2].field in {"comments", "address", "property"}:
                    out[-1] = (out[-1][0], f"{out[-1][1]} | {piece.strip()}".strip(" |"), out[-1][2])
                else:
                    out.append(("", piece.strip(), Meaning("property")))
            return out
    one = split_label(text)
    return list(_more(one)) if one else []


def _all_behind(line: str, value: str) -> str:
    """A line from its first value on."""
    at = line.find(value)
    return line[at:].strip() if at >= 0 else value


def _more(pair: tuple[str, str, Meaning]) -> list[tuple[str, str, Meaning]]:
    """Further labelled values behind commas or wide gaps in the value: `VIN: X, Listed price: $1`."""
    label, value, meaning = pair
    if meaning.field in {"comments", "summary", "transcript", "page_url"} or len(value) > 300 or ":" not in value:
        return [pair]
    pieces = [piece for piece in _COMMA_PIECES.split(value) if piece]
    if len(pieces) < 2:
        pieces = _before_known_label(value)
    out = [(label, pieces[0].strip(), meaning)]
    for piece in pieces[1:]:
        further = _colon(piece.strip())
        if further and further[2].complete and further[1]:
            out.append(further)
        else:
            out[-1] = (out[-1][0], f"{out[-1][1]}, {piece.strip()}", out[-1][2])
    return out if len(out) > 1 else [pair]


def _before_known_label(value: str) -> list[str]:
    words = value.split(" ")
    pieces: list[str] = []
    start = 0
    for at, word in enumerate(words):
        if not word.endswith(":") or at == 0:
            continue
        for back in (2, 1, 0):
            begin = at - back
            if begin <= start or words[begin].startswith(("(", "[", "<")):
                continue
            meaning = understand(" ".join(words[begin : at + 1]).rstrip(":"))
            if meaning.complete and meaning.field != "property":
                pieces.append(" ".join(words[start:begin]))
                start = begin
                break
    return [*pieces, " ".join(words[start:])]


def bare_line(text: str) -> str:
    """A line without bullet, quotation mark of mail and bold marks of markdown."""
    line = text.strip()
    line = _BULLET.sub("", line, 1).strip() if line[:1] and not line[0].isalnum() else line
    if "*" in line[:2] or "**" in line or "__" in line:
        line = re2.sub(r"\*{1,2}([^*]{1,80}?)\*{1,2}", r"\1", line)
        line = re2.sub(r"^__([^_]{1,60})__", r"\1", line)
    return line


def _value(text: str) -> str:
    value = text.replace(MARK, " ").strip().strip("*").strip().removeprefix(": ").removeprefix("- ").strip()
    if len(value) > 2 and value[0] == value[-1] == '"' and " " not in value:
        return value[1:-1]
    return value
