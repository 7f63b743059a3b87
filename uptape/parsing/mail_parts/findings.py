"""What is found in a mail as it is taken apart: its parts, decoded one by one, and notes on what was damaged."""

from __future__ import annotations

import re
from collections.abc import Callable

from uptape.parsing.document import MailDocument, Part
from uptape.parsing.mail_parts import bounded
from uptape.parsing.mail_parts.charsets import decode, fit, is_plain, unix_lines
from uptape.parsing.mail_parts.headers import parameters, text_of
from uptape.parsing.mail_parts.html_plain import plain_html
from uptape.parsing.mail_parts.transfer import again, undo, unflowed, uuencoded

TEXT_LIMIT = 1024 * 1024
_LONG_TAG = re.compile(r"(<[^<>]{64})[^<>]{4032,}")
_MOST_TAGS = 20_000
_BINARY = (
    "image/",
    "audio/",
    "video/",
    "font/",
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/vnd.",
)
_TEXT_NAME = re.compile(r"(?i)\.(?:adf|xml|txt|eml|html?|csv|json|text|msg\.txt)\Z")
_HTML = re.compile(r"(?i)\s*(?:<!doctype html|<html\b|<head\b|<body\b|<table\b|<div\b|<meta\b)")
_MARKS = re.compile(rb"[\s\xef\xbb\xbf]*")


class Findings:
    """Parts and notes as they are found."""

    def __init__(self, take_apart: Callable[[bytes], MailDocument]) -> None:
        self.take_apart = take_apart  # for mails that are attached to mails
        self.parts: list[Part] = []
        self.notes: list[str] = []
        self.malformed = False

    def damage(self, note: str | None) -> None:
        if note:
            self.malformed = True
            if note not in self.notes and len(self.notes) < 20:
                self.notes.append(note)

    def leaf(self, content: str, disposition: str, encoding: str, data: bytes, depth: int) -> None:
        """Decodes one part and keeps it."""
        if len(self.parts) >= bounded.PART_LIMIT:
            self.damage(f"more than {bounded.PART_LIMIT} parts: the rest was not read")
            return
        kind = content.partition(";")[0].strip().strip("\"'").lower()
        if " " in kind:
            kind, content = kind.split()[0], content.replace(" ", ";", 1)  # `text/plain charset=utf8`
        told = parameters(content) if ";" in content else {}
        name = (parameters(disposition).get("filename") if ";" in disposition else None) or told.get("name")
        name = text_of(name)[:200] if name else None
        attached = disposition.lstrip().lower().startswith("attachment")
        if "/" not in kind:
            if kind:
                self.damage("part with a broken content type")
            kind = "text/plain"
        if kind.startswith(_BINARY) and not (name and _TEXT_NAME.search(name)):
            self.parts.append(Part(kind, "", name, is_attachment=True, depth=depth))
            return
        data, note = undo(data, encoding)
        self.damage(note)
        is_text = (
            kind.startswith(("text/", "message/"))
            or "xml" in kind
            or kind.endswith("json")
            or (name and _TEXT_NAME.search(name))
        )
        if not is_text and not _looks_like_text(data):
            self.parts.append(Part(kind, "", name, is_attachment=True, depth=depth))
            return
        if (name and name.lower().endswith(".eml")) or (kind == "message/rfc822" and encoding):
            self._attached_mail(data, depth)
            return
        self._text(kind, told, name, attached or not is_text, data, depth)

    def _text(self, kind: str, told: dict[str, str], name: str | None, attached: bool, data: bytes, depth: int) -> None:
        if len(data) > TEXT_LIMIT:
            self.damage("a text of more than 1 MB was cut")
            data = data[:TEXT_LIMIT]
        if data.isascii():
            data = unix_lines(data)
        if is_plain(data) and not told.get("charset", "").lower().startswith(
            ("utf-16", "utf-32", "utf-7", "iso-2022", "hz")
        ):
            text = data.decode("ascii")
        else:
            text, note = decode(data, told.get("charset"))
            self.damage(note)
            text = fit(text)
        if "=" in text or (len(text) >= 64 and " " not in text[:64].strip()):
            text, note = again(text)
            if note:
                self.damage(note)
                text = fit(again(text)[0])
        if told.get("format", "").lower() == "flowed" and kind == "text/plain":
            text = unflowed(text, told.get("delsp", "").lower() == "yes")
        if kind == "text/plain" and text.lstrip()[:1] == "<" and _HTML.match(text):
            kind = "text/html"
        if len(text) > 4096 and "<" in text:
            text, cut = _LONG_TAG.subn(r"\1", text)
            if cut and kind == "text/html":
                self.notes.append("tags of more than 4 kB were cut")
        if kind == "text/html" and text.count("<") > _MOST_TAGS and "prospect" not in text:
            # Deep or endless pages cost any HTML engine seconds (threat 35).
            self.damage("a page of too many tags was read as plain text")
            kind, text = "text/plain", plain_html(text)
        if kind == "text/plain" and "begin " in text:
            for filename, inner in uuencoded(text):
                self.leaf(f'application/octet-stream; name="{filename[:100]}"', "attachment", "", inner, depth)
        self.parts.append(Part(kind, text, name, is_attachment=attached, depth=depth))

    def _attached_mail(self, data: bytes, depth: int) -> None:
        if depth >= bounded.DEPTH_LIMIT or len(self.parts) >= bounded.PART_LIMIT:
            self.damage(f"more than {bounded.DEPTH_LIMIT} levels: the rest was not read")
            return
        inner = self.take_apart(data)
        self.parts.append(header_part(inner.headers, depth + 1))
        self.parts.extend(
            Part(p.content_type, p.text, p.filename, p.is_attachment, p.depth + depth + 1) for p in inner.parts
        )
        for note in inner.notes:
            self.damage(note)


def header_part(headers: tuple[tuple[str, str], ...], depth: int) -> Part:
    """The headers of a message inside, as text."""
    return Part(
        "text/rfc822-headers", "\n".join(f"{name.title()}: {value}" for name, value in headers[:200]), depth=depth
    )


def _looks_like_text(data: bytes) -> bool:
    """True for bytes of a part of unknown type that are text: XML, or no controls at the beginning."""
    start = _MARKS.match(data)
    head = data[start.end() if start else 0 :][:400]
    if head.startswith((b"PK", b"\x1f\x8b", b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"Rar!", b"7z\xbc")):
        return False
    if head[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return bool(head) and b"\x00" not in head and sum(byte < 9 or 13 < byte < 32 for byte in head) == 0
