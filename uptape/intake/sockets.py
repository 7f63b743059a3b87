"""Sockets that systemd opened for us (sd_listen_fds(3)): how an unprivileged daemon listens on port 25."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

FIRST = 3
"""SD_LISTEN_FDS_START: the first descriptor that is handed in."""


def handed_in(environ: Mapping[str, str] | None = None, pid: int | None = None) -> tuple[socket.socket, ...]:
    """The listening stream sockets that were handed in, none where the variables are for another process."""
    variables = os.environ if environ is None else environ
    if variables.get("LISTEN_PID") != str(os.getpid() if pid is None else pid):
        return ()
    try:
        count = int(variables.get("LISTEN_FDS", "0"))
    except ValueError:
        return ()
    sockets = []
    for descriptor in range(FIRST, FIRST + count):
        sock = socket.socket(fileno=descriptor)
        sock.setblocking(False)
        sock.set_inheritable(False)  # a worker process that outlives the daemon must not keep the port
        sockets.append(sock)
    return tuple(sockets)
