"""Everything that the items of a mail say, each with whose it is, how sure that is, and where it stands."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from uptape.parsing import linear as re2
from uptape.parsing.evidence_pairs import read_pair
from uptape.parsing.evidence_said import phones_said
from uptape.parsing.evidence_state import FOREIGN, Evidence, Fact, State, add_vehicle
from uptape.parsing.evidence_text import read_text, told_names
from uptape.parsing.evidence_vehicle import WISHED, beside, joined_lines, vehicle_line
from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.vehicle_details import status_of
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import section_of
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import greeted_name, is_intro, is_person_shape


def gather(items: list[Item], country: str = "US", site: str = "") -> Evidence:
    """Read all items. `site`: the name of the site, so that its own address is nobody else's. Linear in the length."""
    state = State(site=key_of(site))
    items = joined_lines(items)
    theirs = any(item.text.lower().startswith(("their ", "customer's ", "consumer's ")) for item in items)
    state.appraises = not theirs and any(
        (item.kind in {"heading", "text"} and section_of(item.text) == "trade") or "apprais" in item.text[:80].lower()
        for item in items[:4]
    )
    state.wishes = any(_names_a_wish(item) for item in items)
    followed = [b.kind == "blank" for a, b in itertools.pairwise(items) if a.kind == "pair"]
    state.blank_ends = sum(followed) < 0.7 * max(1, len(followed))
    state.greeted = greeted_name([item.text for item in items[:8] if item.kind in {"text", "heading"}])
    for at, item in enumerate(items):
        state.links += item.links
        if item.kind == "pair" and _announces(item) and told_names(state, f"{item.label} {item.text}", at):
            state.talk.append("\f")
        elif item.kind == "pair":
            before = len(state.facts)
            read_pair(state, item, at, country)
            named = any(f.field == "location" and f.whose == "store" for f in state.facts[before:])
            state.store_at = at if named else None
            state.seen_pair = True
        elif item.kind == "heading" or _opens_trade(items, at):
            _heading(state, items, at, country)
        elif item.kind in {"rule", "record"}:
            state.implied_trade = False
            if state.seen_pair:
                state.person, state.thing, state.implied = None, "wanted", None
            state.talk.append("\f")
        elif item.kind == "blank":
            state.store_at = None
            if state.blank_ends:
                state.implied, state.implied_trade = None, False
            state.talk.append("")
        else:
            read_text(state, item, at, country)
    return Evidence(
        tuple(_of_their_vehicle(state)), tuple(state.vehicles), tuple(state.talk), tuple(state.quotes), tuple(state.links),
        tuple(dict(state.properties).items()), state.count,
    )  # fmt: skip


def _of_their_vehicle(state: State) -> list[Fact]:
    """The facts, of which details in the lines right below the customer's own vehicle are that vehicle's."""
    named = [(fact.at, fact.whose == "trade") for fact in state.facts if fact.field in {"vehicle", "model"}]
    named += [(at, vehicle.is_own) for vehicle, _, at in state.vehicles]
    out: list[Fact] = []
    for fact in state.facts:
        above = max((one for one in named if one[0] < fact.at), default=(0, False)) if fact.whose == "loose" else None
        if above and above[1] and fact.at - above[0] <= 4:
            if fact.field == "vin":
                out.append(replace(fact, whose="trade"))
            continue
        out.append(fact)
    return out


def _announces(item: Item) -> bool:
    """A sentence such as `You have a reply from **Ann Lee**`, whose bold name looks like a value."""
    words = item.label.split()
    return len(words) >= 4 and words[-1].lower() in {"from", "de", "par", "por", "von", "by"} and is_intro(item.label)


