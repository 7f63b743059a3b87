"""Labels and values out of lines, in any typography: colon, dots, dashes, pipes, tabs, `=`, the value on the next line."""

from __future__ import annotations

import re
from functools import lru_cache

import re2

from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.phones import phone
from uptape.parsing.fields.makes import find_make, make_of_model
from uptape.parsing.fields.places import region
from uptape.parsing.fields.vehicles import status_of, vin_of
from uptape.parsing.fields.vocabulary import Meaning, label_words, section_of, understand
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.formats.pieces import LINE_CAP, LINES_CAP, Item, Line

_MARK = "\x1f"
_BULLET = re2.compile(
    r"^\s*(?:[•·◦▪▫■□●○►▶▸✓✔➤➔→»☎✉📞📧📱🚗🚙🏍👤🧑💬📝📍🏠💰🔑🕒🗓📅🆔✅⭐🔹🔸🏷️\x{FE0F}*–—-]\s*)+(?:\s|$)?"
)
_RULE = re.compile(r"^[\s>]*[-=_*~#·•—–+]{3,}[\s>]*$")
_BOXED = re.compile(r"^[\s]*[-=_*~#+—–]{2,}\s*(\S(?:.{0,60}?\S)??)\s*[-=_*~#+—–]{2,}\s*$")
_DOTS = re.compile(r"^(\S.{0,50}?)\s*(?:\.{2,}|…+|_{3,}|(?:\. ){2,}\.?)\s*:?\s*(.*)$")
_ARROW = re.compile(r"^([¿\w][\w .#/?'’()-]{0,50}?)\s*(?:=>|->|→|=)\s*(.*)$")
_BRACKET = re.compile(r"^[\[<{(]([\w][\w .#/?'’-]{1,40})[\]>})]\s*:?\s*(.+)$")
_QUOTED_KEY = re.compile(r"""^["']?([\w][\w .#/?-]{0,50})["']\s*[:=]\s*["']?(.*?)["']?,?$""")
_DASH = re2.compile(r"^(.{2,45}?)\s+[-–—|]\s*(\S.*)$")
_GAP = re2.compile(r"^(.{2,45}?)(?:\t+|\x1f+| {2,})\s*(\S.*)$")
_PIECES = re2.compile(r"\t+|\s+[|•·‖¦]\s+|\s{3,}|\s*;\s+")
_OF_VEHICLE = frozenset(("vehicle", "stock", "vin", "price", "mileage", "year", "condition"))
_MARKED = re2.compile(r"\t|\s[|•·‖¦]\s")
_COMMA_PIECES = re2.compile(r",\s+|\s{2,}|;\s*")
_TIME = re.compile(r"\d{1,2}$")
_CHAT = re2.compile(r"^(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?[\])]?)\s+\S.{0,40}?:")
_FOOTER = re2.compile(
    r"(?i)^\W*(?:you(?:'re| are) receiving|you received this|this (?:e-?mail|message|notification|form|lead|reply|inquiry) (?:was|is|belongs|has been)|"
    r"to (?:remove|unsubscribe|manage|stop|change|view|reply|respond|opt)|unsubscribe|manage |delivered by|powered by|sent (?:to you|from|via|by|through)|"
    r"submitted (?:through|via|from|on the)|view (?:this |the )?(?:listing|lead|ad|message|in|vehicle|online|full)|reply to this|click here|copyright|©|\(c\) |"
    r"all rights|by submitting|please (?:do not reply|respond|contact this)|do not reply|confidential|the information (?:contained|in)|disclaimer|privacy|"
    r"fraud|report (?:this|suspicious)|need help|questions\? (?:call|contact|e-?mail|visit|\S+@|\(?\d{3}\)?[ .-])|for (?:help|support|assistance)|how .{3,25} works|listen to|play\s*:|"
    r"open in |call (?:back|them|her|him|now)|respond |reply (?:to|now|fast|quickly)|contact (?:them|her|him|this|the)|follow up|act fast|be the first|answer by|get the app|download|l['’][ée]quipe|equipo |el equipo|the .{2,30} team|thank you for (?:using|choosing|listing|your business)|"
    r"ce (?:courriel|message)|este (?:correo|mensaje)|vous recevez|usted recibe|recibe este|pour (?:vous|modifier|g[ée]rer)|para (?:dejar|administrar|cancelar)|"
    r"responder? a este|r[ée]pondez|ver (?:anuncio|el anuncio|publicaci)|voir l['’]annonce|enviado (?:desde|por|a trav)|envoy[ée] (?:de|par|depuis)|"
    r"https?://|www\.|tip\s*:|remember\s*:|note to dealer|lead (?:delivered|provided|sent) by|respond (?:quickly|within|now)|\[image|--\s*$|get outlook|"
    r"this vehicle is listed|log ?in |sign in |[\w .]{2,40}(?:,)? (?:inc|llc|ltd|corp)\.?,|ip address|user agent|page url|certificate expires|never )"
)
_VALUELESS = frozenset(("property", "date", "time"))


