"""HTML into lines and rows: tables, definition lists, cards, bold labels, bullets; hidden text is left out."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from uptape.parsing import linear as re2
from uptape.parsing.fields.vocabulary import section_of
from uptape.parsing.formats.box_rows import box_rows
from uptape.parsing.formats.label_columns import beside_lines
from uptape.parsing.formats.page_state import Buffer, Page, Row
from uptape.parsing.formats.pieces import LINES_CAP, MARK, Line
from uptape.parsing.formats.shallow import shallow

_HTML_CAP = 1_000_000
_TAG_CAP = 4_000
_NODES_CAP = 30_000
_SKIP = frozenset(
    (
        "script",
        "s",
        "strike",
        "del",
        "style",
        "head",
        "title",
        "svg",
        "template",
        "noscript",
        "select",
        "object",
        "audio",
        "video",
    )
)
_BLOCK = frozenset(
    ("p", "div", "section", "article", "header", "footer", "main", "table", "tbody", "thead", "tfoot", "ul", "ol", "li", "dl", "dt",
     "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "form", "fieldset", "legend", "address", "center", "tr", "td", "th",
     "label", "figure", "body", "aside", "nav", "caption", "details", "summary")
)  # fmt: skip
_STRONG = frozenset(("b", "u", "strong", "th", "dt", "label", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"))
_INLINE = frozenset(("small", "font", "span", "u", "em", "i"))
_HIDDEN = re2.compile(
    r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?:px)?\s*(?:;|$)|font-size\s*:\s*0(?:px)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)"
)
_HIDDEN_CLASS = re2.compile(r"(?i)pre-?header|preview-?text|hidden(?:$|\s)|hide-?all")
_BOLD = re2.compile(r"(?i)font-weight\s*:\s*(?:bold|[6-9]00)")
_LABEL_CLASS = re2.compile(r"(?i)(?:^|[\s_-])(?:label|lbl|key|caption|field-?name|dt)(?:$|[\s_-])")
_QUOTE_STYLE = re2.compile(r"(?i)border-left\s*:|border-radius\s*:\s*(?:1[2-9]|[2-9]\d)")
_PRE_STYLE = re2.compile(r"(?i)white-space\s*:\s*(?:pre|break-spaces)")
_GAP = re.compile(r"[ \t]{2,}|\t")
_SPACE = re.compile(r"\s+")
_SPACES = re.compile(r" {2,}")
_BIG_TAG = re.compile(r"<[^<>]{4000,}>?")
_INVISIBLE = str.maketrans(
    dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff͏\xad\u200e\u200f\u2007")
    | {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-"}
)


def html_lines(html: str) -> list[Line]:
    """The lines and rows of an HTML text in reading order. Never raises for any HTML; huge tags and pages are cut."""
    html = _BIG_TAG.sub("", html[:_HTML_CAP]) if len(html) > _TAG_CAP else html
    root = LexborHTMLParser(shallow(html)).root
    page = Page()
    if root is not None:
        _walk(root, page)
    _end_line(page)
    while len(page.buffers) > 1:
        inner = page.buffers.pop()
        page.buffers[-1].lines += inner.lines
    return page.buffers[0].lines[:LINES_CAP]


def _walk(root: LexborNode, page: Page) -> None:
    """Depth first without recursion: a page may nest a hundred thousand deep."""
    stack: list[tuple[LexborNode | None, str, int]] = [(root, "", 0)]
    shown_as = box_rows(root)
    seen = 0
    while stack:
        node, closing, flags = stack.pop()
        if node is None:
            _close(page, closing, flags)
            continue
        seen += 1
        if seen > _NODES_CAP or len(page.buffers[0].lines) > LINES_CAP:
            break
        tag = node.tag or ""
        if tag == "-text":
            _text(page, node.text_content or "")
            continue
        if tag in _SKIP or tag.startswith(("-", "!")):
            continue
        attributes = node.attributes
        style = attributes.get("style") or ""
        css = attributes.get("class") or ""
        if "hidden" in attributes or (style and _HIDDEN.search(style)) or (css and _HIDDEN_CLASS.search(css)):
            continue
        tag = shown_as.get(node.mem_id, tag) if shown_as else tag
        flags = _open(page, tag, style, css, attributes)
        stack.append((None, tag, flags))
        child = node.last_child
        while child is not None:
            stack.append((child, "", 0))
            child = child.prev


def _open(page: Page, tag: str, style: str, css: str, attributes: dict[str, str | None]) -> int:
    """Enter an element; the answer says what `_close` must undo: 1 bold, 2 quotation, 4 lines as they are, 8 a type of its own."""
    if tag == "br":
        _end_line(page, forced=True)
        return 0
    if tag == "hr":
        _end_line(page)
        page.buffers[-1].lines.append(Line("", rule=True))
        return 0
    if tag in _BLOCK:
        _end_line(page)
    flags = 0
    if tag in _STRONG or (style and _BOLD.search(style)) or (css and _LABEL_CLASS.search(css)):
        page.strong += 1
        flags |= 1
    if tag == "blockquote" or (style and _QUOTE_STYLE.search(style)):
        page.quote += 1
        flags |= 2
    if tag == "pre" or (style and _PRE_STYLE.search(style)):
        page.pre += 1
        flags |= 4
    if tag in _INLINE:
        page.inline += 1
        flags |= 8
    if tag == "table":
        page.count += 1
        page.tables.append(page.count)
        page.buffers[-1].complex = True
    elif tag == "tr":
        page.rows.append(Row())
    elif tag in {"td", "th"}:
        page.buffers.append(Buffer())
    elif tag in _HEADINGS:
        page.buffers[-1].heading = True
    elif tag == "a":
        href = (attributes.get("href") or "").strip()
        if href:
            page.buffers[-1].links.append(href[:2000])
    elif tag in {"input", "textarea"}:
        _text(page, " " + (attributes.get("value") or ""))
    return flags


def _close(page: Page, tag: str, flags: int) -> None:
    if tag in _BLOCK:
        _end_line(page)
        if tag in {"p", "ul", "ol", "dl", "table", "blockquote", "h1", "h2", "h3", "h4"}:
            _blank(page)
    if flags & 1:
        page.strong -= 1
    if flags & 2:
        page.quote -= 1
    if flags & 4:
        page.pre -= 1
    if flags & 8:
        page.inline -= 1
    if tag == "table" and page.tables:
        page.tables.pop()
    elif tag in {"td", "th"} and len(page.buffers) > 1:
        cell = page.buffers.pop()
        if page.rows:
            page.rows[-1].cells.append(cell)
        else:
            page.buffers[-1].lines += cell.lines
    elif tag == "tr" and page.rows:
        _end_row(page, page.rows.pop())


def _end_row(page: Page, row: Row) -> None:
    into = page.buffers[-1]
    filled = [cell for cell in row.cells if any(line.text or line.rule for line in cell.lines)]
    if (
        len(row.cells) >= 3
        and len(filled) >= 3
        and not any(cell.complex for cell in filled)
        and row.cells[0] is filled[0]
    ):
        kept = set(map(id, filled))
        # Columns stay in their places.
        filled = [cell if id(cell) in kept else Buffer([Line("-")]) for cell in row.cells]
    texts = [[line for line in cell.lines if line.text] for cell in filled]
    simple = len(filled) >= 2 and not any(cell.complex for cell in filled)
    below = into.lines[-1].cells if into.lines and page.tables and into.lines[-1].table == page.tables[-1] else ()
    titled = len(below) == len(texts) and all(len(cell) < 40 and section_of(cell.strip(" :")) for cell in below)
    plain = [[line.text.replace(MARK, "") for line in lines] for lines in texts]
    if simple and (beside := beside_lines(plain)):
        into.lines += [Line(" | ".join(both), both, page.tables[-1] if page.tables else 0) for both in beside]
        return
    if simple and all(texts) and (len(texts[0]) == 1 or titled) and sum(map(len, texts)) <= 40:
        cells = tuple("\n".join(line.text.replace(MARK, "") for line in lines) for lines in texts)
        links = tuple(link for lines in texts for line in lines for link in line.links)
        strong = all(line.strong for lines in texts for line in lines)
        into.lines.append(Line(" | ".join(cells), cells, page.tables[-1] if page.tables else 0, strong, links=links))
        return
    for cell in filled:
        into.lines += cell.lines
        if len(filled) > 1:
            into.lines.append(Line(""))
    if any(cell.complex for cell in filled):
        into.complex = True


def _text(page: Page, text: str) -> None:
    text = text.translate(_INVISIBLE)
    if page.pre and ("\n" in text or "\t" in text or "  " in text):
        for at, row in enumerate(text.split("\n")):
            if at:
                _end_line(page, forced=True)
            if row.strip():
                _squeezed(page, "\t".join(_SPACE.sub(" ", piece) for piece in _GAP.split(row)))
        return
    _squeezed(page, _SPACE.sub(" ", text))


def _squeezed(page: Page, squeezed: str) -> None:
    """Text in which gaps are single blanks or, where they count, tabs."""
    if not squeezed:
        return
    buffer = page.buffers[-1]
    if squeezed == " ":
        if buffer.parts:
            buffer.parts.append(" ")
        return
    is_strong = page.strong > 0
    kind = (is_strong, page.inline > 0 and squeezed.isupper())
    if buffer.parts and kind != page.was:
        buffer.parts.append(MARK)
    page.was = kind
    buffer.parts.append(squeezed)
    letters = len(squeezed.strip())
    buffer.chars += letters
    if is_strong:
        buffer.strong_chars += letters


def _end_line(page: Page, *, forced: bool = False) -> None:
    buffer = page.buffers[-1]
    text = _SPACES.sub(" ", "".join(buffer.parts)).strip(" " + MARK)
    if text:
        strong = buffer.strong_chars >= buffer.chars
        buffer.lines.append(
            Line(text, strong=strong, heading=buffer.heading, quote=page.quote > 0, links=tuple(buffer.links))
        )  # fmt: skip
    elif forced and buffer.lines and buffer.lines[-1].text:
        buffer.lines.append(Line(""))
    elif buffer.links and not text:
        buffer.lines.append(Line("", links=tuple(buffer.links)))
    buffer.parts.clear()
    buffer.links.clear()
    buffer.chars = buffer.strong_chars = 0
    buffer.heading = False


def _blank(page: Page) -> None:
    lines = page.buffers[-1].lines
    if lines and (lines[-1].text or lines[-1].rule):
        lines.append(Line(""))
