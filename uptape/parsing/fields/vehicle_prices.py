"""Amounts of money in a text, and which of them is the advertised price: never a payment, an offer, a payoff or a trade's value."""

from __future__ import annotations

from dataclasses import dataclass

from uptape.parsing import linear as re2

_NUMBER = r"\d{1,3}(?:[ \x{a0}\x{202f},.'’]\d{3})+(?:[.,]\d\d)?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re2.compile(
    rf"(?i)(?:\b(?:US|CA|CAD|USD|MX|MXN|C|A)\s?)?\$\s?({_NUMBER})\s?(k\b|mil\b)?"
    rf"|(?:\b(?:USD|CAD|CDN|MXN|EUR)|€)\s?({_NUMBER})(k\b)?"
)
_SIGN_BEHIND = re2.compile(
    rf"(?i)\b({_NUMBER})\s?(?:(?:US|CA|MX)?\$|€|(?:USD|CAD|CDN|MXN|EUR|euros?|dollars|d[oó]lares|pesos|dlls?|dls)\b)"
)
# Words of a price with a bare number behind them: `Asking 8,999`, `Your price: 91,240`.
_NAMED = re2.compile(
    r"(?i)\b(?:(?:internet|sale|web|online|e-?|our|your|asking|list(?:ed)?|selling|special|dealer|cash|ad|advertised|buy ?it ?now)[ -]?price|"
    r"asking|ask|listed(?: at| for)?|advertised(?: at| for)?|price[ds]?(?: at)?|prc|msrp|window(?: sticker)?|sticker|retail|precio(?: anunciado| de contado)?|contado|"
    r"prix(?: demand[ée]| affich[ée])?|payment|down|payoff|offer|enganche|pmt)"
    r"\s?(?:is|of|:|=)?\s?(\d{1,3}(?:[ ,.]\d{3})+|\d{4,7})(?:\.\d\d)?(k\b)?"
)
_MIL = re2.compile(r"(?i)\b(\d{1,3}) mil(?: (\d{3}))?\b")

_BEST = re2.compile(
    r"(?i)\b(?:internet|sale|our|your|web|online|e-?price|eprice|now|special|advertised|annonc[ée]|anunciado|contado|comptant|cash price|discounted|"
    r"reduced|promo(?:tion|cional)?|sold[ée]|rabais|oferta|selling|buy ?it ?now|buy-?now|dealer|no[- ]haggle|final|clearance|r[ée]duit|rebajado|liquidation|today'?s|"
    r"after (?:rebates?|discount))\b"
)
_PLAIN = re2.compile(
    r"(?i)\b(?:ask(?:ing|ed)?|list(?:ed|ing)?|price[ds]?|prc|precio|prix|at|for|à|por|en|ad|a)\b[ .:=]*$"
)
_STICKER = re2.compile(
    r"(?i)\b(?:msrp|pdsf|window|sticker|retail|was|reg(?:ular)?|original(?:ly)?|antes|avant|[ée]tait|kbb|book|nada|blue ?book|invoice|market (?:avg|average|value)|average|lista|new price|base)\b"
)
_NO_PRICE = re2.compile(
    r"(?i)\b(?:pay(?:ment|ments|off)?|pmts?|per month|monthly|mo|mensual(?:idad|it[ée]s?)?|par mois|down|downpayment|enganche|mise de fonds|acompte|owes?|owed|debo|doit|offers?|offering|offre|offered|"
    r"ofrece|ofrezco|ofrecer|budget|presupuesto|under|below|max(?:imum)?|up to|menos de|hasta|moins de|jusqu['’]?[aà]|deposit|d[ée]p[oô]t|hold|reserv\w*|allowance|value[ds]?|valor|valeur|worth|estimate[ds]?|est|estim[ée]e?|"
    r"financ\w+|loans?|acv|appraisal|apprais\w+|fees?|doc|rebates?|save[sd]?|savings|off|tax(?:es)?|bi-?weekly|weekly|balance|(?:pre-?)?approved(?: for)?|pre-?qualified|income|ingresos?|revenu|salary|rent|housing|insurance|warranty|shipping|delivery|"
    r"trade|take|doy|daria|dar|give|donner|could do|would do|can do|i['’]?ll do|difference|gap|drop(?:ped)?|lien|left|low|high|range|entre|between|equity|cap|credit|cr[ée]dito|rate|core|bid|reserve|wants?|counter)\b"
)
_BEHIND_NONE = re2.compile(
    r"(?i)^\s?(?:/ ?(?:mo|month|wk|week|mois|mes)|per (?:month|week)|a month|monthly|par mois|al mes|mensual|down|de enganche|off\b|cash ?back|rebate|(?:of )?equity|owed|deposit|hold|/ ?gal|x \d|cad down|refundable|comptant\?)"
)
_PARTED = re2.compile(r"[;|•·\n\x{a6}]|\.\s|,\s|\s[-–—/]\s|[()\[\]]")


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount and how surely it is the advertised price."""

    value: float
    rank: int
    """4 the dealer's own price, 3 asked or listed, 2 an amount alone, 1 a sticker or an old price, 0 no price."""
    start: int
    end: int


