"""People's own words: names told in sentences, signatures, greetings, a site's announcements."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uptape.parsing import linear as re2
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.makes import find_make, make_of_model
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.stores import is_store_shape

_GREETING = re2.compile(
    r"(?i)^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hola|buen(?:os|as) (?:d[ií]as|tardes|noches)|estimad[oa]s?|guten (?:tag|morgen|abend)|hallo|moin|sehr geehrte[rs]?|ol[áa]|bom dia|boa (?:tarde|noite)|prezad[oa]s?|bonjour|bonsoir|allo|salut|to whom it may concern|cher|ch[èe]re|madame|monsieur)\b[^.?!]{0,40}[,!.:]*$"
)

_CLOSING = re2.compile(
    r"(?i)^(?:many thanks|thanks?(?: you)?(?: so much| very much| again| kindly| in advance)?|thx|ty|(?:best|kind|warm)?\s?regards|best(?: wishes)?|sincerely(?: yours)?|yours(?: truly)?|cheers|respectfully|take care|talk soon|"
    r"(?:muchas )?gracias(?: de antemano)?|(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|cordialmente|merci(?: d['’]avance| beaucoup)?|mit freundlichen gr(?:ü|ue)(?:ß|ss)en|(?:viele|beste|liebe|sch[öo]ne)r? gr(?:ü|ue)(?:ß|ss)e|mfg|(?:muito )?obrigad[oa]|atenciosamente|abra[çc]os?|(?:com os )?(?:melhores )?cumprimentos|cordialement|bien (?:à vous|cordialement)|salutations(?: distingu[ée]es)?|bonne journ[ée]e)\s*[,.!]*$"
)

_INTRO = re2.compile(
    r"(?i)^\W*(?:you(?:'ve| have)? (?:have |just )?(?:received |got |gotten )?(?:a |an |\d+ )?(?:new )?(?:[\w-]+ )?(?:lead|inquiry|enquiry|message|request|submission|voicemail|call|question|offer|email|e-mail|application|text)|"
    r"(?:missed|inbound|incoming|unanswered|answered|abandoned) (?:phone |sales |web )?(?:call|voicemail|text|chat)s?\b|llamada (?:perdida|entrante)|appel (?:manqu[ée]|entrant)|(?:a )?new (?:[\w-]+ ){0,4}(?:lead|inquiry|enquiry|message|submission|request|application|chat|call)|vous avez (?:re[çc]u|un)|tu as re[çc]u|sie haben|du hast|voc[êe] recebeu|recebeu um|nouve(?:au|lle) |ha recibido|has recibido|tiene[s]? (?:un|una)|nuev[oa] (?:prospecto|mensaje|solicitud|consulta|contacto)|"
    r"(?:the following|below (?:is|are)|here (?:is|are)|please (?:see|find|contact|respond|follow|reach)|(?:someone|somebody)\b|an? (?:[\w-]+ ){0,3}(?:customer|shopper|visitor|buyer|user|consumer|reader|potential)\b|"
    r"(?:this |the )?(?:customer|shopper|lead|person|buyer|prospect|consumer|visitor|client) (?:is|has|was|wants|would|will|also|may|can|prefers|asked|viewed|saved)\b|this (?:customer|shopper|lead|person|buyer)|un (?:client|visiteur|acheteur|comprador|usuario|cliente|visitante)|une personne|lead (?:details|information|id)|dear |congratulations|great news|good news|attention))"
)

_NAME = (
    r"\p{Lu}[\pL\pN_'’.-]*(?:\s(?:(?:de|la|van|von|del|di|da|der|los|las|le|du|y)\s){0,2}\p{Lu}[\pL\pN_'’-]*\.?){0,3}"
)

_VERBS = (
    r"(?:just |has |have |had |is |was |also |recently |vous |te |le |a |está |est |ha |would |have just |has just ){0,3}"
    r"(?:about|regarding|sent|wrote|asked|asking|wants?|interested|like|messaged|message|requested|requests|submitted|made|inquired|inquiring|contacted|contacting|called|calling|has a question|left|replied|texted|looking|reached|trying|shared|"
    r"completed|finished|pre-?approved|pre-?qualified|approved|selected|started|visited|stopped by|valued|appraised|viewed|saved|booked|scheduled|reserved|applied|chose|picked|accepted|clicked|configured|calculated|filled|responded|complet[óo]|llen[óo]|agend[óo]|reserv[óo]|rempli|r[ée]serv[ée]|"
    r"escribi[óo]|interesad[oa]|quiere|pregunt[óo]|solicit[óo]|envi[óo]|enviado|pide|desea|[ée]crit|souhaite|envoy[ée]|aimerait|demande|d[ée]sire|int[ée]ress[ée]e?|veut|s['’]int[ée]resse)(?:[^\\pL]|$)"
)

_SUBJECT_OF = re2.compile(
    rf"^\W*(?:(?i:your|our|a|the|votre|su|un|una|une) (?:[\pL-]+ ){{0,2}}(?i:customer|shopper|client|cliente|cliente|guest|member|visitor|owner|prospect)\s+)?(?:(?:new lead|lead|inquiry|message|re|fw|fwd)\s*[:–-]\s*)?(?:[\w .&'’-]{{2,40}}[:|]\s*)?(?:(?:An? |Un[ea]? )?(?:Mr|Mrs|Ms|Miss|Dr|Sr|Sra|Srta|Mme|Mlle|M)\.?\s)?({_NAME})(?:\s*\([^()]{{3,90}}\))?\s+{_VERBS}"
)

_OBJECT_OF = re2.compile(
    rf"(?i:lead|inquiry|enquiry|message|question|request|offer|call|voicemail|text|application|e-?mail|appointment|chat|contact|prospect|reply|response|submission|contacto|mensaje|solicitud|consulta|prospecto|demande|courriel|appel|rendez-vous|r[ée]ponse|respuesta|mensagem|resposta|contato|anfrage|nachricht)s?"
    rf"(?i:\s+(?:received|received from|recibid[oa]|re[çc]ue?|submitted))?\s*(?:(?i:from|by|de la part de|de parte de|de|par|por|von)\s+|[:–—-]\s+)({_NAME})(?:\s*[(,.:;–|-]|\s+(?i:about|regarding|for|on|via|at|sur|sobre|por|para|pour|concernant|a|zu)\b|\s+à\s|\s*$)"
)

_LAST_FIRST = re2.compile(r"[-–—:]\s*(\p{Lu}[\pL'’-]+(?:\s\p{Lu}[\pL'’-]+)?,\s\p{Lu}[\pL'’-]+(?:\s[A-Z]\.?)?)\s*$")

_OWN_WORDS = re2.compile(
    rf"(?:(?i:my name is|my name['’]?s|identif(?:y|ies|ied) (?:himself|herself|themsel(?:f|ves)) as|introduced (?:himself|herself|themsel(?:f|ves)) as|(?:gave|left|giving) (?:(?:his|her|their|the|a) )?name (?:as|of)|goes by|se identific[óo] como|dijo llamarse|dijo que se llama|s['’]est identifi[ée]e? comme|s['’]est pr[ée]sent[ée]e? comme|dit s['’]appeler|this is|name is|me llamo|mi nombre es|le saluda|le habla|habla|soy|je m['’]appelle|mon nom est|ici|c['’]est|(?:o )?meu nome [ée]|me chamo|chamo-me|mein name ist|ich hei(?:ß|ss)e))\s+(?:(?i:u[hm]+|er|eh|euh),?\s+)?({_NAME})"
)

_I_AM = re2.compile(
    rf"\b(?:I am|I['’]m|Je suis|[Ii]t['’]?s)\s+({_NAME})(?:[,.!]|\s+(?:and|from|calling|over|out|down|up|in|y|et|de)\b)"
)

_ITS_ME = re2.compile(
    r"\b(?:[Ii]t['’]?s|[Tt]his is)\s+(\p{Lu}[\pL'’-]+(?:\s(?:(?:de|la|van|von|del)\s){0,2}\p{Lu}[\pL'’-]+){1,2})\s+(?:is|are|was|do|does|can|could|will|i|I|we|just|looking|wondering|about|still)\b"
)
_REPORTED = re2.compile(
    rf"(?:^|[.!?:]\s+|\n)(?i:the )?(?i:caller|customer|client|shopper|prospect|buyer|visitor|cliente|client|appelant|llamante),? (\p{{Lu}}[\pL'’-]+ \p{{Lu}}[\pL'’-]+),?\s{_VERBS}"
)
_MET = re2.compile(
    rf"^\W*(?i:(?:please )?meet|say (?:hi|hello) to|introducing|here comes|conozca a|le presentamos a|voici|faites la connaissance de)(?: (?i:your|our|a|the)(?: \pL+){{0,2}})?,? ({_NAME})\s*(?:[!.,:]|$)"
)
_TITLED = re2.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Sr|Sra|Srta|Mme)\.?\s({_NAME})")
_OF_THEM = re2.compile(
    r"(?i)\b(?:contact|call|reach|ring|phone|text|e-?mail|answer) (?:him|her|them)\b|\b(?:her|his|their) (?:number|cell|phone|mobile|e-?mail)\b|\bsu (?:n[uú]mero|celular|tel[eé]fono)\b"
)
_ON_THE_LINE = re2.compile(
    rf"(?:^|[,.;:!«“\"]\s*|\s)({_NAME})\s+(?i:à l['’]appareil|al habla|(?:speaking|calling) (?:here|about|for)|(?:on|at) (?:my|this|the other) end|am apparat)\b"
)
_HERE = re2.compile(r"(?:(?i:hi|hello|hey|hola),? )(\p{Lu}[\pL'’-]+(?: \p{Lu}[\pL'’-]+)?)(?i: here| aqu[ií]| ici)\b")

_DASHED = re.compile(r"^\s*[-–—~*]+\s?([\w.'’-]{2,30}(?:\s[\w.'’-]{2,30}){0,3})\s*$")

_TITLES = word_set(
    "herr frau mr mrs ms miss mx dr prof rev hon capt sgt lt col sr sra srta mme mlle m don doña señor señora monsieur madame"
)
_SURNAMES = word_set("price page may june april august stock post day case sales")
_PARTICLES = word_set("de la van von del di da der los las le du y e bin al st.")
_NOT_NAMES = word_set(
    """deal deals order lead leads new vehicle auto autos motors motor inquiry enquiry message request question car cars truck someone somebody customer
    client buyer shopper visitor applicant user dealer dealership sales team service website web site online form contact us credit
    application call voicemail voice missed inbound phone chat text email e-mail quote price offer test drive trade appraisal internet
    mobile search listing ad ads alert notification report history the a an your you my our this that is it i we please thanks thank
    hello hi hey dear good regards best sincerely cheers yes no ok january february march april may june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday wireless caller unknown private anonymous member seller
    stock vin unit item info information details page facebook google marketplace market center group inc llc ltd corp company
    financing finance payment used certified pre-owned click view open reply respond vous votre nous un une el la los las su prospecto
    nuevo nueva nouveau nouvelle demande solicitud consulta mensaje when what where which who how why can could would will do does did
    are was were have has had any all just still also very re fw fwd if and or but for from with at in on of to by as about there here
    one two three four check check-in available availability appointment schedule scheduled submission received reference referral gracias saludos merci hola bonjour estimado
    she he they someone thx ty rgds sent status update order receipt inventory classified classifieds direct digital value instant today tomorrow yesterday
    i'm i’m i'd i’d i've i’ve i'll i’ll im it's its calling reach answer
    répondre responder antworten respond financement financiamento anfrage nachricht inserat anzeige fahrzeug verkauf mensagem veículo anúncio contato obrigado obrigada
    olá guten bom boa danke llamada inalámbrica appel sans-fil fehler"""
)


@dataclass(frozen=True, slots=True)
class Told:
    """A name that a sentence tells, and how surely it is the customer's (0 to 100)."""

    name: str
    score: int
    why: str


