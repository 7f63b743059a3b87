"""Conversations in other shapes, as lines `[12:01 PM] Ann: hello`: a head line above each message, rows of a table."""

from __future__ import annotations

from collections.abc import Collection

from uptape.parsing import linear as re2
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.formats.pieces import MARK, Line
from uptape.parsing.formats.prose import is_person_shape

_TIME = r"[\[(]?((?:(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d),? )?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?\s?[Mm]\.?)?)[\])]?(?:\s[A-Z]{2,4})?"
_DAY = r"((?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?[a-z]{0,6},? ?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}(?:, \d{4})?|[Tt]oday|[Yy]esterday))"
_HEAD_DAY = re2.compile(rf"^\s*(\S.{{0,38}}?)\s*[-–—|·•,]\s*{_DAY}\s*:?\s*$")
_YOU = re2.compile(r"(?i)^(?:you|usted|t[úu]|vous)\b")
_HEAD = re2.compile(rf"^\s*(\S.{{0,38}}?)\s*(?:\s{{2,}}|[-–—|·•,@]\s*|\s(?:at\s)?)\s*{_TIME}\s*:?\s*$")
_HEAD_TIME_FIRST = re2.compile(rf"^\s*{_TIME}\s*(?:[-–—|·•,]\s*|\s{{1,4}})(\S.{{0,38}}?)\s*:?\s*$")
_ALONE_TIME = re2.compile(rf"^\s*{_TIME}\s*$")
_INITIAL = re2.compile(r"\s\p{Lu}\.$")  # “Dominique T.”
_CLOCK = re2.compile(rf"^{_TIME}$")


def head_lines(text: str) -> str:
    """A text in which a line `Ann  12:01 PM` stands above each message, with both in one line; any other text as it is."""
    rows = _prompted(text.split("\n")[:1500])
    turns = _turns(rows)
    if not turns:
        return "\n".join([*rows, *text.split("\n")[1500:]])
    out: list[str] = []
    done = 0
    for at, end, turn in turns:
        out += [*rows[done:at], turn]
        done = end
    return "\n".join([*out, *rows[done:]])


_PROMPT = re2.compile(
    rf"^\s*{_TIME}\s+(?:<([^<>\n]{{1,30}})>|([\w.'’-][\w.'’ -]{{0,28}})(?:@[\w.-]{{1,30}})?\s?>)\s+(\S.*)$"
)


def _prompted(rows: list[str]) -> list[str]:
    """Rows `14:03:11 Ann> hello` or `14:03 <Ann> hello`, if there are several, with a colon behind the speaker."""
    found = [_PROMPT.match(row) if ">" in row[:70] else None for row in rows]
    if sum(1 for one in found if one) < 3:
        return rows
    return [
        f"[{one.group(1)}] {one.group(2) or one.group(3)}: {one.group(4)}" if one else row
        for one, row in zip(found, rows, strict=True)
    ]


def head_rows(lines: list[Line]) -> list[Line]:
    """The same of a page: a line with the speaker and the time above each message."""
    cells = {at for at, line in enumerate(lines[:1500]) if line.cells}
    turns = _turns([line.text.replace(MARK, "").replace("\n", " ") for line in lines[:1500]], cells)
    if not turns:
        return lines
    out: list[Line] = []
    done = 0
    for at, end, turn in turns:
        out += [*lines[done:at], Line(turn)]
        done = end
    return [*out, *lines[done:]]


def _turns(rows: list[str], no_heads: Collection[int] = ()) -> list[tuple[int, int, str]]:
    """Each message with the rows that it takes, as `[12:01 PM] Ann: hello`; empty where the rows hold no conversation."""
    heads = [at for at, row in enumerate(rows) if len(row) < 70 and at not in no_heads and _speaker(row)]
    speakers = [_speaker(rows[at]) for at in heads]
    names = [one[0].lower() for one in speakers if one]
    two = len(names) == 2 and any(_YOU.match(name) for name in names)  # “You · Sep 20” and the other's answer
    if not two and (len(heads) < 3 or len(names) - len(set(names)) < 1):
        return []
    if not 2 <= len(set(names)) <= 4:
        return []
    out: list[tuple[int, int, str]] = []
    for at, end, who in zip(heads, [*heads[1:], len(rows)], speakers, strict=True):
        said: list[str] = []
        rest = at + 1
        while rest < end:
            row = rows[rest].strip()
            if said and (not row or re2.fullmatch(r"[-=_*~#]{4,}", row)):
                break
            said += [row] if row else []
            rest += 1
        if who and said:
            out.append((at, rest, f"[{who[1]}] {who[0]}: {' '.join(said)}"))
    return out


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
    elif (day := _HEAD_DAY.match(row)) and ":" not in day.group(1):
        who, time = day.group(1), "0:00"
    else:
        first = _HEAD_TIME_FIRST.match(row)
        if not first or ":" in first.group(2):
            return None
        time, who = first.group(1), first.group(2)
    who = who.strip(" -–—|·•,[]<>")
    if time == "0:00" and not (_YOU.match(who) or is_person_shape(who)):
        return None  # “Published · Sep 20”
    if not who or len(who.split()) > 5 or (who.endswith((".", "?", "!")) and not _INITIAL.search(who)):
        return None
    if understand(who).field in {"requested_at", "date", "time"}:
        return None
    return who, time
