"""The IMAP door: watches one folder and takes each mail once; stores and commits first, then flags or moves.

A mail is known by mailbox, folder, UIDVALIDITY and UID, which the store keeps as a unique key: a kill between commit
and flag gives the same key again. When a server renews UIDVALIDITY, all keys are new; then only unseen mail is looked
at, and what was taken but not flagged yet is found by its content when leads are decided (one lead per message and
pool).
"""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from uptape.clock import Clock
from uptape.core.mail import Envelope, Recipient
from uptape.intake.imap_headers import delivered_to, headers, recipient, sender
from uptape.intake.imap_link import Folder, Link, LoginRefused, chunks
from uptape.log import logger

MOST_BYTES = 25_000_000
"""Larger mails stay in the folder."""
IDLE_SLICE = 300.0
"""Seconds. Servers hang up after 29 minutes, routers forget connections much earlier."""
_FIRST_WAIT, _LOGIN_WAIT, _LONGEST_WAIT = 1.0, 30.0, 300.0
_TRIES = 3
_PASSES = 50
"""Looks before the next IDLE, where mail keeps coming in meanwhile."""


@dataclass(frozen=True, slots=True)
class ImapMailbox:
    """One watched folder."""

    name: str
    """How the config calls it; part of the once-only key."""
    host: str
    port: int
    tls: bool
    username: str
    password: str = field(repr=False)
    folder: str
    move_to: str | None
    """None: taken mails are flagged as seen."""
    poll: float
    """Seconds between two looks where the server has no IDLE."""
    recipient: Recipient | None
    """None: the headers choose."""


