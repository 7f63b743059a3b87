"""The modes by the name that the config uses. A new mode is one pure file and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from uptape.core.modes import ModeFunction, least_busy, nearest, priority, round_robin

MODES: Mapping[str, ModeFunction] = MappingProxyType(
    {
        "round-robin": round_robin.choose,
        "priority": priority.choose,
        "least-busy": least_busy.choose,
        "nearest": nearest.choose,
    }
)
