"""Several leads in one mail: where one record of a digest ends and the next begins."""

from __future__ import annotations

import re2

from uptape.parsing.fields.emails import emails
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import is_person_shape, names_told

_NUMBERED = re2.compile(
    r"(?i)^\W*(?:(?:lead|prospect|inquiry|enquiry|customer|prospecto|cliente|client|demande|solicitud)\s*(?:#|no\.?|n[°º])?\s*\d{1,3}\b(?:\s*(?:of|de|/)\s*\d+)?|#?\d{1,2}[.)]\s+\S)"
)


def records(items: list[Item]) -> list[list[Item]]:
    """The items of each record. One list with all items where the mail holds one lead."""
    for starts in (_by_table(items), _by_number(items), _by_rule(items), _by_sentence(items), _by_repetition(items)):
        if len(starts) >= 2:
            bounds = [*starts, len(items)]
            parts = [items[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]
            if sum(1 for part in parts if _contact(part)) >= 2 and _distinct(parts):
                return [part for part in parts if _contact(part)]
    return [items]


def _by_table(items: list[Item]) -> list[int]:
    return [at for at, item in enumerate(items) if item.kind == "record"]


def _by_number(items: list[Item]) -> list[int]:
    return [at for at, item in enumerate(items) if item.kind in {"heading", "text"} and _NUMBERED.match(item.text)]


def _by_rule(items: list[Item]) -> list[int]:
    """Blocks between rules, where at least two of them name somebody."""
    starts = [0, *(at + 1 for at, item in enumerate(items) if item.kind == "rule")]
    bounds = [*starts, len(items)]
    named = [a for a, b in zip(bounds, bounds[1:], strict=False) if _contact(items[a:b]) and _named(items[a:b])]
    return named if len(named) >= 2 else []


def _by_sentence(items: list[Item]) -> list[int]:
    return [
        at
        for at, item in enumerate(items)
        if item.kind in {"text", "heading"} and len(item.text) < 200 and names_told(item.text)
    ]


def _by_repetition(items: list[Item]) -> list[int]:
    """The label of a name that comes again, with nothing between that would make it another person of the same lead."""
    seen: list[tuple[int, str]] = []
    for at, item in enumerate(items):
        if (
            item.kind == "pair"
            and item.meaning.field in {"name", "first_name", "person"}
            and item.meaning.whose in {None, "customer"}
        ):
            seen.append((at, item.label.lower()))
    if not seen:
        return []
    first = seen[0][1]
    starts = [at for at, label in seen if label == first]
    if len(starts) < 2:
        return []
    for at in starts[1:]:
        back = at - 1
        while back >= 0 and items[back].kind in {"blank", "rule"}:
            back -= 1
        if back >= 0 and items[back].kind == "heading" and not _NUMBERED.match(items[back].text):
            from uptape.parsing.fields.vocabulary import section_of

            if section_of(items[back].text) not in {"customer", "meta", None}:
                return []
    # What stands before the name in the first record (an id, a date) stands before it in each.
    lead_in = 0
    while lead_in < starts[0] and items[starts[0] - 1 - lead_in].kind == "pair":
        lead_in += 1
    return [max(0, at - lead_in) for at in starts]


def _contact(part: list[Item]) -> bool:
    for item in part:
        if (
            item.kind == "pair"
            and item.meaning.field in {"email", "phone", "caller"}
            and item.meaning.whose in {None, "customer"}
            and any(c.isdigit() or c == "@" for c in item.text)
        ):
            return True
        if item.kind == "text" and (emails(item.text) or re2.search(r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}", item.text)):
            return True
    return False


def _named(part: list[Item]) -> bool:
    return any(
        (
            item.kind == "pair"
            and item.meaning.field in {"name", "first_name", "person"}
            and item.meaning.whose in {None, "customer"}
        )
        or (item.kind in {"text", "heading"} and (names_told(item.text) or (" " in item.text and is_person_shape(item.text))))
        for item in part
    )


def _distinct(parts: list[list[Item]]) -> bool:
    """Whether the records speak of different people."""
    keys: set[str] = set()
    count = 0
    for part in parts:
        if not _contact(part):
            continue
        count += 1
        addresses = [a for item in part for a in emails(item.text)]
        numbers = re2.findall(r"\d{3}\D{0,2}\d{4}", " ".join(item.text for item in part))
        keys.add(addresses[0] if addresses else (numbers[0] if numbers else ""))
    return len(keys - {""}) >= 2 and len(keys) == count
