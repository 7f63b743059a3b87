"""One IMAP connection with a folder open: imapclient with its sharp edges covered (RFC 9051)."""

from __future__ import annotations

import contextlib
import ipaddress
import select
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from uptape.core.errors import Temporary

CONNECT_WITHIN = 10.0
"""Seconds."""
ANSWER_WITHIN = 60.0
"""Seconds of silence within a command after which a link is dead: a half-open connection gives no error by itself."""
AT_ONCE = 50
"""Mails that one command names."""
_WINDOW = 20_000
"""Sequence numbers that one SEARCH covers: its answer is one line, and imaplib reads lines up to 1 MB."""
_TALK = 4_000_000
"""Bytes that a server may send in answer to one command beside the mails that were asked for."""


class LinkLost(Temporary):
    """The connection is dead or out of step: only a new one helps."""


class LoginRefused(Temporary):
    """The server does not let us in; trying again at once would only lock the account."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it was when it was selected."""

    validity: int
    """UIDVALIDITY: UIDs mean something only together with it."""
    exists: int
    next_uid: int | None


class _Budget:
    """Caps what a server may send, as imaplib believes any announced length: `{99999999999}` would take all memory."""

    def __init__(self, imap: Any) -> None:
        self.left = _TALK
        self._read: Callable[[int], bytes] = imap.read
        self._readline: Callable[[], bytes] = imap.readline
        imap.read, imap.readline = self.read, self.readline

    def read(self, size: int) -> bytes:
        self._spend(size)
        return self._read(size)

    def readline(self) -> bytes:
        line = self._readline()
        self._spend(len(line))
        return line

    def _spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise LinkLost("the server sends more than was asked for")


class Link:
    """A connection. Raises LinkLost, LoginRefused, OSError or imaplib's errors; after any of them it must be closed."""

    def __init__(self, host: str, port: int, username: str, password: str, *, tls: bool) -> None:
        from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
        from imapclient.exceptions import LoginError  # type: ignore[import-untyped]

        self._client = IMAPClient(
            host, port, ssl=tls, use_uid=True, timeout=SocketTimeout(connect=CONNECT_WITHIN, read=ANSWER_WITHIN)
        )
        self._imap: Any = self._client._imap
        self._budget = _Budget(self._imap)
        try:
            # A password goes in the clear only where the server offers nothing else, or never leaves this machine.
            if not tls and not _is_here(host) and self._client.has_capability("STARTTLS"):
                self._client.starttls()
            try:
                self._client.login(username, password)
            except LoginError as error:
                raise LoginRefused(f"the server refuses the login: {error}") from None
            self.can_idle = self._client.has_capability("IDLE")
            self._can_move = self._client.has_capability("MOVE")
            self._can_expunge = self._client.has_capability("UIDPLUS")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hangs up, without a word: a LOGOUT on a dead link would wait for its answer."""
        with contextlib.suppress(Exception):
            self._client.shutdown()

    def make_folder(self, name: str) -> None:
        """Creates a folder where it is missing."""
        if not self._client.folder_exists(name):
            self._client.create_folder(name)

    def open(self, folder: str) -> Folder:
        """Selects a folder, anew each time: so a changed UIDVALIDITY is never missed."""
        self._ask()
        found: dict[bytes, Any] = self._client.select_folder(folder)
        if b"UIDVALIDITY" not in found:
            raise LinkLost(f'the server gives no UIDVALIDITY for "{folder}"')
        return Folder(int(found[b"UIDVALIDITY"]), int(found[b"EXISTS"]), found.get(b"UIDNEXT"))

    def grew(self) -> bool:
        """True where the server told of new mail since `open`: IDLE would not tell of it again."""
        return len(self._imap.untagged_responses.get("EXISTS", ())) > 1

    def search(self, folder: Folder, since: int | None) -> list[int]:
        """UIDs, in their order, of mails that are not seen, and of all from the UID `since` on."""
        found: set[int] = set()
        for low in range(1, folder.exists + 1, _WINDOW):
            high = low + _WINDOW - 1
            window = f"{low}:{high}" if high < folder.exists else f"{low}:*"
            self._ask()
            found.update(self._client.search([window, "UNSEEN", "UNDELETED"]))
        if since is not None and folder.exists and (folder.next_uid is None or folder.next_uid > since):
            self._ask()
            # `n:*` names the last message even where its UID is lower (RFC 9051, 9, seq-range).
            found.update(uid for uid in self._client.search(["UID", f"{since}:*", "UNDELETED"]) if uid >= since)
        return sorted(found)

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Bytes of each mail; without those that are gone."""
        found: dict[int, int] = {}
        for some in chunks(uids):
            self._ask()
            for uid, items in self._client.fetch(some, ["RFC822.SIZE"]).items():
                if isinstance(items.get(b"RFC822.SIZE"), int):
                    found[uid] = items[b"RFC822.SIZE"]
        return found

    def bodies(self, uids: Sequence[int], expected: int) -> dict[int, bytes]:
        """The mails, byte for byte and still unseen, without those that are gone; `expected` bytes in all."""
        if not uids:
            return {}
        # Servers are known to announce a few bytes less than they send.
        self._ask(expected + expected // 4)
        found = self._client.fetch(list(uids), ["BODY.PEEK[]"])
        return {uid: items[b"BODY[]"] for uid, items in found.items() if isinstance(items.get(b"BODY[]"), bytes)}

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Flags mails as seen."""
        for some in chunks(uids):
            self._ask()
            self._client.add_flags(some, [b"\\Seen"], silent=True)

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Moves mails to a folder; where the server cannot, copies them and takes them out of this one."""
        for some in chunks(uids):
            self._ask()
            if self._can_move:
                self._client.move(some, folder)
                continue
            self._client.copy(some, folder)
            self._client.add_flags(some, [b"\\Seen", b"\\Deleted"], silent=True)
            # A plain EXPUNGE would also remove what other people marked as deleted; without UIDPLUS ours stay marked,
            # and `search` leaves them out.
            if self._can_expunge:
                self._client.uid_expunge(some)

    def idle(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        """Waits until the server tells of anything, at most `seconds`, or until `stopped`; True where it told.

        imapclient's `idle_check` is not used: it looks at the socket alone and misses what came in one packet with the
        greeting of IDLE, and on a dead link says that nothing happened.
        """
        self._ask()
        self._client.idle()
        told = self._buffered()
        poller = select.poll()
        poller.register(self._client.socket().fileno(), select.POLLIN)
        waited = 0.0
        while not told and waited < seconds and not stopped():
            told = bool(poller.poll(min(_LOOK_UP, seconds - waited) * 1000))
            waited += _LOOK_UP
        # A dead link shows here: an end of file, or no answer within ANSWER_WITHIN.
        _text, lines = self._client.idle_done()
        if any(b"BYE" in line for line in lines):
            raise LinkLost("the server said goodbye")
        if not told and not stopped():
            self._client.noop()
        return told or bool(lines)

    def _buffered(self) -> bool:
        sock = self._client.socket()
        sock.setblocking(False)
        try:
            return bool(self._imap.file.peek(1))
        except OSError:  # nothing there; TLS says so by an error
            return False
        finally:
            sock.settimeout(ANSWER_WITHIN)

    def _ask(self, more: int = 0) -> None:
        self._budget.left = _TALK + more


_LOOK_UP = 0.5
"""Seconds between two looks whether the daemon stops."""


def chunks(uids: Iterable[int]) -> Iterable[list[int]]:
    """UIDs in lists of at most AT_ONCE, none of them empty: a command without UIDs is a broken command."""
    some: list[int] = []
    for uid in uids:
        some.append(uid)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False