def _opens_trade(items: Sequence[Item], at: int) -> bool:
    """A line of its own above a vehicle that calls it the customer's own: `Échange proposé`, `What Ann is trading`."""
    if not 0 < at < len(items) - 1 or items[at].kind != "text" or items[at + 1].kind != "text":
        return False
    text = items[at].text.strip()
    if len(text.split()) > 6 or not text[-1:].isalpha() or section_of(text) != "trade":
        return False
    return vehicle_line(re2.split(r"\s[|•·]\s", items[at + 1].text.strip())[0]) is not None


_OWED = re2.compile(
    r"(?i)\bpay-?off\b|\b(?:loan|amount|balance) (?:balance|owed|owing|due)\b|\bow(?:e|ed|ing)\b|\blien|\bsaldo\b|\bse debe\b|\bsolde\b|\baccidents?\b|\bkeys\b"
)


def _names_a_wish(item: Item) -> bool:
    """Whether a title or a label says that a vehicle is wanted: `Vehicle you want`, `Interested in`."""
    if item.kind not in {"heading", "pair"} or (item.kind == "pair" and item.meaning.field != "vehicle"):
        return False
    words = set(label_words(item.text if item.kind == "heading" else item.label))
    return bool(words & WISHED) and bool(
        words & {"vehicle", "car", "truck", "in", "for", "unit", "vehiculo", "auto", "vehicule"}
    )


def _is_owed(items: Sequence[Item], at: int) -> bool:
    """Whether the rows below a title tell of debts or keys, as those of a customer's own vehicle do."""
    for item in items[at + 1 : at + 16]:
        if item.kind in {"heading", "rule"}:
            break
        if item.kind == "pair" and _OWED.search(item.label):
            return True
    return False


_NUMBER_OF_LIST = re2.compile(r"^\W*#?\d{1,2}[.)]\s+(\pL[^\d:,;]*)$")


def _heading(state: State, items: Sequence[Item], at: int, country: str) -> None:
    item = items[at]
    vehicle = split_vehicle(item.text)
    if vehicle and vehicle.sure and vehicle.vehicle.year:
        add_vehicle(state, vehicle, 62, at)
        state.talk.append("")
        return
    for number, _ in phones_said(item.text, country):
        state.facts.append(Fact("phone", number, "customer", 50, at, "stands in a heading"))
    if beside(item.text):
        state.thing = "beside"
        state.talk.append("")
        return
    opened = section_of(item.text)
    first, _, rest = item.text.lower().partition(" ")
    yours = first in {"your", "su", "votre", "tu"} and section_of(rest) == "vehicle"
    if yours and (state.appraises or (state.wishes and not _names_a_wish(item)) or _is_owed(items, at)):
        opened = "trade"
    state.implied, state.implied_trade = None, False
    state.seen_pair = False
    state.talk.append("")
    told_names(state, item.text, at)
    state.under = item.text[:40] if opened in FOREIGN else ""
    if opened in FOREIGN:
        state.person = opened
        if opened not in {"store", "poster", "site", "tracking"}:
            state.thing = "wanted"
    elif opened == "trade":
        state.person, state.thing = None, "trade"
    elif opened in {"vehicle", "customer", "finance"}:
        state.person, state.thing = None, "wanted"
        status = status_of(item.text) if opened == "vehicle" and len(item.text.split()) <= 4 else None
        if status and "/" not in item.text:
            state.facts.append(Fact("condition", status, "loose", 49, at, "is the title above the vehicle"))
    elif opened is None or opened in {"meta", "comments", "transcript"}:
        state.person = None
        if opened is not None or len(item.text) > 3:
            state.thing = "wanted"
    numbered = _NUMBER_OF_LIST.match(item.text)
    if opened is None and numbered and is_person_shape(numbered.group(1).title()) and " " in numbered.group(1):
        state.facts.append(
            Fact("name", numbered.group(1), "customer", 50, at, "stands behind the number of the record")
        )
    if opened is None and is_person_shape(item.text) and " " in item.text and item.strong:
        state.facts.append(Fact("name", item.text, "customer", 46, at, "stands alone in bold"))