def names_told(text: str, *, subject: bool = False) -> list[Told]:
    """Names in a sentence of a site or of the customer: `Lana just sent an inquiry`, `my name is Lana`."""
    out: list[Told] = []
    line = text[:400].replace("\x1f", "")
    found = _SUBJECT_OF.match(line)
    if found and is_person_shape(found.group(1)):
        out.append(Told(found.group(1), 66, "does something in the sentence"))
    met = _MET.match(line)
    if met and is_person_shape(met.group(1)):
        out.append(Told(met.group(1), 64, "is introduced"))
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
    for pattern, score in ((_OWN_WORDS, 62), (_I_AM, 55), (_ITS_ME, 55), (_HERE, 50), (_ON_THE_LINE, 62)):
        for found in pattern.finditer(text[:6000]):
            name = name_only(found.group(1))
            if name and is_person_shape(name):
                out.append(Told(name, score, "says so in their own words"))
                break
    for row in text.split("\n")[:200]:
        if "@" in row and len(row) < 90:
            for piece in re2.split(r"[,;/|]\s*|\s[-–—]\s", row):
                if " " in piece.strip() and "@" not in piece and is_person_shape(piece.strip(" .")):
                    out.append(Told(piece.strip(" ."), 58, "stands beside their address"))
    reported = _REPORTED.search(text[:3000])
    if reported and is_person_shape(reported.group(1)):
        out.append(Told(reported.group(1), 62, "is who calls, the summary says"))
    signed = signature_name(text)
    if signed:
        out.append(Told(signed, 54, "signs with it"))
    return out


