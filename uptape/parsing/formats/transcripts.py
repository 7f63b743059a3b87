"""Conversations: who said what, and which of them is the visitor."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from uptape.parsing import linear as re2
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.formats.prose import is_person_shape


@dataclass(frozen=True, slots=True)
class Transcript:
    """Who said what in a conversation: the visitor's lines and the operator's."""

    visitor: tuple[str, ...] = ()
    visitor_name: str | None = None
    operator: tuple[str, ...] = ()
    seen: frozenset[str] = frozenset()
    """The lines of those who speak more than once, as they stand; empty where other lines with a colon stand between."""
    operators: frozenset[str] = frozenset()
    """The names of the operators, in small letters."""


def _name_asked(turns: list[tuple[str, str, str]], operators: set[str]) -> str | None:
    """The name that a visitor answers with when the operator asks for it, first and last name put together."""
    parts: list[str] = []
    for (who, _, said), (other, _, answer) in itertools.pairwise(turns):
        if who in operators and other not in operators and _ASKS_NAME.search(said):
            words = re2.split(r"[.,;!?]\s|[\d(@]", f"{_IS_CALLED.sub('', answer.strip(' .!'))} ")[0].split()
            if 1 <= len(words) <= 3 and all(word.replace("-", "").replace("'", "").isalpha() for word in words):
                parts += [word for word in words if word.lower() not in {part.lower() for part in parts}]
    return " ".join(word[:1].upper() + word[1:] for word in parts[:4]) or None


def _lines_of(said_by: list[str], rows: list[list[str]], speakers: set[str]) -> frozenset[str]:
    """The lines of a conversation's turns; none where labelled values stand between them, as in the records of a digest."""
    at = [n for n, who in enumerate(said_by) if who in speakers]
    if not at or len({said_by[n] for n in at}) < 2 or len(at) != at[-1] - at[0] + 1:
        return frozenset()
    return frozenset(line for n in at for line in rows[n])


def _operators_by_part(turns: list[tuple[str, str, str]], speakers: list[str], operators: set[str]) -> set[str]:
    """Speakers whose name does not tell: beside a “Visitor” they are operators, else whoever greets for the store is one."""
    others = {who for who, _, _ in turns if who.lower() in speakers and who not in operators}
    if any(_VISITOR.match(who) for who in others):
        return {who for who in others if not _VISITOR.match(who)}
    if operators or len(others) < 2:
        return set()
    found = {who for who, _, said in turns if who in others and _SERVES.search(said)}
    return found if len(found) < len(others) else set()


_SERVES = re2.compile(
    r"(?i)\bhow (?:may|can) i (?:help|assist)|\bwelcome to\b|\bthank(?:s| you) for (?:visiting|contacting|chatting|reaching|calling|your interest)|"
    r"\b(?:may|can|could) i (?:have|get|grab) your (?:name|number|phone|e-?mail|cell|best)|\ben qu[ée] (?:puedo|podemos) ayudar|\bbienvenid[oa]|\bbienvenue chez|"
    r"\bcomment puis-je vous aider|\bi(?:['’]ll| will) have (?:someone|a|our|my)\b|\bour (?:sales )?team\b"
)

_ASKS_NAME = re2.compile(
    r"(?i)\bname\b[^.]{0,25}\?|who am i (?:chatting|speaking|texting|talking|dealing)|who(?:’s|'s| is) this|\bwho (?:do i have|have i|do we have|would this be)\b|\bpleasure of\b|\bhow (?:should|may|can) (?:i|we) (?:address|call) you\b|con qui[ée]n (?:tengo|hablo)|[àa] qui ai-je|\bnombre\b.*\?|\bnom\b.*\?"
)

_IS_CALLED = re2.compile(r"(?i)^(?:my name is|it'?s|i'?m|this is|soy|me llamo|je m'appelle)\s+")

