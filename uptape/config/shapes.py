"""JSON Schema of the values that stand in several forms, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from uptape.core.rules import SOUGHT_FIELDS, WHOLE_FIELDS

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

_VALUE: Shape = {"type": ["string", "number", "boolean"]}
_NUMBERS: Shape = {
    "type": "object",
    "properties": {key: {"type": "number"} for key in ("below", "above", "from", "to")},
    "additionalProperties": False,
}
_VALUES: Shape = {"anyOf": [_VALUE, _NUMBERS, {"type": "array", "items": {"anyOf": [_VALUE, _NUMBERS]}}]}
_DISTANCE: Shape = {
    "type": "object",
    "properties": {"from": {"type": "string"}, "within": {"type": "string", "examples": ["25 miles"]}},
    "required": ["from", "within"],
    "additionalProperties": False,
}
_LINES: Shape = {
    "type": "object",
    "properties": {
        **dict.fromkeys((*WHOLE_FIELDS, *SOUGHT_FIELDS), _VALUES),
        "distance": {"anyOf": [_DISTANCE, {"type": "array", "items": _DISTANCE}]},
        "received": HOURS,
        "any": {"type": "array", "items": {"type": "object"}},
        "all": {"type": "array", "items": {"type": "object"}},
        "not": {"type": ["object", "array"]},
    },
    "patternProperties": {r"^property\.[^\s.]+$": _VALUES},
    "additionalProperties": False,
}
RULES: Shape = {"anyOf": [_LINES, {"type": "array", "items": _LINES}]}


def _keys(*names: str) -> Shape:
    return {"type": "object", "properties": {key: {"type": "string"} for key in names}, "additionalProperties": False}


_WAY: Shape = {
    "anyOf": [
        {"enum": ["sms", "email", "voice"]},
        {
            "type": "object",
            "properties": {
                **{key: {"type": ["string", "null"]} for key in ("sms", "email", "voice")},
                **{key: {"type": "string"} for key in ("fax", "adf", "chat")},
                "http": {
                    "type": "object",
                    "required": ["url"],
                    "additionalProperties": False,
                    "properties": {
                        **{key: {"type": "string"} for key in ("url", "accepted", "refused")},
                        "secret": SECRET,
                        "fields": {
                            "type": "object",
                            "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
                        },
                        "format": {"enum": ["json", "adf", "form"]},
                    },
                },
                "soap": {**_keys("wsdl", "operation", "url", "accepted", "refused"), "required": ["wsdl", "operation"]},
                "else": {"type": ["string", "object"]},
            },
            "additionalProperties": False,
        },
    ]
}
WAYS: Shape = {"anyOf": [_WAY, {"type": "array", "items": _WAY}]}
TIERS: Shape = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
