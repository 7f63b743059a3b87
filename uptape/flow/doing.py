"""Does what somebody asked for by text, mail or link, in open books, and says in one sentence what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from uptape.core import reply_times
from uptape.core.below import above
from uptape.core.contacts import short_name
from uptape.core.decisions import Reason
from uptape.core.eligibility import HandState, Member, member_of
from uptape.core.errors import Refused
from uptape.core.reply_types import TURN_BACK, Command, Talk, Verb
from uptape.flow import feedback, telling, walk_ins
from uptape.flow.alerting import Message
from uptape.flow.availability import pools_of, say_in
from uptape.flow.hands import assign_in
from uptape.flow.ledger import Ledger
from uptape.flow.offering import accept_in, pass_in
from uptape.flow.talking import Sender
from uptape.flow.turns import pools_of_turns
from uptape.store import hands, leads
from uptape.store.engine import Unit
from uptape.store.leads import StoredLead
from uptape.wording import shown

WHY: Mapping[Verb, str] = {"bad": "bad number", "dup": "duplicate", "spam": "spam", "wrong": "wrong department"}
OPEN = frozenset({"assigned", "contacted", "appointment"})
_OUTCOMES: Mapping[Verb, str] = {
    "tried": "attempted",
    "talked": "contacted",
    "appointment": "appointment",
    "show": "shown",
    "noshow": "not_shown",
    "sold": "sold",
    "lost": "lost",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a command came to."""

    answer: str
    lead_id: str | None = None
    alerted: bool = False
    """An alert about the lead goes to them by itself, and tells all that the answer would."""
    done: bool = True
    waits: Command | None = None
    rows: tuple[dict[str, Any], ...] = ()
    """The messages that it queued."""


def do(ledger: Ledger, sender: Sender, talk: Talk, command: Command, via: str) -> Done:
    """Does a command; raises Refused, with a sentence for people, where it cannot be."""
    verb = command.verb
    if verb in _PLAIN:
        return _PLAIN[verb](ledger, sender, command)
    stored = _lead(ledger, command)
    if verb == "take":
        return _take(ledger, sender, stored, via)
    if verb == "pass":
        pass_in(ledger, stored, sender.key)
        name = next((lead.label for lead in talk.leads if lead.id == stored.id), short_name(stored.draft.customer))
        return Done(f"Passed: {name} {stored.id[-3:]} goes on to the next.", stored.id)
    if verb in _OUTCOMES:
        return _report(ledger, sender, talk, stored, command, via)
    if verb in TURN_BACK:
        return _ask_turn_back(ledger, sender, stored, command, via)
    if verb in {"granted", "denied"}:
        return _rule(ledger, sender, stored, command, via)
    return _hand_over(ledger, sender, stored, command)


def pools_touched(unit: Unit, sender: Sender, talk: Talk, command: Command) -> list[str]:
    """The pools whose lines must be locked for a command; the one without a name is always among them."""
    dealership = sender.dealership
    if command.verb in {"in", "out", "busy"}:
        touched = pools_of(dealership, command.person or sender.key)
        return [*touched, *above(dealership, touched), ""]
    if command.verb == "add":
        return [walk_ins.pool_of(dealership, sender.key), ""]
    stored = leads.get(unit, command.lead) if command.lead else None
    if stored is None or stored.pool not in dealership.pools:
        return [""]
    return [*pools_of_turns(unit, dealership, stored.id, stored.pool), ""]


def sentence(error: Refused, talk: Talk, command: Command) -> str:
    """A refusal as a text says it: with the customer in place of the id, beginning with a capital letter."""
    said = str(error)
    for lead in talk.leads:
        said = said.replace(lead.id, f"{lead.label} {lead.short}")
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?")) else ".")


def _lead(ledger: Ledger, command: Command) -> StoredLead:
    """The lead of a command, read under the lock of its line."""
    stored = leads.get(ledger.unit, command.lead) if command.lead else None
    if stored is None or stored.dealership != ledger.dealership.key or stored.pool not in ledger.locked:
        raise Refused("there is no such lead any more")
    return stored


