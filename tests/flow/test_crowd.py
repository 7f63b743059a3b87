"""Real concurrency: several workers against one database deal every lead once, and the line stays fair."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

from tests.flow.builders import World, dealership, lead, mail, read_many
from uptape.clock import FixedClock
from uptape.core.mail import Envelope, Recipient
from uptape.flow.audit import audit
from uptape.flow.dispatch import Dispatcher
from uptape.flow.distribute import Distributor
from uptape.flow.receive import receive
from uptape.store import views
from uptape.store.engine import Store

LEADS = 240
WORKERS = 4


def test_many_workers_deal_every_lead_once(store: Store, clock: FixedClock) -> None:
    world = World(store, clock, dealership())
    to = (Recipient("main@leads.sunset.example", "sunset", "main"),)
    raws = [mail(lead(f"Pat Nr{number}"), message_id=f"{number}") for number in range(LEADS)]
    receive(store, [Envelope("smtp", "", to, raw, clock.now()) for raw in raws])
    clock.advance(timedelta(seconds=5))  # so that nobody waits for the one before
    failures: list[BaseException] = []

    def work(name: str) -> None:
        distributor = Distributor(store, lambda: world.dealerships, read_many, name)
        dispatcher = Dispatcher(
            store, lambda: world.dealerships, lambda: {"sms": world.phone, "email": world.phone},
            lambda: world.text, lambda: world.digest, name, threads=1,
        )  # fmt: skip
        try:
            while distributor.step(7) or dispatcher.step(5):
                pass
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    world.settle()
    share = Counter(world.taken())
    assert sum(share.values()) == LEADS
    assert None not in share
    assert max(share.values()) - min(share.values()) <= 1
    clock.advance(timedelta(minutes=1))  # what a burst held back
    world.settle()
    with store.read() as unit:
        messages = list(views.outbox_lines(unit))
    assert [(one["state"], one["attempts"]) for one in messages] == [("sent", 1)] * 2 * LEADS
    assert audit(store, world.dealerships) == []
