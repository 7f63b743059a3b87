"""One connection to an IMAP server: what the door needs of imapclient, with the traps around it closed."""

from __future__ import annotations

import contextlib
import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uptape.intake.imap import ImapMailbox

_CONNECT = 10.0
_READ = 60.0
_LITERAL_SLACK = 64 * 1024
_LONGEST_LINE = 16 * 1024 * 1024


class LinkDead(ConnectionError):
    """The server said goodbye, or says things that cannot be."""


class LoginRefused(ConnectionError):
    """The server does not take the name and password, or the token."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """What the server says about the folder when it is opened."""

    validity: int
    next_uid: int


class Link:
    """One connection, from login to close. Every method raises OSError or IMAPClientError where the server fails."""

    def __init__(self, mailbox: ImapMailbox) -> None:
        self._box = mailbox
        self._client: Any = None
        self.can_idle = False

    def open(self) -> FolderState:
        """Connects, logs in and opens the folder; makes the folder to move to where there is none."""
        import imaplib

        from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
        from imapclient.exceptions import LoginError  # type: ignore[import-untyped]

        # An answer to SEARCH is one line: imaplib's megabyte is full at about 100,000 mails, and then no mail comes in.
        imaplib._MAXLINE = max(imaplib._MAXLINE, _LONGEST_LINE)  # type: ignore[attr-defined]

        box = self._box
        self._client = client = IMAPClient(
            box.host, box.port, ssl=box.tls, timeout=SocketTimeout(connect=_CONNECT, read=_READ)
        )
        _cap_literals(client._imap, box.max_message_size + _LITERAL_SLACK)
        if not box.tls and not _is_here(box.host) and client.has_capability("STARTTLS"):
            client.starttls()  # a password goes in the clear only where the server offers nothing else
        token = box.oauth.token() if box.oauth is not None else None
        try:
            if token is not None:
                client.oauth2_login(box.username, token)
            else:
                client.login(box.username, box.password)
        except LoginError as error:
            raise LoginRefused(f"{box.host} refuses the login of {box.username}: {error}") from error
        self.can_idle = client.has_capability("IDLE")
        if box.move_to and not client.folder_exists(box.move_to):
            client.create_folder(box.move_to)
        said = client.select_folder(box.folder)
        validity = int(said.get(b"UIDVALIDITY", 0))
        if not validity:
            raise LinkDead(f"{box.host} gives no UIDVALIDITY for {box.folder}, so its mails cannot be told apart")
        return FolderState(validity, int(said.get(b"UIDNEXT") or 1))

    def close(self) -> None:
        """Drops the connection without a word: it may be dead, and a logout would hang."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.shutdown()

    def forget_news(self) -> None:
        """From here on `has_news` counts."""
        self._client._imap.untagged_responses.pop("EXISTS", None)

    def has_news(self) -> bool:
        """Whether the server has announced a mail while it answered other commands."""
        return bool(self._client._imap.untagged_responses.get("EXISTS"))

    def search(self, first_new: int) -> set[int]:
        """The numbers of all unread mails, and of all from `first_new` on, without those that are marked as deleted."""
        found = self._client.search(["UNDELETED", "OR", "UNSEEN", "UID", f"{first_new}:*"])
        unread_or_last = set(found)
        if not unread_or_last:
            return set()
        # `n:*` always has the last mail in it, also where its number is below n.
        last = max(unread_or_last)
        if last < first_new and last not in set(self._client.search(["UNDELETED", "UNSEEN", "UID", str(last)])):
            unread_or_last.discard(last)
        return unread_or_last

    def fetch(self, uids: list[int], most_bytes: int) -> Iterator[tuple[int, bytes]]:
        """The mails with these numbers in order, without marking them; those that somebody deleted are left out.

        Asks for sizes first, so that one answer holds `most_bytes` or one mail. Of a mail over the size limit only the
        beginning comes.
        """
        if not uids:
            return
        cap = self._box.max_message_size
        sizes = {
            uid: int(item.get(b"RFC822.SIZE", 0)) for uid, item in self._client.fetch(uids, ["RFC822.SIZE"]).items()
        }
        group: list[int] = []
        weight = 0
        for uid in [uid for uid in uids if uid in sizes]:
            size = min(sizes[uid], cap)
            if group and weight + size > most_bytes:
                yield from self._fetch_group(group)
                group, weight = [], 0
            group.append(uid)
            weight += size
        yield from self._fetch_group(group)

    def _fetch_group(self, uids: list[int]) -> Iterator[tuple[int, bytes]]:
        answer = self._client.fetch(uids, [f"BODY.PEEK[]<0.{self._box.max_message_size}>"]) if uids else {}
        for uid in uids:
            raw = answer.get(uid, {}).get(b"BODY[]<0>")
            if raw is not None:
                yield uid, raw

    def finish(self, uids: list[int]) -> None:
        """Marks mails as read, or moves them."""
        if not uids:
            return
        client, target = self._client, self._box.move_to
        if target is None:
            client.add_flags(uids, [b"\\Seen"], silent=True)
        elif client.has_capability("MOVE"):
            client.move(uids, target)
        else:
            client.copy(uids, target)
            client.add_flags(uids, [b"\\Deleted"], silent=True)
            # Without UIDPLUS an EXPUNGE would also take away what a person marked in a mail program: the mark must do.
            if client.has_capability("UIDPLUS"):
                client.uid_expunge(uids)

    def noop(self) -> None:
        """Proves that the link is alive."""
        self._client.noop()

    def idle(self) -> bool:
        """Asks to be told of new mail (RFC 2177). True: the server said something at once.

        That may have come in one packet with its consent; then it is in the reader's buffer, and `idle_check`, which
        asks the socket, would never see it.
        """
        self._client.idle()
        sock = self._client.socket()
        sock.setblocking(False)
        try:
            return bool(self._client._imap.file.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            sock.settimeout(_READ)

    def idle_check(self, timeout: float) -> bool | None:
        """Waits for news of mails up to `timeout` seconds. None: the server said nothing; False: something else."""
        said = self._client.idle_check(timeout)
        if not said:
            return None
        if any(item[0] == b"BYE" for item in said):
            raise LinkDead(f"{self._box.host} said goodbye")
        return any(len(item) > 1 and item[1] in (b"EXISTS", b"RECENT") for item in said)

    def idle_done(self) -> None:
        """Ends IDLE."""
        self._client.idle_done()


def _cap_literals(connection: Any, most: int) -> None:
    """Refuses literals over `most` bytes: imaplib reads whatever length a server claims into memory."""
    read = connection.read

    def capped(size: int) -> bytes:
        if size > most:
            raise LinkDead(f"the server sends a literal of {size} bytes, more than was asked for")
        data: bytes = read(size)
        return data

    connection.read = capped


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False