def is_footer(text: str) -> bool:
    """True for a line that belongs to the frame of the mail rather than to anybody's words."""
    return bool(_FOOTER.match(text))


def text_lines(text: str) -> list[Line]:
    """The lines of a plain text, long ones cut, lines drawn across the page recognised."""
    lines: list[Line] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:LINES_CAP]:
        row = (
            raw[:LINE_CAP]
            .replace("\u00a0", " ")
            .replace("\u2011", "-")
            .replace("\u200b", "")
            .replace("\ufeff", "")
            .rstrip()
        )
        if "▸" in row or "►" in row or "›" in row:
            row = re.sub(r"(?<=\S)\s*[▸►›]\s*(?=\S)", " | ", row)
        boxed = _BOXED.match(row) if len(row) < 120 else None
        if boxed and any(map(str.isalpha, boxed.group(1))):
            lines.append(Line(boxed.group(1), strong=True, heading=True))
        elif _RULE.match(row):
            if (
                lines
                and lines[-1].text
                and len(lines[-1].text) < 60
                and (len(lines) < 2 or not lines[-2].text)
                and set(row.strip()) <= set("-=_~*")
            ):
                lines[-1] = Line(lines[-1].text, strong=True, heading=True)  # underlined
            else:
                lines.append(Line(row.strip(), rule=True))
        else:
            lines.append(Line(row))
    return _questions(lines)


def _questions(lines: list[Line]) -> list[Line]:
    """`Q: Full name?` above `A: Ann Lee` as one labelled line."""
    if sum(1 for line in lines if line.text.startswith("Q:")) < 2:
        return lines
    out: list[Line] = []
    for line in lines:
        if line.text.startswith("A:") and out and out[-1].text.startswith("Q:"):
            out[-1] = Line(f"{out[-1].text[2:].strip().rstrip(':')}: {line.text[2:].strip()}")
        else:
            out.append(line)
    return out


@lru_cache(maxsize=2048)
def split_label(text: str) -> tuple[str, str, Meaning] | None:
    """One line as label, value and meaning, or None where it is no labelled value. The value may be empty."""
    line = _bare(text)
    if not line or len(line) > LINE_CAP or _CHAT.match(line):
        return None
    head = line[:160]
    for pattern in (_DOTS, _QUOTED_KEY, _BRACKET):
        found = pattern.match(head) if len(line) < 1000 else None
        if found and (pattern is not _BRACKET or understand(found.group(1)).complete):
            meaning = understand(found.group(1).strip(" :"))
            if pattern is not _DOTS or meaning.complete or len(label_words(found.group(1))) <= 4:
                return found.group(1).strip(" :"), _value(line[found.start(2) :]), meaning
    left, tab, right = line.partition("\t")
    if tab and understand(left).complete and right.strip():
        return left.strip(" :"), _value(right), understand(left)
    colon = _colon(line)
    if colon is not None:
        return colon
    arrow = _ARROW.match(head)
    if arrow and "://" not in arrow.group(1):
        meaning = understand(arrow.group(1))
        if meaning.complete or "_" in arrow.group(1) or len(label_words(arrow.group(1))) <= 3:
            return arrow.group(1).strip(), _value(line[arrow.start(2) :]), meaning
    for gap in (_GAP, _DASH):
        found = gap.match(head)
        if found:
            label = found.group(1).strip(" :" + _MARK)
            meaning = understand(label)
            if (
                meaning.complete
                and (
                    meaning.field not in _VALUELESS
                    or gap is _GAP
                    or (meaning.field == "property" and len(label_words(label)) >= 2)
                    or (meaning.field != "property" and sum(map(str.isdigit, line[found.start(2) :])) >= 3)
                )
                and len(label_words(label)) <= 6
                and not _looks_like_value(label)
            ):
                return label, _value(line[found.start(2) :]).lstrip("-–—:| "), meaning
    return _leading_label(line)


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
            and after[0] != _MARK
            and not after.startswith(("+", "$", "(", "<", "[", '"'))
        ):
            meaning = understand(before)
            if not meaning.complete or meaning.field == "property":
                continue
        at = match.start()
        break
    if at < 1:
        return None
    label = line[:at].strip(" *_" + _MARK)
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


