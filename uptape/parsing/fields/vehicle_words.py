"""Words around a vehicle in a sentence: articles before it, what its model and trim can go on with."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.fields.makes import find_make, make_of_model
from uptape.parsing.fields.trim_words import (
    CAPITALS,
    NO_TRIM,
    STOP_WORDS,
)


def unknown_model(word: str) -> bool:
    """Whether a word behind year and make can be a model that no table knows: a capital or digits."""
    return (word[:1].isdigit() and len(word) <= 6) or (goes_on(word) and len(word) > 1)


def goes_on(word: str) -> bool:
    """Whether a word behind the model of a vehicle in a sentence can be of its trim: a capital, and nothing that a sentence
    or a name goes on with."""
    if re2.fullmatch(r"\d\.\d[A-Za-z]{0,2}|[a-z][A-Z]\w+", word):
        return True  # 2.0T, xDrive
    return (
        word[:1].isupper()
        and not re2.fullmatch(r"[A-Z]{1,4}-?\d{3,}\w*", word)
        and word.lower() not in STOP_WORDS
        and word.lower() not in NO_TRIM
        and word.upper() not in CAPITALS
    )


def names_vehicle(tokens: list[tuple[str, int]], at: int) -> bool:
    """Whether a word behind two digits is a make, or a model with an article before the digits: `the 69 Camaro`."""
    word = tokens[at][0].strip(".,?!")
    if (
        word.isalpha()
        and len(word) > 2
        and at + 1 < len(tokens)
        and determined(tokens, at - 1)
        and make_of_model(f"{word} {tokens[at + 1][0].strip('.,?!')}")
    ):
        return True  # “that 57 Bel Air”
    return find_make(word) is not None or (
        (len(word) > 3 or any(map(str.isdigit, word)))
        and not word.isdigit()
        and make_of_model(word) is not None
        and determined(tokens, at - 1)
    )


def determined(tokens: list[tuple[str, int]], at: int) -> bool:
    before = tokens[at - 1][0].lower() if at else ""
    return before in {
        "the", "your", "that", "this", "a", "my", "our", "new", "used", "el", "la", "un", "una", "le", "une", "votre", "su",
        "ur", "yr", "an", "any", "one", "black", "white", "silver", "red", "blue", "gray", "grey", "green", "mi", "ma", "mon", "another",
    }  # fmt: skip
