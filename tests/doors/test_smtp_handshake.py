"""A STARTTLS handshake that fails leaves nothing behind: no place is taken, and the door still stops."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from tests.doors.smtp_kit import a_door


@pytest.mark.parametrize("said", [b"no handshake at all\r\n", None], ids=["garbage", "hang-up"])
async def test_after_a_failed_handshake_the_client_has_its_place_back(said: bytes | None) -> None:
    async with a_door(tls=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), connections_per_peer=1) as site:
        for _ in range(3):
            client = await site.connect()
            assert (await client.ask("STARTTLS"))[:3] == "220"
            if said is None:
                client.writer.transport.abort()
            else:
                client.send(said)
                await asyncio.wait_for(client.reader.read(), 10)
            async with asyncio.timeout(10):
                while site.door.sessions:
                    await asyncio.sleep(0.01)
        assert (await (await site.connect()).deliver(b"x\r\n.\r\n"))[:3] == "250"
    assert len(site.received) == 1


async def test_the_door_stops_while_a_handshake_waits() -> None:
    async with a_door(tls=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as site:
        client = await site.connect()
        assert (await client.ask("STARTTLS"))[:3] == "220"
        async with asyncio.timeout(10):
            assert await site.door.stop(0.2) == 0
        assert site.door.sessions == 0
