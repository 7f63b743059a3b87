"""People's own words: forwards, quoted older mail, names told in sentences, signatures, transcripts, greetings."""

from __future__ import annotations

import re
from dataclasses import dataclass

import re2

from uptape.parsing.fields.makes import find_make, make_of_model
from uptape.parsing.fields.vocabulary import plain, understand
from uptape.parsing.stores import is_store_shape
from uptape.parsing.fields.word_sets import word_set

_HEADER = re2.compile(
    r"(?i)^[>\s*]*\*?(from|sent|to|cc|subject|date|reply-to|de|enviado(?: el)?|para|asunto|fecha|envoy[ée](?: le)?|[àa]|objet|date d['’]envoi|expediteur|destinataire|von|gesendet|an|betreff)\*?\s?:\*?\s*(.*)$"
)
_FROM_WORDS = frozenset(("from", "de", "expediteur", "von"))
_FORWARD_MARK = re2.compile(
    r"(?i)^[>\s-]*(?:-+\s*)?(?:(?:begin )?forwarded message|original message|mensaje (?:reenviado|original)|message (?:transf[ée]r[ée]|d['’]origine|original)|forwarded by|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée]))\b.*$"
)
_WROTE = re2.compile(
    r"(?i)^>?\s*(?:on .{6,120}wrote:|el .{6,120}escribi[óo]:|le .{6,120}a [ée]crit\s?:|.{3,80}<[^>]+>\s*(?:wrote|escribi[óo]|a [ée]crit)\s?:)\s*$"
)
_GREETING = re2.compile(
    r"(?i)^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hola|buen(?:os|as) (?:d[ií]as|tardes|noches)|estimad[oa]s?|bonjour|bonsoir|allo|salut|to whom it may concern|cher|ch[èe]re|madame|monsieur)\b[^.?!]{0,40}[,!.:]*$"
)
_CLOSING = re2.compile(
    r"(?i)^(?:many thanks|thanks?(?: you)?(?: so much| very much| again| kindly| in advance)?|thx|ty|(?:best|kind|warm)?\s?regards|best(?: wishes)?|sincerely(?: yours)?|yours(?: truly)?|cheers|respectfully|take care|talk soon|"
    r"(?:muchas )?gracias(?: de antemano)?|(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|cordialmente|merci(?: d['’]avance| beaucoup)?|cordialement|bien (?:à vous|cordialement)|salutations(?: distingu[ée]es)?|bonne journ[ée]e)\s*[,.!]*$"
)
_INTRO = re2.compile(
    r"(?i)^\W*(?:you(?:'ve| have)? (?:have |just )?(?:received |got |gotten )?(?:a |an |\d+ )?(?:new )?(?:[\w-]+ )?(?:lead|inquiry|enquiry|message|request|submission|voicemail|call|question|offer|email|e-mail|application|text)|"
    r"(?:a )?new (?:[\w-]+ ){0,4}(?:lead|inquiry|enquiry|message|submission|request|application|chat|call)|vous avez (?:re[çc]u|un)|nouve(?:au|lle) |ha recibido|has recibido|tiene[s]? (?:un|una)|nuev[oa] (?:prospecto|mensaje|solicitud|consulta|contacto)|"
    r"(?:the following|below (?:is|are)|here (?:is|are)|please (?:see|find|contact|respond|follow|reach)|someone (?:has|is|looking)|an? (?:[\w-]+ ){0,3}(?:customer|shopper|visitor|buyer|user|consumer|reader|potential)\b|"
    r"(?:this |the )?(?:customer|shopper|lead|person|buyer|prospect|consumer|visitor|client) (?:is|has|was|wants|would|will|also|may|can|prefers|asked|viewed|saved)\b|this (?:customer|shopper|lead|person|buyer)|un (?:client|visiteur|acheteur|comprador|usuario|cliente|visitante)|une personne|lead (?:details|information|id)|dear |congratulations|great news|good news|attention))"
)
_NAME = (
    r"\p{Lu}[\pL\pN_'’.-]*(?:\s(?:(?:de|la|van|von|del|di|da|der|los|las|le|du|y)\s){0,2}\p{Lu}[\pL\pN_'’-]*\.?){0,3}"
)
_VERBS = (
    r"(?:just |has |have |had |is |was |also |recently |vous |te |le |a |está |est |ha |would |have just |has just ){0,3}"
    r"(?:sent|wrote|asked|asking|wants?|interested|like|messaged|message|requested|requests|submitted|made|inquired|inquiring|contacted|contacting|called|calling|has a question|left|replied|texted|looking|reached|trying|shared|"
    r"escribi[óo]|interesad[oa]|quiere|pregunt[óo]|solicit[óo]|envi[óo]|enviado|pide|desea|[ée]crit|souhaite|envoy[ée]|aimerait|demande|d[ée]sire|int[ée]ress[ée]e?|veut|s['’]int[ée]resse)(?:[^\\pL]|$)"
)
_SUBJECT_OF = re2.compile(
    rf"^\W*(?:(?:new lead|lead|inquiry|message|re|fw|fwd)\s*[:–-]\s*)?(?:[\w .&'’-]{{2,40}}[:|]\s*)?({_NAME})(?:\s*\([^()]{{3,90}}\))?\s+{_VERBS}"
)
_OBJECT_OF = re2.compile(
    rf"(?i:lead|inquiry|enquiry|message|question|request|offer|call|voicemail|text|application|e-?mail|appointment|chat|contact|prospect|reply|response|submission|mensaje|solicitud|consulta|prospecto|demande|courriel|appel|rendez-vous)s?"
    rf"(?i:\s+(?:received|received from|recibid[oa]|re[çc]ue?|submitted))?\s*(?:(?i:from|by|de la part de|de parte de|de|par|por)\s+|[:–—-]\s+)({_NAME})(?:\s*[(,.:;–|-]|\s+(?i:about|regarding|for|on|via|at|sur|sobre|pour|concernant)\b|\s*$)"
)
_LAST_FIRST = re2.compile(r"[-–—:]\s*(\p{Lu}[\pL'’-]+(?:\s\p{Lu}[\pL'’-]+)?,\s\p{Lu}[\pL'’-]+(?:\s[A-Z]\.?)?)\s*$")
_OWN_WORDS = re2.compile(
    rf"(?:(?i:my name is|my name's|this is|name is|me llamo|mi nombre es|le saluda|le habla|soy|je m['’]appelle|mon nom est|ici|c['’]est))\s+({_NAME})"
)
_I_AM = re2.compile(rf"\b(?:I am|I['’]m|Je suis|it['’]s)\s+({_NAME})(?:[,.!]|\s+(?:and|from|calling|y|et|de)\b)")
_REPORTED = re2.compile(
    r"(?:(?i:\b(?:call(?:ed)?(?: in)?|phone[- ]?up|message|voicemail|text|visit|walk-?in|up)(?: just now| (?:at|around|about) \d[\d:]*(?: ?[ap]\.?m\.?)?)? (?:from|by|was)|spoke (?:with|to)|talked (?:with|to)|talking (?:with|to)|met(?: with)?|"
    r"(?:customer|client|lady|gentleman|man|woman|guy|fellow|couple|lead|prospect|shopper|buyer)(?: is| was|,)?(?: named| called)?|name(?: is|'s|:)|hablé con|llamó|appel de|parlé (?:avec|à))\s+"
    r"(?:a |an |this |our |un |una |une )?(?:(?:mrs?|ms|miss|dr|sra?|mme|m)\.? )?)"
    rf"({_NAME})"
)
_THIRD_PERSON = re2.compile(
    r"(?i)\b(?:(?:her|his|their) (?:number|cell|phone|mobile|e-?mail|name|callback|contact)|(?:s?he|they) (?:is|are|was|were|wants?|would|needs?|asked|said|has|have|can|will|likes?|called|came|left|prefers?)|(?:call|ring|text|reach) (?:her|him|them))\b"
)
_NO_TITLE = re2.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sra?|Mme|Mlle)\.? ")
_HERE = re2.compile(r"(?:(?i:hi|hello|hey|hola),? )(\p{Lu}[\pL'’-]+(?: \p{Lu}[\pL'’-]+)?)(?i: here| aqu[ií]| ici)\b")
_DASHED = re.compile(r"^\s*[-–—~*]+\s?([\w.'’-]{2,30}(?:\s[\w.'’-]{2,30}){0,3})\s*$")
_NOT_NAMES = word_set(
    """lead leads new vehicle auto autos motors motor inquiry enquiry message request question car cars truck someone somebody customer
    client buyer shopper visitor applicant user dealer dealership sales team service website web site online form contact us credit
    application call voicemail missed inbound phone chat text email e-mail quote price offer test drive trade appraisal internet
    mobile search listing ad ads alert notification report history the a an your you my our this that is it i we please thanks thank
    hello hi hey dear good regards best sincerely cheers yes no ok january february march april may june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday wireless caller unknown private anonymous member seller
    stock vin unit item info information details page facebook google marketplace market center group inc llc ltd corp company
    financing finance payment used certified pre-owned click view open reply respond vous votre nous un une el la los las su prospecto
    nuevo nueva nouveau nouvelle demande solicitud consulta mensaje when what where which who how why can could would will do does did
    are was were have has had any all just still also very re fw fwd if and or but for from with at in on of to by as about there here
    one two three four check check-in available availability appointment schedule scheduled submission received reference referral gracias saludos merci hola bonjour estimado
    sent status update order receipt inventory classified classifieds direct digital value instant today tomorrow yesterday"""
)


