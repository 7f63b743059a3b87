"""Every wrong configuration under bad/ is refused with exactly the complaints that its folder lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from uptape.config.load import load
from uptape.core.errors import ConfigError

BAD = Path(__file__).parent / "bad"
CASES = sorted(folder.name for folder in BAD.iterdir())


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_configuration_gets_exactly_these_complaints(name: str) -> None:
    folder = BAD / name
    with pytest.raises(ConfigError) as caught:
        load(folder / "uptape.yaml", {})
    told = [str(complaint).replace(str(folder), "FOLDER") for complaint in caught.value.complaints]
    assert told == (folder / "complaints.txt").read_text(encoding="utf-8").splitlines()


def test_there_are_many_of_them() -> None:
    assert len(CASES) >= 40
