"""The web port on a floor whose clock stands still: a client, and what Twilio would send, signed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from twilio.request_validator import RequestValidator

from tests.flow.test_replies import Floor
from uptape.config.load import load
from uptape.config.settings import Settings
from uptape.core.outbox import OutboxEntry, Text
from uptape.core.providers import ChannelSettings, SmsSettings
from uptape.store.keys import key
from uptape.web import web_application
from uptape.wiring import Sending

BASE = "https://up.sunset.example"
TOKEN = "0123456789abcdef"
SERVICE = "smtp: {hostname: leads.sunset.example}\nweb: {public_url: 'https://up.sunset.example'}\ndealerships: []\n"


class Client:
    """An HTTP client that speaks to the application without a socket."""

    def __init__(self, app: Any) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def request(self, method: str, path: str, **values: Any) -> httpx.Response:
        """One request."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url=BASE) as client:
                return await client.request(method, path, **values)

        return asyncio.run(ask())

    def get(self, path: str, **values: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", path, **values)

    def head(self, path: str, **values: Any) -> httpx.Response:
        """HEAD."""
        return self.request("HEAD", path, **values)

    def post(self, path: str, **values: Any) -> httpx.Response:
        """POST."""
        return self.request("POST", path, **values)


class Web:
    """The web port of a floor."""

    def __init__(self, floor: Floor, folder: Path) -> None:
        self.floor = floor
        (folder / "uptape.yaml").write_text(SERVICE)
        self.settings: Settings = replace(
            load(folder / "uptape.yaml", {}),
            dealerships=floor.dealerships,
            channels=ChannelSettings(sms=SmsSettings("twilio", "+13105550100", "AC1", TOKEN)),
        )
        self.key = key(floor.store, "links")
        self.woken: list[str] = []
        self.app = web_application(
            floor.store, lambda: self.settings, lambda: BASE, self.key, lambda: self.woken.append("send"),
            lambda: self.woken.append("decide"), list, lambda: b"",
        )  # fmt: skip
        self.client = Client(self.app)
        sending = Sending(replace(self.settings, channels=ChannelSettings()), _shown_nowhere, self.key, BASE)
        self.mails: list[tuple[OutboxEntry, Text]] = []

        def render(entry: OutboxEntry) -> Text:
            text = sending.render(entry)
            self.mails.append((entry, text))
            return text

        floor.text = render  # type: ignore[method-assign,assignment]

    def twilio(self, path: str, form: Mapping[str, str], signature: str | None = None) -> Any:
        """What Twilio posts, signed unless a signature is given."""
        signed = RequestValidator(TOKEN).compute_signature(f"{BASE}{path}", dict(form))
        body = urlencode(form)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers["X-Twilio-Signature"] = signed if signature is None else signature
        answer = self.client.post(path, content=body, headers=headers)
        self.floor.settle()
        return answer

    def links(self, person: str, kind: str) -> dict[str, str]:
        """The links of the latest mail of a kind to somebody, by their button."""
        import re

        for entry, text in reversed(self.mails):
            if entry.facts.member == person and entry.kind == kind and entry.channel == "email":
                found = re.findall(r"^(.+): (https://\S+/t/\S+)$", text.body, re.MULTILINE)
                return {label: address.removeprefix(BASE) for label, address in found}
        raise AssertionError(f"no mail {kind} to {person}")


def _shown_nowhere(_entry: OutboxEntry, _text: Text, _provider_id: str) -> None:
    """Shows nothing."""
