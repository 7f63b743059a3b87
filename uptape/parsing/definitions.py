"""Source definitions: what is known of the mails of one lead site, and how it sharpens what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Literal

from uptape.core.errors import NOWHERE, Place
from uptape.core.leads import LeadDraft, MailKind
from uptape.parsing.definition_fields import FIELDS, set_field
from uptape.parsing.document import MailDocument
from uptape.parsing.fields.emails import email
from uptape.parsing.fields.placeholders import is_absent

Shape = Literal["any", "adf", "text", "html"]
_LINE_LIMIT = 400
_VALUE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Match:
    """What a mail must have to be of a site; every list that is not empty must have one that fits."""

    senders: tuple[str, ...] = ()
    """Addresses, `@domain`, or globs such as `*@*.townboard.example`, lower case."""
    subjects: tuple[str, ...] = ()
    """Parts of the subject, or `/regular expressions/`."""
    texts: tuple[str, ...] = ()
    """The same for the readable text."""
    shape: Shape = "any"

    @property
    def weight(self) -> int:
        """How closely it looks: closer ones are tried first."""
        return 4 * bool(self.senders) + 2 * bool(self.subjects) + bool(self.texts) + (self.shape != "any")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Where one field of ours stands in the mails of a site: behind labels, or where a pattern finds it."""

    field: str
    labels: tuple[str, ...] = ()
    pattern: str | None = None
    """A re2 pattern; its first group, or all of it, is the value."""
    constant: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Definition:
    """One file of `parsers/`: the mails of one site. Plain strings throughout, so that it goes to worker processes."""

    key: str
    name: str | None
    """The site's display name; None leaves what the mail says."""
    source_class: str | None = None
    """third-party, oem or own."""
    match: Match = Match()
    kind: MailKind | None = None
    """Says that such mails are always of this kind, such as a site's weekly report."""
    rules: tuple[FieldRule, ...] = ()
    samples: str | None = None
    """The folder with sample mails and what must be read from them."""
    place: Place = NOWHERE
    match_place: Place = NOWHERE
    samples_place: Place = NOWHERE


def sharpened(
    document: MailDocument, drafts: tuple[LeadDraft, ...], definition: Definition, text: str
) -> tuple[LeadDraft, ...]:
    """The drafts with what the definition that matched knows better; a lead of its own if none was read."""
    if not drafts and not any(rule.labels or rule.pattern for rule in definition.rules):
        return drafts
    whole = f"{document.header('subject')}\n{text}"
    many = len(drafts) > 1
    found = tuple(_apply(draft, definition, whole, many) for draft in drafts or (LeadDraft(),))
    return tuple(draft for draft in found if draft.customer.full_name or draft.can_be_answered or draft.vehicles)


def why_sharpened(
    document: MailDocument, drafts: tuple[LeadDraft, ...], definition: Definition, text: str
) -> tuple[str, ...]:
    """A sentence for each rule of a definition: what it set, that it found nothing, or that it was not asked."""
    whole = f"{document.header('subject')}\n{text}"
    told = []
    for rule in definition.rules:
        where = f"{rule.place.file}:{rule.place.line}" if rule.place.file else definition.key
        if rule.constant is not None:
            told.append(f"{rule.field} “{rule.constant}”: for every mail of the site, {where}")
        elif len(drafts) > 1:
            told.append(f"{rule.field}: not sought, the mail has several leads, {where}")
        else:
            value = _value(rule, whole)
            how = f"the label {' or '.join(rule.labels)}" if rule.labels else f"the pattern {rule.pattern}"
            told.append(
                f"{rule.field} “{value[:80]}”: {how}, {where}"
                if value
                else f"{rule.field}: {how} is not there, {where}"
            )
    return tuple(told)


def matching(document: MailDocument, definitions: Sequence[Definition], text: str) -> Definition | None:
    """The definition whose site sent the mail: the closest match, of equals the first by name."""
    sender = email(document.header("from")) or ""
    subject = document.header("subject")
    return next((d for d in definitions if _fits(d.match, sender, subject, text, document)), None)


def in_order(definitions: Sequence[Definition]) -> tuple[Definition, ...]:
    """Closest matches first, so that the first that fits is the right one."""
    return tuple(sorted(definitions, key=lambda d: (-d.match.weight, d.key)))


def _fits(match: Match, sender: str, subject: str, text: str, document: MailDocument) -> bool:
    if match.senders and not any(_is_sender(wanted, sender) for wanted in match.senders):
        return False
    if match.subjects and not any(_is_in(wanted, subject) for wanted in match.subjects):
        return False
    if match.texts and not any(_is_in(wanted, text) for wanted in match.texts):
        return False
    if match.shape == "html":
        return any(part.content_type == "text/html" for part in document.parts)
    if match.shape == "text":
        return all(part.content_type != "text/html" for part in document.parts)
    if match.shape == "adf":
        return any("<prospect" in part.text.lower() or "&lt;prospect" in part.text.lower() for part in document.parts)
    return True


def _is_sender(wanted: str, sender: str) -> bool:
    if wanted.startswith("@"):
        return sender.endswith((wanted, "." + wanted[1:]))
    return sender == wanted or fnmatchcase(sender, wanted)


def _is_in(wanted: str, text: str) -> bool:
    if len(wanted) > 2 and wanted.startswith("/") and wanted.endswith("/"):
        return compiled(wanted[1:-1]).search(text) is not None
    return wanted.lower() in text.lower()


def _apply(draft: LeadDraft, definition: Definition, text: str, many: bool) -> LeadDraft:
    if definition.name:  # a file for a shape of mail names no site
        draft = replace(draft, source=definition.name, source_key=definition.key)
    for rule in definition.rules:
        if rule.constant is not None:
            draft = set_field(draft, rule.field, rule.constant)
        elif not many:  # which of several leads a line belongs to, the site's file cannot say
            value = _value(rule, text)
            if value:
                draft = set_field(draft, rule.field, value)
    if definition.source_class:
        draft = set_field(draft, "property.source_class", definition.source_class)
    return draft


def _value(rule: FieldRule, text: str) -> str | None:
    if rule.pattern:
        found = compiled(rule.pattern).search(text)
        if found:
            value = next((group for group in found.groups() if group), None) or found.group()
            return None if is_absent(value) else value[:_VALUE_LIMIT].strip()
    return _behind_label(rule.labels, text) if rule.labels else None


def _behind_label(labels: tuple[str, ...], text: str) -> str | None:
    """The rest of the line behind a label, or the lines below it where nothing stands behind it."""
    wanted = {label.lower().strip(" :") for label in labels}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        head, mark, rest = line[:_LINE_LIMIT].strip(" \t*-•>").partition(":")
        if not mark or head.strip().lower() not in wanted:
            if line.strip().lower() in wanted:
                rest = ""
            else:
                continue
        if not is_absent(rest):
            return rest.strip()
        below: list[str] = []
        for following in lines[number + 1 : number + 12]:
            if not following.strip():
                if below:
                    break
                continue
            below.append(following.strip())
        value = " ".join(below)
        return None if is_absent(value) else value[:_VALUE_LIMIT]
    return None


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """The pattern in re2, which is linear in time, without case and with `^` and `$` for lines. Raises re2.error."""
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile("(?m)" + pattern, options)


__all__ = [
    "FIELDS",
    "Definition",
    "FieldRule",
    "Match",
    "compiled",
    "in_order",
    "matching",
    "sharpened",
    "why_sharpened",
]
