"""Finds ADF in the texts of a mail, cuts it out and mends it until an XML parser takes it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_START = re.compile(r"<\s{0,3}(?:([\w-]{1,20}):)?(?:adf(?:leads?|xml)?|prospect)\b", re.IGNORECASE)
_ESCAPED = re.compile(r"&(?:amp;){0,2}(?:lt|#0?60|#x3c);\s{0,3}(?:[\w-]{1,20}:)?(?:adf|prospect)\b", re.IGNORECASE)
_PROSPECT = re.compile(r"<\s{0,3}prospect\b", re.IGNORECASE)
_PROSPECT_END = re.compile(r"<\s{0,3}/\s{0,3}prospect\s{0,9}>", re.IGNORECASE)
_ADF_END = re.compile(r"<\s{0,3}/\s{0,3}adf(?:leads?|xml)?\s{0,9}>", re.IGNORECASE)
_HAS_CONTENT = re.compile(r"<\s{0,3}(?:customer|vehicle|contact)\b", re.IGNORECASE)

_MARKUP = (
    r"b|i|u|s|a|p|div|span|font|strong|em|small|big|center|table|tbody|thead|tr|td|th|img|hr|ul|ol|li|h[1-6]|pre|"
    r"code|tt|body|html|head|"
    r"meta|style|blockquote|o:p|wbr|sup|sub|label|section|article|input|dir|cite|q|ins|del|title|link|script"
)
_BREAK = re.compile(r"<\s?/?\s?(?:br|p|div|tr|li|h[1-6])\b[^<>]{0,400}>", re.IGNORECASE)
_TAGS = re.compile(rf"<\s?/?\s?(?:{_MARKUP})(?=[\s/>])[^<>]{{0,2000}}>", re.IGNORECASE)
_SOME_MARKUP = re.compile(rf"<\s?/?\s?(?:br|{_MARKUP})(?=[\s/>])", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"(?m)^[ \t]{0,3}(?:[>|][ \t]?){1,10}")
_PREFIXED = re.compile(r"(<\s{0,3}/?\s{0,3})[\w-]{1,20}:(?=[A-Za-z])")

_ENTITY = re.compile(r"<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)\b[^<>]{0,2000}>?", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?[^<>]{0,300}>")
_BARE_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)?"
)
_STRAY_LESS = re.compile(r"<(?![A-Za-z/!?])|<(?=[\w.+-]{1,64}@)|<(?=https?:)|<(?=/(?![A-Za-z]))")
_SPACED = re.compile(r"<\s{1,9}(/?)\s{0,9}([A-Za-z]{1,20})(?=[\s/>])|<(/)\s{1,9}([A-Za-z]{1,20})(?=[\s/>])")
_TAG = re.compile(r"<(/?)([A-Za-z][\w.-]{0,30})([^<>]{0,600})>")
_CURLY = str.maketrans("“”„″‘’", '""""\'\'')
_UNQUOTED = re.compile(r"([\w:-]{1,30})\s?=\s?([^\s\"'<>=/]{1,100})(?=[\s/>]|$)")
_BROKEN_TAG = re.compile(r"(</?[a-z]{1,15})\n([a-z]{1,15}(?:\s[^<>]{0,200})?>)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AdfPiece:
    """One prospect as it stood in the mail, and whether quote marks or a page had to be taken off it."""

    xml: str
    mended: bool


def pieces(text: str, is_html: bool) -> Iterator[AdfPiece]:
    """Each prospect of the ADF documents in a text, in their order; nothing where there is no ADF."""
    if not is_html:
        begin = text.find("<prospect")
        if begin >= 0 and not _QUOTE_MARK.match(text, text.rfind("\n", 0, begin) + 1):
            yield from (AdfPiece(piece, False) for piece in _cut_plain(text, begin))
            return
    found = _START.search(text)
    mended = False
    if found is None:
        if "&" not in text or not _ESCAPED.search(text):
            return
        text, mended = _unescaped(text), True
        found = _START.search(text)
        if found is None:
            return
    elif is_html and _SOME_MARKUP.search(text):
        text, mended = _TAGS.sub("", _BREAK.sub("\n", text)), True
        found = _START.search(text) or found
    text, unquoted = _without_quote_marks(text, found.start())
    if found.group(1) or _has_prefix(text):
        if found.group(1):
            text = text.replace(f"<{found.group(1)}:", "<").replace(f"</{found.group(1)}:", "</")
        if _PREFIXED.search(text):
            text = _PREFIXED.sub(r"\1", text)
    for piece in _cut_out(text):
        yield AdfPiece(piece, mended or unquoted)


def with_shared(piece: AdfPiece, text: str) -> AdfPiece:
    """The piece with the vendor and the provider that stand outside all prospects, for all of them."""
    missing = [name for name in ("vendor", "provider") if f"<{name}" not in piece.xml and f"<{name}>" in text]
    shared = "".join([_outside(text, name) for name in missing])
    end = piece.xml.rfind("</")
    return AdfPiece(piece.xml[:end] + shared + piece.xml[end:], piece.mended) if shared and end >= 0 else piece


def _outside(text: str, name: str) -> str:
    """The first element of a name that stands outside all prospects, of at most 4000 letters; empty where there is none."""
    begin = text.find(f"<{name}>")
    for _ in range(20):
        end = text.find(f"</{name}>", begin, begin + 4000)
        if begin < 0:
            return ""
        before = text[max(0, begin - 20_000) : begin].lower()
        if end >= 0 and before.rfind("<prospect") <= before.rfind("</prospect"):
            return text[begin : end + len(name) + 3]
        begin = text.find(f"<{name}>", begin + 1)
    return ""


def _cut_plain(text: str, begin: int) -> Iterator[str]:
    """The short way of `_cut_out` for tags in small letters, as nearly all mails have them."""
    count = 0
    while begin >= 0 and count < 50:
        following = text.find("<prospect", begin + 9)
        limit = following if following >= 0 else len(text)
        end = text.find("</prospect>", begin, limit)
        if end >= 0:
            yield text[begin : end + 11]
        else:
            ends = _PROSPECT_END.search(text, begin, limit) or _ADF_END.search(text, begin, limit)
            piece = text[begin : ends.start() if ends else limit]
            if _HAS_CONTENT.search(piece):
                yield piece + "</prospect>"
        begin, count = following, count + 1


def _unescaped(text: str) -> str:
    """XML that stood as text in an HTML page (`&lt;adf&gt;`), once or twice escaped."""
    text = _TAGS.sub("", _BREAK.sub("\n", text))
    for _ in range(3):
        if _START.search(text):
            break
        text = html.unescape(text)
    return text.replace("\u00a0", " ")


def _without_quote_marks(text: str, start: int) -> tuple[str, bool]:
    """The text without `> ` before each line, if the document itself begins behind one."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if ">" in line or "|" in line:
        mark = _QUOTE_MARK.match(line)
        if mark and "<" not in line:
            return _QUOTE_MARK.sub("", text), True
    return text, False


def _has_prefix(text: str) -> bool:
    found = _PROSPECT.search(text)
    return found is None and re.search(r"<[\w-]{1,20}:prospect\b", text, re.IGNORECASE) is not None


def _cut_out(text: str) -> Iterator[str]:
    """From each `<prospect` to its end, to the next one, or as far as it goes; a bare `<adf>` counts as one."""
    starts = [found.start() for found in _PROSPECT.finditer(text)][:50]
    if not starts:
        found = _START.search(text)
        if found:
            end = _ADF_END.search(text, found.end())
            inner = text[found.start() : end.start() if end else len(text)]
            inner = inner.partition(">")[2]
            if _HAS_CONTENT.search(inner):
                yield f"<prospect>{inner}</prospect>"
        return
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        end = _PROSPECT_END.search(text, start, following) or _ADF_END.search(text, start, following)
        piece = text[start : end.start() if end else following]
        if _HAS_CONTENT.search(piece):
            yield piece + "</prospect>"


def mended(piece: str) -> str:
    """A prospect with what is bare escaped and what may not stand there dropped: for pieces no parser takes."""
    if "<![" in piece:
        piece = between(piece, "<![CDATA[", "]]>", lambda text: html.escape(plain(text), quote=False))
    if "<!" in piece:
        piece = _without_doctype(piece)
    if "<?" in piece:
        piece = _DECLARATION.sub("", piece)
    piece = _TAGS.sub("", _BREAK.sub("\n", piece))
    if "&" in piece:
        piece = ampersands(piece)
    piece = _SPACED.sub(_closed_up, piece)
    piece = _STRAY_LESS.sub("&lt;", piece)
    if "\n" in piece:
        piece = _BROKEN_TAG.sub(_joined_tag, piece)
    return piece


def ampersands(piece: str) -> str:
    """The piece with what is no entity of XML escaped or, where it has a name of HTML's, replaced by its letter."""
    return _BARE_AMPERSAND.sub(_entity, piece)


def mend_tags(piece: str) -> str:
    """Tags in small letters, with curly or missing quotes set right: for pieces that a parser complained of."""

    def straight(found: re.Match[str]) -> str:
        slash, name, rest = found.groups()
        if "=" in rest:
            rest = _UNQUOTED.sub(r'\1="\2"', rest.translate(_CURLY))
        return f"<{slash}{name.lower()}{rest}>"

    return _TAG.sub(straight, piece)


def _without_doctype(piece: str) -> str:
    """The piece without DOCTYPE and its entities (threat 33); none of it is ever resolved anyway."""
    while (begin := piece.upper().find("<!DOCTYPE")) >= 0:
        bracket, end = piece.find("[", begin), piece.find(">", begin)
        if 0 <= bracket < end:
            close = piece.find("]", bracket)
            end = piece.find(">", close) if close >= 0 else -1
        piece = piece[:begin] + (piece[end + 1 :] if end >= 0 else "")
    return _ENTITY.sub("", piece)


def balanced(piece: str) -> str:
    """The piece with end tags that close nothing dropped, and those that were lost set: a parser that recovers by
    itself closes the wrong element and loses all that follows.
    """
    out: list[str] = []
    open_tags: list[str] = []
    position = 0
    for found in _TAG.finditer(piece):
        slash, name, rest = found.groups()
        tag = name.lower()
        if not slash:
            if not rest.endswith("/"):
                open_tags.append(tag)
            continue
        out.append(piece[position : found.start()])
        position = found.end()
        # An element far out is not closed by a stray end tag deep inside, beyond what a lost end tag or two explain.
        if tag in open_tags[-6:]:
            while open_tags[-1] != tag:
                out.append(f"</{open_tags.pop()}>")
            open_tags.pop()
            out.append(f"</{tag}>")
    out.append(piece[position:])
    out.extend(f"</{tag}>" for tag in reversed(open_tags))
    return "".join(out)


def between(text: str, start: str, end: str, changed: Callable[[str], str]) -> str:
    """The text with each stretch from `start` to `end` replaced by what `changed` makes of its inside; linear."""
    pieces: list[str] = []
    position = 0
    while (begin := text.find(start, position)) >= 0:
        stop = text.find(end, begin + len(start))
        pieces += [text[position:begin], changed(text[begin + len(start) : stop if stop >= 0 else None])]
        if stop < 0:
            return "".join(pieces)
        position = stop + len(end)
    return "".join((*pieces, text[position:]))


def plain(text: str) -> str:
    """A value without the markup and the second escaping that some senders leave in it (`<![CDATA[a <br /> b]]>`)."""
    if "<" in text:
        text = _TAGS.sub("", _BREAK.sub("\n", text))
    return html.unescape(text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    """`&nbsp;` → its letter, `&#38;` kept, `&w=320` and unknown names → a plain ampersand."""
    name = found.group(1)
    if name is None:
        return "&amp;"
    if name[0] == "#":
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
            return found.group()
        return ""
    letter = html.unescape(f"&{name};")
    return letter if not letter.startswith("&") else f"&amp;{name};"


_ADF_TAGS = frozenset(
    (
        "prospect", "requestdate", "vehicle", "customer", "contact", "comments", "comment", "vendor", "vendorname",
        "provider", "service", "address", "street", "apartment", "city", "regioncode", "postalcode", "country",
        "phone", "email", "name", "year", "make", "model", "stock", "trim", "price", "odometer", "transmission",
        "bodystyle", "condition", "timeframe", "description", "earliestdate", "latestdate", "colorcombination",
        "interiorcolor", "exteriorcolor", "preference", "finance", "method", "amount", "balance", "imagetag",
        "doors", "option", "optionname", "manufacturercode", "weighting",
    )
)  # fmt: skip


def _closed_up(found: re.Match[str]) -> str:
    """`< / name >` → `</name >`; `a < b` stays what it is."""
    name = found.group(2) or found.group(4)
    if name.lower() not in _ADF_TAGS:
        return found.group()
    return f"<{found.group(1) or found.group(3) or ''}{name}"


def _joined_tag(found: re.Match[str]) -> str:
    """`</postal⏎code>` of a mailer that wraps without looking → `</postalcode>`."""
    head, tail = found.groups()
    name = re.match(r"[a-z]+", tail, re.IGNORECASE)
    first = head.lstrip("</").lower()
    if name and first + name.group().lower() in _ADF_TAGS:
        return head + tail
    return found.group()
