"""Previews and the check of own templates."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from uptape.core.alerts import AlertKind
from uptape.core.errors import Complaint, Place
from uptape.wording.preview import check, preview, sample


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
