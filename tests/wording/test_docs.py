"""The texts in the documentation are the ones that are sent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from uptape.core.alerts import AlertKind
from uptape.wording.preview import preview, sample

PAGE = Path(__file__).parents[2] / "docs" / "wording.md"
ROW = re.compile(r"^\| (\w+)(?: (\w+))? \| `(.+)` \| (\d+) \|$", re.MULTILINE)


def test_every_text_on_the_page_is_what_is_rendered_and_no_kind_is_missing() -> None:
    rows = ROW.findall(PAGE.read_text())
    assert {kind for kind, *_ in rows} == set(get_args(AlertKind))
    for kind, tone, text, units in rows:
        found = preview(None, sample(kind, tone or None))
        assert (found.text.body, found.cost.units) == (text, int(units))