def is_closing(text: str) -> bool:
    """Whether a line takes leave: `Thanks,`, `Best regards`."""
    return bool(_CLOSING.match(text.strip()))


def name_only(text: str) -> str:
    """The words with which a text begins that belong to a name: up to a full stop, a comma, a word of trade."""
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
            r"(?i)^.*?\b(?:thanks?|thank you|thx|regards|sincerely|gracias|saludos|merci|cheers)[,.!]*\s+[-–—]?\s*(\S.*)$",
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
        who, comma, place = line.strip().partition(",")
        if (
            comma
            and who[:1] in "-–—~"
            and len(place) < 45
            and place.strip()[:1].isupper()
            and is_person_shape(who.strip(" -–—~"))
        ):
            return who.strip(" -–—~")  # “— Ann Lee, Bend”
        dashed = _DASHED.match(line[:160])
        if dashed and (is_person_shape(dashed.group(1)) or re2.fullmatch(r"[A-Za-z]+[\w.]*\d[\w.]*", dashed.group(1))):
            return dashed.group(1)
    if len(filled) > 1 and is_person_shape(filled[-1].strip(" ,.-")) and len(filled[-1].split()) <= 3:
        return filled[-1].strip(" ,.-")
    return None


def is_person_shape(text: str) -> bool:
    """True for one to five words that can be a person's name: letters, capitals, no word of trade, no make of car."""
    if 4 < len(text) < 60 and _CLOSING.match(text):
        return False  # “Viele Grüße”
    text = re2.sub(r"\s[\"“‘][^\"”’]{1,20}[\"”’]\s", " ", text)
    words = text.replace(",", " ").split()
    while len(words) > 1 and words[0].lower().strip(".") in _TITLES:
        words = words[1:]
    text = " ".join(words)
    if not 1 <= len(words) <= (6 if any(plain(word) in _PARTICLES for word in words) else 5) or any(
        char.isdigit() or char in '@:/|()<>#$?!"*' for char in text
    ):
        return False
    if any(
        word.strip(".").lower() in _NOT_NAMES
        and not (0 < at < len(words) - 1 and word in _PARTICLES)
        and not (at and at == len(words) - 1 and word.lower() in _SURNAMES)
        and not (at and len(word.strip(".")) == 1 and word[0].isupper())
        for at, word in enumerate(words)
    ) or (len(words) > 1 and is_store_shape(text)):
        return False
    if (
        not words[0][:1].isupper()
        or (find_make(words[0]) and (len(words) == 1 or make_of_model(words[1])))
        or find_make(text)
    ):
        return False
    if any(not (word[:1].isupper() or plain(word) in _PARTICLES) for word in words):
        return False
    if len(words) == 1 and (len(words[0]) < 2 or understand(text).complete):
        return False
    return not understand(text).complete


