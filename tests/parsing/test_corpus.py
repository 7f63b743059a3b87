"""Every mail of the corpus is read as a careful person reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.parsing.compare import differences
from uptape.core.leads import Known
from uptape.parsing.output import as_json
from uptape.parsing.reader import read

_MAILS = sorted((Path(__file__).parent / "corpus").glob("*.eml"))


@pytest.mark.parametrize("path", _MAILS, ids=lambda path: path.stem)
def test_a_mail_of_the_corpus_is_read_as_expected(path: Path) -> None:
    reading = read(path.read_bytes(), Known())
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert differences(as_json(reading, path.name), expected) == []
    if expected.get("malformed"):
        assert reading.malformed
