"""Keys that load but whose behaviour is not built yet: one table; delete a row when its behaviour exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from uptape.config.complaints import Complaints
from uptape.config.nodes import Node

REVIEW = "leads of this pool go to the review box"


def _any(_: Node) -> bool:
    return True


def _starts(prefix: str) -> Callable[[Node], bool]:
    return lambda node: node.text.strip().startswith(prefix)


@dataclass(frozen=True, slots=True)
class Row:
    """One behaviour that is missing."""

    path: str
    """Keys with dots between; `*` is any key or position. """
    message: str
    """`{value}` is what stands there."""
    when: Callable[[Node], bool] = _any


UNBUILT: tuple[Row, ...] = ()


def note_unbuilt(
    root: Node,
    notes: Complaints,
    rows: tuple[Row, ...] = UNBUILT,
) -> None:
    """Warns of everything in a dealership's file that is not built yet."""
    for row in rows:
        for node in _matches(root, tuple(row.path.split("."))):
            if node.value is None or not row.when(node):
                continue
            notes.warn(node.key_place, row.message.format(value=node.text))


def _matches(node: Node, pattern: tuple[str, ...]) -> Iterator[Node]:
    if not pattern:
        yield node
        return
    step, rest = pattern[0], pattern[1:]
    if node.is_list:
        inner = node.entries() if step == "*" else []
    else:
        inner = [value for key, value in node.items() if step in ("*", key)]
    for value in inner:
        yield from _matches(value, rest)
