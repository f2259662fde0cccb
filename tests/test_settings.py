"""A wrong setting stops the start with one line that names it and says what to do."""

import os
import re
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Bot

from bot.settings import (
    SettingsError,
    load_for_release,
    load_settings,
    read_database_url,
    read_workers,
    refuse_production,
)
from bot.store import Store, WrongKeyError

ROOT = Path(__file__).parents[1]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
KEY = "x" * 43 + "="
MANY = {
    "SLACK_CLIENT_ID": "123.456",
    "SLACK_CLIENT_SECRET": "fedcba9876543210fedcba9876543210",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
    "PUBLIC_URL": "https://bot.example/",
    "TOKEN_ENCRYPTION_KEY": f"{KEY}, {KEY}",
}
GOOD = {"SLACK_BOT_TOKEN": "xoxb-1-a", "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef"}


def test_the_least_that_is_needed_is_enough() -> None:
    settings = load_settings(GOOD)
    assert (settings.api_url, settings.port, settings.log_level) == ("https://slack.com/api/", 3000, "INFO")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN is malformed"),
        ({"SLACK_BOT_TOKEN": "xoxb-1 2"}, "SLACK_BOT_TOKEN is malformed"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is not set"),
        ({"SLACK_SIGNING_SECRET": "short"}, "SLACK_SIGNING_SECRET is malformed"),
        ({"PORT": "http"}, "PORT must be a number"),
        ({"PORT": "70000"}, "PORT must be a number"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of"),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL must be"),
        ({"DATABASE_URL": "mysql://u:p@h/d"}, "DATABASE_URL must begin with"),
        ({"TOKEN_ENCRYPTION_KEY": "hunter2"}, "TOKEN_ENCRYPTION_KEY is malformed"),
        ({"TOKEN_ENCRYPTION_KEY": f"{KEY},x"}, "TOKEN_ENCRYPTION_KEY is malformed"),
        ({"PUBLIC_URL": "bot.example"}, "PUBLIC_URL must be"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "a" * 32}, "SLACK_BOT_TOKEN is for one workspace"),
        ({"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "one", "SLACK_CLIENT_SECRET": "a" * 32}, "SLACK_CLIENT_ID is malf"),
        ({"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET is malformed or not set"),
        ({"DEFAULT_LANGUAGE": "français!"}, "DEFAULT_LANGUAGE must be"),
        ({"MAX_FILE_BYTES": "much"}, "MAX_FILE_BYTES must be"),
        ({"SLACK_FILE_HOSTS": "not a host"}, "SLACK_FILE_HOSTS must be"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as stopped:
        load_settings(GOOD | change)
    assert str(stopped.value).startswith(named)
    assert "\n" not in str(stopped.value)
    assert "hunter2" not in str(stopped.value)


def test_many_workspaces_need_an_id_and_a_secret_and_no_token() -> None:
    settings = load_settings(MANY)
    assert (settings.bot_token, settings.client_id, settings.public_url) == ("", "123.456", "https://bot.example")
    assert settings.encryption_keys == (KEY, KEY)


def test_the_playground_does_not_start_beside_secrets_of_a_real_slack() -> None:
    refuse_production({"PORT": "3000", "DEFAULT_LANGUAGE": "fr"})
    for environment in (GOOD, MANY):
        with pytest.raises(SettingsError, match="the playground does not start beside secrets") as stopped:
            refuse_production(environment)
        assert not any(secret in str(stopped.value) for secret in environment.values())


def test_socket_mode_needs_the_app_token_and_no_signing_secret() -> None:
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN is not set"):
        load_settings({"SLACK_BOT_TOKEN": "xoxb-1"}, socket_mode=True)
    settings = load_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, socket_mode=True)
    assert settings.app_token == "xapp-1"  # noqa: S105


def test_the_release_step_needs_what_either_way_in_needs() -> None:
    assert load_for_release({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}).bot_token == "xoxb-1"  # noqa: S105
    assert load_for_release(GOOD).signing_secret == GOOD["SLACK_SIGNING_SECRET"]
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET is not set"):
        load_for_release({"SLACK_BOT_TOKEN": "xoxb-1"})


def test_workers_are_counted_and_nothing_else_is_a_number_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_workers({}) == 2
    for text in ("0", "-1", "many", "1000"):
        with pytest.raises(SettingsError, match="WEB_CONCURRENCY must be"):
            read_workers({"WEB_CONCURRENCY": text})
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    (tmp_path / ".env").write_text("WEB_CONCURRENCY=4\n")
    assert read_workers() == 4


def test_secrets_do_not_show() -> None:
    shown = repr(load_settings(GOOD | {"DATABASE_URL": "postgresql://u:hunter2@localhost/x"}))
    shown += repr(load_settings(MANY))
    assert not any(secret in shown for secret in (*GOOD.values(), "hunter2", KEY, MANY["SLACK_CLIENT_SECRET"]))


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nSLACK_SIGNING_SECRET=0123456789abcdef\nPORT=4000\n")
    for name in ("SLACK_SIGNING_SECRET", "SLACK_API_URL", "PORT", "LOG_LEVEL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-environment")
    settings = load_settings()
    assert settings.bot_token == "xoxb-environment"  # noqa: S105
    assert settings.port == 4000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one we are in, with no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_example_unchanged_names_what_is_missing_and_the_playground_starts_beside_it(folder: Path) -> None:
    (folder / ".env").write_text(EXAMPLE)
    refuse_production()
    for socket_mode in (False, True):
        with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is not set"):
            load_settings(socket_mode=socket_mode)


@pytest.mark.parametrize("filled", [GOOD, MANY])
def test_the_example_needs_nothing_but_to_be_filled_in(folder: Path, filled: dict[str, str]) -> None:
    text = EXAMPLE
    for name, value in filled.items():
        text, found = re.subn(rf"^(# )?{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert found == 1
    (folder / ".env").write_text(text)
    assert load_settings() == load_settings(filled)


def test_the_images_user_can_write_where_the_image_keeps_its_database() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    url = re.findall(r"^ENV .*DATABASE_URL=(\S+)", image, re.MULTILINE)[-1]
    folder = os.path.dirname(read_database_url({"DATABASE_URL": url}).removeprefix("sqlite:///"))  # noqa: PTH120 - the image's, not this machine's
    assert f"install -d -o bot {folder} " in image
    assert f'VOLUME ["{folder}"]' in image
    assert "useradd --uid 10001 bot" in image
    assert "USER 10001" in image


def _told_orders() -> list[list[str]]:
    """How the key is changed, as we tell it everywhere: the keys of each deployment."""
    with pytest.raises(SettingsError) as stopped:
        load_settings(GOOD | {"TOKEN_ENCRYPTION_KEY": "old"})
    told = [(ROOT / "README.md").read_text(encoding="utf-8"), EXAMPLE, str(stopped.value)]
    return [re.findall(r"\b(?:OLD|NEW)(?:,(?:OLD|NEW))*\b", text) for text in told]


def test_a_key_is_changed_as_we_tell_it_while_older_processes_run(tmp_path: Path) -> None:
    orders = _told_orders()
    keys = {"OLD": "o" * 43 + "=", "NEW": "n" * 43 + "="}
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    running = Store(url, (keys["OLD"],))
    running.migrate()
    bot = Bot(app_id="A1", team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U1", installed_at=1.0)  # noqa: S106 - of nobody
    running.installations("1.2").save_bot(bot)
    for step in orders[0]:
        deployed = Store(url, tuple(keys[name] for name in step.split(",")))
        deployed.installations("1.2").reseal()  # the release step
        for store in (running, deployed):
            found = store.installations("1.2").find_bot(enterprise_id=None, team_id="T1")
            assert found
            assert found.bot_token == "xoxb-1"  # noqa: S105
        running.close()
        running = deployed
    with pytest.raises(WrongKeyError):
        Store(url, (keys["OLD"],)).installations("1.2").try_key()
    running.close()
    assert orders == [orders[0]] * 3
