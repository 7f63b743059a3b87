"""STARTTLS: nothing said before it counts after it, and a failed handshake leaves nothing behind."""

from __future__ import annotations

import asyncio
import shutil
import smtplib
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.doors.smtp_client import PATIENCE, POOL, Client, client, opened
from tests.needs import needs

pytestmark = needs("openssl")

MAIL = b"Subject: lead\r\n\r\nA lead.\r\n"


@dataclass
class Pair:
    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A certificate made here, and a client that trusts it."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            shutil.which("openssl") or "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
            "-subj", "/CN=mx.leads.example", "-addext", "subjectAltName=DNS:mx.leads.example",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return Pair(server, ssl.create_default_context(cafile=str(certificate)))


async def secured(one: Client, tls: Pair, behind: bytes = b"") -> Client:
    """The client after STARTTLS, with plain bytes in one packet behind the command."""
    await one.send(b"STARTTLS\r\n" + behind)
    assert await one.reply() == "220 2.0.0 Ready to start TLS"
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport = await loop.start_tls(one.writer.transport, protocol, tls.client, server_hostname="mx.leads.example")
    assert transport is not None
    protocol.connection_made(transport)
    return Client(reader, asyncio.StreamWriter(transport, protocol, reader, loop))


async def test_smtplib_delivers_over_starttls(tls: Pair) -> None:
    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, "client.example") as smtp:
            smtp._host = "mx.leads.example"  # type: ignore[attr-defined]
            smtp.starttls(context=tls.client)
            smtp.sendmail("a@b.example", [POOL], MAIL)

    async with opened(tls=tls.server) as at:
        await asyncio.to_thread(send, at.port)
        assert [mail.raw for mail in at.mails] == [MAIL]


async def test_the_session_is_forgotten_and_there_is_no_second_offer(tls: Pair) -> None:
    async with opened(tls=tls.server) as at, client(at.port) as plain:
        assert "250-STARTTLS" in await plain.say("EHLO client.example")
        await plain.say("MAIL FROM:<a@b.example>", f"RCPT TO:<{POOL}>")
        one = await secured(plain, tls)
        assert await one.say("DATA") == "503 5.5.1 Error: send HELO first"
        assert "STARTTLS" not in await one.say("EHLO client.example")
        assert (await one.say("DATA"))[:3] == "503"
        assert (await one.say("STARTTLS"))[:9] == "503 5.5.1"
        assert await one.deliver(MAIL + b".\r\n") == "250 2.0.0 OK"


async def test_plain_commands_injected_behind_starttls_are_dropped(tls: Pair) -> None:
    injected = b"EHLO forger.example\r\nMAIL FROM:<forger@b.example>\r\n" + f"RCPT TO:<{POOL}>\r\n".encode()
    async with opened(tls=tls.server) as at, client(at.port) as plain:
        await plain.say("EHLO client.example")
        one = await secured(plain, tls, injected)
        assert await one.say("NOOP") == "250 2.0.0 OK"
        assert (await one.say("MAIL FROM:<a@b.example>"))[:3] == "503"
        assert at.mails == []


async def test_where_tls_is_required_no_mail_is_taken_before_it(tls: Pair) -> None:
    async with opened(tls=tls.server, tls_required=True) as at, client(at.port) as plain:
        await plain.say("EHLO client.example")
        assert await plain.say("MAIL FROM:<a@b.example>") == "530 5.7.0 Must issue a STARTTLS command first"
        one = await secured(plain, tls)
        assert await one.deliver(MAIL + b".\r\n") == "250 2.0.0 OK"
        assert len(at.mails) == 1


async def test_without_a_certificate_starttls_is_neither_offered_nor_taken() -> None:
    async with opened() as at, client(at.port) as one:
        assert "STARTTLS" not in await one.say("EHLO client.example")
        assert (await one.say("STARTTLS"))[:9] == "454 4.7.0"


@pytest.mark.parametrize("behind", [b"no handshake at all\r\n", None])
async def test_a_failed_handshake_gives_its_place_back(behind: bytes | None, tls: Pair) -> None:
    async with opened(tls=tls.server) as at:
        async with client(at.port) as one:
            await one.say("EHLO client.example")
            assert (await one.say("STARTTLS"))[:3] == "220"
            if behind is None:
                one.writer.transport.abort()
            else:
                await one.send(behind)
                await asyncio.wait_for(one.reader.read(), PATIENCE)
        async with asyncio.timeout(PATIENCE):
            while at.door.sessions or at.door._peers:
                await asyncio.sleep(0.01)
