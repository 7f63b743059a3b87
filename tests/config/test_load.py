"""Loading as a whole: environment, secrets, files, warnings, and how parts of a dealership fit together."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.config.build import HOUSE, POOL, SERVICE, complaints, loaded, node, write
from tests.config.test_docs import keys_of
from uptape.config.complaints import Complaints
from uptape.config.durations import parse_duration, parse_listen, parse_size
from uptape.config.load import load
from uptape.config.schema import DealershipKeys
from uptape.config.settings import Listen
from uptape.config.unbuilt import UNBUILT, Row, note_unbuilt
from uptape.core.dealership import Group
from uptape.core.errors import ConfigError, Place

TWILIO = 'alerts:\n  sms: {provider: twilio, from: "+12255550100", account_sid: AC1, auth_token: "%s"}\n'


def token(folder: Path, written: str, environ: dict[str, str] | None = None) -> str | None:
    return loaded(folder, HOUSE + POOL, service=TWILIO % written, environ=environ).channels.sms.auth_token


def test_values_come_from_the_environment_over_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TOKEN=from file\nOTHER='also ${TOKEN}'\n")
    assert token(tmp_path, "${TOKEN}") == "from file"
    assert token(tmp_path, "${TOKEN}", {"TOKEN": "from outside"}) == "from outside"
    assert token(tmp_path, "a-${OTHER}-b") == "a-also ${TOKEN}-b"


def test_a_default_stands_in_for_what_is_not_set_and_an_escaped_dollar_for_itself(tmp_path: Path) -> None:
    assert token(tmp_path, "${TOKEN:-none yet}") == "none yet"
    assert token(tmp_path, "${TOKEN:-}x") == "x"
    assert token(tmp_path, "$${TOKEN}") == "${TOKEN}"
    assert token(tmp_path, "${TOKEN:-x}", {"TOKEN": ""}) == ""


def test_an_env_file_that_cannot_be_read_is_a_complaint(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff\n")
    assert complaints(tmp_path, HOUSE + POOL) == [".env:1:1: this file cannot be read: it is not UTF-8"]


def test_secrets_come_from_files_too(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hush\n")
    assert token(tmp_path, "file:token") == "hush"
    assert token(tmp_path, f"file:{tmp_path}/token") == "hush"
    assert token(tmp_path, "file:${WHERE}/token", {"WHERE": str(tmp_path)}) == "hush"
    mapping = (TWILIO % "x").replace('"x"', "{file: token}")
    assert loaded(tmp_path, HOUSE + POOL, service=mapping).channels.sms.auth_token == "hush"


def test_a_literal_secret_in_a_file_that_others_may_read_gets_a_warning(tmp_path: Path) -> None:
    service = TWILIO % "hush" + "database: postgresql://up:hush@db.north.example/uptape\n"
    path = write(tmp_path, HOUSE + POOL, service=service)
    assert load(path, {}).warnings == ()
    path.chmod(0o644)
    assert [str(warning.place) for warning in load(path, {}).warnings] == ["uptape.yaml:2:79", "uptape.yaml:3:11"]
    path.write_text(TWILIO % "${T}" + "database: postgresql://up:${T}@db.north.example/uptape\n")
    assert load(path, {"T": "hush"}).warnings == ()


def test_a_file_that_is_not_there_is_one_clear_complaint(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^uptape\.yaml:1:1: this file cannot be read: No such file or directory$"):
        load(tmp_path / "uptape.yaml", {})


@pytest.mark.parametrize(
    ("written", "absolute"),
    [
        ("sqlite:///data/up.db", "sqlite:///{folder}/data/up.db"),
        ("sqlite:///../up.db?timeout=5", "sqlite:///{parent}/up.db?timeout=5"),
        ("sqlite:////var/lib/up.db", "sqlite:////var/lib/up.db"),
        ("sqlite+pysqlite:///up.db", "sqlite+pysqlite:///{folder}/up.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
        ("postgresql+psycopg://up@db.north.example/up", "postgresql+psycopg://up@db.north.example/up"),
    ],
)
def test_the_path_of_a_sqlite_file_counts_from_the_service_file(tmp_path: Path, written: str, absolute: str) -> None:
    settings = loaded(tmp_path, HOUSE + POOL, service=f"database: '{written}'\n")
    assert settings.database == absolute.format(folder=tmp_path, parent=tmp_path.parent)


def test_dealership_files_may_stand_anywhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "n.yml").write_text(HOUSE + POOL)
    (elsewhere / "main").mkdir()
    settings = load(write(elsewhere / "main", service=f"dealerships: ['{elsewhere}/*.yml', ../n.yml]\n"), {})
    assert settings.dealerships["north"].place == Place(f"{elsewhere}/n.yml", 1, 1)


def test_listening_addresses_and_durations_are_read_as_people_write_them(tmp_path: Path) -> None:
    service = 'smtp: {listen: [127.0.0.1:0, "[::1]:25"], lmtp: run/lmtp.sock}\nweb: {listen: ":8080"}\n'
    settings = loaded(tmp_path, HOUSE + POOL, service=service)
    assert settings.smtp.listen == (
        Listen("127.0.0.1", 0, Place("uptape.yaml", 1, 17)),
        Listen("::1", 25, Place("uptape.yaml", 1, 30)),
    )
    assert settings.smtp.lmtp == Listen("", 0, Place("uptape.yaml", 1, 49), tmp_path / "run" / "lmtp.sock")
    assert [(door.host, door.port) for door in settings.web.listen] == [("", 8080)]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("30s", 30), ("30 seconds", 30), ("5m", 300), ("1 minute", 60), ("2h", 7200), ("90 days", 7_776_000),
     ("2 Weeks", 1_209_600), ("3 years", 94_608_000), ("1.5 h", 5400), ("0s", 0)],
)  # fmt: skip
def test_durations(written: str, seconds: int) -> None:
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["5", "", "m", "5 parsecs", "-5m", "5 m m", "1e9 years", "101 years"])
def test_what_is_no_duration(written: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse_duration(written)


def test_sizes_and_addresses() -> None:
    assert [parse_size(text) for text in ("25 MB", "512kB", "1GiB", 100)] == [26_214_400, 524_288, 1_073_741_824, 100]
    assert parse_listen("[fe80::1%eth0]:25") == ("fe80::1%eth0", 25)
    with pytest.raises(ValueError, match="HOST:PORT"):
        parse_listen("::1:25")


STORES = """\
stores:
  river: {name: River}
  lake: {name: Lake}
  hill: {name: Hill}
