"""Reads the label lines that some sites put into ADF comments: the shopper's words, and a vehicle told only there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uptape.parsing.fields.placeholders import is_absent

_LINE = re.compile(r"\s*[-•*]?\s*([A-Za-z][\w /#'().?&-]{1,60}?)\s*[:=]\s*(.*)\Z")
_STROKES = re.compile(r"\s*[|•·]\s*|;\s+(?=[A-Z][\w /#.]{1,30}[:=])")
_KEYS = {
    "words": (
        r"(?:your |customer(?:'s)? |buyer(?:'s)? |user |shopper |additional |lead |online |contact )?"
        r"(?:inquiry|enquiry|comments?|questions?|message|notes?|remarks|request)(?: (?:text|details|body))?"
        r"|comments?/questions?|questions?(?: or |/| and )comments?|what would you like to know"
    ),
    "vehicle": (
        r"(?:inventory |listed |stock )?(?:item|vehicle|unit|listing)"
        r"(?: (?:of interest|title|name|description|details))?|interested in|vehicle interest"
    ),
    "year": r"(?:inventory |vehicle |model )?year",
    "make": r"(?:inventory |vehicle )?(?:make|brand|manufacturer)",
    "model": r"(?:inventory |vehicle )?model(?: name)?",
    "trim": r"(?:inventory |vehicle )?trim(?: level)?",
    "stock": r"(?:inventory |vehicle |dealer )?(?:stock|stk)\s?(?:id|number|no|num|#)?\.?",
    "vin": r"(?:inventory |vehicle )?vin(?: ?(?:number|#|no\.?))?",
    "price": r"(?:inventory |vehicle |listed |asking |internet |sale |selling |our |advertised )?price",
    "status": r"(?:inventory |vehicle )?(?:condition|type|status)|new ?/ ?used|stock type",
    "mileage": r"(?:inventory |vehicle )?(?:mileage|miles|odometer)",
}  # fmt: skip
_PATTERNS = {key: re.compile(rf"(?i)(?:{pattern})\Z") for key, pattern in _KEYS.items()}
_NOISE = re.compile(
    r"(?i)(?:can we|may we|ok(?:ay)? to|preferred|best time|opt|consent|contact|phone|e-?mail|first|last|full|"
    r"name|customer|zip|postal|city|state|"
    r"address|street|source|campaign|referr|utm|url|page|link|ip|session|browser|device|user agent|date|time|lead|"
    r"id|form|department|dealer|"
    r"location|store|trade|finance|credit|color|exterior|interior|body|engine|trans|miles|category|country|region|"
    r"language|newsletter|text)"
)


@dataclass(frozen=True, slots=True)
class LabelLines:
    """What the lines of a comment say, by our keys; `words` are the shopper's own. Empty where there are no labels."""

    words: str | None
    values: tuple[tuple[str, str], ...]

    def get(self, key: str) -> str | None:
        """The first value under a key."""
        return next((value for name, value in self.values if name == key), None)


def label_lines(comment: str) -> LabelLines:
    """The labels and values in a comment; `words` is the whole comment where it is no list of labels."""
    if ":" not in comment and "=" not in comment:
        return LabelLines(comment or None, ())
    values: list[tuple[str, str]] = []
    words: list[str] = []
    free: list[str] = []
    known = noise = 0
    in_words = False
    for line in _lines(comment[:20_000]):
        found = _LINE.match(line)
        label = found.group(1).strip(" ?") if found else ""
        key = _key(label) if found else None
        if found and key:
            known += 1
            value = found.group(2).strip()
            in_words = key == "words"
            if in_words:
                words.append("" if is_absent(value) else value)
            elif not is_absent(value):
                values.append((key, value))
        elif found and _NOISE.match(label) and len(label.split()) <= 8 and not _is_sentence(label):
            noise += 1
            in_words = False
        elif in_words:
            words.append(line.strip())
        elif line.strip():
            free.append(line.strip())
    if known + noise < 2:
        only = " ".join(words) if known and not free and not noise and values == [] and words else None
        return LabelLines(only or comment, ())
    said = "\n".join(word for word in words if word).strip()
    return LabelLines(said or "\n".join(free).strip() or None, tuple(values))


def _lines(comment: str) -> list[str]:
    """The lines of a comment; a line of several labelled values between strokes (`Stock: A | VIN: B | Price: C`) is several."""
    out: list[str] = []
    for line in comment.split("\n"):
        pieces = _STROKES.split(line) if "|" in line or "•" in line or "·" in line or ";" in line else [line]
        labelled = [found for piece in pieces if (found := _LINE.match(piece))]
        known = sum(1 for found in labelled if _key(found.group(1).strip(" ?")))
        out += pieces if known >= 2 and len(labelled) > 0.6 * len(pieces) else [line]
    return out


def _key(label: str) -> str | None:
    return next((key for key, pattern in _PATTERNS.items() if pattern.match(label)), None)


def _is_sentence(label: str) -> bool:
    """True for `I saw this on your page` before a colon: somebody's words, no label."""
    return (
        bool(re.match(r"(?i)(?:i|we|my|hi|hello|is|are|does|do|please|thanks|the|this|call|text)\b", label))
        and " " in label
    )
