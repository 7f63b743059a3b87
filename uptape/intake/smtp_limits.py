"""How much one client of the SMTP door may have, and the sentences that it hears."""

from __future__ import annotations

import re
from dataclasses import dataclass

GREETING = "220 {hostname} {protocol} {ident}"
BUSY = "421 4.7.0 Too many connections, please try again later"
CLOSING = "421 4.3.2 This server is going down, please try again later"
IDLE = "421 4.4.2 Waited too long, closing"
TOO_MANY_ERRORS = "421 4.7.0 Too many errors, closing"
NOT_NOW = "451 4.3.0 Cannot take mail right now, please try again later"
FULL = "452 4.3.1 Cannot take so much mail at once, please try again later"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients, please send the rest in another message"
SYNTAX = "500 5.5.2 Syntax error"
BARE_LINE_END = "500 5.5.2 A bare line feed or carriage return ends no command here, closing"
UNKNOWN_COMMAND = "502 5.5.1 Command not known here"
NEEDS_TLS = "530 5.7.0 STARTTLS first"
NO_MAILBOX = "550 5.1.1 No such mailbox here"
TOO_LARGE = "552 5.3.4 Message is larger than this server takes"
LOOP = "554 5.4.6 Too many Received headers, this message goes round in circles"
NOT_VERIFIED = "252 2.1.5 Cannot verify; send the message and see"
NOT_EXPANDED = "502 5.5.1 Lists are not expanded here"
ACCEPTED = "250 2.0.0 Accepted"

COMMAND_BYTES = 2048
"""Longest command line. RFC 5321 4.5.3.1.4 asks for 512 and more where extensions need it; addresses with long VERP
local parts are in use."""
MAX_RECEIVED = 50
"""More Received headers than this are a loop; RFC 5321 6.3 asks for at least 100 only of relays, and we are the last
hop of every message."""
JUNK_COMMANDS = 100
"""NOOP, RSET, VRFY, EXPN and HELP without a message between them; each one more counts as an error."""


@dataclass(frozen=True, slots=True)
class SmtpLimits:
    """What the door tells about itself and how much it takes. Sizes in bytes, times in seconds."""

    hostname: str
    ident: str = "uptape"
    max_message_size: int = 25 * 1024 * 1024
    connections: int = 1000
    connections_per_peer: int = 50
    recipients: int = 100
    errors: int = 20
    """Permanent refusals in one session; with the last one the session ends."""
    idle: float = 300.0
    """Silence of the client, never time that we take ourselves."""
    message_time: float = 1800.0
    """How long one message may take from DATA to its dot: a client that sends a byte a minute is not silent."""
    in_flight: int = 256 * 1024 * 1024
    """Bytes of unfinished messages of all clients together."""
    proxy_networks: tuple[str, ...] = ()
    """Networks of load balancers whose PROXY header is believed, and waited for."""


# RFC 2034: a reply begins with an enhanced code of the same class. These are for the replies of aiosmtpd that have
# none.
_ENHANCED = {
    "221": "2.0.0",
    "250": "2.0.0",
    "252": "2.1.5",
    "454": "4.7.0",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "530": "5.7.0",
    "550": "5.1.1",
    "552": "5.3.4",
    "553": "5.1.3",
    "554": "5.0.0",
    "555": "5.5.4",
}
_HAS_ENHANCED = re.compile(r"[245]\d\d [245]\.\d{1,3}\.\d{1,3} ")


def with_enhanced_code(reply: str) -> str:
    """`reply` with an enhanced status code (RFC 2034) where it has none; 220 and 354 need none."""
    if _HAS_ENHANCED.match(reply):
        return reply
    enhanced = _ENHANCED.get(reply[:3])
    return f"{reply[:4]}{enhanced} {reply[4:]}" if enhanced else reply


_RECEIVED = re.compile(rb"^received[ \t]*:", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_HEADER_BYTES = 256 * 1024


def count_received(raw: bytes) -> int:
    """How many Received headers a message has; looks at the first 256 kB, where every relay puts its own."""
    end = _HEADER_END.search(raw, 0, _HEADER_BYTES)
    return len(_RECEIVED.findall(raw, 0, end.start() if end else _HEADER_BYTES))
