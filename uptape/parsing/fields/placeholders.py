"""Tells values that say nothing (`N/A`, `Not specified`, `null`) from data, so that they never become a customer's."""

from __future__ import annotations

import re

_ABSENT = frozenset(
    [
        "-",
        "--",
        "---",
        "----",
        ".",
        "..",
        "...",
        "?",
        "??",
        "*",
        "/",
        "\\",
        "_",
        "x",
        "xx",
        "xxx",
        "n/a",
        "n.a.",
        "n.a",
        "na",
        "n\\a",
        "#n/a",
        "none",
        "null",
        "nil",
        "undefined",
        "unknown",
        "unspecified",
        "unavailable",
        "blank",
        "empty",
        "void",
        "tbd",
        "tba",
        "false",
        "nan",
        "[null]",
        "(null)",
        "<null>",
        "{null}",
        "(none)",
        "[none]",
        "not",
        "specified",
        "0000-00-00",
        "ninguno",
        "ninguna",
        "desconocido",
        "desconocida",
        "aucun",
        "aucune",
        "inconnu",
        "inconnue",
        "nothing",
        "unassigned",
        "n/d",
        "s/o",
        "nada",
        "rien",
    ]
) | frozenset(
    (
        "not specified",
        "not provided",
        "not given",
        "not available",
        "not applicable",
        "not entered",
        "not supplied",
        "not disclosed",
        "not known",
        "not listed",
        "not selected",
        "not answered",
        "no answer",
        "not assigned",
        "left blank",
        "left empty",
        "no message",
        "no message left",
        "sin mensaje",
        "aucun message",
        "sin dato",
        "sin datos",
        "no aplica",
        "sans objet",
        "no response",
        "no value",
        "no data",
        "no comment",
        "no comments",
        "no email",
        "no phone",
        "no name",
        "no preference specified",
        "did not specify",
        "did not provide",
        "didn't specify",
        "customer did not specify",
        "customer did not provide",
        "user did not specify",
        "was not provided",
        "none provided",
        "none given",
        "none specified",
        "none listed",
        "none entered",
        "prefer not to say",
        "select one",
        "please select",
        "-select-",
        "- select -",
        "-- select --",
        "select",
        "choose one",
        "to be determined",
        "no especificado",
        "no especificada",
        "no proporcionado",
        "no disponible",
        "sin especificar",
        "sin comentarios",
        "non spécifié",
        "non spécifiée",
        "non precise",
        "non précisé",
        "non précisée",
        "non fourni",
        "non disponible",
        "non renseigné",
        "non renseignée",
        "aucun commentaire",
        "sign in to view",
        "log in to view",
        "login to view",
        "hidden",
        "masked",
        "withheld",
        "unknown unknown",
        "undisclosed",
        "any",
        "other/unknown",
    )
)
_DID_NOT = re.compile(
    r"(?:the )?(?:customer|user|shopper|buyer|consumer|visitor|lead|client)s? (?:did not|didn't|has not|hasn't|"
    r"chose not to) "
    r"(?:specify|provide|give|enter|leave|supply|share|answer|include|list|state|disclose)\w*\b.{0,40}\Z"
)
_NOT_GIVEN = re.compile(
    r"(?:not|none|never|un)[ -]?(?:yet )?(?:specified|picked|chosen|selected|assigned|determined|decided|provided|given|supplied|entered|stated|disclosed|"
    r"available)\b.{0,30}\Z"
)
_NO_LETTERS = re.compile(r"[\W_]*\Z")
_WRAPPED = re.compile(r"\A[\s\[({<\"'*]+|[\s\])}>\"'*.:;,!]+\Z")


def is_absent(text: str | None) -> bool:
    """True for empty text and for words that only say that nothing was given, in English, Spanish and French."""
    if not text:
        return True
    word = text.strip().lower()
    if not word or word in _ABSENT:
        return True
    if word.isalnum() or len(word) > 80:
        return False
    if word[0].isalnum() and word[-1].isalnum():
        if " " not in word or not _is_hinted(word):
            return False
    elif _NO_LETTERS.match(word):
        return True
    if len(word) > 40 and not _is_hinted(word):
        return False
    word = " ".join(_WRAPPED.sub("", word).replace("’", "'").split())
    if word in _ABSENT:
        return True
    if not _is_hinted(word):
        return False
    return bool(_DID_NOT.match(word) or _NOT_GIVEN.match(word))


def _is_hinted(word: str) -> bool:
    """True where some word of a placeholder is in it; written out, since every value of every mail passes here."""
    if "select" in word or "prefer " in word or "to be " in word:
        return True
    return "n" in word and (
        "not" in word or "n't" in word or "none" in word or "never" in word or "un" in word or "any" in word
        or "sign in" in word or "log in" in word or "login" in word or "sin " in word
    )  # fmt: skip


def present(text: str | None) -> str | None:
    """The text, stripped, or None where it is a placeholder."""
    return None if text is None or is_absent(text) else text.strip()
