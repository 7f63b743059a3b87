"""Takes apart what the standard library should not be given: nested without end, flooded, with wrong boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from uptape.parsing.mail_parts.charsets import is_plain, unix_lines

HEADER_LIMIT = 64 * 1024
PART_LIMIT = 200
DEPTH_LIMIT = 30
LARGE = 1024 * 1024
"""Bytes from which on a mail is cut at its boundaries here, rather than line by line."""

_CONTAINER = re.compile(rb"(?im)^content-type:\s*(?:multipart/|message/(?:rfc822|global))")
_DELIMITER = re.compile(rb"(?m)^--[^\s-][^\n]{0,200}$")
_SURE_HEADER = re.compile(r"(?i)(?:date|message-id|mime-version|content-type|content-transfer-encoding|subject):")
_HARMLESS_SIZE = 8192
_NAME = re.compile(r"[!-9;-~]{1,80}[ \t]*\Z")
# A header as nearly all are: printable ASCII, folded lines with it. What this does not cover goes line by line.
_PLAIN_HEADER = re.compile(r"(([!-9;-~]{1,80}):[ \t]*+([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z))")
_LONG_HEADER = re.compile(rb"\n[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[A-Za-z-]{2,24}:[^\n]{4096}|(?:\n[ \t][^\n;]*;[^\n]*){60}")
_STRAY_BOUNDARY = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{0,100}?)[ \t]*\r?\n(?:[A-Za-z-]{2,40}:[^\n]*\n)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Headers (name in lower case, raw value) and undecoded body of one part."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    depth: int
    """How many messages it stands in."""

    def header(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")


def is_too_much(raw: bytes) -> bool:
    """True where the usual parser could take long: more of everything than any honest mail has."""
    if len(raw) < _HARMLESS_SIZE:
        return False
    if len(_CONTAINER.findall(raw)) > DEPTH_LIMIT:
        return True
    if raw.count(b"\n--") > PART_LIMIT and len(_DELIMITER.findall(raw)) > PART_LIMIT:
        return True
    return len(raw) <= LARGE and bool(_LONG_HEADER.search(raw))  # large ones never meet the usual parser


def cut_headers(raw: bytes) -> tuple[bytes, bool]:
    """The message with at most 64 kB of headers, and whether some were cut off."""
    if len(raw) <= HEADER_LIMIT or _end_of_headers(raw, HEADER_LIMIT + 4)[0] >= 0:
        return raw, False
    end, start = _end_of_headers(raw, len(raw))
    last = raw.rfind(b"\n", 0, HEADER_LIMIT)
    kept = raw[: last if last > 0 else HEADER_LIMIT]
    return kept + b"\n\n" + (raw[start:] if end >= 0 else b""), True


def _end_of_headers(raw: bytes, limit: int) -> tuple[int, int]:
    """Where the headers end and where the body begins; -1 where there is no empty line."""
    unix = raw.find(b"\n\n", 0, limit)
    dos = raw.find(b"\r\n\r\n", 0, unix + 2 if unix >= 0 else limit)
    if dos >= 0 and (unix < 0 or dos < unix):
        return dos, dos + 4
    return unix, unix + 2


def split_headers(data: bytes) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Headers (name in lower case, value still folded) and body of a part.

    A line that is no header ends them, unless headers of mail follow it before the empty line: then it is skipped.
    """
    if data.startswith((b"\n", b"\r\n")):
        return (), data[1 if data[:1] == b"\n" else 2 :]
    end, start = _end_of_headers(data, len(data))
    block = data[: min(end, HEADER_LIMIT)] if end >= 0 else data[:HEADER_LIMIT]
    block = unix_lines(block)
    text = block.decode("ascii", "surrogateescape")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if len(block) <= 8192 and is_plain(block) and b"\x0c" not in block:
        plain = _PLAIN_HEADER.findall(text)
        if len(plain) <= 1000 and len(text) == sum([len(whole) for whole, _, _ in plain]):
            return tuple([(name.lower(), value) for _, name, value in plain]), data[start:] if end >= 0 else b""
    headers: list[tuple[str, str]] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line[:1] in (" ", "\t") and headers:
            name, value = headers[-1]
            if len(value) < 8192:
                headers[-1] = (name, f"{value}\n{line}")
            continue
        name, colon, value = line.partition(":")
        if colon and _NAME.match(name) and len(headers) < 1000:
            headers.append((name.rstrip().lower(), value.lstrip()[:8192]))
        elif not line.strip():
            return tuple(headers), data[start:]
        elif not headers or not any(map(_SURE_HEADER.match, lines[number + 1 : number + 40])):
            return tuple(headers), data[_nth_line(data, number) :]
    return tuple(headers), data[start:] if end >= 0 else b""


