"""The IMAP door against a real Dovecot."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.doors.dovecot import PASSWORD, USER, Dovecot, dovecot
from tests.needs import needs
from uptape.clock import Clock
from uptape.core.mail import Envelope, Recipient
from uptape.intake import imap
from uptape.intake.imap import ImapDoor, ImapMailbox
from uptape.intake.imap_link import Link, LoginRefused

__all__ = ["dovecot"]

pytestmark = needs("dovecot", "doveadm")

POOL = "new.sunset@leads.example"
SEEN = frozenset({"\\Seen"})
PATIENCE = 20.0


class Killed(BaseException):
    """The process ends here."""


class Kept:
    """A store in memory with the promise of the real one: each door key once."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.keys: set[str | None] = set()
        self.fault: Callable[[Envelope], None] = lambda _envelope: None
        self.arrived = threading.Semaphore(0)

    def __call__(self, envelope: Envelope) -> bool:
        self.fault(envelope)
        if envelope.door_key in self.keys:
            return False
        self.keys.add(envelope.door_key)
        self.envelopes.append(envelope)
        self.arrived.release()
        return True

    def wait(self, count: int = 1) -> None:
        """Until so many more mails came."""
        for _ in range(count):
            assert self.arrived.acquire(timeout=PATIENCE), "no mail came"

    @property
    def subjects(self) -> list[str]:
        return [subject(envelope.raw) for envelope in self.envelopes]


def subject(raw: bytes) -> str:
    return next(line[9:].decode() for line in raw.split(b"\r\n") if line.startswith(b"Subject: "))


def mail(text: str, *more: str, to: str = POOL) -> bytes:
    lines = [f"Delivered-To: {to}", "Return-Path: <site@lead-site.example>", f"Subject: {text}", *more, "", text, ""]
    return "\r\n".join(lines).encode()


def resolve(address: str) -> Recipient | None:
    return Recipient(address, "sunset", "new") if address.lower() == POOL else None


@pytest.fixture
def store() -> Kept:
    return Kept()


@pytest.fixture
def make(dovecot: Dovecot, store: Kept, clock: Clock) -> Iterator[Callable[..., ImapDoor]]:
    """Makes doors to the mailbox of the server."""
    doors: list[ImapDoor] = []

    def build(
        move_to: str | None = None, to: Recipient | None = None, poll: float = 60.0, password: str = PASSWORD
    ) -> ImapDoor:
        box = ImapMailbox("office", "127.0.0.1", dovecot.port, False, USER, password, "INBOX", move_to, poll, to)
        doors.append(ImapDoor(box, resolve, store, clock, threading.Event()))
        return doors[-1]

    yield build
    for door in doors:
        door.close()


@contextmanager
def running(door: ImapDoor) -> Iterator[None]:
    """The door in its thread, as in the daemon."""
    thread = threading.Thread(target=door.run)
    thread.start()
    try:
        yield
    finally:
        door._stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive(), "the door does not stop"


def test_a_delivered_mail_arrives_once_byte_for_byte_and_is_flagged_as_seen(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor], clock: Clock
) -> None:
    raw = mail("one").replace(b"one\r\n", b"one \xe9\x80 .\r\n.\r\n..\r\n\r\n")
    dovecot.deliver(raw)
    door = make()
    assert [door.step(), door.step(), make().step()] == [1, 0, 0]
    (found,) = store.envelopes
    key = found.door_key
    assert found == Envelope(
        "imap",
        "site@lead-site.example",
        (Recipient(POOL, "sunset", "new"),),
        raw,
        clock.now(),
        "127.0.0.1",
        key,
    )
    assert key is not None
    assert key.rsplit(":", 2)[0] == "imap:office:INBOX"
    assert dovecot.mails() == [(raw, SEEN)]


def test_mails_are_taken_in_their_order_and_more_than_one_command_names(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]
) -> None:
    with dovecot.client() as client:
        for number in range(120):
            client.append("INBOX", "", None, mail(f"number {number}"))  # type: ignore[arg-type]
    assert make().step() == 120
    assert store.subjects == [f"number {number}" for number in range(120)]
    assert {flags for _, flags in dovecot.mails()} == {SEEN}


