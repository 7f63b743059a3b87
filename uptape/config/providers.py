"""Builds the settings of those who carry messages: texts, calls, faxes, mails, and posts to other systems."""

from __future__ import annotations

from email.utils import parseaddr

from uptape.config.contacts import is_email
from uptape.config.service import Service
from uptape.config.service_schema import SmsKeys
from uptape.config.urls import RELAY, is_url
from uptape.core.providers import ChannelSettings, EmailSettings, FaxSettings, HttpSettings, SmsSettings


def channel_settings(service: Service, hostname: str) -> ChannelSettings:
    """The providers of the channels."""
    keys, http = service.keys.alerts, service.keys.delivery.http
    fax = FaxSettings(
        keys.fax.provider,
        keys.fax.from_,
        keys.fax.address or None,
        keys.fax.api_base or None,
        service.secret("alerts", "fax", "auth_token"),
    )
    if fax.provider == "email" and (not fax.address or "{number}" not in fax.address):
        service.notes.error(
            service.place("alerts", "fax"), '"provider: email" needs an address such as "{number}@fax.example"'
        )
    if fax.provider == "http" and not fax.api_base:
        service.notes.error(service.place("alerts", "fax"), '"provider: http" needs an api_base')
    return ChannelSettings(
        sms=_sms(service, "sms", keys.sms),
        voice=_sms(service, "voice", keys.voice),
        fax=fax,
        email=EmailSettings(_relay(service), _sender(service, hostname)),
        http=HttpSettings(tuple(host.lower() for host in http.private_hosts), http.timeout.total_seconds()),
    )


def _sms(service: Service, part: str, keys: SmsKeys) -> SmsSettings:
    node = service.root.get("alerts", part)
    if keys.provider == "twilio":
        for name in ("from", "account_sid", "auth_token"):
            if node is None or not isinstance(node.value, dict) or name not in node.value:
                service.notes.error(service.place("alerts", part), f'"provider: twilio" needs "{name}" in "{part}"')
    return SmsSettings(
        provider=keys.provider,
        from_number=keys.from_,
        account_sid=keys.account_sid or None,
        auth_token=service.secret("alerts", part, "auth_token"),
        api_base=_base(service, part, keys),
    )


def _base(service: Service, part: str, keys: SmsKeys) -> str:
    if not keys.api_base:
        return SmsSettings().api_base
    if not is_url(keys.api_base):
        place = service.place("alerts", part, "api_base")
        service.notes.error(place, f'found "{keys.api_base}", expected a URL such as https://api.twilio.com')
    return keys.api_base.rstrip("/")


def _relay(service: Service) -> str:
    relay = service.keys.alerts.email.relay
    if relay != "console" and not is_url(relay, RELAY):
        service.notes.error(
            service.place("alerts", "email", "relay"),
            'expected "console" or a relay such as smtp://user:${RELAY_PASSWORD}@relay.example:587 (or smtps://)',
        )
    return relay


def _sender(service: Service, hostname: str) -> str:
    sender = service.keys.alerts.email.from_ or f"Up Tape <uptape@{hostname}>"
    if not is_email(parseaddr(sender)[1]):
        service.notes.error(
            service.place("alerts", "email", "from"),
            f'found "{sender}", expected a sender such as Up Tape <uptape@{hostname}>',
        )
    return sender
