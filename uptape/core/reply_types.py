"""What people type at the program and what it comes to: the values that `replies.understand` takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from uptape.core.hours import Hours

Verb = Literal[
    "take", "pass", "tried", "talked", "appointment", "show", "noshow", "sold", "lost",
    "bad", "dup", "spam", "wrong",
    "list", "who", "in", "out", "busy", "add", "words",
    "give", "house", "late", "waiting", "granted", "denied",
]  # fmt: skip
"""What may be asked for. `granted` and `denied` answer somebody who asks for their turn back."""

HAND_VERBS: tuple[Verb, ...] = ("give", "house")
TURN_BACK: tuple[Verb, ...] = ("bad", "dup", "spam", "wrong")

Standing = Literal["offer", "held", "closed", "gone", "waiting", "theirs"]
"""How a lead stands to whoever types: held out to them, theirs and open, theirs and closed, lost to somebody else,
waiting for a manager's word, or somebody else's (only managers see those)."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lead that a text may mean."""

    id: str
    name: str
    standing: Standing
    at: datetime
    """When they were told of it."""
    phones: tuple[str, ...] = ()
    status: str = "assigned"
    vehicle: str = ""
    attempted: bool = False
    contacted: bool = False
    ended_at: datetime | None = None
    """When an offer to them ended that is no longer open."""
    holder: str = ""
    """The name of who has it, where that is somebody else."""
    number: int | None = None
    """The number of its desk call."""
    choices: tuple[str, ...] = ()
    """Whom the list that was sent with it names, in its order from 1."""
    asked_back: bool = False
    """Somebody asks for their turn of it back."""
    emails: tuple[str, ...] = ()
    ended: str = ""
    """How an offer to them ended: `passed`, `lapsed` or `withdrawn`."""

    @property
    def short(self) -> str:
        """The last three of its id."""
        return self.id[-3:]

    @property
    def label(self) -> str:
        """The customer, as a text names them."""
        return self.name or "No name"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person whom a text may name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks for, complete."""

    verb: Verb
    lead: str | None = None
    person: str | None = None
    """The partner of `sold`, the taker of `give`, who else is `in` or `out`: a key."""
    at: datetime | None = None
    """The time of an appointment."""
    until: datetime | None = None
    """Until when `in`, `out` or `busy` holds; None: as long as it does without an end."""
    note: str = ""
    phone: str = ""
    """Digits of `add`, with a plus where one was typed."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question back, or why it cannot be: the text of the answer, and the command that waits for the rest."""

    text: str
    waits: Command | None = None
    lost: bool = False
    """Nothing of what was typed was understood."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing is done and nothing answered."""

    why: str


@dataclass(frozen=True, slots=True)
class OptOut:
    """No more texts, in whatever words."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """Texts again."""


Understood = Command | Ask | Silent | OptOut | OptIn


@dataclass(frozen=True, slots=True)
class LastText:
    """Our last text to them."""

    kind: str
    lead: str | None = None
    at: datetime | None = None
    waits: Command | None = None
    """What it asked the rest of."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything around a text that decides what it means."""

    now: datetime
    zone: str
    leads: tuple[Held, ...] = ()
    people: tuple[Someone, ...] = ()
    hours: Hours | None = None
    salesperson: bool = True
    manager: bool = False
    desk: bool = False
    last: LastText | None = None
    day_first: bool = False
    """28/11 rather than 11/28."""
    words: frozenset[str] = field(default_factory=frozenset)
    """Further words that name nobody: makes and models of the leads."""