def _leading_label(line: str) -> tuple[str, str, Meaning] | None:
    """`Phone 555-0100`, `VIN 1C4…`, `Stock JGC8820`, `Email a@b`: known words before a value of their own type."""
    words = line.split(" ")
    for count in (3, 2, 1):
        if len(words) <= count:
            continue
        label, value = " ".join(words[:count]).strip(".:" + _MARK), " ".join(words[count:]).strip(_MARK + " ")
        meaning = understand(label)
        if not meaning.complete:
            continue
        single = len(value.split()) == 1 or (value.endswith(".") and len(value.split()) == 1)
        if meaning.field == "phone" and phone(value) and sum(c.isalpha() for c in value) < 5 and len(value) < 30:
            return label, value, meaning
        if meaning.field == "email" and single and emails(value):
            return label, value, meaning
        if meaning.field == "vin" and vin_of(value) and single:
            return label, value, meaning
        if meaning.field == "stock" and single and any(map(str.isdigit, value)):
            return label, value, meaning
        if meaning.field == "postal_code" and len(value) <= 10 and any(map(str.isdigit, value)):
            return label, value, meaning
        if (
            meaning.field == "posted_by"
            and "by" in label.lower().split()
            and 1 <= len(value.split()) <= 4
            and value[:1].isupper()
        ):
            return label, value, meaning
        if (
            meaning.field == "lead_id"
            and any(map(str.isdigit, value.split()[0]))
            and (single or value.split()[0].endswith("."))
        ):
            return label, value.split()[0].strip("."), meaning
    return None


def split_line(text: str) -> list[tuple[str, str, Meaning]]:
    """All labelled values that stand in one line, in order: `City: X   State: Y | Zip: Z`."""
    bare = _bare(text)
    left, tab, right = bare.partition("\t")
    if tab and right.strip() and "\t" not in right and understand(left).complete and ":" in left[:-1]:
        return [(left.strip(" :"), _value(right), understand(left))]  # `Re: unit` as a label in a column
    pieces = [piece for piece in _PIECES.split(bare) if piece and piece.strip()] if len(bare) < 600 else [bare]
    for at in range(len(pieces) - 2, -1, -1):
        if pieces[at].rstrip().endswith(":") and not pieces[at + 1].rstrip().endswith(":"):
            pieces[at : at + 2] = [
                f"{pieces[at].rstrip()} {pieces[at + 1].strip()}"
            ]  # a column between label and value
    if len(pieces) > 1:
        pairs = [split_label(piece) for piece in pieces]
        known = [pair for pair in pairs if pair and pair[1] and (pair[2].complete or pair[2].field != "property")]
        first = pairs[0]
        if (
            known
            and first is known[0]
            and first[2].field == "vehicle"
            and all(pair[2].field in _OF_VEHICLE for pair in known)
        ):
            return [(first[0], f"{first[1]}{bare[bare.find(pieces[0]) + len(pieces[0]) :]}", first[2])]
        if len(known) == 1 and first is known[0] and first[2].field not in {"vehicle", "comments", "address", "place"}:
            rest = [piece.strip() for piece in pieces[1:]]
            if _MARKED.search(bare) and all(len(piece) < 40 for piece in rest):
                return [first, *(("", piece, Meaning("property")) for piece in rest)]
        if len(known) >= 2 or (
            len(known) == 1 and pairs[0] is None and known[0][2].field not in {"property", "comments"}
        ):
            out: list[tuple[str, str, Meaning]] = []
            of_unit = any(pair[2].field in {"vin", "vehicle", "mileage"} for pair in known)
            for piece, pair in zip(pieces, pairs, strict=True):
                if pair:
                    out.extend(_more(_number_of_unit(pair) if of_unit else pair))
                elif out and len(out[-1][1]) < 60 and out[-1][2].field in {"comments", "address", "property"}:
                    out[-1] = (out[-1][0], f"{out[-1][1]} | {piece.strip()}".strip(" |"), out[-1][2])
                else:
                    out.append(("", piece.strip(), Meaning("property")))
            return out
    one = split_label(text)
    return list(_more(one)) if one else []