@dataclass(frozen=True, slots=True)
class Forward:
    """A mail that somebody forwarded: their own words, and the mail within."""

    note: str
    inner: str
    sender: str
    subject: str
    date: str
    to: str
    end: int
    """The line of the whole text at which the inner mail's body begins."""


@dataclass(frozen=True, slots=True)
class Told:
    """A name that a sentence tells, and how surely it is the customer's (0 to 100)."""

    name: str
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """Who said what in a conversation: the visitor's lines and the operator's."""

    visitor: tuple[str, ...] = ()
    visitor_name: str | None = None
    operator: tuple[str, ...] = ()
    seen: frozenset[str] = frozenset()
    """Every line of the conversation as it stands."""


def unforward(text: str) -> Forward | None:
    """The mail within a mail that was forwarded by hand or by a rule, or None."""
    lines = text.split("\n")
    for at, line in enumerate(lines[:400]):
        marked = bool(_FORWARD_MARK.match(line))
        start = at + 1 if marked else at
        while marked and start < len(lines) and not lines[start].strip(" >"):
            start += 1
        headers: dict[str, str] = {}
        end = start
        while end < len(lines) and end - start < 14:
            found = _HEADER.match(lines[end])
            if found:
                key = plain(found.group(1))
                headers.setdefault(key, found.group(2).strip().strip("*"))
            elif not (headers and lines[end].startswith((" ", "\t")) and lines[end].strip()):
                break
            end += 1
        sender = next((value for key, value in headers.items() if key in _FROM_WORDS), None)
        routed = any(
            key in headers
            for key in (
                "to",
                "para",
                "a",
                "an",
                "sent",
                "enviado",
                "enviado el",
                "envoye",
                "envoye le",
                "gesendet",
                "destinataire",
            )
        )
        dated = any(key in headers for key in ("date", "fecha", "sent", "enviado", "enviado el", "envoye", "envoye le"))
        if sender and len(headers) >= (2 if marked else 3) and (routed or dated or marked):
            inner = "\n".join(re.sub(r"^(?:> ?)+", "", row) for row in lines[end:])
            return Forward(
                "\n".join(lines[:at]).strip(), inner.strip("\n"), sender,
                next((headers[key] for key in ("subject", "asunto", "objet", "betreff") if key in headers), ""),
                next((headers[key] for key in ("date", "fecha", "sent", "enviado", "enviado el", "envoye", "envoye le") if key in headers), ""),
                next((headers[key] for key in ("to", "para", "a", "an", "destinataire") if key in headers), ""),
                end,
            )  # fmt: skip
    return None


