"""The API: leads in durably and once, leads out page by page, feedback; each caller sees its own and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.console.kit import Web
from tests.flow.builders import buyer, dealership, lead, mail, person
from tests.flow.test_replies import Floor, arrive, floor, holds
from uptape.clock import FixedClock
from uptape.core.leads import Known
from uptape.flow.tokens import make
from uptape.parsing.reader import read
from uptape.store.engine import Store

JSON = {
    "id": "X-1", "source": "CarBarn", "name": "Maria Ochoa", "emails": ["maria@mail.example"], "phones": ["310-555-0142"],
    "comments": "Is it <still> there? & more", "vehicles": [{"status": "used", "year": 2021, "make": "Ford", "model": "F-150", "price": 38900}],
}  # fmt: skip


@pytest.fixture
def web(store: Store, clock: FixedClock, tmp_path: Path) -> Web:
    return Web(floor(store, clock), tmp_path)


def bearer(web: Web, *scopes: str, buyer_key: str | None = None, house: str = "sunset") -> dict[str, str]:
    """The header of a new token."""
    token = make(web.floor.store, web.floor.dealerships[house], buyer_key, "crm", scopes)
    return {"Authorization": f"Bearer {token}"}


def raw_of(web: Web) -> list[bytes]:
    """The bytes of each mail, in order."""
    from sqlalchemy import select

    from uptape.store.tables import mails, raws

    with web.floor.store.read() as unit:
        statement = select(raws.c.body).join(mails, mails.c.raw_id == raws.c.id).order_by(mails.c.seq)
        return [bytes(body) for body in unit.connection.execute(statement).scalars()]


PATH = "/api/v1/pools/sunset/main/leads"


def test_a_lead_by_json_a_form_and_adf_is_read_alike(web: Web) -> None:
    auth = bearer(web)
    adf = """<?adf version="1.0"?><adf><prospect><vehicle><year>2021</year><make>Ford</make><model>F-150</model></vehicle>
    <customer><contact><name part="full">Maria Ochoa</name><email>maria@mail.example</email></contact></customer></prospect></adf>"""
    form = {
        "name": "Maria Ochoa",
        "email": "maria@mail.example",
        "vehicle_year": "2021",
        "vehicle_make": "Ford",
        "vehicle_model": "F-150",
    }
    answers = [
        web.client.post(PATH, json=JSON, headers=auth),
        web.client.post(PATH, data=form, headers=auth),
        web.client.post(PATH, content=adf, headers={**auth, "Content-Type": "application/xml"}),
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len({answer.json()["mail_id"] for answer in answers}) == 3
    assert web.woken == ["decide"] * 3
    for raw in raw_of(web):
        reading = read(raw, Known(country="US", timezone="America/Los_Angeles"), ())
        (draft,) = reading.leads
        assert (draft.customer.full_name, draft.customer.emails) == ("Maria Ochoa", ("maria@mail.example",))
        assert draft.wanted is not None
        assert (draft.wanted.year, draft.wanted.make, draft.wanted.model) == (2021, "Ford", "F-150")
    (draft,) = read(raw_of(web)[0], Known(), ()).leads
    assert (draft.provider_lead_id, draft.source, draft.customer.phones) == ("X-1", "CarBarn", ("+13105550142",))
    assert (draft.comments, draft.wanted.price if draft.wanted else 0) == ("Is it <still> there? & more", 38900)


def test_the_same_idempotency_key_is_one_lead(web: Web) -> None:
    auth = {**bearer(web), "Idempotency-Key": "order-7"}
    first, second = (web.client.post(PATH, json=JSON, headers=auth).json() for _ in range(2))
    assert first["mail_id"] == second["mail_id"]
    assert (first["status"], second["status"]) == ("received", "duplicate")
    assert len(raw_of(web)) == 1


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [("{}", "application/pdf", 415), ("", "application/json", 400), ("{", "application/json", 400), ("7", "application/json", 400),
     ("no adf", "application/xml", 400)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_not_stored(web: Web, body: str, kind: str, code: int) -> None:
    answer = web.client.post(PATH, content=body, headers={**bearer(web), "Content-Type": kind})
    assert answer.status_code == code
    assert raw_of(web) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"name": "Pat Doe", "phone": "310-555-0142", "vehicle": "2021 Ford F-150"}', "application/json"),
        ('{"customer": {"name": "Pat Doe", "phones": ["+13105550142"]}, "vehicle": {"year": 2021, "make": "Ford",'
         ' "model": "F-150"}}', "application/json"),
        ('{"contact": {"firstName": "Pat", "lastName": "Doe", "phoneNumber": "3105550142"},'
         ' "vehicles": [{"year": "2021", "make": "Ford", "model": "F-150", "colour": "red"}]}', "application/json"),
        ("your-name=Pat+Doe&tel=310-555-0142&vehicle=2021+Ford+F-150", "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_a_lead_with_other_keys_than_ours_is_taken_and_read(web: Web, body: str, kind: str) -> None:
    assert web.client.post(PATH, content=body, headers={**bearer(web), "Content-Type": kind}).status_code == 202
    (draft,) = read(raw_of(web)[0], Known(country="US", timezone="America/Los_Angeles"), ()).leads
    assert (draft.customer.full_name, draft.customer.phones) == ("Pat Doe", ("+13105550142",))
    assert draft.wanted is not None
    assert (draft.wanted.year, draft.wanted.make, draft.wanted.model) == (2021, "Ford", "F-150")


def test_who_may_not_is_told_so_and_nobody_learns_of_others(web: Web) -> None:
    assert web.client.get("/api/v1/leads").status_code == 401
    assert web.client.get("/api/v1/leads", headers={"Authorization": "Bearer upt_x"}).status_code == 401
    reading = bearer(web, "leads:read")
    assert web.client.post(PATH, json=JSON, headers=reading).status_code == 403
    for path in ("/api/v1/pools/sunset/other/leads", "/api/v1/pools/north/main/leads"):
        assert web.client.post(path, json=JSON, headers=bearer(web)).status_code == 404
    assert web.client.get("/api/v1/leads/L-222222", headers=reading).status_code == 404


def test_a_body_over_the_limit_is_refused(web: Web) -> None:
    web.settings = replace(web.settings, smtp=replace(web.settings.smtp, max_message_size=1000))
    assert web.client.post(PATH, json={**JSON, "comments": "x" * 2000}, headers=bearer(web)).status_code == 413


def test_leads_come_page_by_page_and_filtered(web: Web) -> None:
    arrive(web.floor, *[f"Pat No{number}" for number in range(5)])
    auth = bearer(web)
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        page = web.client.get(f"/api/v1/leads?limit=2&after={after}", headers=auth).json()
        assert {tuple(one["takers"]) for one in page["leads"]} <= {("ana",), ("bob",), ("cy",)}
        assert all(one["customer"]["name"] == one["lead"]["customer"]["full_name"] for one in page["leads"])
        seen += [one["lead"]["customer"]["full_name"] for one in page["leads"]]
        after = page["next"]
    assert seen == [f"Pat No{number}" for number in range(5)]

    def count(query: str) -> int:
        return len(web.client.get(f"/api/v1/leads?{query}", headers=auth).json()["leads"])

    assert count("assigned_to=ana") == 2
    assert (count("status=assigned"), count("status=sold"), count("pool=main"), count("source=CarBarn")) == (5, 0, 5, 5)
    assert (count("since=2026-11-23T18:00:00Z"), count("until=2026-11-23T18:00:00Z")) == (5, 0)
    assert web.client.get("/api/v1/leads?limit=0", headers=auth).status_code == 422


def test_one_record_a_lead_with_times_authors_and_deliveries(web: Web) -> None:
    arrive(web.floor, "Maria Ochoa")
    identity = web.floor.record()["id"]
    web.floor.texts("ana", "3 left vm")
    found = web.client.get(f"/api/v1/leads/{identity.lower()}", headers=bearer(web)).json()
    assert found["lead_id"] == identity
    assert found["first_attempt_at"] == "2026-11-23T18:00:00Z"
    assert found["first_contact_at"] is None
    assert found["events"] == [
        {
            "event": "attempted",
            "at": "2026-11-23T18:00:00Z",
            "by": "text:ana",
            "via": "text",
            "note": "left vm",
            "partner": None,
        }
    ]
    assert {one["kind"] for one in found["messages"]} == {"assigned", "answer"}
    assert found["takers"] == ["ana"]


def test_feedback_sets_the_status_once_with_its_author(web: Web) -> None:
    arrive(web.floor, "Maria Ochoa")
    path = f"/api/v1/leads/{web.floor.record()['id']}/feedback"
    auth = bearer(web)
    body: dict[str, Any] = {"outcome": "appointment", "note": "test drive", "at": "2026-11-28T14:00:00-08:00"}
    assert web.client.post(path, json=body, headers=auth).json()["status"] == "appointment"
    assert web.floor.record()["appointment_at"].isoformat() == "2026-11-28T22:00:00+00:00"
    assert web.client.post(path, json={"outcome": "sold"}, headers=auth).json()["status"] == "sold"
    assert [event[0] for event in web.floor.events()] == ["appointment", "sold"]
    assert web.floor.events()[0][1] == "api:crm"
    for wrong in (
        {"outcome": "won"},
        {"outcome": "sold", "x": 1},
        {"outcome": "sold", "at": "2026-11-28T14:00:00"},
        {},
    ):
        assert web.client.post(path, json=wrong, headers=auth).status_code == 422
    assert web.client.post(path, json={"outcome": "sold"}, headers=bearer(web, "leads:read")).status_code == 403
    assert web.client.post("/api/v1/leads/L-222222/feedback", json={"outcome": "sold"}, headers=auth).status_code == 404
    holds(web.floor)


def test_feedback_on_a_lead_that_nobody_has_is_a_conflict(web: Web) -> None:
    for who in ("ana", "bob", "cy"):
        web.floor.texts(who, "out")
    arrive(web.floor, "Maria Ochoa")
    path = f"/api/v1/leads/{web.floor.record()['id']}/feedback"
    answer = web.client.post(path, json={"outcome": "sold"}, headers=bearer(web))
    assert (answer.status_code, "nobody has it yet" in answer.json()["detail"]) == (409, True)


def test_a_buyers_token_sees_its_own_leads_only(store: Store, clock: FixedClock, tmp_path: Path) -> None:
    world = Floor(store, clock, dealership(people=[person("ana")], buyers=[buyer("delta"), buyer("echo")]))
    web = Web(world, tmp_path)
    world.arrive(mail(lead("Maria Ochoa"), message_id="1"))
    world.arrive(mail(lead("Pat Doe"), message_id="2"))
    world.arrive(mail(lead("Sam Roe"), message_id="3"))
    assert world.taken() == ["ana", "delta", "echo"]
    auth = bearer(web, buyer_key="delta")
    listed = web.client.get("/api/v1/leads", headers=auth).json()["leads"]
    assert [one["lead"]["customer"]["full_name"] for one in listed] == ["Pat Doe"]
    ids = [world.record(at)["id"] for at in range(3)]
    assert [web.client.get(f"/api/v1/leads/{one}", headers=auth).status_code for one in ids] == [404, 200, 404]
    feedback = {"outcome": "contacted", "note": None}
    codes = [web.client.post(f"/api/v1/leads/{one}/feedback", json=feedback, headers=auth).status_code for one in ids]
    assert codes == [404, 200, 404]
    delivered = [("delivered", "delta", ""), ("delivered", "echo", "")]
    assert world.events() == [*delivered, ("contacted", "api:delta/crm", "api")]
    assert web.client.post(PATH, json=JSON, headers=auth).status_code == 404
    record = web.client.get(f"/api/v1/leads/{ids[1]}", headers=auth).json()
    assert [event["by"] for event in record["events"]] == ["api:delta/crm"]
    assert {message["person"] for message in record["messages"]} == {"delta"}
    holds(world)


def test_the_description_names_every_route(web: Web) -> None:
    described = web.client.get("/api/v1/openapi.json")
    assert described.status_code == 200
    paths = described.json()["paths"]
    assert {(path, method) for path, methods in paths.items() for method in methods} == {
        ("/api/v1/pools/{dealership}/{pool}/leads", "post"), ("/api/v1/leads", "get"), ("/api/v1/leads/{lead}", "get"),
        ("/api/v1/leads/{lead}/feedback", "post"),
    }  # fmt: skip
    body = paths["/api/v1/pools/{dealership}/{pool}/leads"]["post"]["requestBody"]["content"]
    assert set(body) == {"application/json", "application/xml", "application/x-www-form-urlencoded"}
    assert web.client.get("/docs").status_code == web.client.get("/redoc").status_code == 404
