"""Rows 30-36 of the threats: what mails made to hurt do to a reader, in the processes that read them by day."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parsing.hostile import HOSTILE
from tests.parsing.test_poison import ADF, HEADERS, mail, nested, zip_bomb
from uptape.core.leads import Known, Reading
from uptape.parsing.mail_parts import bounded
from uptape.parsing.mail_parts.findings import TEXT_LIMIT
from uptape.parsing.mime import take_apart
from uptape.parsing.pool import ReaderPool, ReadFailure
from uptape.parsing.reader import read

KNOWN = Known(stores=("Sunset Motors",), people=("Ana Ruiz",))
LIMIT = 2.0
"""Seconds of the processor for any mail; by the clock it is longer where others use the processor too."""
MEMORY_LIMIT = 600 * 1024
"""Kilobytes resident, with the parsers and a mail of 25 MB in hand."""


class Reader:
    """One reading process of the real pool, with what it used."""

    def __init__(self, pool: ReaderPool) -> None:
        self.pool = pool

    @property
    def pid(self) -> int:
        return self.pool._idle[0].process.pid

    def seconds(self) -> float:
        """Processor time so far."""
        words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def kilobytes(self) -> int:
        """The most memory that it ever had."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))

    def read(self, raw: bytes) -> Reading:
        before, pid = self.seconds(), self.pid
        [result] = self.pool.read_many([(raw, KNOWN)])
        assert isinstance(result, Reading), result
        assert self.pid == pid
        assert self.seconds() - before < LIMIT
        return result


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with ReaderPool(1, time_limit=60.0) as pool:
        pool.read_many([(b"Subject: hi\r\n\r\nhi", KNOWN)])
        yield Reader(pool)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_mail_takes_two_seconds_or_all_memory(reader: Reader, name: str) -> None:
    reading = reader.read(HOSTILE[name]())
    assert len(reading.text) <= 64 * 1024
    assert not any("failed" in note for note in reading.notes), reading.notes
    assert reader.kilobytes() < MEMORY_LIMIT


def test_row_30_depth_parts_and_headers_have_limits_and_what_was_read_is_a_lead(reader: Reader) -> None:
    deep = reader.read(
        nested(10_000).replace(
            b"--b3\r\n", b"--b3\r\nContent-Type: text/plain\r\n\r\n" + ADF.encode() + b"\r\n--b3\r\n"
        )
    )
    assert [lead.provider_lead_id for lead in deep.leads] == ["Z-1"]
    wide = mail(f"--x\r\n\r\n{ADF}\r\n" + "--x\r\n\r\nhi\r\n" * 10_000 + "--x--\r\n", "multipart/mixed; boundary=x")
    document = take_apart(wide)
    assert len(document.parts) <= bounded.PART_LIMIT
    assert document.malformed
    assert document.notes
    assert [lead.provider_lead_id for lead in reader.read(wide).leads] == ["Z-1"]
    flood = (HEADERS + "X-Flood: 1\r\n" * 2_000_000 + "\r\n" + ADF).encode()
    document = take_apart(flood)
    assert sum(len(name) + len(value) for name, value in document.headers) <= bounded.HEADER_LIMIT
    assert [lead.provider_lead_id for lead in reader.read(flood).leads] == ["Z-1"]


def test_row_31_what_is_packed_stays_packed(reader: Reader) -> None:
    raw = HOSTILE["zip beside it"]()
    assert len(zip_bomb()) < 100_000
    document = take_apart(raw)
    assert [(part.content_type, part.text) for part in document.parts if part.is_attachment] == [
        ("application/zip", "")
    ]
    assert [lead.provider_lead_id for lead in reader.read(raw).leads] == ["Z-1"]
    assert reader.kilobytes() < MEMORY_LIMIT


@pytest.mark.parametrize(
    "charset",
    ["idna", "unicode_escape", "raw_unicode_escape", "utf-7", "rot13", "hex", "punycode", "zlib", "undefined"],
)
def test_row_32_a_mail_chooses_no_codec_that_is_no_charset(charset: str) -> None:
    text = ADF.replace("Is it there?", r"\x41 +ADw- xn--a \N{BULLET} é")
    reading = read(mail(text, f"text/plain; charset={charset}"), KNOWN)
    assert reading.leads[0].comments == r"\x41 +ADw- xn--a \N{BULLET} é"
    assert any("not one that mails may use" in note for note in reading.notes)


_opened: list[str] = []
_watching = False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and (
        event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "urllib.")) or event == "open"
    ):
        _opened.append(f"{event} {arguments[0]!r}")


