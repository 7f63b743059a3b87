"""Access tokens for mailboxes that take no passwords: the refresh grant of RFC 6749 6."""

from __future__ import annotations

from dataclasses import dataclass, field

from uptape.clock import monotonic

_SPARE = 60.0


@dataclass(slots=True)
class Oauth:
    """Gets an access token and keeps it until a minute before it runs out."""

    token_url: str
    client_id: str
    client_secret: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    def token(self) -> str:
        """An access token that is good now. Raises ConnectionError where the provider gives none."""
        if self._token and monotonic() < self._until:
            return self._token
        import httpx

        form = {"grant_type": "refresh_token", "client_id": self.client_id, "refresh_token": self.refresh_token or ""}
        if self.client_secret:
            form["client_secret"] = self.client_secret
        try:
            answer = httpx.post(self.token_url, data=form, timeout=10.0)
            said = answer.raise_for_status().json()
            token, seconds = str(said["access_token"]), float(said.get("expires_in", 300))
            # Some providers hand out a new refresh token each time and take back the old one.
            self.refresh_token = str(said.get("refresh_token") or self.refresh_token)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise ConnectionError(f"no access token from {self.token_url}: {type(error).__name__}") from None
        self._token, self._until = token, monotonic() + max(0.0, seconds - _SPARE)
        return token
