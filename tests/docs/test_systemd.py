"""The units of systemd/ are correct, shut in, and made for the example config that stands beside them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from ctypes.util import find_library
from pathlib import Path

import pytest

from tests.journeys.running import Running, adf
from tests.needs import needs
from uptape.config.load import load

TOP = Path(__file__).parents[2]
UNITS = TOP / "systemd"
PROGRAM = "/opt/uptape/.venv/bin/uptape"
PORT_25_DROP_IN = (
    "[Service]\nAmbientCapabilities=CAP_NET_BIND_SERVICE\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\nPrivateUsers=no\n"
)


def run(*command: str | Path) -> str:
    """Runs a program; gives back all that it says. Fails where the program does."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A folder with both units, in which the program is one that exists on this machine."""
    service = (UNITS / "uptape.service").read_text(encoding="utf-8")
    assert PROGRAM in service
    (tmp_path / "uptape.service").write_text(service.replace(PROGRAM, "/bin/true"), encoding="utf-8")
    shutil.copy(UNITS / "uptape.socket", tmp_path)
    return tmp_path


def exposure(unit: Path) -> float:
    """How much the unit lays open, from 0 (nothing) to 10."""
    said = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    found = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert found is not None, said
    return float(found.group(1))


@needs("systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(units: Path) -> None:
    assert run("systemd-analyze", "verify", "--man=no", units / "uptape.service", units / "uptape.socket") == ""


@needs("systemd-analyze")
def test_the_service_is_shut_in(units: Path) -> None:
    assert exposure(units / "uptape.service") <= 2.0


@needs("systemd-analyze")
def test_the_service_is_shut_in_with_the_drop_in_for_port_25_too(units: Path) -> None:
    assert PORT_25_DROP_IN in (TOP / "docs" / "operations.md").read_text(encoding="utf-8")
    drop_in = PORT_25_DROP_IN.removeprefix("[Service]\n")
    unit = units / "uptape.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("[Install]", drop_in + "\n[Install]"), encoding="utf-8")
    assert exposure(unit) <= 2.0


@needs("systemd-sysusers")
def test_the_user_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    run("systemd-sysusers", f"--root={tmp_path}", UNITS / "uptape.sysusers.conf")
    assert "uptape:" in (tmp_path / "etc" / "passwd").read_text(encoding="utf-8")


@needs("systemd-sysusers", "systemd-tmpfiles")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give folders away")
def test_the_folders_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    run("systemd-sysusers", f"--root={tmp_path}", UNITS / "uptape.sysusers.conf")
    run("systemd-tmpfiles", f"--root={tmp_path}", "--create", UNITS / "uptape.tmpfiles.conf")
    state, config = tmp_path / "var/lib/uptape", tmp_path / "etc/uptape"
    assert (state.stat().st_mode & 0o777, config.stat().st_mode & 0o777) == (0o750, 0o750)
    assert state.stat().st_uid != 0
    assert config.stat().st_uid == 0


def test_the_example_of_a_service_file_loads_with_the_names_that_it_asks_for(tmp_path: Path) -> None:
    shutil.copy(UNITS / "uptape.yaml.example", tmp_path / "uptape.yaml")
    shutil.copytree(TOP / "config" / "dealerships", tmp_path / "dealerships")
    secrets = {"TWILIO_ACCOUNT_SID": "AC0", "TWILIO_AUTH_TOKEN": "t", "RELAY_PASSWORD": "p"}
    settings = load(tmp_path / "uptape.yaml", secrets)
    assert settings.warnings == ()
    assert settings.database == "sqlite:////var/lib/uptape/uptape.db"
    assert settings.channels.sms.auth_token == "t"


def test_the_service_file_stores_where_the_unit_may_write() -> None:
    unit = (UNITS / "uptape.service").read_text(encoding="utf-8")
    assert "StateDirectory=uptape\n" in unit
    assert "ReadWritePaths" not in unit
    assert "sqlite:////var/lib/uptape/" in (UNITS / "uptape.yaml.example").read_text(encoding="utf-8")


def allowed_calls() -> set[str]:
    """The system calls that the unit's `SystemCallFilter=` lines allow, by the groups of this machine's systemd."""
    groups: dict[str, list[str]] = {}
    for line in run("systemd-analyze", "syscall-filter", "--no-pager").splitlines():
        if line.startswith("@"):
            group = groups.setdefault(line.strip(), [])
        elif line.startswith("    ") and not line.strip().startswith("#"):
            group.append(line.strip())

    def expand(name: str) -> set[str]:
        return set().union(*map(expand, groups[name])) if name in groups else {name}

    allowed = expand("@default")
    unit = (UNITS / "uptape.service").read_text(encoding="utf-8")
    for words in re.findall(r"^SystemCallFilter=(.+)$", unit, re.MULTILINE):
        named = set().union(*map(expand, words.removeprefix("~").split()))
        allowed = allowed - named if words.startswith("~") else allowed | named
    return allowed


@needs("systemd-analyze")
@pytest.mark.skipif(find_library("seccomp") is None, reason="libseccomp, with which systemd filters, is not here")
def test_the_daemon_works_with_the_calls_that_the_unit_allows(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.write_text("\n".join(sorted(allowed_calls())), encoding="ascii")
    assert {"futex", "fsync", "execve"} <= set(calls.read_text(encoding="ascii").split())
    assert "mount" not in allowed_calls()
    daemon = Running(tmp_path / "config", f"sqlite:///{tmp_path}/data/uptape.db")
    daemon.start((str(TOP / "tests" / "docs" / "shut_in.py"), str(calls)))
    with contextlib.ExitStack() as stack:
        stack.callback(daemon.stop)
        status = Path(f"/proc/{daemon.ready['pid']}/status").read_text(encoding="ascii")
        assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)
        daemon.send(adf(1))
        rows = daemon.wait_for("outbox", lambda rows: bool(rows) and all(row["state"] == "sent" for row in rows))
        assert {row["kind"] for row in rows} == {"assigned"}
        os.kill(daemon.ready["pid"], signal.SIGHUP)
        daemon.wait_for("journal", lambda rows: any(row["event"] == "reload" for row in rows))
    assert "runner_failed" not in (daemon.folder / "log").read_text(encoding="utf-8")
