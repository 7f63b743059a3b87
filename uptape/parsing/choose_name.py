"""Which of the names in a mail is the customer's."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.leads import Known
from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Evidence, Fact
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.people_names import is_no_name, name
from uptape.parsing.fields.places import region
from uptape.parsing.formats.prose import is_person_shape, names_in_own_words, names_told
from uptape.parsing.senders import Sender, is_relay, is_role


def is_voicemail(evidence: Evidence) -> bool:
    """True where a spoken message was written down, rather than a form filled in."""
    return any(
        fact.field == "transcript" and len(fact.value.split()) > 5 and fact.value.count(": ") < 3
        for fact in evidence.facts
    )


def _top(facts: list[Fact]) -> Fact | None:
    return max(facts, key=lambda fact: (fact.score, -fact.at), default=None)


def choose_name(
    evidence: Evidence, words: str, sender: Sender, direct: bool, known: Known, alone: bool, site: str, why: list[str]
) -> tuple[str | None, str | None, str | None]:
    """Full, first and last name of the customer, each None where the mail does not tell; the reason is added to `why`."""
    facts = [fact for fact in evidence.facts if fact.whose == "customer" and fact.value and not is_no_name(fact.value)]
    by_field = {
        what: _top([f for f in facts if f.field == what])
        for what in ("first_name", "last_name", "last_name2", "middle_name", "suffix", "company", "user_name")
    }
    candidates = [fact for fact in facts if fact.field == "name"]
    if alone:
        candidates += _names_of_headers(sender, direct, words)
    best = _top(candidates)
    if best is None or best.score < 80 or best.value.isupper() or is_voicemail(evidence) or _is_user_name(best.value):
        candidates += [
            Fact("name", told.name, "customer", told.score, 9000, told.why) for told in names_in_own_words(words)
        ]
    people, stores = {plain(person) for person in known.people}, {key_of(store) for store in known.stores}
    site = key_of(site) if not direct else ""
    candidates = [
        fact
        for fact in candidates
        if (plain(fact.value) not in people or fact.score >= 80) and key_of(fact.value) not in stores
        and not (site and (key_of(fact.value) == site or (" " not in fact.value and len(fact.value) > 4 and fact.score < 60 and site.startswith(key_of(fact.value))) or (len(site) > 4 and key_of(fact.value).startswith(site)) or (len(key_of(fact.value)) > 6 and " " not in fact.value and site.startswith(key_of(fact.value)) and fact.at >= 0)) and fact.score < 80)
        and "**" not in fact.value
        and not (fact.value.isupper() and len(fact.value.split()) > 2 and region(fact.value.split()[-1]) and len(fact.value.split()[-1]) == 2)
    ]  # fmt: skip
    others = {
        plain(f.value) for f in evidence.facts if f.field in {"name", "posted_by"} and f.whose not in {"customer"}
    }
    candidates = [fact for fact in candidates if plain(fact.value) not in others or fact.score >= 80]
    first, last = by_field["first_name"], by_field["last_name"]
    if is_voicemail(evidence) and any(fact.at == 9000 for fact in candidates):
        candidates = [fact for fact in candidates if fact.at == 9000]  # who speaks, rather than whose line it is
    whole = _top(candidates)
    if whole and _is_user_name(whole.value):
        whole = _top([fact for fact in candidates if " " in fact.value and is_person_shape(fact.value)]) or whole
    said = [fact for fact in candidates if fact.at == 9000 and fact.score >= 60 and " " in fact.value]
    if whole and said and whole.at != 9000 and (whole.value.isupper() or "aller" in whole.why):
        shared = set(plain(whole.value).split()) & set(plain(said[0].value).split())
        if "aller" in whole.why or any(len(word) > 2 for word in shared):
            whole = said[0]  # who speaks, rather than how the telephone company writes the line
    if first or last:
        if last and not first and whole and _is_given(whole.value, last.value) and whole.score >= 75:
            first = whole if not key_of(whole.value).endswith(key_of(last.value)) or key_of(whole.value) == key_of(last.value) else Fact(
                "first_name", whole.value.split()[0], "customer", whole.score, whole.at, whole.why)  # fmt: skip
        elif (
            first
            and not last
            and whole
            and whole.score >= 75
            and len(whole.value.split()) <= 3
            and key_of(first.value) not in key_of(whole.value)
            and key_of(whole.value) not in key_of(first.value)
        ):
            last = whole  # “Nom” beside “Prénom”
        elif first and not last and whole and key_of(whole.value).startswith(key_of(first.value)):
            first = None
        if last and (second := by_field["last_name2"]) and plain(second.value) not in plain(last.value):
            last = replace(last, value=f"{last.value} {second.value}")
        if first or last:
            parts = name(
                first=first.value if first else None, last=last.value if last else None,
                middle=by_field["middle_name"].value if by_field["middle_name"] else None,
                suffix=by_field["suffix"].value if by_field["suffix"] else None,
            )  # fmt: skip
            why.append(f"name “{parts.full}”: {(first or last).why}")  # type: ignore[union-attr]
            if parts.full:
                return parts.full, parts.first, parts.last
    if whole is None:
        rest = by_field["company"] or by_field["user_name"]
        if rest is None:
            return None, None, None
        why.append(f"name “{rest.value}”: {rest.why}")
        return name(rest.value, business=True).full, None, None
    whole = _fuller(whole, candidates)
    why.append(f"name “{whole.value}”: {whole.why}")
    parts = name(_without_title(whole.value))
    return parts.full, parts.first, parts.last


def _is_user_name(text: str) -> bool:
    return " " not in text.strip() and bool(re2.search(r"[\d_]", text))


def _is_given(name: str, last: str) -> bool:
    """Whether what stands under “Name” beside a surname can be the first name: short, or `María del Carmen`."""
    words = plain(name).split()
    return len(words) <= 2 or (
        len(words) <= 4 and bool({"de", "del", "la", "y"} & set(words)) and plain(last) not in words
    )


def _without_title(text: str) -> str:
    return str(re2.sub(r"(?i)^(?:capt|captain|sgt|lt|col|maj|gen|rev|fr|hon|prof)\.?\s+(\S+\s)", r"\1", text))


def _fuller(chosen: Fact, candidates: list[Fact]) -> Fact:
    """A fuller form of the same name, where another place gives one (`Mimi` and `Mimi Tran`)."""
    words = plain(chosen.value).split()
    if len(words) == 2 and len(words[0].strip(".")) == 1:  # “H. Bellamy” who signs “Henrietta Bellamy”
        for fact in candidates:
            other = plain(fact.value).split()
            if (
                len(other) == 2
                and other[1] == words[1]
                and other[0].startswith(words[0].strip("."))
                and len(other[0]) > 2
            ):
                return fact
    if len(words) == 2 and len(words[1].strip(".")) == 1:  # “Hank K.” who is called Hank Kuykendall elsewhere
        whole = [
            f
            for f in candidates
            if len(w := plain(f.value).split()) > 1
            and w[0] == words[0]
            and w[-1].startswith(words[1][0])
            and len(w[-1]) > 2
        ]
        return _top(whole) or chosen
    if len(words) > 1:
        return chosen
    longer = [
        fact
        for fact in candidates
        if len(fact.value.split()) > 1 and plain(fact.value).split()[0] == plain(chosen.value) and fact.score >= 45
    ]
    return _top(longer) or chosen


def _names_of_headers(sender: Sender, direct: bool, words: str) -> list[Fact]:
    out: list[Fact] = []
    shown = sender.name
    if direct and shown and "@" not in shown and any(len(word) > 1 for word in re2.findall(r"\pL+", shown)):
        household = plain(shown).split()[0] in {"familia", "family", "famille", "the"}
        out.append(
            Fact(
                "name", shown, "customer", 50 if household else 78, -1, "is the name of the sender, who wrote the mail"
            )
        )
    elif shown:
        via = shown.lower()
        for word in (" via ", " through ", " (via ", " from ", " on ", " - ", " par ", " por ", " desde ", " sur "):
            before = shown[: via.find(word)].strip(" \"'") if word in via else ""
            if before and is_person_shape(before) and word != " - ":
                out.append(Fact("name", before, "customer", 66, -1, "stands before “via” in From"))
        if is_relay(sender.address) and is_person_shape(shown):
            out.append(Fact("name", shown, "customer", 66, -1, "is the name on the relay address"))
        elif (
            is_relay(sender.address) and ":" in shown and (tail := shown.partition(":")[2].strip()) and " " not in tail
        ):
            out.append(Fact("name", tail, "customer", 52, -1, "is the user name in From"))
    reply = sender.reply_name
    if reply and "@" not in reply and reply != shown and is_person_shape(reply) and not is_role(sender.reply_address):
        out.append(Fact("name", reply, "customer", 64, -1, "is the name in Reply-To"))
    for told in names_told(sender.subject, subject=True):
        out.append(Fact("name", told.name, "customer", told.score - 2, -1, f"subject: {told.why}"))
    return out
