"""A customer of whom somebody of the store writes: notes on a phone call or a walk-in, in the third person."""

from __future__ import annotations

from dataclasses import replace

from uptape.parsing import linear as re2
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import Told, is_closing, is_person_shape, name_only

_NAME = r"(\p{Lu}[\pL'’-]+(?:\s\p{Lu}[\pL'’.-]+){0,3})"
_REPORTED = re2.compile(
    r"(?:(?i:\b(?:call(?:ed)?(?: in)?|phone[- ]?up|message|voicemail|text|visit|walk-?in|up)"
    r"(?: just now| (?:at|around|about) \d[\d:]*(?: ?[ap]\.?m\.?)?)? (?:from|by|was)|"
    r"(?:please |pls |plz |can you |could you |somebody |someone )(?:call|contact|text|e-?mail|ring|reach out to|follow up with|get back to|get with)|spoke (?:with|to)|talked (?:with|to)|talking (?:with|to)|met(?: with)?|"
    r"\b(?:customer|client|lady|gentleman|man|woman|guy|fellow|couple|lead|prospect|shopper|buyer)(?: is| was|,)?"
    r"(?: named| called)?|name(?: is|'s|:)|hablé con|llamó|appel de|parlé (?:avec|à))\s+"
    r"(?:(?:a |an )?(?:customer|client|lady|gentleman|man|woman|guy|fellow|couple)?(?: named| called|,)?\s?)?"
    r"(?:a |an |this |our |un |una |une )?)"
    rf"{_NAME}"
)
_THIRD_PERSON = re2.compile(
    r"(?i)\b(?:(?:her|his|their) (?:number|cell|phone|mobile|e-?mail|name|callback|contact)|"
    r"(?:s?he|they) (?:is|are|was|were|wants?|would|needs?|asked|e-?mailed|texted|wrote|lives?|mentioned|said|has|have|can|will|likes?|called|came|left|prefers?)|"
    r"(?:call|ring|text|reach) (?:her|him|them))\b"
)
_TITLE = re2.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sra?|Mme|Mlle)\.? ")


def reported_customer(text: str) -> Told | None:
    """The customer of whom the writer speaks: `Took a call from a Mrs. Tuttle, she is looking for …`; None where none."""
    flat = " ".join(text[:3000].split())
    if not _THIRD_PERSON.search(flat):
        return None
    for found in _REPORTED.finditer(_TITLE.sub("", flat)):
        name = name_only(found.group(1))
        if is_person_shape(name):
            return Told(name, 70, "somebody else writes of them")
    return None


_SENTENCE = re2.compile(r"(?i)^(?:s?he|they|customer|caller|client|lady|gentleman)\s+\pL+")


def is_note(items: list[Item]) -> bool:
    """Whether items (without a signature) can be such a note: nothing in them is labelled."""
    return all(item.kind != "pair" for item in items)


def note_items(items: list[Item]) -> list[Item]:
    """The items of such a note without the signature of whoever wrote it; `He asked: …` in it is a sentence, no label."""
    ends = next(
        (at for at, item in enumerate(items) if at and item.kind == "text" and is_closing(item.text)), len(items)
    )
    if sum(1 for item in items[ends:] if item.text.strip()) > 8:
        ends = len(items)  # more than a signature
    return [
        replace(item, kind="text", text=f"{item.label}: {item.text}")
        if item.kind == "pair" and _SENTENCE.match(item.label)
        else item
        for item in items[:ends]
    ]
