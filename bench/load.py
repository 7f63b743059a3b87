"""A load generator for SMTP in a process of its own, so that it does not share the server's interpreter lock."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Load:
    """What one run took. Times in seconds, from the dot to its answer where not said otherwise."""

    seconds: float
    messages: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds


def load(
    host: str, port: int, connections: int, messages: int, body: bytes, recipient: str, uvloop: bool = True
) -> Load:
    """Sends `messages` copies of `body`, many on each connection, and waits for each answer. `%SEQ%` in the body
    becomes the message's number. Blocks; raises RuntimeError where an answer is not the one that was hoped for."""
    job = json.dumps([host, port, connections, messages, body.decode("latin-1"), recipient, uvloop])
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=job.encode(),
        capture_output=True,
        cwd=Path(__file__).parent.parent,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return Load(**json.loads(done.stdout))


def message(size: int) -> bytes:
    """A lead mail of about `size` bytes in lines of 64."""
    head = (
        b"From: leads@site.example\r\nTo: sales@leads.example\r\nSubject: New lead\r\n"
        b"Message-ID: <%SEQ%@site.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
    )
    line = b"The quick brown customer wants a blue wagon with low mileage..\r\n"
    return head + line * max(1, (size - len(head)) // len(line))


async def _expect(reader: asyncio.StreamReader, code: bytes) -> None:
    while True:
        line = await reader.readline()
        if not line.startswith(code):
            raise RuntimeError(f"hoped for {code!r}, got {line!r}")
        if line[3:4] != b"-":
            return


async def _client(
    host: str, port: int, name: int, count: int, body: bytes, recipient: str, spans: list[float], go: asyncio.Event
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    await _expect(reader, b"220")
    writer.write(b"EHLO load.example\r\n")
    await _expect(reader, b"250")
    await go.wait()
    to = f"RCPT TO:<{recipient}>\r\n".encode()
    for n in range(count):
        for command, code in ((b"MAIL FROM:<site@site.example>\r\n", b"250"), (to, b"250"), (b"DATA\r\n", b"354")):
            writer.write(command)
            await _expect(reader, code)
        writer.write(body.replace(b"%SEQ%", b"%d-%d" % (name, n)) + b".\r\n")
        sent = time.perf_counter()
        await _expect(reader, b"250")
        spans.append(time.perf_counter() - sent)
    writer.write(b"QUIT\r\n")
    await _expect(reader, b"221")
    writer.close()


async def _run(host: str, port: int, connections: int, messages: int, body: bytes, recipient: str) -> Load:
    spans: list[float] = []
    go = asyncio.Event()
    each, more = divmod(messages, connections)
    tasks = [
        asyncio.ensure_future(_client(host, port, n, each + (n < more), body, recipient, spans, go))
        for n in range(connections)
    ]
    await asyncio.sleep(0.2)
    begin = time.perf_counter()
    go.set()
    await asyncio.gather(*tasks)
    seconds = time.perf_counter() - begin
    spans.sort()
    return Load(seconds, len(spans), spans[len(spans) // 2], spans[min(len(spans) - 1, len(spans) * 99 // 100)])


def _main() -> None:
    host, port, connections, messages, body, recipient, fast = json.load(sys.stdin)
    job = _run(host, port, connections, messages, body.encode("latin-1"), recipient)
    if fast:
        try:
            import uvloop
        except ImportError:
            pass
        else:
            asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    print(json.dumps(asdict(asyncio.run(job))))


if __name__ == "__main__":
    _main()
