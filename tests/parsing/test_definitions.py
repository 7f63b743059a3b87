"""Source definitions: the shipped ones load, read their samples, and mistakes are named with their place."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from tests.parsing.compare import differences
from uptape.core.errors import ConfigError
from uptape.core.leads import Known
from uptape.parsing.definition_draft import draft
from uptape.parsing.definition_files import SHIPPED, load_definitions
from uptape.parsing.output import as_json
from uptape.parsing.reader import read

_SAMPLES = sorted(SHIPPED.glob("samples/*/*.eml"))


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_read_as_told(path: Path) -> None:
    definitions = load_definitions([SHIPPED])
    reading = read(path.read_bytes(), Known(), definitions)
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert differences(as_json(reading, path.name), expected) == []
    named = {definition.key for definition in definitions if definition.name}
    assert all(lead.source_key in (named if path.parent.name in named else (None,)) for lead in reading.leads)


def test_every_samples_folder_named_by_a_file_exists() -> None:
    definitions = load_definitions([SHIPPED])
    assert {d.key for d in definitions} >= {"adf", "general"}
    assert all((SHIPPED / "samples" / d.samples).is_dir() for d in definitions if d.samples)


def test_definitions_go_to_worker_processes() -> None:
    definitions = load_definitions([SHIPPED])
    assert pickle.loads(pickle.dumps(definitions)) == definitions


def test_a_folder_of_the_operator_replaces_a_shipped_file(tmp_path: Path) -> None:
    (tmp_path / "general.yaml").write_text("match: {shape: any}\nconstants: {property.mine: 'yes'}\n", "utf-8")
    general = next(d for d in load_definitions([SHIPPED, tmp_path]) if d.key == "general")
    assert [rule.field for rule in general.rules] == ["property.mine"]


BAD = {
    "souce: X\nmatch: {from: '@x.example'}\n": (1, 1, 'unknown key "souce" (did you mean "source"?)'),
    "source: X\nmatch:\n  frm: '@x.example'\n": (3, 3, 'unknown key "frm" (did you mean "from"?)'),
    "source: X\nmatch: {from: '@x.example'}\nfields:\n  customer.fone: [Phone]\n": (
        4,
        3,
        'unknown field "customer.fone"',
    ),
    "source: X\nmatch: {from: '@x.example'}\nfields:\n  vehicle.vin:\n    pattern: '(a'\n": (
        5,
        5,
        "no pattern that re2 takes",
    ),
    "source: X\nmatch: {from: '@x.example'}\nclass: oen\n": (3, 1, '"oen" is not known (did you mean'),
    "source: X\n": (1, 1, "a source needs from:, subject: or text:"),
    "source: [\n": (2, 1, ""),
    "- a\n": (1, 1, "must be a mapping"),
    "source: X\nmatch: {subject: 5}\n": (2, 9, "must be a text or a list of texts (quote 5)"),
    "source: !!python/object/apply:os.system ['true']\nmatch: {from: '@x.example'}\n": (1, 1, "source: must be a text"),
}


@pytest.mark.parametrize("text", BAD)
def test_a_mistake_is_named_with_its_place(text: str, tmp_path: Path) -> None:
    line, column, message = BAD[text]
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as raised:
        load_definitions([tmp_path])
    told = [str(complaint) for complaint in raised.value.complaints]
    assert any(f"bad.yaml:{line}:{column}: " in one and message in one for one in told), told


def _form(number: int, name: str, phone: str, stock: str) -> bytes:
    return (
        f"From: KelpCars <leads@kelpcars.example>\r\nTo: b7@in.uptape.example\r\nSubject: KelpCars lead {number}\r\n\r\n"
        f"Lead: KC-{number}\nShopper: {name}\nPhone: {phone}\nStock: {stock}\nVehicle: 2021 Kia Telluride S\nPlan: cash\nMessage: Any color but red.\n"
    ).encode()


def test_a_draft_from_samples_loads_and_reads_them(tmp_path: Path) -> None:
    mails = [_form(1, "Fiona Gallagher", "603-555-0178", "KT551"), _form(2, "Omar Haddad", "603-555-0179", "KT552")]
    text = draft(mails)
    (tmp_path / "kelpcars.yaml").write_text(text, "utf-8")
    (definition,) = load_definitions([tmp_path])
    assert (definition.name, definition.match.senders) == ("KelpCars", ("leads@kelpcars.example",))
    assert definition.match.subjects == ("KelpCars lead",)
    told = {rule.field: rule.labels for rule in definition.rules}
    assert told["customer.full_name"] == ("Shopper",)
    assert told["customer.phones"] == ("Phone",)
    assert told["vehicle.stock"] == ("Stock",)
    assert "property.plan" in text
    reading = read(mails[0], Known(), (definition,))
    assert reading.leads[0].source_key == "kelpcars"
    assert reading.leads[0].customer.full_name == "Fiona Gallagher"


def test_a_draft_of_adf_mails_names_the_shape_alone() -> None:
    corpus = Path(__file__).parent / "corpus"
    text = draft(
        [
            (corpus / "adf-01-canonical-7bit.eml").read_bytes(),
            (corpus / "adf-11-phones-ext-letters-dups.eml").read_bytes(),
        ]
    )
    assert "source: AutoBazaar\n" in text
    assert "  shape: adf\n" in text
    assert "fields:" not in text
