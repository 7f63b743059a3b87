"""Sets of words, written as a line of text because hundreds of quoted strings cannot be read."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a text that are parted by white space."""
    return frozenset(words.split())
