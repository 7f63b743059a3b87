"""Takes a mail apart: bytes → headers and decoded parts, whatever their quality. The only importer of mail-parser."""

from __future__ import annotations

import logging
import re
from email import message_from_bytes
from email.message import Message
from typing import cast

from uptape.parsing.document import MailDocument, Part
from uptape.parsing.mail_parts import bounded
from uptape.parsing.mail_parts.charsets import decode, fit, unix_lines
from uptape.parsing.mail_parts.findings import TEXT_LIMIT, Findings, header_part
from uptape.parsing.mail_parts.headers import text_of

_MBOX = re.compile(rb"\A(?:\s*\n)*(?:From [^\n]{1,200}\n)?")
# Defects that the standard library notes and that change nothing for a reader.
_HARMLESS_DEFECTS = frozenset(("MissingHeaderBodySeparatorDefect",))


class _RawMessage(Message):
    """The standard library's message, with the body of a leaf as the bytes that came.

    Its own `get_payload` decodes 8-bit bodies by the declared charset, loses what does not fit, and fails on `idna`.
    """

    def undecoded(self) -> bytes:
        """The bytes of the body, transfer encoding and all."""
        body = self._payload  # type: ignore[attr-defined]
        if not isinstance(body, str):
            return b""
        try:
            return body.encode("ascii", "surrogateescape")
        except UnicodeEncodeError:
            return body.encode("utf-8", "replace")


def take_apart(raw: bytes) -> MailDocument:
    """Headers and parts of a mail, decoded; never raises, damage is noted.

    Limits: 64 kB of headers, 200 parts, 30 levels, 1 MB of text a part, tags of 4 kB. Archives stay packed. A message
    inside gives a part `text/rfc822-headers` with its headers as text, and then its own parts, one `depth` deeper.
    """
    try:
        return _take_apart(raw)
    except Exception as error:  # whatever it is, a mail is never lost for it
        text = fit(decode(raw[:TEXT_LIMIT], None)[0])
        note = f"could not be taken apart ({type(error).__name__}): read as plain text"
        return MailDocument((), (Part("text/plain", text),), malformed=True, notes=(note,))


def _take_apart(raw: bytes) -> MailDocument:
    found = Findings(take_apart)
    start = _MBOX.match(raw)
    raw = unix_lines(raw[start.end() :] if start else raw)
    raw, cut = bounded.cut_headers(raw)
    if cut:
        found.damage("more than 64 kB of headers: the rest was not read")
    if bounded.is_too_much(raw):
        found.damage("nested or flooded beyond measure: read within limits")
        return _within_bounds(raw, found)
    raw_headers, body = bounded.split_headers(raw)
    content = next((value for name, value in raw_headers if name == "content-type"), "")
    is_single = not content.strip().lower().startswith(("multipart/", "message/"))
    if not is_single and bounded.has_stray_lines(raw, raw_headers):
        found.damage("lines between the headers that are none")
        head = "\n".join(f"{name}: {value}" for name, value in raw_headers)
        raw = head.encode("ascii", "surrogateescape") + b"\n\n" + body
    if is_single:
        told = dict(reversed(raw_headers))
        if not "".join([value for _, value in raw_headers]).isascii():
            found.damage("headers hold raw 8-bit letters")
        found.leaf(content, told.get("content-disposition", ""), told.get("content-transfer-encoding", ""), body, 0)
        headers = tuple([(name, text_of(value)) for name, value in raw_headers])
        return MailDocument(headers, tuple(found.parts), found.malformed, tuple(found.notes))
    if len(raw) > bounded.LARGE:
        return _within_bounds(raw, found)  # the standard library goes line by line: a second for 20 MB
    message = message_from_bytes(raw, _RawMessage)
    headers = _headers(message, found)
    defects = _walk(message, found)
    if defects:
        _mend(raw, found, defects)
    return MailDocument(headers, tuple(found.parts), found.malformed, tuple(found.notes))


def _headers(message: _RawMessage, found: Findings) -> tuple[tuple[str, str], ...]:
    headers = []
    for name, value in message.raw_items():
        value = str(value)
        if not value.isascii():
            found.damage("headers hold raw 8-bit letters")
        headers.append((name.lower(), text_of(value)))
    return tuple(headers)