def _number_of_unit(pair: tuple[str, str, Meaning]) -> tuple[str, str, Meaning]:
    """A mere `No. A12` beside a VIN is the number of the unit, not of the lead."""
    if pair[2].field == "lead_id" and set(label_words(pair[0])) <= {"no", "number", "num", "n", "numero"}:
        return pair[0], pair[1], Meaning("stock", None, True)
    return pair


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
            if begin <= start or words[begin].startswith(("(", "[")):
                continue
            meaning = understand(" ".join(words[begin : at + 1]).rstrip(":"))
            if meaning.complete and meaning.field != "property":
                pieces.append(" ".join(words[start:begin]))
                start = begin
                break
    return [*pieces, " ".join(words[start:])]


def read_items(lines: list[Line]) -> list[Item]:
    """Labelled values, headings and free text in the order of the mail."""
    from uptape.parsing.formats.rows import row_items

    items: list[Item] = []
    at = 0
    strong_count = sum(1 for line in lines if line.strong and line.text)
    while at < len(lines):
        line = lines[at]
        if line.rule:
            items.append(Item("rule"))
            at += 1
        elif line.cells:
            block = at
            while at < len(lines) and lines[at].cells and lines[at].table == line.table:
                at += 1
            items += row_items(lines[block:at])
        elif not line.text.strip():
            items.append(Item("blank", links=line.links))
            at += 1
        else:
            at = _plain(lines, at, items, strong_count)
    return items


def _plain(lines: list[Line], at: int, items: list[Item], strong_count: int) -> int:
    """Read one plain line, with the lines below that belong to it; the answer is the next line to read."""
    line = lines[at]
    indent = len(line.text) - len(line.text.lstrip())
    pairs = [] if line.quote and not line.strong else split_line(line.text)
    if not pairs:
        label = _bare(line.text).replace(_MARK, "")
        lone = _lone_label(label, line, strong_count)
        if lone is not None:
            taken = _value_below(lines, at + 1, lone, line)
            if taken is not None:
                value, after = taken
                items.append(
                    Item("pair", value, label.rstrip(" :?*"), lone, links=_links(lines[at:after]), indent=indent)
                )
                return after
        opens = (
            section_of(label) is not None
            and len(label_words(label)) <= 4
            and understand(label).complete
            and not label.endswith((".", "!", "?"))
        )
        if (
            (line.strong or line.text.strip().isupper() or line.heading or opens)
            and len(label) < 70
            and sum(map(str.isdigit, label)) < 5
        ):
            items.append(Item("heading", label, strong=line.strong, links=line.links))
        else:
            items.append(
                Item(
                    "text",
                    line.text.strip().replace(_MARK, ""),
                    quote=line.quote,
                    strong=line.strong,
                    links=line.links,
                    indent=indent,
                )
            )
        return at + 1
    label, value, meaning = pairs[-1]
    if len(pairs) == 1 and not value:
        return _empty_label(lines, at, items, label, meaning, indent)
    for label, value, meaning in pairs:
        items.append(Item("pair" if label else "text", value, label, meaning, links=line.links, indent=indent))
    if not items[-1].label:
        return at + 1
    return _continued(lines, at + 1, items, indent)


