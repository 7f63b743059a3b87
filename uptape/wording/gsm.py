"""The alphabet of cheap texts (GSM 03.38, 3GPP TS 23.038 6.2.1) and how other letters are written in it."""

from __future__ import annotations

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters that take one septet."""
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Characters that take two septets: an escape and themselves."""
ALPHABET = BASIC | EXTENDED

_PLAINLY = {
    **dict.fromkeys("‘’‚‛′‵`´ʼʹˈ‹›＇", "'"),
    **dict.fromkeys("“”„‟″‶«»＂〝〞", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("•·∙●▪◦‣", "-"),
    **dict.fromkeys("\u2028\u2029\u0085\v", " "),
    **dict.fromkeys("。｡", ". "),
    "…": "...", "、": ", ", "，": ", ", "×": "x", "÷": "/", "⁄": "/", "∕": "/", "№": "No.", "™": "", "®": "", "©": "",
    "°": "", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "œ": "oe",
    "Œ": "OE", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ĸ": "k", "µ": "u", "ƒ": "f",
    "ə": "e", "Ə": "E", "ẞ": "SS", "¢": "c", "₤": "£", "‰": " per mille", "¿": "¿",
    "¬": "-", "¦": "|", "¨": "", "¯": "-",
    "¸": "",
}  # fmt: skip


def is_plain(text: str) -> bool:
    """True where a text can be sent in septets."""
    return ALPHABET.issuperset(text)


def plain(text: str) -> str:
    """Writes a text in the alphabet as far as its letters allow it: `García` becomes `Garcia`, `ñ` stays.

    Letters of other scripts are kept, since a name must not vanish; symbols and pictures without a plain form go.
    Doing it twice changes nothing.
    """
    if is_plain(text):
        return text
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if char in ALPHABET:
            out.append(char)
        elif char in _PLAINLY:
            out.append(_PLAINLY[char])
        else:
            out.append(_other(char, out[-1] if out else ""))
    return unicodedata.normalize("NFC", "".join(out))


def _other(char: str, before: str) -> str:
    decomposed = unicodedata.normalize("NFKD", char)
    bare = "".join(_PLAINLY.get(c, c) for c in decomposed if not unicodedata.combining(c))
    if bare and is_plain(bare):
        return bare
    category = unicodedata.category(char)
    if category[0] == "Z":
        return " "
    if category[0] == "M":
        return char if before and before[-1:] not in ALPHABET and not _is_selector(char) else ""
    return char if category[0] in "LN" or category in {"Po", "Pe", "Ps", "Sc"} else ""


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