# `your Mr. Alvarado` works for the store.
_YOURS = re2.compile(r"(?i)\b(?:your|su|votre|vuestro|ihr(?:em|en)?)\s$")


def spoken_for(text: str) -> str | None:
    """The person for whom somebody else writes: `my boss, Mr. Ravensworth … contact him at`, `a call from Mrs. Tuttle … her number`."""
    flat = text[:4000].replace("\n", " ")
    titled = next((m for m in _TITLED.finditer(flat) if not _YOURS.search(flat[: m.start()][-12:])), None)
    if titled is None or not _OF_THEM.search(text[:4000].replace("\n", " ")):
        return None
    found = name_only(titled.group(1))
    return found if is_person_shape(found) else None


# A greeting that goes on with what is asked is the question itself: `Hello, I'd like a quote on a new EV9.`
_GOES_ON = re2.compile(
    r"(?i)[,.!] ?(?:i|i['’]?d|i['’]?m|we|is|are you (?:still|open|selling)|do|does|can|could|need|interested|looking|want|price|quote|busco|quiero|me interesa|tienen?|je|j['’]\w+|avez)\b"
)


def is_greeting(text: str) -> bool:
    """True for `Good morning,` and its kin."""
    return bool(_GREETING.match(text.strip())) and not _GOES_ON.search(text)


def is_intro(text: str) -> bool:
    """True for a sentence of a site that announces a lead."""
    return bool(_INTRO.match(text.strip()))


_GREETED = re2.compile(
    rf"^(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hola|buen(?:os|as) (?:d[ií]as|tardes)|estimad[oa]|bonjour|cher|ch[èe]re)[ ,]+({_NAME})\s*[,!.:]"
)


def greeted_name(rows: list[str]) -> str:
    """Whom the first lines of a mail greet by name (`Good afternoon, Ann Lee!`), plain; empty for a store or nobody."""
    for row in rows:
        found = _GREETED.match(row.strip()[:100])
        if found and is_person_shape(found.group(1)):
            return plain(found.group(1))
    return ""
