"""A key pressed in a call that read a lead out: 1 takes it, 2 passes."""

from __future__ import annotations

from collections.abc import Mapping

from uptape.core.dealership import Dealership
from uptape.core.reply_types import Command, Verb
from uptape.flow.replies import attempt
from uptape.flow.talking import sender_of, talk_with
from uptape.store import outbox, texts
from uptape.store.engine import Store
from uptape.store.tapes import TapeCache

KEYS: Mapping[str, Verb] = {"1": "take", "2": "pass"}
NOTHING = "Nothing was done. Goodbye."


def press_key(
    store: Store, dealerships: Mapping[str, Dealership], call: str, row: int | None, key: str,
    cache: TapeCache | None = None,
) -> str:  # fmt: skip
    """Does what a key stands for, once for a call; gives back what is said then."""
    verb = KEYS.get(key)
    if verb is None or row is None:
        return NOTHING
    with store.write() as unit:
        now = store.clock.now()
        about = outbox.about(unit, row)
        sender = sender_of(dealerships, about.dealership, about.member, now) if about else None
        if about is None or sender is None or about.lead_id is None or about.channel != "voice":
            return NOTHING
        number = (sender.person.mobile if sender.person else None) or sender.key
        text_id = texts.add(unit, f"{call}:{key}"[:80], "voice", number, "", key, now)
        if text_id is None:
            return "That was done already. Goodbye."
        talk = talk_with(unit, sender, now)
        done = attempt(unit, sender, talk, Command(verb, about.lead_id), f"call:{sender.key}", "voice", cache)
        texts.settle(unit, text_id, "done", verb, sender.dealership.key, sender.key, about.lead_id)
        unit.commit()
    return f"{done.answer} Goodbye."
