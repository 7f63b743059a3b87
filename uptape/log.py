"""One event a line: JSON for programs, plain for people on a terminal. Personal data is masked here, once."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

PERSONAL = frozenset({"name", "email", "phone", "to", "customer", "from_address", "recipient", "sender"})
"""Keys whose values are personal data."""
_EMAIL = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']{1,190}")
_NUMBER = re.compile(r"\+?\d[\d\-. ()]{7,20}\d")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def logger() -> Any:
    """The program's logger."""
    return structlog.get_logger()


def set_up(stream: TextIO | None = None, *, for_people: bool | None = None) -> None:
    """Sends every log line to `stream` (default: standard error); for people where that is a terminal."""
    out = stream or sys.stderr
    people = out.isatty() if for_people is None else for_people
    render: Any = (
        structlog.dev.ConsoleRenderer(colors=people, pad_event_to=0) if people else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _mask,
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )


def _mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in list(event.items()):
        if not isinstance(value, str) or key in {"event", "timestamp", "level", "text"}:
            continue
        event[key] = mask(value) if key in PERSONAL else clean(_EMAIL.sub(_mask_match, value))
    if isinstance(event.get("text"), str):
        event["text"] = clean(event["text"])
    return event


def _mask_match(found: re.Match[str]) -> str:
    return mask(found.group())


def mask(value: str) -> str:
    """Personal data made unrecognisable: enough is left to tell two apart when searching for a fault."""
    text = clean(value)
    local, at, domain = text.partition("@")
    if at:
        return f"{local[:1]}***@{domain}"
    if _NUMBER.fullmatch(text):
        return f"***{text[-4:]}"
    return f"{text[:1]}***" if text else text


def clean(text: str) -> str:
    """A value on one line without controls and direction marks, so that it forges no log line and no terminal code."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
