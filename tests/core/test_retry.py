"""When a failed send is tried again, as a table of numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from uptape.core.retry import FIRST_RETRY_WITHIN, MOST_ATTEMPTS, retry_after


@pytest.mark.parametrize(
    ("attempts", "chance", "told", "seconds"),
    [
        (1, 0.0, None, 2.5),
        (1, 1.0, None, 5.0),
        (2, 0.0, None, 5.0),
        (3, 0.5, None, 15.0),
        (8, 1.0, None, 300.0),
        (1, 0.0, 30.0, 30.0),
        (MOST_ATTEMPTS, 0.0, None, None),
    ],
)
def test_back_off(attempts: int, chance: float, told: float | None, seconds: float | None) -> None:
    found = retry_after(attempts, chance, told)
    assert found == (None if seconds is None else timedelta(seconds=seconds))


def test_the_first_retry_comes_within_five_seconds() -> None:
    first = retry_after(1, 1.0)
    assert first is not None
    assert first.total_seconds() <= FIRST_RETRY_WITHIN