def has_stray_lines(raw: bytes, headers: tuple[tuple[str, str], ...]) -> bool:
    """True where lines were skipped between the headers."""
    end, _ = _end_of_headers(raw, HEADER_LIMIT)
    lines = raw[: max(end, 0)].replace(b"\r\n", b"\n").count(b"\n") + 1
    return end >= 0 and lines > sum(1 + value.count("\n") for _, value in headers)


def _nth_line(data: bytes, count: int) -> int:
    """Where a line begins, counted from 0."""
    position = 0
    for _ in range(count):
        position = data.find(b"\n", position) + 1
    return position


def pieces(raw: bytes) -> Iterator[Piece]:
    """The leaves of a mail in their order, without recursion; 200 parts and 30 levels, deeper ones as they are."""
    headers, body = split_headers(raw)
    waiting = [(headers, body, 0, 0)]
    count = 0
    while waiting and count < PART_LIMIT:
        headers, body, level, depth = waiting.pop()
        count += 1
        content = next((value for name, value in headers if name == "content-type"), "text/plain").strip().lower()
        if level < DEPTH_LIMIT and content.startswith("multipart/"):
            parts = _split(body, headers)
            if parts:
                children = [(*split_headers(part), level + 1, depth) for part in parts[:PART_LIMIT]]
                waiting.extend(reversed(children))
                continue
        if level < DEPTH_LIMIT and content.startswith(("message/rfc822", "message/global")):
            inner, rest = split_headers(body)
            if inner:
                yield Piece((("content-type", "text/rfc822-headers"), *inner), b"", depth + 1)
                waiting.append((inner, rest, level + 1, depth + 1))
                continue
        yield Piece(headers, body, depth)


def _split(body: bytes, headers: tuple[tuple[str, str], ...]) -> list[bytes]:
    """The parts between the boundaries; where the declared one is nowhere, by the one that is there."""
    from uptape.parsing.mail_parts.headers import parameters

    told = next((value for name, value in headers if name == "content-type"), "")
    boundary = parameters(told).get("boundary", "").rstrip().encode("ascii", "surrogateescape")
    if not boundary or b"--" + boundary not in body:
        stray = _STRAY_BOUNDARY.search(body)
        if not stray:
            return []
        boundary = stray.group(1)
    parts = _between(body, b"--" + boundary)
    return [part for part, _ in zip(parts[1:], range(PART_LIMIT), strict=False) if part.strip()]


def _between(body: bytes, mark: bytes) -> list[bytes]:
    """What stands between the lines that are `mark`, or `mark` and two dashes; by plain searches, in linear time."""
    parts: list[bytes] = []
    begin = position = 0
    while len(parts) <= 2 * PART_LIMIT and (found := body.find(mark, position)) >= 0:
        position = found + len(mark)
        if found and body[found - 1 : found] != b"\n":
            continue
        line_end = body.find(b"\n", position)
        rest = body[position : line_end if line_end >= 0 else len(body)]
        if rest.removeprefix(b"--").strip(b" \t\r"):
            continue
        end = found - 1 if found else 0
        parts.append(body[begin : end - 1 if body[end - 1 : end] == b"\r" else end])
        begin = position = line_end + 1 if line_end >= 0 else len(body)
    return [*parts, body[begin:]]