salespeople:
  ana: {name: Ana Ruiz, email: ana@north.example, stores: [lake, river]}
  bob: {name: Bob Stone, email: bob@north.example, stores: river}
  cy: {name: Cy Young, email: cy@north.example, stores: [hill], left: 2026-10-31}
  dee: {name: Dee Okafor, email: dee@north.example, stores: [hill]}
pools:
  main: {tape: [bob, ana, cy], location_groups: true, groups: {late: {members: [ana]}}}
"""


def test_a_location_group_is_made_for_each_store_with_somebody_of_the_tape_who_has_not_left(tmp_path: Path) -> None:
    house = "dealership: north\nname: North\ntimezone: UTC\n" + STORES
    settings = loaded(tmp_path, house)
    file = "dealerships/house0.yaml"
    assert settings.dealerships["north"].pools["main"].groups == (
        Group("late", ("ana",), place=Place(file, 14, 64)),
        Group("river", ("bob", "ana"), store="river", place=Place(file, 5, 3)),
        Group("lake", ("ana",), store="lake", place=Place(file, 6, 3)),
    )


def test_closed_and_other_days_are_in_everybodys_hours(tmp_path: Path) -> None:
    text = HOUSE.replace("ana@north.example}", "ana@north.example, hours: {mon-sun: 10:00-12:00}}")
    text += "closed: [2026-11-26]\ndays: {2026-12-24: 09:00-14:00}\n" + POOL
    house = loaded(tmp_path, text).dealerships["north"]
    ana = house.people["ana"].hours
    assert ana is not None
    for hours, usual in ((house.hours, ((0, 1440),)), (ana, ((600, 720),))):
        assert hours.spans(date(2026, 11, 26)) == ()
        assert hours.spans(date(2026, 12, 24)) == ((540, 840),)
        assert hours.spans(date(2026, 12, 27)) == usual
    assert house.people["bob"].hours is None


def test_numbers_are_read_with_the_countrys_rules_and_need_only_be_possible(tmp_path: Path) -> None:
    text = HOUSE.replace('"+12255550111"', '"(225) 555-0111 "').replace("+12255550112", "+44 20 7946 0018")
    people = loaded(tmp_path, text + POOL).dealerships["north"].people
    assert [person.mobile for person in people.values()] == ["+12255550111", "+442079460018"]


def test_somebody_without_a_mobile_is_told_by_mail_alone(tmp_path: Path) -> None:
    text = HOUSE.replace('mobile: "+12255550111", ', "") + POOL
    people = loaded(tmp_path, text).dealerships["north"].people
    assert [[way.channel for way in person.alerts] for person in people.values()] == [["email"], ["sms", "email"]]


def test_people_and_buyers_whom_nothing_could_reach_get_a_warning(tmp_path: Path) -> None:
    text = HOUSE.replace(', mobile: "+12255550111", email: ana@north.example', "")
    text = text.replace('mobile: "+12255550112"', "alerts: [{sms: , else: voice}]") + "buyers: {delta: {name: Delta}}\n"
    settings = loaded(tmp_path, text + POOL)
    built = [str(warning) for warning in settings.warnings if "not built" not in warning.message]
    assert built == [
        'dealerships/house0.yaml:5:3: warning: "ana" has neither a mobile nor an email and gets no leads',
        'dealerships/house0.yaml:6:36: warning: "sms" needs a mobile of "bob"',
        'dealerships/house0.yaml:6:49: warning: "voice" needs a mobile of "bob"',
        'dealerships/house0.yaml:7:10: warning: "delta" has no "deliver" and gets no leads',
    ]


def test_moving_lines_in_the_file_is_no_change_of_the_doors(tmp_path: Path) -> None:
    first = loaded(tmp_path, HOUSE + POOL, service=SERVICE)
    second = loaded(tmp_path, HOUSE + POOL, service="# a line more\n" + SERVICE)
    assert (first.smtp, first.web) == (second.smtp, second.web)


def test_groups_that_overlap_get_a_warning_at_the_later_one(tmp_path: Path) -> None:
    groups = "    groups:\n      a: {when: {tag: x}, members: [ana]}\n      b: {when: {source: y}, members: [bob]}\n"
    settings = loaded(tmp_path, HOUSE + "pools:\n  main:\n    tape: [ana, bob]\n" + groups)
    assert [str(warning) for warning in settings.warnings] == [
        'dealerships/house0.yaml:12:7: warning: groups "a" and "b" of pool "main" overlap: a lead that matches both '
        'goes to "a", which stands first (line 11)'
    ]


def test_copies_of_what_is_held_out_get_a_warning_where_they_stand(tmp_path: Path) -> None:
    pools = """pools:
  a: {tape: [ana], mode: claim, copies: 2}
  b: {tape: [bob], accept_within: 5m, copies: all}
  c: {tape: [ana, bob], copies: 2}
  d: {tape: [ana], mode: manager}
  e: {tape: [pool.c, pool.b, ana, pool.d], copies: 2}
  f: {tape: [pool.b, pool.d]}
