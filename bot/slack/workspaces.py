"""The bot's token for each request: of the one workspace, or of whichever has installed the app."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_bolt import BoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation import TokenRotator
from sqlalchemy.exc import SQLAlchemyError

from bot.store import Store, WrongKeyError
from bot.threads import Threads

if TYPE_CHECKING:
    from bot.store.installations import Installations


class NotInstalledError(Exception):
    """Slack sends something from a workspace in which the app is installed no longer, or not yet."""


Authorize = Callable[..., AuthorizeResult]

FRESH = 60.0  # seconds after which a reinstallation has reached every process
_RENEW_BEFORE = 7_200.0  # seconds before its end in which a token is renewed; it lives for twelve hours
_TOO_LATE = 60.0
_ROTATION = 30.0  # seconds that one process may take to renew a token before another tries
_SAVE_AGAIN = 5.0  # seconds until a renewed token that could not be stored is stored
_MOST_KEPT = 10_000
_log = logging.getLogger(__name__)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    result: AuthorizeResult


def one_workspace(token: str) -> Authorize:
    """One workspace, one token: nothing to ask for (Bolt's default asks ``auth.test`` first)."""

    def authorize(
        context: BoltContext,  # noqa: ARG001 - Bolt gives what is named
        enterprise_id: str | None,
        team_id: str | None,
    ) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize


def many_workspaces(workspaces: Workspaces) -> Authorize:
    """Whichever has installed the app. Bolt gives by name, so a method will not do."""

    def authorize(context: BoltContext, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        found = workspaces.token(enterprise_id, None if context.is_enterprise_install else team_id)
        if found is None:
            raise NotInstalledError
        return found

    return authorize


class Workspaces:
    """Tokens from the store, kept for a minute, renewed before they end.

    While the database is down, what is kept goes on being good.
    """

    def __init__(self, store: Store, installations: Installations, rotator: TokenRotator, fresh: float = FRESH) -> None:
        self._store = store
        self._installations = installations
        self._rotator = rotator
        self._fresh = fresh
        self._kept: dict[Key, _Kept] = {}
        self._background = Threads(1, thread_name_prefix="tokens", awaited=False)

    def token(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """The token for a workspace (without ``team_id``: an organization); None where the app is not installed.

        Raises SQLAlchemyError when the database is down and the token is not kept, WrongKeyError when it is sealed
        with a key that we do not have.
        """
        key = (enterprise_id or "", team_id or "")
        kept = self._kept.get(key)
        if kept and time.monotonic() < kept.until:
            return kept.result
        try:
            bot = self._installations.find_bot(enterprise_id=enterprise_id, team_id=team_id)
        except (SQLAlchemyError, WrongKeyError) as error:
            if isinstance(error, WrongKeyError):
                _log.error("TOKEN_ENCRYPTION_KEY does not open a token that another process has sealed")
            if kept is None:
                raise
            _log.warning("installations cannot be read; a token that was read before goes on being used")
            return kept.result
        if bot is None:
            self._kept.pop(key, None)
            return None
        return self._keep(key, self._renewed(bot))

    def forget(self, enterprise_id: str | None, team_id: str | None, before: float) -> bool:
        """The app was taken out of a workspace (or, without ``team_id``, out of an organization) at this Unix time.

        Returns whether nothing of it is left: an installation that is newer than the news stays. Raises
        SQLAlchemyError.
        """
        bot = self._installations.find_bot(enterprise_id=enterprise_id, team_id=team_id)
        if bot and bot.installed_at > before:
            return False
        self._installations.delete_all(enterprise_id=enterprise_id, team_id=team_id)
        self._kept.pop((enterprise_id or "", team_id or ""), None)
        return True

    def refresh(self, enterprise_id: str | None, team_id: str | None) -> None:
        """The app was installed again: this process uses the new token at once."""
        self._kept.pop((enterprise_id or "", team_id or ""), None)

    def _keep(self, key: Key, bot: Bot) -> AuthorizeResult:
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        result = AuthorizeResult(
            enterprise_id=bot.enterprise_id,
            team_id=bot.team_id,
            bot_token=bot.bot_token,
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
            bot_scopes=bot.bot_scopes,
        )
        # What has ended is not kept: another process is renewing it.
        self._kept[key] = _Kept(time.monotonic() + max(0.0, min(self._fresh, _left(bot))), result)
        return result

    def _renewed(self, bot: Bot) -> Bot:
        """The bot with a token that lives; one that will end soon is renewed beside the request."""
        left = _left(bot)
        if left > _RENEW_BEFORE:
            return bot
        if left > _TOO_LATE:
            self._background.submit(self._rotate, bot)
            return bot
        return self._rotate(bot)

    def _rotate(self, bot: Bot) -> Bot:
        """Renew a token, in one process at a time: a refresh token is good once. What fails is logged."""
        place = f"token {bot.enterprise_id or ''} {bot.team_id or ''}"
        try:
            if self._store.claim(place, str(bot.bot_token_expires_at), _ROTATION) == "mine":
                renewed = self._rotator.perform_bot_token_rotation(bot=bot)
                if renewed:
                    self._save(renewed)
                    self._store.settle(place, str(bot.bot_token_expires_at))
                    return renewed
            return self._again(bot)
        except SlackTokenRotationError as error:
            _log.error("token_rotation: Slack does not renew a token: %s", error.api_error.response.get("error"))
        except (OSError, SQLAlchemyError):
            _log.exception("token_rotation: a token could not be renewed")
        return bot

    def _save(self, renewed: Bot) -> None:
        """Store a renewed token. The one before is spent, so this is the only one, and it is tried again and again."""
        self._keep((renewed.enterprise_id or "", renewed.team_id or ""), renewed)
        try:
            self._installations.save_bot(renewed)
        except SQLAlchemyError:
            _log.exception("token_rotation: a renewed token could not be stored yet")
            again = threading.Timer(_SAVE_AGAIN, self._save, (renewed,))
            again.daemon = True
            again.start()

    def _again(self, bot: Bot) -> Bot:
        found = self._installations.find_bot(enterprise_id=bot.enterprise_id, team_id=bot.team_id)
        return found if found and _left(found) > _left(bot) else bot


def _left(bot: Bot) -> float:
    """Seconds that a token has to live. One that does not rotate lives for ever."""
    return float("inf") if bot.bot_token_expires_at is None else bot.bot_token_expires_at - time.time()
