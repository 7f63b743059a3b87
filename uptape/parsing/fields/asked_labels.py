"""Labels that are a question, a word alone or a phrase, each known as a whole."""

from __future__ import annotations

from uptape.parsing.fields.label_words import TAGS
from uptape.parsing.fields.word_sets import word_set

# Labels that are a question word alone, or a word that is a label only when it stands alone.
_ASKED: dict[tuple[str, ...], tuple[str, str | None]] = {
    ("who",): ("person", "customer"), ("who", "s", "asking"): ("person", "customer"), ("who", "is", "asking"): ("person", "customer"),
    ("whos", "asking"): ("person", "customer"), ("who", "is", "it"): ("person", "customer"), ("who", "s", "it"): ("person", "customer"), ("quien",): ("person", "customer"), ("qui",): ("person", "customer"),
    ("their", "words"): ("comments", "customer"), ("her", "words"): ("comments", "customer"), ("his", "words"): ("comments", "customer"),
    ("best", "line"): ("phone", None), ("bill",): ("person", "customer"), ("sold",): ("person", "customer"), ("write",): ("email", None), ("reply",): ("email", None), ("respond",): ("email", None), ("answer",): ("email", None), ("text",): ("phone", None), ("le", "escribe"): ("person", "customer"), ("llamo",): ("person", "customer"), ("dice",): ("comments", "customer"), ("inbox",): ("email", None),
    ("part",): ("person", "customer"), ("la", "part"): ("person", "customer"), ("parte",): ("person", "customer"), ("in",): ("requested_at", None), ("app", "id"): ("lead_id", None),
    ("joindre", "au"): ("phone", None), ("rejoindre", "au"): ("phone", None), ("appeler", "au"): ("phone", None), ("pour", "joindre"): ("phone", None), ("llamar", "al"): ("phone", None), ("ecrire", "a"): ("email", None), ("escribir", "a"): ("email", None),
    ("motivo",): ("comments", "customer"), ("conjointe",): ("person", "co"), ("alterno",): ("phone", None), ("alt", "number"): ("phone", None), ("attn",): ("person", None), ("attention",): ("person", None),
    ("como", "se", "llama"): ("name", None), ("comment", "vous", "appelez", "vous"): ("name", None), ("platiquenos",): ("comments", "customer"), ("cuentenos",): ("comments", "customer"),
    ("escribio",): ("comments", "customer"), ("how", "reach"): ("phone", None), ("reach",): ("phone", None), ("contact", "at"): ("phone", None),
    ("where",): ("place", "customer"), ("donde",): ("place", "customer"), ("ou",): ("place", "customer"),
    ("what",): ("vehicle", None), ("que",): ("vehicle", None), ("quoi",): ("vehicle", None),
    ("why",): ("comments", "customer"), ("details",): ("comments", "customer"), ("detalles",): ("comments", "customer"),
    ("style",): ("trim", None), ("says",): ("comments", "customer"), ("bidder", "says"): ("comments", "customer"),
    ("reach", "at"): ("phone", None), ("contact", "via"): ("property", None), ("ships",): ("place", "customer"),
    ("home", "port"): ("place", "customer"), ("lives",): ("place", "customer"), ("at",): ("place", "customer"),
    ("interested", "party"): ("person", "customer"), ("in", "their", "words"): ("comments", "customer"), ("what", "they", "wrote"): ("comments", "customer"),
    ("troca",): ("vehicle", None), ("has",): ("vehicle", "trade"), ("owns",): ("vehicle", "trade"), ("drives",): ("vehicle", "trade"), ("my",): ("year", None), ("nameplate",): ("model", None),
    ("unit",): ("vehicle", None), ("re", "unit"): ("vehicle", None), ("lying",): ("property", "vehicle"),
    ("relationship",): ("property", "co"), ("alias",): ("property", None),
    ("regarding",): ("vehicle", None), ("re",): ("vehicle", None),
    ("when",): ("requested_at", None), ("cuando",): ("requested_at", None), ("quand",): ("requested_at", None),
}  # fmt: skip


# Questions for the name that have none of its words.
_WHO = frozenset(
    (
        "what should we call you", "what shall we call you", "what do we call you", "how should we address you", "who are you",
        "who should we ask for", "como te llamas", "como se llama usted", "comment t appelles tu", "comment vous appelez vous",
        "wie heissen sie", "como voce se chama", "qual e o seu nome",
    )
)  # fmt: skip


# `What they need`, `Member asked`, `Lo que escribió el cliente`: a party and a verb of saying or needing, nothing else.
_SAY = word_set(
    "say need needs needed wrote write said says asked asks ask told answered replied added adds mentioned typed "
    "necesita necesitan pide pidio pregunta pregunto dice dijo escribio escribe comento besoin ecrit demande dit ajoute"
)


_SAYING = word_set(
    "did do does what they he she it the s to us you has have had in own also lo que qu il elle ils a el ella ellos le la ce un une de d nos su"
)


_OTHERS = word_set(
    "sold sells selling posted listed helped assigned owns owner your refer referred told sent employs works else when why how date time salesperson agent rep dealer "
    "vende publico atendio vend publie"
)


_THEIRS = word_set("his her their him them sus son ses leur leurs dans ce que del des du")


def _of_saying(word: str) -> bool:
    return word in _SAY or word in _SAYING or "customer" in TAGS.get(word, ())


def asked(words: tuple[str, ...]) -> tuple[str, str | None] | None:
    if " ".join(words) in _WHO:
        return "name", "customer"
    told = _ASKED.get(tuple(w for w in words if w not in {"to", "de", "you"})) if len(words) <= 4 else None
    if told is None and words and len(words) <= 6 and set(words) & {"words", "palabras", "mots", "paroles"}:
        rest = set(words) - {"in", "en", "own", "words", "palabras", "mots", "paroles", "propias", "propres"}
        if words[0] == "in" and words[-1] == "words" and len(words) <= 4:
            return "comments", "customer"  # “In Beatrix's words”
        if words[-1] in {"words", "palabras", "mots", "paroles"} or words[0] in {
            "words",
            "palabras",
            "mots",
            "paroles",
        }:
            if rest and all(word in _SAYING or "customer" in TAGS.get(word, ()) or word in _THEIRS for word in rest):
                return "comments", "customer"
    if told is None and words[0] in {"who", "quien", "qui"} and not set(words) & _OTHERS and len(words) <= 6:
        return "person", "customer"  # “Who wants it?”
    if told is None and words[0] == "how" and set(words) & {"reach", "contact", "call"} and len(words) <= 7:
        return "phone", None
    if told is None and len(words) <= 6 and set(words) & _SAY and set(words) - _SAY and all(map(_of_saying, words)):
        return "comments", "customer"
    return told