def cut_reply(text: str) -> tuple[str, str]:
    """Somebody's own words, and the older mail quoted below them."""
    lines = text.split("\n")
    for at, line in enumerate(lines[:600]):
        joined = f"{line} {lines[at + 1].strip()}" if at + 1 < len(lines) else line
        if (_WROTE.match(line) or (_WROTE.match(joined) and not _WROTE.match(lines[at + 1]))) and at:
            return "\n".join(lines[:at]).strip(), "\n".join(re.sub(r"^(?:> ?)+", "", row) for row in lines[at + 1 :])
    own = [line for line in lines if not line.startswith(">")]
    quoted = [re.sub(r"^(?:> ?)+", "", line) for line in lines if line.startswith(">")]
    if len(quoted) >= 3 and any(line.strip() for line in own):
        return "\n".join(own).strip(), "\n".join(quoted)
    return text, ""


def unquote(text: str) -> str:
    """A text that is quoted as a whole (`> ` before every line) without the marks."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if filled and sum(line.lstrip().startswith(">") for line in filled) >= 0.8 * len(filled):
        return "\n".join(re.sub(r"^\s*(?:> ?)+", "", line) for line in lines)
    return text


def names_told(text: str, *, subject: bool = False) -> list[Told]:
    """Names in a sentence of a site or of the customer: `Lana just sent an inquiry`, `my name is Lana`."""
    out: list[Told] = []
    line = text[:400].replace("\x1f", "")
    found = _SUBJECT_OF.match(line)
    if found and is_person_shape(found.group(1)):
        out.append(Told(found.group(1), 66, "does something in the sentence"))
    for found in _OBJECT_OF.finditer(line):
        if is_person_shape(found.group(1)):
            out.append(Told(found.group(1), 58 if " " in found.group(1) else 48, "the sentence names the sender"))
    if subject:
        last_first = _LAST_FIRST.search(line)
        if last_first and is_person_shape(last_first.group(1).replace(",", "")):
            out.append(Told(last_first.group(1), 52, "stands at the end of the subject"))
        inside = re2.search(r"\(([^()]{3,40})\)", line)
        if inside and is_person_shape(inside.group(1)) and " " in inside.group(1):
            out.append(Told(inside.group(1), 45, "stands in brackets in the subject"))
    return out


def names_in_own_words(text: str) -> list[Told]:
    """Names that customers say of themselves, and with which they sign."""
    out: list[Told] = []
    for pattern, score in ((_OWN_WORDS, 62), (_I_AM, 55), (_HERE, 50)):
        for found in pattern.finditer(text[:6000]):
            name = _name_only(found.group(1))
            if name and is_person_shape(name):
                out.append(Told(name, score, "says so in their own words"))
                break
    signed = signature_name(text)
    if signed:
        out.append(Told(signed, 54, "signs with it"))
    return out


def reported_customer(text: str) -> Told | None:
    """The customer of whom somebody else writes: `Took a call from a Mrs. Tuttle, she is looking for …`."""
    flat = " ".join(text[:3000].split())
    if not _THIRD_PERSON.search(flat):
        return None
    for found in _REPORTED.finditer(_NO_TITLE.sub("", flat)):
        name = _name_only(found.group(1))
        if is_person_shape(name):
            return Told(name, 70, "somebody else writes of them")
    return None


def _name_only(text: str) -> str:
    words: list[str] = []
    for word in text.split():
        bare = word.strip(".,")
        if words and (bare.lower() in _NOT_NAMES or find_make(bare)):
            break
        words.append(word)
        if word.endswith((".", ",")) and len(bare) > 2:
            break
    return " ".join(words).strip(" .,")


def signature_name(text: str) -> str | None:
    """The name below a closing (`Thanks,`), behind a dash, or alone in the last lines."""
    lines = [line.strip() for line in text.split("\n")]
    for at, line in enumerate(lines):
        if _CLOSING.match(line):
            following = [row for row in lines[at + 1 : at + 4] if row]
            if following and is_person_shape(following[0].strip(" ,.-–—")):
                return following[0].strip(" ,.-–—")
        inline = re2.match(
            r"(?i)^.*?\b(?:thanks?|thank you|regards|sincerely|gracias|saludos|merci|cheers)[,.!]*\s+[-–—]?\s*(\S.*)$",
            line,
        )
        if (
            inline
            and is_person_shape(inline.group(1).strip(" .!"))
            and inline.group(1)[:1].isupper()
            and at >= len(lines) - 4
        ):
            return inline.group(1).strip(" .!")
    filled = [line for line in lines if line]
    for line in reversed(filled[-3:]):
        dashed = _DASHED.match(line[:160])
        if dashed and (is_person_shape(dashed.group(1)) or re2.fullmatch(r"[A-Za-z]+[\w.]*\d[\w.]*", dashed.group(1))):
            return dashed.group(1)
    if len(filled) > 1 and is_person_shape(filled[-1].strip(" ,.-")) and len(filled[-1].split()) <= 3:
        return filled[-1].strip(" ,.-")
    return None


def is_person_shape(text: str) -> bool:
    """True for one to five words that can be a person's name: letters, capitals, no word of trade, no make of car."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= 5 or any(char.isdigit() or char in '@:/|()<>#$?!"*' for char in text):
        return False
    if any(word.strip(".").lower() in _NOT_NAMES for word in words) or (len(words) > 1 and is_store_shape(text)):
        return False
    if (
        not words[0][:1].isupper()
        or (find_make(words[0]) and (len(words) == 1 or make_of_model(words[1])))
        or find_make(text)
    ):
        return False
    if any(
        not (
            word[:1].isupper()
            or plain(word)
            in {
                "de",
                "la",
                "van",
                "von",
                "del",
                "di",
                "da",
                "der",
                "los",
                "las",
                "le",
                "du",
                "y",
                "e",
                "bin",
                "al",
                "st.",
            }
        )
        for word in words
    ):
        return False
    if len(words) == 1 and (len(words[0]) < 2 or understand(text).complete):
        return False
    return not understand(text).complete


