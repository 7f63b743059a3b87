"""kill -9 in mid-stream: nothing accepted is lost, nothing is twice, the line is unbroken."""

from __future__ import annotations

import contextlib
import smtplib
import threading
from collections import Counter
from pathlib import Path

from tests.journeys.running import Running, adf

LEADS = 200


def test_200_leads_survive_kills_in_mid_stream(tmp_path: Path) -> None:
    floor = Running(tmp_path).start()
    accepted: set[int] = set()
    todo = list(range(LEADS))
    lock = threading.Lock()
    enough = threading.Event()

    def client() -> None:
        """Sends until everything was accepted; a mail whose answer was lost is sent again, as sites do."""
        while not enough.is_set():
            with lock:
                if not todo:
                    return
                number = todo.pop(0)
            try:
                floor.send(adf(number))
            except (OSError, smtplib.SMTPException, KeyError):
                with lock:
                    todo.append(number)
                continue
            with lock:
                accepted.add(number)

    for _kill in range(3):
        threads = [threading.Thread(target=client) for _ in range(4)]
        for thread in threads:
            thread.start()
        goal = min(LEADS, len(accepted) + 50)
        while len(accepted) < goal and any(thread.is_alive() for thread in threads):
            threads[0].join(0.005)
        floor.kill()
        enough.set()
        for thread in threads:
            thread.join()
        enough.clear()
        floor.start()
    client()
    assert len(accepted) == LEADS
    with contextlib.closing(_Stop(floor)):
        lines = floor.wait_for("leads", lambda found: all(one["status"] != "received" for one in found))
        fresh = [line for line in lines if line["status"] == "assigned"]
        expected = {f"cb-{number}@carbarn.example" for number in range(LEADS)}
        assert {line["message_id"].strip("<>") for line in fresh} == expected
        assert len(fresh) == LEADS
        assert {line["status"] for line in lines} <= {"assigned", "duplicate"}
        share = Counter(line["assigned_to"] for line in fresh)
        assert max(share.values()) - min(share.values()) <= 1
        floor.wait_for("outbox", lambda found: all(one["state"] == "sent" for one in found), seconds=90)
        outbox = floor.lines("outbox")
        assert len({line["key"] for line in outbox}) == len(outbox) == 2 * LEADS
        assert floor.command("audit") == "All invariants hold.\n"


class _Stop:
    def __init__(self, floor: Running) -> None:
        self._floor = floor

    def close(self) -> None:
        """Ends the daemon."""
        self._floor.stop()
