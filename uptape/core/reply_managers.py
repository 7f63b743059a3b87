"""What managers and the desk type: who gets a lead, who is in or out, and yes or no to a turn asked back."""

from __future__ import annotations

from collections.abc import Sequence

from uptape.core import reply_times
from uptape.core.reply_leads import leads_named, list_of, person_named, which
from uptape.core.reply_types import Ask, Command, Held, Someone, Talk, Understood, Verb
from uptape.core.reply_words import MANAGER_VERBS, TALK

WORDS = "A name or number hands the lead over, 0 house, GIVE OCHOA BOB, LATE, WAITING, WHO, IN BOB, OUT BOB till mon"
_JOINTS = frozenset({"to", "the", "lead", "for", "please", "pls", "thanks", "thx", "goes", "->", "and", "it"})


def desk(words: Sequence[str], talk: Talk) -> Understood | None:
    """What the desk types: `12 BOB`, or `BOB` where one call waits."""
    calls = [lead for lead in talk.leads if lead.standing == "waiting"]
    number = int(words[0]) if words[0].isdigit() and len(words[0]) < 6 else None
    rest = [word for word in (words[1:] if number is not None else words) if word not in _JOINTS]
    if number is not None:
        meant = [lead for lead in talk.leads if lead.number == number]
        if not meant:
            return Ask(f"There is no desk call {number}. {_calls(calls)}")
        if meant[0].standing != "waiting":
            return Ask(f"Desk call {number} is over: {meant[0].holder or 'somebody'} has {meant[0].label}.")
        return _to_somebody(meant[0], rest, talk, f"{number}")
    if words[0] in {"who", "waiting", "list"}:
        return Command("who" if words[0] == "who" else "waiting")
    people, count = person_named(rest, talk.people)
    if people and len(rest) > count and rest[count].isdigit():
        return desk((rest[count], *rest[:count]), talk)
    if people and len(calls) == 1:
        return _to_somebody(calls[0], rest, talk, str(calls[0].number or ""))
    if people:
        return Ask(f"Which call? {_calls(calls)}")
    return None


def manager(words: Sequence[str], talk: Talk) -> Understood | None:
    """What managers type, or None where it is none of their own words."""
    verb = MANAGER_VERBS.get(words[0])
    if verb in {"late", "waiting"}:
        return Command(verb) if len(words) == 1 or _is_talk(words[1:]) else None
    if verb in {"granted", "denied"}:
        return _ruling(verb, words[1:], talk)
    if words[0] in {"in", "out", "busy"} and len(words) > 1:
        return _presence(words, talk)
    if verb == "give":
        return _give(words[1:], talk)
    waiting = [lead for lead in talk.leads if lead.standing == "waiting"]
    if verb == "house":
        return _with_lead("house", words[1:], waiting, talk)
    if words[0].isdigit():
        return _by_number(words, waiting, talk)
    people, count = person_named(words, talk.people)
    if people and waiting:
        rest = words[count:]
        if len(people) > 1:
            return _who(people)
        lead = _lead_of(rest, waiting, talk, Command("give", person=people[0].key), words[0].upper())
        return lead if isinstance(lead, Ask) else Command("give", lead.id, people[0].key)
    if waiting:
        return _lead_then_person(words, waiting, talk)
    return None


def _by_number(words: Sequence[str], waiting: Sequence[Held], talk: Talk) -> Understood | None:
    """A number of the list that came with a lead. An offer of their own goes first where it was our last text."""
    listed = [lead for lead in waiting if lead.choices]
    own = any(lead.standing == "offer" for lead in talk.leads)
    if not listed or (own and talk.last is not None and talk.last.kind == "offer"):
        return None
    if own and len(words) == 1 and words[0] in {"1", "2"}:
        return Ask(f"For an offer of yours, or for {list_of(listed)}? Answer with the id or a name.")
    lead = _lead_of(words[1:], listed, talk, Command("give"), words[0])
    if isinstance(lead, Ask):
        return lead
    number = int(words[0]) if len(words[0]) < 4 else 0
    if not 1 <= number <= len(lead.choices):
        return Ask(
            f"The list for {lead.label} has {len(lead.choices)} names. Answer with a name or its number, 0 house."
        )
    return Command("give", lead.id, lead.choices[number - 1])


def _give(words: Sequence[str], talk: Talk) -> Understood:
    """`GIVE OCHOA BOB`, `GIVE OCHOA TO BOB`, `GIVE BOB OCHOA`."""
    rest = [word for word in words if word not in _JOINTS]
    open_leads = [lead for lead in talk.leads if lead.standing != "closed"]
    found: list[tuple[tuple[Held, ...], Someone]] = []
    crowd: tuple[Someone, ...] = ()
    for at in range(1, len(rest)):
        for lead_words, person_words in ((rest[:at], rest[at:]), (rest[at:], rest[:at])):
            people, count = person_named(person_words, talk.people)
            named = leads_named(lead_words, open_leads)
            if people and count == len(person_words) and named.leads and len(named.used) == len(lead_words):
                if len(people) == 1:
                    found.append((named.leads, people[0]))
                else:
                    crowd = crowd or people
        if found:
            break
    if found:
        leads, person = found[0]
        if len(leads) == 1:
            return Command("give", leads[0].id, person.key)
        return which(leads, f"GIVE {person.key.upper()}", Command("give", person=person.key))
    if crowd:
        return _who(crowd)
    people, count = person_named(rest, talk.people)
    waiting = [lead for lead in talk.leads if lead.standing == "waiting"]
    if len(people) == 1 and count == len(rest) and len(waiting) == 1:
        return Command("give", waiting[0].id, people[0].key)
    named = leads_named(rest, open_leads)
    if len(named.leads) == 1:
        return Ask(f"Who gets {named.leads[0].label}? Say GIVE {named.leads[0].short} and a name.")
    return Ask("Say GIVE, the customer and who gets it: GIVE OCHOA BOB")