def is_greeting(text: str) -> bool:
    """True for `Good morning,` and its kin."""
    return bool(_GREETING.match(text.strip()))


def is_intro(text: str) -> bool:
    """True for a sentence of a site that announces a lead."""
    return bool(_INTRO.match(text.strip()))


def _name_asked(turns: list[tuple[str, str, str]], operators: set[str]) -> str | None:
    """The name that a visitor answers with when the operator asks for it, first and last name put together."""
    parts: list[str] = []
    for (who, _, said), (other, _, answer) in zip(turns, turns[1:], strict=False):
        if who in operators and other not in operators and _ASKS_NAME.search(said):
            words = _IS_CALLED.sub("", answer.strip(" .!")).split()
            if 1 <= len(words) <= 3 and all(word.replace("-", "").replace("'", "").isalpha() for word in words):
                parts += [word for word in words if word.lower() not in {part.lower() for part in parts}]
    return " ".join(word[:1].upper() + word[1:] for word in parts[:4]) or None


_ASKS_NAME = re2.compile(r"(?i)\bname\b[^.]{0,25}\?|who am i (?:chatting|speaking) with|\bnombre\b.*\?|\bnom\b.*\?")
_IS_CALLED = re2.compile(r"(?i)^(?:my name is|it'?s|i'?m|this is|soy|me llamo|je m'appelle)\s+")
_TURN = re2.compile(
    r"^\s*(?:[\[(]?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?\s?[Mm]\.?)?[\])]?\s*[-–]?\s*)?([\w.'’ -]{1,30}?)\s?((?:\([\w .-]{1,20}\))?)\s?(?:[\[(]\d{1,2}:\d\d.{0,12}?[\])])?\s*:\s+(.*)$"
)
_OPERATOR = re2.compile(
    r"(?i)\b(?:agent|operator|operador|agente|rep|representative|bot|assistant|dealer|dealership|store|you|staff|support|sales|system|advisor|usted|t[úu]|vous|conseiller|asesor|host|ai|virtual)\b"
)
_VISITOR = re2.compile(
    r"(?i)^(?:visitor|customer|client|user|guest|shopper|buyer|consumer|caller|lead|prospect|visitante|cliente|visiteur|comprador|them|me)\b"
)


