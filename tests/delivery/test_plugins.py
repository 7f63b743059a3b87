"""Channels and modes of other installed packages, by their entry points, in a process that has such a package."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
MODULE = """
from uptape.core.modes import Choice
from uptape.core.outbox import Sent

class Pager:
    name = "pager"
    def send(self, entry, text):
        return Sent("p-1")
    def look_up(self, entry, text):
        return None

def pager(settings, sink, clock):
    return Pager()

def last(field):
    return Choice(field.line[-1], (), "the last in line")
"""
SERVICE = """
database: sqlite:///x.db
smtp: {listen: "127.0.0.1:0", hostname: leads.north.example}
dealerships: north.yaml
"""
NORTH = """
dealership: north
name: North Motors
timezone: America/Chicago
hours: {mon-sun: 00:00-24:00}
managers: {kim: {name: Kim Park, email: kim@north.example}}
salespeople:
  ana: {name: Ana Ruiz, alerts: [{pager: room-7}]}
  bob: {name: Bob Stone, alerts: [{pager: room-8}]}
pools: {main: {tape: [ana, bob], mode: last-in-line}}
"""
LEAD = (
    "From: site@carbarn.example\r\nSubject: Lead\r\n\r\n"
    "Name: Pat Doe\r\nPhone: 312-555-0142\r\nVehicle: 2021 Ford F-150\r\n"
)


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(folder / "site"), str(TOP)])
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )


def _package(folder: Path) -> None:
    site = folder / "site"
    info = site / "pagers-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "pagers.py").write_text(MODULE)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pagers\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[uptape.channels]\npager = pagers:pager\nsms = pagers:pager\n[uptape.modes]\nlast-in-line = pagers:last\n"
    )
    (folder / "uptape.yaml").write_text(SERVICE)
    (folder / "north.yaml").write_text(NORTH)
    (folder / "lead.eml").write_text(LEAD)


def test_a_channel_and_a_mode_of_an_installed_package_are_known_to_the_config_and_used(tmp_path: Path) -> None:
    _package(tmp_path)
    checked = _run(tmp_path, "-m", "uptape", "check", "--config", "uptape.yaml")
    assert checked.returncode == 0, checked.stderr
    routed = _run(tmp_path, "-m", "uptape", "route", "lead.eml", "--pool", "north/main", "--config", "uptape.yaml")
    assert "Bob Stone" in routed.stdout + routed.stderr or "bob" in routed.stdout, routed.stdout + routed.stderr


def test_without_the_package_its_names_are_mistakes_with_their_places(tmp_path: Path) -> None:
    _package(tmp_path)
    (tmp_path / "site" / "pagers-1.0.dist-info" / "entry_points.txt").unlink()
    checked = _run(tmp_path, "-m", "uptape", "check", "--config", "uptape.yaml")
    assert checked.returncode == 2
    assert 'north.yaml:8:35: unknown channel "pager"' in checked.stderr
    assert 'north.yaml:10:40: unknown mode "last-in-line"' in checked.stderr


def test_a_package_cannot_take_the_name_of_a_shipped_channel(tmp_path: Path) -> None:
    _package(tmp_path)
    ours = "from uptape.delivery.channels import CHANNELS, registered; print(registered()['sms'] is CHANNELS['sms'])"
    assert _run(tmp_path, "-c", ours).stdout.strip() == "True"
