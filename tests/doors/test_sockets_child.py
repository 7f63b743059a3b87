"""Sockets that systemd hands in: taken from a real parent process, and never passed on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

_CHILD = """
import json, os, sys
# As systemd does between fork and exec: descriptors from 3 on, and the variables name the process itself.
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_FDS"] = "1"
os.environ["LISTEN_PID"] = str(os.getpid() + int(sys.argv[2]))
os.execv(sys.executable, [sys.executable, "-c", sys.argv[3]])
"""

_DAEMON = """
import json, os, sys
from uptape.intake.sockets import handed_in
found = handed_in()
print(json.dumps([[s.getsockname()[1], s.getblocking(), os.get_inheritable(s.fileno())] for s in found]), flush=True)
if found:
    found[0].setblocking(True)
    connection, _ = found[0].accept()
    connection.sendall(b"220 here\\r\\n")
"""


def _start(listening: socket.socket, other_pid: int) -> subprocess.Popen[str]:
    listening.set_inheritable(True)
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(listening.fileno()), str(other_pid), _DAEMON],
        pass_fds=[listening.fileno()],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )


def test_a_socket_that_was_handed_in_is_listened_on_and_not_inherited_by_workers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with _start(listening, 0) as process:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline()) == [[port, False, False]]
            with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
                assert connection.recv(100) == b"220 here\r\n"


def test_what_was_handed_to_another_process_is_left_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, _start(listening, 1) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == []
