"""The modes by the name that the config uses. A new mode is one pure file and one line here.

A mode of an installed package comes by the entry point `uptape.modes`: a function of the type `ModeFunction`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from uptape.core.modes import ModeFunction, least_busy, nearest, priority, round_robin

TOLD_MODES = ("claim", "manager")
"""Modes that pick nobody: all are asked at once, or a manager hands the lead out."""

MODES: Mapping[str, ModeFunction] = MappingProxyType(
    {
        "round-robin": round_robin.choose,
        "priority": priority.choose,
        "least-busy": least_busy.choose,
        "nearest": nearest.choose,
    }
)


@cache
def modes() -> Mapping[str, ModeFunction]:
    """Every mode that picks somebody: those of installed packages, and ours, which keep their names."""
    from importlib.metadata import entry_points

    return MappingProxyType({**{entry.name: entry.load() for entry in entry_points(group="uptape.modes")}, **MODES})
