"""Which lead a command is for, or the question where it cannot be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from uptape.core.reply_leads import candidates, list_of, looks_like_a_reference, which
from uptape.core.reply_types import Ask, Command, Held, Talk, Understood, Verb
from uptape.core.reply_verbs import Said
from uptape.core.reply_words import TALK

SECOND_OFFER = timedelta(seconds=10)
"""A bare `1` so soon after another offer may be meant for the one before."""
GONE_FOR = timedelta(hours=2)
"""How long somebody may still think that an offer stands."""


def chosen(verb: Verb, command: Command, named: Sequence[Held], left: Said, talk: Talk) -> Held | Ask:
    """The lead that is meant, or why it cannot be told."""
    likely = candidates(verb, talk)
    if named:
        fitting = [lead for lead in named if lead in likely] or [
            lead for lead in named if lead.standing in {"held", "offer"}
        ]
        fitting = fitting or list(named)
        if len(fitting) == 1:
            return fitting[0]
        return which(fitting, said_as(verb), replace(command, note=""))
    # Right behind the word it names a lead; further on, such as a price, it is part of a note.
    strange = next((word for word in left.words[:1] if verb != "dup" and looks_like_a_reference(word)), None)
    if strange is None and len(left.words) <= 2 and verb not in {"lost", "bad", "dup", "spam", "wrong"}:
        strange = next(iter(left.words), None) if left.words and not any(map(_is_talk(talk), left.words)) else None
    if strange is not None:
        yours = f" You have {list_of(likely)}." if likely else ""
        return Ask(f"No lead of yours is called {strange.upper()[:20]}.{yours}", replace(command, note=""))
    if len(likely) == 1:
        hurried = verb == "take" and _offer_just_before(likely[0], talk)
        if not hurried:
            return likely[0]
    if likely:
        return which(likely, said_as(verb), command)
    return _none(verb, talk)


def _offer_just_before(lead: Held, talk: Talk) -> bool:
    """True where a `1` may be meant for an offer that stood until the newest one came."""
    if talk.now - lead.at >= SECOND_OFFER:
        return False
    return any(
        other.id != lead.id and other.standing == "gone" and other.ended_at is not None
        and talk.now - other.ended_at < 6 * SECOND_OFFER
        for other in talk.leads
    )  # fmt: skip


def _none(verb: Verb, talk: Talk) -> Held | Ask:
    """What is said where nothing can be meant."""
    if verb in {"take", "pass"}:
        gone = [
            lead
            for lead in talk.leads
            if lead.standing == "gone" and lead.ended_at and talk.now - lead.ended_at < GONE_FOR
        ]
        if gone:
            last = max(gone, key=lambda lead: lead.ended_at or lead.at)
            return Ask(_gone(last))
        held = [lead for lead in talk.leads if lead.standing == "held" and not lead.attempted]
        if len(held) == 1 and verb == "take":
            return held[0]
        if verb == "pass" and held:
            return Ask(
                "Nothing is held out to you now. A lead that is yours already goes back by BAD, DUP, SPAM or WRONG."
            )
        return Ask("Nothing is held out to you now.")
    if any(lead.standing == "offer" for lead in talk.leads):
        offered = [lead for lead in talk.leads if lead.standing == "offer"]
        return Ask(f"You have not taken {list_of(offered)} yet: answer 1 first.")
    return Ask("You have no open lead. ADD with a number and a name records one.")


def _gone(lead: Held) -> str:
    if lead.holder:
        return f"{lead.label} is gone: {lead.holder} has it."
    how = {"passed": "you passed it", "withdrawn": "it was taken back"}.get(lead.ended, "the time was up")
    return f"{lead.label} is gone: {how}."


def for_lead(command: Command, lead: Held) -> Understood:
    """The command for that lead, or why it cannot be."""
    if lead.standing == "gone" or lead.standing == "theirs":
        return Ask(_gone(lead) if lead.standing == "gone" else f"{lead.label} is not yours: {lead.holder} has it.")
    if lead.standing == "waiting":
        return Ask(f"{lead.label} waits: say {lead.short} and a name to hand it over.")
    if lead.standing == "offer" and command.verb not in {"take", "pass"}:
        return Ask(f"You have not taken {lead.label} yet: answer 1 {lead.short} first.")
    if lead.standing in {"held", "closed"} and command.verb == "pass":
        return Ask(f"{lead.label} is yours already. BAD, DUP, SPAM or WRONG asks a manager for the turn back.")
    return replace(command, lead=lead.id)


def said_as(verb: Verb) -> str:
    return {"take": "1", "pass": "2", "tried": "3", "talked": "4", "appointment": "APPT"}.get(verb, verb.upper())


def _is_talk(talk: Talk) -> Callable[[str], bool]:
    def is_talk(word: str) -> bool:
        plain = word.replace("'", "")
        return plain in TALK or word in talk.words or any(ch.isdigit() for ch in plain) or len(plain) < 2

    return is_talk
