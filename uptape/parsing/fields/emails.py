"""Reads e-mail addresses from text and tells addresses that lead to nobody."""

from __future__ import annotations

import re

from uptape.parsing.fields.texts import harmless

# Lengths are bounded (RFC 5321, 4.5.3.1), so that no text makes it slow.
_ADDRESS = re.compile(
    r"(?<![\w.+%-])([\w!#$%&'*+/=?^`{|}~][\w.!#$%&'*+/=?^`{|}~-]{0,63})@"
    r"((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_](?:[\w-]{0,61}[^\W_]))",
)
_PLAIN = re.compile(r"[a-z0-9._+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\Z")
_OBFUSCATED = re.compile(r"(?i)\s?[\[({]\s?(at|dot)\s?[\])}]\s?")
_NO_REPLY = re.compile(
    r"(?:no|do|donot|do[._-]?not|never|ne|non|no[._-]?)[._-]?(?:reply|respond|respuesta|responder|repondre|"
    r"contest\w*)(?:[._+-]?\w*)?\Z"
    r"|(?:mailer-daemon|postmaster|nobody|null|bounces?|undisclosed|noresponse|unattended|notmonitored)(?:[._+-].*)?\Z"
)
_DUMMY_LOCAL = re.compile(
    r"(?:no|none|na|nil|null|test|unknown|noemail|no[._-]?e?mail|not?[._-]?(?:given|provided|available)|"
    r"email(?:address)?|nomail|refused|declined|xx+|asdf+|a|123|abc)\Z"
)
_DUMMY_DOMAIN = re.compile(
    r"(?:no|none|na|nil|null|test|unknown|noemail|no-email|nomail|email|mail|refused|declined|xx+|asdf+|a|123|abc|"
    r"domain|noname)\.[a-z]{2,4}\Z"
)


def email(text: str | None) -> str | None:
    """The first address in `text`, lower case, without `mailto:` and markup; None where there is none."""
    # `Name <address>`, as headers have it.
    plain = text[text.rfind("<") + 1 :].strip(" >").lower() if text and text[-1] == ">" else ""
    if plain and _PLAIN.match(plain) and ".." not in plain and plain[0] != "." and not is_dummy(plain):
        return plain
    return next(iter(emails(text)), None)


def emails(text: str | None) -> tuple[str, ...]:
    """All addresses in `text` in their order, lower case, each once; dummies such as none@none.com left out."""
    plain = text.strip().lower() if text else ""
    if plain and _PLAIN.match(plain) and ".." not in plain and plain[0] != ".":
        return () if is_dummy(plain) else (plain,)
    if not text or ("@" not in text and "(at)" not in text.lower() and "[at]" not in text.lower()):
        return ()
    text = harmless(text[:4000]).replace("%40", "@")
    text = _OBFUSCATED.sub(lambda found: "@" if found.group(1).lower() == "at" else ".", text)
    # `mailto:` would otherwise stand as part of nothing, but `=` and `/` of a link are legal in a local part.
    text = re.sub(r"(?i)mailto:|href\s?=\s?[\"']?|email=|e-?mail:", " ", text)
    found: dict[str, None] = {}
    for local, domain in _ADDRESS.findall(text):
        address = f"{local.strip(chr(39) + '`|{}*=/&')}@{domain}".lower().rstrip(".-")
        if ".." not in address and not address.startswith((".", "@")) and not is_dummy(address):
            found[address] = None
    return tuple(found)


def is_no_reply(address: str) -> bool:
    """True for addresses that nobody reads: no-reply, mailer-daemon and their kin."""
    return bool(_NO_REPLY.match(address.rpartition("@")[0].lower()))


def is_dummy(address: str) -> bool:
    """True for addresses typed to get past a form: none@none.com, noemail@noemail.com, emailaddress@…"""
    local, _, domain = address.lower().rpartition("@")
    return bool(_DUMMY_LOCAL.match(local) and _DUMMY_DOMAIN.match(domain)) or local in (
        "noemail",
        "emailaddress",
        "no-email",
        "no.email",
    )
