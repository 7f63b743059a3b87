"""Puts environment values and secret files into the configuration; the only file that knows where secrets come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from uptape.config.complaints import Complaints, meant
from uptape.config.nodes import Expand, Node
from uptape.core.errors import Place

_REFERENCE = re.compile(r"\$(\$)?\{([^}:]*)(?::-([^}]*))?\}")
_URL_PASSWORD = re.compile(r"[a-z0-9+.-]+://[^/@\s:]*:([^@\s]+)@", re.IGNORECASE)
MAX_SECRET_BYTES = 64 * 1024


def environment(folder: Path, environ: Mapping[str, str], notes: Complaints) -> dict[str, str]:
    """The values that `${NAME}` may name: those of `.env` in the folder, and over them the process's own."""
    try:
        found = dotenv_values(folder / ".env", interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        notes.error(Place(".env", 1, 1), f"this file cannot be read: {getattr(error, 'strerror', 'it is not UTF-8')}")
        found = {}
    return {key: text for key, text in found.items() if text is not None} | dict(environ)


def expander(values: Mapping[str, str], notes: Complaints) -> Expand:
    """A function that replaces `${NAME}` and `${NAME:-text}` in a text; `$${` stands for `${` itself."""

    def expand(text: str, place: Place) -> str:
        def one(match: re.Match[str]) -> str:
            escaped, name, default = match.groups()
            if escaped:
                return match.group(0)[1:]
            if name in values:
                return values[name]
            if default is None:
                hint = meant(name, values) if name else ""
                notes.error(
                    place, f"${{{name}}} is not set in the environment or .env{hint}; ${{{name}:-text}} gives a default"
                )
            return default or ""

        return _REFERENCE.sub(one, text)

    return expand


def secret(node: Node | None, folder: Path, notes: Complaints) -> str | None:
    """The text of a secret: as written, or read from the file that `file:PATH` or `{file: PATH}` names.

    Paths are relative to the folder of the service file; the newline at the end of a secret file is cut off.
    """
    if node is None:
        return None
    named = node.get("file")
    if node.is_map and (named is None or len(node.value) != 1):
        notes.error(node.place, "found a mapping, expected a text or {file: PATH}")
        return None
    text = named.text if named else node.text
    if not named and not text.startswith("file:"):
        return text
    path = folder / text.removeprefix("file:").strip()
    try:
        content = path.read_bytes()[:MAX_SECRET_BYTES].decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        notes.error(node.place, f'the secret file "{path}" cannot be read: {reason}')
        return None
    return content


def holds_literal(node: Node) -> bool:
    """True where a secret itself stands in the file, neither taken from the environment nor from a file."""
    return not node.is_map and bool(node.raw) and "${" not in node.raw and not node.raw.startswith("file:")


def holds_password(node: Node) -> bool:
    """True where a URL holds a password that stands in the file itself."""
    match = _URL_PASSWORD.match(node.raw)
    return match is not None and "${" not in match.group(1)
