"""docs/config.md names every key, and no key that there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from uptape.config import rules, ways
from uptape.config.schema import DealershipKeys
from uptape.config.service_schema import ServiceKeys
from uptape.config.validate import inner_model
from uptape.core.rules import SOUGHT_FIELDS, SPECIAL_FIELDS, WHOLE_FIELDS

PAGE = Path(__file__).parents[2] / "docs" / "config.md"
ANY_KEY = {
    "sources": "SOURCE", "stores": "STORE", "managers": "PERSON", "salespeople": "PERSON", "buyers": "BUYER",
    "orders": "ORDER", "pools": "POOL", "groups": "GROUP",
}  # fmt: skip


def keys_of(model: type[BaseModel], above: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield above + key
        inner = inner_model(field.annotation)
        if inner is not None:
            kind = getattr(field.annotation, "__origin__", None)
            below = f"{key}.{ANY_KEY[key]}." if kind is dict else f"{key}[]." if kind is list else f"{key}."
            yield from keys_of(inner, above + below)


def other_keys() -> Iterator[str]:
    fields = (*WHOLE_FIELDS, *SOUGHT_FIELDS, *SPECIAL_FIELDS, *rules.NESTING, "property.NAME")
    yield from (f"RULES.{field}" for field in fields)
    yield from (f"WAYS.{channel}" for channel in (*ways.CHANNELS, "else"))
    yield from (f"WAYS.{channel}.{key}" for channel, keys in ways.KEYS.items() for key in keys)


def documented() -> list[str]:
    found, above = [], [""]
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            above = [""] if line.startswith(("## The service file", "## A dealership's file")) else []
        elif line.startswith("### "):
            above = [f"{path}." for path in re.findall(r"`([^`]+)`", line)]
        elif row := re.match(r"\| `([^`]+)` \|", line):
            found += [path + row.group(1) for path in above]
    return found


def test_every_key_is_documented_once_and_nothing_else_is() -> None:
    expected = sorted([*keys_of(ServiceKeys), *keys_of(DealershipKeys), *other_keys()])
    assert sorted(documented()) == expected
    assert len(expected) > 200
