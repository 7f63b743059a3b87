"""Fax pages as another program reads them."""

from __future__ import annotations

import pytest

from tests.delivery.pdf_reader import printed
from tests.wording.builders import entry
from uptape.delivery import pdf
from uptape.wording.render import Wording


def test_a_lead_reads_as_it_was_written() -> None:
    text = Wording().render(entry(channel="fax"))
    (page,) = printed(pdf.document(text.subject, text.body) or b"")
    title, *lines = page.split("\n")
    assert title == text.subject[: pdf.TITLE_COLUMNS]
    assert "Phone:    310-555-0142" in lines
    assert "> Is it still there?" in lines


@pytest.mark.parametrize(
    "words",
    ["García Núñez, Zoë, Strauß – “ja” €5", r"\(1) <41> /F1 Tf ) Tj ET endstream endobj", "%PDF-1.4 100 % <<>>"],
)
def test_no_letter_of_a_lead_means_anything_in_the_file(words: str) -> None:
    assert printed(pdf.document("Fax", words) or b"") == [f"Fax\n{words}"]


def test_letters_that_the_fonts_lack_lose_their_accents_and_others_have_no_page() -> None:
    assert pdf.document("Fax", "Łódź") is None
    assert printed(pdf.document("Fax", "Dvořák ﬁne\x07\x1b[1m") or b"") == ["Fax\nDvorák fine[1m"]
    assert pdf.document("Fax", "王小明") is None
    assert pdf.document("王", "x") is None


def test_long_lines_are_wrapped_and_long_texts_take_pages_up_to_a_number() -> None:
    words = [f"word{number}" for number in range(900)]
    pages = printed(pdf.document("Fax", " ".join(words)) or b"")
    assert [page.rpartition("\n")[2] for page in pages] == [f"{at} of {len(pages)}" for at in range(1, len(pages) + 1)]
    assert len(pages) > 1
    body = "\n".join(page.partition("\n")[2].rpartition("\n")[0] for page in pages)
    assert body.split() == words
    assert all(len(line) <= pdf.COLUMNS for line in body.split("\n"))
    endless = printed(pdf.document("Fax", "line\n" * 5000) or b"")
    assert len(endless) == pdf.MOST_PAGES
    assert endless[-1].endswith(f"[cut]\n{pdf.MOST_PAGES} of {pdf.MOST_PAGES}")
