"""The words that people answer with, as tables: what each means, what means nothing, and what ends texts for good."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from uptape.core.reply_types import Verb

VERBS: Mapping[str, Verb] = {
    "1": "take", "take": "take", "accept": "take", "accepted": "take",
    "2": "pass", "pass": "pass", "passed": "pass", "decline": "pass", "skip": "pass",
    "3": "tried", "called": "tried", "texted": "tried", "lm": "tried", "vm": "tried", "lvm": "tried",
    "lmtcb": "tried", "emailed": "tried", "wrote": "tried", "tried": "tried", "voicemail": "tried",
    "left message": "tried", "left msg": "tried", "left vm": "tried", "left voicemail": "tried",
    "left a message": "tried", "left a msg": "tried", "left a vm": "tried", "left a voicemail": "tried",
    "no answer": "tried",
    "4": "talked", "talked": "talked", "spoke": "talked", "reached": "talked", "contacted": "talked",
    "appt": "appointment", "apt": "appointment", "appointment": "appointment", "appts": "appointment",
    "appmt": "appointment", "aptt": "appointment", "apppt": "appointment", "appnt": "appointment",
    "show": "show", "showed": "show", "shown": "show", "showed up": "show",
    "noshow": "noshow", "no show": "noshow", "no-show": "noshow", "noshowed": "noshow", "no showed": "noshow",
    "sold": "sold", "slod": "sold", "sodl": "sold", "soldd": "sold", "lost": "lost", "lsot": "lost",
    "bad": "bad", "bad number": "bad", "bad phone": "bad", "wrong number": "bad", "wrong phone": "bad",
    "dup": "dup", "dupe": "dup", "duplicate": "dup",
    "spam": "spam",
    "wrong": "wrong", "wrong dept": "wrong", "wrong department": "wrong",
    "list": "list", "who": "who", "in": "in", "out": "out", "busy": "busy", "add": "add",
    "?": "words", "words": "words", "menu": "words", "commands": "words",
}  # fmt: skip
"""What salespeople type, folded to lower case, one to three words."""

MANAGER_VERBS: Mapping[str, Verb] = {
    "give": "give", "assign": "give", "0": "house", "house": "house", "late": "late", "waiting": "waiting",
    "ok": "granted", "okay": "granted", "k": "granted", "yes": "granted", "no": "denied",
}  # fmt: skip

TAKES = frozenset({"ok", "okay", "k", "yes", "got it", "mine"})
"""These mean `1`, only as an answer to an offer that was our last text."""

TYPOS = tuple(word for word in VERBS if len(word) >= 5 and " " not in word)
"""Words long enough that one wrong letter cannot make another word that people type."""
NOT_TYPOS = frozenset({
    "walked", "balked", "tasked", "tested", "tented", "tanked", "calling", "caller", "recalled", "stalled", "palled",
    "galled", "words", "word", "sword", "wring", "prong", "wrongs", "wrongly", "show", "shows", "shower", "shawn",
    "shove", "shore", "shoes", "skips", "stoke", "smoke", "spoken", "spook", "parsed", "past", "passes", "based",
    "cased", "paste", "pasted", "chatted", "fried", "dried", "cried", "wrath", "teach", "preached", "beached",
    "breached", "worse", "quote", "wrist", "except", "excepted", "retired", "talker", "tacked", "showers", "shops",
})  # fmt: skip

LEADING = frozenset({
    "hi", "hey", "hello", "ok", "okay", "k", "yes", "yeah", "yep", "please", "pls", "sorry", "i", "i'm", "im", "ive",
    "i've", "just", "have", "and", "so", "well", "we", "will", "i'll", "ill", "am", "going", "was", "she", "he", "they",
    "her", "him", "them", "customer", "lead", "the", "a", "got", "thanks", "thx", "back",
})  # fmt: skip
"""May stand before a word without changing what it means."""

_TALK = """
    a about above actually after again ago ahead all already also alright always am an and another any anyone anything
    are arent around as asap ask asked at away awesome back be because been before being best better big bit black blue
    both bought busy but buy buyer buying by bye call called caller calling came can cannot cant car card cash cheers
    child christmas city close closed come comes coming contact cool could couldnt credit customer daughter day days
    deal dealer dealing decide definitely deposit did didnt do does doesnt doing done dont down drive drove e easy
    either else email emailed end enough even evening ever every everyone everything excellent family far fast few file
    final finance financed find fine finish first for forgot found friend from full get gets getting give glad go goes
    going gone gonna good got gotten gotta great green guy guys had has hasnt have havent having he hell hello help her
    here hers hes hey hi high him himself his hmm hold home hope hot hour hours house how however husband i id if ill im
    in info inside interested into is isnt it its ive job just keep kept kid know known knows lady last late later lead
    leads least leave leaving left less let lets like liked line list little lol long look looking looks lot lots love
    low lunch m made make making man many may maybe me mean meant meet meeting message messages met might min mine
    minute minutes miss missed moment mom money month more morning most mother move much must my name near need needed
    needs never new next nice night no nobody none nope not note nothing notified now number numbers of off offer office
    often oh ok okay old on once one ones online only onto open or order other others our out outside over own paid
    paper part pass pay payment people perfect person phone phones pick picked picking plan please pls possible price
    probably problem promised proof put question quick quite rang rather ready really reason red remember reply
    responded response right ring round running said same sat saturday saw say saying says second see seen sent seems
    send sending set several she shes should shouldnt showed sick side sign signed since sir sis sit so some somebody
    someone something son soon sorry sort sounds spoke spoken start started stay still stop store stuff such sunday sure
    sweet take taken takes taking talk talking tell test text texted texting texts than thank thanks that thats the
    their them then there these they theyre thing things think this those though thought thru thx till time times to
    today together told tomorrow tonight too took top tradein trade tried truck try trying two ty u under until up
    update upset us use used usually v vehicle very via visit voice voicemail wait waiting walk walked want wanted wants
    warm was wasnt watch way we week weekend weeks welcome well went were what when where which while white who whole
    why wife will with within without wont work worked working works worth would wouldnt wow write wrong wrote ya yea
    yeah year years yep yes yesterday yet you your youre
    lm vm vmail lvm msg mail mailbox busy disconnected disconnect answered answer ans answering machine hung pickup
    works worker service parts insurance registration title bank approved denied down-payment downpayment appraisal
    interest rate lease leasing budget expensive cheaper elsewhere competitor another distance decided timing
    unavailable dead wrong-number fake test bot duplicate spanish english
    mr mrs ms dr number ring rings pm am monday tuesday wednesday thursday friday gm
