"""Why somebody was passed over, without the particulars: `checked out until Mon 15:00` → `checked out`."""

from __future__ import annotations

import re

_LIMIT = re.compile(r"at the limit: \d+ of \d+ (?:this )?(\w+)")
_PARTICULARS = re.compile(r"( until |, on at |: | on \d{4}-| \(L-|, but | \().*", re.DOTALL)


def short_of(why: str) -> str:
    """The kind of a reason for passing somebody over, so that reasons can be counted."""
    limit = _LIMIT.match(why)
    if limit is not None:
        return f"at the limit ({limit[1]})"
    return _PARTICULARS.sub("", why) or why
