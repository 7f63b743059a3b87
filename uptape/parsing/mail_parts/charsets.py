"""Decodes bytes to text by what they are, not only by what they are said to be; from a short list of charsets alone."""

from __future__ import annotations

import codecs
import re

# Python knows codecs that are no charsets (idna, rot13, unicode_escape, utf-7): a mail may not choose them (threat 32).
_ALLOWED = frozenset(
    [
        *(
            "ascii",
            "utf-8",
            "utf-8-sig",
            "utf-16",
            "utf-16-le",
            "utf-16-be",
            "utf-32",
            "cp1250",
            "cp1251",
            "cp1252",
            "cp1253",
        ),
        *(
            "cp1254",
            "cp1255",
            "cp1256",
            "cp1257",
            "cp1258",
            "iso8859-1",
            "iso8859-2",
            "iso8859-3",
            "iso8859-4",
            "iso8859-5",
        ),
        *(
            "iso8859-7",
            "iso8859-9",
            "iso8859-10",
            "iso8859-13",
            "iso8859-14",
            "iso8859-15",
            "iso8859-16",
            "koi8-r",
            "koi8-u",
        ),
        *(
            "mac-roman",
            "cp437",
            "cp850",
            "gb2312",
            "gbk",
            "gb18030",
            "big5",
            "big5hkscs",
            "shift_jis",
            "cp932",
            "euc_jp",
        ),
        *("iso2022_jp", "euc_kr", "cp949", "tis-620"),
    ]
)
_SAID_BUT_NOT_SO = frozenset(
    ("ascii", "utf-8", "utf-8-sig", "iso8859-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
)
_DECLARED = re.compile(
    rb"""(?i)<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.:-]{2,20})|<meta[^>]{0,120}?charset\s*=\s*["']?([\w.:-]{2,20})"""
)
_MOJIBAKE = re.compile("[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_UNFIT_BYTES = bytes((*range(9), 11, *range(13, 32), 127))
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def decode(data: bytes, declared: str | None) -> tuple[str, str | None]:
    """The text, and a note where it was not what the mail said. Never raises; what fits nowhere becomes U+FFFD."""
    text, note = _decode(data, declared)
    if not text.isascii() and ("Ã" in text or "Â" in text or "â" in text) and _MOJIBAKE.search(text):
        mended = _unfold_mojibake(text)
        if mended is not None:
            return mended, "text was encoded as UTF-8 twice"
    return text, note


def is_plain(data: bytes) -> bool:
    """True for ASCII without controls (but tab, newline and form feed) and without carriage returns."""
    return data.isascii() and len(data.translate(None, _UNFIT_BYTES)) == len(data)


def unix_lines(data: bytes) -> bytes:
    """The bytes with plain newlines where all lines end with CRLF; others as they are."""
    if b"\r" in data and data.count(b"\r\n") == data.count(b"\r"):
        return data.translate(None, b"\r")  # five times as fast as replacing pairs
    return data


def fit(text: str) -> str:
    """The text without NUL, other controls and lone surrogates, with plain newlines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.replace("\n", " ").replace("\t", " ").isprintable():
        return text
    return _UNFIT.sub("", text)


def known_codec(name: str | None) -> str | None:
    """Python's name of a charset that mails may use, or None."""
    if not name:
        return None
    try:
        codec = codecs.lookup(name.strip().strip("\"'").partition("*")[0]).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return codec if codec in _ALLOWED else None


def _decode(data: bytes, declared: str | None) -> tuple[str, str | None]:
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
        declared = "utf-8"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), None
    codec = known_codec(declared)
    note = None
    if declared and codec is None:
        note = f"charset {declared[:30]!r} is not one that mails may use"
    if b"\x00" in data[:400]:
        endian = _utf16_order(data)
        if endian:
            wrong = codec not in (endian, "utf-16")
            return data.decode(endian, "replace"), "text is UTF-16 and says otherwise" if wrong else None
    if codec is None:
        told = _DECLARED.search(data[:1024])
        codec = known_codec((told.group(1) or told.group(2)).decode("ascii")) if told else None
    if codec is None or codec in _SAID_BUT_NOT_SO:
        return _guess(data, codec, note)
    try:
        return data.decode(codec), note
    except (UnicodeDecodeError, ValueError):
        return _guess(data, None, f"text is not the {codec} it says")


def _guess(data: bytes, codec: str | None, note: str | None) -> tuple[str, str | None]:
    """UTF-8 where it is valid, else Windows-1252, of which Latin-1 is a part (as the WHATWG does)."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        mended = data.decode("utf-8", "replace")
        # A UTF-8 text with one letter cut off has more good sequences than bad ones.
        good = sum(1 for letter in mended if letter > "\x7f" and letter != "\ufffd")
        if good > 2 * mended.count("\ufffd"):
            return mended, "some bytes are no UTF-8"
        text = data.decode("cp1252", "replace")
        return text, note if codec in ("iso8859-1", "cp1252") else "text is Windows-1252 and says otherwise"
    if codec in ("iso8859-1", "cp1252", "ascii") and not text.isascii():
        note = f"text is UTF-8 and says {codec}"
    return text, note


def _utf16_order(data: bytes) -> str | None:
    sample = data[:400]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and odd > 3 * even:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 4 and even > 3 * odd else None


def _unfold_mojibake(text: str) -> str | None:
    """`Ã©` → `é`, if the whole text agrees to it."""
    try:
        return b"".join(_byte(letter) for letter in text).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _byte(letter: str) -> bytes:
    """The byte that Windows-1252 reads as `letter`; the five that it leaves open pass as they are (WHATWG)."""
    return letter.encode("latin-1" if letter in "\x81\x8d\x8f\x90\x9d" else "cp1252")
