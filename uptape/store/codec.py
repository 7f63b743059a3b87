"""Frozen core values to plain JSON values and back, leaving out what is empty."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Hashable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from uptape.store.types import from_micros, to_micros

_PLAIN = frozenset({type(None), str, int, float, bool})


def encode(value: Any) -> Any:
    """A dataclass as a dict without the fields that hold their default; tuples as lists; moments as microseconds."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list or kind is frozenset:
        return [encode(item) for item in value]
    if isinstance(value, datetime):
        return to_micros(value)
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, str | int | float):
        return value
    out = {}
    for name, default in _defaults(cast(Hashable, kind)):
        item = getattr(value, name)
        if item is not default and item != default:
            out[name] = item if type(item) in _PLAIN else encode(item)
    return out


T = TypeVar("T")


def decode(kind: type[T], plain: Any) -> T:
    """The dataclass that `encode` made these plain values of."""
    return cast(T, _decode(kind, plain))


def _decode(kind: Any, plain: Any) -> Any:
    if plain is None:
        return None
    if dataclasses.is_dataclass(kind):
        known = _types(cast(Hashable, kind))
        make: Any = kind
        return make(**{name: _decode(known[name], item) for name, item in plain.items() if name in known})
    if kind is datetime:
        return from_micros(plain)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = [argument for argument in get_args(kind) if argument is not type(None)]
        return _decode(inner[0], plain) if len(inner) == 1 else plain
    if origin is tuple:
        arguments = get_args(kind)
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_decode(arguments[0], item) for item in plain)
        return tuple(_decode(argument, item) for argument, item in zip(arguments, plain, strict=True))
    return plain


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


@cache
def _types(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(cast(Any, kind))
