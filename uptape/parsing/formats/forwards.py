"""Mail within mail: what somebody forwarded, and the older mail below an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uptape.parsing import linear as re2
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.vocabulary import section_of

_HEADER = re2.compile(
    r"(?i)^[>\s*]*\*?(from|sent|to|cc|subject|date|reply-to|de|enviado(?: el)?|para|asunto|fecha|envoy[ée](?: le)?|[àa]|objet|date d['’]envoi|expediteur|destinataire|von|gesendet|an|betreff)\*?\s?:\*?\s*(.*)$"
)

_FROM_WORDS = frozenset(("from", "de", "expediteur", "von"))

_SUBJECT_WORDS = ("subject", "asunto", "objet", "betreff")
_FORWARD_MARK = re2.compile(
    r"(?i)^[>\s-]*(?:-+\s*)?(?:(?:begin )?forwarded message|original message|mensaje (?:reenviado|original)|message (?:transf[ée]r[ée]|d['’]origine|original)|forwarded by|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée]))\b.*$"
)

_WROTE = re2.compile(
    r"(?i)^>?\s*(?:on .{6,120}wrote:|el .{6,120}escribi[óo]:|le .{6,120}a [ée]crit\s?:|.{3,80}<[^>]+>\s*(?:wrote|escribi[óo]|a [ée]crit)\s?:)\s*$"
)


@dataclass(frozen=True, slots=True)
class Forward:
    """A mail that somebody forwarded: their own words, and the mail within."""

    note: str
    inner: str
    sender: str
    subject: str
    date: str
    to: str
    end: int
    """The line of the whole text at which the inner mail's body begins."""


def unforward(text: str) -> Forward | None:
    """The mail within a mail that was forwarded by hand or by a rule, or None."""
    lines = text.split("\n")
    for at, line in enumerate(lines[:400]):
        marked = bool(_FORWARD_MARK.match(line))
        start = at + 1 if marked else at
        while marked and start < len(lines) and not lines[start].strip(" >"):
            start += 1
        headers: dict[str, str] = {}
        end = start
        while end < len(lines) and end - start < 14:
            found = _HEADER.match(lines[end])
            if found:
                key = plain(found.group(1))
                headers.setdefault(key, found.group(2).strip().strip("*"))
            elif not (headers and lines[end].startswith((" ", "\t")) and lines[end].strip()):
                break
            end += 1
        sender = next((value for key, value in headers.items() if key in _FROM_WORDS), None)
        routed = any(
            key in headers
            for key in (
                "to",
                "para",
                "a",
                "an",
                "sent",
                "enviado",
                "enviado el",
                "envoye",
                "envoye le",
                "gesendet",
                "destinataire",
            )
        )
        dated = any(key in headers for key in ("date", "fecha", "sent", "enviado", "enviado el", "envoye", "envoye le"))
        mailed = marked or "@" in sender or any(key in headers for key in _SUBJECT_WORDS) if sender else False
        if sender and mailed and len(headers) >= (2 if marked else 3) and (routed or dated or marked):
            inner = "\n".join(re.sub(r"^(?:> ?)+", "", row) for row in lines[end:])
            return Forward(
                "\n".join(lines[:at]).strip(), inner.strip("\n"), sender,
                next((headers[key] for key in _SUBJECT_WORDS if key in headers), ""),
                next((headers[key] for key in ("date", "fecha", "sent", "enviado", "enviado el", "envoye", "envoye le") if key in headers), ""),
                next((headers[key] for key in ("to", "para", "a", "an", "destinataire") if key in headers), ""),
                end,
            )  # fmt: skip
    return None


def cut_reply(text: str) -> tuple[str, str]:
    """Somebody's own words, and the older mail quoted below them."""
    lines = text.split("\n")
    for at, line in enumerate(lines[:600]):
        joined = f"{line} {lines[at + 1].strip()}" if at + 1 < len(lines) else line
        if (_WROTE.match(line) or (_WROTE.match(joined) and not _WROTE.match(lines[at + 1]))) and at:
            return "\n".join(lines[:at]).strip(), "\n".join(re.sub(r"^(?:> ?)+", "", row) for row in lines[at + 1 :])
    own = [line for line in lines if not line.startswith(">")]
    quoted = [re.sub(r"^(?:> ?)+", "", line) for line in lines if line.startswith(">")]
    if len(quoted) >= 3 and any(line.strip() for line in own):
        return "\n".join(own).strip(), "\n".join(quoted)
    return text, ""


def unmarked(text: str) -> str:
    """A text without the marks of quotation before its lines."""
    return "\n".join(re.sub(r"^\s*(?:> ?)+", "", line) for line in text.split("\n"))


_MARKED_TITLE = re.compile(r"^(?:>{1,3}|#{1,4})\s*([^\s>#].{1,50})$")


def titled(text: str) -> str:
    """A text whose titles are marked `>> Customer` or `## Customer` with marks that no quotation has."""
    if ">" not in text and "##" not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines[:400]):
        found = _MARKED_TITLE.match(line)
        if found is None or len(found.group(1).split()) > 6 or section_of(found.group(1)) is None:
            continue
        near = (lines[at - 1] if at else "", lines[at + 1] if at + 1 < len(lines) else "")
        if not any(other.startswith((">", "#")) for other in near):
            lines[at] = f"== {found.group(1).strip()} =="
    return "\n".join(lines)


def unquote(text: str) -> str:
    """A text that is quoted as a whole (`> ` before every line) without the marks."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if filled and sum(line.lstrip().startswith(">") for line in filled) >= 0.8 * len(filled):
        return "\n".join(re.sub(r"^\s*(?:> ?)+", "", line) for line in lines)
    return text


def signed_off(rows: list[str], name: str) -> int | None:
    """The row at which the signature of whoever forwarded the mail begins below the mail within; None where there is none."""
    who = plain(name).strip()
    if len(who.split()) < 2:
        return None
    for at in range(max(1, len(rows) - 12), len(rows)):
        bare = plain(rows[at].strip(" *_\x1f"))
        if bare == who or bare.startswith((who + ",", who + " |", who + " -")):
            return next((back for back in (at - 1, at - 2) if back > 0 and rows[back].strip() in {"--", "—", "__"}), at)
    return None
