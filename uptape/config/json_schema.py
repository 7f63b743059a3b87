"""The JSON Schema of both kinds of configuration file, for editors (`uptape schema`)."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from uptape.config.schema import DealershipKeys
from uptape.config.service_schema import ServiceKeys


def schema() -> dict[str, Any]:
    """One schema (draft 2020-12) that fits `uptape.yaml` as well as a file of `dealerships/`."""
    kinds, definitions = models_json_schema(
        [(ServiceKeys, "validation"), (DealershipKeys, "validation")], by_alias=True, title="uptape"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **definitions,
        "if": {"required": ["dealership"]},
        "then": kinds[DealershipKeys, "validation"],
        "else": kinds[ServiceKeys, "validation"],
    }
