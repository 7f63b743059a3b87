"""Our SMTP door beside the stock aiosmtpd server, both throwing the message away: what the guards cost or gain.

    python -m bench.smtp_bench [--rounds 7] [--messages 4000] [--connections 10] [--size 2048]

Rounds alternate between the two servers, so that a noisy neighbour hits both; each server and the load generator are
processes of their own. Prints the median rate of each and the median of the ratios of the rounds, with the least and
most.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
from pathlib import Path

from bench.load import Load, load, message


async def serve_stock() -> None:
    """Stock aiosmtpd in the loop, with a handler that drops the message."""
    from aiosmtpd.smtp import SMTP

    class Discard:
        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
            return "250 OK"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Discard(), hostname="mx.example", loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def serve_ours() -> None:
    """Our door, with a `receive` that drops the message."""
    from uptape.clock import SystemClock
    from uptape.core.mail import Envelope, Recipient
    from uptape.intake.smtp import SmtpDoor
    from uptape.intake.smtp_limits import SmtpLimits

    async def receive(envelope: Envelope) -> None:
        return None

    def resolve(address: str) -> Recipient | None:
        return Recipient(address, "sunset", "sales") if address.endswith("@leads.example") else None

    door = SmtpDoor(resolve, receive, SmtpLimits(hostname="mx.example"), SystemClock())
    [(_, port)] = await door.start([("127.0.0.1", 0)])
    print(port, flush=True)
    await asyncio.Event().wait()


def one_round(kind: str, connections: int, messages: int, body: bytes) -> Load:
    """Starts a fresh server of `kind`, loads it once, stops it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.smtp_bench", "--serve", kind],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        load("127.0.0.1", port, connections, connections * 10, body, "sales@leads.example")  # warm
        return load("127.0.0.1", port, connections, messages, body, "sales@leads.example")
    finally:
        server.kill()
        server.wait()


def main() -> None:
    """Runs the rounds and prints the comparison."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--serve", choices=["stock", "ours"])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--messages", type=int, default=4000)
    options.add_argument("--connections", type=int, default=10)
    options.add_argument("--size", type=int, default=2048)
    options.add_argument("--uvloop", action="store_true")
    args = options.parse_args()
    if args.serve:
        asyncio.run(serve_stock() if args.serve == "stock" else serve_ours())
        return
    body = message(args.size)
    stock: list[Load] = []
    ours: list[Load] = []
    for n in range(args.rounds):
        kinds = (("stock", stock), ("ours", ours))
        for kind, into in kinds if n % 2 == 0 else kinds[::-1]:
            into.append(one_round(kind, args.connections, args.messages, body))
    ratios = [b.rate / a.rate for a, b in zip(stock, ours, strict=True)]
    print(f"{args.connections} connections, {args.messages} messages of {len(body)} bytes, {args.rounds} rounds")
    for name, runs in (("stock", stock), ("ours", ours)):
        rates = [run.rate for run in runs]
        p99 = statistics.median(run.p99 for run in runs) * 1000
        print(
            f"{name:6} {statistics.median(rates):7,.0f} msg/s [{min(rates):,.0f}-{max(rates):,.0f}], "
            f"dot to 250: p99 {p99:.1f} ms"
        )
    print(f"ratio  x{statistics.median(ratios):.2f} [{min(ratios):.2f}-{max(ratios):.2f}]")


if __name__ == "__main__":
    main()
