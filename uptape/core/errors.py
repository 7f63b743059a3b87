"""What can go wrong, said so that the reader knows the thing, the place and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file: `dealerships/north.yaml:7:5`. Lines and columns count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def short(self) -> str:
        """`FILE:LINE`, the form that reasons quote."""
        return f"{self.file}:{self.line}"


NOWHERE = Place("", 0)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One mistake or warning in the configuration, with its place."""

    place: Place
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {'warning: ' if self.warning else ''}{self.message}"


class UptapeError(Exception):
    """The root of our own errors. `public` may be told to the outside; the message itself goes to the log only."""

    public = "Something went wrong here. Please try again later."

    def __init__(self, detail: str, *, public: str | None = None) -> None:
        super().__init__(detail)
        if public is not None:
            self.public = public


class Temporary(UptapeError):
    """Trying again later may help: our own trouble, a provider that is down, a lock that was held too long."""


class Permanent(UptapeError):
    """Trying again the same way will never help: a number that does not exist, a message that was refused."""

    public = "This cannot be done."


class Refused(UptapeError):
    """The rules say no to what a person asked for: the lead is gone, the person is unknown. The message tells why."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, public=detail)


class LeaseLost(Temporary):
    """Another worker took this row over because our lease ran out: whatever we found out must not be recorded."""


class ConfigError(UptapeError):
    """The configuration does not load. `complaints` names every mistake with its place."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(str(c) for c in complaints))
        self.complaints = complaints