def transcript_of(text: str) -> Transcript | None:
    """The turns of a conversation, if the text holds one: at least three, of at least two speakers."""
    turns: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    timed = False
    for line in text.split("\n")[:1500]:
        found = _TURN.match(line[:1000])
        if found and found.group(1).strip():
            timed = timed or line.lstrip()[:1] in "[(0123456789"
            turns.append((found.group(1).strip(), found.group(2), line[found.start(3) :].strip()))
            seen.add(line.strip())
        elif turns and line.startswith((" ", "\t")) and line.strip() and len(turns) > 1:
            turns[-1] = (turns[-1][0], turns[-1][1], f"{turns[-1][2]} {line.strip()}")
            seen.add(line.strip())
    counts: dict[str, int] = {}
    for who, _, _ in turns:
        counts[who.lower()] = counts.get(who.lower(), 0) + 1
    speakers = [
        who for who, count in counts.items() if count >= 2 or _VISITOR.match(who) or _OPERATOR.search(who) or timed
    ]
    speakers = [
        who for who in speakers if timed or _VISITOR.match(who) or _OPERATOR.search(who) or not understand(who).complete
    ]
    if len(speakers) < 2 or not any(counts[who] >= 2 or timed for who in speakers):
        return None
    if not timed and not any(_VISITOR.match(who) or _OPERATOR.search(who) for who in speakers):
        return None
    operators = {
        who
        for who, mark, _ in turns
        if who.lower() in speakers and (_OPERATOR.search(mark) or (_OPERATOR.search(who) and not _VISITOR.match(who)))
    }
    visitors = [who for who, _, _ in turns if who.lower() in speakers and who not in operators]
    named = next((who for who in visitors if not _VISITOR.match(who) and is_person_shape(who)), None)
    named = named or _name_asked(turns, operators)
    return Transcript(
        tuple(said for who, _, said in turns if who in visitors and said),
        named,
        tuple(said for who, _, said in turns if who in operators and said),
        frozenset(seen),
    )
