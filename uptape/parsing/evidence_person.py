"""What labelled values say of people, and of whom."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_block import read_block
from uptape.parsing.evidence_state import FOREIGN, Fact, State, add_address
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.label_words import label_words, plain
from uptape.parsing.fields.name_words import is_business
from uptape.parsing.fields.people_names import is_no_name
from uptape.parsing.fields.phones import phones
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import Meaning
from uptape.parsing.formats.below import phones_like
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.stores import is_store_shape

_TENURE = frozenset(("own", "owns", "rent", "rents", "lease", "other", "buying", "mortgage", "family", "with family"))
_JOINS = frozenset(
    (
        "or",
        "and",
        "o",
        "u",
        "ou",
        "y",
        "e",
        "et",
        "und",
        "oder",
        "&",
        "/",
        "at",
        "on",
        "via",
        "mobile",
        "cell",
        "home",
        "work",
    )
)
_CONTACT_WORDS = frozenset(("contact", "contacto", "person", "persona", "name", "nombre", "nom", "personne", "de"))


def _is_block(value: str) -> bool:
    """Whether a value is more than a name: lines, or a name with a number or an address behind it."""
    lines = value.split("\n")
    person, _, rest = lines[0].partition(", ")
    if is_person_shape(person) and (home := split_address(rest)).street and home.region:
        return True
    return len(lines) > 1 or ((len(emails(value)) > 0 or phones_like(value)) and bool(re2.search(r"[,;|•·]", value)))


_SLASHED = re2.compile(r"(\p{Lu}[\p{Lu}'’ -]+) ?[/·] ?(\p{Lu}\p{Ll}[\pL .'’-]*)")
# Who works for a store: `Rob Ames, Used Car Manager`.
_STAFF = re2.compile(
    r"(?i)[,(|/–-]\s*(?:(?:general|sales|used[- ]?car|new[- ]?car|pre-?owned|internet|digital|bdc|fleet|finance|f&i|desk|floor|inventory) )+(?:sales |lead )?"
    r"(?:manager|director|mgr|consultant|specialist|advisor|associate|coordinator|rep(?:resentative)?)\b|[,(|/–-]\s*(?:salesperson|sales ?(?:man|woman)|gerente de (?:ventas|seminuevos|internet)|"
    r"asesora? de ventas|directeur (?:des ventes|commercial)|directrice (?:des ventes|commerciale)|conseill[eè]re? (?:aux ventes|en vente))\b"
)


def _of_another(state: State, label: str, value: str) -> str | None:
    """Whose data stand under a mere `Contact` where a store, a poster or a co-applicant was named above, or a job in a store
    behind the name; None where that does not tell."""
    if not set(label_words(label)) <= _CONTACT_WORDS:
        return None
    if state.person in {"store", "poster", "site", "other", "co"}:
        return state.person
    known = any(f.field in {"name", "first_name"} and f.whose == "customer" and f.score >= 60 for f in state.facts)
    if state.implied in {"store", "poster"} and known and set(label_words(label)) & {"contact", "contacto"}:
        return state.implied
    return "poster" if _STAFF.search(value) and known else None


_RECIPIENT = frozenset(("your", "contact", "assigned", "rep", "for", "to", "su", "votre", "contacto", "you"))
_DOES = re2.compile(
    r"^(\p{Lu}[\pL'’.-]*(?:\s(?:(?:de|la|van|von|del|di|da|der)\s){0,2}\p{Lu}[\pL'’.-]*){1,3}) +"
    r"(?:just |has |have |had |is |was |also |recently |a |ha |est |vient de ){0,3}\p{Ll}{3,}(?: |[.,:]|$)"
)


def _is_known(state: State, value: str) -> bool:
    """Whether a customer of another name is known already."""
    names = [f.value for f in state.facts if f.field == "name" and f.whose == "customer" and f.score >= 75]
    return bool(names) and not any(plain(name).split()[0] in plain(value) for name in names)


def read_person(state: State, label: str, meaning: Meaning, value: str, at: int, country: str) -> None:
    what = meaning.field
    if (
        what in {"person", "name"}
        and state.greeted
        and plain(value).startswith(state.greeted)
        and set(label_words(label)) & _RECIPIENT
    ):
        meaning = Meaning(what, "store", meaning.complete)  # “Your contact: …” of whoever the mail goes to
    if what == "person" and label_words(label) in {("attn",), ("attention",)} and _is_known(state, value):
        meaning = Meaning(what, "other", meaning.complete)  # who takes the delivery
    if what in {"person", "name"}:
        value = re2.sub(r"(?i)[,;]?\s*\(?\b(?:dob|d\.o\.b|born|age|ssn)\b.*$", "", value).strip() or value
        if (
            attn := re2.search(r"(?i)\((?:attn|attention|contact|c/o)[.:]?\s+([^()]{3,40})\)", value)
        ) and is_person_shape(attn.group(1)):
            value = attn.group(1)
        if turned := _SLASHED.fullmatch(value):
            value = f"{turned.group(1).strip()}, {turned.group(2).strip()}"  # “OLSEN / Tom”
        if (real := re2.match(r"^\S*[\d_]\S* \(([^()\d@]{4,40})\)$", value)) and is_person_shape(real.group(1)):
            value = real.group(1)  # “otto_motors22 (Otto Falk)”
        one, _, other = (part.strip() for part in value.partition(" / "))
        if other and is_person_shape(one) and " " in one and is_business(other):
            value = one  # “Ed Quiroga / Quiroga Hauling LLC”
        remark = re2.match(r"^([^()]{5,50}?)\s*\([^()]*\s[^()]*\)$", value)
        if remark and " " in remark.group(1) and is_person_shape(remark.group(1)) and not phones_like(value):
            place = split_address(value[remark.end(1) :].strip(" ()"), country)
            if not (place.postal_code or (place.city and place.region)):
                value = remark.group(1)  # “Ann Lee (known from an earlier form)”
        head = value.partition(" | ")[0].strip()
        if head != value and is_person_shape(head) and " " in head and not emails(value) and not phones_like(value):
            value = head  # “Ann Lee | Member no. 1”
        if (does := _DOES.match(value)) and is_person_shape(does.group(1)) and not is_person_shape(value):
            value = does.group(1)  # “Your customer **Ann Lee** answered the mailer”
    score = 90 if meaning.whose == "customer" else 80
    if meaning.whose == "vehicle" or (meaning.whose == "trade" and what != "person"):
        return  # where the unit stands, not where the customer lives
    if meaning.whose in FOREIGN:
        whose = meaning.whose
        if what in {"person", "name"}:
            whole = phones_like(value)  # with their number behind the name nothing more of theirs follows
            state.implied = state.implied if label.startswith("(") or whole else whose
    elif (of := _of_another(state, label, value)) is not None:
        whose, what = ("poster", "name") if of in {"store", "poster"} and what == "person" else (of, what)
    elif meaning.whose == "customer" or what == "caller":
        whose = "customer"
        state.implied = None
        if what in {"person", "name", "first_name"}:
            state.person = None if state.person in {"store", "poster", "site"} else state.person
    elif state.person in FOREIGN:
        whose = state.person
    elif state.implied:
        if what in {"first_name", "last_name"} or (what == "name" and state.implied in {"store", "poster", "site"}):
            state.implied, whose = None, "customer"
        else:
            whose, score = state.implied, 40
    else:
        whose = "customer"
    why = f"labelled “{label[:40]}”"
    if whose == state.person and state.under:
        why += f" below “{state.under}”"
    if what == "fax":
        return
    if what in {"person", "name"} and whose == "customer" and re2.fullmatch(r"#?[A-Z]{1,6}-?\d[A-Z0-9-]{0,20}", value):
        state.facts.append(Fact("lead_id", value, "", 80, at, why))
        return
    if what == "phone" and not any(map(str.isdigit, value)) and is_store_shape(value.partition(",")[0], surely=True):
        state.facts.append(Fact("location", value, "store", 75, at, why))
        return  # “Office: Point Judith Yacht Sales”
    if (
        what == "phone"
        and label.lower().strip(" :") in {"work", "trabajo", "travail"}
        and re2.search(r"[A-Za-z]{4,}", re2.sub(r"(?i)\b(?:ext\w*|poste|anexo|interno?)\b|\([^()]*\)$", "", value))
    ):
        return  # the employer’s
    if what == "phone" and (aside := re2.search(r"\(([^()]*\b(?:never|not|employer|office)\b[^()]*)\)", value)):
        if re2.search(r"(?i)employer|do not call|don't call", aside.group(1)):
            return
        value = value.replace(aside.group(0), " ")
    if (
        what == "phone"
        and len(value.split()) >= 3
        and not phones(value, country)
        and {word for word in label_words(label) if word.isalpha()} <= {"text", "texto", "texte"}
    ):
        state.facts.append(Fact("comments", value, "customer", 70, at, label))
        return
    if (
        what in {"person", "name"}
        and _is_block(value)
        and read_block(state, value, whose, score - 12, at, country, why)
    ):
        return
    if "tel:" in value and what in {"person", "name"}:
        what, why = "caller", f"caller in “{label[:40]}”"
    found_mails = emails(value)
    found_phones = (
        phones(value, country)
        if what in {"phone", "caller", "person"}
        or (not found_mails and sum(map(str.isdigit, value)) >= 10)
        or ("\n" in value and sum(map(str.isdigit, value)) >= 10)
        else ()
    )
    if what in {"phone", "caller", "email"} or (
        (found_mails or found_phones) and what in {"name", "person", "user_name", "company"}
    ):
        for address in found_mails:
            state.facts.append(Fact("email", address, whose, score, at, why))
        for number in found_phones:
            state.facts.append(Fact("phone", number, whose, score - (15 if what == "caller" else 0), at, why))
        rest = value
        for address in found_mails:
            rest = rest.replace(address, " ")
        rest = re2.sub(r"(?i)<[^>]*>|\(?\+?[\d][\d ().-]{6,}\d|mailto:|[<>()\[\]|,;]", " ", rest).strip()
        rest = re2.sub(r"(?i)\s+(?:fax|tel|ph|phone|cell|mobile|office|ext|poste)\b\.?:?\s*$", "", rest).strip()
        rest = "" if set(rest.lower().split()) <= _JOINS else rest
        if found_mails or found_phones or what == "caller":
            if (
                what in {"name", "person", "caller"}
                and rest
                and not is_no_name(rest)
                and any(map(str.isalpha, rest))
                and not any(map(str.isdigit, rest))
            ):
                state.facts.append(Fact("name", rest, whose, score - (25 if what == "caller" else 5), at, why))
            return
        if what in {"phone", "email", "caller"}:
            if (
                what != "phone"
                and rest
                and not any(map(str.isdigit, rest))
                and not is_no_name(rest)
                and is_person_shape(rest)
            ):
                state.facts.append(Fact("name", rest, whose, 50, at, why))
            return
    if what == "person":
        what = "name"
        score = min(score, 90) - 14  # a label that says “name” is surer
        vehicle = split_vehicle(value)
        if vehicle and vehicle.sure and vehicle.vehicle.year:
            return
        person, _, rest = value.partition(", ")
        if whose == "customer" and rest.count(",") <= 1 and is_person_shape(person) and " " in person:
            near = split_address(rest, country)
            if near.city and near.region:  # “Buyer: Ann Lee, Bend, OR”
                state.facts.append(Fact("name", person, whose, score, at, why))
                add_address(state, rest, whose, 70, at, why, country)
                return
        place = split_address(value, country)
        if place.city and place.region and whose == "customer":
            add_address(state, value, whose, 70, at, why, country)
            return
        if not is_person_shape(value) and whose == "customer":
            score = 45
            if len(value.split()) > 5 or value.lower() in {"yes", "no"}:
                return
    if whose == "store" and what in {"name", "company"}:
        state.facts.append(Fact("location", value.split("\n")[0].strip(), "store", 75, at, why))
        return
    if (
        what in {"address", "place"}
        and whose == "customer"
        and is_store_shape(re2.split(r",|\s[-–—]\s|\n|\(", value)[0].strip())
    ):
        state.facts.append(Fact("location", value.split(",")[0].split("\n")[0].strip(), "store", 70, at, why))
        return
    if what in {"address", "place", "street"} and value.lower().strip(" .") in _TENURE:
        return
    if what in {"address", "place", "city"}:
        value = re2.sub(r"(?i)\s*\([^()]{0,20}\b(?:mi|miles|km|kms|millas)\b[^()]{0,20}\)", "", value)  # how far away
    if what in {"address", "place", "street"}:
        before = len(state.facts)
        add_address(state, value, whose, score, at, why, country)
        if (
            what != "place"
            and len(state.facts) == before
            and re2.search(r"\d", value)
            and "@" not in value
            and len(value) < 80
        ):
            state.facts.append(
                Fact("street", value.split("\n")[0].strip(), whose, score - 5, at, why)
            )  # as it is written abroad
        return
    if what == "city" and (coded := re2.fullmatch(r"(\d{4,5}) (\p{L}[\p{L} .'-]+)", value)):
        state.facts += [
            Fact("postal_code", coded.group(1), whose, score, at, why),
            Fact("city", coded.group(2).strip(), whose, score, at, why),
        ]
        return
    if what == "region" and re2.match(r"(?i)\s*(?:usad[oa]|nuev[oa]|seminuev[oa]|used|new|neuf|neuve|usag)", value):
        state.facts.append(Fact("condition", value, "wanted", 80, at, why))
        return
    if what == "city" and "(" in value:
        value = value.replace("(", ", ").replace(")", "")
    if what == "city" and (near := split_address(value, country)).region and near.city:
        add_address(state, value, whose, score, at, why, country)
        return
    if what in {"city"} and "," in value:
        add_address(state, value, whose, score, at, why, country)
        return
    state.facts.append(Fact(what, value.split("\n")[0].strip(), whose, score, at, why))
