"""Reads YAML text into a tree in which every key and value knows its place; safe against hostile files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from uptape.config.complaints import Complaints
from uptape.core.errors import NOWHERE, Place

MAX_BYTES = 1_000_000
MAX_ALIASES = 20
MAX_DEPTH = 30
MAX_NODES = 50_000
"""Values of one file, those behind aliases counted each time."""

# The scalars of YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#1032-tag-resolution); all else is text.
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

Expand = Callable[[str, Place], str]
"""Puts environment values into a text; complains itself where one is missing."""


class Unreadable(Exception):  # told to the admin as a complaint, never seen as an exception
    """The file cannot be read as YAML; what is wrong has been noted."""


@dataclass(slots=True)
class Node:
    """A value of a configuration file with its place."""

    value: Any
    """Mapping: dict of Node by key; sequence: list of Node; else str, int, float, bool or None."""
    place: Place = NOWHERE
    raw: str = ""
    """A scalar as it stands in the file, before environment values are put in."""
    quoted: bool = False
    key_place: Place = NOWHERE
    """Where the key of this value stands; the value's own place where it has no key."""
    merged: list[Node] = field(default_factory=list)
    """What `<<:` names, until the mapping is complete."""
    size: int = 1
    """How many values there are in it, itself counted and aliases followed."""
    height: int = 0
    """How many mappings and sequences stand in one another in it, aliases followed."""

    @property
    def is_map(self) -> bool:
        """True for a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """True for a sequence."""
        return isinstance(self.value, list)

    @property
    def text(self) -> str:
        """A scalar as text: what is written, with environment values put in."""
        return self.value if isinstance(self.value, str) else self.raw

    def get(self, *path: str | int) -> Node | None:
        """The node under a path of keys and positions, or None; an empty value counts as not there."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            if isinstance(node.value, dict):
                node = node.value.get(str(step))
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
            else:
                return None
        return None if node is None or node.value is None else node

    def items(self) -> Iterator[tuple[str, Node]]:
        """Keys and values of a mapping, in the order written; nothing for anything else."""
        yield from self.value.items() if isinstance(self.value, dict) else ()

    def entries(self) -> list[Node]:
        """The entries of a sequence; the value alone where it is none; nothing where it is empty."""
        if isinstance(self.value, list):
            return self.value
        return [] if self.value is None else [self]

    def plain(self) -> Any:
        """The tree as plain dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def described(self) -> str:
        """The value as a complaint quotes it."""
        if isinstance(self.value, dict):
            return "a mapping"
        if isinstance(self.value, list):
            return "a list"
        return "nothing" if self.value is None else f'"{self.text[:60]}"'


def read_nodes(data: bytes, file: str, notes: Complaints, expand: Expand) -> Node:
    """The tree of one file.

    Raises Unreadable after noting why: too large, not UTF-8, a syntax error, too deep, too many aliases, a tag.
    Duplicate keys and unset environment values are noted and reading goes on.
    """
    start = Place(file, 1, 1)
    if len(data) > MAX_BYTES:
        raise _unreadable(notes, start, f"the file is too large, expected at most {MAX_BYTES // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(notes, Place(file, line, 1), "this line is not UTF-8; save the file as UTF-8") from error
    try:
        return _Builder(file, notes, expand).build(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else start
        lines = text.splitlines()
        shown = lines[mark.line] if mark and mark.line < len(lines) else ""
        hint = '; inside {…} and […] write "${NAME}" in quotes' if re.search(r"[\[{].*\$\{", shown) else ""
        if "'\\t'" in (error.problem or ""):
            hint = "; indent with spaces, not with tabs"
        begun = error.context_mark.line + 1 if error.context_mark and error.problem_mark else place.line
        within = f" ({error.context} that begins in line {begun})" if begun != place.line else ""
        raise _unreadable(notes, place, f"not valid YAML: {error.problem or error.context}{within}{hint}") from error
    except YAMLError as error:
        position = getattr(error, "position", 0)
        place = Place(file, text.count("\n", 0, position) + 1, 1)
        raise _unreadable(notes, place, "not valid YAML: a character that may not stand in it") from error


def _unreadable(notes: Complaints, place: Place, message: str) -> Unreadable:
    notes.error(place, message)
    return Unreadable()


class _Builder:
    """Builds the tree from the parser's events with a stack of its own, so that depth costs no recursion."""

    def __init__(self, file: str, notes: Complaints, expand: Expand) -> None:
        self.file, self.notes, self.expand = file, notes, expand
        self.root = Node(None, Place(file, 1, 1), key_place=Place(file, 1, 1))
        self.stack: list[Node] = []
        self.keys: list[tuple[str, Place] | None] = []
        self.anchors: dict[str, Node] = {}
        self.aliases = self.documents = 0

    def build(self, text: str) -> Node:
        for event in YAML(typ="safe", pure=True).parse(text):
            mark = event.start_mark
            place = Place(self.file, mark.line + 1, mark.column + 1)
            if isinstance(event, DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise _unreadable(self.notes, place, "a second document begins here, expected one in a file")
            elif isinstance(event, AliasEvent):
                self._alias(event, place)
            elif isinstance(event, ScalarEvent):
                self._check_tag(event, place)
                self._put(self._scalar(event, place), event.anchor, scalar=True)
                self._count(place, 1, 0)
            elif isinstance(event, MappingStartEvent | SequenceStartEvent):
                self._check_tag(event, place)
                self._open(
                    Node({} if isinstance(event, MappingStartEvent) else [], place, key_place=place), event.anchor
                )
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self._close()
        return self.root

    def _check_tag(self, event: Any, place: Place) -> None:
        tag = getattr(event, "tag", None)
        if tag and str(tag) != "!":
            raise _unreadable(self.notes, place, f'found the tag "{tag}"; tags are not allowed here')

    def _scalar(self, event: Any, place: Place) -> Node:
        written = str(event.value)
        value: Any = self.expand(written, place) if "${" in written else written
        if event.style is not None:
            return Node(value, place, written, quoted=True, key_place=place)
        if written in _CONSTANTS:
            value = _CONSTANTS[written]
        elif _INT.fullmatch(written) and len(written) < 400:
            value = int(written)
        elif _FLOAT.fullmatch(written):
            value = float(written)
        return Node(value, place, written, key_place=place)

    def _alias(self, event: Any, place: Place) -> None:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _unreadable(self.notes, place, f"more than {MAX_ALIASES} aliases in one file")
        node = self.anchors.get(event.anchor)
        if node is None:
            raise _unreadable(self.notes, place, f'unknown alias "*{event.anchor}"')
        if any(node is above for above in self.stack):
            raise _unreadable(self.notes, place, f'the alias "*{event.anchor}" contains itself')
        if len(self.stack) + node.height > MAX_DEPTH:
            raise _unreadable(self.notes, place, f"nested deeper than {MAX_DEPTH}")
        scalar = not (node.is_map or node.is_list)
        self._put(Node(node.value, node.place, node.raw, node.quoted, place), None, scalar=scalar)
        self._count(place, node.size, node.height)

    def _open(self, node: Node, anchor: str | None) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _unreadable(self.notes, node.place, f"nested deeper than {MAX_DEPTH}")
        self._put(node, anchor, scalar=False)
        self.stack.append(node)
        self.keys.append(None)

    def _close(self) -> None:
        node = self.stack.pop()
        self.keys.pop()
        for source in node.merged:
            for key, value in source.items():
                node.value.setdefault(key, value)
        node.height += 1
        self._count(node.place, node.size, node.height)

    def _count(self, place: Place, size: int, height: int) -> None:
        if self.stack:
            above = self.stack[-1]
            above.size += size
            above.height = max(above.height, height)
            if above.size > MAX_NODES:
                raise _unreadable(self.notes, place, f"more than {MAX_NODES} values, aliases counted each time")

    def _put(self, node: Node, anchor: str | None, *, scalar: bool) -> None:
        if anchor:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.is_list:
            parent.value.append(node)
            return
        pending = self.keys[-1]
        if pending is None:
            if not scalar:
                raise _unreadable(self.notes, node.place, f"found {node.described()} as a key, expected a word")
            self.keys[-1] = (node.raw, node.place)
            return
        self.keys[-1] = None
        key, key_place = pending
        if key == "<<":
            parent.merged.extend(entry for entry in node.entries() if entry.is_map)
        elif key in parent.value:
            first = parent.value[key].key_place
            self.notes.error(key_place, f'the key "{key}" stands here twice (first in line {first.line})')
        else:
            node.key_place = key_place
            parent.value[key] = node
