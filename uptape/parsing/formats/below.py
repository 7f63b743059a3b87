"""What stands below a label or goes on with a value: single values, addresses, whole paragraphs."""

from __future__ import annotations

import re

from uptape.parsing import linear as re2
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.label_words import label_words
from uptape.parsing.fields.makes import find_make, make_of_model
from uptape.parsing.fields.phones import phone
from uptape.parsing.fields.places import region
from uptape.parsing.fields.vehicle_details import STATUS_ALONE, status_of, vin_of
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import Meaning, section_of, understand
from uptape.parsing.formats.fitting import fitted, said_by
from uptape.parsing.formats.frames import is_footer
from uptape.parsing.formats.inline_labels import bold_labels
from uptape.parsing.formats.labels import bare_line, split_label, split_line
from uptape.parsing.formats.pieces import MARK, Item, Line
from uptape.parsing.formats.prose import is_greeting, is_intro, is_person_shape
from uptape.parsing.stores import is_store_shape


def value_below(lines: list[Line], at: int, meaning: Meaning, label_line: Line) -> tuple[str, int] | None:
    """The value that stands below a label, and the line after it; None where what follows is something else."""
    if meaning.field in {"comments", "summary", "transcript"}:
        if is_intro(label_line.text) and label_line.heading and _announces(lines, at):
            return None
        first = next((line.text for line in lines[at : at + 2] if line.text and not line.cells), "")
        label = bare_line(label_line.text).replace(MARK, "").rstrip(" :")
        if fitted(label, bare_line(first).replace(MARK, ""), meaning) == meaning:
            value, after = talk_below(lines, at, transcript=meaning.field == "transcript")
            return (value, after) if value else None
    if at < len(lines) and not lines[at].text and not lines[at].rule and not lines[at].cells:
        at += 1
    if at >= len(lines):
        return None
    line = lines[at]
    text = bare_line(line.text).replace(MARK, "")
    if not text or line.rule or line.cells or (line.strong and label_line.strong) or len(text) > 200:
        return None
    meaning = fitted(bare_line(label_line.text).replace(MARK, ""), text, meaning)
    if label_line.heading and split_line(line.text):
        return None  # a title above labelled values
    fitting = fits(meaning, text)
    if fitting is False or (meaning.field == "property" and line.heading):
        return None
    labelled = split_label(line.text)
    if labelled and labelled[2].complete and labelled[2].field != "property":
        return None
    if fitting is not True:
        if split_line(line.text):
            return None
        below = understand(text)
        if (
            below.complete
            and below.field not in {"property"}
            and len(label_words(text)) <= 5
            and not (meaning.field == "property" and below.field in {"email", "phone"} and len(label_words(text)) == 1)
        ):
            return None
    after = at + 1
    if meaning.field in {"address", "place"}:
        while (
            after < len(lines)
            and after - at < 4
            and lines[after].text
            and not lines[after].strong
            and not lines[after].cells
            and not split_line(lines[after].text)
            and not understand(bare_line(lines[after].text)).complete
        ):
            if is_footer(lines[after].text) or phones_like(lines[after].text):
                break
            if lines[after].text.strip().lower() != "map it":
                text += "\n" + lines[after].text.strip()
            after += 1
    return text, after


def _announces(lines: list[Line], at: int) -> bool:
    """Whether a sentence of the site goes on below its title: a greeting, or what announces the data."""
    text = next((line.text.replace(MARK, "").strip() for line in lines[at : at + 2] if line.text), "")
    return text.endswith(":") or (is_greeting(text) and len(text) < 60)


def talk_below(lines: list[Line], at: int, *, transcript: bool = False) -> tuple[str, int]:
    """Free words from a line on: to the next label, heading, rule or footer. Paragraphs are kept apart."""
    out: list[str] = []
    while at < len(lines) and len(out) < 400:
        line = lines[at]
        text = line.text.strip().replace(MARK, "")
        if line.rule or line.cells or (line.strong and text and (out or line.heading or understand(text).complete)):
            if line.rule and not out:
                at += 1
                continue
            break
        if not text:
            if out and out[-1]:
                out.append("")
            at += 1
            continue
        if (
            not out
            and not transcript
            and section_of(text) in {"store", "customer", "vehicle", "trade", "co", "employer"}
            and len(text.split()) <= 4
            and not text.endswith((".", "!", "?"))
        ):
            break  # the title of what follows
        if not transcript and _is_label_above(lines, at, surely=bool(out)):
            break  # a title above labels that stand above their values, or the next of these labels
        if not transcript:
            if out and not out[-1] and (is_footer(text) or len(bold_labels(line.text)) > 1):
                break
            pair = split_label(line.text)
            if (
                pair
                and (pair[2].complete or (out and not out[-1]))
                and not (pair[2].field in {"property", "vehicle"} and len(pair[1].split()) > 8)
            ):
                break
            if (
                out
                and not out[-1]
                and (understand(text).complete or (section_of(text) and text.isupper()))
                and len(label_words(text)) <= 5
            ):
                break
            if is_footer(text) and out:
                break
        elif line.heading or (out and not out[-1] and "://" in text and is_footer(text)):
            break
        if out and line.links and not transcript and len(text.split()) <= 4 and text[-1:].isalpha():
            break  # a button
        out.append(text)
        at += 1
    while out and not out[-1]:
        out.pop()
    return "\n".join(out), at


_SURE = frozenset(("name", "first_name", "last_name", "email", "phone", "postal_code", "city", "vin", "stock"))


