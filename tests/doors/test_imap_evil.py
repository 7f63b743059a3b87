"""The IMAP door and servers that lie or die, played by a script, since no real server can be made to."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.doors.smtp_kit import NOON, resolve
from uptape.clock import FixedClock
from uptape.core.mail import Envelope
from uptape.intake.imap import ImapDoor, ImapMailbox
from uptape.intake.imap_link import LinkDead
from uptape.intake.imap_oauth import Oauth

Answers = dict[str, str | None]
USUAL: Answers = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE\r\n",
    "SELECT": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 2] ok\r\n",
    "SEARCH": "* SEARCH 1\r\n",
    "SIZE": "* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n",
    "BODY": "* 1 FETCH (UID 1 BODY[]<0> {5}\r\nhello)\r\n",
}


@contextmanager
def a_server(said: list[str], **answers: str | None) -> Iterator[int]:
    """Answers each command with what the script has under a word in it, then OK. None: hangs up."""
    script = USUAL | answers

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            tag = ""
            while line := self.rfile.readline().decode():
                first, _, command = line.strip().partition(" ")
                # DONE ends the IDLE before it and has no tag of its own.
                tag = tag if first == "DONE" else first
                said.append(command or first)
                for word, answer in script.items():
                    if word in command:
                        if answer is None:
                            return
                        self.wfile.write(answer.encode())
                        if "BYE" in answer:
                            return
                        break
                if command != "IDLE":
                    self.wfile.write(f"{tag} OK done\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def door(port: int, store: Callable[[Envelope], bool], **more: object) -> ImapDoor:
    """A door on the scripted server."""
    box = ImapMailbox("evil", "127.0.0.1", port, False, "user", "pass", max_message_size=100_000, **more)  # type: ignore[arg-type]
    return ImapDoor(box, resolve, store, FixedClock(NOON), threading.Event())


def test_the_script_itself_is_a_server_that_works() -> None:
    stored: list[Envelope] = []
    said: list[str] = []
    with a_server(said) as port:
        watcher = door(port, lambda mail: not stored.append(mail), recipient=resolve("sales@leads.example"))
        assert watcher.step() == 1
        watcher.close()
    assert [(mail.raw, mail.door_key) for mail in stored] == [(b"hello", "imap:evil:INBOX:7:1")]
    assert said[-1] == "UID STORE 1 +FLAGS.SILENT (\\Seen)"


@pytest.mark.parametrize(
    ("error", "answers"),
    [
        (LinkDead, {"BODY": "* 1 FETCH (UID 1 BODY[]<0> {99999999999}\r\n"}),
        (LinkDead, {"SELECT": "* 1 EXISTS\r\n"}),
        (Exception, {"BODY": None}),
        (Exception, {"SEARCH": "* SEARCH one two\r\n"}),
        (Exception, {"SIZE": "* 1 FETCH (UID 1 RFC822.SIZE\r\n"}),
        (Exception, {"LOGIN": None}),
    ],
)
def test_a_lie_ends_the_connection_and_stores_nothing(error: type[Exception], answers: Answers) -> None:
    with a_server([], **answers) as port:
        watcher = door(port, lambda mail: pytest.fail("stored"))
        with pytest.raises(error):
            watcher.step()
        watcher.close()


@pytest.mark.parametrize(
    "body", ["* 1 FETCH (UID 1 BODY[]<0> NIL)\r\n", "* 9 FETCH (UID 9 BODY[]<0> {1}\r\nx)\r\n", ""]
)
def test_a_mail_that_is_not_there_is_passed_over(body: str) -> None:
    with a_server([], BODY=body) as port:
        watcher = door(port, lambda mail: pytest.fail("stored"))
        assert watcher.step() == 0
        watcher.close()


@pytest.mark.parametrize("idle", [None, "+ idling\r\n* BYE shutting down\r\n"])
def test_a_link_that_dies_in_idle_is_noticed_at_once(idle: str | None) -> None:
    with a_server([], IDLE=idle, SEARCH="* SEARCH\r\n") as port:
        watcher = door(port, lambda mail: True)
        watcher.step()
        with pytest.raises(Exception, match=r"(?i)goodbye|eof|closed|abort"):
            watcher._wait()
        watcher.close()


def test_news_in_one_packet_with_the_consent_to_idle_is_not_overheard() -> None:
    said: list[str] = []
    with a_server(said, IDLE="+ idling\r\n* 2 EXISTS\r\n", SEARCH="* SEARCH\r\n") as port:
        watcher = door(port, lambda mail: True)
        watcher.step()
        watcher._wait()
        watcher.close()
    assert said[-3:] == ["IDLE", "DONE", "NOOP"]


def test_mail_that_is_announced_at_the_end_of_a_search_is_looked_for_at_once() -> None:
    said: list[str] = []
    with a_server(said, SEARCH="* SEARCH 1\r\n* 2 EXISTS\r\n") as port:

        def store_and_end(mail: Envelope) -> bool:
            watcher._stop.set()
            return True

        watcher = door(port, lambda mail: True)
        link = watcher._connected()
        link.forget_news()
        assert (link.has_news(), link.search(1), link.has_news()) == (False, {1}, True)
        watcher._store = store_and_end
        assert watcher.step() == 1
        watcher.close()


class _Provider(http.server.BaseHTTPRequestHandler):
    asked: list[dict[str, list[str]]]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append(urllib.parse.parse_qs(body))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(json.dumps({"access_token": "made-up", "expires_in": 3600, "refresh_token": "next"}).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def provider() -> Iterator[tuple[str, type[_Provider]]]:
    """A token provider and what it was asked."""
    kind = type("Provider", (_Provider,), {"asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/token", kind
        server.shutdown()


def test_an_access_token_is_fetched_once_and_kept(provider: tuple[str, type[_Provider]]) -> None:
    url, kind = provider
    oauth = Oauth(url, "client", "hush", "first")
    said: list[str] = []
    with a_server(said, SEARCH="* SEARCH\r\n") as port:
        watcher = door(port, lambda mail: True, oauth=oauth)
        watcher.step()
        watcher.close()
    assert any(command.startswith("AUTHENTICATE XOAUTH2") for command in said)
    assert (oauth.token(), oauth.refresh_token) == ("made-up", "next")
    assert kind.asked == [
        {
            "grant_type": ["refresh_token"],
            "client_id": ["client"],
            "refresh_token": ["first"],
            "client_secret": ["hush"],
        }
    ]
    assert "hush" not in repr(oauth)


def test_a_provider_that_says_no_is_trouble_of_the_link(provider: tuple[str, type[_Provider]]) -> None:
    url, kind = provider
    kind.status = 401
    with pytest.raises(ConnectionError, match="no access token"):
        Oauth(url, "client", None, "first").token()
