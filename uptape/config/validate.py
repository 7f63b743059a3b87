"""Checks a tree against the models of the keys and turns what pydantic finds into complaints with places."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from uptape.config.complaints import Complaints, listed, meant, quote_it
from uptape.config.nodes import Node
from uptape.core.errors import Place

Model = TypeVar("Model", bound=BaseModel)

ROUNDS = 8
"""After each round what was wrong is taken out and the rest checked again, so that one slip hides no other."""
_PLACEHOLDERS = {
    "dealership": "unnamed",
    "timezone": "UTC",
    "over": "90 days",
    "every": "1 day",
    "within": "7 days",
    "after": "0s",
    "on": "appointment",
    "by": "sold",
}
_TEXT_KINDS = {"postal_code": "a postal code", "mobile": "a phone number", "desk": "a phone number"}
FILLER = "?"
"""Stands for a text that was wrong or missing, which has been told; nothing more is said of it."""
_QUOTED = re.compile(r"'([^']*)'")


def validated(model: type[Model], node: Node, notes: Complaints) -> Model | None:
    """The tree as the model, with all that is wrong noted and left out; None where nothing sensible is left."""
    data = node.plain()
    if not isinstance(data, dict):
        notes.error(node.place, f"found {node.described()}, expected keys and values")
        return None
    seen: set[tuple[Any, ...]] = set()
    for _ in range(ROUNDS):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                # What a repair leaves behind (a required key taken out, a filler) is no mistake of the writer's.
                if problem["loc"] not in seen:
                    _note(model, node, problem, notes)
                seen.add(problem["loc"])
                _repair(data, problem)
    return None


def _note(model: type[BaseModel], root: Node, problem: Any, notes: Complaints) -> None:
    path, kind = list(problem["loc"]), problem["type"]
    node, parent = _find(root, path)
    key = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        notes.error(node.key_place, f'unknown key "{key}"{meant(key, _keys(model, path[:-1]))}')
    elif kind == "missing":
        notes.error(_missing_place(parent, key), f'"{key}" is missing{_of(path)}')
    else:
        notes.error(node.place, _message(node, key, problem))


def _find(root: Node, path: list[Any]) -> tuple[Node, Node]:
    """The node at a path and the one above it, as far as the path leads into the tree."""
    node = parent = root
    for step in path:
        inner: Node | None = None
        if isinstance(node.value, dict):
            inner = node.value.get(str(step))
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            inner = node.value[step]
        if inner is None:
            return node, node
        node, parent = inner, node
    return node, parent


def _missing_place(parent: Node, key: str) -> Place:
    empty = parent.value.get(key) if isinstance(parent.value, dict) else None
    return empty.key_place if empty is not None else parent.key_place


def _of(path: list[Any]) -> str:
    above = [str(step) for step in path[:-1] if isinstance(step, str)]
    return f' in "{above[-1]}"' if above else ""


def _message(node: Node, key: str, problem: Any) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    found = node.described()
    if kind == "value_error":
        reason = str(context.get("error", problem["msg"]))
        if reason == "expected text" and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return quote_it(node.raw, _TEXT_KINDS.get(key, "text"))
        return reason if reason.startswith("found") else f"found {found}, {reason}"
    if kind == "literal_error":
        words = _QUOTED.findall(str(context.get("expected", "")))
        return f"found {found}, expected {listed(words)}{meant(node.text, words)}" if words else f"found {found}"
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return f"found {found}, expected keys and values"
    if kind == "list_type":
        return f"found {found}, expected a list"
    if kind.startswith("bool"):
        return f"found {found}, expected true or false"
    if kind.startswith(("int", "float")):
        return f"found {found}, expected a number"
    if kind == "greater_than_equal":
        return f"found {found}, expected {context['ge']} or more"
    if kind == "less_than_equal":
        return f"found {found}, expected {context['le']} or less"
    return f"found {found}: {problem['msg']}"


def _keys(model: type[BaseModel], path: list[Any]) -> list[str]:
    """The keys that the model at a path knows."""
    current, any_key = model, False
    for step in path:
        if isinstance(step, int) or any_key:
            any_key = False
            continue
        field = next((f for name, f in current.model_fields.items() if (f.alias or name) == step), None)
        inner = inner_model(field.annotation) if field is not None else None
        if field is None or inner is None:
            return []
        current, any_key = inner, getattr(field.annotation, "__origin__", None) is dict
    return [field.alias or name for name, field in current.model_fields.items()]


def inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside `X | None`, `list[X]` or `dict[str, X]`, or the annotation itself where it is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = inner_model(part)
        if found is not None:
            return found
    return None


def _repair(data: Any, problem: Any) -> None:
    """Takes what is wrong out of the plain data, or puts something in for what is missing."""
    *above, last = problem["loc"] or [None]
    parent, parent_key = None, None
    for step in above:
        try:
            parent, parent_key, data = data, step, data[step]
        except (KeyError, IndexError, TypeError):
            return
    if problem["type"] == "missing":
        data[last] = _PLACEHOLDERS.get(str(last), FILLER)
    elif isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        if data[last] == FILLER and isinstance(parent, dict):
            parent.pop(parent_key, None)
        else:
            # Kept in its position, so that later positions still fit the tree.
            data[last] = {} if isinstance(data[last], dict) else FILLER
    elif isinstance(parent, dict):
        # One value stood where a list may stand, and was taken for a list of one.
        parent.pop(parent_key, None)
