"""JSON Schema of the values that stand in several forms, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]

_DURATION = r"^\s*\d+(\.\d+)?\s*([sS]|[mM]|[hH]|[dD]|[wW]|[yY])[a-zA-Z]*\s*$"
_SPAN = r"^\s*\d{1,2}:\d{2}\s*[-–]\s*\d{1,2}:\d{2}\s*$"
_DAY = r"^\d{4}-\d{2}-\d{2}$"

DURATION: Shape = {"type": "string", "pattern": _DURATION, "examples": ["30s", "5 minutes", "90 days"]}
SIZE: Shape = {"type": ["string", "integer"], "examples": ["25 MB"]}
LISTEN: Shape = {"type": "string", "pattern": r":\d{1,5}$", "examples": ["127.0.0.1:8025", "[::1]:25"]}
LISTENS: Shape = {"anyOf": [LISTEN, {"type": "array", "items": LISTEN}]}
ONE_OR_MANY: Shape = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
COPIES: Shape = {"anyOf": [{"type": "integer", "minimum": 1}, {"const": "all"}]}
DATE: Shape = {"type": "string", "pattern": _DAY}
SECRET: Shape = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"file": {"type": "string"}},
            "required": ["file"],
            "additionalProperties": False,
        },
    ]
}
SPAN: Shape = {"type": "string", "pattern": _SPAN, "examples": ["09:00-20:00"]}
SPANS: Shape = {"anyOf": [SPAN, {"const": "closed"}, {"type": "array", "items": SPAN}]}
HOURS: Shape = {"anyOf": [SPAN, {"type": "array", "items": SPAN}, {"type": "object", "additionalProperties": SPANS}]}
DAYS: Shape = {"type": "object", "patternProperties": {_DAY: SPANS}, "additionalProperties": False}
DATES: Shape = {"type": "array", "items": DATE}
AWAY: Shape = {"type": "array", "items": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$"}}
RULES: Shape = {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}
WAYS: Shape = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "object"}]}}]
}
TIERS: Shape = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
