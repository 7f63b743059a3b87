"""Vehicles in somebody's own words: wanted ones, and those that the words around call their own."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.makes import find_make, make_of_model
from uptape.parsing.fields.spoken_years import with_years
from uptape.parsing.fields.trim_words import SMALL_TRIMS
from uptape.parsing.fields.vehicle_details import plain_amount
from uptape.parsing.fields.vehicle_prose import find_vehicles
from uptape.parsing.fields.vehicle_text import joined_models
from uptape.parsing.vehicle_merge import merge
from uptape.parsing.vehicle_remarks import with_remark

_OWN = re2.compile(
    r"(?i)\b(?:trad(?:e|ing)|trade-?in|we have|i have|(?:i|we) still (?:have|own|drive|got)|i['’]?ve got|i got|we got|got an?|(?:my|our) (?:old |current |own |wife's |husband's )?(?:['’]?\d|[A-Z])|mine|swap(?:ping)?|sell (?:you )?(?:my|our)|selling (?:my|our)|consign(?:ing)? (?:my|our)|turning in|tenho|temos|meu|minha|unser(?:en?)?|meinen?|haben einen|get rid of|owe|own a|i drive (?:an? |my |our |the |['’]?\d)|currently (?:drive|driving|have|own)|"
    r"take (?:my|our|the old|an? old|in)|tengo|tenemos|mi (?:carro|auto|camioneta|troca|coche|\p{Lu})|nuestr[oa]|(?:do|would|will|could|can) (?:you|y['’]?all)(?: guys| folks| still)? (?:take|consider|accept)(?: in)? (?:an?|my|our|the)|(?:aceptan|reciben|toman|agarran) (?:mi|una?)|(?:prenez|acceptez)[- ]vous (?:une?|mon|ma)|a cuenta|cambio|intercambio|échange|echange|(?:j['’]ai|nous avons|on a) (?:une?|mon)|mon (?:auto|véhicule|camion|\p{Lu})|(?:ma|notre|nos) (?:voiture|auto|\p{Lu}))\b"
)
# `my wife and I`: people and things of theirs that are no vehicle, unless the vehicle is that person's (`my wife's Accord`).
_KIN = re2.compile(
    r"(?i)\b(?:my|our) (?:wife|husband|spouse|partner|fianc[ée]e?|girlfriend|boyfriend|son|daughter|kids?|children|brother|sister|mom|mother|dad|father|parents|family|friend|buddy|"
    r"neighbou?r|boss|budget|credit|number|phone|cell|e-?mail|name|job|work|house|home|bank|business|company|question|first|next|local|trip|way)(?:[^'’\w]|$)|"
    r"\b(?:mi|nuestr[oa]|m[ao]n?|notre|nos) (?:espos[oa]|hij[oa]s?|herman[oa]|mam[áa]|pap[áa]|familia|amigo|n[uú]mero|celular|correo|nombre|femme|mari|conjointe?|fils|fille|fr[èe]re|s(?:œ|oe)ur|m[èe]re|p[èe]re|famille|num[ée]ro|courriel|nom)\b"
)
# `our 2018 Pacifica`: nothing but a word or two stands between whose it is and the vehicle.
_MINE = re2.compile(
    r"(?i)\b(?:my|our|mi|nuestr[oa]|mon|ma|notre|meu|minha|unser(?:en?)?|meinen?) "
    r"(?:(?:old|older|current|own|trusty|other|paid[- ]off|white|black|red|blue|gr[ae]y|silver|green|gold|tan|used|(?:wife|husband|mom|mother|dad|father|son|daughter|brother|sister)['’]s|viej[oa]|vieux|vieille|ancien(?:ne)?) ){0,2}$"
)
# It is given for something: `trade in my dad's …`, `what would you do on my …`.
_GIVEN = re2.compile(
    r"(?i)\b(?:trad(?:e|ing)|(?:give|allow|do|offer|pay|get)(?: (?:me|us))? (?:for|on)|worth|value of|cambio|cambiar|[ée]change[rz]?)\b"
)
_OWN_BEHIND = re2.compile(
    r"(?i)\b(?:(?:in |as )?part[- ]?(?:exchange|ex|x)|on trade|in trade|to throw in|to trade|trade(?:-| )?in|as a trade|would trade|for trade|a cuenta|en échange|en echange|as part payment|como enganche|a echanger|para (?:cambiar|dar)|de cambio|a donner|(?:de|del|para el) enganche|de entrada|na troca|in zahlung|dejar a cuenta)\b"
)
# A vehicle that is only spoken of: what tows or is towed, what it is like, what they had before.
_SPOKEN_OF = re2.compile(
    r"(?i)\b(?:tow(?:ed|ing)?(?: it| this| that)?|pull(?:ed|ing)?(?: it| this)?|haul(?:ed)?|jala(?:r|rlo|rla)?|remolcar(?:lo|la)?|(?:re)?tirer?|remorquer?)(?: \pL+)? (?:with|behind|by|con|avec|par) (?:my |an? |our |una? |mi |mon |ma |une )?(?:\S+ )?$|"
    r"\b(?:better|more|less|other|rather|bigger|smaller|cheaper) than (?:an? |the |my )?$|\b(?:compar(?:ed?|ing)|similar|vs\.?|versus) (?:to |with )?(?:an? |the )?$|"
    r"\b(?:just|nothing|something|exactly|much|looks?|drives?|was|is|it'?s) like (?:an? |the |my )?$|\binstead of (?:an? |the )?$|\b(?:i|we) (?:used to|once|previously|also)? ?(?:have )?(?:had|owned|drove|rented|bought|leased) (?:an? |my |the |our )?$|"
    r"\b(?:keep(?:ing)?|kept|hold(?:ing)? on ?to|hang(?:ing)? on ?to|not (?:trad|sell)ing|quedar(?:me|nos)? con|conservar|garde[rz]?|conserver?) (?:my|our|the|mi|nuestr[oa]|mon|ma|notre) (?:old |other |current )?$|"
    r"\b(?:he|she|they|customer|caller) (?:also |currently |already )?(?:owns?|has|have|drives?|tows? with|pulls? with) (?:an? )?$|\b(?:son|daughter|neighbor|neighbour|brother|sister|friend|mom|dad|buddy)['’]?s? (?:has|drives|bought|got|had)? ?(?:an? )?$|"
    r"\bsold (?:him|her|them|my \pL+(?: \p{Lu}\pL+)?)(?: \pL+)? (?:his|her|their|an?|the) (?:\S+ )?$"
)
_ASKED_PRICE = re2.compile(
    r"(?i)((?:\S+ ){0,3}(?:\b(?:for|asking|annonce[zr]? à|anuncian en|listed (?:at|for)|priced (?:at|for)|(?:list |asking |sticker |sale |internet |online |advertised )?price(?: (?:of|is|was|shows?|says))?|precio (?:es |era )?(?:de|en)|prix (?:est )?(?:de|à)|advertised (?:at|for)|online (?:at|for)|at|a|por|en|de)|à))"
    r" (?:(\$\s?\d[\d,]+(?:\.\d+)?k?|\d{1,3}(?:[ ,.]\d{3})+\s?\$)|(\d{1,3}[,.]\d{3}|\d{2,3} \d{3}|\d{4,6})\b)"
)
_OFFERED = re2.compile(
    r"(?i)\b(?:approved|pre-?approved|pre-?qualified|financed|qualif(?:y|ies|ied)|take|do|give|pay|offer|budget|under|around|about|sell|payment|payments|doy|ofrezco|dar|pagar|payer|offre|owe|owes|trade|mine|my|max|up|have|got)\b"
)
_YOU_HAVE = re2.compile(r"(?i)\b(?:you|u|y['’]?all)\b(?: guys| all)?(?:['’]ve)? (?:have|got|has)\b")
_YEAR_SAID = re2.compile(
    r"(?i)(?:\b(?:(?:it|this|that|which|she|he) (?:was|is|['’]?s)|it['’]?s|i (?:think|believe)(?: it (?:was|is|['’]?s))?|maybe|es|era|creo que es|c['’]est|c['’][ée]tait)|, (?:the|el|la|le)) (?:like |del |de |une? |an? |the )?((?:19[5-9]|20[0-3])\d)\b"
)
_TRIM_SAID = re2.compile(
    r"(?i)\b(?:it['’]?s|it is|that['’]?s|es|c['’]est) (?:the|an?|la|el|le|una?|une) (?:(?:white|black|red|blue|gr[ae]y|silver|green|blanc[oa]|negr[oa]|roj[oa]) )?([\w-]{2,14})(?:\s*$|[\s]*[.,;!?\n]| (?:one|trim|model|version))|"
    r"[.?!]\s+(?i:the|la|el|le) ([A-Z][\w-]{1,13})(?:[,.;!?]|$)|"
    r"\b(?:the|an?|la|el|le) ([\w-]{2,14}) (?:trim|package|edition|version|versi[oó]n)\b"
)
_EXCHANGED = re2.compile(
    r"(?i)\b(?:(?:(?:upgrad|switch|mov|step|trad)\w*(?: up)? (?:to|into)|for|toward|towards|against|into|por|para|pour|contre) (?:the|that|your|one of your|an?|el|la|su|ese|esa|le|votre|une?)|(?:on|sur) (?:the|that|your|one of your|le|la|votre))"
    r"\s*\S*\s*$"
)
_OWED = re2.compile(r"(?i)\b(?:ow(?:e|ed|ing)|payoff|payments?|loan|lease|debo|dois)\b")
_TRADES = re2.compile(
    r"(?i)trad|consign|turn(?:ing|ed)? (?:it )?in|sell|vend|cambio|change|apprais|cuenta|throw in|take .{0,30}\bin\b"
)


_NO_TRADE = re2.compile(
    r"(?i)\b(?:no|nothing|not|without|don['’]?t have|don['’]?t want|won['’]?t|never|sin|ning[uú]n|nada|pas|rien|aucun) (?:(?:an?|any|the|my|our|to|for|de|que|[àa]|be|will|going|planning|vehicle|carro|auto|para|dar|it|d['’]) ?){0,3}(?:trad(?:e|ing)(?:[ -]?in)?s?|cambio|cambiar|intercambio|[ée]change[rz]?)\b"
)


# It is gone, and nothing of theirs to trade: `our 2016 Explorer was totaled`.
_GONE = re2.compile(
    r"(?i)\b(?:totall?ed|wrecked|stolen|written off|(?:was|got|been|just|already) (?:sold|hit|rear-ended|crashed|repossessed)|(?:sold|crashed|lost) (?:it|last|in)|in an accident|a total loss|chocad[oa]|robad[oa]|p[ée]rdida total|accident[ée]e?|perte totale|vol[ée]e?)\b"
)


def without_refusal(text: str) -> str:
    """A text without the words that nothing is traded: `no trade`, `nothing to trade in`, `pas d'échange`."""
    return str(_NO_TRADE.sub(" ", text))


# An aside on what was sold to somebody or had before: `(he sold my father his 2009 LeSabre, I think)`.
_ASIDE = re2.compile(
    r"(?i)\([^()]{0,160}\b(?:sold|bought|used to|previously|vendi[óo]|compr[óo]|vendu|achet[ée]e?)\b[^()]{0,160}\)"
)


def said(text: str) -> tuple[list[Vehicle], list[Vehicle]]:
    """Vehicles in somebody's words: wanted ones, and those that the words around call their own."""
    wanted: list[Vehicle] = []
    own: list[Vehicle] = []
    flat = _sentences(with_years(joined_models(without_refusal(_ASIDE.sub(" ", text[:6000])))))
    found_all = find_vehicles(flat)
    ended, was_own = 0, False
    for at, found in enumerate(found_all):
        begin = max((flat.rfind(mark, 0, found.start) for mark in (". ", "? ", "! ", ".\n")), default=-1) + 1
        following = found_all[at + 1].start if at + 1 < len(found_all) else len(flat)
        ends = [at for at in (flat.find(mark, found.start) for mark in (". ", "? ", "! ", " but ", ", and ")) if at > 0]
        before = flat[begin : found.start + 3]
        if at + 1 < len(found_all):  # what follows “and” is said of the next one
            joint = max(
                (flat.rfind(word, found.start, following) for word in (" and ", " y ", " et ", " but ")), default=-1
            )
            ends += [joint] if joint > found.start and joint > following - 40 else []
        after = flat[found.start : min([*ends, found.start + 160, max(following, found.start + 1)])]
        mine = _MINE.search(flat[begin : found.start]) is not None
        given = mine and _GIVEN.search(flat[begin : found.start]) is not None
        if _SPOKEN_OF.search(flat[begin : found.start]) and not given and not _OWN_BEHIND.search(plain(after)):
            continue
        if mine and _GONE.search(after):
            continue
        between = flat[max(begin, ended) : found.start]
        follows = 0 < begin <= ended or (begin == 0 and ended > 0)  # another vehicle stands before it in the sentence
        led = between if follows else flat[begin : found.start]
        if _EXCHANGED.search(led) and (was_own or not follows) and not _OWED.search(led):
            is_own = False
        elif follows and re2.fullmatch(
            r"(?i)[^.?!]{0,24}?\W*(?:and|or|y|o|et|ou|plus|,|&)\s+(?:(?:an?|the|una?|une|el|la|le)\s+)?", between
        ):
            is_own = was_own
        else:
            before = between + flat[found.start : found.start + 3] if follows else before
            is_own = bool(_OWN.search(_KIN.sub(" ", before))) or mine or bool(_OWN_BEHIND.search(plain(after)))
        ended, was_own = found.start + len(found.vehicle.model or ""), is_own
        target = own if is_own else wanted
        vehicle = found.vehicle if is_own else with_remark(found.vehicle, after)
        if not is_own and vehicle.price is None and len(found_all) > 1:
            vehicle = replace(vehicle, price=price_said(after))
        if not merge(target, vehicle):
            target.append(vehicle)
    if not wanted and own and not _TRADES.search(text):
        return own, []
    return wanted, own


