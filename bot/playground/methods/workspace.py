"""auth, users, bots, apps: who and what the app may ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.methods.registry import ApiError, method, need, truth
from bot.playground.methods.shown import show_bot, show_person
from bot.playground.workspace import DOMAIN, TEAM

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.workspace import Json


@method("api.test")
def api_test(_slack: Slack, arguments: Json) -> Json:
    """Say hello."""
    return {"args": arguments}


@method("auth.test")
def auth_test(slack: Slack, _arguments: Json) -> Json:
    """Say whose token this is."""
    return {
        "url": f"https://{DOMAIN}.slack.com/",
        "team": "Playground",
        "team_id": TEAM,
        "user": slack.bot.name,
        "user_id": slack.bot.id,
        "bot_id": slack.bot.bot_id,
        "is_enterprise_install": False,
    }


@method("users.info", "users:read")
def users_info(slack: Slack, arguments: Json) -> Json:
    """Describe a person."""
    person = slack.workspace.people.get(need(arguments, "user"))
    if person is None:
        raise ApiError("user_not_found")
    return {"user": show_person(person, locale=truth(arguments.get("include_locale")))}


@method("bots.info", "users:read")
def bots_info(slack: Slack, arguments: Json) -> Json:
    """Describe a bot."""
    wanted = need(arguments, "bot")
    bot = next((person for person in slack.workspace.people.values() if person.bot_id == wanted), None)
    if bot is None:
        raise ApiError("bot_not_found")
    return {"bot": {**show_bot(bot), "user_id": bot.id}}


@method("apps.connections.open", app_level=True)
def connections_open(slack: Slack, _arguments: Json) -> Json:
    """Return an address to dial for Socket Mode."""
    return {"url": f"{slack.origin.replace('http', 'ws', 1)}/socket/{slack.sockets.ticket()}"}
