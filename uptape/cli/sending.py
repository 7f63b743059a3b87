"""`send`: sends a mail to the running daemon and tells what became of it."""

from __future__ import annotations

import smtplib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uptape.cli.common import NO, WRONG_USE, ConfigOption, clean, fail, opened

if TYPE_CHECKING:
    from uptape.config.settings import Settings
    from uptape.store.engine import Store


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(send)


def send(
    file: Annotated[Path, typer.Argument(help="A mail as a file.")],
    to: Annotated[str, typer.Option(help="The pool's address (see `uptape pools`).")],
    sender: Annotated[str, typer.Option("--from", help="The envelope's sender.")] = "",
    wait: Annotated[float, typer.Option(help="Seconds to wait for what becomes of it.")] = 10.0,
    config: ConfigOption = None,
) -> None:
    """Send a mail to the running daemon and say what became of it."""
    from uptape.lock import running

    try:
        raw = file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}", WRONG_USE)
    with opened(config) as (settings, store):
        host, port = _where(settings, running(settings))
        before = _last_mail(store)
        try:
            raw = raw if raw.endswith(b"\r\n") else raw + b"\r\n"  # as the client sends it
            with smtplib.SMTP(host, port, timeout=15) as client:
                client.sendmail(sender, [to], raw)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            fail(f"{to} was refused: {code} {answer.decode(errors='replace')}", NO)
        except smtplib.SMTPException as error:
            fail(f"The mail was refused: {error}", NO)
        except OSError as error:
            fail(f"Nobody answers at {host}:{port} ({error.strerror or error}): is the daemon running? `make run`", NO)
        for line in _fate(store, settings, raw, before, wait):
            typer.echo(line)


def _where(settings: Settings, ready: dict[str, Any] | None) -> tuple[str, int]:
    if ready and "smtp" in ready:
        host, _, port = str(ready["smtp"]).rpartition(":")
        return host.strip("[]"), int(port)
    listen = settings.smtp.listen[0]
    return listen.host, listen.port


def _last_mail(store: Store) -> int:
    from uptape.store import views

    with store.read() as unit:
        return views.last_mail(unit)


def _fate(store: Store, settings: Settings, raw: bytes, before: int, wait: float) -> list[str]:
    """What became of the mail, in words, once it is decided and its alert was sent, or after `wait` seconds."""
    from uptape.clock import monotonic
    from uptape.store import views

    deadline = monotonic() + wait
    while True:
        with store.read() as unit:
            lines = views.fate(unit, raw, before)
            undecided = not lines or any(line["status"] == "received" for line in lines)
            texts = {} if undecided else {line["lead_id"]: views.alert_text(unit, line["lead_id"]) for line in lines}
        unsent = any(line["status"] == "assigned" and not texts.get(line["lead_id"]) for line in lines)
        if (not undecided and not unsent) or monotonic() > deadline:
            break
        time.sleep(0.05)
    if not lines:
        return ["The daemon accepted the mail, but it is not in this database: is --config that of the daemon?"]
    return [_sentence(line, settings, store, texts.get(line["lead_id"])) for line in lines]


def _sentence(line: dict[str, Any], settings: Settings, store: Store, text: str | None) -> str:
    from uptape.flow.drain import next_chance

    dealership = settings.dealerships.get(line["dealership"] or "")
    name = line["lead_id"] or line["mail_id"]
    status = line["status"]
    if status == "assigned" and dealership is not None:
        person = dealership.people.get(line["assigned_to"]) or dealership.buyers.get(line["assigned_to"])
        return f"{name} → {person.name if person else line['assigned_to']}: {clean(text or 'the text is on its way')}"
    if status == "queued" and dealership is not None:
        chance = next_chance(dealership, line["pool"], store.clock.now())
        until = f" until {chance}" if chance else ""
        return f"{name} waits in the inbox of {dealership.key}/{line['pool']}{until}: {line['why']}"
    if status == "duplicate":
        return f"{name} is a duplicate of {line['duplicate_of']}: {line['why']}"
    if status == "received":
        return f"{name} is stored and not decided yet."
    return f"{name} is in the review box: {line['why']}" if status == "review" else f"{name} is no lead: {line['why']}"
