"""The promise about time: an ADF mail is read within a quarter of what the standard library needs for its MIME alone."""

from __future__ import annotations

import statistics

import pytest

from bench.load import lead
from bench.parsing import our_adf, our_reading, seconds, stock


@pytest.mark.parametrize("size", [2_000, 4_000])
def test_adf_costs_a_quarter_of_the_mime_of_policy_default(size: int) -> None:
    """Interleaved, in seconds of the processor: what else runs on the machine slows both."""
    mails = [lead(number, size) for number in range(20)]
    for work in (stock, our_adf, our_reading):
        seconds(work, mails)
    assert statistics.median(seconds(our_adf, mails) / seconds(stock, mails) for _ in range(15)) < 0.25
