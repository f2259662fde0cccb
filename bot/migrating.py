"""The release step: tables brought to the newest version, tokens sealed with the newest key."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings, SettingsError
from bot.store import Store, WrongKeyError


def migrate(settings: Settings) -> None:
    """Bring the database up to date. Two at once do no harm. Raises SettingsError, which says what to do."""
    try:
        store = Store(settings.database_url, settings.encryption_keys)
        store.migrate()
        if settings.encryption_keys:
            store.installations(settings.client_id).reseal()
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL does not work: {error}") from None
    except WrongKeyError as error:
        raise SettingsError(str(error)) from None
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or type(error).__name__).partition("\n")[0]
        raise SettingsError(f"the database at DATABASE_URL cannot be migrated: {why}") from None
