"""Reads header values: unfolded, encoded words (RFC 2047) decoded also where they are wrong, 8-bit as it is."""

from __future__ import annotations

import base64
import binascii
import re

from uptape.parsing.mail_parts.charsets import decode, fit

_WORD = re.compile(r"=\?([\w.:*+-]{1,60})\?([bBqQ])\?([^?\r\n]{0,2000})\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?[\w.:*+-]{1,60}\?[bBqQ]\?)")
_PARAMETER = re.compile(r""";\s*([\w!#$%&+^`{}~*-]{1,40})\s*=\s*(?:"((?:[^"\\]|\\.){0,500})"?|([^\s;"]{1,500}))""")
_FOLD = re.compile(r"[\r\n]+[ \t]?|[\r\n]")


def text_of(value: str) -> str:
    """The value of a header as people read it; `value` as the standard library gives it, bytes as surrogates."""
    if "\n" in value and "=?" not in value:
        value = value.replace("\n\t", " ").replace("\n ", " ")
    if value.isascii() and value.isprintable() and "=?" not in value:
        return value.strip()
    if "\n" in value or "\r" in value:
        value = " ".join(_FOLD.sub(" ", value).split()) if "=?" in value else _FOLD.sub(" ", value)
    if not value.isascii():
        value = eight_bit(value)
    if "=?" in value:
        value = _words(value)
    return fit(value).replace("\n", " ").strip()


def eight_bit(value: str) -> str:
    """Raw 8-bit bytes of a header (RFC 6532, or just wrong) decoded."""
    try:
        return decode(value.encode("ascii", "surrogateescape"), None)[0]
    except UnicodeEncodeError:
        return value


def _words(value: str) -> str:
    """Encoded words decoded; neighbours of one charset together, since some senders split letters between them."""
    value = _BETWEEN.sub(r"\1", value)
    pieces: list[str] = []
    waiting, waiting_charset, position = b"", "", 0
    for found in _WORD.finditer(value):
        charset = found.group(1).partition("*")[0].lower()
        if waiting and (found.start() > position or charset != waiting_charset):
            pieces.append(decode(waiting, waiting_charset)[0])
            waiting = b""
        pieces.append(value[position : found.start()])
        waiting += _word_bytes(found.group(2), found.group(3))
        waiting_charset, position = charset, found.end()
    if waiting:
        pieces.append(decode(waiting, waiting_charset)[0])
    pieces.append(value[position:])
    return "".join(pieces)


def _word_bytes(encoding: str, text: str) -> bytes:
    if encoding in "bB":
        packed = "".join(text.split())
        try:
            return base64.b64decode(packed + "=" * (-len(packed) % 4))
        except (binascii.Error, ValueError):
            return text.encode("utf-8", "replace")
    data = text.replace("_", " ").encode("utf-8", "surrogateescape")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda code: bytes((int(code.group(1), 16),)), data)


def parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition header; RFC 2231 pieces joined, first of twins kept."""
    found: dict[str, str] = {}
    pieces: dict[str, list[str]] = {}
    for name, quoted, plain in _PARAMETER.findall(";" + value[:4096].partition(";")[2]):
        text = (quoted or plain).replace('\\"', '"')
        name = name.lower()
        base, star, rest = name.partition("*")
        if not star:
            found.setdefault(name, text)
        elif len(pieces.setdefault(base, [])) < 40:
            encoded = name.endswith("*")
            if encoded and rest in ("", "0*") and text.count("'") >= 2:
                text = text.split("'", 2)[2]
            pieces[base].append(_percent(text) if encoded else text)
    for base, texts in pieces.items():
        found.setdefault(base, "".join(texts))
    return found


def _percent(text: str) -> str:
    data = re.sub(
        rb"%([0-9A-Fa-f]{2})", lambda code: bytes((int(code.group(1), 16),)), text.encode("utf-8", "surrogateescape")
    )
    return decode(data, None)[0]
