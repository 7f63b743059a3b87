"""Rows that a page makes of boxes instead of a table: two boxes side by side, again and again, label and value."""

from __future__ import annotations

import itertools

from selectolax.lexbor import LexborNode

from uptape.parsing.fields.vocabulary import understand

_BOXES = frozenset(("div", "span", "p", "section", "li", "b", "strong", "em", "h4", "h5", "h6", "a", "small"))
_PARENTS = frozenset(("div", "section", "p", "li", "article", "td", "body", "span", "ul", "center"))
_LABEL_CAP = 60
_TIMES = 3


def box_rows(root: LexborNode) -> dict[int, str]:
    """What such boxes are in the terms of a table, by the id of their node: `tr` for the row, `td` for label and value,
    `label` for a label that stands before its value without a box around both. Linear in the number of nodes."""
    pairs: dict[tuple[str, str], list[tuple[LexborNode, LexborNode, LexborNode]]] = {}
    found: dict[int, str] = {}
    for node in itertools.islice(root.traverse(include_text=False), 20_000):
        if node.tag not in _PARENTS:
            continue
        boxes = _boxes(node)
        if len(boxes) == 2 and node.tag not in {"td", "body"}:
            first, second = boxes
            if _is_short(first) and (_looks(first) != _looks(second) or understand(_words(first)).complete):
                pairs.setdefault((_looks(first), _looks(second)), []).append((node, first, second))
        elif len(boxes) >= 2 * _TIMES:
            _alternating(boxes, found)
    for rows in pairs.values():
        if len(rows) >= _TIMES:
            for row, first, second in rows:
                found[row.mem_id] = "tr"
                found[first.mem_id] = found[second.mem_id] = "td"
    return found


def _boxes(node: LexborNode) -> list[LexborNode]:
    """The boxes straight inside a node; an empty list where text or anything else stands beside them."""
    out: list[LexborNode] = []
    child = node.child
    while child is not None:
        if child.tag == "-text":
            if (child.text_content or "").strip():
                return []
        elif child.tag in _BOXES:
            out.append(child)
        elif child.tag not in {"br", "-comment", "!--", "_comment"}:
            return []
        if len(out) > 400:
            return []
        child = child.next
    return out


def _looks(node: LexborNode) -> str:
    attributes = node.attributes
    return f"{node.tag}|{attributes.get('class') or ''}|{attributes.get('style') or ''}"


def _words(node: LexborNode) -> str:
    return (node.text(deep=True) or "").strip(" :\n")[: _LABEL_CAP + 1]


def _is_short(node: LexborNode) -> bool:
    text = (node.text(deep=True) or "").strip()
    return 0 < len(text) <= _LABEL_CAP and "@" not in text and sum(map(str.isdigit, text)) <= 2


def _alternating(boxes: list[LexborNode], found: dict[int, str]) -> None:
    """Boxes of two looks in turn: the first of each two is a label."""
    looks = [_looks(box) for box in boxes]
    start = 0
    while start + 2 * _TIMES <= len(boxes):
        one, two = looks[start], looks[start + 1]
        end = start
        while one != two and end + 1 < len(boxes) and looks[end] == one and looks[end + 1] == two:
            end += 2
        labels = boxes[start:end:2]
        if len(labels) >= _TIMES and all(map(_is_short, labels)) and boxes[start].tag != "a":
            found.update((box.mem_id, "label") for box in labels)
            start = end
        else:
            start += 1
