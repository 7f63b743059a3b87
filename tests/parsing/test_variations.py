"""Claims: kinds of layouts and of other people in a mail, one small mail each; who the customer is, is read from all of them.

The cases stand in `variations/*.txt`: `== name`, the expected values (`none` where there is to be none), an empty line, then the
mail from its headers on.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from uptape.core.leads import Known
from uptape.parsing.output import as_json
from uptape.parsing.reader import read

_LISTS = ("emails", "phones")
_CONTACT = ("full_name", "first_name", "last_name", *_LISTS, "street", "city", "region", "postal_code")


def _told(vehicle: dict[str, object]) -> str:
    """A vehicle in one line: `buy used 2021 Kia Soul S #P101 $18500`."""
    marks = {"stock": "#", "price": "$"}
    keys = ("interest", "status", "year", "make", "model", "trim", "stock", "price")
    return " ".join(f"{marks.get(key, '')}{vehicle[key]}" for key in keys if vehicle.get(key))


def _cases() -> list[tuple[str, dict[str, str], str]]:
    out = []
    for file in sorted((Path(__file__).parent / "variations").glob("*.txt")):
        for case in file.read_text("utf-8").split("\n== ")[1:]:
            name, _, rest = case.partition("\n")
            head, _, mail = rest.partition("\n\n")
            expected = dict(line.split(": ", 1) for line in head.split("\n"))
            out.append((name.strip(), expected, mail))
    return out


_CASES = _cases()


@pytest.mark.parametrize(("expected", "mail"), [case[1:] for case in _CASES], ids=[case[0] for case in _CASES])
def test_the_customer_of_a_small_mail_is_read(expected: dict[str, str], mail: str) -> None:
    headers, _, body = mail.partition("\n\n")
    kind = "text/html" if body.lstrip().startswith("<") else "text/plain"
    raw = f"{headers}\nDate: Tue, 03 Jun 2025 10:00:00 -0500\nContent-Type: {kind}; charset=utf-8\n\n{body}".encode()
    found = as_json(read(raw, Known()), "case.eml")
    wanted: dict[str, object] = {
        key: None if value == "none" else sorted(value.split(", ")) if key in _LISTS else value
        for key, value in expected.items()
    }
    leads = found["leads"]
    if "kind" in wanted:
        assert (found["kind"], leads) == (wanted["kind"], [])
        return
    got: dict[str, object] = dict(leads[0]) if leads else {}
    got |= {key: sorted(got[key]) for key in _LISTS if key in got}  # type: ignore[call-overload]
    if "vehicles" in got:
        got["vehicles"] = " + ".join(_told(vehicle) for vehicle in got["vehicles"])  # type: ignore[union-attr]
    # The whole contact is compared, so that nothing of anybody else slips in; other keys where the case names them.
    keys = [key for key in (*_CONTACT, *wanted) if key in wanted or key not in ("first_name", "last_name")]
    assert {key: got.get(key) for key in keys} == {key: wanted.get(key) for key in keys}


def test_there_are_many_variations() -> None:
    assert len(_CASES) >= 40
