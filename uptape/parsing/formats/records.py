"""Several leads in one mail: where one record of a digest ends and the next begins."""

from __future__ import annotations

import itertools

from uptape.parsing import linear as re2
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import section_of
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import is_person_shape, names_told

_NUMBERED = re2.compile(
    r"(?i)^\W*(?:(?:lead|prospect|inquiry|enquiry|customer|shopper|buyer|rider|boater|camper|visitor|guest|caller|driver|contact|person|user|member|request|message|comprador|acheteur|visiteur|prospecto|cliente|client|demande|solicitud)\s*"
    r"(?:#|no\.?|n[°º])?\s*\d{1,3}(?:\s*(?:of|de|/)\s*\d+)?(?:\s|$|[:.)–—])|#?\d{1,2}[.)]\s+\S|#\d{1,3}\s*$)"
)
_NUMBER = re2.compile(r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
_CODE = re2.compile(r"(?:^|\s)#([A-Z]{1,6}-?\d{2,}[A-Z0-9-]*)\b")
_NAMES = frozenset(("name", "first_name", "person"))
Segment = tuple[int, int]


def records(items: list[Item]) -> list[list[Item]]:
    """The items of each record. One list with all items where the mail holds one lead."""
    for segments in (
        _by_table(items),
        _by_number(items),
        _by_code(items),
        _by_rule(items),
        _by_title(items),
        _by_sentence(items),
        _by_repetition(items),
    ):
        parts = [items[a:b] for a, b in segments]
        parts = [part for part in parts if _contact(part)]
        if len(parts) >= 2 and _distinct(parts):
            return parts
    return [items]


def _spans(starts: list[int], items: list[Item]) -> list[Segment]:
    bounds = [*starts, len(items)]
    return list(itertools.pairwise(bounds))


def _by_table(items: list[Item]) -> list[Segment]:
    spans = _spans([at for at, item in enumerate(items) if item.kind == "record"], items)
    if not spans:
        return []
    first, end = spans[-1]
    # Behind a blank line or a rule the table is over: what follows is the sender's, not the last customer's.
    over = next((at for at in range(first + 1, end) if items[at].kind in {"blank", "rule"}), end)
    return [*spans[:-1], (first, over)]


def _by_number(items: list[Item]) -> list[Segment]:
    numbered = [
        at
        for at, item in enumerate(items)
        if (item.kind in {"heading", "text"} and _NUMBERED.match(item.text))
        or (item.kind == "pair" and _NUMBERED.match(item.label) and item.meaning.field not in {"vehicle", "phone"})
    ]
    head = items[: numbered[0]] if numbered else []
    if _contact(head) and any(item.kind == "pair" and item.meaning.field in _NAMES for item in head):
        return []  # references, say, below the applicant
    if len({section_of(items[at].text) for at in numbered} - {None}) > 1:
        return []  # the numbered parts of one form: `1. Applicant`, `2. Employment`
    if len({items[at].meaning.field for at in numbered if items[at].kind == "pair"} - {"property"}) > 2:
        return []  # the numbered questions of one form: `1. Name: …`, `2. E-mail: …`
    return _spans(numbered, items)


def _by_code(items: list[Item]) -> list[Segment]:
    """Each record has a code of its own in its title: `Clovis Yarborough #RM7001`."""
    coded = [
        (at, found.group(1))
        for at, item in enumerate(items)
        if item.kind in {"heading", "text"}
        and len(item.text) < 90
        and (found := _CODE.search(item.text))
        and not re2.search(r"(?i)(?:stock|stk|unit|inv\w*|item|no\.?)\s*#", item.text)
    ]
    return _spans([at for at, _ in coded], items) if len({code for _, code in coded}) == len(coded) else []


def _by_rule(items: list[Item]) -> list[Segment]:
    """Blocks between rules that name somebody; a block about the vehicle alone goes with the one before it."""
    blocks = _spans([0, *(at + 1 for at, item in enumerate(items) if item.kind == "rule")], items)
    out: list[Segment] = []
    for a, b in blocks:
        part = items[a:b]
        if _contact(part) and _named(part):
            out.append((a, b))
        elif out and out[-1][1] == a and _vehicle(part) and not _vehicle(items[out[-1][0] : out[-1][1]]):
            out[-1] = (out[-1][0], b)
    return out


def _by_title(items: list[Item]) -> list[Segment]:
    """Each record has the name of its person as its title, and how to reach them below it."""
    titled = [
        at
        for at, item in enumerate(items)
        if item.kind == "heading" and item.strong and " " in item.text and is_person_shape(item.text)
    ]
    spans = _spans(titled, items)
    return spans if len(titled) >= 2 and all(_contact(items[a:b][:8]) for a, b in spans) else []


def _by_sentence(items: list[Item]) -> list[Segment]:
    starts: list[int] = []
    last = ""
    for at, item in enumerate(items):
        told = names_told(item.text) if item.kind in {"text", "heading"} and len(item.text) < 200 else []
        if not told:
            continue
        first = told[0].name.split()[0]
        if first != last:  # “Meet Ann Lee! Ann is looking at …” is one record
            starts.append(at)
        last = first
    return _spans(starts, items)


def _by_repetition(items: list[Item]) -> list[Segment]:
    """The label of a name that comes again, with nothing between that would make it another person of the same lead."""
    seen: list[tuple[int, str]] = []
    section: str | None = None
    for at, item in enumerate(items):
        if item.kind == "heading":
            section = section_of(item.text)
        elif item.kind == "pair" and item.meaning.field in _NAMES and item.meaning.whose in {None, "customer"}:
            if section not in {"store", "poster", "site"}:
                seen.append((at, item.label.lower()))
    if any(item.kind == "heading" and section_of(item.text) in {"co", "employer", "other"} for item in items):
        return []
    starts = [at for at, label in seen if label == seen[0][1]]
    if len(starts) < 2 or _roles_apart(items, starts):
        return []
    for at in starts[1:]:
        back = at - 1
        while back >= 0 and items[back].kind in {"blank", "rule"}:
            back -= 1
        heading = items[back] if back >= 0 and items[back].kind == "heading" else None
        if heading and not _NUMBERED.match(heading.text) and section_of(heading.text) not in {"customer", "meta", None}:
            return []
    # What stands before the name in the first record (an id, a date) stands before it in each.
    lead_in = 0
    while lead_in < starts[0] and items[starts[0] - 1 - lead_in].kind == "pair":
        lead_in += 1
    return _spans([max(0, at - lead_in) for at in starts], items)


def _roles_apart(items: list[Item], starts: list[int]) -> bool:
    """Whether headings tell the blocks apart as different parties of one lead: `Dealership` above one, `Guest` above another."""
    headings = [_heading_above(items, at) for at in starts]
    if not all(headings) or len({text.lower() for text in headings}) != len(headings):
        return False
    return any(section_of(text) in {"store", "poster", "site", "trade", "co", "employer", "other"} for text in headings)


def _heading_above(items: list[Item], at: int) -> str:
    for item in reversed(items[max(0, at - 8) : at]):
        if item.kind == "heading":
            return item.text
        if item.kind not in {"blank", "rule", "pair"}:
            return ""
    return ""


def _contact(part: list[Item]) -> bool:
    for item in part:
        if (
            item.kind == "pair"
            and item.meaning.field in {"email", "phone", "caller", "person", "name"}
            and item.meaning.whose in {None, "customer"}
            and ("@" in item.text or sum(map(str.isdigit, item.text)) >= 7)
        ):
            return True
        if item.kind == "text" and (emails(item.text) or _NUMBER.search(item.text)):
            return True
    return False


def _named(part: list[Item]) -> bool:
    return any(
        (item.kind == "pair" and item.meaning.field in _NAMES and item.meaning.whose in {None, "customer"})
        or (
            item.kind in {"text", "heading"}
            and (names_told(item.text) or (" " in item.text and is_person_shape(item.text)))
        )
        for item in part
    )


def _vehicle(part: list[Item]) -> bool:
    return any(
        (item.kind == "pair" and item.meaning.field in {"vehicle", "make", "model", "vin"})
        or (item.kind in {"text", "heading"} and (found := split_vehicle(item.text)) is not None and found.sure)
        for item in part
    )


def _distinct(parts: list[list[Item]]) -> bool:
    """Whether the records speak of different people."""
    keys: set[str] = set()
    for part in parts:
        text = " ".join(item.text for item in part)
        addresses = [a for item in part for a in emails(item.text)]
        numbers = re2.findall(r"\d{3}\D{0,2}\d{4}", text)
        keys.add(addresses[0] if addresses else (numbers[0] if numbers else ""))
    return len(keys - {""}) >= 2 and len(keys) == len(parts)
