"""Drafts a source definition from sample mails of one site, for an admin to finish (`uptape parsers new`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from uptape.core.leads import Known, LeadDraft, Reading
from uptape.parsing.document import MailDocument
from uptape.parsing.fields.emails import email
from uptape.parsing.fields.people_names import name
from uptape.parsing.fields.texts import one_line
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.mime import take_apart
from uptape.parsing.reader import read

_LABEL = re.compile(r"\W{0,4}([A-Za-zÀ-ÿ][\wÀ-ÿ /#'().&-]{0,40}?)\s{0,4}[:=|]\s{0,20}(\S.{0,300})\Z")
_DISPLAY = re.compile(r"\s*\"?([^\"<]{2,80}?)\"?\s*<")


@dataclass(frozen=True, slots=True)
class _Sample:
    document: MailDocument
    reading: Reading
    labels: tuple[tuple[str, str], ...]


def draft(mails: Sequence[bytes]) -> str:
    """A definition as YAML: how the site's mails are recognised, and which label holds which field, as far as it shows.

    What the general reader found is explained by the labels of the mails; labels that nothing was read from stand in
    a comment. Raises ValueError without mails.
    """
    if not mails:
        raise ValueError("no sample mails were given")
    samples = [_sample(raw) for raw in mails]
    lines = [
        f"# Drafted from {len(samples)} mail{'s' if len(samples) > 1 else ''}: check every line, then add samples."
    ]
    lines.append(f"source: {_quoted(_source(samples))}")
    lines.append("class: third-party          # or oem, own")
    lines.append("match:")
    lines.append(f"  from: {_quoted(_sender(samples))}")
    subject = _common_subject([sample.document.header("subject") for sample in samples])
    if subject:
        lines.append(f"  subject: {_quoted(subject)}")
    if all(_has_adf(sample.document) for sample in samples):
        lines.append("  shape: adf")
        return "\n".join(lines) + "\n"
    found, unused = _explained(samples)
    guessed = _guessed(samples, unused)
    unused = [label for label in unused if label not in {label for _, label in guessed}]
    if found or guessed:
        lines.append("fields:")
        lines.extend(f"  {field}: [{', '.join(map(_quoted, labels))}]" for field, labels in found)
        lines.extend(f"  {field}: [{_quoted(label)}]          # guessed from its values" for field, label in guessed)
    if unused:
        lines.append("# Labels that nothing was read from:")
        lines.extend(f"#   property.{_snake(label)}: [{_quoted(label)}]" for label in unused)
    return "\n".join(lines) + "\n"


def _sample(raw: bytes) -> _Sample:
    reading = read(raw, Known())
    labels = []
    for line in reading.text.split("\n"):
        found = _LABEL.match(line.strip())
        if found and "//" not in found.group(1):
            labels.append((found.group(1).strip(), found.group(2).strip()))
    return _Sample(take_apart(raw), reading, tuple(labels[:200]))


def _source(samples: list[_Sample]) -> str:
    """The name that the mails give themselves most often: what was read, else the display name, else the domain."""
    names = Counter(lead.source for sample in samples for lead in sample.reading.leads if lead.source)
    if names:
        return names.most_common(1)[0][0]
    for sample in samples:
        found = _DISPLAY.match(sample.document.header("from"))
        if found:
            return one_line(found.group(1))
    return _sender(samples).lstrip("@").split(".")[0].title()


def _sender(samples: list[_Sample]) -> str:
    """The one address of all mails, or the domain that they share."""
    senders = {email(sample.document.header("from")) or "" for sample in samples}
    if len(senders) == 1 and "" not in senders:
        (one,) = senders
        local, _, domain = one.partition("@")
        # An address with digits is one of many, made for a thread.
        return one if not re.search(r"\d{3}|[0-9a-f]{8}", local) else f"@{domain}"
    domains = [sender.rpartition("@")[2].split(".") for sender in senders if sender]
    shared: list[str] = []
    for parts in zip(*(reversed(domain) for domain in domains), strict=False):
        if len(set(parts)) > 1:
            break
        shared.insert(0, parts[0])
    return "@" + ".".join(shared) if len(shared) > 1 else "@example.com"


def _common_subject(subjects: list[str]) -> str:
    """The longest beginning that all subjects share, cut at a word; empty where it is too short to mean something."""
    if len(subjects) < 2:
        return ""
    shortest = min(subjects, key=len)
    length = next((n for n in range(len(shortest)) if len({s[n] for s in subjects}) > 1), len(shortest))
    common = shortest[:length]
    if length < len(shortest) and not common.endswith(" "):
        common = common.rpartition(" ")[0]
    return common.strip() if len(common.strip()) >= 6 else ""


def _has_adf(document: MailDocument) -> bool:
    return any("prospect" in part.text.lower() and "customer" in part.text.lower() for part in document.parts)


def _explained(samples: list[_Sample]) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Which labels hold which field, by the values that were read; and the labels that no value explains."""
    by_field: dict[str, Counter[str]] = {}
    seen: Counter[str] = Counter()
    used: set[str] = set()
    for sample in samples:
        seen.update({label for label, _ in sample.labels})
        for lead in sample.reading.leads[:1]:
            for field, value in _values(lead):
                for label, text in sample.labels:
                    if _holds(text, value):
                        by_field.setdefault(field, Counter())[label] += 1
                        used.add(label)
                        break
    found = [(field, [label for label, _ in labels.most_common(3)]) for field, labels in by_field.items()]
    unused = [label for label, count in seen.most_common(30) if label not in used and 2 * count >= len(samples)]
    return found, unused


