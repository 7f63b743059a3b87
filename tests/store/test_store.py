"""The database keeps its promises: rollback by default, one writer at a time, the schema of the migrations."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text

from tests.conftest import MONDAY
from uptape.core.decisions import Reason
from uptape.core.errors import Permanent
from uptape.core.leads import Customer, LeadDraft, Vehicle
from uptape.core.mail import Envelope, Recipient
from uptape.store import journal, mail, tapes
from uptape.store.codec import decode, encode
from uptape.store.engine import Store
from uptape.store.migrate import is_current, migrate
from uptape.store.tables import leases, metadata


def lease(name: str) -> dict[str, object]:
    """A row of a small table."""
    return {"name": name, "worker": "w", "until": MONDAY}


def names(store: Store) -> list[str]:
    """What stands in it."""
    with store.read() as unit:
        return list(unit.connection.execute(select(leases.c.name).order_by(leases.c.name)).scalars())


def test_leaving_a_unit_rolls_back_and_only_a_commit_keeps(store: Store) -> None:
    with store.write() as unit:
        unit.connection.execute(insert(leases), [lease("lost")])
    with store.write() as unit:
        unit.connection.execute(insert(leases), [lease("kept")])
        unit.commit()
    with pytest.raises(ValueError, match="in mid-way"):
        _fail_in_mid_way(store)
    assert names(store) == ["kept"]


def _fail_in_mid_way(store: Store) -> None:
    with store.write() as unit:
        unit.connection.execute(insert(leases), [lease("lost too")])
        raise ValueError("in mid-way")


def test_hooks_run_only_after_a_commit(store: Store) -> None:
    told: list[str] = []
    with store.write() as unit:
        unit.after_commit(lambda: told.append("rolled back"))
    with store.write() as unit:
        unit.after_commit(lambda: told.append("committed"))
        unit.commit()
    assert told == ["committed"]


def test_four_threads_lose_no_update(store: Store) -> None:
    with store.write() as unit:
        tapes.lock(unit, "sunset", ["main"])
        unit.commit()

    def work() -> None:
        for _ in range(25):
            with store.write() as unit:
                locked = tapes.lock(unit, "sunset", ["main"])["main"]
                row = journal.row(locked, MONDAY, "test", "test", [Reason(None, "note", "x")])
                journal.append(unit, [row])
                tapes.save(unit, locked)
                unit.commit()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as unit:
        assert [entry.seq for entry in journal.entries(unit, pool="sunset/main")] == list(range(1, 101))


def test_the_migrations_make_exactly_the_schema_of_the_tables(store: Store) -> None:
    with store.read() as unit:
        assert compare_metadata(MigrationContext.configure(unit.connection), metadata) == []
    assert is_current(store)


def test_migrating_twice_changes_nothing_and_a_newer_schema_is_refused(store: Store) -> None:
    migrate(store)
    with store.write() as unit:
        unit.connection.execute(text("update alembic_version set version_num = '9999'"))
        unit.commit()
    with pytest.raises(Permanent, match="newer than this program"):
        migrate(store)


def envelope(number: int, *pools: str) -> Envelope:
    """A mail to some pools."""
    to = tuple(Recipient(f"{p}@x.example", "sunset", p) for p in pools)
    return Envelope(
        "smtp", "a@b.example", to, b"Subject: %d\r\n\r\nx\x00\xff" % number, MONDAY + timedelta(seconds=number)
    )


def test_bytes_are_kept_as_they_came_with_one_row_for_each_pool(store: Store) -> None:
    with store.write() as unit:
        mail.add(unit, [envelope(1, "main", "other", "main"), envelope(2, "main")])
        unit.commit()
    with store.write() as unit:
        claimed = mail.claim(unit, "w1", MONDAY + timedelta(minutes=1), timedelta(seconds=30), 10)
    assert [(item.pool, item.raw) for item in claimed] == [
        ("main", b"Subject: 1\r\n\r\nx\x00\xff"),
        ("other", b"Subject: 1\r\n\r\nx\x00\xff"),
        ("main", b"Subject: 2\r\n\r\nx\x00\xff"),
    ]


def test_what_one_worker_holds_no_other_gets_until_the_lease_runs_out(store: Store) -> None:
    now = MONDAY + timedelta(minutes=1)
    with store.write() as unit:
        mail.add(unit, [envelope(1, "main"), envelope(2, "other")])
        unit.commit()
    for worker, moment, expected in (
        ("w1", now, 1),
        ("w2", now, 1),
        ("w3", now, 0),
        ("w3", now + timedelta(hours=1), 2),
    ):
        with store.write() as unit:
            limit = 1 if worker != "w3" else 10
            assert len(mail.claim(unit, worker, moment, timedelta(seconds=30), limit)) == expected
            unit.commit()


def test_a_pools_mails_are_not_overtaken_while_an_earlier_one_is_being_read(store: Store) -> None:
    with store.write() as unit:
        mail.add(unit, [envelope(0, "main"), envelope(1, "main")])
        unit.commit()
    soon = MONDAY + timedelta(seconds=1)
    with store.write() as unit:
        assert len(mail.claim(unit, "w1", soon, timedelta(seconds=30), 1)) == 1
        unit.commit()
    for moment, expected in ((soon, 0), (MONDAY + timedelta(seconds=3), 1)):
        with store.write() as unit:
            assert len(mail.claim(unit, "w2", moment, timedelta(seconds=30), 1)) == expected


def test_a_door_key_is_stored_once(store: Store) -> None:
    from uptape.flow.receive import receive_once

    keyed = Envelope("imap", "", (Recipient("a@x.example", "sunset", "main"),), b"x", MONDAY, door_key="imap:o:I:1:7")
    assert [receive_once(store, keyed), receive_once(store, keyed)] == [True, False]


def test_a_draft_comes_back_as_it_was() -> None:
    draft = LeadDraft(
        Customer("Zoë Ng", emails=("z@x.example",)), (Vehicle("buy", year=2020, price=1.5),), properties=(("a", "b"),)
    )
    assert decode(LeadDraft, encode(draft)) == draft
