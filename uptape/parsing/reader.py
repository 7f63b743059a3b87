"""Reads a mail: bytes → what kind it is and the leads it holds, with the reasons. Never raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from uptape.core.leads import Known, LeadDraft, MailKind, Reading
from uptape.parsing.classify import classify
from uptape.parsing.definitions import Definition, matching, sharpened, why_sharpened
from uptape.parsing.document import MailDocument
from uptape.parsing.feedback import feedback_of
from uptape.parsing.fields.emails import email
from uptape.parsing.fields.texts import one_line
from uptape.parsing.formats import adf
from uptape.parsing.mime import take_apart
from uptape.parsing.readable import readable

T = TypeVar("T")

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_DISPLAY = re.compile(r"\s*\"?([^\"<]{1,100}?)\"?\s*<")


def read(raw: bytes, known: Known, definitions: Sequence[Definition] = ()) -> Reading:
    """The reading of one mail. `known` keeps the dealership's own numbers from becoming a customer's;
    `definitions` of sites sharpen what was read. A lead that nothing could be read of has kind `lead` and no leads.
    """
    return _read(raw, known, definitions, None)


def explained(raw: bytes, known: Known, definitions: Sequence[Definition] = ()) -> tuple[Reading, tuple[str, ...]]:
    """The reading with all its reasons: `why` of the reading for its kind, the other sentences for its values."""
    told: list[str] = []
    return _read(raw, known, definitions, told), tuple(told)


def _read(raw: bytes, known: Known, definitions: Sequence[Definition], explain: list[str] | None) -> Reading:
    """One mail; what explains its values goes to `explain`, if it is asked for."""
    document = take_apart(raw)
    notes = list(document.notes)
    text = _guarded("the readable text", readable, notes, "", document)
    drafts: tuple[LeadDraft, ...] = _guarded("ADF", adf.read, notes, (), document, known)
    from_adf = bool(drafts)
    told: tuple[str, ...] = ()
    if not drafts:
        nothing: tuple[tuple[LeadDraft, ...], tuple[str, ...]] = ((), ())
        drafts, told = _guarded("the general reader", _general, notes, nothing, document, known)
    site = _guarded("a source definition", matching, notes, None, document, definitions, text) if definitions else None
    if explain is not None:
        explain += _guarded("explaining", _explained, notes, told, document, known, drafts, told, from_adf, site, text)
    if site is not None:
        drafts = _guarded("a source definition", sharpened, notes, drafts, document, drafts, site, text)
        told = (*told, f"read as a mail of {site.name or site.key}, by {site.place.file or site.key}")
    drafts = _guarded("the VINs", _with_vins, notes, drafts, drafts, notes)
    kind: MailKind
    why: tuple[str, ...]
    if site is not None and site.kind is not None:
        kind, why = site.kind, (f"{site.place.file or site.key} says that such mails are {site.kind}",)
    else:
        otherwise: tuple[MailKind, tuple[str, ...]] = ("lead" if drafts else "not_lead", ())
        kind, why = _guarded("the classifier", classify, notes, otherwise, document, drafts, text, from_adf)
    about = feedback_of(document, drafts, text) if kind == "feedback" else None
    return Reading(
        kind=kind,
        leads=tuple(drafts) if kind == "lead" else (),
        subject=one_line(document.header("subject"), 998),
        from_address=email(document.header("from")) or "",
        message_id=_message_id(document),
        references=_references(document),
        text=text,
        malformed=document.malformed or any(draft.repaired for draft in drafts),
        notes=tuple(notes),
        why=(*why, *told) if kind == "lead" and explain is None else why,
        feedback_lead_id=about.lead_id if about else None,
    )


def _explained(
    document: MailDocument,
    known: Known,
    drafts: tuple[LeadDraft, ...],
    told: tuple[str, ...],
    from_adf: bool,
    site: Definition | None,
    text: str,
) -> tuple[str, ...]:
    """Where the values come from: ADF's elements or the general reader's evidence, then what a definition sets."""
    from uptape.parsing.formats import adf_why
    from uptape.parsing.value_places import places

    sentences = adf_why.explained(document, known) if from_adf else told
    if site is None:
        by = ("no source definition matches: read by what the mail itself says",)
    else:
        whose = f"a mail of {site.name}" if site.name else "a mail of no site in particular"
        by = (f"{whose}, by {site.place.file or site.key}", *why_sharpened(document, drafts, site, text))
    return (*sentences, *places(document, drafts, (*sentences, *by), text), *by)


def _general(document: MailDocument, known: Known) -> tuple[tuple[LeadDraft, ...], tuple[str, ...]]:
    """What the general reader makes of a mail without ADF, and why."""
    from uptape.parsing.formats import general  # not needed for ADF, which most mails are

    drafts, why = general.read_with_reasons(document, known)
    attached = tuple(replace(p, is_attachment=False) for p in document.parts if p.is_attachment and p.text.strip())
    if attached and not any(draft.vehicles or draft.can_be_answered for draft in drafts):
        # The mail is a cover note: what it tells of stands in the file with it.
        drafts, why = general.read_with_reasons(replace(document, parts=attached), known)
    return tuple(_own_are_used(draft) for draft in drafts), why


def _with_vins(drafts: tuple[LeadDraft, ...], notes: list[str]) -> tuple[LeadDraft, ...]:
    """The leads completed by the VINs of their vehicles, where that extra is installed; quarrels become notes."""
    if not any(vehicle.vin for draft in drafts for vehicle in draft.vehicles):
        return drafts
    from uptape.parsing.vin_decode import completed  # with its tables 60 MB, where they are installed

    found = [completed(draft) for draft in drafts]
    notes.extend(note for _, told in found for note in told)
    return tuple(draft for draft, _ in found)


def _own_are_used(draft: LeadDraft) -> LeadDraft:
    """The lead with the customer's own vehicles marked as used, which they are whether the mail says so or not."""
    if all(vehicle.status or not vehicle.is_own for vehicle in draft.vehicles):
        return draft
    vehicles = tuple(replace(v, status="used") if v.is_own and not v.status else v for v in draft.vehicles)
    return replace(draft, vehicles=vehicles)


def _guarded(what: str, step: Callable[..., T], notes: list[str], otherwise: T, *arguments: object) -> T:
    """One step of reading; if it fails the mail is still read as far as it goes, and a note tells."""
    try:
        return step(*arguments)
    except Exception as error:  # threat 15: a poison mail becomes a note, not a crash
        notes.append(f"{what} failed: {type(error).__name__}")
        return otherwise


def _message_id(document: MailDocument) -> str | None:
    value = document.header("message-id")
    found = _MESSAGE_ID.search(value)
    return found.group(1) if found else (value.strip()[:500] or None)


def _references(document: MailDocument) -> tuple[str, ...]:
    both = f"{document.header('in-reply-to')} {document.header('references')}"
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(both[:20_000])))[:50]


def warm_up() -> None:
    """Imports and compiles what the first mail would otherwise wait for; for worker processes at their start."""
    sample = (
        b"From: a@example.com\r\nSubject: warm\r\nContent-Type: text/html\r\n\r\n<p>&lt;prospect&gt;&lt;customer&gt;"
        b"&lt;contact&gt;&lt;name&gt;A B&lt;/name&gt;&lt;/contact&gt;&lt;/customer&gt;&lt;/prospect&gt;</p>"
    )
    read(sample, Known())
    read(
        b"From: A B <a@example.com>\r\nSubject: 2020 Ford F-150\r\n\r\nIs it still for sale? +44 20 7946 0123\r\n",
        Known(),
    )
