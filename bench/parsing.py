"""What reading costs: ADF against the standard library side by side, each kind of mail, hostile mail, memory.

`python -m bench parsing`. Times are of the processor, so that other work on the machine changes little.
"""

from __future__ import annotations

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from bench.load import lead
from uptape.core.leads import Known
from uptape.parsing.formats import adf
from uptape.parsing.mime import take_apart
from uptape.parsing.pool import ReaderPool, ReadFailure
from uptape.parsing.reader import read, warm_up

ROOT = Path(__file__).resolve().parents[1]
MAILS = ROOT / "tests" / "parsing"
FOLDERS = ("corpus", "blind", "unseen", "layouts", "kinds")
ROUNDS = 9
KNOWN = Known()

KINDS = {
    "adf": "ADF", "html": "HTML", "txt": "labels and text", "prose": "prose", "fwd": "forwarded", "non": "no lead",
    "rel": "relays", "es": "Spanish", "fr": "French", "bad": "damaged",
}  # fmt: skip


def stock(raw: bytes) -> None:
    """What a reader on `policy.default` does before it reads a lead: parse, touch all headers, decode all bodies."""
    message = message_from_bytes(raw, policy=policy.default)
    message.items()
    _bodies(message)


def stock_bodies(raw: bytes) -> None:
    """The same, but only the four headers that anybody needs."""
    message = message_from_bytes(raw, policy=policy.default)
    for name in ("From", "To", "Subject", "Message-ID"):
        str(message[name])
    _bodies(message)


def _bodies(message: object) -> None:
    for part in message.walk():  # type: ignore[attr-defined]
        if not part.is_multipart():
            try:
                part.get_content()
            except (KeyError, LookupError, AssertionError):
                part.get_payload(decode=True)


def our_adf(raw: bytes) -> None:
    """MIME and ADF, down to the leads."""
    adf.read(take_apart(raw), KNOWN)


def our_reading(raw: bytes) -> None:
    """All that a worker does: with the kind of the mail, its text, and the reasons."""
    read(raw, KNOWN)


def seconds(work: Callable[[bytes], None], mails: list[bytes]) -> float:
    """Processor time for all the mails, once each."""
    begin = time.thread_time()
    for raw in mails:
        work(raw)
    return time.thread_time() - begin


def ratios(name: str, mails: list[bytes]) -> None:
    """One line for each of the two measures of the standard library: medians of interleaved rounds."""
    works = (stock, stock_bodies, our_adf, our_reading)
    rounds = [[seconds(work, mails) for work in works] for _ in range(ROUNDS)]
    for base, told in ((0, "all headers and bodies"), (1, "4 headers and bodies")):
        for ours, what in ((2, "MIME and ADF"), (3, "whole reading")):
            found = sorted(one[ours] / one[base] for one in rounds)
            mine = statistics.median(one[ours] for one in rounds) / len(mails) * 1e6
            theirs = statistics.median(one[base] for one in rounds) / len(mails) * 1e6
            print(
                f"  {name:22} {what:14} {mine:6.0f} µs, policy.default with {told:23} {theirs:6.0f} µs: "
                f"x{statistics.median(found):.2f} [{found[0]:.2f}-{found[-1]:.2f}]"
            )


def each_mail(mails: list[bytes]) -> None:
    """How many mails meet the promise one by one: MIME and ADF within a quarter of `policy.default`."""
    found = []
    for raw in mails:
        works = (our_adf, stock, stock_bodies)
        ours, all_headers, few = (min(seconds(work, [raw]) for _ in range(ROUNDS)) for work in works)
        found.append((ours / all_headers, ours / few))
    for number, told in enumerate(("all headers and bodies", "4 headers and bodies")):
        one = sorted(pair[number] for pair in found)
        within = sum(ratio <= 0.25 for ratio in one)
        print(
            f"  {within} of {len(one)} ADF mails of the tests, damaged ones among them, within a quarter of "
            f"policy.default with {told}: median x{statistics.median(one):.2f}, worst x{one[-1]:.2f}"
        )


def samples() -> dict[str, list[bytes]]:
    """The mails of the tests by kind."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for folder in FOLDERS:
        for path in sorted((MAILS / folder).rglob("*.eml")):
            found[path.name.partition("-")[0]].append(path.read_bytes())
    return found


def kinds(found: dict[str, list[bytes]]) -> None:
    """Median and 99th percentile for each kind of mail."""
    rest = [raw for kind, mails in found.items() if kind not in KINDS for raw in mails]
    rows = [(KINDS[kind], mails) for kind, mails in found.items() if kind in KINDS]
    for name, mails in [*rows, ("others", rest)]:
        times = sorted(seconds(our_reading, [raw]) * 1000 for _ in range(5) for raw in mails)
        if times:
            print(
                f"  {name:22} {len(mails):4} mails: median {statistics.median(times):6.2f} ms, "
                f"p99 {times[int(len(times) * 0.99)]:7.2f} ms, longest {times[-1]:7.2f} ms"
            )


class _Reader:
    """The process of a pool of one, and what it used."""

    def __init__(self, pool: ReaderPool) -> None:
        self.pid = pool._idle[0].process.pid

    def seconds(self) -> float:
        words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self, name: str) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith(name))) / 1024


def hostile(found: dict[str, list[bytes]]) -> None:
    """The worst of the hostile mails in the real pool, and what memory it took."""
    from tests.parsing.hostile import HOSTILE

    rows: list[tuple[float, float, str, int]] = []
    failed: list[str] = []
    with ReaderPool(1, time_limit=60.0) as pool:
        pool.read_many([(raw, KNOWN) for mails in found.values() for raw in mails])
        reader = _Reader(pool)
        print(f"  a reader after {sum(map(len, found.values()))} ordinary mails: {reader.megabytes('VmRSS'):.0f} MB")
        for name, make in HOSTILE.items():
            raw = make()
            before, begin = reader.seconds(), time.perf_counter()
            [result] = pool.read_many([(raw, KNOWN)])
            rows.append((reader.seconds() - before, time.perf_counter() - begin, name, len(raw)))
            if isinstance(result, ReadFailure):
                failed.append(f"{name}: {result.reason}")
        most = reader.megabytes("VmHWM")
    rows.sort(reverse=True)
    print(f"  {len(rows)} hostile mails, not read: {', '.join(failed) or 'none'}; most memory {most:.0f} MB")
    for used, clock, name, size in rows[:6]:
        print(f"  {name:36} {size / 1e6:5.1f} MB: {used:.2f} s of the processor, {clock:.2f} s by the clock")


def main() -> None:
    """Prints everything in one run."""
    warm_up()
    found = samples()
    print(f"ADF against the standard library, {ROUNDS} interleaved rounds, every mail another one")
    ratios("2 kB, one lead", [lead(number, 2_000) for number in range(60)])
    ratios("4 kB, long comments", [lead(number, 4_000) for number in range(60)])
    ratios("ADF of the tests", found["adf"])
    each_mail(found["adf"])
    print("A whole reading, by kind of mail")
    kinds(found)
    print("Hostile mail, in the real process")
    hostile(found)


if __name__ == "__main__":
    main()