def test_mail_that_was_read_before_we_came_is_left_alone(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]
) -> None:
    dovecot.deliver(mail("old"), flags="\\Seen")
    assert make().step() == 0
    assert store.envelopes == []


def test_mail_that_somebody_opened_before_us_while_we_watched_is_taken(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]
) -> None:
    door = make()
    dovecot.deliver(mail("old"), flags="\\Seen")
    assert door.step() == 0
    dovecot.deliver(mail("opened in the webmail"), flags="\\Seen")
    assert door.step() == 1
    assert store.subjects == ["opened in the webmail"]


@pytest.mark.parametrize("capability", ["", "imap_capability = IMAP4rev1 UIDPLUS", "imap_capability = IMAP4rev1"])
def test_mails_are_moved_by_whatever_the_server_knows(
    capability: str, dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]
) -> None:
    dovecot.stop()
    dovecot.start(capability)
    dovecot.deliver(mail("somebody deletes this"), flags="\\Deleted")
    for text in ("one", "two"):
        dovecot.deliver(mail(text))
    door = make(move_to="Taken mails")
    assert [door.step(), door.step()] == [2, 0]
    assert store.subjects == ["one", "two"]
    assert [subject(raw) for raw, _ in dovecot.mails("Taken mails")] == ["one", "two"]
    marked = [(subject(raw), flags) for raw, flags in dovecot.mails()]
    deleted = frozenset({"\\Deleted"})
    ours = [] if capability != "imap_capability = IMAP4rev1" else [("one", deleted | SEEN), ("two", deleted | SEEN)]
    assert marked == [("somebody deletes this", deleted), *ours]
    assert make(move_to="Taken mails").step() == 0


@pytest.mark.parametrize("move_to", [None, "Taken"])
def test_killed_between_commit_and_flag_a_mail_is_not_taken_twice(
    move_to: str | None, dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_args: object) -> None:
        raise Killed

    dovecot.deliver(mail("one"))
    with monkeypatch.context() as patch:
        patch.setattr(Link, "mark_seen", killed)
        patch.setattr(Link, "move", killed)
        with pytest.raises(Killed):
            make(move_to).step()
    assert dovecot.mails() == [(mail("one"), frozenset())]
    assert make(move_to).step() == 0
    assert store.subjects == ["one"]
    assert dovecot.mails() == ([(mail("one"), SEEN)] if move_to is None else [])
    assert len(dovecot.mails("Taken")) == (move_to is not None)


def test_killed_before_the_commit_a_mail_is_taken_the_next_time(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]
) -> None:
    def killed(_envelope: Envelope) -> None:
        raise Killed

    dovecot.deliver(mail("one"))
    store.fault = killed
    with pytest.raises(Killed):
        make().step()
    assert dovecot.mails() == [(mail("one"), frozenset())]
    store.fault = lambda _envelope: None
    assert make().step() == 1


def test_a_mail_that_the_store_does_not_take_holds_up_no_other_and_stays_unseen(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]
) -> None:
    def full(envelope: Envelope) -> None:
        if subject(envelope.raw) == "bad":
            raise OSError("disk full")

    for text in ("one", "bad", "two"):
        dovecot.deliver(mail(text))
    store.fault = full
    door = make()
    with pytest.raises(OSError, match="disk full"):
        door.step()
    assert store.subjects == ["one", "two"]
    assert [flags for _, flags in dovecot.mails()] == [SEEN, frozenset(), SEEN]
    store.fault = lambda _envelope: None
    assert door.step() == 1
    assert store.subjects == ["one", "two", "bad"]


def test_mails_that_cannot_be_moved_still_come_in_once(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError("over quota")

    door = make(move_to="Taken")
    with dovecot.client() as client:
        for number in range(60):
            client.append("INBOX", "", None, mail(f"number {number}"))  # type: ignore[arg-type]
    with monkeypatch.context() as patch:
        patch.setattr(Link, "move", full)
        with pytest.raises(OSError, match="over quota"):
            door.step()
    assert len(store.envelopes) == 60
    assert door.step() == 0
    assert (len(dovecot.mails()), len(dovecot.mails("Taken"))) == (0, 60)


def test_another_uidvalidity_gives_no_seen_mail_again_and_loses_none(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]
) -> None:
    door = make()
    dovecot.deliver(mail("nobody's", to="nobody@leads.example"))
    dovecot.deliver(mail("one"))
    assert door.step() == 2
    dovecot.stop()
    dovecot.renew_validity()
    dovecot.start()
    dovecot.deliver(mail("two"))
    with suppress(Exception):  # the old connection is gone
        door.step()
    door.close()
    door.step()
    assert store.subjects == ["nobody's", "one", "two"]
    first, second = store.envelopes[1].door_key, store.envelopes[2].door_key
    assert first is not None
    assert second is not None
    assert int(second.split(":")[3]) == int(first.split(":")[3]) + 7