def amounts(text: str) -> tuple[Amount, ...]:
    """All amounts of money in a text, in order."""
    out: list[Amount] = []
    taken = 0
    found = [
        (m.start(), m.end(), _number(m.group(1) or m.group(3), m.group(2) or m.group(4)))
        for m in _AMOUNT.finditer(text)
    ]
    for signed in _SIGN_BEHIND.finditer(text):
        if not any(start < signed.end() and signed.start() < end for start, end, _ in found):
            found.append((signed.start(), signed.end(), _number(signed.group(1), None)))
    for named in _NAMED.finditer(text):
        if not any(start < named.end() and named.start(1) < end for start, end, _ in found):
            found.append((named.start(1), named.end(), _number(named.group(1), named.group(2))))
    for mil in _MIL.finditer(text):
        counted = re2.match(r"(?i)\s?(?:mi|millas?|miles|km|kil[oó]metros)\b", text[mil.end() : mil.end() + 14])
        if not counted and not any(start < mil.end() and mil.start() < end for start, end, _ in found):
            found.append((mil.start(), mil.end(), float(mil.group(1)) * 1000 + float(mil.group(2) or 0)))
    for start, end, value in sorted(found):
        if value is None or start < taken:
            continue
        if start and text[start - 1].isalnum() and not text[start].isalpha():
            continue
        before = _PARTED.split(text[max(taken, start - 45) : start])[-1]
        if not before.strip():
            before = (
                text[max(taken, start - 45) : start]
                if text[max(taken, start - 2) : start].endswith((": ", "= "))
                else ""
            )
        out.append(Amount(value, _rank(before, text[end : end + 16]), start, end))
        taken = end
    return tuple(out)


def advertised(text: str, *, least: int = 2) -> float | None:
    """The advertised price that a text about a vehicle tells, or None. `least`: the rank that it must have."""
    known = [one for one in amounts(text) if one.rank >= min(least, 1) and one.value >= 100]
    known = [one for one in known if one.rank >= least] or (
        [one for one in known if one.rank == 1] if least <= 2 else []
    )
    if not known:
        return None
    best = max(one.rank for one in known)
    ranked = [one.value for one in known if one.rank == best]
    lower = min(ranked)
    return lower if lower > 0.65 * ranked[0] else ranked[0]  # the old price stands struck out beside it


def rank_of_label(label: str) -> int:
    """How surely a price under this label is the advertised one: see `Amount.rank`."""
    if _STICKER.search(label) and not _BEST.search(label):
        return 1
    return 4 if _BEST.search(label) else 3


def _rank(before: str, after: str) -> int:
    if _BEHIND_NONE.match(after):
        return 0
    words = before[-45:]
    refused, best, sticker = (list(p.finditer(words)) for p in (_NO_PRICE, _BEST, _STICKER))
    ends = [(found[-1].end(), rank) for found, rank in ((refused, 0), (sticker, 1), (best, 4)) if found]
    if ends:
        return max(ends)[1]
    return 3 if _PLAIN.search(words.rstrip() + " ") else 2


def _number(text: str, thousands: str | None) -> float | None:
    digits = re2.sub(r"[ \x{a0}\x{202f}'’]", "", text).rstrip(".,")
    if re2.search(r"[.,]\d\d$", digits):
        digits = re2.sub(r"[.,]", "", digits[:-3]) + "." + digits[-2:]
    elif not thousands or "." not in digits:
        digits = re2.sub(r"[.,]", "", digits)
    value = float(digits) * (1000 if thousands else 1)
    return value if 0 < value < 100_000_000 else None
