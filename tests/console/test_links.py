"""One-tap links: looking does nothing, pressing does it once, and only for who works here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.console.kit import BASE, Web
from tests.flow.builders import buyer, dealership
from tests.flow.test_replies import Floor, arrive, floor, holds
from uptape.clock import FixedClock
from uptape.flow.links import make, read
from uptape.store.engine import Store


@pytest.fixture
def web(store: Store, clock: FixedClock, tmp_path: Path) -> Web:
    web = Web(floor(store, clock, offers=True), tmp_path)
    arrive(web.floor, "Maria Ochoa")
    return web


def test_get_shows_and_never_acts_and_post_acts_once(web: Web) -> None:
    take = web.links("ana", "offer")["Take it"]
    for _ in range(3):
        page = web.client.get(take)
        assert (page.status_code, "Take it" in page.text) == (200, True)
        assert "Maria O." in page.text
        assert "Ochoa" not in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert web.client.head(take).status_code == 200
    assert web.floor.statuses() == ["offered"]
    done = web.client.post(take)
    assert (done.status_code, "is yours" in done.text) == (200, True)
    assert web.floor.taken() == ["ana"]
    assert web.client.post(take).status_code == 410
    assert web.client.get(take).status_code == 410
    assert web.floor.events()[0] == ("taken", "link:ana", "link")
    web.floor.settle()
    assert set(web.links("ana", "assigned")) == {"I called", "We talked", "Bad number"}
    web.client.post(web.links("ana", "assigned")["I called"])
    assert web.floor.record()["first_attempt_at"] is not None
    holds(web.floor)


def test_a_customers_name_is_shown_as_text(web: Web) -> None:
    arrive(web.floor, "<script>alert(1)</script> Roe")
    page = web.client.post(web.links("bob", "offer")["Take it"])
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text


def test_who_was_faster_is_named(web: Web, clock: FixedClock) -> None:
    take = web.links("ana", "offer")["Take it"]
    web.floor.texts("ana", "2")
    web.floor.texts("bob", "1")
    page = web.client.get(take)
    assert (page.status_code, "Bob Stone has it" in page.text) == (410, True)
    assert web.client.post(take).status_code == 409
    assert web.floor.taken() == ["bob"]


def test_a_link_ends_with_the_offer_and_others_after_a_week(web: Web, clock: FixedClock) -> None:
    take = web.links("ana", "offer")["Take it"]
    clock.advance(timedelta(minutes=5))
    assert web.client.get(take).status_code == 410
    assert web.client.post(take).status_code == 410
    assert web.floor.statuses() == ["offered"]


def test_a_leavers_link_does_nothing(web: Web, clock: FixedClock) -> None:
    take = web.links("ana", "offer")["Take it"]
    people = web.floor.dealership.people
    gone = replace(people["ana"], left=clock.now().date())
    web.floor.dealership = replace(web.floor.dealership, people={**people, "ana": gone})
    web.settings = replace(web.settings, dealerships=web.floor.dealerships)
    assert web.client.get(take).status_code == 410
    assert web.client.post(take).status_code == 410


def test_a_buyer_reports_by_the_links_of_its_mail_as_long_as_it_has_the_lead(
    store: Store, clock: FixedClock, tmp_path: Path
) -> None:
    world = Floor(store, clock, dealership(people=[], buyers=[buyer("delta"), buyer("echo")]))
    web = Web(world, tmp_path)
    arrive(world, "Maria Ochoa", "Pat Doe")
    links = web.links("delta", "assigned")
    assert set(links) == {"We talked", "Sold", "Lost"}
    page = web.client.get(links["Sold"])
    assert (page.status_code, "for Delta" in page.text, "Maria Ochoa" in page.text) == (200, True, True)
    assert [event for event, _, _ in world.events()] == ["delivered", "delivered"]
    for link, status in (("We talked", "contacted"), ("Sold", "sold")):
        answer = web.client.post(links[link])
        assert (answer.status_code, f"{status}, thank you." in answer.text) == (200, True)
        assert web.client.post(links[link]).status_code == 410
        assert web.client.get(links[link]).status_code == 410
        assert world.statuses()[0] == status
    assert world.events()[2:] == [("contacted", "link:delta", "link"), ("sold", "link:delta", "link")]
    lost = web.links("echo", "assigned")["Lost"]
    gone = replace(world.dealership.buyers["echo"], left=clock.now().date())
    world.dealership = replace(world.dealership, buyers={**world.dealership.buyers, "echo": gone})
    web.settings = replace(web.settings, dealerships=world.dealerships)
    assert (web.client.get(lost).status_code, web.client.post(lost).status_code) == (410, 410)
    assert world.statuses() == ["sold", "assigned"]
    holds(world)


@pytest.mark.parametrize("change", ["x", "row", "action", "time", "sign", "long", "dots", "umlaut"])
def test_what_was_not_signed_by_us_is_no_link(web: Web, change: str) -> None:
    take = web.links("ana", "offer")["Take it"]
    row, action, ends, sign = take.removeprefix("/t/").split(".")
    token = {
        "x": "x",
        "row": f"{int(row, 16) + 1:x}.{action}.{ends}.{sign}",
        "action": f"{row}.p.{ends}.{sign}",
        "time": f"{row}.{action}.ffffffff.{sign}",
        "sign": f"{row}.{action}.{ends}.{sign[:-1]}",
        "long": "a" * 5000,
        "dots": "....",
        "umlaut": f"{row}.{action}.{ends}.%C3%A4",
    }[change]
    assert web.client.get(f"/t/{token}").status_code == 410
    assert web.client.post(f"/t/{token}").status_code == 410
    assert web.floor.statuses() == ["offered"]


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_form_on_another_page_is_refused(web: Web, headers: dict[str, str]) -> None:
    take = web.links("ana", "offer")["Take it"]
    assert web.client.post(take, headers=headers).status_code == 403
    assert web.floor.statuses() == ["offered"]
    assert web.client.post(take, headers={"Origin": BASE, "Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_links_stand_in_texts_only_where_the_dealership_says_so(
    store: Store, clock: FixedClock, tmp_path: Path
) -> None:
    plain = Web(floor(store, clock), tmp_path)
    arrive(plain.floor, "Maria Ochoa")
    assert all("http" not in text.body for entry, text in plain.mails if entry.channel == "sms")
    plain.floor.dealership = replace(plain.floor.dealership, links="text")
    with_links = Web(plain.floor, tmp_path)
    arrive(plain.floor, "Pat Doe")
    texts = [text.body for entry, text in with_links.mails if entry.channel == "sms"]
    assert f"{BASE}/t/" in texts[0]


def test_a_token_reads_back_what_it_was_made_of(clock: FixedClock) -> None:
    ends = clock.now() + timedelta(days=7)
    token = make(b"k" * 32, 4711, "t", ends)
    link = read(b"k" * 32, token, clock.now())
    assert link is not None
    assert (link.row, link.action, link.ends) == (4711, "t", ends)
    assert read(b"j" * 32, token, clock.now()) is None
    assert read(b"k" * 32, token, ends) is None
