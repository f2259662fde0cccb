"""The web process, with acks that wait longer: time to kill it while one waits, also on a busy machine."""

from bot import web
from bot.slack.app import Timing


def create_app() -> web.Front:
    return web.create_app(timing=Timing(patience=3.0))
