"""Previews and the check of own templates."""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_args

import pytest

from tests.wording.builders import entry, facts
from uptape.core.alerts import AlertKind
from uptape.core.errors import Complaint, Place
from uptape.wording.preview import check, preview, sample
from uptape.wording.render import Wording


@pytest.mark.parametrize("kind", get_args(AlertKind))
def test_every_kind_can_be_previewed_and_fits_one_segment(kind: AlertKind) -> None:
    found = preview(None, sample(kind))
    assert found.cost.segments == 1
    assert found.cost.reasons == found.notes == ()


def test_a_preview_tells_what_makes_a_text_dear(tmp_path: Path) -> None:
    (tmp_path / "assigned.sms.j2").write_text("{{ head }} 新 {{ lead.name }}")
    found = preview(tmp_path, sample())
    assert found.text.body == "NEW 新 Maria Ochoa"
    assert found.cost.encoding == "UCS-2"
    assert found.cost.reasons[0].startswith("'新' (U+65B0) cannot be sent in septets")


def test_the_check_names_each_broken_template_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sunset").mkdir()
    (tmp_path / "assigned.sms.j2").write_text("fine {{ lead.name }}")
    broken = tmp_path / "sunset" / "late.email.html.j2"
    broken.write_text("one\n{{ lead.nmae }}")
    (tmp_path / "notice.sms.j2").write_text("{{ headline }} {{ lead.name if lead else '' }}")
    assert check(tmp_path) == [
        Complaint(
            Place(str(broken), 2),
            "this template does not work and the shipped one is used: "
            "'uptape.wording.facts.LeadView object' has no attribute 'nmae'",
            warning=True,
        )
    ]


def test_the_check_names_templates_that_are_never_used(tmp_path: Path) -> None:
    for name in (
        "asigned.sms.j2",
        "sunset/members/ana/assigned.sms.j2",
        "sunset/members/anna/assigned.sms.j2",
        "sunset/types/finance/assigned.sms.j2",
        "north/assigned.sms.j2",
        "sources/carbarn/assigned.sms.j2",
        "own.txt.j2",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{{ lead_text() }}")
    found = [(Path(one.place.file).relative_to(tmp_path).as_posix(), one.message) for one in
             check(tmp_path, {"sunset", "sunset/members/ana", "sunset/main"})]  # fmt: skip
    assert found == [
        ("asigned.sms.j2", 'this template is never used: no alert is called "asigned"; did you mean "assigned"?'),
        ("north/assigned.sms.j2", 'this template is never used: "north" is nobody and no pool of the config'),
        (
            "sunset/members/anna/assigned.sms.j2",
            'this template is never used: "sunset/members/anna" is nobody and no pool of the config',
        ),
    ]


def test_a_template_that_breaks_only_where_little_is_known_is_found(tmp_path: Path) -> None:
    (tmp_path / "assigned.sms.j2").write_text("{{ lead.name }}\n{{ lead.phones[0].shown }}")
    assert [one.place.line for one in check(tmp_path)] == [2]


def test_all_shipped_templates_are_sound() -> None:
    assert check(None) == []


def test_a_broken_template_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "assigned.sms.j2").write_text("{{ nobody }}")
    heard: list[str] = []
    wording = Wording(tmp_path, heard.append)
    for _ in range(3):
        assert wording.render(entry()) == Wording().render(entry())
    assert len(heard) == 1
    (tmp_path / "assigned.sms.j2").write_text("\n{{ nobody }}")
    os.utime(tmp_path / "assigned.sms.j2", (1, 1))
    wording.render(entry())
    assert len(heard) == 2


def test_a_buyer_has_one_template_for_all_its_orders(tmp_path: Path) -> None:
    (tmp_path / "sunset/members/delta").mkdir(parents=True)
    (tmp_path / "sunset/members/delta/assigned.sms.j2").write_text("for delta")
    assert Wording(tmp_path).render(entry(facts(member="delta.trucks"))).body == "for delta"
    assert Wording(tmp_path).render(entry(facts(member="deltas"))).body != "for delta"


@pytest.mark.parametrize("said", ["{{7*7}}", "{% for x in y %}", "a\r\nBcc: x@y.example", "\u202eevil", "%s${x}"])
def test_lead_text_is_never_a_template_a_header_or_a_turn_of_direction(said: str, tmp_path: Path) -> None:
    (tmp_path / "assigned.email.subject.j2").write_text("{{ lead.name }} {{ lead.words }}")
    about = facts({"comments": said, "source": said, "store": said}, {"full_name": said, "phones": ("+13105550142",)})
    for wording in (Wording(), Wording(tmp_path)):
        mail = wording.render(entry(about, "email"))
        assert not set(mail.subject) & set("\r\n\u202e")
        assert "49" not in mail.body + mail.html + mail.subject
        assert "\u202e" not in mail.body + mail.html
        assert "49" not in wording.render(entry(about)).body.replace("310-555-0149", "")
