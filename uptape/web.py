"""Puts the web port together: hooks, one-tap links, the API, health and figures, on the flow that they ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from fastapi import FastAPI

from uptape.config.settings import Settings
from uptape.console import api, app, links
from uptape.core.dealership import Dealership
from uptape.core.errors import Temporary
from uptape.flow import api as doing
from uptape.flow.calls import press_key
from uptape.flow.links import look, press
from uptape.flow.replies import Incoming, receive_text
from uptape.flow.statuses import Report, take_status
from uptape.intake import hooks
from uptape.store.engine import Store
from uptape.store.records import Asked
from uptape.store.tapes import TapeCache
from uptape.store.tokens import Token
from uptape.wiring import judge


def web_application(
    store: Store, settings: Callable[[], Settings], base: Callable[[], str], link_key: bytes, wake: Callable[[], None],
    take: Callable[[], None], trouble: Callable[[], Sequence[str]], figures: Callable[[], bytes],
    cache: TapeCache | None = None,
) -> FastAPI:  # fmt: skip
    """The web port's application with hooks, links and API.

    `base` is the public address, `wake` is called after something that makes messages, `take` after a lead came in.
    """

    def dealerships() -> Mapping[str, Dealership]:
        return settings().dealerships

    def text(identity: str, number: str, to: str, body: str) -> None:
        _again(lambda: receive_text(store, dealerships(), Incoming(identity, number, to, body), cache))
        wake()

    def status(identity: str, told: str, code: int | None, row: int | None) -> None:
        _again(lambda: take_status(store, dealerships(), Report(identity, told, code, row), judge))
        wake()

    def key(call: str, row: int | None, digit: str) -> str:
        said = _again(lambda: press_key(store, dealerships(), call, row, digit, cache))
        wake()
        return said

    def tokens() -> tuple[str, ...]:
        channels = settings().channels
        found = [
            one.auth_token for one in (channels.sms, channels.voice) if one.provider == "twilio" and one.auth_token
        ]
        return tuple(dict.fromkeys(found))

    def pressed(token: str) -> links.LinkPage:
        page = press(store, dealerships(), link_key, token, cache)
        wake()
        return page

    def take_in(caller: Token, dealership: str, pool: str, raw: bytes, once: str | None) -> doing.Accepted | None:
        accepted = doing.take_in(store, dealerships(), caller, dealership, pool, raw, once)
        take()
        return accepted

    def page(caller: Token, asked: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int | None]:
        return doing.page(store, Asked(caller.dealership, caller.buyer, **asked))

    def report(caller: Token, lead: str, outcome: str, note: str | None, at: datetime | None) -> str | None:
        status = doing.report(store, dealerships(), caller, lead, outcome, note, at)
        wake()
        return status

    doings = api.Doings(
        caller=lambda token: doing.caller_of(store, token),
        take_in=take_in,
        page=page,
        record=lambda caller, lead: doing.record(store, caller, lead),
        report=report,
        most_bytes=lambda: settings().smtp.max_message_size,
    )
    routes = [
        *hooks.routes(hooks.Hooks(base, tokens, text, status, key)),
        *links.routes(lambda token: look(store, dealerships(), link_key, token), pressed),
    ]
    return app.application(trouble, figures, routes, api.router(doings))


TRIES = 3
T = TypeVar("T")


def _again(act: Callable[[], T]) -> T:
    """Does something once more where the database stood in the way: the provider hands in a text only once."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except Temporary:
            continue
    return act()