def _is_label_above(lines: list[Line], at: int, *, surely: bool) -> bool:
    """Whether a line is nothing but the label of a form, with its value on the next line: `Name` above `Ann Lee`.

    `surely`: what stands above are somebody's words, so that the value must be one of its kind without doubt.
    """
    text = bare_line(lines[at].text).replace(MARK, "").rstrip(" :*")
    if len(text.split()) > 3 or at + 1 >= len(lines) or not lines[at + 1].text:
        return False
    meaning = understand(text)
    if not meaning.complete or not (surely or meaning.field in _SURE):
        return False
    fitting = fits(meaning, bare_line(lines[at + 1].text).replace(MARK, ""))
    return fitting is True if surely else fitting is not False


def continued(lines: list[Line], at: int, items: list[Item], indent: int) -> int:
    """Append the lines below that go on with the last value."""
    last = items[-1]
    is_talk = last.meaning.field in {"comments", "summary"}
    added: list[str] = []
    start = at
    if re2.fullmatch(r"https?://\S+", last.text.strip()):
        return at  # nothing goes on with a link
    while at < len(lines) and at - start < 60:
        line = lines[at]
        text = line.text.strip().replace(MARK, "")
        if line.rule or line.cells or line.strong:
            break
        if not text:
            following = next((later.text for later in lines[at + 1 : at + 2] if later.text), "")
            if not (
                is_talk
                and following
                and _is_prose(following)
                and not split_line(following)
                and not is_footer(following)
            ):
                break
            added.append("")
            at += 1
            continue
        own = len(line.text) - len(line.text.lstrip())
        pair = split_label(line.text)
        of_person = last.meaning.field in {"person", "name"} and own > indent + 3
        if (
            pair
            and not of_person
            and (
                not is_talk
                or (pair[2].complete and pair[2].field != "property")
                or (len(label_words(pair[0])) <= 3 and not pair[1].endswith((".", "!", "?")))
            )
        ):
            break
        if is_talk:
            if is_footer(text) or (
                understand(text).complete and len(label_words(text)) <= 4 and not text.endswith((".", "!", "?"))
            ):
                break
        elif last.meaning.field in {"address", "place"}:
            if (not _is_city_line(text) and own <= indent) or split_address(last.text).postal_code:
                break
        elif own <= indent + 3 or last.meaning.field not in {"property", "vehicle", "person", "name"}:
            break
        added.append(text)
        at += 1
    while added and not added[-1]:
        added.pop()
        at -= 1
    if added:
        glue = "\n"
        items[-1] = Item(
            "pair", glue.join([last.text, *added]), last.label, last.meaning, links=last.links, indent=last.indent
        )
    return at


def lone_label(text: str, line: Line, strong_count: int) -> Meaning | None:
    """The meaning of a line that is nothing but a label, or None."""
    if not text or len(text) > 110 or text.endswith(("!", ",")) or "@" in text:
        return None
    if (found := STATUS_ALONE.match(text)) and found.group(1) == text.strip():
        return None  # “D'occasion” above the vehicle
    if text.endswith(".") and len(text.split()) > 3:
        return None
    meaning = understand(text)
    words = label_words(text)
    if meaning.complete and len(words) <= 9 and not (text[0].islower() and len(words) > 3):
        return meaning
    if said_by(text):
        return Meaning("comments", "customer", True)
    if len(words) > 1 and is_person_shape(text):
        return None
    if line.strong and strong_count >= 3 and len(words) <= 14:
        return meaning
    return None


def fits(meaning: Meaning, text: str) -> bool | None:
    """Whether a text can be the value of such a label: True surely, False surely not, None perhaps."""
    what = meaning.field
    if text[:1] in "([" and is_footer(text[1:]):
        return False  # a remark of the site: “(Please do not reply)”
    if what in {"phone", "caller", "fax"}:
        return phone(text) is not None or ("*" in text) or None if any(map(str.isdigit, text)) else False
    if what == "email":
        return bool(emails(text))
    if what == "vin":
        return vin_of(text) is not None
    if what == "lead_id" and phones_like(text):
        return False
    if what in {"year", "postal_code", "price", "mileage", "requested_at", "date", "time", "lead_id", "stock"}:
        return bool(any(map(str.isdigit, text)) and len(text) < 60)
    if what == "vehicle":
        found = split_vehicle(text)
        is_code = re2.fullmatch(r"[A-Z]{0,4}-?\d[A-Z0-9-]{1,12}", text) is not None
        return True if (found is not None and found.sure and found.vehicle.year) or is_code else None
    if what == "person" and is_person_shape(text) and " " in text:
        return True
    if what == "location":
        place = split_address(text)
        return True if is_store_shape(text) or (place.city and place.region) else None
    if what == "make":
        return True if find_make(text) else None
    if what in {"model", "trim"}:
        return True if make_of_model(text) or any(map(str.isdigit, text)) else None
    if what in {"condition", "lead_type"}:
        return True if status_of(text) else None
    if what == "region":
        return True if region(text) else None
    if what == "person" and meaning.whose == "employer":
        return None  # with whatever reaches them
    if what in {"name", "first_name", "last_name", "person", "posted_by"}:
        return None if not any(map(str.isdigit, text)) and len(text.split()) <= 6 else False
    return None


def phones_like(text: str) -> bool:
    """True for a line with a telephone number or an e-mail address in it."""
    return "@" in text or bool(re2.search(r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}", text))


def links_of(lines: list[Line]) -> tuple[str, ...]:
    return tuple(link for line in lines for link in line.links)


def _is_prose(text: str) -> bool:
    return len(text.split()) >= 4


def _is_city_line(text: str) -> bool:
    return bool(re.search(r"[A-Za-z.'’ -]{2,40},?\s+[A-Z]{2}\.?,?\s+(?:\d{5}|[A-Z]\d[A-Z])", text[:120]))
