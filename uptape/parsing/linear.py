"""Patterns that take linear time whatever the text (google-re2), each compiled once.

The library's own functions read all options anew at each call and forget all but 128 patterns: three quarters of the time
of a long mail went there. Patterns are ours alone, so keeping all of them is bounded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

error = re2.error
Options = re2.Options


@lru_cache(maxsize=2048)
def _kept(pattern: str) -> Any:
    return re2.compile(pattern)


def compile(pattern: Any, options: Any = None) -> Any:  # noqa: A001 the names are those of `re`
    """The pattern, ready to use."""
    return _kept(pattern) if options is None and isinstance(pattern, str) else re2.compile(pattern, options)


def search(pattern: str, text: str) -> Any:
    """The first place where the pattern fits, or None."""
    return _kept(pattern).search(text)


def match(pattern: str, text: str) -> Any:
    """Where the pattern fits at the beginning, or None."""
    return _kept(pattern).match(text)


def fullmatch(pattern: str, text: str) -> Any:
    """Where the pattern fits the whole text, or None."""
    return _kept(pattern).fullmatch(text)


def finditer(pattern: str, text: str) -> Any:
    """All places where the pattern fits, one after the other."""
    return _kept(pattern).finditer(text)


def findall(pattern: str, text: str) -> Any:
    """What fits the pattern, or its groups, as `re` gives them."""
    return _kept(pattern).findall(text)


def split(pattern: str, text: str, maxsplit: int = 0) -> Any:
    """The text between the places where the pattern fits."""
    return _kept(pattern).split(text, maxsplit)


def sub(pattern: str, repl: Any, text: str, count: int = 0) -> Any:
    """The text with what fits replaced."""
    return _kept(pattern).sub(repl, text, count)