def test_row_33_no_entity_is_resolved_and_nothing_is_opened() -> None:
    global _watching
    read(mail(ADF), KNOWN)  # what is imported, is imported
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    names = ("billion laughs", "external entity", "a DOCTYPE in the middle", "xinclude")
    mails = [HOSTILE[name]() for name in names]
    mails.append(
        mail(
            f'<?xml version="1.0"?><!DOCTYPE adf SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY l0 "ha">{laughs}]>'
            + ADF.replace("there?", "there? &l11;")
        )
    )
    mails.append(
        mail(
            '<html><head><link rel="stylesheet" href="http://127.0.0.1:9/x.css"></head><img src="http://127.0.0.1:9/x.png">Name: Ada Pell<br>Phone: 512-555-0142',
            "text/html",
        )
    )
    for raw in mails:
        read(raw, KNOWN)
    sys.addaudithook(_watch)
    _watching = True
    try:
        readings = [read(raw, KNOWN) for raw in mails]
    finally:
        _watching = False
    assert _opened == []
    assert [reading.kind for reading in readings[:5]] == ["lead"] * 5
    for reading in readings[:5]:
        words = reading.leads[0].comments or ""
        assert words.startswith("Is it there?")
        assert "haha" not in words
        assert "root:" not in words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a declaration in capitals", '<?XML VERSION="1.0"?>\n' + ADF),
        ("the instruction first", '<?adf version="1.0"?>\n<?xml version="1.0"?>\n' + ADF),
        ("a bare ampersand", ADF.replace("Is it", "You & me: is it")),
        ("a lost end tag", ADF.replace("</email>", "")),
        ("quotes that are none", ADF.replace("'full'", "“full”")),
        ("latin-1 said to be UTF-8", ADF.replace("Is it", "Ol\udce9, is it")),
    ],
)
def test_row_34_adf_that_is_not_well_formed_is_a_lead(name: str, text: str) -> None:
    reading = read(mail(text.encode("utf-8", "surrogateescape")), KNOWN)
    assert reading.kind == "lead", name
    lead = reading.leads[0]
    assert (lead.customer.full_name, lead.customer.emails, lead.customer.phones) == (
        "Ada Pell",
        ("ada@example.com",),
        ("+15125550142",),
    )
    assert (lead.comments or "").rstrip("?").endswith("there")
    assert reading.malformed == (name not in ("a declaration in capitals", "the instruction first"))


def cost(raw: bytes) -> float:
    """Seconds of the processor, the best of two, since the first pays for what is warm later."""
    times = []
    for _ in range(2):
        begin = time.thread_time()
        read(raw, KNOWN)
        times.append(time.thread_time() - begin)
    return min(times)


@pytest.mark.parametrize(
    ("name", "piece", "kind"),
    [
        ("row 35: deep pages", "<div>", "text/html"),
        ("row 35: <", "<", "text/html"),
        ("row 35: open comments", "<!-- ", "text/html"),
        ("row 35: open tags in ADF", "<customer>", "text/plain"),
        ("row 36: a label without end", "name ", "text/plain"),
        ("row 36: colons", "Name: ", "text/plain"),
        ("row 36: digits", "5", "text/plain"),
        ("row 36: nearly a phone", "512-555-014 ", "text/plain"),
        ("row 36: nearly an address", "a.b@", "text/plain"),
        ("row 36: blanks", " ", "text/plain"),
        ("row 36: brackets", "([{", "text/plain"),
        ("row 36: letters", "a", "text/plain"),
    ],
)
def test_rows_35_and_36_four_times_the_text_takes_about_four_times_as_long(name: str, piece: str, kind: str) -> None:
    one, four = (cost(mail(piece * (size // len(piece)), kind)) for size in (60_000, 240_000))
    assert four < 8 * one + 0.1, f"{name}: {one:.3f} s, then {four:.3f} s"


def test_a_text_is_read_up_to_its_limit_and_says_so(reader: Reader) -> None:
    reading = reader.read(HOSTILE["25 MB of plain text"]())
    assert "a text of more than 1 MB was cut" in reading.notes
    assert reading.leads[0].customer.full_name == "Ada Pell"
    document = take_apart(HOSTILE["25 MB of plain text"]())
    assert sum(len(part.text) for part in document.parts) <= TEXT_LIMIT


def test_a_process_gets_no_more_memory_than_its_limit() -> None:
    """The limit is the kernel's (RLIMIT_AS): a mail that wants more fails alone, and the next one is read."""
    with ReaderPool(1, time_limit=60.0, memory_limit=260 * 1024 * 1024) as pool:
        pool.read_many([(mail(ADF), KNOWN)])
        limits = Path(f"/proc/{pool._idle[0].process.pid}/limits").read_text()
        assert next(line for line in limits.splitlines() if line.startswith("Max address space")).split()[3] == str(
            260 * 1024 * 1024
        )
        huge, after = pool.read_many([(mail("x " * 45_000_000), KNOWN), (mail(ADF), KNOWN)])
        assert isinstance(huge, ReadFailure) or huge.notes
        assert isinstance(after, Reading)
        assert after.leads[0].provider_lead_id == "Z-1"
