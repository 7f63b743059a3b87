"""The threads that turn the queues: the only file that waits. Each runner's `step` is a plain function for tests."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from uptape.core.errors import Temporary
from uptape.core.mail import Envelope
from uptape.log import logger

GROUP = 64
"""Most envelopes in one commit: nearly all that grouping can gain is gained here."""


class Runner:
    """Calls `step` until it finds nothing to do, then waits for `wake` or for `idle` seconds. Lives through faults.

    After a step that found `rush` or more, it rests for `rest` seconds: work that comes in meanwhile is done together,
    and what is done together costs far less than one by one.
    """

    def __init__(
        self, name: str, step: Callable[[], int], idle: float = 1.0, *, rush: int = 0, rest: float = 0.0
    ) -> None:
        self.name = name
        self._step = step
        self._idle = idle
        self._rush = rush
        self._rest = rest
        self._wake = threading.Event()
        self._stopping = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.busy = False
        """True while steps find something to do."""
        self.failing: str | None = None
        """Why the last step failed, for `/readyz`; None while all is well."""

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Says that there may be something to do."""
        self._wake.set()

    def stop(self, timeout: float = 8.0) -> None:
        """Lets the step in hand finish and ends the thread."""
        self._stopping = True
        self._ended.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        faults = 0
        while not self._stopping:
            self._wake.clear()
            try:
                found = self._step()
                self.busy = bool(found)
                faults, self.failing = 0, None
            except Exception as error:
                faults += 1
                self.failing = f"{type(error).__name__}: {error}"[:300]
                logger().error("runner_failed", runner=self.name, error=self.failing, exc_info=faults == 1)
                found = 0
            if self._stopping:
                return
            if self._rush and found >= self._rush:
                self._ended.wait(self._rest)
            elif not found:
                self._wake.wait(min(self._idle * 2**faults, 30.0) if faults else self._idle)


@dataclass(slots=True)
class _Waiting:
    envelope: Envelope
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]


class GroupCommit:
    """Makes envelopes durable for the event loop: one thread, one commit for as many as wait (T1)."""

    def __init__(self, store_all: Callable[[Sequence[Envelope]], None], wake_next: Callable[[], None]) -> None:
        self._store_all = store_all
        self._wake_next = wake_next
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="receive", daemon=True)
        self._closed = False

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    async def receive(self, envelope: Envelope) -> None:
        """Returns once the envelope is durable; raises where it could not be stored."""
        if self._closed:
            raise Temporary("the daemon is stopping")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._queue.put(_Waiting(envelope, loop, done))
        await done

    def stop(self) -> None:
        """Stores what waits, then ends the thread."""
        self._closed = True
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(8.0)

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            group, ending = self._gather(first)
            errors = self._store(group)
            self._wake_next()
            self._answer(group, errors)
            if ending:
                return

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        group = [first]
        while len(group) < GROUP:
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                return group, False
            if more is None:
                return group, True
            group.append(more)
        return group, False

    def _store(self, group: list[_Waiting]) -> list[Exception | None]:
        try:
            self._store_all([waiting.envelope for waiting in group])
        except Exception as error:
            if len(group) == 1:
                logger().error("receive_failed", error=f"{type(error).__name__}: {error}"[:300])
                return [error]
            return [self._store([waiting])[0] for waiting in group]
        return [None] * len(group)

    @staticmethod
    def _answer(group: list[_Waiting], errors: list[Exception | None]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[None], Exception | None]]] = {}
        for waiting, error in zip(group, errors, strict=True):
            by_loop.setdefault(waiting.loop, []).append((waiting.done, error))
        for loop, answers in by_loop.items():
            loop.call_soon_threadsafe(_set_all, answers)


def _set_all(answers: list[tuple[asyncio.Future[None], Exception | None]]) -> None:
    for future, error in answers:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
