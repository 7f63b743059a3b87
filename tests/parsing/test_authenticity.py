"""Who a mail is from: only a trusted server's word, or a good signature, and only for the domain in From."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from uptape.parsing.authenticity import METHODS, verdict

MX = "mx.sunset.example"
BODY = "To: main@leads.sunset.example\r\nSubject: lead\r\nMessage-ID: <1@carbarn.example>\r\n\r\nIs it there?\r\n"


def mail(*results: str, sender: str = "CarBarn <leads@carbarn.example>") -> bytes:
    """A mail with Authentication-Results, topmost first."""
    return ("".join(f"Authentication-Results: {one}\r\n" for one in results) + f"From: {sender}\r\n" + BODY).encode()


GOOD = f"{MX}; dkim=pass (2048-bit key) header.d=carbarn.example;\r\n\tspf=pass smtp.mailfrom=leads@carbarn.example; dmarc=pass header.from=carbarn.example"


@pytest.mark.parametrize("method", METHODS)
def test_a_trusted_server_is_believed(method: str) -> None:
    found = verdict(mail(GOOD), method, MX)
    assert (found.passed, found.why) == (True, f"{MX} says {method}=pass for carbarn.example")
    assert verdict(mail(GOOD), method, MX.upper()).passed


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (mail(GOOD.replace("=pass", "=fail")), f"{MX} says dmarc=fail"),
        (mail(f"{MX}; dmarc=fail header.from=carbarn.example", GOOD), f"{MX} says dmarc=fail"),
        (mail(GOOD.replace("carbarn", "evil")), f"{MX} says dmarc=pass for evil.example, not for carbarn.example"),
        (mail(GOOD.replace(MX, "mx.evil.example")), f"no Authentication-Results of {MX} tells dmarc"),
        (mail(GOOD.replace(MX, f"{MX}.evil.example")), f"no Authentication-Results of {MX} tells dmarc"),
        (mail(f"{MX}; none"), f"no Authentication-Results of {MX} tells dmarc"),
        (mail("\x00;;;; dkim=(((", f"{MX} dmarc=pass"), f"no Authentication-Results of {MX} tells dmarc"),
        (mail(), f"no Authentication-Results of {MX} tells dmarc"),
        (mail(GOOD, sender="nobody"), "From names no domain"),
        (mail(GOOD, sender="leads@carbarn.example\r\nFrom: x@evil.example"), "it has more than one From"),
        (
            mail(GOOD.replace("header.from=carbarn.example", "header.from=example")),
            f"{MX} says dmarc=pass for example, not for carbarn.example",
        ),
    ],
)
def test_what_is_not_its_word_for_this_domain_does_not_pass(raw: bytes, why: str) -> None:
    found = verdict(raw, "dmarc", MX)
    assert (found.passed, found.why) == (False, why)


def test_nobody_is_believed_where_nobody_is_trusted() -> None:
    assert not verdict(mail(GOOD), "dmarc", None).passed
    assert not verdict(mail(GOOD), "spf", "").passed


def test_a_domain_below_that_of_from_or_above_it_is_the_same_site() -> None:
    assert verdict(mail(GOOD.replace("header.d=carbarn", "header.d=mail.carbarn")), "dkim", MX).passed
    assert verdict(mail(GOOD, sender="x@news.carbarn.example"), "dkim", MX).passed
    assert not verdict(mail(GOOD.replace("header.d=carbarn", "header.d=notcarbarn")), "dkim", MX).passed


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A private key, and the record that tells the public one."""
    folder: Path = tmp_path_factory.mktemp("keys")
    subprocess.run(
        ["openssl", "genrsa", "-traditional", "-out", folder / "key.pem", "2048"], check=True, capture_output=True
    )
    der = subprocess.run(
        ["openssl", "rsa", "-in", folder / "key.pem", "-pubout", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    import base64

    return (folder / "key.pem").read_bytes(), b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


def signed(raw: bytes, private: bytes, domain: bytes = b"carbarn.example") -> bytes:
    dkim = pytest.importorskip("dkim", reason="the extra mailauth is not installed")
    return dkim.sign(raw, b"s1", domain, private, include_headers=[b"from", b"to", b"subject"]) + raw


@pytest.mark.needs("openssl")
def test_a_signature_is_checked_here_where_no_trusted_server_tells(keys: tuple[bytes, bytes]) -> None:
    private, record = keys
    asked: list[bytes] = []

    def find(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    good = signed(mail(), private)
    found = verdict(good, "dkim", None, find)
    assert (found.passed, found.why) == (True, "its DKIM signature of carbarn.example is good")
    assert asked == [b"s1._domainkey.carbarn.example."]
    changed = verdict(good.replace(b"Is it there?", b"Send money"), "dkim", None, find)
    assert not changed.passed
    assert "signature" in changed.why
    forged = verdict(signed(mail(), private, b"evil.example"), "dkim", None, find)
    assert (forged.passed, forged.why) == (False, "its DKIM signature is of evil.example, not of carbarn.example")
    assert verdict(mail(), "dkim", None, find).why == "it has no DKIM signature"
    both = signed(signed(mail(), private), private, b"evil.example")
    assert verdict(both, "dkim", None, find).passed


@pytest.mark.needs("openssl")
def test_a_dns_that_fails_is_told_and_raises_nothing(keys: tuple[bytes, bytes]) -> None:
    def broken(name: bytes, timeout: int = 5) -> bytes:
        raise TimeoutError("no answer")

    found = verdict(signed(mail(), keys[0]), "dkim", None, broken)
    assert not found.passed
    assert "could not be checked" in found.why
