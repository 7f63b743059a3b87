"""Where people say that they live: `I'm in Germantown, TN`, `vivo en Bakersfield`, `my zip is 85224`."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.fields import places
from uptape.parsing.fields.addresses import Address
from uptape.parsing.formats.prose import is_person_shape

_CITY = r"(\p{Lu}[\pL'’.-]+(?:[ -](?:de|of|la|las|los|du|des|le|sur|\p{Lu}[\pL'’.-]+)){0,3}?)"
_REGION = r"((?:\p{Lu}{2}\b|\p{Lu}[\pL]+(?: \p{Lu}[\pL]+)?))"
_POSTAL = r"(?:,?\s+(\d{5}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b)?"
_LIVES = (
    r"(?i:\b(?:i|we|he|she|they)(?: currently| now| actually)? lives? (?:in|near|at|over in|out in|up in|down in)|\bliving in|"
    r"\bresid(?:e|es|ing) in|\b(?:i|we) (?:reside|stay) in|\bvivo en|\bvivimos en|\bvive en|\bj['’]habite(?: à| a)?|\bje (?:demeure|reste|vis) (?:à|a)|"
    r"\bnous (?:habitons|demeurons)(?: à)?|\b(?:habite|demeure) à)"
)
_IS_IN = (
    r"(?i:\b(?:i['’]?m|i am|we['’]?re|we are|he['’]?s|he is|she['’]?s|she is|they are|they['’]re)(?: located| based| out| over| up| down| right| just| all the way)*"
    r" (?:in|from|of|near)|\b(?:located|based) in|\b(?:coming|driving|calling|writing|down|up|over|drive(?: up| down| over)?) from|\bsoy de|\bestoy en|\bestamos en|\bje suis (?:à|de)|\bnous sommes (?:à|de))"
)
_WHOLE = re2.compile(rf"(?:{_LIVES}|{_IS_IN})\s+{_CITY},?\s+\(?{_REGION}\)?{_POSTAL}")
_CITY_ALONE = re2.compile(
    rf"{_LIVES}\s+{_CITY}(?:[,.;!?)]|\s+(?:and|so|but|y|et|now|right|which|about|if|with)\b|\s*$)"
)
_SIGNED = re2.compile(rf"(?:^|\n)\s*[-–—~]+\s?(\p{{Lu}}[^,\n]{{2,40}}),\s*{_CITY}(?:,\s*{_REGION})?\s*$")
_ZIP = re2.compile(
    r"(?i)\b(?:my |our |mi |mon )?(?:zip(?: ?code)?|postal code|código postal|code postal)(?: is| es| est|:)?\s+(\d{5}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b"
)


def home_said(words: str, country: str = "US") -> Address:
    """City, region and postal code that somebody tells of themselves in their own words; all None where they do not."""
    flat = " ".join(words[:4000].split())
    for found in _WHOLE.finditer(flat):
        city, told, postal = found.groups()
        region = places.region(told) or places.region(told.split(" ")[0])
        if region and (len(told) > 2 or told.isupper()):
            return Address(None, city, region, places.postal_code(postal, country) if postal else None, None)
    signed = _SIGNED.search(words.strip()[-120:])
    if signed and is_person_shape(signed.group(1)):
        return Address(city=signed.group(2).strip(" ."), region=places.region(signed.group(3)))
    alone = _CITY_ALONE.search(flat)
    code = _ZIP.search(flat)
    return Address(
        city=alone.group(1).strip(" .") if alone else None,
        postal_code=places.postal_code(code.group(1), country) if code else None,
    )
