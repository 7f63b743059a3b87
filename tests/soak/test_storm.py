"""A small storm with every run of the tests; `make soak` runs the large one."""

from __future__ import annotations

from pathlib import Path

from tests.soak.storm import storm


def test_every_alert_arrives_through_faults_and_kills_and_twice_only_with_a_mark(tmp_path: Path) -> None:
    found = storm(tmp_path, leads=80, kills=2, calm_in_the_end=True)
    assert found.rows == 160
    assert found.text_requests_failed > 5
    assert found.mail_steps_failed > 5
    assert max(found.attempts) > 1
