"""A text from one of our people: kept once by its provider's id, understood, done and answered, in one transaction.

What cannot be done undoes itself and is answered with the reason; a text of a number that we do not know is kept and
not answered. The answer goes through the outbox like every other message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from uptape.core.alerts import AlertFacts
from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.core.eligibility import member_of
from uptape.core.errors import Refused
from uptape.core.replies import understand
from uptape.core.reply_types import Ask, Command, OptIn, OptOut, Silent, Talk, Understood
from uptape.flow import doing
from uptape.flow.alerting import Message
from uptape.flow.doing import Done
from uptape.flow.ledger import Ledger
from uptape.flow.talking import Sender, latest, senders, talk_with
from uptape.store import optouts, outbox, texts
from uptape.store.codec import encode
from uptape.store.engine import Store, Unit
from uptape.store.tapes import TapeCache

MACHINE_WINDOW = timedelta(minutes=10)
MOST_ASKED = 20
"""Questions back to one number within the window: what goes on answering them is a machine."""


LIKE_A_MACHINE = 20
"""Characters of a text that nobody types twice; people do type `1` again."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text as a provider handed it over."""

    provider_id: str
    number: str
    """Who wrote, E.164."""
    to: str
    body: str
    via: str = "text"


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a text: `done`, `asked`, `silent`, `unknown` or `twice`, and the answer where there is one."""

    state: str
    answer: str = ""
    lead_id: str | None = None


def receive_text(
    store: Store, dealerships: Mapping[str, Dealership], incoming: Incoming, cache: TapeCache | None = None
) -> Answered:
    """Does what a text asks for and queues the one answer. The same provider id again changes nothing."""
    now = store.clock.now()
    incoming = replace(incoming, body=_kept(incoming.body))
    with store.write() as unit:
        text_id = texts.add(unit, incoming.provider_id, incoming.via, incoming.number, incoming.to, incoming.body, now)
        if text_id is None:
            return Answered("twice")
        found = senders(dealerships, incoming.number, now)
        if not found:
            _heed_stranger(unit, incoming, now)
            unit.commit()
            return Answered("unknown")
        sender = latest(unit, found, incoming.number)
        talk = talk_with(unit, sender, now, incoming.number)
        meant = _guarded(unit, understand(incoming.body, talk), incoming, text_id, now)
        answered = _act(unit, sender, talk, meant, incoming, text_id, cache)
        state = "done" if answered.state == "twice" else answered.state
        texts.settle(unit, text_id, state, _told(meant), sender.dealership.key, sender.key, answered.lead_id)
        unit.commit()
    return answered


def _heed_stranger(unit: Unit, incoming: Incoming, now: datetime) -> None:
    """Whoever it is: a number that wants no texts gets none, also should it become somebody's of ours."""
    meant = understand(incoming.body, Talk(now, "UTC"))
    if isinstance(meant, OptOut):
        optouts.add(unit, incoming.number, now, "text")
    elif isinstance(meant, OptIn):
        optouts.remove(unit, incoming.number)


def _kept(body: str) -> str:
    """A text as a database can keep it: no NUL, no half characters, at most 4000 characters."""
    return body[:4000].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _guarded(unit: Unit, meant: Understood, incoming: Incoming, text_id: int, now: datetime) -> Understood:
    """Keeps quiet where a machine answers our questions, so that two machines never talk to each other."""
    if not isinstance(meant, Ask):
        return meant
    since = now - MACHINE_WINDOW
    if len(incoming.body) >= LIKE_A_MACHINE and texts.said_again(unit, incoming.number, incoming.body, since, text_id):
        return Silent("the same words again: no second answer")
    if texts.asked_since(unit, incoming.number, since) >= MOST_ASKED:
        return Silent("too many questions back: a machine may be answering")
    return meant


def _told(meant: Understood) -> str:
    if isinstance(meant, Command):
        return " ".join(part for part in (meant.verb, meant.lead, meant.person) if part)
    if isinstance(meant, Silent):
        return meant.why
    return {"Ask": "asked back", "OptOut": "opted out", "OptIn": "opted in"}[type(meant).__name__]


def _act(
    unit: Unit, sender: Sender, talk: Talk, meant: Understood, incoming: Incoming, text_id: int, cache: TapeCache | None
) -> Answered:
    if isinstance(meant, Silent):
        return Answered("silent")
    if isinstance(meant, OptOut):
        _opt_out(unit, sender, incoming, talk.now)
        return Answered("done")
    if isinstance(meant, OptIn):
        return _opt_in(unit, sender, incoming, text_id, talk.now)
    if isinstance(meant, Ask):
        _answer(unit, sender, incoming, text_id, talk.now, meant.text, waits=meant.waits)
        return Answered("asked", meant.text)
    done = attempt(unit, sender, talk, meant, f"text:{sender.key}", incoming.via, cache)
    told = done.alerted and _was_told(unit, done, incoming.number)
    if not told:
        _answer(unit, sender, incoming, text_id, talk.now, done.answer, lead=done.lead_id, waits=done.waits)
    return Answered("done" if done.done else "asked", done.answer, done.lead_id)


