"""Text that nests by indentation, as YAML does: `person:` above `  town: Bend`. Read by hand, since no tag or anchor is wanted."""

from __future__ import annotations

from uptape.parsing import linear as re2

_PAIR = re2.compile(r"""^(\s*)((?:-\s+)*)(?:["']?([\w][\w .?/#-]{0,40})["']?\s*:(?:\s+(.*))?|([^:]*))$""")
_CAP = 400


def nested(text: str) -> dict[str, object] | None:
    """Such a text as dictionaries and lists of texts; None where it is none: no line nested, or lines that are no pairs."""
    rows = [
        row
        for row in text.split("\n")[:_CAP]
        if row.strip() not in {"", "---", "..."} and not row.lstrip().startswith("# ")
    ]
    keyed = [found for row in rows if (found := _PAIR.match(row)) and found.group(3)]
    opened = sum(1 for found in keyed if not (found.group(4) or "").strip())
    deeper = sum(1 for row in rows if row.startswith(("  ", "\t")))
    if len(rows) < 5 or len(keyed) < 0.7 * len(rows) or not opened or deeper < 2:
        return None
    if sum(1 for found in keyed if found.group(3)[:1].islower()) < 0.8 * len(keyed):
        return None  # titles above labels, as people write them
    return _block(rows, 0, 0, 0)[0] or None


def _block(rows: list[str], at: int, indent: int, depth: int) -> tuple[dict[str, object], int]:
    out: dict[str, object] = {}
    while at < len(rows) and depth < 8:
        row = rows[at]
        found = _PAIR.match(row.replace("\t", "    "))
        own = len(found.group(1)) if found else 0
        if own < indent:
            break
        if not found or not found.group(3):
            at += 1
            continue
        dashes = found.group(2)
        if dashes and own >= indent:
            listed, at = _listed(rows, at, own, depth)
            out[f"item{len(out)}"] = listed
            continue
        key, value = found.group(3).strip(), (found.group(4) or "").strip()
        at += 1
        if value in {"|", ">", "|-", ">-", "|+"}:
            said: list[str] = []
            while at < len(rows) and len(rows[at]) - len(rows[at].lstrip()) > own:
                said.append(rows[at].strip())
                at += 1
            out[key] = "\n".join(said)
        elif value:
            out[key] = value.strip("\"'")
        elif at < len(rows) and rows[at].lstrip().startswith("- "):
            out[key], at = _listed(rows, at, len(rows[at]) - len(rows[at].lstrip()), depth)
        elif at < len(rows) and len(rows[at]) - len(rows[at].lstrip()) > own:
            out[key], at = _block(rows, at, len(rows[at]) - len(rows[at].lstrip()), depth + 1)
    return out, at


def _listed(rows: list[str], at: int, indent: int, depth: int) -> tuple[list[object], int]:
    out: list[object] = []
    while at < len(rows) and len(rows[at]) - len(rows[at].lstrip()) == indent and rows[at].lstrip().startswith("- "):
        inner = [rows[at].replace("- ", "  ", 1)]
        at += 1
        while at < len(rows) and len(rows[at]) - len(rows[at].lstrip()) > indent:
            inner.append(rows[at])
            at += 1
        found, _ = _block(inner, 0, 0, depth + 1)
        out.append(found or inner[0].strip().strip("\"'"))
    return out, at