"""
    managers = 'managers: {kim: {name: Kim, mobile: "+12255550190"}}\n'
    held = ' warning: what is held out ("{}") goes to one taker: "copies" does nothing here'
    alone = ' warning: pool "{}" {}, so it takes a lead alone, whatever "copies" says'
    assert [str(warning) for warning in loaded(tmp_path, HOUSE + managers + pools).warnings] == [
        "dealerships/house0.yaml:9:41:" + held.format("mode: claim"),
        "dealerships/house0.yaml:10:47:" + held.format("accept_within"),
        "dealerships/house0.yaml:13:22:" + alone.format("b", "holds its leads out"),
        "dealerships/house0.yaml:13:35:" + alone.format("d", "has its leads handed out"),
    ]


def test_overflows_that_go_round_by_other_pools_get_a_warning_where_they_lead(tmp_path: Path) -> None:
    pools = """pools:
  a:
    tape: [ana]
    groups:
      es: {members: [ana], when: {language: es}, overflow: {after: 5m, to: b}}
      fr: {members: [ana], when: {language: fr}, overflow: {after: 5m, to: b}}
      all: {members: [ana], when: {tag: x}, overflow: {after: 5m, to: a}}
  b:
    tape: [ana, bob]
    groups:
      spanish: {members: [bob], when: {language: es}, overflow: {after: 5m, to: rest}}
      rest: {members: [ana], overflow: {after: 5m, to: c}}
  c:
    tape: [bob]
    groups: {es: {members: [bob], when: {language: es, tag: y}, overflow: {after: 5m, to: a}}}
