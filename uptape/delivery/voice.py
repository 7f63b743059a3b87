"""Calls by Twilio that read a lead out; whoever is called presses 1 to take it."""

from __future__ import annotations

from xml.sax.saxutils import escape

from twilio.twiml.voice_response import Gather, VoiceResponse  # type: ignore[import-untyped]

from uptape.core.outbox import Declined, OutboxEntry, Outcome, Sent, Text
from uptape.core.providers import SmsSettings
from uptape.delivery import twilio_http
from uptape.delivery.twilio_sms import E164

MOST_TWIML = 4000
"""Characters of the instructions for a call; Twilio refuses more."""


class TwilioVoice:
    """The channel `voice`. The provider id of a call is what the web hook names when a key is pressed."""

    name = "voice"

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings
        self._client, self._http = twilio_http.client(settings)

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Places one call."""
        if not E164.fullmatch(entry.to):
            return Declined(f"{entry.to!r} is no phone number in the form +13105550142")
        wanted = {"to": entry.to, "from_": self._settings.from_number, "twiml": self.spoken(entry, text)}
        if self._settings.status_callback:
            wanted["status_callback"] = f"{self._settings.status_callback}?row={entry.id}"
        try:
            call = self._client.calls.create(**wanted)
        except Exception as error:
            return twilio_http.outcome(error, self._http)
        return Sent(call.sid)

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """Calls do not tell what they said, so none can be recognised; a second call is better than none."""
        return None

    def spoken(self, entry: OutboxEntry, text: Text) -> str:
        """The instructions for the call: said twice, the key asked for where the message hands somebody a lead.

        What makes them too long is left out at the end of the words.
        """
        room = (MOST_TWIML - len(self._instructions(entry, ""))) // 2
        return self._instructions(entry, _cut(text.body, room))

    def _instructions(self, entry: OutboxEntry, words: str) -> str:
        response = VoiceResponse()
        hands = entry.kind in {"assigned", "offer"} and self._settings.action_url
        for _ in range(2):
            if hands:
                action = f"{self._settings.action_url}?row={entry.id}"
                gather = Gather(num_digits=1, action=action, method="POST", timeout=5)
                gather.say(f"{words} Press 1 to take it{', 2 to pass' if entry.kind == 'offer' else ''}.")
                response.append(gather)
            else:
                response.say(words)
            response.pause(length=1)
        return str(response)


def _cut(words: str, room: int) -> str:
    """As much of `words` from the start as needs at most `room` characters in XML."""
    if len(escape(words)) <= room:
        return words
    kept, size = 0, 0
    for letter in words:
        size += len(escape(letter))
        if size > room:
            break
        kept += 1
    return words[:kept]
