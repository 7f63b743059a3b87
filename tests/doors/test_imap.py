"""The IMAP door against a real Dovecot: once, whatever happens between the two."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.doors.dovecot_kit import PASSWORD, USER, Dovecot, a_dovecot
from tests.doors.smtp_kit import NOON, resolve
from tests.needs import needs
from uptape.clock import FixedClock
from uptape.core.mail import Envelope, Recipient
from uptape.intake.imap import ImapDoor, ImapMailbox, pause
from uptape.intake.imap_link import LoginRefused

# Debian's place of dovecot is not on every user's path.
os.environ["PATH"] += ":/usr/sbin"
pytestmark = needs("dovecot", "doveadm")

SALES = Recipient("sales@leads.example", "sunset", "sales")


def lead(word: str, header: str = "Delivered-To: sales@leads.example") -> bytes:
    """A mail as a server delivers it."""
    return f"Return-Path: <web@site.example>\r\n{header}\r\nSubject: {word}\r\n\r\n{word}\r\n".encode()


class Shelf:
    """Stores mails once for each key, as the store does; can be told to fail."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.keys: set[str | None] = set()
        self.arrived: queue.Queue[Envelope] = queue.Queue()
        self.calls = 0
        self.before: Callable[[], None] = lambda: None

    def store(self, envelope: Envelope) -> bool:
        """True where the mail is new."""
        self.calls += 1
        self.before()
        if envelope.door_key in self.keys:
            return False
        self.keys.add(envelope.door_key)
        self.mails.append(envelope)
        self.arrived.put(envelope)
        return True

    @property
    def words(self) -> list[str]:
        """The subjects of what is stored, in order."""
        return [mail.raw.partition(b"\r\n\r\n")[2].strip().decode() for mail in self.mails]


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A server with an empty mailbox."""
    with a_dovecot() as server:
        yield server


@pytest.fixture
def shelf() -> Shelf:
    """An empty store."""
    return Shelf()


def door(server: Dovecot, shelf: Shelf, **changes: object) -> ImapDoor:
    """A door on the server's inbox, not connected yet."""
    box = ImapMailbox("office", "127.0.0.1", server.port, False, USER, PASSWORD)
    return ImapDoor(
        replace(box, **changes),  # type: ignore[arg-type]
        resolve,
        shelf.store,
        FixedClock(NOON),
        threading.Event(),
    )


class PowerCutError(BaseException):
    """What nothing in the program catches."""


class Running:
    """A door in its thread."""

    def __init__(self, door: ImapDoor) -> None:
        self.door = door
        self.thread = threading.Thread(target=door.run, daemon=True)

    def __enter__(self) -> ImapDoor:
        self.thread.start()
        assert self.door.watching.wait(20)
        return self.door

    def __exit__(self, *_: object) -> None:
        self.door._stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


