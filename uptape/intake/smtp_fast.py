"""The three places where aiosmtpd spends half its time, done faster, with the same results.

`bench/` measured them: DATA read line by line (25 to 57 %), addresses through the e-mail package's header parser (25
%), and the search for methods at each connection (22 %). `_getaddr` and the reader's `_buffer` are private names of
aiosmtpd and asyncio: the version is pinned and `tests/doors/test_smtp_like_stock.py` compares both servers.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from enum import Enum, auto

from aiosmtpd.smtp import SMTP

_END = b"\r\n.\r\n"
_CHUNK = 64 * 1024

_ATOM = r"[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+"
_PLAIN = re.compile(rf"<({_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>((?: [^(]*)?)")
_SOURCE_ROUTE = re.compile(r"\s*<\s*@")


class Cut(Enum):
    """Why a message was not kept."""

    TOO_LARGE = auto()
    NO_ROOM = auto()


async def read_message(
    reader: asyncio.StreamReader, limit: int, taken: Callable[[int], bool]
) -> tuple[bytes | Cut, bool]:
    """Reads what follows DATA up to CRLF.CRLF, and nothing else ends it (RFC 5321 4.1.1.4: no bare CR or LF).

    Gives the bytes as they were sent, with the transparency dots taken away (4.5.2), or why they were not kept, and
    whether the end was seen. A message over `limit` bytes is thrown away while it comes in, up to as much again: a
    client that is cut off while it sends never reads the answer and tries for days. `taken` hears of each chunk's size
    and says whether there is room for it. Bytes behind the end stay in the reader: they are the next commands.

    Raises IncompleteReadError where the client hangs up before the end.
    """
    # The line end of the DATA command counts as the first half of an end mark: an empty message is a lone dot.
    data = bytearray(b"\r\n")
    dropped = 0
    cut: Cut | None = None
    while True:
        chunk = await reader.read(_CHUNK)
        if not chunk:
            raise asyncio.IncompleteReadError(b"", None)
        start = max(0, len(data) - len(_END) + 1)
        data += chunk
        if cut is None and not taken(len(chunk)):
            cut = Cut.NO_ROOM
        end = data.find(_END, start)
        if end >= 0:
            rest = data[end + len(_END) :]
            if rest:
                reader._buffer[:0] = rest  # type: ignore[attr-defined]
            # From the first CRLF to the one of the end mark, which belongs to the last line.
            if cut is None and end > limit:
                cut = Cut.TOO_LARGE
            if cut is not None:
                return cut, True
            body = data[: end + 2]
            return bytes(body.replace(b"\r\n.", b"\r\n")[2:]), True
        if cut is None and len(data) - 2 > limit + len(_END):
            cut = Cut.TOO_LARGE
        if cut is not None:
            dropped += max(0, len(data) - len(_END) + 1)
            del data[: -len(_END) + 1]
            if dropped > 2 * limit + _CHUNK:
                return cut, False


def parse_address(stock: SMTP, arg: str) -> tuple[str | None, str | None]:
    """What `SMTP._getaddr` gives: the address (`<>` for the null sender) and the text behind it, or (None, None).

    Plain addresses are matched here; all others go to aiosmtpd. Source routes are refused: RFC 5321 C lets a server
    ignore them, and who still sends them looks for a relay.
    """
    plain = _PLAIN.fullmatch(arg)
    if plain:
        return plain[1], plain[2].strip()
    if _SOURCE_ROUTE.match(arg):
        return None, None
    try:
        return SMTP._getaddr(stock, arg)
    except Exception:  # the e-mail package's parser raises IndexError and others for broken addresses
        return None, None


def names_for(cls: type) -> list[str]:
    """The names that aiosmtpd looks for at each connection: commands and hooks. It must not find AUTH: we have none."""
    return [name for name in dir(cls) if name.startswith(("smtp_", "handle_")) and name not in _NOT_OFFERED]


_NOT_OFFERED = frozenset({"smtp_AUTH", "handle_exception"})
