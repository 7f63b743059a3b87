"""The words that tell names from what stands in their place: titles, suffixes, trades, caller ids."""

from __future__ import annotations

import re

from uptape.parsing.fields.placeholders import is_absent

TITLES = frozenset(
    [
        "mr",
        "herr",
        "frau",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "rev",
        "hon",
        "sir",
        "sr.",
        "sra",
        "srta",
        "sra.",
        "sr",
        "mme",
        "mlle",
        "m.",
        "monsieur",
        "madame",
        "señor",
        "señora",
        "don",
        "doña",
        "mr/mrs",
    ]
)
SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "md", "phd", "esq", "dds", "cpa"])
PARTICLES = frozenset(
    [
        "de",
        "del",
        "dela",
        "delas",
        "delos",
        "la",
        "las",
        "los",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "du",
        "le",
        "st",
        "st.",
        "ste",
        "ben",
        "bin",
        "al",
        "el",
        "san",
        "y",
        "mac",
        "o'",
    ]
)
_LEGAL = frozenset(
    [
        "llc",
        "llc.",
        "inc",
        "inc.",
        "corp",
        "corp.",
        "ltd",
        "ltd.",
        "lp",
        "llp",
        "pllc",
        "plc",
        "co",
        "co.",
        "gmbh",
        "ltée",
        "inc.,",
        "s.a.",
        "sa",
        "l.l.c.",
        "l.l.c",
    ]
)
_TRADE = re.compile(
    r"(?i)\b(?:landscaping|services?|construction|enterprises?|group|trucking|logistics|electric(?:al)?|plumbing|"
    r"contract(?:ing|ors?)|"
    r"svcs?|srvc|mfg|mgmt|constr|grp|bros|plbg|rentals?|properties|solutions|motors|ranch|farms|university|college|school|district|dealership|"
    r"transport(?:ation)?|company|corporation|"
    r"incorporated|limited|associates|partners|holdings|industries|roofing|hvac|foundation|ministries|restaurant|"
    r"auto(?:motive)? sales|"
    r"s\.?a\.? de c\.?v\.?|city of|county of|state of|department|excavat\w+|catering|delivery|leasing|insurance|"
    r"realty|hospital|clinic|hotel)\b|& (?:sons?|co|daughters?)\b"
)
_CALLER = re.compile(
    r"(?i)(?:wireless|mobile|cell(?:ular)?|unknown|toll[ -]?free|anonymous|private|restricted|blocked|unavailable|"
    r"out of area|no)[\s-]*"
    r"(?:caller|call|number|phone|name|user|id)?(?: ?[a-z]{2})?\Z|(?:website|internet|web|guest|test|valued|"
    r"online|new|phone|chat|email)[\s-]*"
    r"(?:visitor|user|customer|lead|caller|shopper|guest|buyer|prospect|client)?\Z|(?:customer|visitor|guest|"
    r"shopper|caller|prospect|buyer|client|user)\Z|caller id\b.*|v\d{8,}\Z|(?:llamada|llamador|n[úu]mero|tel[ée]fono|cliente|usuario)[\s-]+(?:inal[áa]mbric[ao]|desconocid[oa]|privad[oa]|"
    r"oculto|celular|restringid[oa])\Z|(?:appel(?:ant)?|num[ée]ro|client)[\s-]+(?:sans[\s-]fil|inconnu|priv[ée]|masqu[ée]|cellulaire)\Z|"
    r"inal[áa]mbric[ao]\Z|anrufer\b.*|unbekannt\Z|desconhecido\Z"
)
_NAME_WORDS_THAT_ARE_NAMES = frozenset(("guest", "test", "new", "no", "private", "chat"))
PLACEHOLDER_PARTS = frozenset(
    [
        "firstname",
        "lastname",
        "first",
        "last",
        "name",
        "surname",
        "nombre",
        "apellido",
        "lname",
        "fname",
        "unknown",
        "test",
    ]
)
_SUSPECT = (
    TITLES
    | SUFFIXES
    | PARTICLES
    | _LEGAL
    | PLACEHOLDER_PARTS
    | frozenset(re.findall(r"[a-z]{2,}", (_TRADE.pattern + _CALLER.pattern).replace("?:", " ").lower()))
    | frozenset(
        (
            "service",
            "services",
            "electric",
            "electrical",
            "contracting",
            "contractors",
            "auto",
            "automotive",
            "transport",
        )
    )
    | frozenset(
        (
            "none",
            "null",
            "unknown",
            "unspecified",
            "undefined",
            "n/a",
            "nobody",
            "blank",
            "specified",
            "provided",
            "given",
        )
    )
)


def is_business(text: str) -> bool:
    """True where the name has a legal form or a word of trade in it."""
    words = text.lower().replace(",", " ").split()
    if len(words) < 2:
        return False
    return (
        words[-1] in _LEGAL
        or any(w in ("llc", "inc", "inc.", "corp", "ltd", "l.l.c.") for w in words)
        or bool(_TRADE.search(text))
    )


def is_no_name(text: str) -> bool:
    """True for what stands in a name's place and names nobody: placeholders, caller ids, `Website Visitor`."""
    word = text.strip().lower()
    if is_absent(word) or (_CALLER.fullmatch(word) and word not in _NAME_WORDS_THAT_ARE_NAMES):
        return True
    return not any(map(str.isalpha, word)) or word in ("first last", "firstname lastname", "first name last name")


def is_double_given(words: list[str]) -> bool:
    return f"{words[0]} {words[1]}".lower() in {
        "mary ann",
        "mary jo",
        "mary beth",
        "mary kay",
        "mary lou",
        "billy joe",
        "bobby joe",
        "jo ann",
        "ana maría",
        "ana maria",
        "maría josé",
        "maria jose",
        "josé luis",
        "jose luis",
        "juan carlos",
        "luis miguel",
        "juan pablo",
        "marie claude",
        "marie ève",
        "jean pierre",
        "jean paul",
        "miguel ángel",
        "miguel angel",
        "josé antonio",
        "jose antonio",
        "maría elena",
        "maria elena",
        "maría guadalupe",
        "maria guadalupe",
        "rosa maría",
        "rosa maria",
        "juan manuel",
        "josé manuel",
        "jose manuel",
        "peggy sue",
    }


def is_plain(word: str) -> bool:
    """True for `Maria`: a word of letters with a capital that is on none of our lists, as most names are."""
    return len(word) < 40 and word.isalpha() and word.istitle() and word.lower() not in _SUSPECT
