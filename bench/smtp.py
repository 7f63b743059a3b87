"""Messages a second through the SMTP door alone against stock aiosmtpd, both discarding: `python -m bench.smtp`."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
from pathlib import Path

from uptape.clock import SystemClock
from uptape.core.mail import Envelope, Recipient
from uptape.intake.smtp import SmtpDoor, SmtpLimits

ROOT = Path(__file__).resolve().parents[1]
RECIPIENT = "main@leads.sunset.example"
ROUNDS, CONNECTIONS, MESSAGES = 5, 20, 2_000
SIZES = (2_000, 40_000)
"""Bytes: a lead in ADF, and one with an HTML page."""


async def _discard(_envelope: Envelope) -> None:
    return None


async def _serve() -> None:
    def resolve(address: str) -> Recipient | None:
        return Recipient(address, "sunset", "main") if address.lower() == RECIPIENT else None

    door = SmtpDoor(resolve, _discard, SmtpLimits("ours.example"), SystemClock())
    [(_, port)] = await door.start([("127.0.0.1", 0)])
    print(port, flush=True)
    await asyncio.Event().wait()


def _start(*module: str) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def _rate(port: int, size: int) -> float:
    """Messages a second of one load, which runs in a process of its own."""
    load = [str(part) for part in ("127.0.0.1", port, CONNECTIONS, 0, MESSAGES, size, RECIPIENT)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", *load], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return MESSAGES / float(json.loads(done.stdout)["seconds"])


def main() -> None:
    """Prints, for each size, both rates and the median of the ratios [least-most] of interleaved rounds."""
    ours, our_port = _start("bench.smtp", "serve")
    stock, stock_port = _start("bench.stock")
    try:
        for size in SIZES:
            _rate(our_port, size), _rate(stock_port, size)  # warm
            pairs = [(_rate(our_port, size), _rate(stock_port, size)) for _ in range(ROUNDS)]
            ratios = sorted(mine / theirs for mine, theirs in pairs)
            mine, theirs = (statistics.median(rates) for rates in zip(*pairs, strict=True))
            print(
                f"{size:6} bytes: ours {mine:6.0f}/s, stock {theirs:6.0f}/s, "
                f"ratio {statistics.median(ratios):.2f} [{ratios[0]:.2f}-{ratios[-1]:.2f}]"
            )
    finally:
        for process in (ours, stock):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(_serve())
    else:
        main()