"""
TALK = frozenset({*_TALK.split(), *(part for word in VERBS for part in word.split() if not part.isdigit())})
"""Words of small talk and of notes: none of them names a customer by itself."""

NEGATIONS = frozenset({"not", "isn't", "isnt", "wasn't", "wasnt", "didn't", "didnt", "never", "haven't", "havent"})
UNSURE = NEGATIONS | {"but", "can't", "cant", "cannot", "don't", "dont", "no", "wait", "later", "or"}
UNITS = frozenset({
    "am", "pm", "a.m", "p.m", "o'clock", "oclock", "min", "mins", "minute", "minutes", "hour", "hours", "hr", "hrs",
    "sec", "second", "seconds", "moment", "day", "days", "week", "weeks", "more", "miles", "cars", "people", "st", "nd",
    "rd", "th", "years", "months", "month", "k",
})  # fmt: skip
"""After a digit they make it a number of something."""

KIND = frozenset({
    "thanks", "thank", "thx", "ty", "ok", "okay", "k", "cool", "great", "good", "perfect", "sure", "yes", "yep", "yeah",
    "got", "awesome", "nice", "sounds", "will", "lol", "morning",
})  # fmt: skip
"""Kind words at the beginning of a text that wants nothing."""

STOPS = frozenset({
    "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "opt-out",
    "arret", "alto", "baja",
})  # fmt: skip
STARTS = frozenset({"start", "unstop"})
HELPS = frozenset({"help", "info"})
_STOP_TALK = frozenset({
    "please", "pls", "now", "it", "all", "texts", "texting", "text", "messages", "messaging", "msgs", "me", "thanks",
    "thank", "you", "thx", "this", "these", "the", "immediately", "sms", "alerts", "notifications", "already",
})  # fmt: skip
_STOP_SENTENCE = re.compile(
    r"\b(?:(?:please |pls )?(?:stop|quit|cease|end) (?:all |the |these |with the )?"
    r"(?:texting|messaging|contacting|sending|texts|messages|sms|msgs|alerts)\b"
    r"|(?:do not|don'?t|dont|never) (?:text|message|contact|send)\b (?:me|us|this|any|anything)"
    r"|no more (?:texts|messages|sms|text messages|alerts)\b"
    r"|(?:remove|take|delete) (?:me|my number|this number)\b.{0,12}\b(?:off|from|of)\b"
    r"|(?:remove|delete) (?:me|my number)$"
    r"|unsubscribe (?:me|my)\b|opt (?:me )?out\b|opting out\b|leave me alone\b"
    r"|i (?:want|wish|would like|'?d like) to (?:opt out|unsubscribe|stop)\b"
    r"|i (?:do not|don'?t|dont) want (?:any more |any |these |your |to (?:get|receive) (?:any |these |your )?)"
    r"(?:more )?(?:texts|messages|sms|alerts)"
    r"|(?:i )?revoke (?:my )?consent\b)"
)

_REACTION = re.compile(
    r"(?:liked|loved|laughed at|emphasi[sz]ed|questioned|disliked|reacted\b.{0,24}\bto|removed an? .{1,24}\bfrom|"
    r"le gust[oó]|le encant[oó]|(?:\W{1,12}) to)"
    r"\s*(?:[\"“”«„].*|an? (?:image|attachment|photo|picture|video|message|movie|link|contact|location|"
    r"audio.{0,12}))\s*$",
    re.DOTALL,
)
_MACHINE = re.compile(
    r"^\W{0,3}(?:auto(?:matic|mated)?[ -]?(?:reply|response|answer)|out of (?:the )?office|ooo\b|"
    r"i(?:'m| am) (?:currently )?(?:driving|out of (?:the )?office|not receiving notifications|on vacation|away from)|"
    r"(?:sorry,? )?i(?:'m| am) (?:currently )?driving|driving[ ,.!-]+(?:i'?ll|will|can'?t|sent)|"
    r"currently (?:driving|out of (?:the )?office|on vacation)|"
    r"i have notifications silenced|\(?i(?:'m| am) not receiving notifications)"
    r"|do not disturb while driving|sent (?:from|by) (?:my (?:car|truck|vehicle)|android auto|carplay)|"
    r"i(?:'ll| will) see your message when i get (?:where i|to)|"
    r"^thank you for (?:your (?:message|text|email)|contacting|texting)\b"
)


def fold(text: str) -> str:
    """A text as it is compared: one line, lower case, plain quotes, no accents, no invisible characters."""
    text = unicodedata.normalize("NFKD", text[:4000])
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u00b4", "'").replace("`", "'")
    text = text.replace("\u2013", "-").replace("\u2014", " - ")
    kept = "".join(ch for ch in text if unicodedata.category(ch) not in {"Mn", "Me", "Cf", "Cc"} or ch in "\n\t\r")
    return " ".join(kept.casefold().split())


def bare(word: str) -> str:
    """A word without the punctuation around it."""
    return word.strip(".,;:!()[]{}\"'*_~#<>|/\\-\u2026\u00bf\u00a1").removesuffix("'s")


def is_reaction(folded: str) -> bool:
    """True for what phones send when somebody taps a heart on a text, such as `Liked "…"`."""
    return _REACTION.match(folded) is not None


def is_machine(folded: str) -> bool:
    """True for what a phone or a mailbox says by itself: driving, out of office."""
    return _MACHINE.search(folded) is not None


def is_stop(folded: str) -> bool:
    """True where somebody wants no more texts: a carrier's word, alone or with politeness, or a plain sentence."""
    words = " ".join(filter(None, (bare(word) for word in folded.split())))
    if words in STOPS or words.replace("-", " ") in STOPS:
        return True
    politely = [word for word in words.split() if word not in {"please", "pls"}]
    if politely and politely[0] in STOPS and all(word in _STOP_TALK for word in politely[1:]):
        return True
    return len(words) <= 200 and _STOP_SENTENCE.search(words) is not None


def is_one_letter_off(word: str, meant: str) -> bool:
    """True where two words differ by one letter too many, too few, wrong, or two swapped."""
    if word == meant or abs(len(word) - len(meant)) > 1:
        return False
    if len(word) == len(meant):
        differ = [at for at in range(len(word)) if word[at] != meant[at]]
        if len(differ) == 1:
            return True
        return len(differ) == 2 and differ[1] == differ[0] + 1 and word[differ[0]] == meant[differ[1]] and (
            word[differ[1]] == meant[differ[0]]
        )  # fmt: skip
    shorter, longer = sorted((word, meant), key=len)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
