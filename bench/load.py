"""A cheap SMTP client: plain sockets in a process of its own, so that the load costs the server little."""

from __future__ import annotations

import asyncio
import json
import sys
import time


async def _client(host: str, port: int, bodies: list[bytes], recipient: str) -> None:
    reader, writer = await asyncio.open_connection(host, port)

    async def answer(code: bytes) -> None:
        while True:
            line = await reader.readline()
            if line[3:4] != b"-":
                break
        if not line.startswith(code):
            raise RuntimeError(line.decode())

    await answer(b"220")
    writer.write(b"EHLO bench.example\r\n")
    await answer(b"250")
    for body in bodies:
        writer.write(b"MAIL FROM:<leads@carbarn.example>\r\n")
        await answer(b"250")
        writer.write(b"RCPT TO:<" + recipient.encode() + b">\r\n")
        await answer(b"250")
        writer.write(b"DATA\r\n")
        await answer(b"354")
        writer.write(body + b".\r\n")
        await answer(b"250")
    writer.write(b"QUIT\r\n")
    await answer(b"221")
    writer.close()


def lead(number: int, size: int = 2_000) -> bytes:
    """An ADF mail of about `size` bytes by a customer of its own."""
    mail = f"""From: CarBarn <leads@carbarn.example>\r
To: main@leads.sunset.example\r
Subject: CarBarn lead {number}\r
Message-ID: <bench-{number}@carbarn.example>\r
MIME-Version: 1.0\r
Content-Type: text/plain; charset=utf-8\r
\r
<?xml version="1.0"?>\r
<?adf version="1.0"?>\r
<adf>\r
<prospect status="new">\r
<id sequence="1" source="CarBarn">CB-{number}</id>\r
<requestdate>2026-11-23T10:00:00-08:00</requestdate>\r
<vehicle interest="buy" status="used"><year>2021</year><make>Ford</make><model>F-150</model>\r
<vin>1FTFW1E5XNFA{number % 100000:05d}</vin><stock>P{number}</stock><trim>XLT</trim></vehicle>\r
<customer><contact><name part="first">Pat</name><name part="last">Number{number}</name>\r
<email>pat{number}@customer.example</email><phone>555{2_000_000 + number % 8_000_000}</phone></contact>\r
<comments>COMMENT</comments></customer>\r
<vendor><vendorname>Sunset Motors</vendorname></vendor>\r
<provider><name>CarBarn</name></provider>\r
</prospect>\r
</adf>\r
"""
    words = "Is it still there?\r\n" * max(1, (size - len(mail)) // 20)
    return mail.replace("COMMENT", words.strip()).encode()


async def _all(host: str, port: int, connections: int, bodies: list[bytes], recipient: str) -> float:
    started = time.perf_counter()
    await asyncio.gather(*(_client(host, port, bodies[i::connections], recipient) for i in range(connections)))
    return time.perf_counter() - started


def main() -> None:
    """Runs one load and prints the seconds that it took: HOST PORT CONNECTIONS FIRST COUNT SIZE RECIPIENT."""
    host, port, connections, first, count, size, recipient = sys.argv[1:8]
    bodies = [lead(int(first) + number, int(size)) for number in range(int(count))]
    seconds = asyncio.run(_all(host, int(port), int(connections), bodies, recipient))
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
