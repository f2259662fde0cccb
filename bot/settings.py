"""The environment and ``.env`` → frozen settings. The only reader of ``os.environ``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SLACK_API_URL = "https://slack.com/api/"
DEFAULT_PORT = 3000
DEFAULT_FILE_HOSTS = (".slack.com",)
_MOST_WORKERS = 1_000
_LARGEST_FILE = 50_000_000
_SECRETS = (
    "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_CLIENT_SECRET", "TOKEN_ENCRYPTION_KEY"
)  # fmt: skip
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_INSTALL_PAGE = "copy it from api.slack.com/apps > your app > OAuth & Permissions"
_BASIC_PAGE = "copy it from api.slack.com/apps > your app > Basic Information"


class SettingsError(Exception):
    """A setting is missing or malformed. The message is one line that names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Secrets do not show in ``repr``."""

    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = SLACK_API_URL
    port: int = DEFAULT_PORT
    log_level: str = "INFO"
    database_url: str = field(default="sqlite:///smtp-bot.db", repr=False)
    language: str = "en"
    max_file_bytes: int = 5_000_000
    file_hosts: tuple[str, ...] = DEFAULT_FILE_HOSTS
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    public_url: str = ""
    encryption_keys: tuple[str, ...] = field(default=(), repr=False)


def load_settings(environment: Mapping[str, str] | None = None, *, socket_mode: bool = False) -> Settings:
    """Read the settings; a name in the environment wins over the same name in ``.env``.

    One workspace needs ``SLACK_BOT_TOKEN``, many need ``SLACK_CLIENT_ID`` and ``SLACK_CLIENT_SECRET`` instead.
    Socket Mode needs ``SLACK_APP_TOKEN`` and no signing secret. Raises SettingsError.
    """
    values = _environment() if environment is None else environment
    client_id, client_secret = _client(values)
    return Settings(
        bot_token="" if client_id else _required(values, "SLACK_BOT_TOKEN", "xoxb-", _INSTALL_PAGE),
        client_id=client_id,
        client_secret=client_secret,
        public_url=_public_url(values.get("PUBLIC_URL", "")),
        encryption_keys=_encryption_keys(values.get("TOKEN_ENCRYPTION_KEY", "")),
        signing_secret="" if socket_mode else _signing_secret(values),
        app_token=_required(values, "SLACK_APP_TOKEN", "xapp-", _BASIC_PAGE) if socket_mode else "",
        api_url=_api_url(values.get("SLACK_API_URL", "")),
        port=read_port(values),
        log_level=_log_level(values.get("LOG_LEVEL", "")),
        database_url=read_database_url(values),
        language=_language(values.get("DEFAULT_LANGUAGE", "")),
        max_file_bytes=_max_file_bytes(values.get("MAX_FILE_BYTES", "")),
        file_hosts=_file_hosts(values.get("SLACK_FILE_HOSTS", "")),
    )


def load_for_release(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of whichever way in is set up: the release step serves both. Raises SettingsError."""
    values = _environment() if environment is None else environment
    only_socket = not values.get("SLACK_SIGNING_SECRET", "").strip() and values.get("SLACK_APP_TOKEN", "").strip()
    return load_settings(values, socket_mode=bool(only_socket))


def read_port(environment: Mapping[str, str] | None = None) -> int:
    """``PORT``, by default 3000. Raises SettingsError when it is no port."""
    values = _environment() if environment is None else environment
    text = values.get("PORT", "").strip()
    if not text:
        return DEFAULT_PORT
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingsError(
            f"PORT must be a number from 1 to 65535, not {text[:20]!r}: set it, or leave it out for 3000"
        )
    return int(text)


def read_workers(environment: Mapping[str, str] | None = None) -> int:
    """``WEB_CONCURRENCY``, by default 2. Raises SettingsError when it is no number of workers."""
    values = _environment() if environment is None else environment
    text = values.get("WEB_CONCURRENCY", "").strip() or "2"
    if not text.isdecimal() or not 0 < int(text) < _MOST_WORKERS:
        raise SettingsError("WEB_CONCURRENCY must be a number of workers from 1: set it, or leave it out for 2")
    return int(text)


def read_database_url(environment: Mapping[str, str] | None = None) -> str:
    """``DATABASE_URL``, by default a SQLite file in this folder. Raises SettingsError when it is none."""
    values = _environment() if environment is None else environment
    return _database_url(values.get("DATABASE_URL", ""))


def refuse_production(environment: Mapping[str, str] | None = None) -> None:
    """Raise SettingsError when secrets of a real workspace are set: the playground is open to whoever reaches it."""
    values = _environment() if environment is None else environment
    if found := [name for name in _SECRETS if values.get(name, "").strip()]:
        raise SettingsError(
            f"the playground does not start beside secrets of a real Slack ({', '.join(found)}): "
            "run it where neither the environment nor .env holds them"
        )


