"""Who sent a mail: a person, a site on behalf of one, or a relay; and by what name the site goes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from email.utils import getaddresses

from uptape.core.leads import Known
from uptape.parsing import linear as re2
from uptape.parsing.document import MailDocument
from uptape.parsing.fields.emails import is_no_reply
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.texts import one_line
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.stores import is_store_shape

_ROLE_LOCAL = re2.compile(
    r"(?i)^(?:(?:dealer|auto|car|web|new|internet|online|sales|email|e|my|your)?[-_.]?(?:leads?|sales|info|support|help|contact|admin|office|service|inquir(?:y|ies)|enquir(?:y|ies)|quotes?|alerts?|notif(?:y|ications?|ier)|"
    r"messages?|website|webmaster|forms?|web|mailer|post(?:master)?|relay|bounces?|news(?:letter)?|team|hello|marketing|feedback|updates?|inbox|digest|apps?|avis|avisos|ventas|contacto|soporte|ventes|soutien|courriel|"
    r"voicemail|calls?|status|safety|fraud|abuse|billing|accounts?|customer-?service|customer-?care|dealer|dealers|dealership|internet|bdc|crm|finance|lead-?desk|system|robot|bot|do-?not-?reply|market(?:place)?|prospectos?|demandes?|solicitudes|clientes|ico|api|services?|response|word-?press|wp|joomla|drupal|squarespace|wix|shopify|apache|www(?:-data)?|root|nobody|cgi|php|cron|daemon|server|webserver)(?:[-_.+]?\w{0,12})?)$"
)
_RELAY_HOST = re2.compile(
    r"(?i)(?:^|[.-])(?:reply|replies|relay|members?|anon|thread|threads|conversations?|chat|guest|private|proxy|masked|talk|m2m|inbox|messaging|users?|buyers?|shoppers?|mail-?relay)(?:\d*[.-]|\.)"
)
_RANDOM_LOCAL = re2.compile(r"(?i)^[a-z0-9+._=-]{8,}$")
_VIA = re2.compile(r"(?i)^(.+?)\s+[(,]?\s?(?:via|through|on|from|par|por|sur|@|\|)\s+(.+?)\)?$")
_NOISE = re2.compile(
    r"(?i)\b(?:lead ?desk|leads?(?: (?:team|alerts?|notifications?|delivery))?|notifications?|alerts?|no-?reply|do not reply|mailer|customer (?:care|service)|support|e-?mail|messages?|inquir(?:y|ies)|dealer (?:leads|services|support)|voicemail|website|web ?site|new car quotes?|quotes?|digest)\b"
)
_FREEMAIL = word_set(
    "gmail.com yahoo.com hotmail.com outlook.com aol.com icloud.com live.com msn.com me.com comcast.net att.net verizon.net sbcglobal.net "
    "ymail.com mail.com proton.me protonmail.com gmx.com videotron.ca bell.net sympatico.ca rogers.com shaw.ca telus.net hotmail.es yahoo.com.mx prodigy.net.mx "
    "example.com example.org example.net"
)


# Words that name no site by themselves: `Vehicle Inquiry`, `Online Sales`.
_GENERIC = word_set(
    "vehicle vehicles car cars auto autos new used lead leads customer sales internet website web online dealer dealers contact info information request requests "
    "inquiry enquiry system notification notifications form forms mail email service services team your our the a of from for buyer shopper inventory listing listings ad ads"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """The headers of a mail (or of the mail within a forward) that tell who wrote it."""

    name: str = ""
    address: str = ""
    reply_name: str = ""
    reply_address: str = ""
    subject: str = ""
    date: str = ""
    recipients: frozenset[str] = frozenset()
    forwarder: str = ""
    """The address of whoever forwarded the mail by hand."""

    @property
    def domain(self) -> str:
        """The domain of the From address."""
        return self.address.rpartition("@")[2]


def sender_of(document: MailDocument) -> Sender:
    """The sender as the headers tell."""
    name, address = _first(document.header("from"))
    reply_name, reply_address = _first(document.header("reply-to"))
    recipients = {
        found.lower()
        for key, value in document.headers
        if key in {"to", "cc", "delivered-to", "x-forwarded-to", "x-original-to", "envelope-to"}
        for _, found in getaddresses([value])
        if "@" in found
    }
    return Sender(
        name, address, reply_name, reply_address, one_line(document.header("subject"), 300), document.header("date"), frozenset(recipients)
    )  # fmt: skip


def inner_sender(outer: Sender, sender: str, subject: str, date: str) -> Sender:
    """The sender of a mail within a forward."""
    name, address = _first(sender.replace("[mailto:", "<").replace("]", ">"))
    return Sender(name, address, "", "", one_line(subject, 300), date or outer.date, outer.recipients, outer.address)


def is_role(address: str) -> bool:
    """True for an address of an office rather than of a person: sales@, leads@, no-reply@."""
    local = address.rpartition("@")[0]
    return is_no_reply(address) or bool(_ROLE_LOCAL.match(local))


def is_relay(address: str) -> bool:
    """True for an address that a site made for one conversation: `6f2a9c1e4b7d@reply.site.example`."""
    local, _, domain = address.rpartition("@")
    if domain in _FREEMAIL or is_no_reply(address):
        return False
    tail = local.rpartition("+")[2] if "+" in local else local
    digits = sum(map(str.isdigit, tail))
    random = bool(_RANDOM_LOCAL.match(local)) and (
        (digits >= 3 and any(map(str.isalpha, tail)) and _turns(tail) >= 3) or (digits >= 8) or len(tail) >= 20
    )
    hosted = bool(_RELAY_HOST.search(domain)) and domain.count(".") >= 2
    return (hosted and (random or digits >= 1 or "-" in local or "+" in local)) or (
        random and digits >= 3 and not is_role(address)
    )


def is_direct(sender: Sender, known_pairs: int) -> bool:
    """True where a person wrote the mail themselves: the From address is theirs."""
    if not sender.address or is_role(sender.address) or is_relay(sender.address) or _VIA.match(sender.name):
        return False
    if sender.domain in _FREEMAIL:
        return True
    if sender.reply_address and sender.reply_address != sender.address:
        return False
    if key_of(sender.name) == key_of(_stem(sender.domain)):
        return False  # a house that writes under its own name
    local = key_of(sender.address.rpartition("@")[0])
    parts = [key_of(word) for word in sender.name.split() if len(key_of(word)) > 1]
    own = any(part in local or (len(local) >= 2 and part.startswith(local)) for part in parts) and is_person_shape(
        sender.name
    )
    return own and known_pairs < 4


def site_name(sender: Sender, text: str) -> str | None:
    """The display name of the site that sent the mail, or None where a person did or nothing tells."""
    name = one_line(sender.name, 100).strip(" \"'")
    if "@" in name or not any(map(str.isalpha, name)):
        name = ""
    via = _VIA.match(name)
    if via and (is_person_shape(via.group(1)) or via.group(1)[:1].islower()):
        return via.group(2).strip(" \"'")
    stem = key_of(_stem(sender.domain))
    if (
        is_relay(sender.address)
        and stem
        and stem not in key_of(name)
        and not _shares(name, stem)
        and is_person_shape(name)
    ):
        return _written_in(text, stem) or stem  # whoever writes through the relay
    if ":" in name:
        name = name.partition(":")[0]
    trimmed = " ".join(_NOISE.sub(" ", name).split()).strip(" -–—|:,") or name
    if re2.match(r"(?i)leads? [\pL\d]+$", name):
        trimmed = name  # “Lead Courier”
    if " ".join(trimmed.split()) not in " ".join(name.split()):
        trimmed = name  # `GoldenGate Lead Router`: a word within the name
    if trimmed.lower() in {"export", "forms", "system", "router", "robot"} and (written := _written_in(text, stem)):
        return written
    if trimmed and stem and stem not in key_of(trimmed):
        told = _written_in(text, stem)
        if told and (is_person_shape(trimmed) or is_store_shape(trimmed, surely=True)) and not _shares(trimmed, stem):
            return told
    if trimmed and all(word in _GENERIC for word in trimmed.lower().split()):
        return _written_in(text, stem) or (stem if len(stem) > 3 else trimmed)
    if trimmed:
        words = trimmed.split()
        for extra in ("Member", "Members", "User", "Buyer", "Shopper"):
            if len(words) > 1 and words[-1] == extra:
                trimmed = " ".join(words[:-1])
        return trimmed
    return _written_in(text, stem) or (stem if len(stem) > 4 else None)


def is_own(address: str, known: Known, sender: Sender) -> bool:
    """True for an address of the dealership, of whoever forwarded, or to which the mail was sent."""
    if address in known.emails or address in sender.recipients or address == sender.forwarder:
        return True
    domain = address.rpartition("@")[2]
    own = {known_.rpartition("@")[2] for known_ in known.emails} | {sender.forwarder.rpartition("@")[2]}
    return domain in own - _FREEMAIL - {""}


def _written_in(text: str, stem: str) -> str | None:
    """How a site writes its name, found in the text by the letters of its domain."""
    if len(stem) < 4:
        return None
    words = re2.findall(r"[\w'’&.-]+", text[:6000])
    for count in (1, 2, 3):
        for at in range(len(words) - count + 1):
            piece = " ".join(words[at : at + count]).strip(".-'’")
            if key_of(piece) == stem and "@" not in piece and any(map(str.isupper, piece)):
                return piece
    return None


def _stem(domain: str) -> str:
    labels = domain.split(".")
    return labels[-2] if len(labels) > 1 else domain


def _shares(name: str, stem: str) -> bool:
    return any(len(key_of(word)) > 3 and key_of(word) in stem for word in name.split())


def _turns(text: str) -> int:
    """How often letters and digits change place."""
    kinds = [char.isdigit() for char in text if char.isalnum()]
    return sum(1 for a, b in itertools.pairwise(kinds) if a != b)


def _first(value: str) -> tuple[str, str]:
    value = one_line(value, 400)
    if "<" in value:
        name, _, rest = value.rpartition("<")
        if re2.fullmatch(r"[^(),]{2,40}, [^(),]{2,40} \([^()]{2,30}\)", name.strip(" \"'")):
            name = name.partition("(")[0]  # `Last, First (Town)`, as directories write it
        return name.strip(" \"'"), rest.partition(">")[0].strip().lower()
    found = getaddresses([value])
    if found and "@" in found[0][1]:
        return found[0][0], found[0][1].lower()
    return value.strip(" \"'"), ""
