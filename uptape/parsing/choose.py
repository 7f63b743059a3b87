"""Whose is each name, number and address? Candidates with scored evidence, one sentence for each choice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import re2

from uptape.core.leads import Customer, Known
from uptape.parsing.evidence_said import phones_said
from uptape.parsing.evidence_state import Evidence, Fact
from uptape.parsing.fields import places
from uptape.parsing.fields.emails import emails, is_no_reply
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.people_names import is_no_name, name
from uptape.parsing.fields.phones import phone
from uptape.parsing.fields.places import region
from uptape.parsing.formats.prose import is_person_shape, names_in_own_words, names_told, spoken_for
from uptape.parsing.senders import Sender, is_own, is_relay, is_role

_TOLL_FREE = ("+1800", "+1888", "+1877", "+1866", "+1855", "+1844", "+1833", "+1822")


@dataclass(frozen=True, slots=True)
class Choice:
    """The customer, the relay address or conversation that reaches them, and why each value was chosen."""

    customer: Customer
    conversation: str | None
    why: tuple[str, ...]


def choose(
    evidence: Evidence, words: str, sender: Sender, direct: bool, known: Known, *, alone: bool = True, site: str = ""
) -> Choice:
    """Decide the customer's data.

    `words`: the customer's own words as far as they are known; `direct`: the customer wrote the mail; `alone`: the mail
    holds one lead, so that its headers and subject speak of it.
    """
    why: list[str] = []
    other = spoken_for(words) if direct else None
    if other:
        evidence = replace(
            evidence, facts=(*evidence.facts, Fact("name", other, "customer", 88, 9001, "is spoken for"))
        )
        direct = False
        sender = replace(sender, forwarder=sender.address)
    full, first, last = _name(evidence, words, sender, direct, known, alone, site, why)
    mails, conversation = _emails(evidence, words, sender, direct, known, alone, full, why)
    numbers = _phones(evidence, words, sender.subject if alone else "", known, why)
    street = _best(evidence, "street", why)
    street2 = _best(evidence, "street2", why)
    if street and street2 and street2.lower() not in street.lower():
        street = f"{street} {street2}"
    country = places.country(_best(evidence, "country", why))
    code = places.region(_best(evidence, "region", why), country)
    postal = places.postal_code(_best(evidence, "postal_code", why), country or known.country)
    city = _best(evidence, "city", why)
    if country is None and (code or postal):
        country = "CA" if postal and postal[0].isalpha() else places.region_country(code)
    return Choice(
        Customer(
            full_name=full, first_name=first, last_name=last, emails=mails, phones=numbers, street=street, city=city,
            county=_best(evidence, "county", why), region=code, postal_code=postal, country=country,
        ),
        conversation, tuple(why),
    )  # fmt: skip


def _is_voicemail(evidence: Evidence) -> bool:
    return any(
        fact.field == "transcript" and len(fact.value.split()) > 5 and fact.value.count(": ") < 3
        for fact in evidence.facts
    )


def _best(evidence: Evidence, field: str, why: list[str]) -> str | None:
    found = max(
        (fact for fact in evidence.facts if fact.field == field and fact.whose == "customer"),
        key=lambda f: (f.score, -f.at),
        default=None,
    )
    if found is None:
        return None
    why.append(f"{field} “{found.value[:60]}”: {found.why}")
    return found.value


def _top(facts: list[Fact]) -> Fact | None:
    return max(facts, key=lambda fact: (fact.score, -fact.at), default=None)


def _name(
    evidence: Evidence, words: str, sender: Sender, direct: bool, known: Known, alone: bool, site: str, why: list[str]
) -> tuple[str | None, str | None, str | None]:
    facts = [fact for fact in evidence.facts if fact.whose == "customer" and fact.value and not is_no_name(fact.value)]
    by_field = {
        what: _top([f for f in facts if f.field == what])
        for what in ("first_name", "last_name", "middle_name", "suffix", "company", "user_name")
    }
    candidates = [fact for fact in facts if fact.field == "name"]
    if alone:
        candidates += _names_of_headers(sender, direct, words)
    if not candidates or max(fact.score for fact in candidates) < 80 or _is_voicemail(evidence):
        candidates += [
            Fact("name", told.name, "customer", told.score, 9000, told.why) for told in names_in_own_words(words)
        ]
    people, stores = {plain(person) for person in known.people}, {key_of(store) for store in known.stores}
    site = key_of(site) if not direct else ""
    candidates = [
        fact
        for fact in candidates
        if (plain(fact.value) not in people or fact.score >= 80) and key_of(fact.value) not in stores
        and not (site and (key_of(fact.value) == site or (len(site) > 4 and key_of(fact.value).startswith(site))) and fact.score < 80)
        and "**" not in fact.value
        and not (fact.value.isupper() and len(fact.value.split()) > 2 and region(fact.value.split()[-1]) and len(fact.value.split()[-1]) == 2)
    ]  # fmt: skip
    others = {
        plain(f.value) for f in evidence.facts if f.field in {"name", "posted_by"} and f.whose not in {"customer"}
    }
    candidates = [fact for fact in candidates if plain(fact.value) not in others or fact.score >= 80]
    first, last = by_field["first_name"], by_field["last_name"]
    if _is_voicemail(evidence) and any(fact.at == 9000 for fact in candidates):
        candidates = [fact for fact in candidates if fact.at == 9000]  # who speaks, rather than whose line it is
    whole = _top(candidates)
    if first or last:
        if last and not first and whole and len(whole.value.split()) <= 2 and whole.score >= 75:
            first = whole if not key_of(whole.value).endswith(key_of(last.value)) or key_of(whole.value) == key_of(last.value) else Fact(
                "first_name", whole.value.split()[0], "customer", whole.score, whole.at, whole.why)  # fmt: skip
        elif (
            first
            and not last
            and whole
            and whole.score >= 75
            and len(whole.value.split()) == 1
            and key_of(whole.value) != key_of(first.value)
        ):
            last = whole  # “Nom” beside “Prénom”
        elif first and not last and whole and key_of(whole.value).startswith(key_of(first.value)):
            first = None
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
    if direct and shown and "@" not in shown:
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


def _emails(
    evidence: Evidence,
    words: str,
    sender: Sender,
    direct: bool,
    known: Known,
    alone: bool,
    full: str | None,
    why: list[str],
) -> tuple[tuple[str, ...], str | None]:
    scored: dict[str, tuple[int, str]] = {}

    def consider(address: str, score: int, reason: str) -> None:
        if is_no_reply(address) or is_own(address, known, sender):
            return
        if score < 75 and is_role(address):
            return
        if (
            score < 75
            and not direct
            and sender.domain
            and address.endswith(("@" + sender.domain, "." + sender.domain))
            and not is_relay(address)
        ):
            return
        if score > scored.get(address, (0, ""))[0]:
            scored[address] = (score, reason)

    foreign = {fact.value for fact in evidence.facts if fact.field == "email" and fact.whose != "customer"}
    for fact in evidence.facts:
        if fact.field == "email" and fact.whose == "customer":
            consider(fact.value, fact.score, fact.why)
    for address in emails(words):
        if address not in foreign:
            consider(address, 56, "stands in the customer's words")
    relays: list[str] = []
    if alone:
        reply = sender.reply_address
        if reply and reply not in foreign:
            if is_relay(reply):
                relays.append(reply)
            elif not is_role(reply) or reply.rpartition("@")[2] != sender.domain:
                consider(reply, 72 if reply.rpartition("@")[2] != sender.domain else 60, "is the Reply-To address")
        if direct:
            consider(sender.address, 85, "is the address of the sender, who wrote the mail")
        elif is_relay(sender.address) and not reply:
            relays.append(sender.address)
        elif full and sender.name and plain(sender.name) == plain(full) and not is_role(sender.address):
            consider(sender.address, 70, "belongs to the name in From")
    if not scored and evidence.links:
        for link in evidence.links:
            if link.lower().startswith("mailto:"):
                for address in emails(link):
                    if address not in foreign:
                        consider(address, 50, "is linked")
    if not scored and not any(fact.field == "phone" and fact.whose == "customer" for fact in evidence.facts):
        uncertain = [
            fact for fact in evidence.facts if fact.field == "email" and fact.whose == "store" and fact.score <= 40
        ]
        for fact in uncertain:
            consider(fact.value, 41, fact.why)
    relay = next((address for address in relays if not is_own(address, known, sender)), None)
    real = {address: told for address, told in scored.items() if not is_relay(address) or told[0] >= 75}
    if not real and not scored and relay:
        why.append(f"e-mail {relay}: the relay is the only address")
        return (relay,), relay
    if not real and scored:
        real = scored
    best = max((score for score, _ in real.values()), default=0)
    chosen = [address for address, (score, _) in real.items() if score >= max(41, best - 12) or (score >= 75)]
    if best >= 75:
        chosen = [address for address in chosen if real[address][0] >= 75]
    for address in chosen:
        why.append(f"e-mail {address}: {real[address][1]}")
    conversation = relay or next((address for address in chosen if is_relay(address)), None)
    return tuple(chosen), conversation


def _phones(evidence: Evidence, words: str, subject: str, known: Known, why: list[str]) -> tuple[str, ...]:
    scored: dict[str, tuple[int, str]] = {}
    foreign = {
        fact.value for fact in evidence.facts if fact.field == "phone" and fact.whose != "customer" and fact.score > 40
    }
    certain = {
        fact.value for fact in evidence.facts if fact.field == "phone" and fact.whose == "customer" and fact.score >= 75
    }

    def consider(number: str, score: int, reason: str) -> None:
        if number in known.phones or (number in foreign and number not in certain):
            return
        if score < 75 and number.startswith(_TOLL_FREE):
            return
        if score > scored.get(number, (0, ""))[0]:
            scored[number] = (score, reason)

    for fact in evidence.facts:
        if fact.field == "phone" and fact.whose == "customer":
            consider(fact.value, fact.score, fact.why)
    for number, theirs in phones_said(words, known.country):
        consider(number, 76 if theirs or _is_voicemail(evidence) else 56, "stands in the customer's words")
    for number, _ in phones_said(subject, known.country):
        consider(number, 52, "stands in the subject")
    if not scored and not any(fact.field == "email" and fact.whose == "customer" for fact in evidence.facts):
        for fact in evidence.facts:
            if fact.field == "phone" and fact.whose == "store" and fact.score <= 40:
                consider(fact.value, 41, fact.why)
    if not scored:
        for link in evidence.links:
            if link.lower().startswith(("tel:", "sms:")):
                linked = phone(link[4:60], known.country)
                if linked:
                    consider(linked, 45, "is linked")
    best = max((score for score, _ in scored.values()), default=0)
    floor = 70 if best >= 75 else max(41, best - 12)
    heard = _is_voicemail(evidence)
    caller = [n for n, (_, reason) in scored.items() if "aller" in reason or (heard and "labelled" in reason)]
    chosen = [number for number, (score, _) in scored.items() if score >= floor]
    if caller and len(chosen) > 1 and best >= 75:
        chosen = [number for number in chosen if number not in caller] or chosen
    chosen = [number for number in chosen if not number.startswith(_TOLL_FREE)] or chosen  # a site's own line
    for number in chosen:
        why.append(f"phone {number}: {scored[number][1]}")
    return tuple(chosen)
