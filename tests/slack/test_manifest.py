"""What we ask Slack for is what we use, and the other way round."""

from typing import Any

import pytest
from slack_bolt import App

from bot.slack.app import load_manifest
from bot.slack.listeners import COMMAND, Listeners, register


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return load_manifest()


class Recorder(App):
    """An app that only notes what is registered."""

    def __init__(self) -> None:
        self.commands: set[str] = set()
        self.events: set[str] = set()
        self.actions = 0

    def command(self, name: str) -> Any:  # type: ignore[override]
        self.commands.add(name)
        return lambda *_, **__: None

    def event(self, name: str) -> Any:  # type: ignore[override]
        self.events.add(name)
        return lambda *_, **__: None

    def action(self, _name: object) -> Any:  # type: ignore[override]
        self.actions += 1
        return lambda *_, **__: None


@pytest.fixture(scope="module")
def registered() -> Recorder:
    recorder = Recorder()
    register(recorder, Listeners.__new__(Listeners), lambda listener: listener)
    return recorder


def test_every_command_is_in_the_manifest_and_listened_to(manifest: dict[str, Any], registered: Recorder) -> None:
    assert (
        {command["command"] for command in manifest["features"]["slash_commands"]} == registered.commands == {COMMAND}
    )


def test_every_event_is_in_the_manifest_and_listened_to(manifest: dict[str, Any], registered: Recorder) -> None:
    asked = {event.split(".")[0] for event in manifest["settings"]["event_subscriptions"]["bot_events"]}
    assert asked == registered.events


def test_buttons_need_interactivity(manifest: dict[str, Any], registered: Recorder) -> None:
    assert registered.actions
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def test_scopes_are_those_that_the_entry_points_need(manifest: dict[str, Any]) -> None:
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == {
        "commands",
        "app_mentions:read",
        "im:history",
        "chat:write",
    }


def test_the_manifest_is_within_slacks_limits(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    for command in manifest["features"]["slash_commands"]:
        assert 2 <= len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
