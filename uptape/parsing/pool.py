"""Worker processes that read mails and can be killed: a mail that hangs never takes others along."""

from __future__ import annotations

import mmap
import os
import pickle
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from uptape.core.leads import Known, Reading

if TYPE_CHECKING:
    from uptape.parsing.definitions import Definition

_START_LIMIT = 30.0
_KNOWN_KEPT = 64
_ROOT = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A mail that could not be read, and why, for the review box."""

    reason: str


@dataclass(slots=True)
class _Worker:
    """One process with its end of the pipe and what it has been told."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    progress: mmap.mmap
    """Eight bytes in which the process notes the mail in hand, counted within its batch."""
    ready: bool = False
    knows: set[int] = field(default_factory=set)

    def kill(self) -> None:
        """Ends the process at once."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()
        self.progress.close()

    def in_hand(self) -> int:
        """The place, within its batch, of the mail that it is at."""
        return int.from_bytes(self.progress[:], "little")


@dataclass(slots=True)
class _Job:
    """The mails that one worker has been given: their places in the batch, the next one due first."""

    worker: _Worker
    places: list[int]
    deadline: float
    done: int = 0

    def in_hand(self) -> tuple[int, list[int]]:
        """The mail that the worker is at, and the others that it has not answered, also those read but not yet sent."""
        at = min(max(self.worker.in_hand(), self.done), len(self.places) - 1)
        return self.places[at], self.places[self.done : at] + self.places[at + 1 :]


class ReaderPool:
    """Reads mails in `workers` processes, each mail within `time_limit` seconds and `memory_limit` bytes.

    Thread-safe. The processes are started by `start` or the first use, and replaced when they had to be killed; the
    parent imports no parser.
    """

    def __init__(
        self,
        workers: int = 2,
        time_limit: float = 2.0,
        memory_limit: int = 1024 * 1024 * 1024,
        definitions: tuple[Definition, ...] = (),
    ) -> None:
        self._count = max(1, workers)
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._definitions = definitions
        self._idle: list[_Worker] = []
        self._alive = 0
        self._closed = False
        self._free = threading.Condition()
        self._known: OrderedDict[int, Known] = OrderedDict()

    def start(self) -> None:
        """Starts the processes without waiting for them; they import the parsers while the caller goes on."""
        with self._free:
            self._closed = False
            while self._alive < self._count:
                self._idle.append(self._spawn())
                self._alive += 1
            self._free.notify_all()

    def close(self) -> None:
        """Ends all processes; those at work are ended when their batch is done."""
        with self._free:
            self._closed = True
            workers, self._idle = self._idle, []
            self._alive -= len(workers)
        for worker in workers:
            worker.kill()

    def __enter__(self) -> ReaderPool:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read_many(self, items: Sequence[tuple[bytes, Known]]) -> list[Reading | ReadFailure]:
        """The readings in the order of the mails; blocks until all are there. Never raises for a mail's sake."""
        results: list[Reading | ReadFailure | None] = [None] * len(items)
        todo = list(range(len(items)))
        crashed: set[int] = set()
        while todo:
            jobs = self._hand_out(items, todo)
            todo = []
            while jobs:
                limit = max(0.0, min(job.deadline for job in jobs) - monotonic())
                ready = set(map(id, wait([job.worker.pipe for job in jobs], limit)))
                for job in list(jobs):
                    if id(job.worker.pipe) in ready:
                        finished = self._collect(job, results, crashed, todo)
                    elif monotonic() >= job.deadline:
                        finished = self._give_up(job, results, todo)
                    else:
                        continue
                    if finished:
                        jobs.remove(job)
        return [result if result is not None else ReadFailure("was not read") for result in results]

    def _hand_out(self, items: Sequence[tuple[bytes, Known]], todo: list[int]) -> list[_Job]:
        """Splits the mails over the workers that are free now, at least one, and sends them."""
        jobs = []
        workers = self._take(min(self._count, max(1, (len(todo) + 7) // 8)))
        share = -(-len(todo) // len(workers))
        for number, worker in enumerate(workers):
            places = todo[number * share : (number + 1) * share]
            if not places:
                self._give_back(worker)
                continue
            message = self._message(worker, [items[place] for place in places])
            worker.progress[:] = bytes(8)
            try:
                worker.pipe.send_bytes(message)
            except (OSError, ValueError):
                # It died while idle, which is no mail's fault.
                worker = self._replace(worker)
                worker.pipe.send_bytes(self._message(worker, [items[place] for place in places]))
            patience = self._time_limit if worker.ready else _START_LIMIT
            jobs.append(_Job(worker, places, monotonic() + patience))
        return jobs

    def _message(self, worker: _Worker, items: list[tuple[bytes, Known]]) -> bytes:
        """Mails with a number for what is known of their dealership; what the number means goes along once a worker."""
        new: dict[int, Known] = {}
        mails = []
        with self._free:
            for raw, known in items:
                key = id(known)
                if self._known.get(key) is not known:
                    self._known[key] = known  # kept, so that its id names nothing else
                self._known.move_to_end(key)
                if key not in worker.knows:
                    new[key] = known
                    worker.knows.add(key)
                mails.append((raw, key))
            while len(self._known) > _KNOWN_KEPT + len(items):
                old, _ = self._known.popitem(last=False)
                for idle in self._idle:
                    idle.knows.discard(old)
                worker.knows.discard(old)
        return pickle.dumps((new, mails), protocol=5)

    def _collect(
        self, job: _Job, results: list[Reading | ReadFailure | None], crashed: set[int], todo: list[int]
    ) -> bool:
        """Takes what a worker has sent; True when its part is done."""
        worker = job.worker
        try:
            answer = pickle.loads(worker.pipe.recv_bytes())  # noqa: S301 our own process sent it
        except (EOFError, OSError):
            place, rest = job.in_hand()
            code = self._bury(worker)
            if place in crashed:
                results[place] = ReadFailure(f"the reader crashed on it twice (exit {code})")
            else:
                crashed.add(place)
                rest = [*rest, place]
            todo.extend(rest)
            return True
        job.deadline = monotonic() + self._time_limit
        if answer is None:
            worker.ready = True
            return False
        for reading in answer:
            results[job.places[job.done]] = reading
            job.done += 1
        if job.done < len(job.places):
            return False
        self._give_back(worker)
        return True

    def _give_up(self, job: _Job, results: list[Reading | ReadFailure | None], todo: list[int]) -> bool:
        """Kills a worker that took too long over a mail; the others of its part are read by the next one."""
        if job.worker.ready:
            place, rest = job.in_hand()
            results[place] = ReadFailure(f"reading it took longer than {self._time_limit:g} seconds")
            todo.extend(rest)
        else:
            for place in job.places:
                results[place] = ReadFailure("the reader did not start")
        self._bury(job.worker)
        return True

    def _take(self, most: int) -> list[_Worker]:
        with self._free:
            while True:
                if self._closed:
                    raise RuntimeError("the reader pool is closed")
                if self._alive < self._count and not self._idle:
                    self._alive += 1
                    return [self._spawn()]
                if self._idle:
                    taken, self._idle = self._idle[-most:], self._idle[:-most]
                    return taken
                self._free.wait()

    def _give_back(self, worker: _Worker) -> None:
        with self._free:
            if not self._closed:
                self._idle.append(worker)
                self._free.notify()
                return
            self._alive -= 1
        worker.kill()

    def _bury(self, worker: _Worker) -> int | None:
        worker.kill()
        with self._free:
            self._alive -= 1
            if not self._closed:
                # The next one starts at once, so that nobody waits for it later.
                self._idle.append(self._spawn())
                self._alive += 1
            self._free.notify()
        return worker.process.returncode

    def _replace(self, worker: _Worker) -> _Worker:
        worker.kill()
        return self._spawn()

    def _spawn(self) -> _Worker:
        ours, theirs = Pipe()
        shared = os.memfd_create("uptape-progress")
        os.ftruncate(shared, 8)
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH", ""))))
        command = [
            sys.executable,
            "-m",
            "uptape.parsing.worker",
            str(theirs.fileno()),
            str(shared),
            str(self._memory_limit),
        ]
        process = subprocess.Popen(  # noqa: S603 our own interpreter and module
            command,
            pass_fds=(theirs.fileno(), shared),
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        theirs.close()
        worker = _Worker(process, ours, mmap.mmap(shared, 8))
        os.close(shared)
        ours.send_bytes(pickle.dumps(self._definitions, protocol=5))
        return worker
