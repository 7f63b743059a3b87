"""One LMTP conversation (RFC 2033), with the mail server in front of us."""

from __future__ import annotations

from aiosmtpd.smtp import syntax

from uptape.intake.smtp_session import SmtpSession


class LmtpSession(SmtpSession):
    """LMTP (RFC 2033) behind another mail server: LHLO, and one answer for each recipient."""

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str | None) -> None:
        """The greeting."""
        await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg: str | None) -> None:
        """No command of LMTP."""
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def smtp_EHLO(self, arg: str | None) -> None:
        """No command of LMTP."""
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def _answer(self, text: str) -> None:
        """The same answer for each recipient that was accepted (RFC 2033, 4.2)."""
        assert self.envelope is not None
        await self.push("\r\n".join([text] * len(self.envelope.rcpt_tos)))