def _take(ledger: Ledger, sender: Sender, stored: StoredLead, via: str) -> Done:
    name, number = short_name(stored.draft.customer), telling.reach(stored)
    ledger.happened(stored.id, "taken", via=via)
    answer = f"{name} is yours{number}. 3=called 4=talked. {stored.id[-3:]}"
    if stored.status in OPEN and sender.key in hands.holders(ledger.unit, stored.id):
        ledger.change_lead(stored.id, taken_at=ledger.now)
        return Done(answer, stored.id)
    accept_in(ledger, stored, sender.key)
    return Done(answer, stored.id, alerted=True)


def _report(ledger: Ledger, sender: Sender, talk: Talk, stored: StoredLead, command: Command, via: str) -> Done:
    if sender.key not in hands.holders(ledger.unit, stored.id):
        raise Refused(f"{stored.id} is not yours any more")
    feedback.record(
        ledger, stored, _OUTCOMES[command.verb], via=via, note=command.note or None, planned=command.at,
        partner=command.person, member=sender.key,
    )  # fmt: skip
    name = f"{short_name(stored.draft.customer)} {stored.id[-3:]}"
    partner = member_of(ledger.dealership, command.person) if command.person else None
    if partner is not None and partner.key != sender.key:
        ledger.tell(
            Message(
                "told", "plain", partner, f"shared:{ledger.locked[stored.pool].journal_seq}", stored.id,
                ledger.dealership.pools[stored.pool],
                headline=f"{sender.name} sold {short_name(stored.draft.customer)} with you",
                body="Half counts for you, and you cover this customer first.",
            )
        )  # fmt: skip
    said = {
        "tried": f"{name}: tried. 4 when you talked, APPT, SOLD or LOST why.",
        "talked": f"{name}: talked. APPT sat 2pm, SOLD or LOST why comes next.",
        "show": f"{name}: came in. SOLD or LOST why comes next.",
        "noshow": f"{name}: did not come. APPT and a time makes a new appointment.",
        "sold": f"{name}: sold{f' with {partner.name}' if partner else ''}. Congratulations!",
        "lost": f"{name}: lost{f' ({command.note})' if command.note else ''}.",
    }
    if command.verb == "appointment" and command.at is not None:
        return Done(f"{name}: appointment {reply_times.told(command.at, talk.zone)}.", stored.id)
    return Done(said[command.verb], stored.id)


def _ask_turn_back(ledger: Ledger, sender: Sender, stored: StoredLead, command: Command, via: str) -> Done:
    """A manager decides whether a turn goes back."""
    if sender.key not in hands.holders(ledger.unit, stored.id):
        raise Refused(f"{stored.id} is not yours any more")
    name, why = f"{short_name(stored.draft.customer)} {stored.id[-3:]}", WHY[command.verb]
    if stored.id in hands.asked_back(ledger.unit, ledger.dealership.key, [stored.id]):
        return Done(f"A manager is asked about {name} already.", stored.id)
    reason = why + (f": {command.note}" if command.note else "")
    pool = ledger.dealership.pools[stored.pool]
    ledger.happened(stored.id, "asked_back", reason, via=via)
    ledger.note(
        stored.pool, "asked_back", [Reason(sender.key, "note", f"asks for the turn back: {reason}")],
        lead_id=stored.id, person=sender.key,
    )  # fmt: skip
    deciding = [one for one in ledger.managers_on_duty(pool) if one.key != sender.key] or [
        one for one in telling.all_managers(ledger.dealership) if one.key != sender.key
    ]
    for manager in deciding:
        ledger.tell(
            Message(
                "notice", "plain", manager, f"asked_back:{ledger.locked[stored.pool].journal_seq}", stored.id, pool,
                headline=f"{sender.name} asks for the turn of {name} back",
                body=f"{reason}.{telling.reach(stored)} OK gives it back, NO keeps it.",
                facts=(("asks", sender.key), ("reason", reason)),
            )
        )  # fmt: skip
    if not deciding:
        return Done(f"Noted for {name}: {why}. There is no manager to decide about the turn.", stored.id)
    return Done(f"A manager is asked about {name}: {why}.", stored.id)


