"""Where in a line the make and the model stand: every place is looked at, the surest is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from uptape.parsing import linear as re2
from uptape.parsing.fields.makes import Make, find_make, is_everyday, key_of, make_of_model, misspelt_model, rare_make
from uptape.parsing.fields.trim_words import STOP_WORDS
from uptape.parsing.fields.vehicle_text import whole_year

_PIECE = re2.compile(r"\S+")
_YEAR = re2.compile(r"(?i)(?:my ?)?((?:19[2-9]|20[0-4])\d)(?:my)?|(?:my)?['’`´]?my(\d\d)|['’`´](\d\d)")
_RANGE = re2.compile(r"(?i)((?:19|20)\d\d)\s?(?:[-–/]|to)\s?(?:(?:19|20)?\d\d)\+?|((?:19|20)\d\d)\+|(?:19|20)\d0s")
_OPENS = '([{<"“«*|•·:'
_CLOSES = ",;:!?)]}”»"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a line; `parted`: a mark stands between it and the word before."""

    word: str
    parted: bool = False
    year: int | None = None
    """The model year that the word is; 0 for a range of years."""

    @property
    def stops(self) -> bool:
        """Whether the name of a vehicle does not go on with this word."""
        return self.word.lower() in STOP_WORDS and not (self.word.isupper() and len(self.word) <= 3)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Make and model at the tokens from `start` up to `end`."""

    start: int
    end: int
    make: Make | None
    model: str | None
    score: int


def tokens_of(text: str, limit: int = 60) -> list[Token]:
    """The words of a line without the marks around them."""
    out: list[Token] = []
    parted = False
    for found in _PIECE.finditer(text):
        raw = found.group(0)
        if not any(map(str.isalnum, raw)):
            parted = parted or raw != "&"
            continue
        inches = raw.endswith(('"', "”")) and raw[-2:-1].isdigit()
        word = raw.strip('"“”«»*()[]{}<>,;:!?…|•·¦').rstrip(".'’").lstrip(".")
        if not word:
            parted = True
            continue
        year = _year_of(word)
        out.append(Token(word, parted or raw[0] in _OPENS or raw.startswith("http"), year))
        parted = (raw[-1] in _CLOSES or (raw.endswith('"') and len(raw) > 1)) and not inches
        parted = parted or (raw.endswith(".") and not word[-1:].isdigit() and len(word) > 1)
        if len(out) >= limit:
            break
    return out


def _year_of(word: str) -> int | None:
    found = _YEAR.fullmatch(word)
    if found:
        return whole_year(found.group(1) or found.group(2) or found.group(3))
    return 0 if _RANGE.fullmatch(word) else None


def anchor_of(tokens: Sequence[Token], *, labelled: bool) -> Anchor | None:
    """The surest make and model of a line, or None. Where nothing says that the line is about a vehicle (`labelled`), they
    have to stand at its begin or beside a year."""
    best: Anchor | None = None
    for at in range(len(tokens)):
        for found in (_by_make(tokens, at), _by_model(tokens, at)):
            if found is None:
                continue
            beside = _beside_year(tokens, found)
            if not labelled and not beside and not (found.start == 0 and found.score >= 60):
                continue
            if found.score < 50 and not beside and not labelled:
                continue
            score = found.score + (25 if beside else 0) - min(at, 20)
            if best is None or score > best.score:
                best = Anchor(found.start, found.end, found.make, found.model, score)
    if best and best.make and best.model is None and best.end - best.start == 1:
        for at in range(len(tokens)):  # “Cherokee Trailhawk (Jeep), 2017”
            named = _by_model(tokens, at)
            if named and named.make == best.make and named.end <= best.start:
                return named
    return best if best and best.score > 15 else None


def _by_make(tokens: Sequence[Token], at: int) -> Anchor | None:
    for count in (3, 2, 1):
        name = _name(tokens, at, count)
        if name is None or (count == 1 and not name[:1].isalnum()):
            continue
        common, rare = find_make(name), rare_make(name)
        for make in (common, rare):
            if make is None:
                continue
            end = at + count
            while end < len(tokens) and tokens[end].year is not None and not make.builds(key_of(tokens[end].word)):
                end += 1
            model, used = model_at(tokens, end, make)
            if model:
                return Anchor(at, end + used, make, model, 92 if is_everyday(name) or make.rare else 100)
        if common is None and rare is None:
            continue
        make = common or rare
        assert make is not None
        weak = make.rare or is_everyday(make.name)
        return Anchor(at, at + count, make, None, 20 if weak else 60)
    return None


def model_at(tokens: Sequence[Token], at: int, make: Make) -> tuple[str | None, int]:
    """The longest model of the make that begins at a token, as it is written there, and of how many tokens it is."""
    for count in range(min(5, len(tokens) - at), 0, -1):
        text = _name(tokens, at, count)
        if text is None:
            continue
        key = key_of(text)
        if make.builds(key):
            return text, count
        if len(tokens[at + count - 1].word) > 2 and key.endswith("s") and len(key) > 4 and make.builds(key[:-1]):
            return text[:-1], count  # “Transit Connects”
    word = tokens[at].word if at < len(tokens) else ""
    known = misspelt_model(word, make) or (misspelt_model(word[:-1], make) if word.endswith("s") else None)
    return (known, 1) if known else (None, 0)


def _by_model(tokens: Sequence[Token], at: int) -> Anchor | None:
    for count in range(min(5, len(tokens) - at), 0, -1):
        text = _name(tokens, at, count)
        key = key_of(text) if text else ""
        if text is None or key.isdigit() or len(key) < 2 or (len(key) < 3 and text.islower()):
            continue
        known = make_of_model(text)
        if known is None:
            continue
        weak = is_everyday(text) or (text.islower() and len(key) < 4)
        return Anchor(at, at + count, known[0], text, 30 if weak else 70)
    return None


def _name(tokens: Sequence[Token], at: int, count: int) -> str | None:
    """`count` words from a token on as one name; None where a mark stands between them."""
    if at + count > len(tokens) or any(token.parted for token in tokens[at + 1 : at + count]):
        return None
    return " ".join(token.word for token in tokens[at : at + count])


def _beside_year(tokens: Sequence[Token], found: Anchor) -> bool:
    start, end = found.start, found.end
    if any(token.year is not None for token in tokens[start:end]):
        return True
    for back in (1, 2):
        if start >= back and tokens[start - back].year is not None:
            return True
        if start >= back and (tokens[start - back].stops or (tokens[start - back + 1].parted and back > 1)):
            break
    for token in tokens[end : end + 7]:
        if token.year is not None:
            return True
        if token.parted or token.stops:
            return False
    return False
