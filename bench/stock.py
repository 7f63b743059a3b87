"""Stock aiosmtpd that merely discards: what everything is measured against."""

from __future__ import annotations

import asyncio
import logging

from aiosmtpd.smtp import SMTP


class _Discard:
    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:
        return "250 OK"


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(_Discard(), hostname="stock.example", loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


logging.getLogger("mail.log").setLevel(logging.CRITICAL)
asyncio.run(_serve())
