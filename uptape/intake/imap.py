"""The IMAP door: watches one folder of one mailbox and hands each new mail over, once.

New is what is unread, and what came since we watch, also where a person read it before us. Mail that was read before
the program ever saw the folder is left alone: nobody wants a year of old leads dealt out on the first day. A mail is
stored and committed first and marked or moved after; a stop between the two is harmless, because its key (mailbox,
folder, UIDVALIDITY, UID: RFC 3501 2.3.1.1) is stored with it. A mail for no pool is handed over as well, for the review
box, and stays as it was.
"""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from uptape.clock import Clock, monotonic
from uptape.core.mail import Envelope, Recipient
from uptape.intake.imap_headers import find_pool, find_sender
from uptape.intake.imap_link import Link, LoginRefused
from uptape.log import logger

if TYPE_CHECKING:
    from uptape.intake.imap_oauth import Oauth

BATCH = 50
_BATCH_BYTES = 32 * 1024 * 1024
_IDLE_SLICE = 290.0
"""Seconds in one IDLE: under five minutes, because firewalls forget silent connections."""
_LOOK = 1.0
"""Seconds between two looks at the stop signal while the server says nothing."""
_LONGEST_PAUSE = 300.0
_FIRST_PAUSE_REFUSED = 30.0
_STORE_IS_DOWN = 2
"""Mails in a row that cannot be stored."""


@dataclass(frozen=True, slots=True)
class ImapMailbox:
    """One mailbox to watch."""

    name: str
    """Part of the once-only keys: renaming it makes unread mails new ones."""
    host: str
    port: int
    tls: bool
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    move_to: str | None = None
    """None: handled mails are marked as read."""
    poll: float = 60.0
    """Seconds between two looks where the server has no IDLE."""
    recipient: Recipient | None = None
    """The pool of all its mails; None: the delivery headers choose."""
    max_message_size: int = 25 * 1024 * 1024
    """Bytes; of a larger mail only the beginning is fetched, where the text stands."""
    oauth: Oauth | None = None
    """In place of the password."""