def test_a_mail_without_a_pool_is_stored_once_and_stays_where_and_as_it_was(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[int] = []
    bodies = Link.bodies
    monkeypatch.setattr(
        Link, "bodies", lambda self, uids, expected: fetched.extend(uids) or bodies(self, uids, expected)
    )
    raw = mail("whose?", f"To: {POOL}", to="nobody@leads.example")
    dovecot.deliver(raw)
    door = make(move_to="Taken")
    assert [door.step(), door.step()] == [1, 0]
    door.close()
    assert [door.step(), len(fetched)] == [0, 1]
    assert make(move_to="Taken").step() == 0
    assert [envelope.recipients for envelope in store.envelopes] == [(Recipient("nobody@leads.example", None, None),)]
    assert dovecot.mails() == [(raw, frozenset())]


def test_a_mailbox_with_a_pool_asks_no_header(dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]) -> None:
    dovecot.deliver(mail("one", to="nobody@leads.example"))
    fixed = Recipient("used.sunset", "sunset", "used")
    assert make(to=fixed).step() == 1
    assert store.envelopes[0].recipients == (fixed,)
    assert dovecot.mails()[0][1] == SEEN


def test_a_mail_over_the_limit_is_never_fetched_and_stays(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MOST_BYTES", 2000)
    for text, size in (("small", 10), ("large", 3000), ("middle", 1500), ("other", 1500)):
        dovecot.deliver(mail(text) + b"x" * size)
    asked: list[int] = []
    bodies = Link.bodies
    monkeypatch.setattr(Link, "bodies", lambda self, uids, size: asked.append(size) or bodies(self, uids, size))
    assert make().step() == 3
    assert store.subjects == ["small", "middle", "other"]
    assert max(asked) <= 2000
    assert [flags for _, flags in dovecot.mails()] == [SEEN, frozenset(), SEEN, SEEN]


def test_idle_wakes_when_mail_comes(dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor]) -> None:
    dovecot.deliver(mail("before"))
    with running(make(poll=3600)):
        store.wait()
        for number in range(5):
            dovecot.deliver(mail(f"number {number}"))
            store.wait()
    assert store.subjects == ["before", *(f"number {number}" for number in range(5))]


def test_a_server_without_idle_is_polled(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    idled: list[float] = []
    monkeypatch.setattr(Link, "idle", lambda _link, seconds, _stopped: idled.append(seconds))
    dovecot.stop()
    dovecot.start("imap_capability = IMAP4rev1 UIDPLUS MOVE")
    with running(make(poll=0.05)):
        dovecot.deliver(mail("one"))
        store.wait()
        dovecot.deliver(mail("two"))
        store.wait()
    assert idled == []


def test_a_dropped_connection_is_made_anew(
    dovecot: Dovecot, store: Kept, make: Callable[..., ImapDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "_FIRST_WAIT", 0.05)
    with running(make()):
        dovecot.deliver(mail("one"))
        store.wait()
        dovecot.kick()
        dovecot.deliver(mail("two"))
        store.wait()
        dovecot.stop()
        dovecot.start()
        dovecot.deliver(mail("three"))
        store.wait()
    assert store.subjects == ["one", "two", "three"]


def test_a_refused_login_is_tried_again_slowly(make: Callable[..., ImapDoor]) -> None:
    door = make(password="another")
    with pytest.raises(LoginRefused) as caught:
        door.step()
    assert "another" not in str(caught.value)
    assert "another" not in repr(door.mailbox)
    waits = [door._pause(caught.value) for _ in range(8)]
    assert waits[0] >= 15
    assert all(wait <= 300 for wait in waits)
    assert min(waits[4:]) >= 150
