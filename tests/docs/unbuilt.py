"""Writes the README's table of what is not built yet, from the program's own: `python -m tests.docs.unbuilt`."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from uptape.config.nodes import Node
from uptape.config.pools import modes
from uptape.config.unbuilt import UNBUILT, Row

README = Path(__file__).parents[2] / "README.md"
SECTION = re.compile(r"(<!-- unbuilt -->\n).*?(<!-- /unbuilt -->)", re.DOTALL)
NAMED = {"pools": "POOL", "groups": "GROUP", "salespeople": "PERSON", "buyers": "BUYER", "sources": "SOURCE"}


def table() -> str:
    """The table as it should stand: keys with the same consequence share a row."""
    if not UNBUILT:
        return "None: every key does what it says.\n"
    rows: dict[str, list[str]] = defaultdict(list)
    for row in UNBUILT:
        key = _key(row.path) + (f": {_modes(row)}" if row.path == "pools.*.mode" else "")
        rows[row.message.split("not built yet; ")[1]].append(f"`{key}`")
    lines = [f"| {', '.join(keys)} | {instead} |\n" for instead, keys in rows.items()]
    return "| key | what happens instead |\n| --- | --- |\n" + "".join(lines)


def _modes(row: Row) -> str:
    """The modes that are not built."""
    return ", ".join(mode for mode in modes() if row.when(cast(Node, SimpleNamespace(text=mode, value=mode))))


def _key(path: str) -> str:
    parts = path.replace("tape.*", "tape: [pool.POOL]").split(".")
    return ".".join(NAMED.get(parts[i - 1], part) if part == "*" else part for i, part in enumerate(parts))


def main() -> None:
    """Puts the table into the README."""
    text = README.read_text(encoding="utf-8")
    README.write_text(SECTION.sub(lambda found: found.group(1) + table() + found.group(2), text), encoding="utf-8")


if __name__ == "__main__":
    main()
