"""Hostile and broken mails (threats 15, 23, 30-36): nothing raises, all are read within 2 seconds, leads survive."""

from __future__ import annotations

import base64
import binascii
import gzip
import importlib.util
import io
import time
import zipfile
from pathlib import Path

import pytest

from uptape.core.leads import Known
from uptape.parsing.mime import take_apart
from uptape.parsing.reader import read

ADF = (
    "<adf><prospect><id>Z-1</id><vehicle><year>2020</year><make>Ford</make><model>Escape</model></vehicle><customer><contact>"
    "<name part='full'>Ada Pell</name><email>ada@example.com</email><phone>512-555-0142</phone></contact>"
    "<comments>Is it there?</comments></customer></prospect></adf>"
)
HEADERS = "From: Site <leads@site.example>\r\nTo: b7@in.uptape.example\r\nSubject: lead\r\nMIME-Version: 1.0\r\n"


def timed(raw: bytes):
    """The reading; fails where it took 2 seconds or more of the processor, which others may be using too."""
    begin = time.thread_time()
    reading = read(raw, Known())
    assert time.thread_time() - begin < 2.0
    return reading


def mail(body: str | bytes, content_type: str = "text/plain; charset=utf-8", more: str = "") -> bytes:
    data = body.encode("utf-8") if isinstance(body, str) else body
    return (HEADERS + f"Content-Type: {content_type}\r\n{more}\r\n").encode() + data


