"""The reader for every mail that is not ADF: any site, any layout, in English, Spanish or French."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from uptape.core.leads import Known, LeadDraft
from uptape.parsing.document import MailDocument, Part
from uptape.parsing.evidence import gather
from uptape.parsing.evidence_state import Evidence, Fact
from uptape.parsing.extract import extract
from uptape.parsing.fields.label_words import plain
from uptape.parsing.formats.blocks import read_items
from uptape.parsing.formats.chat_shapes import chat_rows, head_lines, head_rows
from uptape.parsing.formats.forwards import Forward, cut_reply, signed_off, titled, unforward, unmarked, unquote
from uptape.parsing.formats.frames import text_lines
from uptape.parsing.formats.labels import split_label
from uptape.parsing.formats.pieces import MARK, Item, Line
from uptape.parsing.formats.records import records
from uptape.parsing.formats.reported import is_note, note_items, reported_customer
from uptape.parsing.formats.side_blocks import blocks_apart
from uptape.parsing.formats.structured import structured_items
from uptape.parsing.formats.tables import html_lines
from uptape.parsing.formats.transcripts import transcript_of
from uptape.parsing.lead_facts import Body
from uptape.parsing.senders import Sender, inner_sender, is_direct, sender_of, site_name
from uptape.parsing.stores import store_seen, store_told

_TEXT_CAP = 256_000
_READABLE = frozenset(
    (
        "text/plain",
        "text/html",
        "text/csv",
        "text/richtext",
        "text/enriched",
        "",
        "text/tab-separated-values",
        "text/xml",
        "text/yaml",
        "text/json",
        "text/markdown",
        "application/json",
        "application/csv",
        "application/xml",
        "application/yaml",
        "application/x-yaml",
        "application/x-www-form-urlencoded",
        "application/xhtml+xml",
    )
)


@dataclass(frozen=True, slots=True)
class _View:
    """One body of the mail (its text or its HTML) as items."""

    text: str
    items: list[Item]
    sender: Sender
    evidence: Evidence
    older: str = ""


def read(document: MailDocument, known: Known) -> tuple[LeadDraft, ...]:
    """The leads of a mail, in its order; an empty tuple where nothing in it can be an enquiry."""
    return read_with_reasons(document, known)[0]


def read_with_reasons(document: MailDocument, known: Known) -> tuple[tuple[LeadDraft, ...], tuple[str, ...]]:
    """The leads of a mail, and one sentence for each choice that was made."""
    sender = sender_of(document)
    known = _at_home(document, known)
    views = [
        view
        for view in (
            _view(part.content_type, part.text, _sender_of_part(document, part, sender), known)
            for part in _bodies(document)
        )
        if view
    ]
    if not views:
        views = [_view("text/plain", "", sender, known) or _View("", [], sender, Evidence())]
    view = _with_other_bodies(max(views, key=_worth), views)
    leads: list[LeadDraft] = []
    why: list[str] = []
    parts = records(view.items)
    for items in parts:
        alone = len(parts) == 1
        site = "" if is_direct(view.sender, 0) else site_name(view.sender, view.text) or ""
        evidence = view.evidence if alone else gather(items, known.country, site)
        direct = alone and is_direct(view.sender, evidence.pair_count)
        told = reported_customer(view.text) if direct or (alone and is_note(note_items(items))) else None
        if told and plain(told.name) != plain(view.sender.name):
            if alone:
                evidence = gather(note_items(items), known.country, site)
            direct = False  # somebody of the store writes of a customer
            evidence = replace(
                evidence, facts=(*evidence.facts, Fact("name", told.name, "customer", told.score, 0, told.why))
            )
        text = view.text if alone else "\n".join(item.text for item in items if item.kind in {"text", "heading"})
        lead, reasons = extract(Body(text, evidence, view.sender, direct, alone), known)
        if not alone and lead.location is None:
            store = (
                _store_above(view, parts)
                or store_told(view.sender.subject, view.text.split("\n"), lead.source or "")
                or store_seen(view.sender.subject, view.sender.name, _head(view, parts), lead.source or "")
            )
            lead = replace(lead, location=store)
        if _says_something(lead):
            leads.append(lead)
            why += reasons
    return tuple(leads), tuple(why)


def _store_above(view: _View, parts: list[list[Item]]) -> str | None:
    """The store that the head of a digest names, before the first of its records; None where it names none or several."""
    first = next((at for at, item in enumerate(view.items) if item is parts[0][0]), 0)
    named = {
        fact.value
        for fact in view.evidence.facts
        if fact.field == "location" and fact.at < first and sum(map(str.isalpha, fact.value)) >= 2
    }
    return named.pop() if len(named) == 1 else None


def _head(view: _View, parts: list[list[Item]]) -> list[str]:
    """The lines of a digest before the first of its records."""
    first = next((at for at, item in enumerate(view.items) if item is parts[0][0]), 0)
    return [f"{item.label} - {item.text}".strip(" -") for item in view.items[:first] if item.text]


def _with_other_bodies(view: _View, views: list[_View]) -> _View:
    """The chosen body with the labelled prices, stock numbers and VINs that only the mail's other bodies tell."""
    told = {fact.field for fact in view.evidence.facts if fact.whose == "wanted"}
    more = tuple(
        fact
        for other in views
        for fact in other.evidence.facts
        if fact.field in {"price", "stock", "vin"} and fact.whose == "wanted" and fact.field not in told
    )
    if not more or len(records(view.items)) > 1:
        return view
    return replace(view, evidence=replace(view.evidence, facts=(*view.evidence.facts, *more)))


