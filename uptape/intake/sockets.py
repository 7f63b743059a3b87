"""Listening sockets that systemd opened for us, so that the daemon needs no right to open port 25 itself.

The protocol of sd_listen_fds(3): `LISTEN_PID` is the process they are for, `LISTEN_FDS` how many there are, from
descriptor 3 on, and `LISTEN_FDNAMES` their names (`FileDescriptorName=` of the socket unit), parted by colons.
"""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping
from dataclasses import dataclass

_FIRST = 3


@dataclass(frozen=True, slots=True)
class Handed:
    """One socket that was handed in."""

    name: str
    """Lower case; `unknown` where the unit gives none, as systemd itself says."""
    socket: socket.socket


def take_sockets(environment: MutableMapping[str, str], pid: int, first: int = _FIRST) -> tuple[Handed, ...]:
    """The sockets that are for the process `pid`, in the order of the unit; none where there are none.

    Takes the three variables out of `environment`, so that no child process believes that they are for it, and keeps
    the descriptors from children. Raises OSError for a descriptor that is no listening stream socket.
    """
    for_pid = environment.pop("LISTEN_PID", "")
    count = environment.pop("LISTEN_FDS", "")
    names = environment.pop("LISTEN_FDNAMES", "").split(":")
    if for_pid != str(pid) or not count.isdigit():
        return ()
    handed: list[Handed] = []
    for n in range(int(count)):
        os.set_inheritable(first + n, False)
        sock = socket.socket(fileno=first + n)
        if sock.type != socket.SOCK_STREAM or not sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            sock.detach()
            raise OSError(f"socket {first + n} from systemd is not a listening stream socket")
        sock.setblocking(False)
        name = names[n].lower() if n < len(names) and names[n] else "unknown"
        handed.append(Handed(name, sock))
    return tuple(handed)


def handed_in() -> tuple[socket.socket, ...]:
    """The sockets that are for this process, without their names."""
    return tuple(handed.socket for handed in take_sockets(os.environ, os.getpid()))
