"""Renders messages from templates: the shipped ones, or a dealership's own where it has some that work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, FileSystemLoader, PrefixLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from uptape.clock import monotonic
from uptape.core.alerts import AlertFacts
from uptape.core.outbox import OutboxEntry, Text
from uptape.wording import sms
from uptape.wording.clean import clean
from uptape.wording.facts import Medium, View, view

DEFAULTS = Path(__file__).parent / "defaults"
LONGEST = 100_000
"""Characters of a rendered body; what is longer counts as broken."""
MOST_TOLD = 1000
"""Different faults of own templates that are told of, until the config is read again."""
LONGEST_TIME = 2.0
"""Seconds that a template may take."""

Note = Callable[[str], None]

_MEDIA: dict[str, Medium] = {"sms": "sms", "voice": "voice"}
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


class Wording:
    """Templates with their compiled forms. Safe to share between threads.

    Own templates may include and extend the shipped ones (`shipped/lead.html.j2`) and each other (`own/sign.txt.j2`).
    """

    def __init__(self, folder: Path | None = None, note: Note | None = None) -> None:
        """`folder` holds a service's own templates; `note` hears once of each that is broken, with file and line."""
        self.folder = folder if folder and folder.is_dir() else None
        self._note = note or _silent
        self._told: set[str] = set()
        loaders: dict[str, BaseLoader] = {"shipped": FileSystemLoader(DEFAULTS)}
        if self.folder is not None:
            loaders["own"] = FileSystemLoader(self.folder)
        self._environment = ImmutableSandboxedEnvironment(
            loader=PrefixLoader(loaders),
            undefined=StrictUndefined,
            autoescape=lambda name: bool(name and ".html." in name),
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=800,
        )

    def render(self, entry: OutboxEntry) -> Text:
        """The message of an outbox row, for its channel. Own templates first; a broken one is told of and passed over.

        Texts have at most three segments and no links; `subject` is one clean line; `html` is set for e-mail only.
        """
        facts = entry.facts
        medium = _MEDIA.get(entry.channel, "email")
        seen = view(facts, medium, by_mail=entry.channel == "email")
        if medium == "sms":
            return Text(sms.fit(_one_line(self._part(facts, seen, "sms"))))
        if medium == "voice":
            return Text(_one_line(self._part(facts, seen, "voice"))[:1500])
        subject = clean(self._part(facts, seen, "email.subject"), 150)
        body = self._part(facts, seen, "email.txt").strip() + "\n"
        html = self._part(facts, seen, "email.html") if entry.channel == "email" else ""
        return Text(body, subject, html)

    def digest(self, entries: Sequence[OutboxEntry]) -> tuple[Text, int]:
        """One text about several leads for one person, and how many of the rows, from the first, it holds."""
        text, held = sms.digest([view(entry.facts, "sms") for entry in entries])
        return Text(sms.fit(text)), held

    def own_templates(self, facts: AlertFacts, part: str) -> Iterator[str]:
        """Names of own templates for a message, most specific first: member, pool, source, lead type, dealership, all.

        `north/members/ana/assigned.sms.j2`, `north/main/…`, `north/sources/carbarn/…`, `north/types/finance/…`,
        `north/…`, `sources/carbarn/…`, `types/finance/…`, and `assigned.sms.j2` for everybody.
        """
        lead = facts.lead
        source = re.sub(r"[^a-z0-9]+", "-", (lead.source or "").lower()).strip("-")[:60] if lead else ""
        lead_type = lead.lead_type if lead else ""
        file = f"{facts.kind}.{part}.j2"
        places = (
            (facts.dealership, "members", facts.member),
            (facts.dealership, "members", facts.member.partition(".")[0]),  # a buyer, whatever its order
            (facts.dealership, facts.pool),
            (facts.dealership, "sources", source),
            (facts.dealership, "types", lead_type),
            (facts.dealership,),
            ("sources", source),
            ("types", lead_type),
        )
        for place in dict.fromkeys(places):
            if all(key and _KEY.fullmatch(key) and ".." not in key for key in place):
                yield "/".join([*map(str, place), file])
        yield file

    def own_template(self, facts: AlertFacts, part: str) -> Path | None:
        """The file of the own template that a message is written from, or None where it is the shipped one."""
        if self.folder is None:
            return None
        return next((at for name in self.own_templates(facts, part) if (at := self.folder / name).is_file()), None)

    def _tell(self, what: str) -> None:
        if what not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(what)
            self._note(what)

    def _part(self, facts: AlertFacts, seen: View, part: str) -> str:
        own = self.own_template(facts, part)
        if own is not None and self.folder is not None:
            try:
                return self._run(f"own/{own.relative_to(self.folder).as_posix()}", seen)
            except Exception as error:
                self._tell(f"{fault(own, error)}; the shipped text is used")
        return self._shipped(facts, seen, part)

    def _shipped(self, facts: AlertFacts, seen: View, part: str) -> str:
        name = f"{facts.kind}.{part}.j2"
        if not (DEFAULTS / name).is_file():
            name = f"any.{part}.j2"
        return self._run(f"shipped/{name}", seen)

    def _run(self, name: str, seen: View) -> str:
        text = _render(self._environment.get_template(name), seen)
        if not text.strip():
            raise ValueError("the text is empty")
        return text

    def try_own(self, name: str, facts: AlertFacts) -> None:
        """Renders one own template by its name; raises whatever is wrong with it. For checks."""
        part = ".".join(name.rsplit("/", 1)[-1].removesuffix(".j2").split(".")[1:])
        medium: Medium = "sms" if part == "sms" else "voice" if part == "voice" else "email"
        self._run(f"own/{name}", view(facts, medium))


def fault(file: Path, error: Exception) -> str:
    """`FILE:LINE: what is wrong`, for a template that failed."""
    line = getattr(error, "lineno", None) or _line_of(error, str(file))
    kind = "" if isinstance(error, TemplateError | ValueError) else f"{type(error).__name__}: "
    return f"{file}:{line or 1}: {kind}{error}"


def _render(template: Template, seen: View) -> str:
    variables: dict[str, Any] = {name: getattr(seen, name) for name in View.__slots__}

    def lead_text(replies: str = "", head: str | None = None, deadline: str | None = None) -> str:
        return sms.lead_text(seen, head=head, replies=replies, deadline=deadline)

    parts, size, until = [], 0, monotonic() + LONGEST_TIME
    for part in template.generate(variables, lead_text=lead_text):
        parts.append(part)
        size += len(part)
        if size > LONGEST:
            raise ValueError(f"the text has more than {LONGEST} characters")
        if monotonic() > until:
            raise ValueError(f"the text takes more than {LONGEST_TIME:g} seconds to write")
    return "".join(parts)


def _line_of(error: Exception, file: str) -> int | None:
    """The template line in the traceback: Jinja rewrites it to point into the file."""
    at, line = error.__traceback__, None
    while at is not None:
        if at.tb_frame.f_code.co_filename == file:
            line = at.tb_lineno
        at = at.tb_next
    return line


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _silent(message: str) -> None:
    """Hears nothing."""
