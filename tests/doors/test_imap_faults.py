"""The IMAP door where one mail is bad, a folder is full, or the server is odd: the other mails still come in."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from tests.doors.dovecot_kit import Dovecot
from tests.doors.smtp_kit import NOON, resolve
from tests.doors.test_imap import Shelf, door, dovecot, lead, pytestmark, shelf
from uptape.clock import FixedClock
from uptape.core.mail import Envelope, Recipient
from uptape.intake.imap import ImapDoor, ImapMailbox
from uptape.intake.imap_headers import find_pool, find_sender
from uptape.intake.imap_link import Link, LinkDead

__all__ = ["dovecot", "pytestmark", "shelf"]


def test_a_mail_that_cannot_be_stored_stays_unread_and_holds_up_no_other(dovecot: Dovecot, shelf: Shelf) -> None:
    dovecot.put(lead("one"), lead("bad"), lead("two"))
    faulty = [True]

    class Picky(Shelf):
        def store(self, envelope: Envelope) -> bool:
            if faulty[0] and b"bad" in envelope.raw:
                raise ValueError("no such sign in this database")
            return super().store(envelope)

    picky = Picky()
    watcher = door(dovecot, picky)
    with pytest.raises(ValueError, match="no such sign"):
        watcher.step()
    watcher.close()
    assert (picky.words, dovecot.count(criteria="UNSEEN")) == (["one", "two"], 1)
    faulty[0] = False
    assert watcher.step() == 1
    assert (picky.words, dovecot.count(criteria="UNSEEN")) == (["one", "two", "bad"], 0)
    watcher.close()


def test_while_the_store_is_down_it_is_not_asked_for_each_of_a_thousand_mails(dovecot: Dovecot, shelf: Shelf) -> None:
    def down() -> None:
        raise OSError("down")

    dovecot.put(*(lead(f"n{number}") for number in range(20)))
    shelf.before = down
    watcher = door(dovecot, shelf)
    with pytest.raises(OSError, match="down"):
        watcher.step()
    watcher.close()
    assert (shelf.calls, dovecot.count(criteria="UNSEEN")) == (2, 20)


def test_where_the_folder_to_move_to_is_full_mails_of_all_batches_still_come_in_once(
    dovecot: Dovecot, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_link: Link, uids: list[int]) -> None:
        if uids:
            raise OSError("over quota")

    dovecot.put(*(lead(f"n{number}") for number in range(120)))
    watcher = door(dovecot, shelf, move_to="Done")
    with monkeypatch.context() as patch:
        patch.setattr(Link, "finish", full)
        with pytest.raises(OSError, match="over quota"):
            watcher.step()
    watcher.close()
    assert shelf.words == [f"n{number}" for number in range(120)]
    assert watcher.step() == 0
    assert (shelf.calls, dovecot.count(), dovecot.count("Done")) == (120, 0, 120)
    watcher.close()


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x85", "\udc80"])
def test_headers_with_signs_that_no_database_takes_give_neither_pool_nor_trouble(sign: str) -> None:
    raw = lead("x", f"Delivered-To: sales+{sign}@leads.example".encode("utf-8", "surrogateescape").decode("latin-1"))
    raw = raw.replace(b"web@", f"web{sign}@".encode("utf-8", "surrogateescape"))
    found = find_pool(raw, lambda address: Recipient(address, "sunset", "sales"))
    assert found is None or found.address.isprintable()
    assert find_sender(raw).isprintable()
    find_sender(raw).encode()


# A server that says what it is told, for what a real one does rarely.

_HELLO = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
    b"SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n",
}


@contextmanager
def scripted(answers: dict[bytes, list[bytes]]) -> Iterator[int]:
    """A server that gives the next answer of a command each time, and the last one for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, answers), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(20)


def _serve(listening: socket.socket, answers: dict[bytes, list[bytes]]) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as lines, suppress(OSError):  # a client that hangs up is its own affair
        connection.sendall(b"* OK here\r\n")
        idling = b""
        for line in lines:
            tag, _, command = line.rstrip().partition(b" ")
            if tag == b"DONE":
                connection.sendall(idling + b" OK done\r\n")
                continue
            name = command.removeprefix(b"UID ").partition(b" ")[0]
            said = answers.get(name, [b""])
            text = _HELLO.get(name, b"") + (said.pop(0) if len(said) > 1 else said[0])
            if name == b"IDLE":
                idling = tag
                connection.sendall(text)
            else:
                connection.sendall(text + tag + b" OK done\r\n")


def box(port: int) -> ImapMailbox:
    return ImapMailbox("office", "127.0.0.1", port, False, "leads", "x")


def test_news_in_one_packet_with_the_start_of_idle_wake_at_once(shelf: Shelf) -> None:
    mail = lead("one")
    answers = {
        b"IDLE": [b"+ idling\r\n* 1 EXISTS\r\n", b"+ idling\r\n"],
        b"SEARCH": [b"* SEARCH\r\n", b"* SEARCH 2\r\n", b"* SEARCH\r\n"],
        b"FETCH": [
            b"* 1 FETCH (UID 2 RFC822.SIZE %d)\r\n" % len(mail),
            b"* 1 FETCH (UID 2 BODY[]<0> {%d}\r\n%s)\r\n" % (len(mail), mail),
        ],
    }
    stop = threading.Event()
    with scripted(answers) as port:
        watcher = ImapDoor(box(port), resolve, shelf.store, FixedClock(NOON), stop)
        thread = threading.Thread(target=watcher.run, daemon=True)
        thread.start()
        assert shelf.arrived.get(timeout=10).raw == mail
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_a_folder_with_200000_unread_mails_can_be_searched() -> None:
    uids = range(1_000_000_000, 1_000_200_000)
    answer = b"* SEARCH " + b" ".join(b"%d" % uid for uid in uids) + b"\r\n"
    assert len(answer) > 2_000_000
    with scripted({b"SEARCH": [answer]}) as port:
        link = Link(box(port))
        link.open()
        assert link.search(1) == set(uids)
        link.close()


def test_a_literal_of_a_terabyte_is_refused() -> None:
    with scripted(
        {b"FETCH": [b"* 1 FETCH (UID 1 RFC822.SIZE 10)\r\n", b"* 1 FETCH (BODY[]<0> {1000000000000}\r\n"]}
    ) as port:
        link = Link(replace(box(port), max_message_size=1000))
        link.open()
        with pytest.raises(LinkDead):
            list(link.fetch([1], 1000))
        link.close()
