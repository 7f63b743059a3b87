"""Claims: mails of many sites and people, none of them known to the program, become the leads that a reader would see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.parsing.compare import differences
from uptape.core.leads import Known
from uptape.parsing.output import as_json
from uptape.parsing.reader import read

_MAILS = sorted((Path(__file__).parent / "layouts").glob("*.eml"))


@pytest.mark.parametrize("path", _MAILS, ids=lambda path: path.stem)
def test_a_mail_of_an_unknown_layout_is_read(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert differences(as_json(read(path.read_bytes(), Known()), path.name), expected) == []


def test_there_are_many_layouts() -> None:
    assert len(_MAILS) >= 100