def _lead_then_person(words: Sequence[str], waiting: Sequence[Held], talk: Talk) -> Understood | None:
    """`OCHOA BOB`, `7KQ BOB`, `OCHOA 0`."""
    for at in range(1, len(words)):
        named = leads_named(words[:at], waiting)
        rest = [word for word in words[at:] if word not in _JOINTS]
        if len(named.leads) != 1 or len(named.used) != at or not rest:
            continue
        lead = named.leads[0]
        if MANAGER_VERBS.get(rest[0]) == "house":
            return Command("house", lead.id)
        if rest[0].isdigit() and len(rest[0]) < 3 and 1 <= int(rest[0]) <= len(lead.choices):
            return Command("give", lead.id, lead.choices[int(rest[0]) - 1])
        if person_named(rest, talk.people)[0]:
            return _to_somebody(lead, rest, talk, lead.short)
    return None


def _to_somebody(lead: Held, words: Sequence[str], talk: Talk, said: str) -> Understood:
    people, _count = person_named(words, talk.people)
    if len(people) == 1:
        return Command("give", lead.id, people[0].key)
    if people:
        return _who(people)
    if words and words[0] in {"0", "house"}:
        return Command("house", lead.id)
    return Ask(f"Who gets {lead.label}? Answer {said} and a name.", Command("give", lead.id))


def _with_lead(verb: Verb, words: Sequence[str], waiting: Sequence[Held], talk: Talk) -> Understood:
    lead = _lead_of(words, waiting, talk, Command(verb), "0" if verb == "house" else verb.upper())
    return lead if isinstance(lead, Ask) else Command(verb, lead.id)


def _lead_of(words: Sequence[str], waiting: Sequence[Held], talk: Talk, command: Command, said: str) -> Held | Ask:
    """The lead that is meant: the one that is named, the only one, or the one that our last text was about."""
    words = [word for word in words if word not in _JOINTS]
    named = leads_named(words, waiting)
    if named.leads:
        return named.leads[0] if len(named.leads) == 1 else which(named.leads, said, command)
    if words and not _is_talk(words):
        return Ask(f"No lead that waits is called {words[0].upper()[:20]}. {_waiting(waiting)}")
    if len(waiting) == 1:
        return waiting[0]
    if not waiting:
        return Ask("No lead waits for a manager now.")
    return which(waiting, said, command)


def _ruling(verb: Verb, words: Sequence[str], talk: Talk) -> Understood | None:
    """OK or NO to a turn asked back."""
    asked = [lead for lead in talk.leads if lead.asked_back]
    if talk.last is not None and talk.last.kind == "offer" and any(lead.standing == "offer" for lead in talk.leads):
        return None
    if not asked:
        return None
    named = leads_named(words, asked)
    if len(named.leads) == 1:
        return Command(verb, named.leads[0].id)
    if words and not named.leads and not _is_talk(words):
        return None
    if len(asked) == 1:
        return Command(verb, asked[0].id)
    return which(named.leads or asked, "OK" if verb == "granted" else "NO", Command(verb))


def _presence(words: Sequence[str], talk: Talk) -> Understood | None:
    """`IN BOB`, `OUT BOB till mon`."""
    verb: Verb = "in" if words[0] == "in" else "out" if words[0] == "out" else "busy"
    people, count = person_named(words[1:], talk.people)
    if not people:
        return None
    if len(people) > 1:
        return _who(people)
    rest = [word for word in words[1 + count :] if word not in {"please", "pls", "now", "thanks", "today"}]
    found = reply_times.until(rest, talk.now, talk.zone, talk.hours, minutes=verb == "busy", day_first=talk.day_first)
    if found.problem:
        return Ask(found.problem.replace("OUT", f"{verb.upper()} {people[0].key.upper()}"))
    return Command(verb, person=people[0].key, until=found.at)


def _who(people: Sequence[Someone]) -> Ask:
    return Ask(f"Who? {', '.join(one.name for one in people)}. Answer with the whole name.")


def _calls(calls: Sequence[Held]) -> str:
    if not calls:
        return "No call waits."
    return "Waiting: " + ", ".join(f"{lead.number} {lead.label}" for lead in calls[:6]) + ". Answer 12 BOB."


def _waiting(waiting: Sequence[Held]) -> str:
    return f"Waiting: {list_of(waiting)}." if waiting else "None waits now."


def _is_talk(words: Sequence[str]) -> bool:
    return all(word.replace("'", "") in TALK for word in words)
