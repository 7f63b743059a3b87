"""The process that reads mails for the pool: takes batches from a pipe, answers mail by mail, ends with the pipe."""

from __future__ import annotations

import pickle
import resource
import signal
import sys
from multiprocessing.connection import Connection

from uptape.core.leads import Known, Reading


def main(descriptor: int, memory_limit: int) -> None:
    """Serves the pipe behind `descriptor` until the other end closes, within `memory_limit` bytes of address space."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the daemon, which closes the pipe
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe = Connection(descriptor)
    try:
        _serve(pipe)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _serve(pipe: Connection) -> None:
    from uptape.parsing.reader import read, warm_up

    definitions = pickle.loads(pipe.recv_bytes())  # noqa: S301 our parent sent it
    warm_up()
    known_by_key: dict[int, Known] = {}
    pipe.send_bytes(pickle.dumps(None))
    while True:
        new, mails = pickle.loads(pipe.recv_bytes())  # noqa: S301 our parent sent it
        known_by_key.update(new)
        for raw, key in mails:
            reading: Reading = read(raw, known_by_key[key], definitions)
            pipe.send_bytes(pickle.dumps(reading, protocol=5))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
