"""Languages: which one a text is written in by its commonest words, and which one a name or a code means."""

from __future__ import annotations

from uptape.parsing.fields.word_sets import word_set

_COMMON = {
    "es": word_set("el la los las que de en un una por para con está usted gracias hola me mi su si quiero cuanto tiene tienen es del y nombre correo teléfono telefono vehiculo vehículo mensaje año marca modelo precio ciudad comentarios"),
    "fr": word_set("le la les des est je vous pour avec dans une un du et que merci bonjour votre mon nom prénom courriel téléphone ville véhicule année marque modèle prix avez commentaires suis ce cette au demande"),
    "en": word_set("the is are you your i and to of for have it on this what when my me can name phone email vehicle message please available in with do"),
}  # fmt: skip
_NAMED = {
    **dict.fromkeys(("english", "inglés", "ingles", "anglais", "englisch", "inglês", "eng"), "en"),
    **dict.fromkeys(("spanish", "español", "espanol", "espagnol", "spanisch", "espanhol", "castellano", "spa"), "es"),
    **dict.fromkeys(("french", "français", "francais", "francés", "frances", "französisch", "francês", "fra", "fre"), "fr"),
    **dict.fromkeys(("portuguese", "português", "portugues", "portugués", "portugais", "por"), "pt"),
    **dict.fromkeys(("german", "deutsch", "alemán", "aleman", "allemand", "alemão", "ger", "deu"), "de"),
    **dict.fromkeys(("chinese", "mandarin", "cantonese", "中文"), "zh"),
    "vietnamese": "vi", "tiếng việt": "vi", "korean": "ko", "한국어": "ko", "russian": "ru", "русский": "ru", "arabic": "ar", "polish": "pl", "polski": "pl",
    "italian": "it", "italiano": "it", "tagalog": "tl", "japanese": "ja", "creole": "ht", "haitian creole": "ht", "kreyòl": "ht",
}  # fmt: skip
_CODES = frozenset(("en", "es", "fr", "pt", "de", "zh", "vi", "ko", "ru", "ar", "pl", "it", "tl", "ja", "ht"))


def language_of(text: str) -> str | None:
    """`en`, `es` or `fr` by the commonest words of a text; None where they do not tell."""
    # The beginning tells it mostly; the different words rather than all, since sets count at a fifth of the cost.
    for length in (500, 4000):
        words = set(text[:length].lower().translate(_APART).split())
        counts = {code: len(words & known) for code, known in _COMMON.items()}
        best = max(counts, key=lambda code: counts[code])
        if counts[best] >= 3 and counts[best] > sorted(counts.values())[-2] + (length < len(text)):
            return best
    return None


def language_named(text: str | None) -> str | None:
    """The code (ISO 639-1) of a language by its name or by a code such as `es-MX`; None where it is neither."""
    if not text or len(text) > 40:
        return None
    told = text.strip().lower()
    return _NAMED.get(told) or (code if (code := told.replace("_", "-").partition("-")[0]) in _CODES else None)


_APART = dict.fromkeys(map(ord, ".,;:!?¡¿()[]\"'’“”«»*-–—/"), " ")
