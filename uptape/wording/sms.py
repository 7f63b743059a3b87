"""Composes the text about a lead, so that it fits one segment where it can.

Order: head; who; phone; vehicle, price, stock; store/source; the customer's words; whose customer it is, if somebody
else's; call by; replies; last three of the id. Too long: the customer's words are cut, then words, price, source, store
and trim go, in that order. Where even that needs a second or third segment, as much as those hold is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from uptape.wording.clean import shorten
from uptape.wording.facts import LeadView, View
from uptape.wording.gsm import is_plain, plain
from uptape.wording.segments import count

MOST_SEGMENTS = 3
_SHORTEST_WORDS = 16
_BRIEFEST = 80
"""Characters of a message about no lead in a digest."""


@dataclass(frozen=True, slots=True)
class _Parts:
    head: str
    lead: LeadView
    words: str
    tail: str
    has_price: bool = True
    has_source: bool = True
    has_store: bool = True
    has_trim: bool = True

    @property
    def text(self) -> str:
        lead, vehicle = self.lead, self.lead.vehicle
        title = vehicle.title if self.has_trim else vehicle.short
        if not title and lead.trade_in.title:
            title = f"trade-in {lead.trade_in.title if self.has_trim else lead.trade_in.short}"
        place = "/".join(
            part for part in (lead.store if self.has_store else "", lead.source if self.has_source else "") if part
        )
        parts = (
            self.head,
            lead.name or "No name",
            _reach(lead),
            title,
            vehicle.status,
            vehicle.price if self.has_price else "",
            f"stk {vehicle.stock}" if vehicle.stock else "",
            place,
            f'"{self.words}"' if self.words else "",
            self.tail,
            lead.short_id,
        )
        return " ".join(part for part in parts if part)


def lead_text(view: View, *, head: str | None = None, replies: str = "", deadline: str | None = None) -> str:
    """The text about the lead of an alert.

    `head` and `deadline` (such as `Call by 2:34p.`) replace the usual ones where given; `replies` are the answers that
    may be typed (`3=called 4=talked.`). At most three segments, in septets unless the name itself has other letters.
    """
    lead = view.lead
    if lead is None:
        return fit(" ".join(part for part in (view.head, view.headline, view.body) if part))
    whose = f"Customer of {view.customer_of}." if view.customer_of else ""
    household = view.fact.get("household")
    if household:
        whose = f"{whose} Same phone as {household}.".strip()
    setter = view.fact.get("setter")
    whose = f"{whose} Set by {shorten(setter, 24)}.".strip() if setter else whose
    by = _deadline(view, lead) if deadline is None else deadline
    tail = " ".join(part for part in (whose, by, replies) if part)
    parts = _Parts(view.head if head is None else head, lead, lead.words, tail)
    return _best(parts)


def digest(views: Sequence[View], replies: str = "Answer with the id, such as 3 7KQ.") -> tuple[str, int]:
    """One text about several messages to one person, and how many, from the first, it holds: as many as fit.

    At least one; what did not fit is for the next text. `replies` stands where one of them hands over a lead.
    """
    best = (_alone(views[0]), 1)
    for number in range(2, len(views) + 1):
        some = views[:number]
        handing = [view for view in some if view.kind == "assigned"]
        title = f"{number} {'leads' if len(handing) == number else 'messages'}"
        parts = [f"{title}: {'; '.join(_brief(view) for view in some)}.", replies if handing else ""]
        text = " ".join(part for part in parts if part)
        if count(text) > MOST_SEGMENTS:
            break
        best = (text, number)
    return best


def _alone(view: View) -> str:
    return lead_text(view) if view.kind == "assigned" else _brief(view)


def _brief(view: View) -> str:
    lead = view.lead
    if view.kind == "assigned" and lead is not None:
        by = f"by {view.call_by}" if view.call_by else ""
        parts: tuple[str, ...] = (
            view.head, lead.name or "No name", _reach(lead), lead.vehicle.short, by, lead.short_id,
        )  # fmt: skip
    else:
        said = shorten(" ".join(part for part in (view.headline, view.body) if part), _BRIEFEST)
        named = lead.name or "No name" if lead is not None and not said else ""
        parts = (view.head, named, said.rstrip(".;:"), lead.short_id if lead is not None else "")
    return " ".join(part for part in parts if part)


def fit(text: str) -> str:
    """A text written plainly and cut to three segments."""
    text = plain(text.strip())
    if count(text) <= MOST_SEGMENTS:
        return text
    return longest(text, lambda shorter: count(shorter) <= MOST_SEGMENTS, 1) or text[:100]


def longest(text: str, fits: Callable[[str], bool], least: int) -> str:
    """The longest beginning of a text that fits, or nothing where less than `least` characters do."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(shorten(text, middle)):
            low = middle
        else:
            high = middle - 1
    return shorten(text, low) if low >= least else ""


def _best(parts: _Parts) -> str:
    for limit in range(1, MOST_SEGMENTS + 1):
        for candidate in _candidates(parts, limit):
            if count(candidate) <= limit:
                return candidate
    barest = replace(parts, words="", has_price=False, has_source=False, has_store=False, has_trim=False)
    return fit(barest.text)


def _candidates(parts: _Parts, limit: int) -> Iterator[str]:
    """From everything to the barest: what goes, goes in the order of the house."""
    yield parts.text
    if parts.words:
        bare = replace(parts, words="")
        if is_plain(parts.words) or not is_plain(bare.text):

            def fits(words: str) -> bool:
                return count(replace(parts, words=words).text) <= limit

            words = longest(parts.words, fits, _SHORTEST_WORDS)
            if words:
                yield replace(parts, words=words).text
        parts = bare
        yield parts.text
    parts = replace(parts, has_price=False)
    yield parts.text
    parts = replace(parts, has_source=False)
    yield parts.text
    parts = replace(parts, has_store=False)
    yield parts.text
    parts = replace(parts, has_trim=False)
    yield parts.text


def _reach(lead: LeadView) -> str:
    if lead.phone:
        return lead.phone
    if lead.email:
        return lead.email
    if lead.on_site:
        return f"answer on {lead.source or 'the site'}"
    return ""


def _deadline(view: View, lead: LeadView) -> str:
    if not view.call_by or view.kind == "offer":
        return ""
    return f"{'Call' if lead.phone else 'Answer'} by {view.call_by}."
