"""Whose is each name, number and address? Candidates with scored evidence, one sentence for each choice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from uptape.core.leads import Customer, Known
from uptape.parsing.choose_name import choose_name
from uptape.parsing.choose_reach import choose_emails, choose_phones
from uptape.parsing.evidence_state import Evidence, Fact
from uptape.parsing.fields import places
from uptape.parsing.formats.homes import home_said
from uptape.parsing.formats.prose import spoken_for
from uptape.parsing.senders import Sender


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
    full, first, last = choose_name(evidence, words, sender, direct, known, alone, site, why)
    mails, conversation = choose_emails(evidence, words, sender, direct, known, alone, full, why)
    numbers = choose_phones(evidence, words, sender, direct, alone, known, why)
    home = home_said(words, known.country)
    told = [
        (what, value)
        for what, value in (("city", home.city), ("region", home.region), ("postal_code", home.postal_code))
        if value
    ]
    evidence = replace(
        evidence,
        facts=(
            *evidence.facts,
            *(Fact(what, value, "customer", 44, 9002, "is where they live, they say") for what, value in told),
        ),
    )
    street = _best(evidence, "street", why)
    street2 = _best(evidence, "street2", why)
    if street and street2 and street2.lower() not in street.lower():
        street = f"{street} {street2}"
    country = places.any_country(_best(evidence, "country", why))
    code = places.region(_best(evidence, "region", why), country or (known.country if known.country == "MX" else None))
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
