"""When a failed send is tried again: back-off with jitter, as a function of the attempts so far."""

from __future__ import annotations

from datetime import timedelta

FIRST_RETRY_WITHIN = 5.0
"""Seconds: the first retry comes within them."""
LONGEST = 300.0
MOST_ATTEMPTS = 12
"""After so many attempts a message is dead, visible and replayable."""


def retry_after(attempts: int, chance: float, told: float | None = None) -> timedelta | None:
    """How long to wait before the next attempt, or None to give up.

    `attempts` counts those made so far (1 or more), `chance` is a random number in [0, 1), `told` the seconds that
    the provider asked for. Full jitter over the upper half of an exponential back-off, so that a crowd spreads out.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    ceiling = min(FIRST_RETRY_WITHIN * 2 ** (attempts - 1), LONGEST)
    seconds = ceiling / 2 + chance * ceiling / 2
    return timedelta(seconds=max(seconds, told or 0.0))