def test_a_mail_arrives_once_and_is_marked_as_read(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(lead("one"))
    watcher = door(dovecot, shelf)
    assert [watcher.step(), watcher.step()] == [1, 0]
    validity = shelf.mails[0].door_key.split(":")[3]  # type: ignore[union-attr]
    assert shelf.mails == [
        Envelope(
            "imap", "web@site.example", (SALES,), lead("one"), NOON, "127.0.0.1", f"imap:office:INBOX:{validity}:1"
        )
    ]
    assert (dovecot.count(criteria="SEEN"), shelf.calls) == (1, 1)
    watcher.close()


@pytest.mark.parametrize("capability", ["", "IMAP4rev1 UIDPLUS", "IMAP4rev1"])
def test_with_move_to_a_mail_goes_to_that_folder(capability: str, shelf: Shelf) -> None:
    with a_dovecot(capability) as server:
        server.put(lead("one"), lead("two"))
        watcher = door(server, shelf, move_to="Processed")
        assert [watcher.step(), watcher.step()] == [2, 0]
        watcher.close()
        assert (server.count("Processed"), server.count(criteria="UNDELETED")) == (2, 0)
        assert server.count(criteria="DELETED") == (2 if capability == "IMAP4rev1" else 0)
    assert shelf.words == ["one", "two"]


def test_mail_that_was_read_before_us_is_left_alone_and_later_mail_is_not(dovecot: Dovecot, shelf: Shelf) -> None:
    person = dovecot.person()
    person.append("INBOX", lead("old"), flags=[b"\\Seen"])
    watcher = door(dovecot, shelf)
    assert watcher.step() == 0
    person.append("INBOX", lead("read at once"), flags=[b"\\Seen"])
    assert [watcher.step(), watcher.step()] == [1, 0]
    assert shelf.words == ["read at once"]
    watcher.close()
    person.logout()


def test_hundreds_come_in_batches_and_in_order(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(*(lead(str(n)) for n in range(120)))
    watcher = door(dovecot, shelf)
    assert watcher.step() == 120
    assert shelf.words == [str(n) for n in range(120)]
    assert dovecot.count(criteria="UNSEEN") == 0
    watcher.close()


def test_a_stop_between_storing_and_marking_stores_nothing_twice(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(lead("one"), lead("two"), lead("three"))

    def fail_at_the_third() -> None:
        if shelf.calls == 3:
            raise PowerCutError

    shelf.before = fail_at_the_third
    first = door(dovecot, shelf)
    with pytest.raises(PowerCutError):
        first.step()
    first.close()
    assert (shelf.words, dovecot.count(criteria="UNSEEN")) == (["one", "two"], 3)
    second = door(dovecot, shelf)
    assert second.step() == 1
    assert (shelf.words, dovecot.count(criteria="UNSEEN")) == (["one", "two", "three"], 0)
    second.close()


def test_after_a_failure_in_the_same_run_stored_mails_are_only_marked(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(lead("one"), lead("two"))

    def fail_once() -> None:
        if shelf.calls == 2:
            raise PowerCutError

    shelf.before = fail_once
    watcher = door(dovecot, shelf)
    with pytest.raises(PowerCutError):
        watcher.step()
    watcher.close()
    assert watcher.step() == 1
    assert (shelf.words, shelf.calls, dovecot.count(criteria="UNSEEN")) == (["one", "two"], 3, 0)
    watcher.close()


def test_one_mail_that_cannot_be_stored_does_not_keep_the_others(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(lead("one"), lead("two"), lead("three"))

    def fail_at_the_second() -> None:
        if shelf.calls == 2:
            raise OSError("no")

    shelf.before = fail_at_the_second
    watcher = door(dovecot, shelf)
    with pytest.raises(OSError, match="no"):
        watcher.step()
    assert (shelf.words, dovecot.count(criteria="UNSEEN")) == (["one", "three"], 1)
    assert watcher.step() == 1
    assert (shelf.words, dovecot.count(criteria="UNSEEN")) == (["one", "three", "two"], 0)
    watcher.close()


def test_while_nothing_can_be_stored_not_every_mail_is_tried(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(*(lead(str(n)) for n in range(5)))

    def fail() -> None:
        raise OSError("database gone")

    shelf.before = fail
    watcher = door(dovecot, shelf)
    with pytest.raises(OSError, match="database gone"):
        watcher.step()
    assert (shelf.calls, dovecot.count(criteria="UNSEEN")) == (2, 5)
    watcher.close()


def test_when_the_server_numbers_the_folder_anew_no_new_mail_is_taken_for_an_old_one(
    dovecot: Dovecot, shelf: Shelf
) -> None:
    person = dovecot.person()
    person.create_folder("Leads")
    dovecot.put(lead("one"), folder="Leads")
    watcher = door(dovecot, shelf, folder="Leads")
    assert watcher.step() == 1
    watcher.close()
    person.delete_folder("Leads")
    person.create_folder("Leads")
    person.logout()
    dovecot.put(lead("two"), folder="Leads")
    assert watcher.step() == 1
    assert shelf.words == ["one", "two"]
    keys = [str(mail.door_key).rsplit(":", 2) for mail in shelf.mails]
    assert keys[0][1] != keys[1][1]
    assert keys[0][2] == keys[1][2] == "1"
    watcher.close()


def test_a_mail_for_no_pool_is_stored_once_and_stays(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(lead("lost", "To: sales@leads.example"))
    for _ in range(2):
        watcher = door(dovecot, shelf, move_to="Processed")
        watcher.step()
        watcher.step()
        watcher.close()
    assert [mail.recipients for mail in shelf.mails] == [(Recipient(USER, None, None),)]
    assert shelf.calls == 2  # once for each run of the program, and not for each look
    assert (dovecot.count(criteria="UNSEEN"), dovecot.count("Processed")) == (1, 0)


def test_the_mailboxes_own_pool_goes_before_the_headers(dovecot: Dovecot, shelf: Shelf) -> None:
    floor = Recipient("floor.bayou", "bayou", "floor")
    dovecot.put(lead("one"))
    watcher = door(dovecot, shelf, recipient=floor)
    watcher.step()
    watcher.close()
    assert shelf.mails[0].recipients == (floor,)


def test_of_a_mail_over_the_limit_the_beginning_is_taken(dovecot: Dovecot, shelf: Shelf) -> None:
    mail = lead("big") + b"x" * 5000
    dovecot.put(mail, lead("small"))
    watcher = door(dovecot, shelf, max_message_size=1000)
    assert watcher.step() == 2
    watcher.close()
    assert [m.raw for m in shelf.mails] == [mail[:1000], lead("small")]


def test_a_mail_that_is_deleted_under_us_is_passed_over(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(lead("one"), lead("two"))
    watcher = door(dovecot, shelf)
    link = watcher._connected()
    person = dovecot.person()
    person.select_folder("INBOX")
    person.delete_messages([1])
    person.expunge()
    person.logout()
    assert list(link.fetch([1, 2], 1000)) == [(2, lead("two"))]
    assert watcher.step() == 1
    watcher.close()


@pytest.mark.parametrize("capability", ["", "IMAP4rev1 UIDPLUS MOVE"])
def test_new_mail_wakes_the_door(capability: str, shelf: Shelf) -> None:
    """By IDLE, and by polling where the server has no IDLE."""
    with a_dovecot(capability) as server, Running(door(server, shelf, poll=0.05)):
        server.put(lead("one"))
        assert shelf.arrived.get(timeout=20).raw == lead("one")
        server.put(lead("two"))
        assert shelf.arrived.get(timeout=20).raw == lead("two")
    assert shelf.words == ["one", "two"]


def test_a_server_that_goes_away_and_comes_back_is_found_again(dovecot: Dovecot, shelf: Shelf) -> None:
    with Running(door(dovecot, shelf)):
        dovecot.put(lead("one"))
        shelf.arrived.get(timeout=20)
        dovecot.stop()
        dovecot.start()
        dovecot.put(lead("two"))
        assert shelf.arrived.get(timeout=30).raw == lead("two")
    assert shelf.words == ["one", "two"]


def test_a_wrong_password_is_told_and_tried_again(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(lead("one"))
    config = Path(dovecot.config)
    right = config.read_text()
    config.write_text(right.replace(PASSWORD, "other"))
    dovecot.stop()
    dovecot.start()
    watcher = door(dovecot, shelf)
    with pytest.raises(LoginRefused, match=r"refuses the login of .*(?i:auth)") as refused:
        watcher.step()
    watcher.close()
    assert [pause(times, refused.value) for times in (1, 2, 9)] == [30.0, 60.0, 300.0]
    assert [pause(times, OSError("reset")) for times in (1, 2, 20)] == [1.0, 2.0, 300.0]
    config.write_text(right)
    dovecot.stop()
    dovecot.start()
    assert watcher.step() == 1
    watcher.close()


def test_a_mail_for_nobody_is_kept_once_though_the_server_numbers_its_folder_anew(
    dovecot: Dovecot, shelf: Shelf
) -> None:
    stray = lead("stray", "To: sales@leads.example")
    person = dovecot.person()
    for found in (1, 0):
        person.create_folder("Leads")
        dovecot.put(stray, folder="Leads")
        watcher = door(dovecot, shelf, folder="Leads")
        assert watcher.step() == found
        watcher.close()
        person.delete_folder("Leads")
    person.logout()
    assert shelf.words == ["stray"]
