"""Sockets that systemd hands in."""

from __future__ import annotations

import os
import socket

import pytest

from uptape.intake.sockets import take_sockets


def _environment(count: int, names: str | None = None, pid: int | None = None) -> dict[str, str]:
    made = {"LISTEN_PID": str(pid or os.getpid()), "LISTEN_FDS": str(count), "PATH": "/bin"}
    return made | ({"LISTEN_FDNAMES": names} if names is not None else {})


def test_the_sockets_come_with_their_names_and_the_variables_go() -> None:
    one, two = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    first = 100
    os.dup2(one.fileno(), first)
    os.dup2(two.fileno(), first + 1)
    environment = _environment(2, "SMTP")
    handed = take_sockets(environment, os.getpid(), first)
    assert [(h.name, h.socket.getsockname()) for h in handed] == [
        ("smtp", one.getsockname()),
        ("unknown", two.getsockname()),
    ]
    assert environment == {"PATH": "/bin"}
    assert [os.get_inheritable(h.socket.fileno()) for h in handed] == [False, False]
    for sock in (one, two, *(h.socket for h in handed)):
        sock.close()


@pytest.mark.parametrize("environment", [{}, _environment(1, pid=1), {"LISTEN_PID": str(os.getpid())}])
def test_without_sockets_for_this_process_there_are_none(environment: dict[str, str]) -> None:
    assert take_sockets(dict(environment), os.getpid()) == ()


def test_a_socket_that_does_not_listen_is_refused() -> None:
    with socket.socket() as closed:
        os.dup2(closed.fileno(), 100)
        with pytest.raises(OSError, match="not a listening stream socket"):
            take_sockets(_environment(1), os.getpid(), 100)
        os.close(100)