def _empty_label(lines: list[Line], at: int, items: list[Item], label: str, meaning: Meaning, indent: int) -> int:
    if meaning.field in {"comments", "summary", "transcript"}:
        value, after = talk_below(lines, at + 1, transcript=meaning.field == "transcript")
        if value:
            items.append(Item("pair", value, label, meaning, indent=indent))
            return after
        return at + 1
    taken = _value_below(lines, at + 1, meaning, lines[at])
    section = section_of(label)
    if taken is not None and (
        section is None
        or meaning.field not in {"person", "vehicle", "location", "property"}
        or _fits(meaning, taken[0]) is True
    ):
        value, after = taken
        if not (meaning.field == "property" and not meaning.complete and not lines[at].strong):
            items.append(Item("pair", value, label, meaning, links=_links(lines[at:after]), indent=indent))
            return after
    items.append(Item("heading", label, strong=lines[at].strong))
    return at + 1


def _value_below(lines: list[Line], at: int, meaning: Meaning, label_line: Line) -> tuple[str, int] | None:
    """The value that stands below a label, and the line after it; None where what follows is something else."""
    if meaning.field in {"comments", "summary", "transcript"}:
        value, after = talk_below(lines, at, transcript=meaning.field == "transcript")
        return (value, after) if value else None
    if at < len(lines) and not lines[at].text and not lines[at].rule and not lines[at].cells:
        at += 1
    if at >= len(lines):
        return None
    line = lines[at]
    text = _bare(line.text).replace(_MARK, "")
    if not text or line.rule or line.cells or (line.strong and label_line.strong) or len(text) > 200:
        return None
    fits = _fits(meaning, text)
    if fits is False or (meaning.field == "property" and line.heading):
        return None
    labelled = split_label(line.text)
    if labelled and labelled[2].complete and labelled[2].field != "property":
        return None
    if fits is not True:
        if split_line(line.text):
            return None
        below = understand(text)
        if (
            below.complete
            and below.field not in {"property"}
            and len(label_words(text)) <= 5
            and not (meaning.field == "property" and below.field in {"email", "phone"} and len(label_words(text)) == 1)
        ):
            return None
    after = at + 1
    if meaning.field in {"address", "place"}:
        while (
            after < len(lines)
            and after - at < 4
            and lines[after].text
            and not lines[after].strong
            and not lines[after].cells
            and not split_line(lines[after].text)
            and not understand(_bare(lines[after].text)).complete
        ):
            if is_footer(lines[after].text) or phones_like(lines[after].text):
                break
            if lines[after].text.strip().lower() != "map it":
                text += "\n" + lines[after].text.strip()
            after += 1
    return text, after


def talk_below(lines: list[Line], at: int, *, transcript: bool = False) -> tuple[str, int]:
    """Free words from a line on: to the next label, heading, rule or footer. Paragraphs are kept apart."""
    out: list[str] = []
    while at < len(lines) and len(out) < 400:
        line = lines[at]
        text = line.text.strip().replace(_MARK, "")
        if line.rule or line.cells or (line.strong and text and (out or line.heading)):
            if line.rule and not out:
                at += 1
                continue
            break
        if not text:
            if out and out[-1]:
                out.append("")
            at += 1
            continue
        if not transcript:
            if out and not out[-1] and is_footer(text):
                break
            pair = split_label(line.text)
            if (
                pair
                and (pair[2].complete or (out and not out[-1]))
                and not (pair[2].field in {"property", "vehicle"} and len(pair[1].split()) > 8)
            ):
                break
            if (
                out
                and not out[-1]
                and (understand(text).complete or (section_of(text) and text.isupper()))
                and len(label_words(text)) <= 5
            ):
                break
            if is_footer(text) and out:
                break
        elif line.heading:
            break
        out.append(text)
        at += 1
    while out and not out[-1]:
        out.pop()
    return "\n".join(out), at


def _continued(lines: list[Line], at: int, items: list[Item], indent: int) -> int:
    """Append the lines below that go on with the last value."""
    last = items[-1]
    is_talk = last.meaning.field in {"comments", "summary"}
    added: list[str] = []
    start = at
    while at < len(lines) and at - start < 60:
        line = lines[at]
        text = line.text.strip().replace(_MARK, "")
        if line.rule or line.cells or line.strong:
            break
        if not text:
            following = next((later.text for later in lines[at + 1 : at + 2] if later.text), "")
            if not (
                is_talk
                and following
                and _is_prose(following)
                and not split_line(following)
                and not is_footer(following)
            ):
                break
            added.append("")
            at += 1
            continue
        own = len(line.text) - len(line.text.lstrip())
        pair = split_label(line.text)
        if pair and (
            not is_talk
            or (pair[2].complete and pair[2].field != "property")
            or (len(label_words(pair[0])) <= 3 and not pair[1].endswith((".", "!", "?")))
        ):
            break
        if is_talk:
            if is_footer(text) or (
                understand(text).complete and len(label_words(text)) <= 4 and not text.endswith((".", "!", "?"))
            ):
                break
        elif last.meaning.field in {"address", "place"}:
            if not _is_city_line(text) and own <= indent:
                break
        elif own <= indent + 3 or last.meaning.field not in {"property", "vehicle"}:
            break
        added.append(text)
        at += 1
    while added and not added[-1]:
        added.pop()
        at -= 1
    if added:
        glue = "\n"
        items[-1] = Item(
            "pair", glue.join([last.text, *added]), last.label, last.meaning, links=last.links, indent=last.indent
        )
    return at


def _lone_label(text: str, line: Line, strong_count: int) -> Meaning | None:
    """The meaning of a line that is nothing but a label, or None."""
    if not text or len(text) > 110 or text.endswith(("!", ",")) or "@" in text:
        return None
    if text.endswith(".") and len(text.split()) > 3:
        return None
    meaning = understand(text)
    words = label_words(text)
    if (
        meaning.complete
        and len(words) <= 9
        and not (text[0].islower() and len(words) > 3)
        and not _looks_like_value(text)
    ):
        return meaning
    if len(words) > 1 and is_person_shape(text):
        return None
    if line.strong and strong_count >= 3 and len(words) <= 14:
        return meaning
    return None


def _looks_like_value(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return digits > 3 or (text.lower() in {"yes", "no", "used", "new", "us", "email", "phone", "text"} and False)


def _fits(meaning: Meaning, text: str) -> bool | None:
    """Whether a text can be the value of such a label: True surely, False surely not, None perhaps."""
    what = meaning.field
    if what in {"phone", "caller", "fax"}:
        return phone(text) is not None or ("*" in text) or None if any(map(str.isdigit, text)) else False
    if what == "email":
        return bool(emails(text))
    if what == "vin":
        return vin_of(text) is not None
    if what in {"year", "postal_code", "price", "mileage", "requested_at", "date", "time", "lead_id", "stock"}:
        return True if any(map(str.isdigit, text)) and len(text) < 60 else False
    if what == "make":
        return True if find_make(text) else None
    if what in {"model", "trim"}:
        return True if make_of_model(text) or any(map(str.isdigit, text)) else None
    if what in {"condition", "lead_type"}:
        return True if status_of(text) else None
    if what == "region":
        return True if region(text) else None
    if what in {"name", "first_name", "last_name", "person", "posted_by"}:
        return None if not any(map(str.isdigit, text)) and len(text.split()) <= 6 else False
    return None


def phones_like(text: str) -> bool:
    """True for a line with a telephone number or an e-mail address in it."""
    return "@" in text or bool(re2.search(r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}", text))


def _links(lines: list[Line]) -> tuple[str, ...]:
    return tuple(link for line in lines for link in line.links)


def _bare(text: str) -> str:
    """A line without bullet, quotation mark of mail and bold marks of markdown."""
    line = text.strip()
    line = _BULLET.sub("", line, 1).strip() if line[:1] and not line[0].isalnum() else line
    if "*" in line[:2] or "**" in line or "__" in line:
        line = re2.sub(r"\*{1,2}([^*]{1,80}?)\*{1,2}", r"\1", line)
        line = re2.sub(r"^__([^_]{1,60})__", r"\1", line)
    return line


def _value(text: str) -> str:
    value = text.replace(_MARK, " ").strip().strip("*").strip()
    if len(value) > 2 and value[0] == value[-1] == '"' and " " not in value:
        return value[1:-1]
    return value


def _is_prose(text: str) -> bool:
    return len(text.split()) >= 4


def _is_city_line(text: str) -> bool:
    return bool(re.search(r"[A-Za-z.'’ -]{2,40},?\s+[A-Z]{2}\.?,?\s+(?:\d{5}|[A-Z]\d[A-Z])", text[:120]))