_MEXICAN = re.compile(r"\bS\.? ?A\.? de C\.? ?V\b|\bM\.N\.|\bMXN\b")


def _at_home(document: MailDocument, known: Known) -> Known:
    """What is known, with the country of the mail where its legal forms or money tell that: it completes numbers."""
    if known.country in {"US", "CA"} and any(_MEXICAN.search(part.text[:_TEXT_CAP]) for part in _bodies(document)):
        return replace(known, country="MX")
    return known


def _sender_of_part(document: MailDocument, part: Part, outer: Sender) -> Sender:
    """Who wrote a part: of a mail that is attached, its own sender; whoever passed it on is the forwarder."""
    if part.depth == 0:
        return outer
    at = document.parts.index(part)
    head = next(
        (p for p in reversed(document.parts[:at]) if p.content_type == "text/rfc822-headers" and p.depth == part.depth),
        None,
    )
    if head is None:
        return outer
    rows = [line.partition(":") for line in head.text.split("\n")]
    told = {name.strip().lower(): value.strip() for name, _, value in reversed(rows)}
    if "@" not in told.get("from", ""):
        return outer
    return inner_sender(outer, told["from"], told.get("subject", ""), told.get("date", ""))


def _bodies(document: MailDocument) -> list[Part]:
    texts = [part for part in document.parts if part.text.strip() and part.content_type in _READABLE]
    own = [part for part in texts if not part.is_attachment]
    return list(own or texts)[:8]


def _view(kind: str, text: str, sender: Sender, known: Known) -> _View | None:
    text = text[: _TEXT_CAP * 4]
    is_xml = text.lstrip().startswith("<?xml") and "<html" not in text[:2000].lower()  # whatever its type says
    looks_html = (kind == "text/html" and not is_xml) or (
        text[:2000].lower().count("<td") + text[:2000].lower().count("<div") + text[:2000].lower().count("<br")
    ) > 2
    lines: list[Line]
    if looks_html:
        lines = head_rows(chat_rows(html_lines(text)))
        flat = "\n".join(line.text.replace(MARK, "") for line in lines)
    else:
        flat = titled(unquote(text[:_TEXT_CAP].replace("\r\n", "\n").replace("\u2011", "-")))
        lines = []
    forward = unforward(flat)
    if forward and forward.note and _is_reply(sender, forward, known):
        lines = lines[: flat[: flat.find(forward.inner)].count("\n") + 1] if lines else lines
        flat, forward = forward.note, None
        lines = lines[: flat.count("\n") + 1]
    if forward:
        outer = sender.name
        sender = inner_sender(sender, forward.sender, forward.subject, forward.date)
        lines = lines[forward.end :]
        flat = forward.inner
        again = unforward(flat)
        if again:
            sender = replace(inner_sender(sender, again.sender, again.subject, again.date), forwarder=sender.forwarder)
            lines = lines[again.end :]
            flat = again.inner
    if forward and plain(outer) != plain(sender.name):
        end = signed_off(flat.split("\n"), outer)
        flat = flat if end is None else "\n".join(flat.split("\n")[:end])
        end = signed_off([line.text for line in lines], outer)
        lines = lines if end is None else lines[:end]
    own, older = cut_reply(flat)
    if (
        older
        and not sender.subject.lower().lstrip().startswith(("re:", "re :", "aw:"))
        and _holds_form(older)
        and not _holds_form(own)
    ):
        own, older = unmarked(flat), ""  # marks before the rows of a form, not a quotation
    if not looks_html:
        flat = blocks_apart(head_lines(own or flat))
        items = structured_items(flat) or read_items(_without_turns(text_lines(flat), flat))
    else:
        items = read_items(_without_turns(lines, flat))
    return _View(
        flat,
        items,
        sender,
        gather(items, known.country, "" if is_direct(sender, 0) else site_name(sender, flat) or ""),
        older,
    )


def _without_turns(lines: list[Line], text: str) -> list[Line]:
    """The lines around a conversation: what is said in it is read as somebody's words, not as labelled values."""
    talk = transcript_of(text)
    if talk is None:
        return lines
    return [line for line in lines if line.text.replace(MARK, "").strip() not in talk.seen]


def _holds_form(text: str) -> bool:
    return sum(1 for line in text.split("\n")[:60] if (told := split_label(line)) and told[1] and told[2].complete) >= 3


def _is_reply(sender: Sender, forward: Forward, known: Known) -> bool:
    """Whether the mail within is an older one that is answered, rather than one that is passed on."""
    subject = sender.subject.lower().lstrip()
    if subject.startswith(("fw", "tr:", "tr :", "rv:", "wg:")) or sender.address in known.emails:
        return False
    inner = inner_sender(sender, forward.sender, "", "").address
    return subject.startswith(("re:", "re :", "aw:")) or inner in known.emails


def _worth(view: _View) -> int:
    """How much a body tells: a text that says only “view in your browser” loses against the HTML beside it."""
    facts = {(fact.field, fact.value) for fact in view.evidence.facts if fact.score >= 45}
    return 10 * len(facts) + 5 * len(view.evidence.vehicles) + min(len(view.text.split()), 40) // 4


def _says_something(lead: LeadDraft) -> bool:
    customer = lead.customer
    return bool(customer.full_name or customer.emails or customer.phones or lead.vehicles or lead.comments)
