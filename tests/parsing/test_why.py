"""`uptape parse --why` says of every value where it comes from, and of what was not taken, why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.parsing.test_poison import ADF, mail
from uptape.cli.main import app
from uptape.core.leads import Known
from uptape.parsing.definition_files import SHIPPED, load_definitions
from uptape.parsing.reader import explained, read

_HERE = Path(__file__).parent
_MAILS = sorted([*(_HERE / "corpus").glob("*.eml"), *SHIPPED.glob("samples/*/*.eml")])


@pytest.mark.parametrize("path", _MAILS, ids=lambda path: path.stem)
def test_every_value_of_a_lead_is_explained(path: Path) -> None:
    definitions = load_definitions([SHIPPED])
    reading, values = explained(path.read_bytes(), Known(), definitions)
    assert reading.leads == read(path.read_bytes(), Known(), definitions).leads
    assert reading.why
    said = "".join(letter for letter in " ".join(values).lower() if letter.isalnum())
    for lead in reading.leads:
        numbers = [number[-10:] for number in lead.customer.phones]
        vehicles = [str(value) for v in lead.vehicles for value in (v.year, v.make, v.model) if value]
        for value in (
            *lead.customer.emails,
            *numbers,
            *vehicles,
            lead.customer.full_name,
            lead.comments,
            lead.location,
        ):
            plain = "".join(letter for letter in (value or "").lower() if letter.isalnum())
            assert plain[:30] in said, value


def test_what_is_the_stores_or_reaches_nobody_is_told() -> None:
    text = ADF.replace(
        "</phone>",
        "</phone><phone type='fax'>000-000-0000</phone><phone>310-555-0100</phone><email>noreply@site.example</email>",
    )
    _, values = explained(mail(text), Known(phones=("+13105550100",)))
    assert "phone +15125550142: <phone> “512-555-0142”" in values
    assert "phone +13105550100: left out, it is the store's, its people's or the site's" in values
    assert "e-mail noreply@site.example: left out, nobody reads it" in values
    assert '<phone type="fax"> “000-000-0000”: no phone that reaches anybody' in values


def test_the_command_shows_it_in_order_and_as_json() -> None:
    path = SHIPPED / "samples" / "tidepool-motors" / "ask.eml"
    shown = CliRunner().invoke(app, ["parse", "--why", str(path)]).output
    order = [
        shown.index(part)
        for part in (
            "  lead 1",
            "property.form: web",
            "why it is a lead",
            "together: lead ",
            "where the values come from",
        )
    ]
    assert order == sorted(order)
    assert "customer.full_name “Odalys Trevino”: the label Visitor, " in shown
    line = json.loads(CliRunner().invoke(app, ["parse", "--why", "--jsonl", str(path)]).output)
    assert (line["kind"], sorted(line)) == ("lead", ["file", "kind", "leads", "notes", "values", "why"])
    assert sorted(json.loads(CliRunner().invoke(app, ["parse", "--jsonl", str(path)]).output)) == [
        "file",
        "kind",
        "leads",
    ]
