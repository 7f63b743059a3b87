"""Undoes transfer encodings (RFC 2045): base64, quoted-printable, uuencode; also claimed, lost or doubled."""

from __future__ import annotations

import base64
import binascii
import quopri
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{1,}={0,2}\s*\Z")
_BASE64_TEXT = re.compile(r"\s*(?:[A-Za-z0-9+/]{40,}\s+)*[A-Za-z0-9+/]{2,}={0,2}\s*\Z")
_QP_LEFT = re.compile(r"=3D|(?<=[^=\n ])=\n(?=\S)|=(?:C[23]|E2)=[89AB][0-9A-F]|=20\n|=0[AD](?![0-9A-Za-z])")
_QP_HINT = re.compile(r"=(?:3D|\n|C|E2|20\n)")
_SOFT_BREAKS = re.compile(r"(?m)^[^\n]{60,76}=\n")
_UU_BEGIN = re.compile(r"(?m)^begin [0-7]{3,4} (.{1,200})\n")


def undo(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """The decoded bytes and a note where the encoding was not the claimed one. Never raises."""
    encoding = encoding.strip().strip("\"'").lower()
    if encoding == "base64":
        return _undo_base64(data)
    if encoding == "quoted-printable":
        return quopri.decodestring(data), None
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        text = data.decode("latin-1").replace("\r\n", "\n")
        found = next(iter(uuencoded(text)), None)
        return (found[1], None) if found else (data, "uuencoded part has no beginning")
    note = None if encoding in ("", "7bit", "8bit", "binary") else f"unknown transfer encoding {encoding[:30]!r}"
    return data, note


def _undo_base64(data: bytes) -> tuple[bytes, str | None]:
    if not _NOT_BASE64.search(data):
        return _lenient(data), None
    good: list[bytes] = []
    lines = data.splitlines(keepends=True)
    for line in lines:
        packed = _packed(line)
        if packed is None:
            break
        good.append(packed)
    head = b"".join(good)
    rest = b"".join(lines[len(good) :])
    if len(head.strip()) < 24 or any(len(line.split()) > 1 for line in good):
        return data, "part claims base64 and is plain"
    # What a list server put behind the encoded text is plain.
    return _lenient(head) + b"\n" + rest, "plain text behind base64"


def _packed(line: bytes) -> bytes | None:
    """A line of base64 without what strayed into it (RFC 2045, 6.8: to be ignored); None for a line of plain text."""
    text = line.strip()
    if not text or _BASE64_LINE.match(text):
        return line
    packed = _NOT_BASE64.sub(b"", b"".join(text.split()))
    strayed = len(text) - len(packed)
    return packed + b"\n" if len(packed) >= 40 and strayed <= 4 and text.count(b" ") <= 1 else None


def _lenient(data: bytes) -> bytes:
    """Base64 with lost padding or a lost last letter."""
    packed = b"".join(data.split())
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4))
    except binascii.Error:
        packed = packed.replace(b"=", b"")
        packed = packed[: len(packed) // 4 * 4]
        try:
            return base64.b64decode(packed)
        except binascii.Error:
            return data


def again(text: str) -> tuple[str, str | None]:
    """The text with a transfer encoding undone that is still in it: doubled, or its header lost."""
    if "=" in text and _is_quoted_printable(text[:20_000] if len(text) > 20_000 else text):
        data = quopri.decodestring(text.encode("utf-8", "replace"))
        return _as_text(data, "quoted-printable was still in the text")
    if len(text) >= 64 and " " not in text.strip()[:64] and _BASE64_TEXT.match(text):
        data = _lenient(text.encode("ascii"))
        if data and sum(byte < 9 or 13 < byte < 32 for byte in data[:200]) < 2:
            return _as_text(data, "base64 was still in the text")
    return text, None


def _is_quoted_printable(text: str) -> bool:
    if not _QP_HINT.search(text):
        return False
    left = _QP_LEFT.findall(text)
    sure = sum(1 for mark in left if len(mark) > 2)
    return sure >= 2 or (sure >= 1 and len(left) >= 2) or len(_SOFT_BREAKS.findall(text)) >= 2


def _as_text(data: bytes, note: str) -> tuple[str, str]:
    from uptape.parsing.mail_parts.charsets import decode

    return decode(data, None)[0], note


def uuencoded(text: str) -> list[tuple[str, bytes]]:
    """File names and bytes of the uuencoded files that stand in a text."""
    files = []
    for begin in list(_UU_BEGIN.finditer(text))[:10]:
        data = bytearray()
        for line in text[begin.end() :].split("\n"):
            if line.strip() == "end" or not line.strip():
                break
            try:
                data += binascii.a2b_uu(line)
            except (binascii.Error, ValueError):
                # Encoders that round the length up (the standard library does the same).
                length = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
                try:
                    data += binascii.a2b_uu(line[:length])
                except (binascii.Error, ValueError):
                    break
        if data:
            files.append((begin.group(1).strip(), bytes(data)))
    return files


def unflowed(text: str, delsp: bool) -> str:
    """Paragraphs of format=flowed (RFC 3676) on one line each; quoted and unquoted lines are never joined."""
    lines: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:].removeprefix(" ") if depth or line.startswith(" ") else line
        soft = body.endswith(" ") and body != "-- "
        if open_depth == depth and lines:
            if delsp:
                lines[-1][-1] = lines[-1][-1][:-1]
            lines[-1].append(body)
        else:
            lines.append([">" * depth + " " if depth else "", body])
        open_depth = depth if soft else None
    return "\n".join(["".join(pieces) for pieces in lines])
