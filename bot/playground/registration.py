"""What an app asked Slack for: its name, ids, commands, shortcuts, workflow steps, scopes and events."""

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
    """One app in one workspace. Slack refuses what was not asked for, and so does the stand-in.

    `optional` scopes are those that whoever installs the app may decline.
    """

    name: str = "smtp-bot"
    app_id: str = "A0SMTPBOT"
    bot_id: str = "B0SMTPBOT"
    bot_user: str = "U0SMTPBOT"
    commands: frozenset[str] = frozenset({"/smtp"})
    should_escape: bool = False
    scopes: frozenset[str] = frozenset(SCOPES.split())
    optional: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset(EVENTS.split())
    home_tab: bool = True
    shortcuts: tuple[Json, ...] = field(default=(), compare=False)
    functions: Json = field(default_factory=dict, compare=False)

    @classmethod
    def from_manifest(cls, manifest: Json) -> Registration:
        """Read an app manifest: Slack then delivers and allows what it names, and nothing else."""
        features, oauth = manifest.get("features", {}), manifest.get("oauth_config", {}).get("scopes", {})
        commands = features.get("slash_commands", [])
        events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
        optional = oauth.get("bot_optional", [])
        return cls(
            name=features.get("bot_user", {}).get("display_name", "smtp-bot"),
            commands=frozenset(command["command"] for command in commands),
            should_escape=any(command.get("should_escape") for command in commands),
            scopes=frozenset([*oauth.get("bot", []), *optional]),
            optional=frozenset(optional),
            events=frozenset(events),
            home_tab=bool(features.get("app_home", {}).get("home_tab_enabled")),
            shortcuts=tuple(features.get("shortcuts", [])),
            functions=manifest.get("functions", {}),
        )

    def has_shortcut(self, callback_id: str, kind: str) -> bool:
        """Whether the app asked for this `global` or `message` shortcut."""
        return any(one["callback_id"] == callback_id and one["type"] == kind for one in self.shortcuts)
