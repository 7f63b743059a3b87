"""Look-ups in the settings: which pool an address names, which person a reference names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.build import HOUSE, POOL, loaded
from uptape.config.settings import Settings
from uptape.core.mail import Recipient

SOUTH = HOUSE.replace("north", "south").replace("bob:", "cy:") + (
    "pools:\n  main:\n    tape: [ana]\n"
    "    addresses: [south@leads.north.example, South+Own@leads.north.example, cars@South.example]\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return loaded(tmp_path, HOUSE + POOL, SOUTH)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("main.north@leads.north.example", ("north", "main", None)),
        ("MAIN.North@Leads.North.Example", ("north", "main", None)),
        ("<main.north@leads.north.example>", ("north", "main", None)),
        ("main.north+CarBarn@leads.north.example", ("north", "main", "carbarn")),
        ("main.north+a+b@leads.north.example", ("north", "main", "a+b")),
        ("main.north+@leads.north.example", ("north", "main", None)),
        ("south+own@leads.north.example", ("south", "main", None)),
        ("south+other@leads.north.example", ("south", "main", "other")),
        ("postmaster", (None, None, None)),
        ("Postmaster@LEADS.north.example", (None, None, None)),
        ("postmaster@south.example", (None, None, None)),
    ],
)
def test_an_address_names_its_pool(
    settings: Settings, address: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    assert settings.resolve(address) == Recipient(address, *expected)


@pytest.mark.parametrize(
    "address",
    ["", "@", "+", "main", "main.north", "main.north@other.example", "postmaster@other.example",
     "+x@leads.north.example", "main.north@leads.north.example@evil.example", "main.north%x@leads.north.example"],
)  # fmt: skip
def test_any_other_address_names_nobody(settings: Settings, address: str) -> None:
    assert settings.resolve(address) is None


def test_a_person_is_named_alone_where_only_one_dealership_has_the_key(settings: Settings) -> None:
    north, south = settings.dealerships["north"], settings.dealerships["south"]
    assert settings.person("cy") == ("south", south.people["cy"])
    assert settings.person("north/ana") == ("north", north.people["ana"])
    assert settings.person(" SOUTH/Ana ") == ("south", south.people["ana"])
    assert settings.person("ana") is None
    assert settings.person("north/cy") is None
    assert settings.person("") is None


def test_secrets_do_not_show_in_the_text_of_settings(tmp_path: Path) -> None:
    service = """
alerts:
  sms: {provider: twilio, from: "+12255550100", account_sid: AC1, auth_token: hush-hush}
  email: {relay: "smtp://up:hush-hush@relay.north.example"}
database: postgresql://up:hush-hush@db.north.example/uptape
"""
    settings = loaded(tmp_path, HOUSE + POOL, service=service)
    assert settings.channels.sms.auth_token == "hush-hush"
    assert "hush" not in repr(settings)


def test_the_ways_of_a_pool_are_read_and_who_has_ways_of_their_own(tmp_path: Path) -> None:
    house = HOUSE.replace("email: ana@north.example}", "email: ana@north.example, alerts: [email]}")
    pool = "pools:\n  main: {tape: [ana, bob], alerts: [{voice: , else: email}, {chat: 'slack://T0/B0/x'}]}\n"
    made = loaded(tmp_path, house + pool).dealerships["north"]
    ways = [
        (way.channel, way.to, way.otherwise.channel if way.otherwise else None) for way in made.pools["main"].alerts
    ]
    assert ways == [("voice", None, "email"), ("chat", "slack://T0/B0/x", None)]
    assert {key: one.own_alerts for key, one in made.people.items()} == {"ana": True, "bob": False}
