"""What deciding a lead costs: it must stay flat from 10 to 10,000 members and from 10^4 to 10^6 customers.

The pure decision, with everybody there and with nine of ten away; one mail's transaction on an SQLite file, by the
members of the line and by the customers that are known. Processor time, so that a busy machine tells the same.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.flow.builders import dealership, lead, mail, person, read_many
from uptape.clock import FixedClock
from uptape.core.dealership import Dealership, Person
from uptape.core.decisions import Decision
from uptape.core.distribute import decide
from uptape.core.eligibility import Member, member_of
from uptape.core.leads import Customer
from uptape.core.mail import Envelope, Recipient
from uptape.core.rules import LeadFields
from uptape.core.situation import Situation
from uptape.core.tape import Tape
from uptape.flow.distribute import Distributor
from uptape.flow.receive import receive
from uptape.flow.reconcile import reconcile
from uptape.store.engine import Store, open_store
from uptape.store.migrate import migrate

MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MEMBERS = (10, 100, 1_000, 10_000)
CUSTOMERS = (10_000, 100_000, 1_000_000)
TO = (Recipient("main@leads.sunset.example", "sunset", "main"),)


def house(members: int) -> Dealership:
    """A pool with so many salespeople on its tape."""
    people: list[Person] = [person(f"p{number}") for number in range(members)]
    return dealership(people)


def median_of(work: Callable[[], object], times: int) -> float:
    """The median of how long a piece of work takes, in microseconds."""
    spans = []
    for _ in range(times):
        begun = time.process_time()
        work()
        spans.append(time.process_time() - begun)
    return statistics.median(spans) * 1e6


def pure(members: int, away: int) -> float:
    """Microseconds of the pure decision with the turn on the line, where the first `away` members are not there."""
    config = house(members)
    pool = config.pools["main"]
    tape = Tape().fit(pool.tape)
    out = frozenset(pool.tape[:away])
    known = {key: member_of(config, key) for key in pool.tape}

    def absent(member: Member) -> str | None:
        return "checked out" if member.key in out else None

    situation = Situation(
        MONDAY, config, pool, tape, lead(), LeadFields({}), lambda key: known[key], absent, lambda _who, _what: 0,
    )  # fmt: skip

    def work() -> Decision:
        decision = decide(situation)
        if decision.member is not None:
            tape.turn(decision.member, MONDAY)
        return decision

    return median_of(work, 200 if members <= 1_000 else 30)


def store_of(folder: str, clock: FixedClock, config: Dealership) -> Store:
    """A new SQLite file with the dealership's lines."""
    store = open_store(f"sqlite:///{Path(folder) / 'uptape.db'}", clock)
    migrate(store)
    reconcile(store, {config.key: config})
    return store


def transactions(store: Store, clock: FixedClock, config: Dealership, first: int, times: int = 60) -> float:
    """Milliseconds of processor time from a stored mail to its committed decision, one mail at a time."""
    worker = Distributor(store, lambda: {config.key: config}, read_many, "bench")
    spans = []
    for number in range(first, first + times):
        name = f"New Nr{number}"
        customer = Customer(name, "New", f"Nr{number}", (f"new{number}@x.example",), (f"+1213{2_000_000 + number}",))
        receive(store, [Envelope("smtp", "", TO, mail(lead(name, customer=customer), message_id=name), clock.now())])
        clock.advance(timedelta(seconds=1))
        begun = time.process_time()
        worker.step()
        spans.append(time.process_time() - begun)
    return statistics.median(spans[5:]) * 1e3


def by_members() -> list[tuple[int, float]]:
    """Milliseconds of the transaction by the length of the line."""
    found = []
    for members in MEMBERS:
        with tempfile.TemporaryDirectory(prefix="uptape-bench-") as folder:
            clock = FixedClock(MONDAY)
            config = house(members)
            store = store_of(folder, clock, config)
            found.append((members, transactions(store, clock, config, 0)))
            store.close()
    return found


def by_customers() -> list[tuple[int, float]]:
    """Milliseconds of the transaction by the number of known customers, in one growing file."""
    found = []
    with tempfile.TemporaryDirectory(prefix="uptape-bench-") as folder:
        clock = FixedClock(MONDAY)
        config = house(10)
        store = store_of(folder, clock, config)
        there = 0
        for number, customers in enumerate(CUSTOMERS):
            fill(store, there, customers)
            there = customers
            found.append((customers, transactions(store, clock, config, number * 1_000)))
        store.close()
    return found


def fill(store: Store, first: int, last: int) -> None:
    """Makes customers with two keys, a lead and an owner each, as years of mails would."""
    at = int((MONDAY - timedelta(days=200)).timestamp() * 1e6)
    for start in range(first, last, 50_000):
        with store.write() as unit:
            connection = unit.connection
            connection.exec_driver_sql("pragma cache_size = -1000000")  # the indexes of a million rows, in memory
            some = range(start, min(start + 50_000, last))
            keys = [(f"e:c{n}@x.example", f"L-{n:07d}") for n in some] + [
                (f"p:+1310{n:07d}", f"L-{n:07d}") for n in some
            ]
            connection.exec_driver_sql(
                "insert into leads (id, dealership, pool, mail_seq, mail_index, status, received_at, message_id,"
                " once_key, content_key, draft, assigned_to, assigned_at) values (?, 'sunset', 'main', ?, 0, 'sold', ?,"
                " ?, ?, ?, '{}', 'p1', ?)",
                [(f"L-{n:07d}", -n - 1, at, f"old{n}", f"old{n}", f"{n:064d}", at) for n in some],
            )
            connection.exec_driver_sql(
                "insert into lead_keys (dealership, key, at, lead_id, last_name) values ('sunset', ?, ?, ?, 'Doe')",
                [(key, at, lead_id) for key, lead_id in keys],
            )
            connection.exec_driver_sql(
                "insert into owners (dealership, key, member, covering, lead_id, at)"
                " values ('sunset', ?, 'p1', 0, ?, ?)",
                [(key, lead_id, at) for key, lead_id in keys],
            )
            connection.exec_driver_sql(
                "insert into assignments (lead_id, dealership, pool, member, how, by, at, turn) values"
                " (?, 'sunset', 'main', 'p1', 'line', 'uptape', ?, 1)",
                [(f"L-{n:07d}", at) for n in some],
            )
            connection.exec_driver_sql("pragma cache_size = -32000")
            unit.commit()
        store.checkpoint()


def show(title: str, unit: str, rows: Sequence[tuple[int, float]]) -> None:
    """One line for each size, with its ratio to the smallest."""
    print(title)
    for size, value in rows:
        print(f"  {size:>9,}: {value:8.2f} {unit}  x{value / rows[0][1]:.2f}")


def main() -> None:
    """Prints the three figures."""
    show("the pure decision, everybody there", "µs", [(n, pure(n, 0)) for n in MEMBERS])
    show("the pure decision, the first nine of ten away", "µs", [(n, pure(n, n * 9 // 10)) for n in MEMBERS])
    show("one mail's transaction, by members of the line", "ms", by_members())
    show("one mail's transaction, by known customers", "ms", by_customers())


if __name__ == "__main__":
    main()
