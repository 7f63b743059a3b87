"""A system of a buyer on this machine: keeps what is posted once by its key, and answers what it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Buyer:
    """What the peer has taken. `answers` are used up first: `(status, body)`, `hang` or `lose`."""

    url: str = ""
    port: int = 0
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    answers: list[tuple[int, str] | str] = field(default_factory=list)
    usual: tuple[int, str] = (200, '{"id": "B-1"}')
    headers: dict[str, str] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving() -> Iterator[Buyer]:
    """The peer on a free port."""
    peer = Buyer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            """Silent."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            peer.posts.append((self.path, dict(self.headers), body))
            peer.kept.setdefault(self.headers.get("Idempotency-Key", ""), body)
            answer = peer.answers.pop(0) if peer.answers else peer.usual
            if isinstance(answer, str):
                if answer == "hang":
                    peer.over.wait(30)
                self.close_connection = True
                return
            status, text = answer
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            for name, value in peer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    peer.port = server.server_address[1]
    peer.url = f"http://127.0.0.1:{peer.port}/leads"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield peer
    finally:
        peer.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