def _rule(ledger: Ledger, sender: Sender, stored: StoredLead, command: Command, via: str) -> Done:
    """A manager's OK or NO to a turn asked back."""
    asked = hands.asked_back(ledger.unit, ledger.dealership.key, [stored.id]).get(stored.id)
    if asked is None:
        raise Refused(f"nobody asks for the turn of {stored.id} back any more")
    asker_key, reason = asked[0].partition(":")[2] or asked[0], asked[1]
    name = f"{short_name(stored.draft.customer)} {stored.id[-3:]}"
    ledger.happened(stored.id, command.verb, command.note or None, via=via)
    granted = command.verb == "granted"
    outcome = telling.give_back(ledger, stored, asker_key, reason) if granted else "keeps it"
    if not granted:
        why = f"the turn stays used: {command.note or 'a manager said no'}"
        ledger.note(stored.pool, "denied", [Reason(asker_key, "note", why)], lead_id=stored.id, person=asker_key)
    asker = member_of(ledger.dealership, asker_key)
    if asker is not None:
        ledger.tell(
            Message(
                "told", "plain", asker, f"ruled:{ledger.locked[stored.pool].journal_seq}", stored.id,
                ledger.dealership.pools[stored.pool],
                headline=f"{name}: {sender.name} says {'OK' if granted else 'no'}",
                body=outcome if granted else "The turn stays used, and the lead is yours.",
            )
        )  # fmt: skip
    who = asker.name if asker else asker_key
    return Done(f"{name}: {who} {outcome if not granted else 'gets the turn back'}.", stored.id)


def _hand_over(ledger: Ledger, sender: Sender, stored: StoredLead, command: Command) -> Done:
    name = f"{short_name(stored.draft.customer)} {stored.id[-3:]}"
    if command.verb == "house":
        keeper = ledger.member(sender.key) if sender.desk is None else _first_manager(ledger, stored)
        if keeper is None:
            raise Refused("there is no manager to keep it")
        assign_in(ledger, stored, keeper, "house: no line, no turn", house=True)
        return Done(f"{name} is a house lead of {keeper.name} now.", stored.id)
    taker = ledger.member(command.person or "")
    if taker is None:
        raise Refused("who gets it?")
    assign_in(ledger, stored, taker, f"{sender.name} handed it over by text")
    return Done(f"{taker.name} has {name} now.", stored.id)


def _first_manager(ledger: Ledger, stored: StoredLead) -> Member | None:
    return next(iter(ledger.managers_on_duty(ledger.dealership.pools[stored.pool])), None)


def _presence(ledger: Ledger, sender: Sender, command: Command) -> Done:
    key = command.person or sender.key
    member = ledger.member(key)
    if member is None:
        raise Refused("a desk is always there")
    state = cast(HandState, command.verb)
    until = command.until
    if until is None and state == "busy":
        until = telling.busy_until(ledger)
    ends, dealt = say_in(ledger, member, state, pools_of(ledger.dealership, key), until=until)
    who = f"{member.name} is" if command.person else "You are"
    more = f" {dealt} waiting {'lead goes' if dealt == 1 else 'leads go'} out." if dealt else ""
    return Done(f"{who} {state.upper()} until {telling.when(ends, ledger)}.{more}")


def _list(ledger: Ledger, sender: Sender, _command: Command) -> Done:
    return Done(telling.list_of(ledger, sender))


def _who(ledger: Ledger, sender: Sender, _command: Command) -> Done:
    return Done(telling.line_of(ledger, sender))


def _late(ledger: Ledger, _sender: Sender, _command: Command) -> Done:
    return Done(telling.late_of(ledger))


def _waiting(ledger: Ledger, sender: Sender, _command: Command) -> Done:
    return Done(telling.waiting_of(ledger, sender))


def _words(_ledger: Ledger, sender: Sender, _command: Command) -> Done:
    return Done(telling.words_for(sender))


def _add(ledger: Ledger, sender: Sender, command: Command) -> Done:
    identity, name, number = walk_ins.add(ledger, sender, command.phone, command.name)
    return Done(f"{name} {shown.phone(number)} is yours now, the line stays. {identity[-3:]}", identity)


_PLAIN: Mapping[Verb, Callable[[Ledger, Sender, Command], Done]] = {
    "in": _presence,
    "out": _presence,
    "busy": _presence,
    "list": _list,
    "who": _who,
    "late": _late,
    "waiting": _waiting,
    "words": _words,
    "add": _add,
}