def price_said(text: str) -> float | None:
    """The advertised price in somebody's words: `listed at $14,500`, `la que tienen en 14,500`; never what they would pay."""
    flat = text[:3000].replace("\n", " ")
    for found in _ASKED_PRICE.finditer(flat):
        before, signed, bare = found.group(1), found.group(2), found.group(3)
        behind = flat[found.end() : found.end() + 12]
        if _OFFERED.search(_YOU_HAVE.sub(" ", before)) or re2.match(
            r"(?i)\s?(?:mi|miles|km|kil|millas|hours|hrs|/|-?\d|a month|down|mil\b|lbs|pounds|cc\b)", behind
        ):
            continue
        value = plain_amount(signed or bare)
        if value and (
            signed or (1000 <= value < 500_000 and (not bare.isdigit() or int(value) % 100 in {0, 50, 90, 95, 99}))
        ):
            if not (bare and bare.isdigit() and 1950 <= value <= 2040):
                return value
    return None


def year_said(text: str) -> int | None:
    """The model year that stands in another sentence than the vehicle: `I think it was a 2017`."""
    flat = with_years(text[:3000].replace("\n", " "))
    for found in _YEAR_SAID.finditer(flat):
        behind = flat[found.end() :].lstrip(" ,").split(" ", 1)[0].strip(".,?!")
        if not (find_make(behind) or make_of_model(behind)):
            return int(found.group(1))
    return None


def trim_said(text: str) -> str | None:
    """The trim that stands in a sentence of its own: `its the white trailsport`, `the Limited trim`."""
    for found in _TRIM_SAID.finditer(text[:3000]):
        word = str(found.group(1) or found.group(2) or found.group(3))
        if word.lower() in SMALL_TRIMS:
            return word
    return None


def _sentences(text: str) -> str:
    """A text as one line, in which the end of a short line (of a chat, a list) ends a sentence as well."""
    out: list[str] = []
    lines = text.split("\n")
    longest = max(map(len, lines))
    wrapped = len(lines) > 2 and sum(len(line) >= 0.8 * longest for line in lines) >= 0.5 * len(lines)
    for at, line in enumerate(lines):
        bare = line.rstrip()
        # Where no line is as long as a mailer makes them and the next word had fitted into this one, its end was meant.
        following = lines[at + 1].split(" ", 1)[0] if at + 1 < len(lines) else ""
        fits = longest < 64 and not wrapped and len(bare) + 1 + len(following) <= 64
        short = bool(bare) and (len(bare) < 45 or fits) and bare[-1] not in ".,;:?!-"
        out.append(bare + (". " if short else " "))
    return "".join(out)
