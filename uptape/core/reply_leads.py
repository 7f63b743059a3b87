"""Which lead, and which person, a few words name: a name, the last four of a phone, the last three of an id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from uptape.core.ids import ALPHABET
from uptape.core.reply_types import Ask, Command, Held, Someone, Standing, Talk, Verb
from uptape.core.reply_words import TALK, fold, is_one_letter_off

MOST_LISTED = 6
OPEN_HELD: tuple[Standing, ...] = ("held",)
_IDS = frozenset(ALPHABET.lower())


@dataclass(frozen=True, slots=True)
class Named:
    """The leads that words name best, and the places of these words."""

    leads: tuple[Held, ...]
    used: frozenset[int]


def leads_named(words: Sequence[str], leads: Iterable[Held]) -> Named:
    """The leads that most of the words name. Words are folded and bare."""
    leads = tuple(leads)
    ordinary = [at for at, word in enumerate(words) if word.replace("'", "") in TALK]
    alone = len(ordinary) == len(words) == 1
    hits: dict[str, set[int]] = {}
    for lead in leads:
        places = {at for at, word in enumerate(words) if _names(word, lead) and (alone or at not in ordinary)}
        if places:
            hits[lead.id] = places
    if not hits:
        for lead in leads:
            places = {at for at, word in enumerate(words) if at not in ordinary and _nearly_names(word, lead)}
            if places:
                hits[lead.id] = places
    if not hits:
        return Named((), frozenset())
    best = max(len(places) for places in hits.values())
    found = tuple(lead for lead in leads if len(hits.get(lead.id, ())) == best)
    return Named(found, frozenset(at for lead in found for at in hits[lead.id]))


def person_named(words: Sequence[str], people: Iterable[Someone]) -> tuple[tuple[Someone, ...], int]:
    """Who the first words name, and how many words that took; nobody where they name none."""
    people = tuple(people)
    if not words:
        return (), 0
    exact = [one for one in people if one.key.lower() == words[0]]
    if exact and not (len(words) > 1 and _both(words[0], words[1], people)):
        return tuple(exact), 1
    if len(words) > 1 and (both := _both(words[0], words[1], people)):
        return both, 2
    named = tuple(one for one in people if words[0] in fold(one.name).split())
    if not named and len(words[0]) >= 5:
        near = tuple(one for one in people if any(is_one_letter_off(words[0], part) for part in fold(one.name).split()))
        named = near
    return named, 1 if named else 0


def _both(first: str, second: str, people: Iterable[Someone]) -> tuple[Someone, ...]:
    return tuple(
        one for one in people if fold(one.name).split()[:1] == [first] and second in fold(one.name).split()[1:]
    )


def looks_like_a_reference(word: str) -> bool:
    """True for a word that can only be meant to name a lead: `7kq`, `0142`, `l-7k3qx9`."""
    if word.isdigit():
        return len(word) == 4 or len(word) == 10
    if word.startswith("l-"):
        return True
    mixed = any(ch.isdigit() for ch in word) and any(ch.isalpha() for ch in word)
    return (
        len(word) == 3
        and mixed
        and set(word) <= _IDS
        and word not in {"2nd", "3rd"}
        and not word.endswith(("am", "pm"))
    )


def list_of(leads: Sequence[Held]) -> str:
    """`Maria Ochoa 7KQ, Pat Doe 3XM`, with the vehicle where one customer has several."""
    names = [lead.label for lead in leads]
    shown = []
    for lead in leads[:MOST_LISTED]:
        twice = names.count(lead.label) > 1 and lead.vehicle
        shown.append(f"{lead.label}{f' {lead.vehicle}' if twice else ''} {_shortest(lead, leads)}")
    more = len(leads) - MOST_LISTED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def which(leads: Sequence[Held], said: str, waits: Command) -> Ask:
    """Asks which of several leads is meant; `said` is what to type in front of its id."""
    example = _shortest(leads[0], leads)
    return Ask(f"Which one? {list_of(leads)}. Answer with the id: {f'{said} {example}'.strip()}", waits)


def candidates(verb: Verb, talk: Talk) -> tuple[Held, ...]:
    """The leads that a word without a name can mean, the likeliest kind only."""
    mine = [lead for lead in talk.leads if lead.standing == "held"]
    if verb in {"take", "pass"}:
        return tuple(lead for lead in talk.leads if lead.standing == "offer")
    if verb == "tried":
        return _if_any(mine, lambda lead: not lead.attempted)
    if verb == "talked":
        return _if_any(mine, lambda lead: not lead.contacted)
    if verb in {"show", "noshow"}:
        return _if_any(mine, lambda lead: lead.status == "appointment")
    return tuple(mine)


def _if_any(leads: Sequence[Held], wanted: Callable[[Held], bool]) -> tuple[Held, ...]:
    return tuple(lead for lead in leads if wanted(lead)) or tuple(leads)


def _shortest(lead: Held, among: Sequence[Held]) -> str:
    return lead.short if sum(other.short == lead.short for other in among) == 1 else lead.id


def _names(word: str, lead: Held) -> bool:
    identity = lead.id.lower()
    if word in {identity, identity.replace("-", ""), identity[2:], identity[-3:]}:
        return True
    if word.isdigit() and len(word) >= 4:
        return any(number.endswith(word) for number in lead.phones)
    return word in _parts(lead)


def _nearly_names(word: str, lead: Held) -> bool:
    return len(word) >= 5 and word.isalpha() and any(is_one_letter_off(word, part) for part in _parts(lead))


def _parts(lead: Held) -> list[str]:
    name = fold(lead.name)
    return [
        part
        for part in {*name.replace("-", " ").replace("'", " ").split(), *name.replace("'", "").split()}
        if len(part) > 1
    ]
