"""A server that keeps texts and calls as Twilio's API does, and fails in the ways that it is told to."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SID, TOKEN = "AC" + "0" * 32, "secret"
MADE = "Mon, 23 Nov 2026 22:14:05 +0000"


@dataclass
class Twilio:
    """What the peer has seen, and what it shall do next: an `(HTTP status, error code)`, `hang` or `lose`."""

    url: str = ""
    kept: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[int, int] | str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    made: str = MADE
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, kind: str, form: dict[str, str]) -> dict[str, Any]:
        """Creates a message or call."""
        with self.lock:
            made = {
                "sid": f"{'SM' if kind == 'Messages' else 'CA'}{len(self.kept):032d}",
                "to": form["To"],
                "from": form.get("From"),
                "body": form.get("Body"),
                "status": "queued",
                "date_created": self.made,
                "date_sent": None,
                "error_code": None,
                "error_message": None,
                "form": form,
            }
            self.kept.append(made)
            return made


@contextmanager
def serving() -> Iterator[Twilio]:
    """The peer on a free port of this machine."""
    peer = Twilio()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            """Silent."""

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            form = {key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()}
            peer.asked.append(("POST", self.path))
            kind = self.path.rsplit("/", 1)[-1].removesuffix(".json")
            fault = peer.faults.pop(0) if peer.faults else None
            if not self._allowed():
                self._answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
            elif isinstance(fault, tuple):
                status, code = fault
                self._answer(status, {"code": code, "message": "the peer was told to refuse", "status": status})
            elif fault == "hang":
                peer.over.wait(30)
                self.close_connection = True
            elif fault == "lose":
                peer.keep(kind, form)
                self.close_connection = True
            elif fault == "nonsense":
                peer.keep(kind, form)
                self._answer(201, "<html>")
            else:
                self._answer(201, peer.keep(kind, form))

        def do_GET(self) -> None:
            peer.asked.append(("GET", self.path))
            fault = peer.faults.pop(0) if peer.faults else None
            if isinstance(fault, tuple):
                self._answer(fault[0], {"code": fault[1], "message": "the peer was told to refuse", "status": fault[0]})
                return
            query = parse_qs(urlsplit(self.path).query)
            kind = urlsplit(self.path).path.rsplit("/", 1)[-1].removesuffix(".json").lower()
            found = [m for m in reversed(peer.kept) if m["to"] == query.get("To", [m["to"]])[0]]
            self._answer(200, {kind: found, "next_page_uri": None, "page_size": 50, "page": 0})

        def _allowed(self) -> bool:
            given = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
            return self.headers.get("Authorization") == f"Basic {given}"

        def _answer(self, status: int, payload: Any) -> None:
            data = payload.encode() if isinstance(payload, str) else json.dumps(payload).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, value in peer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Silent: clients that are killed leave resets behind."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    peer.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield peer
    finally:
        peer.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
