"""The kind of made-up mails of many sorts: what dealerships get beside leads, and leads that look like something else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from uptape.core.leads import Known
from uptape.parsing.reader import read

_FILES = sorted((Path(__file__).parent / "kinds").glob("*.txt"))
_CASES = [
    (head.partition(" ")[0], head.partition(" ")[2], mail)
    for file in _FILES
    for head, _, mail in (case.partition("\n") for case in re.split(r"(?m)^=== ", file.read_text("utf-8"))[1:])
]


@pytest.mark.parametrize(("kind", "name", "mail"), _CASES, ids=[f"{kind}: {name}" for kind, name, _ in _CASES])
def test_the_kind_of_a_mail(kind: str, name: str, mail: str) -> None:
    reading = read(mail.encode("utf-8"), Known())
    assert reading.kind == kind, reading.why
    assert reading.why
    assert bool(reading.leads) <= (kind == "lead")


def test_feedback_names_the_lead() -> None:
    mails = {name: read(mail.encode("utf-8"), Known()) for kind, name, mail in _CASES if kind == "feedback"}
    assert all(reading.feedback_lead_id for reading in mails.values())
    assert mails["lost with reason, id in the text"].feedback_lead_id == "L-M4Q8ZB"
