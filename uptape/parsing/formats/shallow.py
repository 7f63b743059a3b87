"""HTML without tags that nest deeper than any mail does."""

from __future__ import annotations

import re

_DEPTH_CAP = 300
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]{0,4000}>?")
_SELF_CLOSING = frozenset(
    ("p", "li", "td", "tr", "th", "dt", "dd", "tbody", "thead", "option", "br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "source")
)  # fmt: skip


def shallow(html: str) -> str:
    """The page without tags that nest deeper than any mail does: the parser's time grows with the square of the depth."""
    if html.count("<") < _DEPTH_CAP:
        return html
    out: list[str] = []
    depth = dropped = last = 0
    for found in _TAG.finditer(html):
        if found.group(2).lower() in _SELF_CLOSING:
            continue
        if not found.group(1):
            if depth < _DEPTH_CAP:
                depth += 1
                continue
            dropped += 1
        elif dropped:
            dropped -= 1
        else:
            depth = max(0, depth - 1)
            continue
        out.append(html[last : found.start()])
        last = found.end()
    return "".join([*out, html[last:]])
