"""Builders for tests of the configuration: small files, and what loading them gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from uptape.config.complaints import Complaints
from uptape.config.load import load
from uptape.config.nodes import Node, read_nodes
from uptape.config.settings import Settings
from uptape.core.errors import ConfigError

HOUSE = """\
dealership: north
name: North Motors
timezone: America/Chicago
salespeople:
  ana: {name: Ana Ruiz, mobile: "+12255550111", email: ana@north.example}
  bob: {name: Bob Stone, mobile: "+12255550112", email: bob@north.example}
"""
POOL = "pools:\n  main: {tape: [ana, bob]}\n"
SERVICE = "smtp: {hostname: leads.north.example}\n"


def write(folder: Path, *houses: str, service: str = SERVICE) -> Path:
    """A service file with dealership files beside it, readable by their owner only."""
    (folder / "dealerships").mkdir(exist_ok=True)
    files = {folder / "uptape.yaml": service}
    files |= {folder / "dealerships" / f"house{number}.yaml": text for number, text in enumerate(houses)}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    return folder / "uptape.yaml"


def loaded(folder: Path, *houses: str, service: str = SERVICE, environ: Mapping[str, str] | None = None) -> Settings:
    return load(write(folder, *houses, service=service), environ or {})


def complaints(folder: Path, *houses: str, service: str = SERVICE) -> list[str]:
    """What is told of files that do not load."""
    try:
        loaded(folder, *houses, service=service)
    except ConfigError as error:
        return [str(complaint) for complaint in error.complaints]
    return []


def node(text: str, notes: Complaints | None = None) -> Node:
    """A tree of some YAML text in the file `x.yaml`, nothing expanded."""
    return read_nodes(text.encode(), "x.yaml", notes or Complaints(), lambda value, _: value)
