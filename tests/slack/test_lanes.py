"""Sixty mentions in a minute against one post a second: all answered, in order, none twice."""

import threading

from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.slack.app import Timing, build_app
from bot.slack.lanes import Lanes
from bot.smtp import Explainer
from bot.store import open_store
from tests.machine import PATIENCE
from tests.slack.seeing import answers
from tests.workspace import settings_for, stand_in


def test_sixty_mentions_against_one_post_a_second(explainer: Explainer) -> None:
    with stand_in() as slack:
        settings = settings_for(slack)
        timing = Timing(wait=slack.clock.pass_time)
        app = build_app(settings, explainer, open_store(settings.database_url), timing)
        slack.connect(SlackRequestHandler(app, path="/slack/events"))
        slack.faults.pace("chat.postMessage", 1)
        codes = [str(code) for code in range(400, 460)]
        asked = [slack.say("maya", "#ops", f"<@{slack.bot.id}> {code}") for code in codes]
        assert slack.workspace.wait_until(lambda: len(answers(slack, "#ops")) >= 60, PATIENCE)
        posted = answers(slack, "#ops")
        assert [message.thread_ts for message in posted] == [message.ts for message in asked]
        assert [message.text[:3] for message in posted] == codes
        assert "ratelimited" in [call.error for call in slack.calls]
        assert slack.refusals == []


def test_a_channel_that_has_to_wait_holds_no_other_up(explainer: Explainer) -> None:
    released = threading.Event()
    with stand_in() as slack:
        settings = settings_for(slack)
        timing = Timing(wait=lambda _seconds: released.wait(PATIENCE))
        app = build_app(settings, explainer, open_store(settings.database_url), timing)
        slack.connect(SlackRequestHandler(app, path="/slack/events"))
        slack.faults.next("chat.postMessage", "ratelimited", retry_after=30)
        slack.say("maya", "#ops", f"<@{slack.bot.id}> 421")
        slack.say("maya", "@smtp-bot", "450")
        slack.wait_for("maya", "@smtp-bot", lambda message: "450 Mailbox" in message.text)
        assert answers(slack, "#ops") == []
        released.set()
        slack.wait_for("maya", "#ops", lambda message: "421 Service" in message.text)


def test_what_comes_too_early_waits_for_what_is_older() -> None:
    lanes, done, order = Lanes(), threading.Event(), []

    def younger() -> bool:
        if "older" not in order:
            return False
        order.append("younger")
        done.set()
        return True

    def older() -> bool:
        order.append("older")
        return True

    lanes.put("C1", "2", younger)
    lanes.put("C1", "1", older)
    assert done.wait(PATIENCE)
    assert order == ["older", "younger"]


def test_a_job_that_fails_does_not_stop_the_lane() -> None:
    lanes, done = Lanes(), threading.Event()

    def fail() -> bool:
        raise RuntimeError("broken on purpose")

    def succeed() -> bool:
        done.set()
        return True

    lanes.put("C1", "1", fail)
    lanes.put("C1", "2", succeed)
    assert done.wait(PATIENCE)
