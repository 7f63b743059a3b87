"""Source definitions: what a YAML file says about the mails of one lead site, and how it sharpens what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from uptape.core.leads import LeadDraft
from uptape.parsing.document import MailDocument


@dataclass(frozen=True, slots=True)
class Definition:
    """One file of `parsers/`."""

    key: str
    name: str


def sharpened(
    document: MailDocument, drafts: tuple[LeadDraft, ...], definitions: Sequence[Definition], text: str
) -> tuple[LeadDraft, ...]:
    """The drafts with what the first matching definition knows better."""
    return drafts
