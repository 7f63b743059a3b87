"""The address that a message is answered to: the pool's, the lead's id as `+tag`, and maybe a word of its reader alone.

`main+l-7k3qx9@…`. Where a trusted mail server checks senders, so that From alone is not believed (threat 56), a word
stands behind the id, `main+l-7k3qx9.k5m2q7wzab@…`: made of a secret of ours, the lead and who was told, so that an
answer at it comes from whoever holds that message.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256

from uptape.core.dealership import Pool
from uptape.core.ids import normal_id
from uptape.core.outbox import OutboxEntry
from uptape.store import keys
from uptape.store.engine import Store

LEAD_TAG = re.compile(r"(l-?[0-9a-z]{6})(?:\.([0-9a-z]{1,40}))?")
BOUNCE_TAG = re.compile(r"b([0-9a-f]{1,16})(?:\.([0-9a-z]{1,40}))?")
LETTERS = 10
"""Of the word: 50 bits, too many to try over SMTP, few enough for a local part of 64 letters."""


def reply_key(store: Store) -> Callable[[], bytes]:
    """Gives the secret that the words are made of, read once. Not to be called first in a transaction."""
    return cache(lambda: keys.key(store, "replies"))


def reply_address(pool: Pool, lead_id: str) -> str:
    """The pool's address with the lead's id as `+tag`, as it is kept with a message; the word comes in when it goes."""
    local, _, domain = pool.addresses[0].partition("@")
    return f"{local}+{lead_id.lower()}@{domain}"


def word(key: bytes, dealership: str, lead_id: str, member: str) -> str:
    """The word for a lead and who was told of it; all orders of a buyer have one."""
    said = f"reply:{dealership}:{lead_id.upper()}:{member.partition('.')[0]}"
    return base64.b32encode(hmac.new(key, said.encode(), sha256).digest())[:LETTERS].decode().lower()


def is_word(given: str | None, key: bytes, dealership: str, lead_id: str, member: str) -> bool:
    """True where `given` is that word."""
    return hmac.compare_digest((given or "").encode(), word(key, dealership, lead_id, member).encode())


def addressed(entry: OutboxEntry, key: bytes | None) -> OutboxEntry:
    """The message with the word in its reply address, for whoever it goes to; as it is without a key."""
    if key is None:
        return entry
    local, _, domain = (entry.facts.reply_to or "").rpartition("@")
    own, _, tag = local.partition("+")
    lead_id = normal_id(tag) if LEAD_TAG.fullmatch(tag) else None
    if lead_id is None:
        return entry
    secret = word(key, entry.facts.dealership, lead_id, entry.facts.member)
    return replace(entry, facts=replace(entry.facts, reply_to=f"{own}+{tag}.{secret}@{domain}"))


def word_of(address: str | None) -> str | None:
    """The word in a reply address; None where it has none."""
    return (address or "").rpartition("@")[0].partition("+")[2].partition(".")[2] or None
