"""Settings → a bot that can be served, over HTTP or Socket Mode."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.oauth.token_rotation import TokenRotator
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings, SettingsError
from bot.slack.app import Timing, build_app
from bot.slack.installing import Installing
from bot.slack.workspaces import Workspaces
from bot.smtp import Explainer
from bot.store import Store, WrongKeyError, open_store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bot:
    """What the ways in need. ``installing`` is there where many workspaces may install the app."""

    app: App
    store: Store
    signing_secret: str = field(repr=False)
    installing: Installing | None = None


def assemble(settings: Settings, timing: Timing | None = None) -> Bot:
    """Put the bot together. Nothing is asked of Slack.

    Raises SettingsError for settings that do not work, DatasetError for a malformed ``data/``.
    """
    explainer = Explainer()
    _check_language(settings, explainer)
    store = open_for(settings)
    explainer.warm_up(settings.language)
    # The way in looks at who sent a request, before anything parses it; Bolt need not look again.
    inside = replace(settings, signing_secret="")
    if not settings.client_id:
        return Bot(build_app(inside, explainer, store, timing), store, settings.signing_secret)
    installations = store.installations(settings.client_id)
    rotator = TokenRotator(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        client=WebClient(base_url=settings.api_url, timeout=5),
    )
    workspaces = Workspaces(store, installations, rotator)
    app = build_app(inside, explainer, store, timing, workspaces)
    return Bot(app, store, settings.signing_secret, Installing(settings, store, workspaces, explainer))


def open_for(settings: Settings) -> Store:
    """The store of these settings; warned about where tokens are not sealed. Raises SettingsError."""
    try:
        store = open_store(settings.database_url, settings.encryption_keys)
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL does not work: {error}") from None
    if settings.client_id:
        try:
            _check_keys(settings, store)
        except SettingsError:
            store.close()
            raise
    if not store.is_in_memory:
        # A web server forks its workers from here: connections that two processes share answer one with what the
        # other asked.
        store.close()
    return store


def _check_language(settings: Settings, explainer: Explainer) -> None:
    if not explainer.language_for(settings.language):
        known = ", ".join(explainer.dataset.languages)
        raise SettingsError(f"DEFAULT_LANGUAGE must be one of {known}: correct it or leave it out")


def _check_keys(settings: Settings, store: Store) -> None:
    if store.is_in_memory and store.name != settings.database_url:
        raise SettingsError(
            "the database at DATABASE_URL cannot be written, and installations must not be lost: mend it"
        )
    if store.is_in_memory:
        _log.warning("installations are kept in memory and end with this process: set DATABASE_URL")
    if not settings.encryption_keys:
        _log.warning("TOKEN_ENCRYPTION_KEY is not set: tokens lie open in the database (python -m bot key makes one)")
    try:
        store.installations(settings.client_id).try_key()
    except WrongKeyError as error:
        raise SettingsError(str(error)) from None
    except SQLAlchemyError:
        _log.warning("the database does not answer, so the key could not be tried")
