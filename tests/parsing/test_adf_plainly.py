"""ADF without an XML parser: whatever is read so is exactly what the parser would have read."""

from __future__ import annotations

import time
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uptape.parsing.formats import adf
from uptape.parsing.formats.adf_prospect import Prospect
from uptape.parsing.formats.adf_text import AdfPiece, pieces
from uptape.parsing.mime import take_apart

_HERE = Path(__file__).parent
_TAGS = (
    "customer",
    "contact",
    "name",
    "email",
    "phone",
    "address",
    "street",
    "vehicle",
    "price",
    "vendor",
    "id",
    "Comments",
)
_WORDS = st.sampled_from(
    ("", " ", "Ada & Bo", "a &amp; b", "&lt;b&gt;", "&nbsp;", "&#38;", "&#0;", "<br/>", "]]>", "<![CDATA[x <b> & y]]>",
     "5 < 6", "é\u200b", "\x0c", "512-555-0142", "<!-- c -->", "<?pi?>", "&bogus;", "\n", "x > y", "\ufffe")
)  # fmt: skip
_ATTRIBUTES = st.sampled_from(
    ("", ' part="first"', ' part="last" type="individual"', ' a="1" a="2"', " a=b", ' x:y="1"', ' xmlns="urn:x"',
     ' a="&amp;"', ' a="x > y"', " part='full'", ' a="1"b="2"', ' TYPE="asking"', ' a="x\ny"', "/")
)  # fmt: skip


@st.composite
def element(draw: st.DrawFn, depth: int = 0) -> str:
    tag, attributes = draw(st.sampled_from(_TAGS)), draw(_ATTRIBUTES)
    inside = (
        "".join(draw(st.lists(element(depth + 1), max_size=4))) if depth < 3 and draw(st.booleans()) else draw(_WORDS)
    )
    end = draw(st.sampled_from((f"</{tag}>", f"</{tag}>", f"</{tag}>", f"</{tag} >", f"</{tag.upper()}>", "")))
    return f"<{tag}{attributes}>{inside}{end}{draw(_WORDS)}"


def by_parser(piece: AdfPiece) -> Prospect | None:
    with patch.object(Prospect, "plainly", classmethod(lambda _cls, _xml: None)):
        return adf._prospect(piece)


def as_read(found: Prospect | None) -> object:
    """All but the mark of damage: the parser marks capitals and prefixes, which damage nothing."""
    return None if found is None else [getattr(found, name) for name in Prospect.__slots__ if name != "mended"]


@settings(max_examples=400, deadline=None)
@given(st.lists(element(), max_size=5), _ATTRIBUTES, st.sampled_from(("</prospect>", "</PROSPECT>", "")))
def test_what_is_read_plainly_is_what_a_parser_reads(inside: list[str], attributes: str, end: str) -> None:
    xml = f"<prospect{attributes}>{''.join(inside)}{end}"
    plainly = Prospect.plainly(xml)
    if plainly is not None:
        assert as_read(plainly) == as_read(by_parser(AdfPiece(xml, False)))


@pytest.mark.parametrize("folder", ["corpus", "blind", "unseen", "layouts"])
def test_samples_are_read_alike_both_ways(folder: str) -> None:
    for path in sorted((_HERE / folder).rglob("*.eml")):
        for part in take_apart(path.read_bytes()).parts:
            for piece in pieces(part.text, part.content_type == "text/html"):
                assert as_read(adf._prospect(piece)) == as_read(by_parser(piece)), path.name


def test_most_of_the_corpus_needs_no_parser() -> None:
    texts = [p for path in (_HERE / "corpus").glob("adf-*.eml") for p in take_apart(path.read_bytes()).parts]
    found = [Prospect.plainly(piece.xml) for p in texts for piece in pieces(p.text, p.content_type == "text/html")]
    assert len(found) > 20
    assert sum(one is not None for one in found) > 0.7 * len(found)


def test_its_time_grows_with_the_size_alone() -> None:
    for text in (
        "<prospect" + " a" * 45_000,
        "<prospect" + ' a="b"' * 16_000,
        "<prospect>" + "<a " * 30_000,
        "<prospect>" + "<a>" * 30_000,
    ):
        begin = time.thread_time()
        assert Prospect.plainly(text) is None
        assert time.thread_time() - begin < 0.5
