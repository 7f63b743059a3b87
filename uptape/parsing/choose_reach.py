"""Which of the addresses and numbers in a mail lead to the customer."""

from __future__ import annotations

from uptape.core.leads import Known
from uptape.parsing import linear as re2
from uptape.parsing.choose_name import is_voicemail
from uptape.parsing.evidence_said import phones_said
from uptape.parsing.evidence_state import Evidence
from uptape.parsing.fields.emails import emails, is_no_reply
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.phones import phone
from uptape.parsing.senders import Sender, is_own, is_relay, is_role

_TOLL_FREE = ("+1800", "+1888", "+1877", "+1866", "+1855", "+1844", "+1833", "+1822")


def choose_emails(
    evidence: Evidence,
    words: str,
    sender: Sender,
    direct: bool,
    known: Known,
    alone: bool,
    full: str | None,
    why: list[str],
) -> tuple[tuple[str, ...], str | None]:
    """The customer's addresses, and the relay address or conversation that reaches them; reasons are added to `why`."""
    scored: dict[str, tuple[int, str]] = {}

    def consider(address: str, score: int, reason: str) -> None:
        if "@" not in address or is_no_reply(address) or is_own(address, known, sender):
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
    if not scored:
        # Stands below the store's name, under a label of nobody in particular, and is the only one.
        below = [f for f in evidence.facts if f.field == "email" and f.whose == "store" and f.score <= 40]
        reached = any(fact.field == "phone" and fact.whose == "customer" for fact in evidence.facts)
        stores = [key_of(fact.value) for fact in evidence.facts if fact.field == "location"]
        for fact in below:
            host = key_of(fact.value.rpartition("@")[2].rpartition(".")[0])
            if not reached or not (is_role(fact.value) or any(host in name or name in host for name in stores)):
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


def _number_of(address: str, subject: str, country: str) -> str | None:
    """The telephone number in an address such as `19565550120@sms.site.example`, where host or subject say that it is one."""
    local, _, host = address.partition("@")
    found = phone(local, country) if re2.fullmatch(r"\+?\d{10,13}", local) else None
    hosted = re2.search(r"(?:^|[.-])(?:sms|mms|txt|text|texts|vtext|messaging|voice|vm)\w*[.-]", host)
    return found if found and (hosted or found in {n for n, _ in phones_said(subject, country)}) else None


# The number that they give is somebody else's, so that the one they call from still leads to them.
_LENT = re2.compile(
    r"(?i)\d\W{1,4}(?:and )?(?:that|it|which|this|c|es|ese|el)['’]?s?(?: is| es| est)? (?:my|our|mi|el de mi|la de mi|celui de m[ao]n?|m[ao]n?) "
    r"(?:wife|husband|mom|mother|dad|father|son|daughter|sister|brother|boss|friend|neighbor|girlfriend|boyfriend|partner|roommate|espos[oa]|mam[áa]|pap[áa]|hij[oa]|herman[oa]|m[èe]re|p[èe]re|femme|mari|conjointe?|s[œo]e?ur|fr[èe]re)|"
    r"\b(?:my|our) (?:wife|husband|mom|mother|dad|father|son|daughter|sister|brother|boss|friend|girlfriend|boyfriend|partner)['’]s? (?:number|cell|phone|mobile|line|is)\b|"
    r"\b(?:n[uú]mero|celular|tel[eé]fono) de mi (?:espos[oa]|mam[áa]|pap[áa]|hij[oa]|herman[oa])|\b(?:num[eé]ro|cellulaire) de m[ao]n? (?:femme|mari|conjointe?|m[èe]re|p[èe]re|fils|fille)"
)


_THIRD = re2.compile(r"(?i)\b(?:his|her|their) (?:cell|number|phone|mobile|line|direct|office)\b[^.;?!]{0,12}$")


def _place_of(words: str, number: str) -> int:
    """Where a number (E.164) stands in a text, by its last four digits; the end of the text where it does not."""
    found = re2.search(rf"\(?\d{{3}}\)?[ .-]{{0,2}}\d{{3}}[ .-]?{number[-4:]}\b", words)
    return found.start() if found else len(words)


def choose_phones(
    evidence: Evidence, words: str, sender: Sender, direct: bool, alone: bool, known: Known, why: list[str]
) -> tuple[str, ...]:
    """The customer's numbers, E.164, in their order; a sentence for each is added to `why`."""
    subject = sender.subject if alone else ""
    texted = _number_of(sender.address, subject, known.country) if alone else None
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
            signed = direct and "alone in its line" in fact.why  # below the name of whoever wrote the mail
            consider(fact.value, max(fact.score, 72) if signed else fact.score, fact.why)
    for number, theirs in phones_said(words, known.country):
        if direct and _THIRD.search(words[: _place_of(words, number)]):
            continue  # “our foreman … his cell is”
        consider(number, 76 if theirs or is_voicemail(evidence) else 56, "stands in the customer's words")
    if texted:
        consider(texted, 74, "is the number in the sender's address")
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
    heard = is_voicemail(evidence)
    caller = [n for n, (_, reason) in scored.items() if "aller" in reason or (heard and "labelled" in reason)]
    chosen = [number for number, (score, _) in scored.items() if score >= floor]
    elsewhere = (
        re2.search(r"(?i)\b(?:not |n[’']t use )this (?:phone|number|line)|\bcall me (?:back )?(?:at|on)\b", words)
        is not None
    )
    if caller and len(chosen) > 1 and (best >= 75 or elsewhere) and not _LENT.search(words):
        chosen = [number for number in chosen if number not in caller] or chosen
    chosen = [number for number in chosen if not number.startswith(_TOLL_FREE)] or chosen  # a site's own line
    for number in chosen:
        why.append(f"phone {number}: {scored[number][1]}")
    return tuple(chosen)
