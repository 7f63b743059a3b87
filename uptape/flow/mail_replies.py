"""Mail that answers ours: a first line that is a word, feedback of a buyer, a bounce of an alert.

An alert's Reply-To is the pool's address with the lead's id as `+tag`, its sender the same address with `+b` and the
row of the outbox. A person of ours who writes to the first does by their first line what a text would do; what comes
back to the second never arrived. Where the config names a mail server that checks senders, both addresses end with a
secret word, and a mail acts only where the word or that server proves that it is from whom it says. Nothing automatic
is ever answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from uptape.core.alerts import AlertFacts
from uptape.core.dealership import Buyer, Dealership, Pool
from uptape.core.decisions import Reason
from uptape.core.ids import normal_id
from uptape.core.leads import Reading
from uptape.core.replies import understand
from uptape.core.reply_types import Ask, Command, Held, LastText, Silent, Talk
from uptape.flow import feedback
from uptape.flow.bounces import came_back
from uptape.flow.fresh import Read
from uptape.flow.ledger import Ledger
from uptape.flow.placing import send_to_review
from uptape.flow.replies import attempt
from uptape.flow.reply_addresses import BOUNCE_TAG, LEAD_TAG, is_word, reply_address
from uptape.flow.talking import Sender, sender_of, talk_with
from uptape.flow.vetting import vouched_for
from uptape.parsing.readable import own_words
from uptape.store import hands, leads, outbox, texts
from uptape.store.codec import encode
from uptape.store.engine import Unit
from uptape.store.mail import MailResult
from uptape.store.tapes import TapeCache
from uptape.wording import shown

AUTOMATIC = frozenset({"bounce", "autoreply", "spam"})
_OUTCOMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sold", re.compile(r"\b(?:sold|delivered|vendido|vendu)\b(?! to somebody)", re.IGNORECASE)),
    ("lost", re.compile(r"\b(?:lost|not interested|bought elsewhere|unqualified|perdido|perdu)\b", re.IGNORECASE)),
    ("appointment", re.compile(r"\b(?:appointment|appt|cita|rendez-vous)\b", re.IGNORECASE)),
    ("contacted", re.compile(r"\b(?:contacted|reached|talked|spoke|working)\b", re.IGNORECASE)),
    (
        "attempted",
        re.compile(r"\b(?:no answer|no contact|attempted|left (?:a )?(?:message|voicemail|vm))\b", re.IGNORECASE),
    ),
)

Kind = Literal["reply", "feedback", "bounce"]


@dataclass(frozen=True, slots=True)
class Answering:
    """A mail that answers one of ours, with whom and what it is about."""

    item: Read
    reading: Reading
    pool: Pool
    kind: Kind
    lead_id: str | None = None
    member: str = ""
    """The person, or the buyer, who wrote."""
    proven: bool = True
    """Whether anything but From says so."""


def answering(
    item: Read, dealership: Dealership | None, key: Callable[[], bytes], trusted: str | None
) -> Answering | None:
    """What a mail answers, or None for all other mail.

    `key` makes the words in reply addresses, `trusted` is the server whose Authentication-Results are believed. May ask
    the DNS: outside transactions.
    """
    reading = item.reading
    pool = dealership.pools.get(item.mail.pool or "") if dealership else None
    if dealership is None or pool is None or not isinstance(reading, Reading):
        return None
    tag = item.mail.tag or ""
    if BOUNCE_TAG.fullmatch(tag):
        return Answering(item, reading, pool, "bounce")
    if reading.kind in AUTOMATIC:
        return None
    tagged = LEAD_TAG.fullmatch(tag)
    lead_id = normal_id(tagged[1]) if tagged else reading.feedback_lead_id
    if lead_id is None:
        return None
    sender = reading.from_address.strip().lower()

    def found(kind: Kind, member: str) -> Answering:
        word = tagged[2] if tagged is not None else None
        known = word is not None and is_word(word, key(), dealership.key, lead_id, member)
        # Without a server that checks senders, who writes from that address and knows the lead's id is believed.
        proven = known or (trusted is None and word is None) or vouched_for(item.mail.raw, trusted)
        return Answering(item, reading, pool, kind, lead_id, member, proven)

    person = next((one for one in dealership.people.values() if one.email and one.email.lower() == sender), None)
    if person is not None and (tagged or reading.kind == "feedback"):
        return found("reply", person.key)
    buyer = next((one for one in dealership.buyers.values() if sender in _addresses(one)), None)
    if buyer is not None and (tagged or reading.kind == "feedback"):
        answer = found("feedback", buyer.key)
        return answer if answer.proven or reading.kind == "feedback" else None
    return None


def _addresses(buyer: Buyer) -> set[str]:
    """Where a buyer writes from: its contact, and where its leads go by mail."""
    ways = {way.to.lower() for way in buyer.deliver if way.to and way.channel in {"email", "adf"}}
    return ways | ({buyer.contact.email.lower()} if buyer.contact and buyer.contact.email else set())


def settle(
    unit: Unit, dealerships: Mapping[str, Dealership], found: Answering, now: datetime, key: bytes | None,
    cache: TapeCache | None,
) -> MailResult:  # fmt: skip
    """Does what a mail answers, in the open transaction; gives back what became of the mail."""
    dealership = dealerships[found.item.mail.dealership or ""]
    if found.kind == "bounce":
        came_back(unit, dealerships, found.item.mail, found.reading, now, key)
        return _result(found, "bounce" if found.reading.kind == "bounce" else found.reading.kind)
    if found.kind == "feedback":
        return _feedback(unit, dealership, found, now, cache)
    _reply(unit, dealerships, dealership, found, now, cache)
    return _result(found, "feedback")


def _result(found: Answering, kind: str, state: str = "done", error: str | None = None) -> MailResult:
    mail, reading = found.item.mail, found.reading
    return MailResult(
        mail.seq, mail.attempts, state, "not_lead" if kind == "lead" else kind, reading.subject, reading.from_address,
        reading.message_id, reading.notes, error,
    )  # fmt: skip


# A buyer's word


def _feedback(
    unit: Unit, dealership: Dealership, found: Answering, now: datetime, cache: TapeCache | None
) -> MailResult:
    said = own_words(found.reading.text)[:2000]
    outcomes = _outcomes(found.reading)
    if found.proven and not outcomes and found.reading.kind != "feedback":
        return _result(found, "feedback")  # thanks and the like, to the address of its lead
    stored = leads.get(unit, found.lead_id or "")
    ledger = Ledger(
        unit, dealership, [found.pool.key, *_pool_of(stored, dealership), ""], now, f"mail:{found.member}", cache
    )
    holders = hands.holders(unit, stored.id) if stored else []
    member = next((one for one in holders if one.partition(".")[0] == found.member), None)
    ours = stored is not None and stored.dealership == dealership.key and member is not None
    if not ours or stored is None or len(outcomes) != 1 or not found.proven:
        why = "feedback that names no outcome, or several"
        if not found.proven:
            why = f"feedback that nothing proves to be from {found.member}"
        elif not ours:
            why = "feedback on a lead that this buyer has not"
        send_to_review(
            ledger, found.pool, None, [Reason(None, "review", why)], about=found.reading.subject,
            mail_id=found.item.mail.id,
        )  # fmt: skip
        ledger.flush()
        return _result(found, "feedback", "review", why)
    note = " ".join(said.split())[:300]
    feedback.record(ledger, stored, outcomes[0], via="mail", note=note, member=member)
    ledger.flush()
    return _result(found, "feedback")


def _outcomes(reading: Reading) -> list[str]:
    """What a mail may say of a lead, one outcome where it is plain; 3 or 4 as the first line is what it is in texts."""
    first = first_line(reading.text)
    words = f"{reading.subject}\n{own_words(reading.text)[:2000]}"
    by_digit = {"3": "attempted", "4": "contacted"}.get(first.rstrip(".! "))
    return [by_digit] if by_digit else [outcome for outcome, pattern in _OUTCOMES if pattern.search(words)]


def _pool_of(stored: Any, dealership: Dealership) -> list[str]:
    return [stored.pool] if stored is not None and stored.pool in dealership.pools else []


# A person's first line


def _reply(
    unit: Unit, dealerships: Mapping[str, Dealership], dealership: Dealership, found: Answering, now: datetime,
    cache: TapeCache | None,
) -> None:  # fmt: skip
    sender = sender_of(dealerships, dealership.key, found.member, now)
    first = first_line(found.reading.text)
    text_id = texts.add(
        unit,
        f"mail:{found.item.mail.id}",
        "mail",
        found.reading.from_address[:200],
        found.item.mail.recipient,
        first,
        now,
    )
    if sender is None or text_id is None:
        return  # who has left is nobody any more
    if not found.proven:
        _answer(unit, sender, found, f"unproven:{found.lead_id}:{sender.key}:{now:%Y-%m-%d}", now, _UNPROVEN)
        texts.settle(unit, text_id, "silent", "not proven", dealership.key, sender.key, found.lead_id)
        return
    talk = talk_with(unit, sender, now)
    lead = next((one for one in talk.leads if one.id == found.lead_id), None)
    talk = _about(talk, lead)
    meant = understand(first, talk)
    state, lead_id = "done", found.lead_id
    if isinstance(meant, Command):
        done = attempt(unit, sender, talk, meant, f"mail:{sender.key}", "mail", cache)
        state, lead_id = ("done" if done.done else "asked"), done.lead_id
        to = sender.person.email if sender.person else None
        if not (done.alerted and any(row["channel"] == "email" and row["to"] == to for row in done.rows)):
            _answer(unit, sender, found, text_id, now, done.answer)
    elif isinstance(meant, Ask) and not meant.lost:
        state = "asked"
        _answer(unit, sender, found, text_id, now, meant.text)
    elif isinstance(meant, Silent) and (not first or meant.why in _LEFT_ALONE):
        state = "silent"
    else:
        state = "asked"
        _answer(unit, sender, found, text_id, now, _not_sent(lead))
    texts.settle(unit, text_id, state, type(meant).__name__.lower(), dealership.key, sender.key, lead_id)


_LEFT_ALONE = frozenset({"it is a reaction to one of our texts", "a phone or a mailbox says it by itself"})


def first_line(text: str) -> str:
    """The first line that the writer of a mail wrote."""
    return next((line.strip() for line in own_words(text).split("\n") if line.strip()), "")[:1000]


def _about(talk: Talk, lead: Held | None) -> Talk:
    """The talk where a mail about one lead is answered: words without a name mean that lead."""
    if lead is None:
        return talk
    kind = "offer" if lead.standing == "offer" else "assigned"
    return replace(talk, leads=(lead,), last=LastText(kind, lead.id))


def _not_sent(lead: Held | None) -> str:
    """Says that words meant for the customer came to us."""
    if lead is None:
        return "Your mail came to the program and went to nobody. The lead that it answers is not yours."
    if lead.standing == "offer":
        return f"Your mail did not go to {lead.label}, and it takes nothing: answer 1 to take the lead, 2 to pass."
    where = ", ".join((*lead.emails[:1], *(shown.phone(number) for number in lead.phones[:1])))
    whose = f", whose address is {where}. Please write there" if where else ""
    return (
        f"Your mail did not go to {lead.label}{whose}. Here only the first line is read: "
        "3 (called), 4 (talked), APPT sat 2pm, SOLD, LOST why."
    )


_UNPROVEN = (
    "A mail with your address as its sender was about to report on this lead, and did nothing: it did not come to the "
    "address that our mail to you gives for answers, and no mail server vouches that it is from you. "
    "If it was you, answer our mail about the lead itself, use its buttons, or text us."
)


def _answer(unit: Unit, sender: Sender, found: Answering, about: int | str, now: datetime, text: str) -> None:
    """Queues one mail to somebody of ours; what was answered `about` before is not answered again."""
    if sender.person is None or not sender.person.email:
        return
    dealership, pool = sender.dealership, found.pool
    facts = AlertFacts(
        "answer", "plain", dealership.key, dealership.name, dealership.timezone, pool.key, sender.key, sender.name,
        reply_to=reply_address(pool, found.lead_id) if found.lead_id else None,
        headline=f"Your answer about {found.lead_id}", body=text,
    )  # fmt: skip
    row = {
        "key": f"answer:{about}:mail",
        "dealership": dealership.key,
        "pool": pool.key,
        "lead_id": None,
        "member": sender.key,
        "channel": "email",
        "to": sender.person.email,
        "kind": "answer",
        "state": "due",
        "created_at": now,
        "due_at": now,
        "facts": encode(facts),
        "options": None,
        "otherwise": None,
    }
    outbox.add_missing(unit, [row])
