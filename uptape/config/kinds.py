"""The kinds of values that keys of the configuration take, each with its check and its JSON Schema."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from uptape.config import shapes
from uptape.config.durations import parse_duration, parse_listen, parse_size

MOST = 10**9
"""No count is higher: it must fit a database column."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("expected text")  # noqa: TRY004  # pydantic turns ValueError into a complaint
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError("found a line break or a control character in a text")
    return value.strip()


def _duration(value: object) -> timedelta:
    duration = parse_duration(value)
    if not duration:
        raise ValueError(f'found "{value}", expected more than nothing')
    return duration


def _count(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(f"found {str(value).lower()}, expected a number")  # noqa: TRY004  # as above
    return value


def _copies(value: object) -> object:
    if value == "all" or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
        return value
    raise ValueError(f'found "{value}", expected a number from 1 on, or all')


def _many(value: object) -> object:
    return [] if value is None or value == "" else value if isinstance(value, list) else [value]


def _date(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f'found "{value}", expected a date such as 2026-10-31') from error


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[list[Text], BeforeValidator(_many), WithJsonSchema(shapes.ONE_OR_MANY)]
Duration = Annotated[timedelta, BeforeValidator(_duration), WithJsonSchema(shapes.DURATION)]
DurationOrNone = Annotated[timedelta, BeforeValidator(parse_duration), WithJsonSchema(shapes.DURATION)]
Size = Annotated[int, BeforeValidator(parse_size), WithJsonSchema(shapes.SIZE)]
Listen = Annotated[tuple[str, int], BeforeValidator(parse_listen), WithJsonSchema(shapes.LISTEN)]
Listens = Annotated[list[Listen], BeforeValidator(_many), WithJsonSchema(shapes.LISTENS)]
Count = Annotated[int, BeforeValidator(_count), Field(ge=0, le=MOST)]
Positive = Annotated[int, BeforeValidator(_count), Field(ge=1, le=MOST)]
Money = Annotated[float, BeforeValidator(_count), Field(ge=0)]
Copies = Annotated[Any, BeforeValidator(_copies), WithJsonSchema(shapes.COPIES)]
Day = Annotated[date, BeforeValidator(_date), WithJsonSchema(shapes.DATE)]

# Read elsewhere, with the place of every part.
Secret = Annotated[Any, WithJsonSchema(shapes.SECRET)]
Hours = Annotated[Any, WithJsonSchema(shapes.HOURS)]
Days = Annotated[Any, WithJsonSchema(shapes.DAYS)]
Dates = Annotated[Any, WithJsonSchema(shapes.DATES)]
Away = Annotated[Any, WithJsonSchema(shapes.AWAY)]
Rules = Annotated[Any, WithJsonSchema(shapes.RULES)]
Ways = Annotated[Any, WithJsonSchema(shapes.WAYS)]
Tiers = Annotated[Any, WithJsonSchema(shapes.TIERS)]
Span = Annotated[Any, WithJsonSchema(shapes.SPAN)]

PresenceWord = Literal["hours", "check-in"]


class Keys(BaseModel):
    """What all parts share: a key that is not named here is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, data: Any) -> Any:
        """A key that stands there without a value counts as left out, as long as it is a known one."""
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}
