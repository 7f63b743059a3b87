"""The sockets that the daemon listens on: bound here, or handed in by systemd."""

from __future__ import annotations

import socket
from typing import Any

from uptape.config.settings import Listen
from uptape.core.errors import Permanent


def bind(listen: Listen, key: str) -> socket.socket:
    """A listening socket; Permanent, with the config's key to change, where the address cannot be used."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((listen.host, listen.port))
    except OSError as error:
        sock.close()
        why = error.strerror or str(error)
        raise Permanent(
            f"{listen.place}: {key} {listen.host}:{listen.port} cannot be used ({why}): "
            f"change {key} in the config, or stop what listens there"
        ) from None
    sock.listen(1024)
    sock.setblocking(False)
    return sock


def handed_in() -> list[socket.socket]:
    """The sockets that systemd handed in."""
    from uptape.intake import sockets

    return list(sockets.handed_in())


def address(found: tuple[Any, ...]) -> str:
    """An address as people write it."""
    host, port = found[0], found[1]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"
