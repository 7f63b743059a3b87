"""The JSON Schema for editors is whole: every reference leads somewhere and every key is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from uptape.config import rules, shapes, ways
from uptape.config.json_schema import schema
from uptape.config.schema import DealershipKeys
from uptape.config.service_schema import ServiceKeys
from uptape.core.rules import SOUGHT_FIELDS, SPECIAL_FIELDS, WHOLE_FIELDS


def references(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        yield from ([tree["$ref"]] if "$ref" in tree else [])
        for value in tree.values():
            yield from references(value)
    if isinstance(tree, list):
        for value in tree:
            yield from references(value)


def test_every_reference_leads_to_a_definition() -> None:
    tree = json.loads(json.dumps(schema()))
    found = set(references(tree))
    assert len(found) > 20
    assert found <= {f"#/$defs/{name}" for name in tree["$defs"]}


def test_a_file_with_the_key_dealership_is_held_against_the_keys_of_a_dealership() -> None:
    tree = schema()
    assert tree["if"] == {"required": ["dealership"]}
    for branch, model in (("then", DealershipKeys), ("else", ServiceKeys)):
        definition = tree["$defs"][tree[branch]["$ref"].removeprefix("#/$defs/")]
        assert set(definition["properties"]) == {field.alias or name for name, field in model.model_fields.items()}
        assert definition["additionalProperties"] is False


def test_rules_and_channels_have_the_keys_that_are_read() -> None:
    lines = shapes.RULES["anyOf"][0]
    assert set(lines["properties"]) == {*WHOLE_FIELDS, *SOUGHT_FIELDS, *SPECIAL_FIELDS, *rules.NESTING}
    way = shapes.WAYS["anyOf"][0]["anyOf"][1]["properties"]
    assert set(way) == {*ways.CHANNELS, "else"}
    assert {channel: set(way[channel]["properties"]) for channel in ways.KEYS} == {
        channel: set(keys) for channel, keys in ways.KEYS.items()
    }
