"""A stand-in Slack, small and strict: tests talk to the bot through it, and people try the bot on its page.

    with StandIn() as slack:
        slack.connect("http://127.0.0.1:8080/slack/events")   # or a WSGI application
        said = slack.command("maya", "#ops", "/smtp 250 521")
        assert said.message.ephemeral and slack.refusals == []

The bot needs `slack.credentials` (`api_url`, `bot_token`, `signing_secret`, `app_token`). This room knows Slack only:
it imports nothing from the others.
"""

from bot.playground.acks import Said
from bot.playground.find import NotThereError
from bot.playground.limits import Refusal, check_message, check_view
from bot.playground.registration import Registration
from bot.playground.slack import Credentials
from bot.playground.standin import StandIn
from bot.playground.workspace import Channel, Message, Person

__all__ = [
    "Channel",
    "Credentials",
    "Message",
    "NotThereError",
    "Person",
    "Refusal",
    "Registration",
    "Said",
    "StandIn",
    "check_message",
    "check_view",
]