def attempt(
    unit: Unit, sender: Sender, talk: Talk, command: Command, by: str, via: str, cache: TapeCache | None = None
) -> Done:
    """Does a command in the open transaction, whole or not at all; the reason is the answer where it cannot be."""
    dealership = sender.dealership
    pools = doing.pools_touched(unit, sender, talk, command)
    with unit.savepoint() as point:
        ledger = Ledger(unit, dealership, pools, talk.now, by, cache)
        try:
            done = doing.do(ledger, sender, talk, command, via)
            ledger.flush()
        except Refused as error:
            point.undo()
            return Done(doing.sentence(error, talk, command), done=False, lead_id=command.lead)
    return replace(done, rows=tuple(ledger.sheets.outbox))


def _was_told(unit: Unit, done: Done, number: str) -> bool:
    """True where the alert about the lead goes to the number that wrote: it is the answer then."""
    return any(row["channel"] == "sms" and row["to"] == number for row in done.rows) and not optouts.among(
        unit, {number}
    )


def _answer(
    unit: Unit, sender: Sender, incoming: Incoming, text_id: int, now: datetime, text: str,
    *, lead: str | None = None, waits: Command | None = None,
) -> None:  # fmt: skip
    facts = AlertFacts(
        "answer", "plain", sender.dealership.key, sender.dealership.name, sender.dealership.timezone,
        member=sender.key, member_name=sender.name, body=text,
    )  # fmt: skip
    channel, to = "sms", incoming.number
    if optouts.among(unit, {incoming.number}):
        if sender.person is None or not sender.person.email:
            return
        channel, to = "email", sender.person.email
        facts = replace(facts, headline="Your text to us")
    row: dict[str, Any] = {
        "key": f"answer:{text_id}",
        "dealership": sender.dealership.key,
        "pool": None,
        "lead_id": lead,
        "member": sender.key,
        "channel": channel,
        "to": to,
        "kind": "answer",
        "state": "due",
        "created_at": now,
        "due_at": now,
        "facts": {**encode(facts), "waits": encode(waits)} if waits else encode(facts),
        "options": None,
        "otherwise": None,
    }
    outbox.add(unit, [row])


def _opt_out(unit: Unit, sender: Sender, incoming: Incoming, now: datetime) -> None:
    """No more texts: the number is marked, the manager hears, and an e-mail says how to return."""
    optouts.add(unit, incoming.number, now, f"text:{sender.key}")
    ledger = Ledger(unit, sender.dealership, [""], now, f"text:{sender.key}")
    ledger.note("", "opted_out", [Reason(sender.key, "note", "wants no more texts")], person=sender.key)
    for manager in ledger.managers_on_duty(None):
        if manager.key != sender.key:
            ledger.tell(
                Message(
                    "notice", "plain", manager, f"opted_out:{incoming.provider_id}",
                    headline=f"{sender.name} gets no more texts",
                    body=f"{sender.name} opted out by text. Alerts go to their next channel; START brings texts back.",
                )
            )  # fmt: skip
    _mail_how_to_return(ledger, sender, incoming)
    ledger.flush()


def _mail_how_to_return(ledger: Ledger, sender: Sender, incoming: Incoming) -> None:
    member = member_of(sender.dealership, sender.key) if sender.person else None
    if member is None or sender.person is None or not sender.person.email:
        return
    number = f" to {incoming.to}" if incoming.to else " to our number"
    body = (
        "You answered that you want no more texts, so none are sent. Leads now come by your other channels.\n"
        f"To get texts again, send START{number}."
    )
    facts = AlertFacts(
        "notice", "plain", sender.dealership.key, sender.dealership.name, sender.dealership.timezone,
        member=sender.key, member_name=sender.name, headline="You get no more texts", body=body,
    )  # fmt: skip
    ledger.sheets.outbox.append(
        {
            "key": f"-:opted_out:{incoming.provider_id}:{sender.key}:email",
            "dealership": sender.dealership.key,
            "pool": None,
            "lead_id": None,
            "member": sender.key,
            "channel": "email",
            "to": sender.person.email,
            "kind": "notice",
            "state": "due",
            "created_at": ledger.now,
            "due_at": ledger.now,
            "facts": encode(facts),
            "options": None,
            "otherwise": None,
        }
    )


def _opt_in(unit: Unit, sender: Sender, incoming: Incoming, text_id: int, now: datetime) -> Answered:
    if not optouts.remove(unit, incoming.number):
        return Answered("silent")
    ledger = Ledger(unit, sender.dealership, [""], now, f"text:{sender.key}")
    ledger.note("", "opted_in", [Reason(sender.key, "note", "wants texts again")], person=sender.key)
    ledger.flush()
    text = f"You get texts again, {sender.name.split()[0]}."
    _answer(unit, sender, incoming, text_id, now, text)
    return Answered("done", text)