_TIMED = re2.compile(r"^\s*[\[(]?(?:(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?),?[ T])?\d{1,2}:\d\d|^\s*[\[(]")

_TURN = re2.compile(
    r"^\s*(?:[\[(]?(?:(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?),?[ T])?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?\s?[Mm]\.?)?[\])]?\s*[-–]?\s*)?(\(?[\w\x{c0}-\x{24f}.'’+() -]{1,30}?)\s?((?:\([\w .-]{1,20}\))?)\s?(?:[\[(]\d{1,2}:\d\d.{0,12}?[\])])?\s*:\s+(.*)$"
)

_OPERATOR = re2.compile(
    r"(?i)\b(?:agent|operator|operador|agente|rep|representative|bot|assistant|auto(?:matic|mated)?[ -]?(?:reply|response|message)|autoreply|autoresponder|r[ée]ponse automatique|respuesta autom[áa]tica|dealer|dealership|store|you|staff|support|sales|system|advisor|usted|t[úu]|vous|conseill[eè]re?|asesora?|ventas|ventes|host|ai|virtual)\b"
)

_VISITOR = re2.compile(
    r"(?i)^(?:visitor|customer|client|user|guest|shopper|buyer|consumer|caller|lead|prospect|visitante|cliente|visiteur|comprador|them|me)\b|^\+?\(?\d[\d ().-]{8,16}$"
)


def transcript_of(text: str) -> Transcript | None:
    """The turns of a conversation, if the text holds one: at least three, of at least two speakers."""
    turns: list[tuple[str, str, str]] = []
    rows: list[list[str]] = []
    timed = False
    marks: list[bool] = []
    for line in text.split("\n")[:1500]:
        found = _TURN.match(line[:1000])
        if found and found.group(1).strip():
            marks.append(_TIMED.match(line[:60]) is not None)
            timed = timed or marks[-1]
            turns.append((found.group(1).strip(), found.group(2), line[found.start(3) :].strip()))
            rows.append([line.strip()])
        elif turns and line.startswith((" ", "\t")) and line.strip() and len(turns) > 1:
            turns[-1] = (turns[-1][0], turns[-1][1], f"{turns[-1][2]} {line.strip()}")
            rows[-1].append(line.strip())
    marked = timed and sum(marks) >= 2
    if marked:  # what stands before the first time is a head, not a turn
        rows = [row for row, mark in zip(rows, marks, strict=True) if mark]
        turns = [turn for turn, mark in zip(turns, marks, strict=True) if mark]
    counts: dict[str, int] = {}
    for who, _, _ in turns:
        counts[who.lower()] = counts.get(who.lower(), 0) + 1
    speakers = [
        who for who, count in counts.items() if count >= 2 or _VISITOR.match(who) or _OPERATOR.search(who) or timed
    ]
    speakers = [
        who for who in speakers if timed or _VISITOR.match(who) or _OPERATOR.search(who) or not understand(who).complete
    ]
    if len(speakers) < 2 or not any(counts[who] >= 2 or timed for who in speakers):
        return None
    if not timed and not any(_VISITOR.match(who) or _OPERATOR.search(who) for who in speakers):
        return None
    operators = {
        who
        for who, mark, _ in turns
        if who.lower() in speakers and (_OPERATOR.search(mark) or (_OPERATOR.search(who) and not _VISITOR.match(who)))
    }
    operators |= _operators_by_part(turns, speakers, operators)
    visitors = [who for who, _, _ in turns if who.lower() in speakers and who not in operators]
    named = next((who for who in visitors if not _VISITOR.match(who) and is_person_shape(who)), None)
    named = named or _name_asked(turns, operators)
    return Transcript(
        tuple(said for who, _, said in turns if who in visitors and said),
        named,
        tuple(said for who, _, said in turns if who in operators and said),
        _lines_of([who.lower() for who, _, _ in turns], rows, {who for who in speakers if counts[who] > 1 or marked}),
        frozenset(who.lower() for who in operators),
    )