def _environment() -> Mapping[str, str]:
    # Imported here: the command line explains codes without it.
    from dotenv import dotenv_values  # noqa: PLC0415

    from_file = dotenv_values(Path.cwd() / ".env")
    return {**{name: value for name, value in from_file.items() if value is not None}, **os.environ}


def _required(values: Mapping[str, str], name: str, prefix: str, where: str) -> str:
    value = values.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set: {where}, then put it into the environment or .env")
    if not re.fullmatch(re.escape(prefix) + r"[\w.-]+", value):
        raise SettingsError(f"{name} is malformed: it must begin with {prefix} and hold no spaces; {where}")
    return value


def _signing_secret(values: Mapping[str, str]) -> str:
    name = "SLACK_SIGNING_SECRET"
    value = values.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set: {_BASIC_PAGE}, then put it into the environment or .env")
    if not re.fullmatch(r"[0-9A-Za-z]{16,128}", value):
        raise SettingsError(f"{name} is malformed: it is a row of 32 letters and digits; {_BASIC_PAGE}")
    return value


def _client(values: Mapping[str, str]) -> tuple[str, str]:
    """The id and the secret with which workspaces install the app; two empty strings where there is one workspace."""
    client_id = values.get("SLACK_CLIENT_ID", "").strip()
    secret = values.get("SLACK_CLIENT_SECRET", "").strip()
    if not client_id and not secret:
        return "", ""
    if values.get("SLACK_BOT_TOKEN", "").strip():
        raise SettingsError(
            "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are for many: "
            "take the token out, or the other two"
        )
    if not re.fullmatch(r"[0-9]{1,15}\.[0-9]{1,16}", client_id):
        raise SettingsError(f"SLACK_CLIENT_ID is malformed: it is two numbers with a point between; {_BASIC_PAGE}")
    if not re.fullmatch(r"[0-9A-Za-z]{16,128}", secret):
        raise SettingsError(
            f"SLACK_CLIENT_SECRET is malformed or not set: it is a row of 32 letters and digits; {_BASIC_PAGE}"
        )
    return client_id, secret


def _public_url(text: str) -> str:
    url = text.strip().rstrip("/")
    if url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
        raise SettingsError("PUBLIC_URL must be where people reach this server, such as https://smtp-bot.example.com")
    return url


def _encryption_keys(text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    # What Fernet takes: 32 bytes in URL-safe base64.
    if not all(re.fullmatch(r"[\w-]{43}=", key) for key in keys):
        raise SettingsError(
            "TOKEN_ENCRYPTION_KEY is malformed: make one with python -m bot key; to change it, deploy OLD,NEW (so that "
            "every process can open both), then NEW,OLD (the release step seals everything anew), then NEW"
        )
    return keys


def _database_url(text: str) -> str:
    url = text.strip() or "sqlite:///smtp-bot.db"
    if not re.match(r"(sqlite|postgres|postgresql)(\+\w+)?://", url):
        raise SettingsError(
            "DATABASE_URL must begin with postgresql:// or sqlite:///: correct it, or leave it out for a SQLite file"
        )
    return url


def _api_url(text: str) -> str:
    url = text.strip() or SLACK_API_URL
    if not re.match(r"https?://[^\s/]+", url):
        raise SettingsError(
            f"SLACK_API_URL must be a http(s) address such as {SLACK_API_URL}: correct it or leave it out"
        )
    return url if url.endswith("/") else url + "/"


def _log_level(text: str) -> str:
    level = text.strip().upper() or "INFO"
    if level not in _LEVELS:
        raise SettingsError(f"LOG_LEVEL must be one of {', '.join(_LEVELS)}: correct it or leave it out")
    return level


def _language(text: str) -> str:
    tag = text.strip() or "en"
    if not re.fullmatch(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", tag):
        raise SettingsError("DEFAULT_LANGUAGE must be a language tag such as en or fr: correct it or leave it out")
    return tag


def _max_file_bytes(text: str) -> int:
    number = text.strip() or "5000000"
    if not number.isdecimal() or not 1_000 <= int(number) <= _LARGEST_FILE:
        raise SettingsError(
            f"MAX_FILE_BYTES must be a number from 1000 to {_LARGEST_FILE}: correct it, or leave it out for 5000000"
        )
    return int(number)


def _file_hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower().removeprefix("*") for host in text.split(",") if host.strip())
    if not all(re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)+", host) for host in hosts):
        raise SettingsError("SLACK_FILE_HOSTS must be host names such as .slack.com: correct it or leave it out")
    return hosts or DEFAULT_FILE_HOSTS
