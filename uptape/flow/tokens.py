"""Bearer tokens for the API: made once, shown once, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets

from uptape.core.dealership import Dealership
from uptape.core.errors import Refused
from uptape.store import tokens
from uptape.store.engine import Store

SCOPES = ("leads:write", "leads:read", "feedback:write")


def make(store: Store, dealership: Dealership, buyer: str | None, name: str, scopes: tuple[str, ...]) -> str:
    """Makes a token for a dealership or one of its buyers; gives back the only copy of it."""
    if buyer is not None and buyer not in dealership.buyers:
        raise Refused(f"{dealership.key} has no buyer {buyer}")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise Refused(f"unknown scope {unknown[0]!r}; it is one of {', '.join(SCOPES)}")
    token = f"upt_{secrets.token_urlsafe(32)}"
    with store.write() as unit:
        tokens.add(unit, digest(token), dealership.key, buyer, name, scopes or SCOPES, store.clock.now())
        unit.commit()
    return token


def digest(token: str) -> str:
    """The hash under which a token is kept: it has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
