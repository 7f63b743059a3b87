"""Mails made to cost a reader its time, memory or wits: by name, built when asked for, since some are large."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial

from tests.parsing.test_poison import ADF, GRIM, HAPPY, HEADERS, mail, nested

_AT = "ada@example.com"


def _rows(count: int, cells: int) -> str:
    row = "<tr>" + "".join(f"<td>Name {n}</td><td>value {n}</td>" for n in range(cells)) + "</tr>"
    return "<html><body><table>" + row * count + "</table></body></html>"


def _nested_tables(depth: int) -> str:
    return "<table><tr><td>Name</td><td>" * depth + "x"


def _attached(size: int, kind: str = "application/octet-stream", content: bytes = b"\x89PNG\x00") -> bytes:
    packed = base64.encodebytes(content * (size // len(content)))
    return mail(
        f"--x\r\n\r\n{ADF}\r\n--x\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + packed + b"\r\n--x--\r\n",
        "multipart/mixed; boundary=x",
    )  # fmt: skip


def _many_prospects(count: int) -> bytes:
    one = ADF[5:-6]
    return mail(
        "<adf>" + "".join(one.replace("Z-1", f"Z-{n}").replace("ada@", f"ada{n}@") for n in range(count)) + "</adf>"
    )


HOSTILE: dict[str, Callable[[], bytes]] = {
    **{name: partial(bytes, raw) for name, raw in {**HAPPY, **GRIM}.items()},
    # Row 30: depth, parts, headers.
    "depth 10,000": lambda: nested(10_000),
    "messages in messages, 3,000 deep": lambda: mail(
        "Content-Type: message/rfc822\r\n\r\n" * 3_000 + f"Content-Type: text/plain\r\n\r\n{ADF}", "message/rfc822"
    ),
    "10,000 parts, the lead last": lambda: mail(
        "--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n" * 10_000 + f"--x\r\n\r\n{ADF}\r\n--x--\r\n", "multipart/mixed; boundary=x"
    ),
    "200 parts of HTML": lambda: mail(
        ("--x\r\nContent-Type: text/html\r\n\r\n" + _rows(40, 4) + "\r\n") * 200 + "--x--\r\n", "multipart/mixed; boundary=x"
    ),
    "header flood, 25 MB": lambda: (HEADERS + "X-Flood: abcdefghij\r\n" * 1_190_000 + "\r\n" + ADF).encode(),
    "folded header flood": lambda: (HEADERS + "X-A: b\r\n" + "\tfold;\r\n" * 200_000 + "\r\n" + ADF).encode(),
    "rfc 2231 flood in a part": lambda: mail(
        "--x\r\nContent-Type: text/plain;" + "".join(f" name*{n}*=%41;\r\n" for n in range(50_000)) + f"\r\n\r\n{ADF}\r\n--x--\r\n",
        "multipart/mixed; boundary=x",
    ),
    "boundaries of one letter": lambda: mail("--x\r\n" * 300_000, "multipart/mixed; boundary=x"),
    "a boundary of 70 dashes": lambda: mail(("-" * 72 + "\r\n") * 100_000, "multipart/mixed; boundary=" + "-" * 70),
    # Row 31: what is packed.
    "25 MB of base64 in one attachment": lambda: _attached(18_000_000),
    "25 MB of base64 said to be text": lambda: _attached(18_000_000, "text/plain", b"Name: Ada\n"),
    # Row 35: pages.
    "25 MB of plain text": lambda: mail("Name: Ada Pell\r\nPhone: 512-555-0142\r\nIs it there?\r\n\r\n" * 450_000),
    "25 MB on one line": lambda: mail("x " * 12_500_000),
    "25 MB of HTML": lambda: mail("<p>Name: Ada</p>\r\n" * 1_450_000, "text/html"),
    "one tag with 50,000 attributes in a page": lambda: mail(
        "<html><body><table><tr><td " + " ".join(f'a{n}="v"' for n in range(50_000)) + ">Name</td><td>Ada</td></tr></table>", "text/html"
    ),
    "50,000 attributes in ADF": lambda: mail(
        ADF.replace("<customer>", "<customer " + " ".join(f'a{n}="v"' for n in range(50_000)) + ">")
    ),
    "4,000 tags of 400 attributes": lambda: mail(("<p " + "a=b " * 400 + ">x</p>") * 600, "text/html"),
    "just under 20,000 tags, all open": lambda: mail("<div>" * 19_900 + "Name: Ada", "text/html"),
    "tables in tables": lambda: mail(_nested_tables(6_000), "text/html"),
    "tables in tables, a few": lambda: mail(_nested_tables(600), "text/html"),
    "a table of 4,000 rows": lambda: mail(_rows(2_400, 2), "text/html"),
    "a table of 2,000 columns": lambda: mail(_rows(2, 2_000), "text/html"),
    "half open comments in a page": lambda: mail("<html><body>" + "<!-- <p>" * 100_000, "text/html"),
    "colspan of a million": lambda: mail("<table>" + '<tr><td colspan="1000000" rowspan="60000">Name</td><td>Ada</td></tr>' * 50, "text/html"),
    "entities without end": lambda: mail("&amp" * 200_000, "text/html"),
    "style without end": lambda: mail("<style>" + "a{b:c}" * 100_000, "text/html"),
    "styles on each tag": lambda: mail('<p style="margin:1em;padding:2em;display:block">x</p>' * 9_000, "text/html"),
    # Row 36: patterns.
    "a label of 900,000 letters": lambda: mail("a" * 900_000 + ": value"),
    "label words without end": lambda: mail("first name " * 80_000 + ": Ada"),
    "lines that are nearly labels": lambda: mail("Customer's first and last name and phone - \r\n" * 20_000),
    "nearly phones": lambda: mail("512-555-014 " * 80_000),
    "nearly phones with brackets": lambda: mail("(" * 400_000 + "512"),
    "phones without end": lambda: mail("512-555-0142 " * 70_000),
    "nearly addresses": lambda: mail(("a." * 30 + "@") * 15_000),
    "addresses without end": lambda: mail("ada@example.com " * 60_000),
    "nearly dates": lambda: mail("12/12/12/12/" * 80_000),
    "nearly VINs": lambda: mail("1FTFW1E5XNFA0000" * 60_000),
    "makes without end": lambda: mail("Ford F-150 Toyota Camry 2021 " * 30_000),
    "names without end": lambda: mail("Name: " + "Ada Pell and " * 70_000),
    "dots as leaders": lambda: mail("Name" + "." * 900_000 + "Ada"),
    "dashes": lambda: mail("Name " + "- " * 400_000 + "Ada"),
    "pipes": lambda: mail("| Name " * 120_000),
    "tabs": lambda: mail("Name\tAda\t" * 100_000),
    "quotes and brackets": lambda: mail("\"'([{<" * 150_000),
    "a signature of rules": lambda: mail("_" * 900_000),
    "on … wrote": lambda: mail("On Mon, Ada " * 70_000 + "wrote:"),
    "a chat of 20,000 lines": lambda: mail("Visitor: is it there?\r\nAgent: it is\r\n" * 10_000),
    "a digest of 20,000 links": lambda: mail("https://site.example/v/1234?x=y&z= " * 25_000),
    "subject of 60 kB": lambda: (HEADERS.replace("lead", "2021 Ford F-150 Ada Pell " * 2_400) + "\r\nhi").encode(),
    "from of 60 kB": lambda: (HEADERS.replace("Site <", '"Site, ' * 8_000 + "<") + "\r\nhi").encode(),
    # Huge honest forms.
    "ADF of 20,000 prospects": lambda: _many_prospects(3_000),
    "ADF with comments of 900 kB": lambda: mail(ADF.replace("Is it there?", "Is it there? " * 70_000)),
    "ADF with comments of labels": lambda: mail(ADF.replace("Is it there?", "Name: x\r\nStock: 5\r\n" * 40_000)),
    "ADF 10,000 vehicles": lambda: mail(
        ADF.replace("<customer>", "<vehicle><year>2020</year><make>Ford</make></vehicle>" * 10_000 + "<customer>")
    ),
    "ADF with 30,000 tags left open": lambda: mail(ADF.replace("<customer>", "<customer>" * 30_000)),
    "ADF in capitals with bare ampersands": lambda: mail(ADF.replace("Is it there?", "A & B < C " * 80_000).upper()),
    "JSON of 900 kB": lambda: mail(
        "[" + ",".join(f'{{"name":"Ada {n}","email":"a{n}@example.com","phone":"5125550142"}}' for n in range(13_000)) + "]",
        "application/json",
    ),
    "JSON 100,000 deep": lambda: mail('{"a":' * 100_000 + "1", "application/json"),
    "JSON lists 200,000 deep": lambda: mail("[" * 200_000, "application/json"),
    "JSON number of 900,000 digits": lambda: mail('{"phone": ' + "5" * 900_000 + "}", "application/json"),
    "CSV of 900 kB": lambda: mail("Name,Email,Phone\r\n" + f"Ada Pell,{_AT},512-555-0142\r\n" * 22_000, "text/csv"),
    "URL-encoded of 900 kB": lambda: mail("&".join(f"name{n}=Ada+Pell" for n in range(50_000))),
    "uuencode without end": lambda: mail("begin 644 a.adf\r\n" * 50_000),
    "base64 lost, 900 kB": lambda: mail(base64.encodebytes(b"Name: Ada Pell\n" * 45_000)),
    "flowed without end": lambda: mail("word \r\n" * 120_000, "text/plain; format=flowed"),
    "mojibake": lambda: mail("Ã©Â" * 150_000),
    "lone surrogates and marks": lambda: mail(("\u202e\u200b\ufeffx" * 100_000).encode("utf-8", "surrogatepass")),
    "combining letters": lambda: mail("Name: A" + "\u0301" * 400_000),
}  # fmt: skip
"""A few are larger than the 25 MB that SMTP takes: other doors have limits of their own."""
