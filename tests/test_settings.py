"""A wrong setting stops the start with one line that names it and says what to do."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_for_release, load_settings, read_workers, refuse_production

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
