"""What a text (or the first line of a mail) from one of our people means: a command, or a question back.

Pure: everything that decides is in the `Talk`. Nothing that could be meant in two ways is done; it is asked back, and
the question remembers what it waits for, so that the next text may answer it with the name alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from uptape.core import reply_managers, reply_times
from uptape.core.reply_choice import chosen, for_lead, said_as
from uptape.core.reply_leads import leads_named, list_of, person_named
from uptape.core.reply_types import Ask, Command, OptIn, OptOut, Silent, Talk, Understood, Verb
from uptape.core.reply_verbs import Said, is_misused, taken_apart, verb_after_a_name, verb_of
from uptape.core.reply_words import (
    HELPS,
    KIND,
    STARTS,
    TAKES,
    TALK,
    UNSURE,
    fold,
    is_machine,
    is_reaction,
    is_stop,
)

WORDS = (
    "1=take 2=pass 3=called 4=talked, APPT sat 2pm, SHOW, NOSHOW, SOLD, LOST why, LIST, WHO, IN, OUT 2h, BUSY 30, ADD"
)
_PHONE = re.compile(r"\+?[\d().\-]{1,20}")
_STRONGER: frozenset[Verb] = frozenset({"appointment", "sold", "lost", "show", "noshow"})
_ALONE: frozenset[Verb] = frozenset({"list", "who", "words"})


def understand(text: str, talk: Talk) -> Understood:
    """What a text means, from somebody about whom `talk` tells everything that is needed."""
    folded = fold(text)
    if not folded:
        return Silent("it is empty")
    if is_reaction(folded):
        return Silent("it is a reaction to one of our texts")
    if is_stop(folded):
        return OptOut()
    if is_machine(folded):
        return Silent("a phone or a mailbox says it by itself")
    said = taken_apart(text)
    alone = " ".join(said.words)
    if alone in STARTS:
        return OptIn()
    if alone in HELPS:
        return Silent("the carrier answers this word")
    if not said.words:
        offered = [lead for lead in talk.leads if lead.standing == "offer"]
        if offered and talk.last is not None and talk.last.kind == "offer":
            return Ask(f"For {list_of(offered)}: answer 1 to take, 2 to pass.")
        return Silent("it has no words")
    return _filled_in(said, talk) or _by_role(said, talk) or _unknown(said, talk)


def _by_role(said: Said, talk: Talk) -> Understood | None:
    if talk.desk:
        return reply_managers.desk(said.words, talk)
    if talk.manager:
        first = reply_managers.manager(said.words, talk)
        if first is not None:
            return first
    return _salesperson(said, talk)


def _filled_in(said: Said, talk: Talk) -> Understood | None:
    """The rest of what our last text asked for: the lead or the time that was missing."""
    waits = talk.last.waits if talk.last else None
    if waits is None or said.asked:
        return None
    if waits.verb == "appointment" and waits.at is None and waits.lead is not None:
        found = reply_times.appointment(said.words, talk.now, talk.zone, day_first=talk.day_first)
        if found.at is not None:
            return replace(waits, at=found.at, note=said.without(found.used).text)
        return Ask(found.problem, waits) if found.problem else None
    if verb_of(said) is None and waits.lead is None:
        named = leads_named(said.words, talk.leads)
        if len(named.leads) == 1 and len(said.words) - len(named.used) <= 2:
            return for_lead(waits, named.leads[0])
    return None


def _salesperson(said: Said, talk: Talk) -> Understood | None:
    taking = _yes(said, talk)
    if taking is not None:
        return taking
    found = verb_of(said) or verb_after_a_name(said, talk)
    if found is None:
        return None
    verb, rest = found
    if said.asked and not rest.words:
        return Ask(f"Was that a question? {_usage(verb)}")
    misused = is_misused(verb, said, rest)
    if misused:
        return None
    if verb in {"tried", "talked"} and (more := verb_of(rest)) and more[0] in _STRONGER:
        verb, rest = more  # `4 APPT sat 2pm`: what came of it tells more than that they talked
    if verb in _ALONE:
        return Command(verb)
    if verb in {"in", "out", "busy"}:
        return _presence(verb, rest, talk)
    if verb == "add":
        return _add(rest)
    return _about_a_lead(verb, rest, talk)


def _yes(said: Said, talk: Talk) -> Understood | None:
    """OK, K, YES, GOT IT, MINE: they take the offer that was our last text, and mean nothing otherwise."""
    words = said.words
    count = 2 if words[:2] == ("got", "it") else 1
    if " ".join(words[:count]) not in TAKES or (len(words) > count and verb_of(said.after(count)) is not None):
        return None
    rest = said.after(count).words
    if said.asked or any(word in UNSURE for word in rest):
        return None
    open_offers = [lead for lead in talk.leads if lead.standing == "offer"]
    if talk.last is None or talk.last.kind != "offer":
        if any(word.replace("'", "") not in TALK for word in rest):
            return None
        if open_offers:
            return Ask(f"For {list_of(open_offers)}: answer 1 {open_offers[0].short} to take it, 2 to pass.")
        return Silent("it answers no offer")
    return _about_a_lead("take", said.after(count), talk)


def _about_a_lead(verb: Verb, rest: Said, talk: Talk) -> Understood:
    partner: str | None = None
    joint = next((at for at, word in enumerate(rest.words) if word in {"with", "w"}), -1)
    if verb == "sold" and joint >= 0:
        at = joint
        others, count = person_named(rest.words[at + 1 :], talk.people)
        if len(others) != 1:
            whom = ", ".join(one.name for one in others) or "nobody here"
            said = " ".join(rest.raw[at + 1 : at + 3])
            return Ask(f"Sold with whom? {said or 'With'} is {whom}. Say SOLD WITH and one name.")
        partner = others[0].key
        rest = rest.without(frozenset(range(at, at + 1 + count)))
    command = Command(verb, person=partner)
    named = leads_named(rest.words, talk.leads)
    if verb == "appointment":
        found = reply_times.appointment(rest.without(named.used).words, talk.now, talk.zone, day_first=talk.day_first)
        left = rest.without(named.used).without(found.used)
        if not named.leads and found.at is None:  # four digits may be the time: read again without them as a name
            left = rest.without(found.used)
        command = replace(command, at=found.at)
        meant = chosen(verb, command, named.leads, left, talk)
        if isinstance(meant, Ask):
            return meant
        command = replace(command, lead=meant.id, note=left.text)
        if found.at is None:
            question = found.problem or "When?"
            return Ask(f"{question} {meant.label}'s appointment: answer with day and time, such as sat 2pm.", command)
        return command
    left = rest.without(named.used)
    command = replace(command, note=_note(left))
    meant = chosen(verb, command, named.leads, left, talk)
    return meant if isinstance(meant, Ask) else for_lead(command, meant)


def _note(left: Said) -> str:
    return (
        ""
        if all(
            word in {"lead", "the", "one", "this", "it", "please", "pls", "number", "to", "with", "for"}
            for word in left.words
        )
        else left.text
    )


def _presence(verb: Verb, rest: Said, talk: Talk) -> Understood | None:
    words = [
        word for word in rest.words if word not in {"please", "pls", "now", "thanks", "thx", "today", "again", "back"}
    ]
    if not words:
        return Command(verb)
    found = reply_times.until(words, talk.now, talk.zone, talk.hours, minutes=verb == "busy", day_first=talk.day_first)
    if found.problem:
        return Ask(found.problem.replace("OUT", verb.upper()))
    if found.at is not None:
        return Command(
            verb, until=found.at, note=" ".join(w for at, w in enumerate(words) if at not in found.used)[:100]
        )
    if verb == "in" or (len(words) > 3 and verb == "out" and words[0] in {"of"}):
        return None
    if person_named(words, talk.people)[0]:
        return Ask(f"Only a manager says {verb.upper()} for somebody else.")
    return Command(verb, note=" ".join(words)[:100])


def _add(rest: Said) -> Understood:
    digits = ""
    places: set[int] = set()
    for at, raw in enumerate(rest.raw):
        plain = raw.strip(",;")
        if _PHONE.fullmatch(plain) and any(ch.isdigit() for ch in plain) and (not places or at - 1 in places):
            digits += plain
            places.add(at)
    number = ("+" if digits.startswith("+") else "") + "".join(ch for ch in digits if ch.isdigit())
    name = " ".join(word.strip(",;.") for at, word in enumerate(rest.raw) if at not in places)[:80]
    if not 7 <= len(number.lstrip("+")) <= 15:
        return Ask("Whom? Say ADD with a whole number and a name: ADD 310-555-0142 Maria Ochoa")
    if not name:
        return Ask(f"What is the name? Say ADD {digits} and the name.")
    return Command("add", phone=number, name=name)


def _is_small_talk(words: Sequence[str]) -> bool:
    return all(word.replace("'", "") in TALK and not word.isdigit() for word in words)


def _usage(verb: Verb) -> str:
    return f"{said_as(verb)} alone, or with a name, does it."


def _unknown(said: Said, talk: Talk) -> Understood:
    if len(said.words) <= 3 and not said.asked and _is_small_talk(said.words):
        offered = [lead for lead in talk.leads if lead.standing == "offer"]
        if offered and talk.last is not None and talk.last.kind == "offer":
            return Ask(f"For {list_of(offered)}: answer 1 to take, 2 to pass.", lost=True)
        if said.words[0] in KIND:
            return Silent("it is small talk")
    named = leads_named(said.words, talk.leads)
    mine = [lead for lead in named.leads if lead.standing in {"held", "offer"}]
    if len(mine) == 1 and len(named.leads) == 1:
        choices = "1=take 2=pass" if mine[0].standing == "offer" else "3=called 4=talked, APPT sat 2pm, SOLD, LOST why"
        return Ask(f"What about {mine[0].label} {mine[0].short}? {choices}", lost=True)
    if talk.manager and not talk.salesperson:
        return Ask(f"That was not understood. {reply_managers.WORDS}", lost=True)
    return Ask(f"That was not understood. {WORDS}", lost=True)