def _walk(message: _RawMessage, found: Findings) -> list[str]:
    """Keeps all leaves; gives the names of the defects that were met."""
    defects: list[str] = []
    waiting: list[tuple[_RawMessage, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        defects.extend(
            type(defect).__name__ for defect in part.defects if type(defect).__name__ not in _HARMLESS_DEFECTS
        )
        payload = cast("list[_RawMessage] | str | None", part.get_payload())
        content = str(part.get("content-type", "text/plain"))
        if isinstance(payload, list):
            kind = content.partition(";")[0].strip().lower()
            if kind.startswith("message/") and kind not in (
                "message/rfc822",
                "message/global",
                "message/partial",
                "message/news",
            ):
                text = "\n\n".join(
                    "\n".join(f"{n}: {text_of(str(v))}" for n, v in block.raw_items()) for block in payload
                )
                found.parts.append(Part(kind, fit(text), depth=depth))
            elif kind.startswith("message/"):
                for inner in reversed(payload):
                    waiting.append((inner, depth + 1))
                for inner in payload:
                    found.parts.append(
                        header_part(tuple((n.lower(), text_of(str(v))) for n, v in inner.raw_items()), depth + 1)
                    )
            else:
                waiting.extend((inner, depth) for inner in reversed(payload))
                _between_parts(part, found, depth)
            continue
        data = part.undecoded()
        found.leaf(
            content,
            str(part.get("content-disposition", "")),
            str(part.get("content-transfer-encoding", "")),
            data,
            depth,
        )
    return defects


def _between_parts(part: _RawMessage, found: Findings, depth: int) -> None:
    """Text before the first and behind the last boundary, where no reader looks, if it is a lead."""
    for text in (part.preamble, part.epilogue):
        if text and "<" in text and ("prospect" in text.lower() or "<adf" in text.lower()):
            found.damage("a lead stands outside of the parts")
            found.leaf("text/plain", "", "", str(text).encode("utf-8", "surrogateescape"), depth)


def _within_bounds(raw: bytes, found: Findings) -> MailDocument:
    headers, _ = bounded.split_headers(raw)
    _keep_pieces(raw, found)
    return MailDocument(
        tuple((name, text_of(value)) for name, value in headers),
        tuple(found.parts),
        found.malformed,
        tuple(found.notes),
    )


def _keep_pieces(raw: bytes, found: Findings) -> None:
    for piece in bounded.pieces(raw):
        if piece.header("content-type") == "text/rfc822-headers":
            found.parts.append(header_part(tuple((n, text_of(v)) for n, v in piece.headers[1:]), piece.depth))
            continue
        content = piece.header("content-type") or "text/plain"
        if content.strip().lower().startswith("multipart/"):
            content = "text/plain"  # no boundary was found in it, or it lies too deep
        found.leaf(
            content,
            piece.header("content-disposition"),
            piece.header("content-transfer-encoding"),
            piece.body,
            piece.depth,
        )


def _mend(raw: bytes, found: Findings, defects: list[str]) -> None:
    """A second look at a damaged mail: by the boundary that is there, then by mail-parser, for texts not yet found."""
    for name in dict.fromkeys(defects):
        found.damage(f"broken MIME: {name.removesuffix('Defect')}")
    if any(
        name in ("StartBoundaryNotFoundDefect", "NoBoundaryInMultipartDefect", "MultipartInvariantViolationDefect")
        for name in defects
    ):
        second = Findings(take_apart)
        _keep_pieces(raw, second)
        whole = any(part.content_type.startswith("multipart/") for part in found.parts)
        if (
            (whole and second.parts and not any(part.content_type.startswith("multipart/") for part in second.parts))
            or len(second.parts) > len(found.parts)
            or (any(p.text.strip() for p in second.parts) and not any(p.text.strip() for p in found.parts))
        ):
            found.parts = second.parts
    if set(defects) <= {"CloseBoundaryNotFoundDefect"} and any(part.text.strip() for part in found.parts):
        return  # cut off at its end, with all that came in our hands
    have = "".join(part.text for part in found.parts)
    for kind, text in _by_mail_parser(raw):
        text = fit(text)
        if text.strip() and text.strip()[:200] not in have:
            found.parts.append(Part(kind, text[:TEXT_LIMIT]))


def _by_mail_parser(raw: bytes) -> list[tuple[str, str]]:
    """The texts that mail-parser sees; it also looks behind the last boundary, where some mails hide parts."""
    import mailparser  # 78 ms that only a damaged mail costs

    logging.getLogger("mailparser").setLevel(logging.CRITICAL)  # what it would warn of stands in our notes
    try:
        mail = mailparser.parse_from_bytes(raw)
        plain = [("text/plain", str(text)) for text in mail.text_plain]
        return plain + [("text/html", str(text)) for text in mail.text_html]
    except Exception:
        return []
