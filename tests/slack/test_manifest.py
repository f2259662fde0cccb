"""What we ask Slack for is what we use, and the other way round."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App

import bot.slack
from bot.slack.app import load_manifest
from bot.slack.commands import COMMAND
from bot.slack.listeners import Listeners, register

# Which scope lets a method of the Web API be called, and an event be heard; Slack's documentation of each.
METHODS = {
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "conversations_replies": "channels:history",
    "files_info": "files:read",
    "files_upload_v2": "files:write",
    "users_info": "users:read",
    "views_open": None,
    "views_publish": None,
    "views_update": None,
}
EVENTS = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "function_executed": None,
    "message.im": "im:history",
    "tokens_revoked": None,
}
# Works where a workspace grants it; otherwise the person is told which shortcut does the same.
NEVER_ASKED_FOR = {"channels:history"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return load_manifest()


class Recorder(App):
    """An app that only notes what is registered."""

    def __init__(self) -> None:
        self.noted: dict[str, list[Any]] = {}

    def _note(self, kind: str) -> Callable[..., Any]:
        def note(name: object) -> Any:
            self.noted.setdefault(kind, []).append(name)
            return lambda *_, **__: None

        return note

    def __getattribute__(self, name: str) -> Any:
        kinds = ("command", "event", "function", "shortcut", "view", "options", "action")
        return self._note(name) if name in kinds else super().__getattribute__(name)


class Anything:
    """Stands for every listener."""

    def __getattr__(self, _name: str) -> "Anything":
        return self

    def __call__(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def registered() -> dict[str, list[Any]]:
    recorder, anything = Recorder(), Anything()
    listeners: Any = dict.fromkeys(Listeners.__dataclass_fields__, anything)
    register(recorder, Listeners(**listeners), lambda listener: listener)
    return recorder.noted


def scopes(manifest: dict[str, Any], *kinds: str) -> set[str]:
    return {scope for kind in kinds for scope in manifest["oauth_config"]["scopes"][kind]}


def called() -> set[str]:
    sources = Path(bot.slack.__file__).parent.glob("*.py")
    return {found for source in sources for found in re.findall(r"client\.([a-z]+_\w+)\(", source.read_text("utf-8"))}


def test_every_command_is_in_the_manifest_and_listened_to(
    manifest: dict[str, Any], registered: dict[str, list[Any]]
) -> None:
    assert [command["command"] for command in manifest["features"]["slash_commands"]] == registered["command"]
    assert registered["command"] == [COMMAND]


def test_every_event_is_in_the_manifest_and_listened_to(
    manifest: dict[str, Any], registered: dict[str, list[Any]]
) -> None:
    asked = {event.split(".")[0] for event in manifest["settings"]["event_subscriptions"]["bot_events"]}
    assert asked == {*registered["event"], "function_executed"}


def test_every_shortcut_is_in_the_manifest_and_listened_to(
    manifest: dict[str, Any], registered: dict[str, list[Any]]
) -> None:
    kinds = {"message": "message_action", "global": "shortcut"}
    asked = [(kinds[each["type"]], each["callback_id"]) for each in manifest["features"]["shortcuts"]]
    assert sorted(asked) == sorted((each["type"], each["callback_id"]) for each in registered["shortcut"])


def test_every_workflow_step_is_in_the_manifest_and_listened_to(
    manifest: dict[str, Any], registered: dict[str, list[Any]]
) -> None:
    assert list(manifest["functions"]) == registered["function"]
    assert manifest["settings"]["function_runtime"] == "remote"
    assert manifest["settings"]["org_deploy_enabled"] is True  # Slack shows steps of org-ready apps only


def test_buttons_selects_and_modals_need_interactivity(
    manifest: dict[str, Any], registered: dict[str, list[Any]]
) -> None:
    assert registered["action"]
    assert registered["options"]
    assert registered["view"]
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["settings"]["interactivity"]["message_menu_options_url"]


def test_the_home_tab_is_on_because_it_is_published(manifest: dict[str, Any], registered: dict[str, list[Any]]) -> None:
    assert "app_home_opened" in registered["event"]
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True


def test_every_scope_is_needed_and_every_need_has_its_scope(manifest: dict[str, Any]) -> None:
    assert called() == set(METHODS)
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = {METHODS[name] for name in called()} | {EVENTS[name] for name in events} | {"commands"}
    assert scopes(manifest, "bot", "bot_optional") == needed - {None} - NEVER_ASKED_FOR


def test_what_the_bot_can_do_without_is_optional(manifest: dict[str, Any]) -> None:
    assert scopes(manifest, "bot") == {"commands", "app_mentions:read", "im:history", "chat:write"}


def test_the_manifest_is_within_slacks_limits(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    for command in manifest["features"]["slash_commands"]:
        assert 2 <= len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
    for function in manifest["functions"].values():
        for name, parameter in (function["input_parameters"] | function["output_parameters"]).items():
            assert parameter["name"] == name
            assert parameter["type"] == "string"