def nested(depth: int) -> bytes:
    lines = [HEADERS]
    for level in range(depth):
        lines.append(f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n')
    lines.append(f"Content-Type: text/plain\r\n\r\n{ADF}\r\n")
    lines.extend(f"--b{level}--\r\n" for level in reversed(range(depth)))
    return "".join(lines).encode()


def uuencoded(data: bytes) -> str:
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return "begin 644 lead.adf\n" + "".join(lines) + "`\nend\n"


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("lead.adf", b"<adf>" + b"0" * 50_000_000)
    return out.getvalue()


HAPPY = {
    "header flood": (HEADERS + "X-Flood: 1\r\n" * 30_000 + "\r\n" + ADF).encode(),
    "one endless header": (HEADERS + "X-Long: " + "a" * 1_000_000 + "\r\n\r\n" + ADF).encode(),
    "rfc 2231 flood": mail(ADF, "text/plain; " + "".join(f"name*{n}*=%41; " for n in range(5000))),
    "quotes flood in a part": mail(
        "--x\r\nContent-Type: text/plain; " + 'a="b;c"; ' * 20_000 + f"\r\n\r\n{ADF}\r\n--x--\r\n", 'multipart/mixed; boundary="x"'
    ),
    "10,000 parts, the lead first": mail(
        f"--x\r\n\r\n{ADF}\r\n" + "--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n" * 10_000 + "--x--\r\n", "multipart/mixed; boundary=x"
    ),
    "charset idna": mail(ADF, "text/plain; charset=idna"),
    "charset unicode_escape": mail(ADF, "text/plain; charset=unicode_escape"),
    "charset rot13": mail(ADF, "text/plain; charset=rot13"),
    "charset utf-7": mail(ADF, "text/plain; charset=utf-7"),
    "charset unknown": mail(ADF, "text/plain; charset=klingon"),
    "encoding unknown": mail(ADF, more="Content-Transfer-Encoding: x-magic\r\n"),
    "base64 without padding": mail(base64.b64encode(ADF.encode()).rstrip(b"="), more="Content-Transfer-Encoding: base64\r\n"),
    "base64 twice": mail(base64.encodebytes(base64.encodebytes(ADF.encode())), more="Content-Transfer-Encoding: base64\r\n"),
    "base64 whose header was lost": mail(base64.encodebytes(ADF.encode())),
    "base64 with a footer": mail(base64.encodebytes(ADF.encode()) + b"\n-- \nA list footer, with words.\n", more="Content-Transfer-Encoding: base64\r\n"),
    "NULs": mail(ADF.replace("Ada", "A\x00da")),
    "UTF-16 without saying so": mail(ADF.encode("utf-16-le")),
    "UTF-16 with a mark": mail(ADF.encode("utf-16"), "text/plain"),
    "UTF-8 said to be UTF-16": mail(ADF, "text/plain; charset=utf-16"),
    "wrong boundary": mail(f"--real\r\nContent-Type: text/plain\r\n\r\n{ADF}\r\n--real--\r\n", 'multipart/mixed; boundary="told"'),
    "no boundary": mail(f"--real\r\nContent-Type: text/plain\r\n\r\n{ADF}\r\n--real--\r\n", "multipart/mixed"),
    "a lead in the epilogue": mail(f"--x\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--x--\r\n\r\n{ADF}\r\n", "multipart/mixed; boundary=x"),
    "no empty line": (HEADERS + ADF).encode(),
    "bare CR": mail(ADF.replace("><", ">\r<")),
    "octet-stream": mail(base64.encodebytes(ADF.encode()), 'application/octet-stream; name="lead.dat"', "Content-Transfer-Encoding: base64\r\n"),
    "uuencoded": mail("see file\r\n" + uuencoded(ADF.encode())),
    "zip beside it": mail(
        f"--x\r\n\r\n{ADF}\r\n--x\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.encodebytes(zip_bomb()) + b"\r\n--x--\r\n",
        "multipart/mixed; boundary=x",
    ),
    "gzip beside it": mail(
        f"--x\r\n\r\n{ADF}\r\n--x\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.encodebytes(gzip.compress(b"0" * 50_000_000)) + b"\r\n--x--\r\n",
        "multipart/mixed; boundary=x",
    ),
    "rfc822 in base64": mail(
        b"--x\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(mail(ADF)) + b"--x--\r\n",
        "multipart/mixed; boundary=x",
    ),
    "billion laughs": mail(
        '<?xml version="1.0"?><!DOCTYPE adf [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>' + ADF.replace("Is it there?", "Is it there? &c;")
    ),
    "external entity": mail(
        '<!DOCTYPE adf [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ADF.replace("Is it there?", "Is it there? &x;")
    ),
    "a DOCTYPE in the middle": mail(ADF.replace("<customer>", '<!DOCTYPE x [<!ENTITY y "z">]><customer>')),
    "xinclude": mail(
        ADF.replace("<customer>", '<xi:include href="file:///etc/passwd" xmlns:xi="http://www.w3.org/2001/XInclude" parse="text"/><customer>')
    ),
    "tags without end": mail(ADF.replace("</phone>", "").replace("</name>", "").replace("</prospect></adf>", "")),
    "a cut off end": mail(ADF[: ADF.index("</comments>")]),
    "escaped twice": mail("<p>" + ADF.replace("&", "&amp;").replace("<", "&amp;lt;").replace(">", "&amp;gt;") + "</p>", "text/html"),
    "in an HTML comment": mail(f"<html><body><!-- Body: {ADF} --><p>New lead</p></body></html>", "text/html"),
    "quoted twice": mail("\r\n".join("> > " + line for line in ADF.replace("><", ">\n<").split("\n"))),
    "digest": mail(
        f"--x\r\n\r\nFrom: Site <leads@site.example>\r\nSubject: one\r\n\r\n{ADF}\r\n--x--\r\n", "multipart/digest; boundary=x"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HAPPY)
def test_a_lead_survives(name: str) -> None:
    reading = timed(HAPPY[name])
    assert reading.kind == "lead"
    assert [lead.customer.emails for lead in reading.leads] == [("ada@example.com",)]
    assert reading.leads[0].customer.full_name == "Ada Pell"
    assert (reading.leads[0].comments or "").startswith("Is it there?")
    assert "root:" not in repr(reading)


GRIM = {
    "10,000 levels": nested(10_000),
    "1,000 levels": nested(1_000),
    "html 100,000 deep": mail("<div>" * 100_000 + "x", "text/html"),
    "a million <": mail("<" * 1_000_000, "text/html"),
    "a million < in text": mail("<adf><prospect>" + "<" * 1_000_000),
    "open comments": mail("<!--" * 200_000, "text/html"),
    "one tag, 50,000 attributes": mail("<p " + "a=b " * 50_000 + ">x</p>", "text/html"),
    "many prospects": mail("<adf>" + "<prospect><customer><contact><name>A B</name>" * 20_000),
    "many quote marks": mail(("> " * 500 + "\r\n") * 2000),
    "at signs": mail("a@" * 300_000),
    "digits": mail("5" * 600_000),
    "dots": mail("a." * 300_000 + "@example.com"),
    "colons": mail("Name: " * 150_000),
    "spaces": mail("Name:" + " " * 900_000 + "x"),
    "encoded words": (HEADERS + "X-A: " + "=?utf-8?q?a?= " * 4_000 + "\r\n\r\nhi").encode(),
    "ampersands": mail("<adf><prospect><customer><contact><name>A B</name></contact>" + "&amp;lt;&x;" * 60_000),
    "cdata": mail("<adf><prospect><customer><comments>" + "<![CDATA[" * 50_000),
    "empty": b"",
    "one newline": b"\n",
    "binary": bytes(range(256)) * 4000,
    "only a colon": b":",
}


@pytest.mark.parametrize("name", GRIM)
def test_nothing_takes_long_or_raises(name: str) -> None:
    reading = timed(GRIM[name])
    assert "\x00" not in reading.text
    reading.text.encode("utf-8")
    assert len(reading.text) <= 64 * 1024


def _torture() -> list[Path]:
    found = importlib.util.find_spec("test.test_email")
    places = found.submodule_search_locations if found and found.submodule_search_locations else []
    return sorted(path for place in places for path in Path(place, "data").glob("msg_*.txt"))


@pytest.mark.skipif(not _torture(), reason="this Python comes without its tests")
def test_the_torture_mails_of_the_standard_library_are_taken_apart() -> None:
    for path in _torture():
        raw = path.read_bytes()
        document = take_apart(raw)
        assert not any(note.startswith("could not be taken apart") for note in document.notes), path.name
        assert document.headers or document.parts, path.name
        assert read(raw, Known()).kind in ("lead", "not_lead", "bounce", "autoreply", "spam", "feedback")


def _shipped_with_mail_parser() -> list[Path]:
    found = importlib.util.find_spec("mailparser")
    places = [Path(place).parent for place in found.submodule_search_locations or ()] if found else []
    return sorted(path for place in places for path in place.glob("tests/mails/mail_*"))


@pytest.mark.skipif(not _shipped_with_mail_parser(), reason="this mail-parser comes without its test mails")
def test_the_torture_mails_of_mail_parser_are_taken_apart() -> None:
    for path in _shipped_with_mail_parser():
        raw = path.read_bytes()
        assert not any(note.startswith("could not be taken apart") for note in take_apart(raw).notes), path.name
        assert read(raw, Known()).kind in ("lead", "not_lead", "bounce", "autoreply", "spam", "feedback")
