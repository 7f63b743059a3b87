"""`text`: a text as if from somebody's mobile, so that the whole conversation works with no provider's account."""

from __future__ import annotations

import uuid
from typing import Annotated

import typer

from uptape.cli.common import WRONG_USE, ConfigOption, fail, opened


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(text)


def text(
    sender: Annotated[str, typer.Argument(metavar="FROM", help="A mobile number, or PERSON: DEALERSHIP/NAME or NAME.")],
    body: Annotated[str, typer.Argument(metavar="TEXT", help="What is typed, such as '3' or 'SOLD OCHOA'.")],
    identity: Annotated[
        str | None, typer.Option("--id", help="The provider's id; the same again does nothing.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Hand in a text as if it came from that mobile. A running daemon sends the answer; it is shown here as well."""
    from uptape.flow.replies import Incoming, receive_text

    with opened(config) as (settings, store):
        number = _number(settings, sender)
        incoming = Incoming(identity or f"cli-{uuid.uuid4().hex}", number, settings.channels.sms.from_number, body)
        answered = receive_text(store, settings.dealerships, incoming)
    said = {
        "silent": "Nothing is done and nothing answered.",
        "unknown": f"Nobody has the number {number}: the text is kept and not answered.",
        "twice": "A text with this id came before: nothing is done.",
    }
    typer.echo(answered.answer or said.get(answered.state, "Done."))


def _number(settings: object, sender: str) -> str:
    from uptape.cli.common import person_of
    from uptape.config.settings import Settings
    from uptape.parsing.fields.phones import phone

    assert isinstance(settings, Settings)
    if any(ch.isdigit() for ch in sender) and not any(ch.isalpha() for ch in sender):
        countries = {dealership.country for dealership in settings.dealerships.values()} or {"US"}
        for country in sorted(countries):
            if (found := phone(sender, country)) is not None:
                return found
        fail(f"{sender} is no phone number.", WRONG_USE)
    dealership, key = person_of(settings, sender)
    person = dealership.people.get(key)
    if person is None or not person.mobile:
        fail(f"{sender} has no mobile in the config.")
    return person.mobile
