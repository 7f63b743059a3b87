"""A fax as a PDF (ISO 32000-1): text on pages of US Letter size, in a typewriter's letters, which every reader has."""

from __future__ import annotations

import textwrap
import unicodedata

WIDTH, HEIGHT, MARGIN = 612, 792, 54
"""Points."""
SIZE, LEADING, TITLE = 11, 14, 14
COLUMNS = int((WIDTH - 2 * MARGIN) / (SIZE * 0.6))
"""Letters in a line: each letter of Courier is 0.6 of its size wide."""
TITLE_COLUMNS = int((WIDTH - 2 * MARGIN) / (TITLE * 0.6))
LINES = (HEIGHT - 2 * MARGIN - 3 * LEADING) // LEADING
MOST_PAGES = 10


def document(title: str, text: str) -> bytes | None:
    """The PDF; None where a letter has no place in the Western alphabet that the built-in letters are for.

    What is longer than 10 pages is cut, and the last line says so.
    """
    head = _letters(title)
    lines = [_letters(part) for line in text.strip().split("\n") for part in _wrapped(line)]
    if head is None or any(line is None for line in lines):
        return None
    kept = [line or b"" for line in lines]
    if len(kept) > LINES * MOST_PAGES:
        kept = [*kept[: LINES * MOST_PAGES - 1], b"[cut]"]
    pages = [kept[at : at + LINES] for at in range(0, len(kept), LINES)] or [[]]
    return _file([_page(head, page, number, len(pages)) for number, page in enumerate(pages, 1)])


def _wrapped(line: str) -> list[str]:
    clean = "".join(letter for letter in line if letter.isprintable())
    return textwrap.wrap(clean, COLUMNS, drop_whitespace=True, break_on_hyphens=False) or [""]


def _letters(text: str) -> bytes | None:
    """Text in the encoding of the fonts; letters that it lacks lose their accents, and others have none there."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        for form in (letter, "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))):
            try:
                out += form.encode("cp1252")
                break
            except UnicodeEncodeError:
                continue
        else:
            return None
    return out


def _page(head: bytes, lines: list[bytes], number: int, of: int) -> bytes:
    """The drawing of one page. Words are written in hexadecimal, so that none of their letters can mean anything."""
    top = HEIGHT - MARGIN - TITLE
    drawn = [
        f"BT /B {TITLE} Tf {MARGIN} {top} Td <{head[:TITLE_COLUMNS].hex()}> Tj ET",
        f"BT /A {SIZE} Tf {LEADING} TL {MARGIN} {top - 2 * LEADING} Td",
        *(f"<{line.hex()}> Tj T*" for line in lines),
        "ET",
    ]
    if of > 1:
        drawn.append(f"BT /A {SIZE} Tf {MARGIN} {MARGIN - LEADING} Td <{f'{number} of {of}'.encode().hex()}> Tj ET")
    return "\n".join(drawn).encode("ascii")


def _file(pages: list[bytes]) -> bytes:
    """The objects of the file with their table."""
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 {WIDTH} {HEIGHT}] >>".encode(),
        font.format("Courier").encode(),
        font.format("Courier-Bold").encode(),
    ]
    for index, drawing in enumerate(pages):
        resources = "<< /Font << /A 3 0 R /B 4 0 R >> >>"
        page = f"<< /Type /Page /Parent 2 0 R /Resources {resources} /Contents {6 + 2 * index} 0 R >>"
        objects += [page.encode(), f"<< /Length {len(drawing)} >>\nstream\n".encode() + drawing + b"\nendstream"]
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