class ImapDoor:
    """Watches a mailbox; `run` is for a thread of its own.

    `store` blocks until the mail is committed and returns False where its `door_key` was stored before. `resolve` gives
    the recipient that an address names, or None. `stop` ends `run` within about a second.
    """

    def __init__(
        self,
        mailbox: ImapMailbox,
        resolve: Callable[[str], Recipient | None],
        store: Callable[[Envelope], bool],
        clock: Clock,
        stop: threading.Event,
    ) -> None:
        self.mailbox = mailbox
        self.failing: str | None = None
        """What went wrong last, until a look goes well."""
        self.watching = threading.Event()
        """Set while a look at the folder has been done and news are awaited."""
        self._resolve = resolve
        self._store = store
        self._clock = clock
        self._stop = stop
        self._link: Link | None = None
        self._validity = 0
        self._first_new = 0
        self._stored: set[int] = set()
        self._left: set[int] = set()
        self._trouble: Exception | None = None

    def run(self) -> None:
        """Watches until `stop` is set; reconnects by itself, after ever longer pauses with jitter."""
        failures = 0
        while not self._stop.is_set():
            try:
                self.step()
                failures = 0
                self.failing = None
                self.watching.set()
                self._wait()
            except Exception as error:
                # Whatever it was, the next try starts from a fresh connection: a half-read answer must not be read on.
                failures += 1
                self.failing = f"{type(error).__name__}: {error}"[:300]
                logger().warning("imap_trouble", mailbox=self.mailbox.name, error=self.failing, failures=failures)
                self.close()
                self._stop.wait(pause(failures, error) * random.uniform(0.5, 1.0))
            finally:
                self.watching.clear()
        self.close()

    def step(self) -> int:
        """Connects where needed and takes in all that is new now; gives back how many mails were stored.

        Raises where the server cannot be reached, says no, or breaks the protocol, and where `store` raises.
        """
        link = self._connected()
        count = 0
        while True:
            link.forget_news()
            self._trouble = None
            found = sorted(link.search(self._first_new) - self._left)
            for batch in _batches(found, BATCH):
                count += self._take(link, batch)
                if self._stop.is_set():
                    return count
            if self._trouble is not None:
                raise self._trouble
            if found:
                # Read ones among those that came while we watch are found by number: they need not be looked at again.
                self._first_new = max(self._first_new, found[-1] + 1)
            # A mail that the server announces at the end of a search is not in its result, and IDLE will not announce
            # it a second time.
            if not link.has_news():
                return count

    def close(self) -> None:
        """Drops the connection."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def _connected(self) -> Link:
        if self._link is None:
            self._link = Link(self.mailbox)
            state = self._link.open()
            if state.validity != self._validity:
                # The server numbered the folder anew: what we know about its numbers is void (RFC 3501 2.3.1.1).
                self._validity = state.validity
                self._first_new = state.next_uid
                self._stored.clear()
                self._left.clear()
        return self._link

    def _take(self, link: Link, uids: list[int]) -> int:
        """Stores and marks one batch. A mail that cannot be stored or marked is kept in mind as trouble and holds up no
        other; where several in a row cannot be stored, the store is down."""
        count = 0
        refused = 0
        done = [uid for uid in uids if uid in self._stored]  # the connection broke before they were marked
        for uid, raw in link.fetch([uid for uid in uids if uid not in self._stored], _BATCH_BYTES):
            envelope = self._envelope(uid, raw)
            try:
                count += self._store(envelope)
            except Exception as error:
                self._trouble = error
                refused += 1
                if refused == _STORE_IS_DOWN:
                    raise
                continue
            refused = 0
            if envelope.recipients[0].pool is None:
                self._left.add(uid)
            else:
                self._stored.add(uid)
                done.append(uid)
        try:
            link.finish(done)
        except Exception as error:  # such as a full folder to move to; a dead link shows at the next command
            self._trouble = error
        else:
            self._stored.difference_update(done)
        return count

    def _envelope(self, uid: int, raw: bytes) -> Envelope:
        box = self.mailbox
        recipient = box.recipient or find_pool(raw, self._resolve) or Recipient(box.username, None, None)
        return Envelope(
            door="imap",
            sender=find_sender(raw),
            recipients=(recipient,),
            raw=raw,
            received_at=self._clock.now(),
            peer=box.host,
            door_key=f"imap:{box.name}:{box.folder}:{self._number(recipient, uid, raw)}",
        )

    def _number(self, recipient: Recipient, uid: int, raw: bytes) -> str:
        """What makes a mail of this folder one: its number; for a mail that stays where it is, what it says.

        A mail for no pool is met again when the server numbers the folder anew.
        """
        return f"{self._validity}:{uid}" if recipient.pool else hashlib.sha256(raw).hexdigest()

    def _wait(self) -> None:
        """Until there may be something new: the server says so, a slice is over, or the time to poll has come."""
        link = self._link
        assert link is not None
        if not link.can_idle:
            self._stop.wait(self.mailbox.poll)
            link.noop()
            return
        said_at_once = link.idle()
        end = monotonic() + _IDLE_SLICE
        while not said_at_once and not self._stop.is_set() and monotonic() < end:
            began = monotonic()
            news = link.idle_check(_LOOK)
            # A dead link answers at once with nothing, as if all were well: the NOOP below finds out.
            if news or (news is None and monotonic() - began < _LOOK / 2):
                break
        link.idle_done()
        link.noop()


def pause(failures: int, error: Exception) -> float:
    """Seconds to wait after so many failures in a row, without jitter.

    A refused login is tried again slowly from the first time on: servers lock accounts that knock too often.
    """
    first = _FIRST_PAUSE_REFUSED if isinstance(error, LoginRefused) else 1.0
    return min(_LONGEST_PAUSE, first * 2.0 ** min(failures - 1, 9))


def _batches(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
