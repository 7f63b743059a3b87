"""Reads ADF (Auto-lead Data Format 1.0), leniently, from wherever it stands in a mail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from uptape.core.leads import Known, LeadDraft
from uptape.parsing.document import MailDocument
from uptape.parsing.formats.adf_draft import draft
from uptape.parsing.formats.adf_prospect import Prospect
from uptape.parsing.formats.adf_text import AdfPiece, ampersands, balanced, mend_tags, mended, pieces, with_shared

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

_MOST_LEADS = 50


def read(document: MailDocument, known: Known) -> tuple[LeadDraft, ...]:
    """The leads of all ADF in the mail's parts; the same lead as text, HTML and attachment is one. Never raises."""
    drafts: list[LeadDraft] = []
    for prospect in prospects(document):
        found = draft(prospect, known)
        if found is not None:
            _add(drafts, found)
    return tuple(drafts)


def prospects(document: MailDocument) -> Iterator[Prospect]:
    """What stands in the mail's ADF, one prospect after the other, at most 50."""
    count = 0
    for part in document.parts:
        if not part.text or count >= _MOST_LEADS:
            continue
        is_html = part.content_type == "text/html"
        if is_html and count and not part.is_attachment:
            continue  # the same mail once more, with its tags lost
        for piece in pieces(part.text, is_html):
            prospect = _prospect(with_shared(piece, part.text))
            if prospect is not None:
                count += 1
                yield prospect


def _prospect(piece: AdfPiece) -> Prospect | None:
    """The prospect as it stands if it is plain or a parser takes it so, else mended, else mended harder."""
    xml, repaired = piece.xml, piece.mended
    plain = Prospect.plainly(xml)
    if plain is None and "&" in xml:
        # An ampersand that nobody escaped is the one fault that most senders have.
        plain, repaired = Prospect.plainly(ampersands(xml)), True
    if plain is not None:
        plain.mended = repaired
        return plain
    repaired = piece.mended
    parser = _parser()
    root = None
    if "<!DOCTYPE" not in xml and "<!ENTITY" not in xml:
        root = _parse(xml, parser)
    if root is None or len(parser.error_log):
        repaired = True
        xml = mended(xml)
        root = _parse(xml, parser)
        if root is None or len(parser.error_log):
            again = _parse(balanced(mend_tags(xml)), parser)
            root = again if again is not None else root
    return None if root is None else Prospect.of(root, repaired)


def _parse(xml: str, parser: XMLParser) -> _Element | None:
    from lxml import etree

    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


@lru_cache(maxsize=1)
def _parser() -> XMLParser:
    """Recovering; no entity is resolved, no DTD loaded, nothing fetched (threat 33)."""
    from lxml import etree

    return etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _add(drafts: list[LeadDraft], found: LeadDraft) -> None:
    """Keeps a lead unless it is there already; of two tellings of one lead the one with more in it stays."""
    for place, other in enumerate(drafts):
        if _is_same(other, found):
            if _weight(found) > _weight(other):
                drafts[place] = found
            return
    drafts.append(found)


def _is_same(one: LeadDraft, other: LeadDraft) -> bool:
    if one.provider_lead_id != other.provider_lead_id:
        return False
    a, b = one.customer, other.customer
    if (a.emails or a.phones) and (b.emails or b.phones):
        if not set(a.emails) & set(b.emails) and not set(a.phones) & set(b.phones):
            return False
    elif (a.full_name or "").lower() != (b.full_name or "").lower():
        return False
    return one.provider_lead_id is not None or [v.title.lower() for v in one.vehicles] == [
        v.title.lower() for v in other.vehicles
    ]


def _weight(found: LeadDraft) -> int:
    customer = found.customer
    filled = sum(
        1
        for value in (
            customer.full_name,
            customer.postal_code,
            customer.city,
            found.comments,
            found.location,
            found.source,
        )
        if value
    )
    return (
        filled
        + len(customer.emails)
        + len(customer.phones)
        + sum(len(vehicle.title.split()) for vehicle in found.vehicles)
    )
