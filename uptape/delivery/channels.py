"""The registry of channels: a name in `alerts:`, `deliver:` or `copy_to:` and what makes the way out it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import entry_points

from uptape.clock import Clock, SystemClock
from uptape.core.outbox import Channel
from uptape.core.providers import ChannelSettings
from uptape.delivery.console import ConsoleChannel, Sink

Factory = Callable[[ChannelSettings, Sink, Clock], Channel]


def build(settings: ChannelSettings, console_sink: Sink, clock: Clock | None = None) -> dict[str, Channel]:
    """All channels by name. Raises ValueError for a setting that makes no sense (a relay that is no URL)."""
    clock = clock or SystemClock()
    return {name: factory(settings, console_sink, clock) for name, factory in registered().items()}


@cache
def registered() -> Mapping[str, Factory]:
    """The channels of this package, and those that installed packages bring by the entry point `uptape.channels`."""
    return {**{entry.name: entry.load() for entry in entry_points(group="uptape.channels")}, **CHANNELS}


def _sms(settings: ChannelSettings, sink: Sink, clock: Clock) -> Channel:
    if settings.sms.provider == "console":
        return ConsoleChannel("sms", sink)
    from uptape.delivery.twilio_sms import TwilioSms

    return TwilioSms(settings.sms)


def _email(settings: ChannelSettings, sink: Sink, clock: Clock) -> Channel:
    if settings.email.relay == "console":
        return ConsoleChannel("email", sink)
    from uptape.delivery.email import RelayEmail

    return RelayEmail(settings.email, clock.now)


def _voice(settings: ChannelSettings, sink: Sink, clock: Clock) -> Channel:
    if settings.voice.provider == "console":
        return ConsoleChannel("voice", sink)
    from uptape.delivery.voice import TwilioVoice

    return TwilioVoice(settings.voice)


def _fax(settings: ChannelSettings, sink: Sink, clock: Clock) -> Channel:
    if settings.fax.provider == "http":
        from uptape.delivery.fax import HttpFax

        return HttpFax(settings.fax, settings.http)
    if settings.fax.provider == "console" or settings.email.relay == "console":
        return ConsoleChannel("fax", sink)
    from uptape.delivery.fax import EmailFax

    return EmailFax(settings.fax, settings.email, clock.now)


def _adf(settings: ChannelSettings, sink: Sink, clock: Clock) -> Channel:
    if settings.email.relay == "console":
        return ConsoleChannel("adf", sink)
    from uptape.delivery.adf import AdfEmail

    return AdfEmail(settings.email, clock.now)


def _http(settings: ChannelSettings, sink: Sink, clock: Clock) -> Channel:
    from uptape.delivery.http_post import HttpPost

    return HttpPost(settings.http, clock.now)


def _soap(settings: ChannelSettings, sink: Sink, clock: Clock) -> Channel:
    from uptape.delivery.soap import Soap

    return Soap(settings.http)


def _chat(settings: ChannelSettings, sink: Sink, clock: Clock) -> Channel:
    from uptape.delivery.chat import Chat

    return Chat(settings.http)


CHANNELS: Mapping[str, Factory] = {
    "sms": _sms,
    "email": _email,
    "voice": _voice,
    "fax": _fax,
    "http": _http,
    "soap": _soap,
    "adf": _adf,
    "chat": _chat,
}