class ImapDoor:
    """Watches a mailbox in a thread of its own, and connects again by itself."""

    def __init__(
        self,
        mailbox: ImapMailbox,
        resolve: Callable[[str], Recipient | None],
        store: Callable[[Envelope], bool],
        clock: Clock,
        stop: threading.Event,
    ) -> None:
        """`resolve` names the pool of an address. `store` commits durably, returns False where the door key was stored
        before, and raises on any trouble. `stop` ends `run` within a second or the answer of the command in hand."""
        self.mailbox = mailbox
        self._resolve, self._store, self._clock, self._stop = resolve, store, clock, stop
        self._link: Link | None = None
        self._validity: int | None = None
        self._next: int | None = None  # all from this UID on came while we watched, also what others have read since
        self._stored: set[int] = set()  # committed, not flagged or moved yet
        self._left: set[int] = set()  # stays where it is: no pool, too large, cannot be read
        self._left_content: set[bytes] = set()
        self._tries: dict[int, int] = {}
        self._failures = 0
        self._log = logger().bind(mailbox=mailbox.name, folder=mailbox.folder)

    def run(self) -> None:
        """Watches until `stop`; every fault is logged and followed by another try."""
        while not self._stop.is_set():
            try:
                self.step()
                self._failures = 0
                self._wait()
            except Exception as error:
                self.close()
                if not self._stop.wait(self._pause(error)):
                    continue
        self.close()

    def step(self) -> int:
        """Connects where needed and takes what is there; gives back how many mails were new. Raises on any trouble."""
        link = self._connected()
        taken = 0
        for _ in range(_PASSES):
            folder = link.open(self.mailbox.folder)
            self._note_validity(folder)
            taken += self._pass(link, folder)
            if self._stop.is_set() or not link.grew():
                break
        return taken

    def close(self) -> None:
        """Hangs up."""
        if self._link is not None:
            self._link.close()
            self._link = None

    # The connection

    def _connected(self) -> Link:
        if self._link is None:
            box = self.mailbox
            self._link = Link(box.host, box.port, box.username, box.password, tls=box.tls)
            if box.move_to is not None:
                self._link.make_folder(box.move_to)
            self._log.info("imap_connected", idle=self._link.can_idle)
        return self._link

    def _wait(self) -> None:
        """Until there may be new mail."""
        link = self._connected()
        if link.can_idle:
            link.idle(IDLE_SLICE, self._stop.is_set)
        else:
            self._stop.wait(self.mailbox.poll)

    def _pause(self, error: Exception) -> float:
        """Seconds before the next try: longer each time, and never the same for many mailboxes."""
        first = _LOGIN_WAIT if isinstance(error, LoginRefused) else _FIRST_WAIT
        seconds: float = min(_LONGEST_WAIT, first * 2 ** min(self._failures, 10)) * random.uniform(0.5, 1.0)
        self._failures += 1
        self._log.error("imap_trouble", error=f"{type(error).__name__}: {error}"[:300], next_try_in=round(seconds, 1))
        return seconds

    def _note_validity(self, folder: Folder) -> None:
        if self._validity == folder.validity:
            return
        if self._validity is not None:
            self._log.warning("imap_uidvalidity_changed", old=self._validity, new=folder.validity)
        self._validity = folder.validity
        self._next = folder.next_uid
        self._stored.clear()
        self._left.clear()
        self._tries.clear()

    # Mails

    def _pass(self, link: Link, folder: Folder) -> int:
        found = link.search(folder, self._next)
        taken = 0
        trouble: Exception | None = None
        fresh = [uid for uid in found if uid not in self._stored and uid not in self._left]
        for batch, size in self._batches(link, fresh):
            if self._stop.is_set():
                return taken
            new, fault = self._store_all(folder, batch, self._fetch(link, batch, size))
            taken += new
            trouble = self._finish(link) or fault or trouble
        trouble = self._finish(link) or trouble
        if trouble is not None:
            raise trouble
        self._next = max([self._next or 0, *(uid + 1 for uid in found)]) or None
        return taken

    def _batches(self, link: Link, uids: Sequence[int]) -> Iterator[tuple[list[int], int]]:
        """Mails to fetch at once, in their order, with their bytes: few enough to be held in memory."""
        for some in chunks(uids):
            sizes = link.sizes(some)
            batch: list[int] = []
            total = 0
            for uid in some:
                size = sizes.get(uid)
                if size is None:  # deleted under us
                    continue
                if size > MOST_BYTES:
                    self._leave(uid, "too large", size=size)
                    continue
                if batch and (total + size > MOST_BYTES or uid in self._tries or batch[-1] in self._tries):
                    yield batch, total
                    batch, total = [], 0
                batch.append(uid)
                total += size
            if batch:
                yield batch, total

    def _store_all(
        self, folder: Folder, batch: Sequence[int], bodies: Mapping[int, bytes]
    ) -> tuple[int, Exception | None]:
        """How many were new, and the last fault: a mail that the store does not take holds up no other. Raises where
        the store takes none."""
        taken, fault, in_a_row = 0, None, 0
        for uid in batch:
            if uid not in bodies:
                continue
            try:
                taken += self._take(folder, uid, bodies[uid])
                in_a_row = 0
            except Exception as error:
                fault, in_a_row = error, in_a_row + 1
                if in_a_row == _TRIES:  # the store is down
                    raise
        return taken, fault

    def _fetch(self, link: Link, batch: Sequence[int], size: int) -> dict[int, bytes]:
        try:
            bodies = link.bodies(batch, size)
        except Exception:
            # The next pass fetches each of these by itself, so that one that breaks the connection is found out.
            for uid in batch:
                self._tries[uid] = self._tries.get(uid, 0) + 1
            if len(batch) == 1 and self._tries[batch[0]] > _TRIES:
                self._leave(batch[0], "cannot be fetched")
            raise
        for uid in batch:
            self._tries.pop(uid, None)
        return bodies

    def _take(self, folder: Folder, uid: int, raw: bytes) -> bool:
        """Stores a mail; True where it was new. A mail without a pool is stored for review and stays as it was."""
        box = self.mailbox
        message = headers(raw)
        to = box.recipient or recipient(message, self._resolve)
        digest = hashlib.sha256(raw).digest() if to is None else b""
        if to is None and digest in self._left_content:  # known from before UIDVALIDITY changed
            self._left.add(uid)
            return False
        envelope = Envelope(
            "imap",
            sender(message),
            (to or Recipient(delivered_to(message) or box.username, None, None),),
            raw,
            self._clock.now(),
            box.host,
            f"imap:{box.name}:{box.folder}:{folder.validity}:{uid}",
        )
        fresh = self._store(envelope)
        if to is None:
            self._left_content.add(digest)
            self._leave(uid, "no pool in its headers")
        else:
            self._stored.add(uid)
        return fresh

    def _leave(self, uid: int, why: str, **more: int) -> None:
        self._left.add(uid)
        self._log.warning("imap_mail_left", uid=uid, why=why, **more)

    def _finish(self, link: Link) -> Exception | None:
        """Flags or moves what is committed. A fault holds up no other mail: a dead link shows at the next command, and
        where the folder to move to is full, leads still come in."""
        if not self._stored:
            return None
        uids = sorted(self._stored)
        try:
            if self.mailbox.move_to is not None:
                link.move(uids, self.mailbox.move_to)
            else:
                link.mark_seen(uids)
        except Exception as error:
            return error
        self._stored.clear()
        return None
