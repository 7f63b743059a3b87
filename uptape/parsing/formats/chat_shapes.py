"""Conversations in other shapes, as lines `[12:01 PM] Ann: hello`: a head line above each message, rows of a table."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.formats.pieces import Line

_TIME = r"[\[(]?(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?,? )?(\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?\s?[Mm]\.?)?)[\])]?(?:\s[A-Z]{2,4})?"
_HEAD = re2.compile(rf"^\s*(\S.{{0,38}}?)\s*(?:\s{{2,}}|[-–—|·•,@]\s*|\s(?:at\s)?)\s*{_TIME}\s*:?\s*$")
_HEAD_TIME_FIRST = re2.compile(rf"^\s*{_TIME}\s*(?:[-–—|·•,]\s*|\s{{1,4}})(\S.{{0,38}}?)\s*:?\s*$")
_ALONE_TIME = re2.compile(rf"^\s*{_TIME}\s*$")
_CLOCK = re2.compile(rf"^{_TIME}$")


def head_lines(text: str) -> str:
    """A text in which a line `Ann  12:01 PM` stands above each message, with both in one line; any other text as it is."""
    rows = text.split("\n")[:1500]
    heads = [at for at, row in enumerate(rows) if len(row) < 70 and _speaker(row)]
    speakers = [_speaker(rows[at]) for at in heads]
    names = [one[0].lower() for one in speakers if one]
    if len(heads) < 3 or len(set(names)) < 2 or len(set(names)) > 4 or len(names) - len(set(names)) < 1:
        return text
    out: list[str] = rows[: heads[0]]
    for at, end, who in zip(heads, [*heads[1:], len(rows)], speakers, strict=True):
        body = rows[at + 1 : end]
        said: list[str] = []
        rest = 0
        for rest, row in enumerate([*body, ""]):  # noqa: B007
            if not row.strip():
                if said:
                    break
                continue
            said.append(row.strip())
        if who and said:
            out.append(f"[{who[1]}] {who[0]}: {' '.join(said)}")
            out += body[rest:]
        else:
            out += [rows[at], *body]
    return "\n".join(out)


def chat_rows(lines: list[Line]) -> list[Line]:
    """Rows `4:40 | Visitor | hello` of a table as lines of a conversation; other lines as they are."""
    timed = [at for at, line in enumerate(lines) if len(line.cells) == 3 and _clock(line.cells) is not None]
    if len(timed) < 3:
        return lines
    out = list(lines)
    for at in timed:
        found = _clock(lines[at].cells)
        if found:
            time, who, said = found
            out[at] = Line(f"[{time}] {who.strip(' :')}: {' '.join(said.split())}", links=lines[at].links)
    return out


def _clock(cells: tuple[str, ...]) -> tuple[str, str, str] | None:
    if _CLOCK.match(cells[0].strip()) and len(cells[1]) < 40:
        return cells[0].strip(" []()"), cells[1], cells[2]
    if _CLOCK.match(cells[2].strip()) and len(cells[0]) < 40:
        return cells[2].strip(" []()"), cells[0], cells[1]
    if _CLOCK.match(cells[1].strip()) and len(cells[0]) < 40:
        return cells[1].strip(" []()"), cells[0], cells[2]
    return None


def _speaker(row: str) -> tuple[str, str] | None:
    """Speaker and time of a head line."""
    found = _HEAD.match(row)
    if found and ":" not in found.group(1) and not _ALONE_TIME.match(found.group(1)):
        who, time = found.group(1), found.group(2)
    else:
        first = _HEAD_TIME_FIRST.match(row)
        if not first or ":" in first.group(2):
            return None
        time, who = first.group(1), first.group(2)
    who = who.strip(" -–—|·•,[]<>")
    if not who or len(who.split()) > 5 or who.endswith((".", "?", "!")):
        return None
    return who, time