def _guessed(samples: list[_Sample], unused: list[str]) -> list[tuple[str, str]]:
    """Fields that were read from no sample, and the label whose values look like them in every sample."""
    leads = [lead for sample in samples for lead in sample.reading.leads[:1]]
    looks: list[tuple[str, bool, Callable[[str], bool]]] = [
        ("customer.full_name", any(lead.customer.full_name for lead in leads), _looks_like_a_name),
        ("vehicle.title", any(lead.wanted for lead in leads), _looks_like_a_vehicle),
        ("comments", any(lead.comments for lead in leads), lambda text: len(text.split()) >= 4),
    ]
    found: list[tuple[str, str]] = []
    for field, was_read, fits in looks:
        taken = {label for _, label in found}
        for label in [] if was_read else unused:
            values = [text for sample in samples for other, text in sample.labels if other == label]
            if (
                label not in taken
                and not understand(label).complete
                and len(values) >= len(samples)
                and all(map(fits, values))
            ):
                found.append((field, label))
                break
    return found


def _looks_like_a_name(text: str) -> bool:
    who = name(text)
    return (
        bool(who.first and who.last)
        and 2 <= len(text.split()) <= 4
        and not re.search(r"\d", text)
        and text[:1].isupper()
    )


def _looks_like_a_vehicle(text: str) -> bool:
    told = split_vehicle(text, labelled=True)
    return told is not None and bool(told.vehicle.make and told.vehicle.model)


def key_of(definition: str) -> str:
    """The name of a drafted definition's file, without `.yaml`: its source's, in small letters and dashes."""
    found = re.search(r"(?m)^source: '?(.+?)'?$", definition)
    plain = re.sub(r"[^a-z0-9]+", "-", (found.group(1) if found else "").lower()).strip("-")
    return plain[:60] or "site"


def _values(lead: LeadDraft) -> Iterator[tuple[str, str]]:
    """Each field that was read, with its value as text."""
    customer = lead.customer
    for key in ("full_name", "first_name", "last_name", "street", "city", "postal_code"):
        value = getattr(customer, key)
        if value:
            yield f"customer.{key}", value
    yield from (("customer.emails", address) for address in customer.emails[:1])
    yield from (("customer.phones", number) for number in customer.phones[:1])
    for group, vehicle in (("vehicle", lead.wanted), ("trade_in", next((v for v in lead.vehicles if v.is_own), None))):
        if vehicle is not None and vehicle.year and vehicle.make:
            yield f"{group}.title", vehicle.title
        for key in ("stock", "vin", "price", "year", "make", "model"):
            value = getattr(vehicle, key, None)
            if value:
                yield f"{group}.{key}", str(int(value)) if isinstance(value, float) else str(value)
    for key in ("provider_lead_id", "location", "posted_by", "comments"):
        value = getattr(lead, key)
        if value:
            yield key, value


def _holds(text: str, value: str) -> bool:
    """True where a label's text is the value, but for how it is written."""
    if value.startswith("+"):
        return re.sub(r"\D", "", text)[-10:] == value[-10:]
    one, other = _letters(text), _letters(value)
    return bool(other) and (one == other or (len(other) > 12 and one.startswith(other[:40])))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower().removesuffix(".00") if letter.isalnum())


def _quoted(text: str) -> str:
    """A text as YAML takes it: quoted, unless nothing in it could be taken for anything else."""
    if re.fullmatch(r"[A-Za-z][A-Za-z _-]*[A-Za-z]", text) and text.lower() not in (
        "yes",
        "no",
        "true",
        "false",
        "null",
        "on",
        "off",
    ):
        return text
    return "'" + text.replace("'", "''") + "'"


def _snake(label: str) -> str:
    return re.sub(r"\W+", "_", label.lower()).strip("_") or "value"
