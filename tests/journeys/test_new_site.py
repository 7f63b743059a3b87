"""A new lead site, taught by an admin from two of its mails: commands and YAML, no Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.journeys.running import Running
from uptape.cli.main import app
from uptape.core.leads import Known
from uptape.wiring import load_settings, read_here

SONG = "Does the blue one have a hitch, and can I see it on Friday?"


def hatchling(number: int, name: str, phone: str, ride: str) -> bytes:
    """A mail whose labels nobody else uses."""
    return f"""From: Gnome Garage <hatch@gnomegarage.example>\r
To: main@leads.sunset.example\r
Subject: Gnome Garage hatchling {number}\r
Message-ID: <g{number}@gnomegarage.example>\r
\r
A hatchling came out of its egg.\r
\r
Egg: G-77{number}\r
Soul: {name}\r
Wire: {phone}\r
Ride: {ride}\r
Tag: KT55{number}\r
Song: {SONG}\r
\r
Gnome Garage, for gnomes and others\r
""".encode()


@pytest.fixture
def house(tmp_path: Path) -> Running:
    """A config with a folder for definitions, no daemon, and two mails of the site."""
    found = Running(tmp_path / "config", f"sqlite:///{tmp_path}/data/uptape.db")
    with found.config.open("a") as file:
        file.write("parsers: [sites]\n")
    (found.folder / "sites").mkdir()
    (tmp_path / "one.eml").write_bytes(hatchling(1, "Fiona Gallagher", "603-555-0178", "2021 Kia Telluride S"))
    (tmp_path / "two.eml").write_bytes(hatchling(2, "Omar Haddad", "603-555-0179", "2019 Mazda CX-5 Touring"))
    return found


def run(*words: object, code: int = 0) -> str:
    """What a command prints, on both outputs."""
    done = CliRunner().invoke(app, [str(word) for word in words], prog_name="uptape")
    assert done.exit_code == code, done.output
    return done.output


def test_a_site_is_taught_from_two_mails_without_python(house: Running, tmp_path: Path) -> None:
    sites = house.folder / "sites"
    mails = [tmp_path / "one.eml", tmp_path / "two.eml"]
    printed = run("parsers", "new", *mails, "--into", sites)
    path = sites / "gnome-garage.yaml"
    assert f"uptape parsers test {path}" in printed
    assert "2 samples of 1 definitions: all are read as they should be" in run("parsers", "test", path)
    assert "with 7 samples" in run("check", "--config", house.config)

    # The admin corrects by hand what should have been read, and is told what is not, with its place.
    for number, stem in ((1, "one"), (2, "two")):
        sample = sites / "samples" / "gnome-garage" / f"{stem}.json"
        told = json.loads(sample.read_text("utf-8"))
        told["leads"][0] |= {"comments": SONG, "provider_lead_id": f"G-77{number}"}
        told["leads"][0]["vehicles"][0]["stock"] = f"KT55{number}"
        sample.write_text(json.dumps(told), "utf-8")
    line = next(n for n, text in enumerate(path.read_text("utf-8").split("\n"), 1) if text.startswith("samples:"))
    wrong = run("parsers", "test", "--config", house.config, code=1)
    assert f'{path}:{line}:1: sample one.eml: provider_lead_id is missing, should be "G-771"' in wrong
    assert f'{path}:{line}:1: sample two.eml: vehicle stock is missing, should be "KT552"' in wrong
    assert "6 differences" in wrong
    assert f"{path}:{line}:1: sample one.eml: comments is" in run("check", "--config", house.config, code=2)

    # The comments of the draft become lines.
    text = path.read_text("utf-8")
    for drafted, meant in (
        ("property.egg", "provider_lead_id"),
        ("property.tag", "vehicle.stock"),
        ("property.song", "comments"),
    ):
        assert f"#   {drafted}: [" in text
        text = text.replace(f"#   {drafted}: [", f"  {meant}: [")
    path.write_text(text, "utf-8")
    assert "all are read as they should be" in run("parsers", "test", "--config", house.config)
    assert "All is well" in run("check", "--config", house.config)
    settings = load_settings(house.config)
    [reading] = read_here([(hatchling(3, "Ada Pell", "603-555-0180", "2020 Ford Escape"), Known())], settings.parsers)
    [lead] = reading.leads
    assert (lead.source_key, lead.provider_lead_id, lead.comments) == ("gnome-garage", "G-773", SONG)
    assert (lead.customer.full_name, lead.vehicles[0].title, lead.vehicles[0].stock) == (
        "Ada Pell",
        "2020 Ford Escape",
        "KT553",
    )

    # A line that reads the wrong thing is told at that very line.
    path.write_text(text.replace("comments: [Song]", "comments: [Ride]"), "utf-8")
    line = next(n for n, row in enumerate(path.read_text("utf-8").split("\n"), 1) if "comments: [" in row)
    assert f"{path}:{line}:3: sample one.eml: comments is" in run("parsers", "test", path, code=1)


def test_nothing_is_overwritten(house: Running, tmp_path: Path) -> None:
    words = (
        "parsers",
        "new",
        tmp_path / "one.eml",
        tmp_path / "two.eml",
        "--into",
        house.folder / "sites",
        "--key",
        "gnomes",
    )
    run(*words)
    assert "is there already" in run(*words, code=1)


def test_a_label_that_nobody_knows_is_told_by_what_stands_behind_it(house: Running, tmp_path: Path) -> None:
    for stem, name in (("one", b"Fiona Gallagher"), ("two", b"Omar Haddad")):
        raw = (tmp_path / f"{stem}.eml").read_bytes()
        (tmp_path / f"{stem}.eml").write_bytes(raw.replace(b"Soul: " + name, b"Unit 7: " + name))
    drafted = run("parsers", "new", tmp_path / "one.eml", tmp_path / "two.eml")
    assert "  customer.full_name: ['Unit 7']          # guessed from its values\n" in drafted
    assert "  vehicle.title: [Ride]\n" in drafted


def test_what_is_wrong_with_samples_themselves_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("source: X\nmatch: {from: '@x.example'}\nsamples: none\n", "utf-8")
    assert f"{tmp_path}/x.yaml:3:1: no sample mails (*.eml) in" in run("parsers", "test", tmp_path / "x.yaml", code=1)
    folder = tmp_path / "samples" / "none"
    folder.mkdir(parents=True)
    (folder / "a.eml").write_bytes(hatchling(1, "Fiona Gallagher", "603-555-0178", "2021 Kia Telluride S"))
    assert "a.json with what must be read from it: No such file" in run("parsers", "test", tmp_path / "x.yaml", code=1)
    (folder / "a.json").write_text("[1]")
    assert 'a.json is not {"kind"' in run("parsers", "test", tmp_path / "x.yaml", code=1)
    (folder / "a.json").write_text('{"kind": "spam", "leads": []}')
    assert "x.yaml:3:1: sample a.eml: read as lead, not spam" in run("parsers", "test", tmp_path / "x.yaml", code=1)
    (folder / "a.json").write_text('{"kind": "lead", "leads": [{"phones": ["+16035550178"]}]}')
    told = run("parsers", "test", tmp_path / "x.yaml", code=1)
    assert "x.yaml:2:1: sample a.eml: read as nobody's: match: does not fit it" in told
    assert 'full_name is "Fiona Gallagher", and should not be there' in told
    run("parsers", "test", tmp_path / "missing.yaml", code=2)