"""
    told = [str(one) for one in loaded(tmp_path, HOUSE + pools).warnings if "overlap" not in one.message]
    rings = {
        '11:76: warning: a lead of group "es"': "a.es → b.spanish → b.rest → c.es → a.es",
        '17:81: warning: a lead of group "spanish"': "b.spanish → b.rest → c.es → a.es → b.spanish",
        '18:56: warning: a lead of group "rest"': "b.rest → c.es → a.es → b.spanish → b.rest",
        '21:91: warning: a lead of group "es"': "c.es → a.es → b.spanish → b.rest → c.es",
    }
    house = "dealerships/house0.yaml"
    assert told == [f"{house}:{at} may come back to it: {way}; it then waits there" for at, way in rings.items()]


def test_two_people_with_one_mobile_get_a_warning(tmp_path: Path) -> None:
    settings = loaded(tmp_path, HOUSE.replace("+12255550112", "+12255550111") + POOL)
    assert [str(warning) for warning in settings.warnings] == [
        'dealerships/house0.yaml:6:3: warning: "bob" and "ana" share +12255550111: '
        "an answer from there cannot be told apart"
    ]


def test_what_is_not_built_gets_a_warning() -> None:
    rows = (
        Row("pools.*.mode", '"mode: {value}" waits', lambda found: found.text != "round-robin"),
        Row("pools.*.tape.*", '"{value}" waits', lambda found: found.text.startswith("pool.")),
    )
    notes = Complaints()
    pools = "pools:\n  a: {mode: claim, tape: [x, pool.b]}\n  b: {mode: round-robin}\n"
    note_unbuilt(node(pools), notes, rows)
    assert [str(warning) for warning in notes.warnings] == [
        'x.yaml:2:7: warning: "mode: claim" waits',
        'x.yaml:2:30: warning: "pool.b" waits',
    ]


def test_the_table_of_what_is_not_built_names_keys_that_there_are() -> None:
    known = {key.replace("[]", ".*") for key in keys_of(DealershipKeys)}
    for placeholder in ("SOURCE", "STORE", "PERSON", "BUYER", "ORDER", "POOL", "GROUP"):
        known = {key.replace(placeholder, "*") for key in known}
    assert [row.path for row in UNBUILT if row.path.removesuffix(".*") not in known] == []


def test_appointments_go_to_a_pool_of_people(tmp_path: Path) -> None:
    desk = POOL + "  bdc: {tape: [ana], hand_off: {on: appointment, to: bdc}}\n"
    found = complaints(tmp_path, HOUSE + desk)
    assert len(found) == 1
    assert '"bdc" hands off itself, or to pools; name a pool of people' in found[0]


def test_a_key_without_a_value_counts_as_left_out_but_not_an_unknown_one(tmp_path: Path) -> None:
    assert loaded(tmp_path, HOUSE + POOL + "buyers:\nclosed:\n", service=SERVICE + "imap:\n").imap == ()
    assert complaints(tmp_path, HOUSE + POOL + "byers:\n") == [
        'dealerships/house0.yaml:9:1: unknown key "byers" (did you mean "buyers"?)'
    ]


def test_lines_and_groups_of_which_everybody_has_left_get_a_warning(tmp_path: Path) -> None:
    text = HOUSE.replace("ana@north.example}", "ana@north.example, left: 2026-10-31}")
    text += "pools:\n  main: {tape: [ana, bob], groups: {a: {when: {tag: x}, members: [ana]}}}\n"
    text += "  other: {tape: [ana], location_groups: true}\n"
    assert [str(warning) for warning in loaded(tmp_path, text).warnings] == [
        'dealerships/house0.yaml:8:37: warning: everybody in group "a" has left; its leads wait',
        'dealerships/house0.yaml:9:17: warning: everybody on the tape of "other" has left; its leads wait in the inbox',
        'dealerships/house0.yaml:9:41: warning: "location_groups" makes no group without "stores"',
    ]


def test_a_mailbox_may_log_in_by_oauth(tmp_path: Path) -> None:
    oauth = "{token_url: https://login.north.example/token, client_id: up, client_secret: c, refresh_token: r}"
    service = f"imap:\n  - {{name: office, host: imap.north.example, username: up, tls: false, oauth: {oauth}}}\n"
    (mailbox,) = loaded(tmp_path, HOUSE + POOL, service=service).imap
    assert mailbox.oauth is not None
    assert (mailbox.port, mailbox.password, mailbox.oauth.refresh_token, mailbox.pool) == (143, None, "r", None)
