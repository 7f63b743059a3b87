"""A plain text as lines, and the lines that belong to the frame of a mail: rules, titles, footers."""

from __future__ import annotations

import re

from uptape.parsing import linear as re2
from uptape.parsing.fields.vocabulary import section_of
from uptape.parsing.formats.columns import with_colons
from uptape.parsing.formats.pieces import LINE_CAP, LINES_CAP, Line

_RULE = re.compile(r"^[\s>]*[-=_*~#·•—–+]{3,}[\s>]*$")

_BOXED = re.compile(r"^[\s]*[-=_*~#+—–:|]{2,}\s*(\S(?:.{0,60}?\S)??)\s*[-=_*~#+—–:|]{2,}\s*$")

_TAILED = re.compile(r"^\s*(#?\d{1,3}|\S.{0,40}?)\s+[-=_*~—–]{4,}\s*$")

_SECTION = re.compile(r"^\s*\[\s*(?!image|cid)([^\W\d][^\[\]|:]{1,40}?)\s*\]\s*$", re.IGNORECASE)

_FOOTER = re2.compile(
    r"(?i)^\W*(?:you(?:'re| are) receiving|you received this|you (?:get|got) this|why (?:am|did) (?:i|you) |stop these|standard (?:message|text|data|rates)|ai can make|this transcri|form delivery|alerts? by|this is an automated|automated message|msg & data|this (?:e-?mail|message|notification|form|lead|reply|inquiry) (?:was|is|belongs|has been)|"
    r"(?:response|submission|entry|record|inquiry|enquiry|lead|request|case|ticket|message)(?: (?:no\.?|id|number|#))? ?[:#]? ?[A-Z]{0,4}-?\d{3,}|to (?:remove|unsubscribe|manage|stop|change|view|reply|respond|opt)|unsubscribe|manage |delivered by|powered by|sent (?:to you|from|via|by|through)|"
    r"submitted (?:through|via|from|on the)|view (?:this |the )?(?:listing|lead|ad|message|in|vehicle|online|full)|reply to this|click here|copyright|©|\(c\) |"
    r"(?:ad|listing|post) (?:id|number|no\.?|#)[ :#]|[\w ]{2,30} safety\s*:|all rights|by submitting|please (?:do not reply|respond|contact this)|do not reply|confidential|the information (?:contained|in)|disclaimer|privacy|"
    r"fraud|report (?:this|suspicious)|need help|questions\? (?:call|contact|e-?mail|visit|\S+@|\(?\d{3}\)?[ .-])|for (?:help|support|assistance)|how .{3,25} works|listen(?: to|\s*:| now| here| online)|play\s*:|"
    r"open in |call (?:back|them|her|him|now)|respond |reply (?:directly|to|now|fast|quickly)|contact (?:them|her|him|this|the)|follow up|act fast|be the first|answer by|get the app|download|l['’][ée]quipe|equipo |el equipo|the .{2,30} team|thank you for (?:using|choosing|listing|your business)|"
    r"ce (?:courriel|message)|este (?:correo|mensaje)|vous recevez|usted recibe|recibe este|pour (?:vous|modifier|g[ée]rer)|para (?:dejar|administrar|cancelar)|"
    r"responder? a este|r[ée]pondez|ver (?:anuncio|el anuncio|publicaci)|voir l['’]annonce|enviado (?:desde|por|a trav)|envoy[ée] (?:de|par|depuis)|"
    r"https?://|www\.|tip\s*:|remember\s*:|note to dealer|lead (?:delivered|provided|sent) by|respond (?:quickly|within|now)|\[image|--\s*$|get outlook|"
    r"this vehicle is listed|log ?in |sign in |[\w .]{2,40}(?:,)? (?:inc|llc|ltd|corp)\.?,|ip address|user agent|page url|certificate expires|(?:lead|inquiry|request|message) (?:created|received|submitted|sent|generated|captured) (?:on |at )?[\da-z]|never |(?:received|submitted|sent|created|captured|booked|re[çc]ue?|soumise?|envoy[ée]e?|recibid[oa]|enviad[oa])(?: (?:on|at|le|el|the))?:? (?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? ))"
)


def is_footer(text: str) -> bool:
    """True for a line that belongs to the frame of the mail rather than to anybody's words."""
    return bool(_FOOTER.match(text))


def text_lines(text: str) -> list[Line]:
    """The lines of a plain text, long ones cut, lines drawn across the page recognised."""
    lines: list[Line] = []
    sections = sum(1 for row in text[:20_000].split("\n") if _SECTION.match(row)) > 1
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:LINES_CAP]:
        row = (
            raw[:LINE_CAP]
            .replace("\u00a0", " ")
            .replace("\u2011", "-")
            .replace("\u200b", "")
            .replace("\ufeff", "")
            .rstrip()
        )
        if "▸" in row or "►" in row or "›" in row:
            row = re.sub(r"(?<=\S)\s*[▸►›]\s*(?=\S)", " | ", row)
        if row.lstrip().startswith("> ") and len(row.strip()) > 4:
            lines.append(Line(row.strip().lstrip("> "), quote=True))
            continue
        boxed = (_BOXED.match(row) or (_SECTION.match(row) if sections else None)) if len(row) < 120 else None
        if boxed and any(map(str.isalpha, boxed.group(1))):
            lines.append(Line(boxed.group(1), strong=True, heading=True))
        elif (tailed := _TAILED.match(row) if len(row) < 120 else None) and _opens(tailed.group(1)):
            lines.append(Line(tailed.group(1), strong=True, heading=True))
        elif _RULE.match(row):
            if (
                lines
                and lines[-1].text
                and len(lines[-1].text) < 60
                and (len(lines) < 2 or not lines[-2].text)
                and set(row.strip()) <= set("-=_~*")
            ):
                lines[-1] = Line(lines[-1].text, strong=True, heading=True)  # underlined
            else:
                lines.append(Line(row.strip(), rule=True))
        else:
            lines.append(Line(row))
    return with_colons(_questions(lines))


def _opens(text: str) -> bool:
    """Whether a text before a line drawn to the margin is a title: a number, capitals, or words that open a section."""
    return text.strip("#").isdigit() or (text.isupper() and len(text) > 3) or section_of(text) is not None


def _questions(lines: list[Line]) -> list[Line]:
    """`Q: Full name?` above `A: Ann Lee` as one labelled line."""
    if sum(1 for line in lines if line.text.startswith("Q:")) < 2:
        return lines
    out: list[Line] = []
    for line in lines:
        if line.text.startswith("A:") and out and out[-1].text.startswith("Q:"):
            out[-1] = Line(f"{out[-1].text[2:].strip().rstrip(':')}: {line.text[2:].strip()}", strong=True)
        else:
            out.append(line)
    return out
