"""The readable text of a mail: what a person would see of it, for rules on `text`, for people, and for classifying."""

from __future__ import annotations

import re

from uptape.parsing.document import MailDocument, Part
from uptape.parsing.fields.texts import many_lines
from uptape.parsing.mail_parts.html_plain import plain_html

LIMIT = 64 * 1024
_STUB = re.compile(
    r"(?i)\bview (?:this|it) (?:message|e-?mail|mail)?\s?(?:in|on|online)|does not support html|html[- "
    r"](?:capable|enabled)"
)
# Beyond this many tags in a mail the layout engine takes too long (a tenth of a millisecond each); the plain way stays
# linear.
_MOST_TAGS = 8_000


def readable(document: MailDocument) -> str:
    """The text of the mail's own parts and of messages inside, at most 64 kB; HTML as text where there is no better."""
    if len(document.parts) == 1 and document.parts[0].content_type == "text/plain":
        return document.parts[0].text[:LIMIT].strip()
    pieces: list[str] = []
    size = 0
    plain = [p for p in document.parts if p.content_type.startswith("text/plain") and p.text.strip()]
    enough = any(len(p.text.strip()) > 60 and not _STUB.search(p.text[:400]) for p in plain if not p.is_attachment)
    tags = 0
    for part in document.parts:
        if size > LIMIT or not part.text:
            continue
        if part.content_type == "text/html":
            if enough and not part.is_attachment:
                continue
            tags += part.text.count("<")
            text = many_lines(html_text(part.text) if tags < _MOST_TAGS else plain_html(part.text), LIMIT)
        elif (
            part.content_type.startswith(("text/", "message/")) or not part.is_attachment or "xml" in part.content_type
        ):
            text = part.text[:LIMIT]
        else:
            continue
        pieces.append(text[: LIMIT - size])
        size += len(text) + 2
    return "\n\n".join(pieces)[:LIMIT].strip()


def html_text(page: str) -> str:
    """A page as text, with rows on lines of their own. Never raises."""
    if page.count("<") < _MOST_TAGS:
        try:
            from inscriptis import get_text

            return str(get_text(page))
        except Exception:
            return plain_html(page)
    return plain_html(page)


def own_words(text: str) -> str:
    """What the writer of a reply wrote above (or between) what is quoted."""
    lines: list[str] = []
    for line in text.split("\n")[:400]:
        bare = line.strip()
        if _QUOTE_BEGINS.match(bare):
            break
        if not bare.startswith((">", "|")):
            lines.append(line)
    return "\n".join(lines).strip()


_QUOTE_BEGINS = re.compile(
    r"(?i)(?:on .{5,120} wrote:?|le .{5,120} a écrit\s?:?|el .{5,120} escribió:?|-{2,} ?(?:original|forwarded|"
    r"mensaje|message).{0,40}|_{10,}|"
    r"(?:from|de|von)\s?: .{0,100}@.{0,100}|(?:from|de)\s?:.{1,80}(?:\[mailto:|<).{0,80}|begin forwarded "
    r"message:?|> ?(?:on|from) .*)\Z"
)


def shown_parts(document: MailDocument) -> tuple[Part, ...]:
    """The parts of the outermost message."""
    return tuple(part for part in document.parts if part.depth == 0)
