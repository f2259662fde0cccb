"""What people agreed to when they installed the app: codes, tokens, and tokens that are renewed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.workspace import Json

LIFE = 43_200  # seconds that a token lives which is renewed


@dataclass(frozen=True, slots=True)
class Grant:
    """One installation: in a workspace, or `everywhere` in an organisation. `rotates`: its token is renewed."""

    team: str
    name: str
    enterprise: str | None = None
    everywhere: bool = False
    rotates: bool = False


class Grants:
    """Codes are good once, refresh tokens too, tokens until they end. `now` gives the time in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._codes: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}
        self._tokens: dict[str, float] = {}

    def agree(self, grant: Grant) -> str:
        """Somebody agreed: return the code that Slack sends them back with."""
        code = secrets.token_hex(8)
        self._codes[code] = grant
        return code

    def exchange(self, code: str) -> tuple[Grant, Json] | None:
        """Give a token for a code; None for one that is unknown or used."""
        grant = self._codes.pop(code, None)
        return (grant, self._issue(grant)) if grant else None

    def renew(self, refresh_token: str) -> tuple[Grant, Json] | None:
        """Give the next token; None for a refresh token that is unknown or used."""
        grant = self._refresh.pop(refresh_token, None)
        return (grant, self._issue(grant)) if grant else None

    def allows(self, token: str) -> bool:
        """Say whether a token was given here and has not ended."""
        return self._tokens.get(token, 0.0) > self._now()

    def end(self, token: str) -> None:
        """Let a token end now."""
        self._tokens.pop(token, None)

    def _issue(self, grant: Grant) -> Json:
        token = f"xoxb-{secrets.token_hex(16)}"
        if not grant.rotates:
            self._tokens[token] = float("inf")
            return {"access_token": token}
        token, refresh = f"xoxe.{token}", f"xoxe-1-{secrets.token_hex(32)}"
        self._tokens[token] = self._now() + LIFE
        self._refresh[refresh] = grant
        return {"access_token": token, "refresh_token": refresh, "expires_in": LIFE}
