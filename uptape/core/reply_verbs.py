"""A text taken apart into words, and the word among them that says what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from uptape.core.reply_leads import leads_named
from uptape.core.reply_types import Talk, Verb
from uptape.core.reply_words import (
    LEADING,
    NEGATIONS,
    NOT_TYPOS,
    TALK,
    TYPOS,
    UNITS,
    VERBS,
    bare,
    fold,
    is_one_letter_off,
)

_GLUED = re.compile(r"([0-4])[.,:;)/\-]+(\S+)")
_CLOCKLIKE = re.compile(r"\d+(?:[:.]\d\d)?(?:am|pm|a|p|h|m|min|hrs?|k)?", re.IGNORECASE)
_ORDINARY = frozenset(
    {"in", "show", "add", "take", "pass", "skip", "who", "bad", "wrong", "list", "words", "?", "lost"}
)
"""Words that people also begin sentences with: they count only in front, where nothing else stands before them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text in words: as typed, and folded without punctuation."""

    raw: tuple[str, ...]
    words: tuple[str, ...]
    asked: bool = False
    """It ends with a question mark."""

    def after(self, count: int) -> Said:
        """Without the first words."""
        return Said(self.raw[count:], self.words[count:], self.asked)

    def without(self, places: frozenset[int]) -> Said:
        """Without the words at these places."""
        kept = [at for at in range(len(self.words)) if at not in places]
        return Said(tuple(self.raw[at] for at in kept), tuple(self.words[at] for at in kept), self.asked)

    @property
    def text(self) -> str:
        """As it was typed, on one line, at most 300 characters."""
        return " ".join(self.raw)[:300]


def taken_apart(text: str) -> Said:
    raw: list[str] = []
    for word in text[:2000].replace("\N{EM DASH}", " ").split():
        glued = _GLUED.fullmatch(word)
        if glued and not raw and not _CLOCKLIKE.fullmatch(bare(glued[2])):
            raw += [glued[1], glued[2]]
        else:
            raw.append(word)
    pairs = [(word, bare(fold(word))) for word in raw]
    asked = bool(pairs) and len(pairs[-1][1]) > 1 and pairs[-1][1].endswith("?")
    pairs = [(word, plain if plain == "?" else plain.rstrip("?")) for word, plain in pairs]
    pairs = [(word, plain) for word, plain in pairs if any(ch.isalnum() for ch in plain) or plain == "?"]
    return Said(tuple(word for word, _ in pairs), tuple(plain for _, plain in pairs), asked)


def verb_of(said: Said) -> tuple[Verb, Said] | None:
    """The word that says what to do, at the beginning or behind words that change nothing, and what follows it."""
    for skipped in range(min(5, len(said.words))):
        if skipped and said.words[skipped - 1] not in LEADING:
            return None
        found = _verb_here(said.after(skipped), first=skipped == 0)
        if found is not None:
            verb, count = found
            word = said.words[skipped]
            if skipped and word in _ORDINARY and not _said_of_oneself(said.words[:skipped], verb):
                continue
            return verb, said.after(skipped + count)
    return None


def _said_of_oneself(before: Sequence[str], verb: Verb) -> bool:
    """`I'm in`, `I am out`, `back in`, `I'll take it`."""
    if verb in {"take", "pass"}:
        return before[-1] in {"i'll", "ill", "will"}
    return verb in {"in", "out", "busy"} and before[-1] in {"i'm", "im", "am", "back"}


def _verb_here(said: Said, *, first: bool) -> tuple[Verb, int] | None:
    words = said.words
    for count in (3, 2, 1):
        if count <= len(words) and (verb := VERBS.get(" ".join(words[:count]))) is not None:
            if words[0].isdigit() and _counts_something(words):
                return None
            return verb, count
    if words[0] == "left":
        for count in (2, 3, 4):
            if words[count : count + 1] and words[count] in {"vm", "msg", "message", "voicemail"}:
                return "tried", count + 1
    if len(words[0]) < 5 or words[0] in NOT_TYPOS or words[0] in TALK or not first:
        return None
    meant = {VERBS[word] for word in TYPOS if is_one_letter_off(words[0], word)}
    return (meant.pop(), 1) if len(meant) == 1 else None


def _counts_something(words: Sequence[str]) -> bool:
    """`1 minute`, `2 pm`, `1 2`: a digit that is no answer, or two that contradict each other."""
    return len(words) > 1 and (words[1] in UNITS or (words[1] in {"1", "2", "3", "4"} and words[1] != words[0]))


def verb_after_a_name(said: Said, talk: Talk) -> tuple[Verb, Said] | None:
    """`OCHOA SOLD`, `7KQ 3`: the lead first, then what became of it."""
    for at in range(1, min(4, len(said.words))):
        if said.words[at] in VERBS and said.words[at] not in _ORDINARY - {
            "show",
            "pass",
            "take",
            "lost",
            "bad",
            "wrong",
        }:
            named = leads_named(said.words[:at], talk.leads)
            if len(named.leads) and len(named.used) == at:
                found = _verb_here(said.after(at), first=False)
                if found is not None:
                    verb, count = found
                    rest = said.after(at + count)
                    return verb, Said(said.raw[:at] + rest.raw, said.words[:at] + rest.words, said.asked)
    return None


def is_misused(verb: Verb, said: Said, rest: Said) -> bool:
    """True where the word begins an ordinary sentence: `take care`, `in a meeting`, `sold not yet`."""
    words = rest.words
    if not words:
        return False
    if verb not in {"tried"} and words[0] in NEGATIONS:
        return True
    if verb in {"take", "pass"} and words[0] in {"no", "or"}:
        return True
    head = words[0].replace("'", "")
    if said.words[0] == "take" and head in {"care", "a", "your", "my", "me", "over", "off", "out", "up"}:
        return True
    if said.words[0] in {"show", "showed"} and head in {"me", "us", "room", "him", "her", "them", "the"}:
        return True
    if said.words[0] in {"wrong", "bad"} and head in {
        "person",
        "chat",
        "text",
        "window",
        "thread",
        "weather",
        "day",
        "idea",
    }:
        return True
    return verb == "tried" and words[:2] == ("in", "sick")
