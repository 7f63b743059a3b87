"""The process that reads mails for the pool: takes batches from a pipe, answers as it goes, ends with the pipe."""

from __future__ import annotations

import mmap
import pickle
import resource
import signal
import sys
from multiprocessing.connection import Connection
from time import monotonic

from uptape.core.leads import Known, Reading

# Answers go out together, so that a batch of quick mails does not wake the parent for each of them.
_TOGETHER = 16
_PATIENCE = 0.003


def main(descriptor: int, progress: int, memory_limit: int) -> None:
    """Serves the pipe behind `descriptor` until the other end closes, within `memory_limit` bytes of address space.

    `progress` is a file of 8 bytes, shared with the parent, that always holds the number of the mail in hand.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the daemon, which closes the pipe
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe = Connection(descriptor)
    try:
        _serve(pipe, mmap.mmap(progress, 8))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _serve(pipe: Connection, progress: mmap.mmap) -> None:
    from uptape.parsing.reader import read, warm_up

    definitions = pickle.loads(pipe.recv_bytes())  # noqa: S301 our parent sent it
    warm_up()
    known_by_key: dict[int, Known] = {}
    pipe.send_bytes(pickle.dumps(None))
    while True:
        new, mails = pickle.loads(pipe.recv_bytes())  # noqa: S301 our parent sent it
        known_by_key.update(new)
        answers: list[Reading] = []
        sent = monotonic()
        for number, (raw, key) in enumerate(mails):
            progress[:] = number.to_bytes(8, "little")
            answers.append(read(raw, known_by_key[key], definitions))
            if len(answers) >= _TOGETHER or monotonic() - sent > _PATIENCE:
                pipe.send_bytes(pickle.dumps(answers, protocol=5))
                answers, sent = [], monotonic()
        if answers:
            pipe.send_bytes(pickle.dumps(answers, protocol=5))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
