"""Numbers that people write or speak digit by digit: `5 8 6 five five five 0191`, `siete uno tres …`."""

from __future__ import annotations

from uptape.parsing import linear as re2

_DIGITS = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "zero oh o cero zéro", "one uno un", "two dos deux", "three tres trois", "four cuatro quatre",
            "five cinco cinq", "six seis", "seven siete sept", "eight ocho huit", "nine nueve neuf",
        )
    )
    for word in words.split()
}  # fmt: skip
_WORD = "|".join(sorted(_DIGITS, key=len, reverse=True))
_RUN = re2.compile(rf"(?i)(?:\b(?:\d{{1,4}}|{_WORD})\b[ ,.–-]{{1,3}}){{3,14}}\b(?:\d{{1,4}}|{_WORD})\b")
_TOKEN = re2.compile(rf"(?i)\d+|\b(?:{_WORD})\b")

# Ten digits in groups of any size behind a word that says that they are a number: `my number 770 5550 174`.
_ODD_GROUPS = re2.compile(
    r"(?i)\b((?:n[uú]mero|number|cell?|celular|tel|tel[eé]fono|phone|whatsapp|num[eé]ro)(?: is| es| est|:)? )(\d{1,5}(?:[ -]\d{1,5}){1,4})\b"
)


def _regrouped(found: re2.Match) -> str:  # type: ignore[name-defined]
    digits = "".join(char for char in found.group(2) if char.isdigit())
    if len(digits) != 10:
        return str(found.group(0))
    return f"{found.group(1)}{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def with_digits(text: str) -> str:
    """The text with such numbers as `586-555-0191`; what is no whole telephone number stays as it is."""
    text = _ODD_GROUPS.sub(_regrouped, text)
    return str(_RUN.sub(_joined, text)) if _RUN.search(text) else text


def _joined(found: re2.Match) -> str:  # type: ignore[name-defined]
    said = found.group(0)
    tokens = _TOKEN.findall(said)
    if all(token.isdigit() for token in tokens) and sum(len(token) == 1 for token in tokens) < 4:
        return str(said)  # written as numbers are
    digits = "".join(_DIGITS.get(token.lower(), token) for token in tokens)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) != 10:
        return str(said)
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
