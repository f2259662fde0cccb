"""What the bot is measured against: a Bolt app under the same server that acknowledges with a constant."""

import os

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult


def create_app() -> SlackRequestHandler:
    app = App(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=os.environ["SLACK_BOT_TOKEN"]
        ),
        process_before_response=True,
    )

    @app.command("/smtp")
    def answer(ack: Ack) -> None:
        ack("ok")

    return SlackRequestHandler(app)
