"""The shipped example and the contract's files load, from anywhere, fast, and mean what they say."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uptape.config.load import load
from uptape.config.settings import Settings
from uptape.core.dealership import Way
from uptape.core.errors import Place
from uptape.core.rules import Word

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "config" / "uptape.yaml"


def copied(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The contract's files loaded from a copy, out of another working directory."""
    shutil.copytree(HERE / "contract" / name, folder / "copy")
    monkeypatch.chdir("/")
    return load(folder / "copy" / "uptape.yaml", {})


def test_the_example_loads_without_a_warning() -> None:
    settings = load(EXAMPLE, {})
    assert settings.warnings == ()
    assert list(settings.dealerships["sunset"].pools) == ["main", "autobazaar", "fleet"]
    assert settings.database == f"sqlite:///{EXAMPLE.parents[1]}/data/uptape.db"


def test_the_example_is_open_at_any_time() -> None:
    house = load(EXAMPLE, {}).dealerships["sunset"]
    start = datetime(2026, 12, 24, tzinfo=UTC)
    assert all(house.hours.is_open(start + timedelta(hours=3 * step)) for step in range(80))


def test_the_contract_loads_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = copied("plain", tmp_path, monkeypatch)
    assert settings.database == f"sqlite:///{tmp_path}/copy/data/uptape.db"
    house = settings.dealerships["sunset"]
    main = house.pools["main"]
    assert main.tape == ("ana", "bob", "cy", "dee")
    assert [group.key for group in main.groups] == ["trucks", "posted-by-dee", "westside", "airport"]
    assert main.groups[2].members == ("ana", "bob")
    assert main.groups[0].place == Place("dealerships/sunset.yaml", 39, 7)


def test_every_key_of_the_full_contract_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = copied("full", tmp_path, monkeypatch)
    house = settings.dealerships["bayou"]
    kim, ana = house.people["kim"], house.people["ana"]
    assert (kim.is_salesperson, kim.is_manager, kim.stores) == (True, True, ("river",))
    assert [(way.channel, way.otherwise.channel if way.otherwise else None) for way in ana.alerts] == [
        ("sms", "voice"),
        ("email", None),
    ]
    assert house.quiet == (21 * 60, 8 * 60)
    assert house.pools["floor"].repeat.when_away == "wait"
    assert house.pools["floor"].repeat.window == timedelta(days=90)
    assert house.pools["ladder"].tape == ("ana", "bob", "cy")
    assert house.pools["ladder"].tiers == (("ana", "bob"), ("cy",))
    deliver = house.buyers["delta"].deliver[0]
    assert deliver.to == "https://crm.delta.example/leads"
    assert deliver.otherwise == Way("adf", "leads@crm.delta.example", place=Place("dealerships/bayou.yaml", 71, 16))
    assert settings.imap[0].pool == ("bayou", "floor")
    trucks = house.pools["floor"].groups[0].when
    assert trucks is not None
    assert trucks.rules[0].wanted == (Word("Ram"), Word("GMC"))
