"""Bodies that a program wrote for a program: JSON, URL-encoded forms, CSV, foreign XML."""

from __future__ import annotations

import csv
import html
import json
import re
from urllib.parse import parse_qsl

from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.formats.fitting import pair
from uptape.parsing.formats.nested_text import nested
from uptape.parsing.formats.pieces import Item
from uptape.parsing.stores import is_store_shape

_CAP = 200_000
_DEPTH = 6
_ITEMS_CAP = 600
_COLUMNS_CAP = 200
_CHANNELS = re.compile(r"\b(?:phones?|e-?mails?|phone_?numbers|telephones?|email_?addresses)\b")
_PARTS = re.compile(
    r"\b(?:phones?|e-?mails?|phone_?numbers|address(?:es)?|vehicles?|units?|trades?|tradeins?|trade_ins?|options|questions|answers|fields|photos|images|applicants|co\w+)$"
)
_CHANNEL_KEYS = frozenset(
    ("type", "note", "kind", "number", "value", "address", "primary", "preferred", "verified", "e164", "raw")
)
_TRADED = frozenset(("trade", "trade-in", "tradein", "trade in", "owned", "current-vehicle"))
_OF_STORE = {"label": "name", "title": "name", "code": "id"}
_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]{0,300}?)?(/?)>")


def structured_items(text: str) -> list[Item]:
    """The labelled values of such a body; an empty list where it is none."""
    body = text.strip()[:_CAP]
    # JSON that was cut is none: the whole of it is read, and its values are counted.
    return _json(text) or _form(body) or _xml(body) or _csv(body) or _nested(body)


def _json(body: str) -> list[Item]:
    start = min((at for at in (body.find("{"), body.find("[{")) if at >= 0), default=-1)
    if start < 0 or start > 400 or '"' not in body:
        return []
    try:
        data, _ = json.JSONDecoder().raw_decode(body[start:])
    except (ValueError, RecursionError):
        return []
    items: list[Item] = []
    _flatten(data, "", items, 0)
    return items if len(items) >= 2 else []


def _nested(body: str) -> list[Item]:
    data = nested(body)
    items: list[Item] = []
    if data:
        _flatten(data, "", items, 0)
    return items if len(items) >= 4 else []


def _flatten(data: object, path: str, items: list[Item], depth: int) -> None:
    if depth > _DEPTH or len(items) > _ITEMS_CAP:
        return
    if isinstance(data, dict):
        named = data.get("label") or data.get("name") or data.get("question") or data.get("field")
        answer = data.get("value", data.get("values", data.get("answer")))
        if isinstance(named, str) and answer is not None and not isinstance(answer, dict) and len(data) <= 5:
            value = ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
            items.append(pair(named, value.strip()))
            return
        roles = {
            str(data.get(key, "")).lower().replace("_", "-") for key in ("role", "type", "kind", "interest", "intent")
        }
        if roles & _TRADED and "trade" not in path.lower():
            path = f"{path} trade".strip()
        kind = data.get("note") or data.get("type") or data.get("kind") or ""
        if _CHANNELS.search(path.lower()) and isinstance(kind, str) and kind and len(data) <= 5:
            path = f"{path} {kind}"  # `phones: [{"type": "mobile", "number": …}]`
        for key, value in data.items():
            _flatten(value, f"{path} {key}".strip(), items, depth + 1)
    elif isinstance(data, list):
        for value in data[:200]:
            if isinstance(value, dict) and len(data) > 1 and _is_record(value, path):
                items.append(Item("record"))
            _flatten(value, path, items, depth + 1)
    elif data is not None and str(data).strip():
        label = _short(path)
        if label.lower() in {"page name", "account name"} and is_store_shape(str(data), surely=True):
            label = "dealer name"
        if not label:
            return
        items.append(pair(label, str(data).strip()))


def _is_record(value: dict[str, object], path: str) -> bool:
    """Whether an element of a list is a lead of its own: not an answer, a phone or a vehicle within one."""
    if "label" in value or "value" in value or _PARTS.search(path.lower()):
        return False
    return len(value) > 2 or any(isinstance(inner, dict) for inner in value.values())


