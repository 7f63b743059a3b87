"""Loads source definitions from YAML files; every mistake is named with file, line and column."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from uptape.core.errors import Complaint, ConfigError, Place
from uptape.core.leads import MAIL_KINDS, MailKind
from uptape.parsing.definition_fields import FIELDS, is_field
from uptape.parsing.definitions import Definition, FieldRule, Match, Shape, compiled, in_order

_TOP = ("source", "class", "match", "kind", "fields", "constants", "samples")
_MATCH = ("from", "subject", "text", "shape")
_FIELD = ("labels", "pattern")
_CLASSES = ("third-party", "oem", "own")
_SHAPES = ("any", "adf", "text", "html")
_LARGEST = 1024 * 1024

SHIPPED = Path(__file__).resolve().parents[1] / "parsers"
"""The definitions that come with the program."""


def load_definitions(folders: Sequence[Path]) -> tuple[Definition, ...]:
    """All `*.yaml` of the folders, closest matches first; a later folder's file replaces one of the same name.

    Raises ConfigError with every mistake in every file.
    """
    complaints: list[Complaint] = []
    found: dict[str, Definition] = {}
    for folder in folders:
        if not folder.is_dir():
            complaints.append(Complaint(Place(str(folder), 1), "no such folder"))
            continue
        for path in sorted(folder.glob("*.yaml")):
            definition = _load(path, complaints)
            if definition is not None:
                found[definition.key] = definition
    if complaints:
        raise ConfigError(tuple(complaints))
    return in_order(tuple(found.values()))


def _load(path: Path, complaints: list[Complaint]) -> Definition | None:
    start = Place(str(path), 1)
    try:
        if path.stat().st_size > _LARGEST:
            complaints.append(Complaint(start, "larger than 1 MB"))
            return None
        tree = YAML(typ="rt", pure=True).load(path.read_text("utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(str(path), mark.line + 1, mark.column + 1) if mark else start
        complaints.append(Complaint(place, str(error.problem or "is no YAML")))
        return None
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        complaints.append(Complaint(start, f"cannot be read: {error}"))
        return None
    if not isinstance(tree, CommentedMap):
        complaints.append(Complaint(start, "must be a mapping with source: and match:"))
        return None
    return _Reader(path, complaints).definition(tree)


class _Reader:
    """Reads one file's tree, noting each mistake with its place."""

    def __init__(self, path: Path, complaints: list[Complaint]) -> None:
        self.path = path
        self.complaints = complaints

    def definition(self, tree: CommentedMap) -> Definition:
        """The definition, as far as the file is right."""
        self._known_keys(tree, _TOP)
        name = self._text(tree, "source")
        matches = self._mapping(tree, "match")
        self._known_keys(matches, _MATCH)
        match = Match(
            senders=tuple(text.lower() for text in self._texts(matches, "from")),
            subjects=self._patterns(matches, "subject"),
            texts=self._patterns(matches, "text"),
            shape=cast(Shape, self._choice(matches, "shape", _SHAPES) or "any"),
        )
        if name and not (match.senders or match.subjects or match.texts):
            self._complain(tree, "match", "a source needs from:, subject: or text: to know its mails by")
        rules = [*self._fields(self._mapping(tree, "fields")), *self._constants(self._mapping(tree, "constants"))]
        return Definition(
            key=self.path.stem,
            name=name,
            source_class=self._choice(tree, "class", _CLASSES),
            match=match,
            kind=cast("MailKind | None", self._choice(tree, "kind", MAIL_KINDS)),
            rules=tuple(rules),
            samples=self._text(tree, "samples"),
            place=Place(str(self.path), 1),
            match_place=self._place(tree, "match"),
            samples_place=self._place(tree, "samples"),
        )

    def _fields(self, tree: CommentedMap) -> list[FieldRule]:
        rules = []
        for key in tree:
            if not self._is_field(tree, key):
                continue
            value = tree[key]
            place = self._place(tree, key)
            if isinstance(value, CommentedMap):
                self._known_keys(value, _FIELD)
                pattern = self._text(value, "pattern")
                if pattern:
                    self._try(value, "pattern", pattern)
                rules.append(FieldRule(str(key), self._texts(value, "labels"), pattern, None, place))
            else:
                rules.append(FieldRule(str(key), self._texts(tree, key), None, None, place))
        return rules

    def _constants(self, tree: CommentedMap) -> list[FieldRule]:
        return [
            FieldRule(str(key), (), None, str(tree[key]), self._place(tree, key))
            for key in tree
            if self._is_field(tree, key)
        ]

    def _is_field(self, tree: CommentedMap, key: Any) -> bool:
        if is_field(str(key)):
            return True
        near = difflib.get_close_matches(str(key), FIELDS, 1)
        hint = f' (did you mean "{near[0]}"?)' if near else ""
        self._complain(tree, key, f'unknown field "{key}"{hint}')
        return False

    def _known_keys(self, tree: CommentedMap, keys: Sequence[str]) -> None:
        for key in tree:
            if key not in keys:
                near = difflib.get_close_matches(str(key), keys, 1)
                hint = f' (did you mean "{near[0]}"?)' if near else f" (known: {', '.join(keys)})"
                self._complain(tree, key, f'unknown key "{key}"{hint}')

    def _mapping(self, tree: CommentedMap, key: str) -> CommentedMap:
        value = tree.get(key)
        if value is None:
            return CommentedMap()
        if isinstance(value, CommentedMap):
            return value
        self._complain(tree, key, f"{key}: must be a mapping")
        return CommentedMap()

    def _text(self, tree: CommentedMap, key: str) -> str | None:
        value = tree.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            return str(value)
        self._complain(tree, key, f"{key}: must be a text")
        return None

    def _texts(self, tree: CommentedMap, key: Any) -> tuple[str, ...]:
        value = tree.get(key)
        values = value if isinstance(value, list) else [] if value is None else [value]
        for item in values:
            if not isinstance(item, str):
                self._complain(tree, key, f"{key}: must be a text or a list of texts (quote {item!r})")
        return tuple(str(item) for item in values if isinstance(item, str))

    def _patterns(self, tree: CommentedMap, key: str) -> tuple[str, ...]:
        texts = self._texts(tree, key)
        for text in texts:
            if len(text) > 2 and text.startswith("/") and text.endswith("/"):
                self._try(tree, key, text[1:-1])
        return texts

    def _try(self, tree: CommentedMap, key: str, pattern: str) -> None:
        import re2

        try:
            compiled(pattern)
        except re2.error as error:
            message = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
            self._complain(tree, key, f"{key}: no pattern that re2 takes: {message}")

    def _choice(self, tree: CommentedMap, key: str, choices: Sequence[str]) -> str | None:
        value = self._text(tree, key)
        if value is None or value in choices:
            return value
        near = difflib.get_close_matches(value, choices, 1)
        hint = f' (did you mean "{near[0]}"?)' if near else f" (one of {', '.join(choices)})"
        self._complain(tree, key, f'{key}: "{value}" is not known{hint}')
        return None

    def _place(self, tree: CommentedMap, key: Any) -> Place:
        try:
            line, column = tree.lc.key(key)
        except (KeyError, AttributeError, TypeError):
            line, column = getattr(tree.lc, "line", 0) or 0, getattr(tree.lc, "col", 0) or 0
        return Place(str(self.path), line + 1, column + 1)

    def _complain(self, tree: CommentedMap, key: Any, message: str) -> None:
        self.complaints.append(Complaint(self._place(tree, key), message))
