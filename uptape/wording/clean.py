"""Makes text from leads harmless to show: no controls, no invisible or turning characters, no line ends, no links."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0\ufffc\ufffd")
_GONE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = re.compile(r"\s+")
_MARKS_IN_A_ROW = 3

_TLDS = (
    "com|net|org|info|biz|edu|gov|mil|io|co|me|us|uk|ca|ru|cn|de|fr|eu|xyz|top|site|online|club|shop|store|link|click|"
    "app|dev|live|pro|vip|icu|cc|tv|ly|gl|gd|to|be|am|fm|in|at|ws|tk|ml|ga|cf|gq|zip|mov|page|web|cars|auto|auction|"
    "deals|loans|finance|example|test|invalid|mobi|name|tel|win|bid|loan|work|life|world|today|news|space|website|tech"
)
_EMAIL = r"[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,24}"
_MAIL_ONLY = re.compile(rf"^[(<\"',;]*{_EMAIL}[)>\"',;.!?]*$", re.IGNORECASE)
_LINK = re.compile(
    rf""":/                                  # a scheme
    |www\d?\.
    |\b(?:javascript|data|tel|sms|mailto|intent|facetime|whatsapp):
    |\w\.(?:{_TLDS})(?![\w-])             # a bare host
    |[a-z0-9-]\.[a-z]{{2,24}}[/:?\#]      # any host with something behind it
    |\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}""",
    re.IGNORECASE | re.VERBOSE,
)
"""Found within one word: the word goes. No part can run over the rest of the word, so the time stays linear."""
_SPACED = re.compile(r" ?: ?//+ ?")
_SPACED_WWW = re.compile(r"\b(www\d?) ?\. ?", re.IGNORECASE)
_JOINED = re.compile(r"(?<=\w)\.(?=[^\W\d_])|(?<=[^\W\d_])\.(?=\w)")


def clean(text: str | None, cap: int) -> str:
    """One line of visible text of at most `cap` characters; what was cut off is marked by `...`.

    Gone are controls, bidi and zero-width characters, byte order marks, private and unassigned code points, blank
    fillers, and marks piled upon each other. Line ends and all kinds of space become one space.
    """
    if not text:
        return ""
    head = text[: cap * 8 + 64]
    if head.isascii() and head.isprintable():
        return shorten(_SPACES.sub(" ", head).strip(), cap)
    out: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", head):
        category = unicodedata.category(char)
        if char in "\r\n\t\v\f\x85" or category[0] == "Z":
            out.append(" ")
        elif category in _GONE or char in _BLANKS:
            continue
        elif category[0] == "M":
            marks += 1
            if marks <= _MARKS_IN_A_ROW:
                out.append(char)
            continue
        else:
            out.append(char)
        marks = 0
    return shorten(_SPACES.sub(" ", "".join(out)).strip(), cap)


def paragraphs(text: str | None, cap: int) -> tuple[str, ...]:
    """The same for a longer text, line by line; at most 60 lines and `cap` characters in all."""
    lines: list[str] = []
    left = cap
    for line in (text or "")[: cap * 8].splitlines():
        shown = clean(line, max(left, 4))
        if shown:
            lines.append(shown)
            left -= len(shown)
        if left <= 0 or len(lines) >= 60:
            break
    return tuple(lines)


def without_links(text: str) -> str:
    """The text without web addresses, and without anything that a phone would take for one.

    A dot between letters gets a space behind it (`Thanks.Bob`), so that no host is left; e-mail addresses stay.
    """
    text = _fold_width(text)
    for _ in range(8):
        # Spaces that were put in to get past filters are taken out again first.
        joined = _SPACED_WWW.sub(r"\1.", _SPACED.sub("://", text))
        words = (_word(word) for word in joined.split())
        kept = " ".join(word for word in words if word)
        if kept == text:
            break
        text = kept
    return text


def shorten(text: str, cap: int) -> str:
    """The text itself, or its beginning with `...`, within `cap` characters; cut between words where that is near."""
    if len(text) <= cap:
        return text
    if cap <= 3:
        return text[:cap]
    head = text[: cap - 3]
    at = head.rfind(" ")
    if at > (cap - 3) * 2 // 3:
        head = head[:at]
    return head.rstrip(" ,;:-") + "..."


def _word(word: str) -> str:
    """The word itself, nothing where it is a link, or with its dots loosened."""
    if ("." not in word and ":" not in word) or _MAIL_ONLY.match(word):
        return word
    if _LINK.search(word):
        return ""
    return _JOINED.sub(lambda dots: dots.group(0) + " ", word)


def _fold_width(text: str) -> str:
    """Full-width signs and other dots that a phone reads as a dot, as plain ones (UTS 46)."""
    if text.isascii():
        return text
    folded = "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" or c in "․﹒⁄∕" else c for c in text)
    return folded.replace("。", ". ").replace("｡", ". ")
