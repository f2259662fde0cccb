"""What people do to a workspace rather than in it: install, invite, grant scopes, change their language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.playground import payloads

if TYPE_CHECKING:
    from bot.playground.delivery import Courier
    from bot.playground.slack import Slack
    from bot.playground.workspace import Json


class Administration:
    """The hands of whoever administers the workspace."""

    def __init__(self, slack: Slack, courier: Courier) -> None:
        self._slack = slack
        self._courier = courier

    def uninstall(self) -> None:
        """Remove the app: its token is revoked, and it is told so."""
        self._slack.installed = False
        gone: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self._slack.bot.id]}}
        for event in (gone, {"type": "app_uninstalled"}):
            self._event(event)
        self._slack.workspace.touch()

    def install(self) -> None:
        """Install the app again, with the same token."""
        self._slack.installed = True
        self._slack.workspace.touch()

    def grant(self, *scopes: str) -> None:
        """Allow optional scopes that the app asks for."""
        self._keep(self._slack.app.scopes | (self._slack.app.optional.intersection(scopes)))

    def decline(self, *scopes: str) -> None:
        """Withhold scopes."""
        self._keep(self._slack.app.scopes.difference(scopes))

    def invite(self, channel_name: str) -> None:
        """Let the bot join a channel."""
        channel = self._slack.workspace.channel(channel_name)
        self._slack.workspace.add_channel(replace(channel, members=channel.members | {self._slack.bot.id}))

    def kick(self, channel_name: str) -> None:
        """Remove the bot from a channel."""
        channel = self._slack.workspace.channel(channel_name)
        self._slack.workspace.add_channel(replace(channel, members=channel.members - {self._slack.bot.id}))

    def set_locale(self, user: str, locale: str) -> None:
        """Change the language in which a person sees Slack; an app that asks for `user_change` is told."""
        person = self._slack.workspace.person(user)
        changed = replace(person, locale=locale)
        self._slack.workspace.add_person(changed)
        if "user_change" in self._slack.app.events:
            self._event({"type": "user_change", "user": {"id": person.id, "name": person.name, "locale": locale}})

    def _keep(self, scopes: frozenset[str]) -> None:
        self._slack.app = replace(self._slack.app, scopes=scopes)
        self._slack.workspace.touch()

    def _event(self, event: Json) -> None:
        if event["type"] in self._slack.app.events:
            self._courier.event(payloads.envelope(self._slack, {**event, "event_ts": self._slack.clock.stamp()}))
