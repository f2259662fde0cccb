"""What an app asked Slack for: its name, ids, commands, shortcuts, scopes and events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.playground.workspace import Json

SCOPES = (
    "app_mentions:read chat:write commands im:history files:read files:write reactions:write users:read"  # SLACK.md
)
EVENTS = "app_home_opened app_mention app_uninstalled function_executed message.im tokens_revoked"


@dataclass(frozen=True, slots=True)
class Registration:
    """One app in one workspace. Slack refuses what was not asked for, and so does the stand-in."""

    name: str = "smtp-bot"
    app_id: str = "A0SMTPBOT"
    bot_id: str = "B0SMTPBOT"
    bot_user: str = "U0SMTPBOT"
    commands: frozenset[str] = frozenset({"/smtp"})
    should_escape: bool = False
    scopes: frozenset[str] = frozenset(SCOPES.split())
    events: frozenset[str] = frozenset(EVENTS.split())
    shortcuts: tuple[Json, ...] = field(default=(), compare=False)

    @classmethod
    def from_manifest(cls, manifest: Json) -> Registration:
        """Read an app manifest: Slack then delivers and allows what it names, and nothing else."""
        features, oauth = manifest.get("features", {}), manifest.get("oauth_config", {}).get("scopes", {})
        commands = features.get("slash_commands", [])
        events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
        return cls(
            name=features.get("bot_user", {}).get("display_name", "smtp-bot"),
            commands=frozenset(command["command"] for command in commands),
            should_escape=any(command.get("should_escape") for command in commands),
            scopes=frozenset([*oauth.get("bot", []), *oauth.get("bot_optional", [])]),
            events=frozenset(events),
            shortcuts=tuple(features.get("shortcuts", [])),
        )
