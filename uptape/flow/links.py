"""One-tap links: signed, good for a while, and each once. Looking at one does nothing; pressing its button does.

A link names a row of the outbox, and by it the person and the lead; nothing else is in it. It is good only while that
person works here, and what it does is what the same word by text would do.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from uptape.core.dealership import Dealership
from uptape.core.errors import Refused
from uptape.core.outbox import OutboxEntry
from uptape.core.reply_types import Command, Verb
from uptape.flow import buyer_links
from uptape.flow.replies import attempt
from uptape.flow.talking import Sender, sender_of, talk_with
from uptape.store import outbox, texts
from uptape.store.engine import Store, Unit
from uptape.store.tapes import TapeCache

GOOD_FOR = timedelta(days=7)
ACTIONS: Mapping[str, tuple[Verb, str]] = {
    "t": ("take", "Take it"),
    "p": ("pass", "Pass"),
    "c": ("tried", "I called"),
    "k": ("talked", "We talked"),
    "s": ("sold", "Sold"),
    "l": ("lost", "Lost"),
    "b": ("bad", "Bad number"),
}
"""By their letter in the link: the word that a link stands for, and its button."""
FOR_KIND: Mapping[str, str] = {"offer": "tp", "assigned": "ckb", "late": "ck", "update": "ck"}
"""Which links an alert of a kind has."""
FOR_BUYERS = "ksl"
"""Which links a lead has that a buyer gets; each reports an outcome."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that holds."""

    row: int
    action: str
    ends: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """What a link shows. `button` is empty where there is nothing to press."""

    title: str
    text: str
    button: str = ""
    status: int = 200


def make(key: bytes, row: int, action: str, ends: datetime) -> str:
    """The token of a link."""
    body = f"{row:x}.{action}.{int(ends.timestamp()):x}"
    return f"{body}.{_sign(key, body)}"


def read(key: bytes, token: str, now: datetime) -> Link | None:
    """The link of a token; None where it was not made by us, or is over."""
    body, _, signature = token.rpartition(".")
    parts = body.split(".")
    if (
        len(token) > 200
        or len(parts) != 3
        or not hmac.compare_digest(_sign(key, body).encode(), signature.encode("utf-8", "replace"))
    ):
        return None
    ends = datetime.fromtimestamp(int(parts[2], 16), UTC)
    return Link(int(parts[0], 16), parts[1], ends) if parts[1] in ACTIONS and now < ends else None


def links_for(key: bytes, base: str, entry: OutboxEntry) -> tuple[tuple[str, str], ...]:
    """Label and address of each link of a message. The same row always has the same links."""
    made = entry.created_at
    if made is None or not base or entry.lead_id is None:
        return ()
    ends = entry.facts.offer_until if entry.kind == "offer" and entry.facts.offer_until else made + GOOD_FOR
    letters = FOR_KIND.get(entry.kind, "")
    if ("buyer", "yes") in entry.facts.facts:
        letters = FOR_BUYERS
    if entry.facts.tone == "grabs":
        letters = letters.replace("p", "")
    return tuple((ACTIONS[letter][1], f"{base}/t/{make(key, entry.id, letter, ends)}") for letter in letters)


def _sign(key: bytes, body: str) -> str:
    digest = hmac.new(key, f"link:{body}".encode(), sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


OVER = Page("This link is over", "It was used already, or its time is up. Text us, or ask your manager.", status=410)


def look(store: Store, dealerships: Mapping[str, Dealership], key: bytes, token: str) -> Page:
    """What the page of a link shows. Changes nothing."""
    now = store.clock.now()
    link = read(key, token, now)
    if link is None:
        return OVER
    with store.read() as unit:
        found = _open(unit, dealerships, link, now)
        if texts.is_kept(unit, _once(link)):
            return OVER
        if found is None:
            theirs = buyer_links.find(unit, dealerships, link.row, now)
            return Page(theirs.label, f"for {theirs.buyer.name}", ACTIONS[link.action][1]) if theirs else OVER
        sender, lead_id = found
        talk = talk_with(unit, sender, now)
        lead = next((one for one in talk.leads if one.id == lead_id), None)
    if lead is None or lead.standing == "gone":
        held = f"{lead.holder} has it." if lead and lead.holder else "It is not yours any more."
        return Page("It is gone", f"{lead.label if lead else lead_id}: {held}", status=410)
    button = ACTIONS[link.action][1]
    return Page(f"{lead.label} {lead.short}", " ".join(filter(None, (lead.vehicle, f"for {sender.name}"))), button)


def press(
    store: Store, dealerships: Mapping[str, Dealership], key: bytes, token: str, cache: TapeCache | None = None
) -> Page:
    """Does what a link stands for, once."""
    now = store.clock.now()
    link = read(key, token, now)
    if link is None:
        return OVER
    with store.write() as unit:
        found = _open(unit, dealerships, link, now)
        if found is None:
            return _press_for_buyer(unit, dealerships, link, now, cache)
        sender, lead_id = found
        verb = ACTIONS[link.action][0]
        mobile = sender.person.mobile if sender.person else None
        text_id = texts.add(unit, _once(link), "link", mobile or sender.key, "", verb, now)
        if text_id is None:
            return OVER
        talk = talk_with(unit, sender, now)
        done = attempt(unit, sender, talk, Command(verb, lead_id), f"link:{sender.key}", "link", cache)
        texts.settle(unit, text_id, "done", verb, sender.dealership.key, sender.key, lead_id)
        unit.commit()
    return Page("Done" if done.done else "That did not work", done.answer, status=200 if done.done else 409)


def _press_for_buyer(
    unit: Unit, dealerships: Mapping[str, Dealership], link: Link, now: datetime, cache: TapeCache | None
) -> Page:
    theirs = buyer_links.find(unit, dealerships, link.row, now)
    verb = ACTIONS[link.action][0]
    if theirs is None or verb not in buyer_links.OUTCOMES:
        return OVER
    text_id = texts.add(unit, _once(link), "link", theirs.buyer.key, "", verb, now)
    if text_id is None:
        return OVER
    try:
        said = buyer_links.report(unit, theirs, verb, now, cache)
    except Refused as refusal:
        return Page("That did not work", str(refusal), status=409)
    texts.settle(unit, text_id, "done", verb, theirs.dealership.key, theirs.buyer.key, theirs.lead.id)
    unit.commit()
    return Page("Done", said)


def _open(unit: Unit, dealerships: Mapping[str, Dealership], link: Link, now: datetime) -> tuple[Sender, str] | None:
    """Whose link it is and for which lead; None where they left, or the message is not there."""
    about = outbox.about(unit, link.row)
    if about is None or about.lead_id is None:
        return None
    sender = sender_of(dealerships, about.dealership, about.member, now)
    return None if sender is None else (sender, about.lead_id)


def _once(link: Link) -> str:
    return f"link:{link.row}:{link.action}"