def _short(path: str) -> str:
    """The path of a value as a label: the last two keys, without wrappers such as `data` and `fields`."""
    if re.search(r"(?i)\b(?:lead|inquiry|enquiry|submission|prospect) (?:id|ref|uuid)$", path):
        return " ".join(path.split(" ")[-2:])
    if _CHANNELS.search(path.lower()) and (words := path.split(" ")) and words[-1].lower() in _CHANNEL_KEYS:
        at = next(at for at, word in enumerate(words) if _CHANNELS.fullmatch(word.lower()))
        if words[-1].lower() in {"type", "note", "kind", "primary", "preferred", "verified"}:
            return ""
        return " ".join([*words[at + 1 : -1], words[at].rstrip("s")])
    path = re.sub(
        r"(?i)^(?:\S+ )*(?:account|rooftop|tenant|merchant|org|organization|dealer|store|dealership) (name|phone|email|id|code|label|title)$",
        lambda found: f"dealer {_OF_STORE.get(found.group(1).lower(), found.group(1))}",
        path,
    )
    path = (
        re.sub(
            r"(?i)\b(?:location|address|addr|residence) (city|state|province|zip\w*|postal\w*|country|street\w*|line\d?)$",
            lambda found: (
                f"customer {'address2' if found.group(1).endswith('2') else 'address' if found.group(1).lower().startswith('line') else found.group(1)}"
            ),
            path,
        )
        if re.search(r"(?i)\b(?:customer|consumer|person|contact|shopper|buyer|prospect|applicant)\b", path)
        else path
    )
    keys = [
        key
        for key in path.split(" ")
        if key.lower()
        not in {"data", "lead", "fields", "payload", "body", "attributes", "form", "prospect", "details", "info"}
    ]
    return " ".join(keys[-2:]) or path


def _form(body: str) -> list[Item]:
    if "\n\n" in body or body.count("&") < 2 or body.count("=") < 3 or " " in body.split("\n")[0]:
        return []
    try:
        told = parse_qsl("".join(body.split()), keep_blank_values=False, max_num_fields=400)
    except ValueError:
        return []
    return [pair(key, value.strip()) for key, value in told if value.strip()]


def _xml(body: str) -> list[Item]:
    if (
        body.count("</") < 4
        or not body.lstrip().startswith("<")
        or re.match(r"(?i)\s*<(?:!doctype html|html|table|div|p|body)\b", body)
    ):
        return []
    return [
        pair(label, html.unescape(value).strip())
        for label, value in _leaves(body)
        if value.strip() and label.lower() not in {"td", "b", "i", "p", "span", "a", "strong", "div", "th", "title"}
    ]  # fmt: skip


def _leaves(body: str) -> list[tuple[str, str]]:
    """Each element that holds nothing but text, labelled with its tag and that of the element around it."""
    open_: list[str] = []
    out: list[tuple[str, str]] = []
    begun = 0
    for found in _TAG.finditer(body):
        closes, tag, empty = found.groups()
        if not closes:
            if not empty and len(open_) < 30:
                open_.append(tag)
                begun = found.end()
            continue
        if open_ and open_[-1] == tag and begun and len(out) < _ITEMS_CAP:
            around = open_[1:-1][-1:]  # the outermost element says nothing
            out.append((_short(" ".join([*around, tag])), body[begun : min(found.start(), begun + 4000)]))
        if tag in open_:
            del open_[len(open_) - 1 - open_[::-1].index(tag) :]
        begun = 0
    return out


def _csv(body: str) -> list[Item]:
    lines = [line for line in body.split("\n") if line.strip()]
    for at, line in enumerate(lines[:10]):
        for mark in (",", ";", "\t", "|"):
            if not 2 <= line.count(mark) < _COLUMNS_CAP:
                continue
            header = [cell.strip(" \"'*") for cell in line.strip(mark + " ").split(mark)]
            if len(header) < 3 or not all(0 < len(label_words(cell)) <= 5 for cell in header):
                continue
            known = sum(1 for cell in header if understand(cell).complete and understand(cell).field != "property")
            if known < max(3, 0.6 * len(header)):
                continue
            rows = [
                row
                for row in lines[at + 1 : at + 200]
                if row.count(mark) >= len(header) - 2 and not re.fullmatch(r"[-+|\s:=]+", row)
            ]
            return _rows(header, rows, mark)
    return []


def _rows(header: list[str], rows: list[str], mark: str) -> list[Item]:
    items: list[Item] = []
    for values in csv.reader(
        [row.strip().strip("|") if mark == "|" else row for row in rows], delimiter=mark, skipinitialspace=True
    ):
        if len(values) < len(header) - 1:
            continue
        if len(rows) > 1:
            items.append(Item("record"))
        items += [pair(label, value.strip()) for label, value in zip(header, values, strict=False) if value.strip()]
    return items
