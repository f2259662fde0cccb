"""Each message is answered once: across retries, transports, processes, and the death of one of them."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler
from werkzeug.serving import make_server

from bot.playground import StandIn
from bot.settings import Settings
from bot.slack.app import Timing, build_app
from bot.slack.once import Once
from bot.smtp import Explainer
from bot.store import Store, open_store
from tests.machine import PATIENCE
from tests.slack.seeing import answers, wait
from tests.workspace import settings_for, stand_in

LEASE = 1.0


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bot.db'}"


class Process:
    """The bot as a process of its own, on a port of its own."""

    def __init__(self, slack: StandIn, database: str, patience: float = 1.0) -> None:
        ours, theirs = multiprocessing.Pipe()
        settings = settings_for(slack, database)
        self._process = multiprocessing.get_context("spawn").Process(
            target=serve, args=(settings, patience, theirs), daemon=True
        )
        self._process.start()
        theirs.close()  # or a process that fails would be waited for without end
        self.url = f"http://127.0.0.1:{ours.recv()}/slack/events"

    def kill(self) -> None:
        if self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()


def serve(settings: Settings, patience: float, parent: Connection) -> None:
    app = build_app(settings, Explainer(), open_store(settings.database_url), Timing(lease=LEASE, patience=patience))
    web: Any = SlackRequestHandler(app, path="/slack/events")
    server = make_server("127.0.0.1", 0, web, threaded=True)
    parent.send(server.port)
    server.serve_forever()


@pytest.fixture
def workspace() -> Iterator[StandIn]:
    with stand_in() as slack:
        yield slack


def test_an_event_delivered_four_times_is_answered_once(both: StandIn) -> None:
    both.say("maya", "#ops", f"<@{both.bot.id}> 421")
    both.redeliver(3)
    both.say("maya", "#ops", f"<@{both.bot.id}> 450")
    wait(both, "#ops", "450 Mailbox")
    assert len(answers(both, "#ops")) == 2


def test_a_lost_ack_does_not_answer_twice(slack: StandIn) -> None:
    slack.faults.next("events_api", "http_timeout")
    slack.say("maya", "@smtp-bot", "421")
    slack.say("maya", "@smtp-bot", "450")
    wait(slack, "@smtp-bot", "450 Mailbox")
    assert len(answers(slack, "@smtp-bot")) == 2


def test_two_processes_answer_once_although_one_is_killed_before_it_answers(workspace: StandIn, database: str) -> None:
    first, second = Process(workspace, database), Process(workspace, database)
    try:
        workspace.connect(first.url)
        # The first has read the message and waits to post: Slack told it to slow down.
        workspace.faults.next("chat.postMessage", "ratelimited", retry_after=60)
        workspace.say("maya", "#ops", f"<@{workspace.bot.id}> 421")
        assert workspace.workspace.wait_until(
            lambda: "chat.postMessage" in [c.method for c in workspace.calls], PATIENCE
        )
        first.kill()
        workspace.connect(second.url)
        workspace.redeliver(3)
        wait_for_one(workspace, "421 Service")
        workspace.say("maya", "#ops", f"<@{workspace.bot.id}> 450")
        wait_for_one(workspace, "450 Mailbox")
        assert len(answers(workspace, "#ops")) == 2
    finally:
        first.kill()
        second.kill()


def test_a_process_that_is_killed_before_it_answers_has_not_acknowledged(workspace: StandIn, database: str) -> None:
    process = Process(workspace, database, PATIENCE)
    try:
        workspace.connect(process.url)
        workspace.faults.slow("chat.postMessage", 0.3)
        workspace.say("maya", "#ops", f"<@{workspace.bot.id}> 421")
        delivered = workspace.deliveries[-1]
        assert delivered.answer.failure is None
        assert answers(workspace, "#ops"), "the ack came before the answer"
    finally:
        process.kill()


def wait_for_one(slack: StandIn, words: str) -> None:
    slack.wait_for("maya", "#ops", lambda message: words in message.text)


def test_two_processes_that_live_share_the_work_and_answer_once(workspace: StandIn, database: str) -> None:
    first, second = Process(workspace, database), Process(workspace, database)
    try:
        for number in range(6):
            workspace.connect((first, second)[number % 2].url)
            workspace.say("maya", "#ops", f"<@{workspace.bot.id}> {430 + number}")
            workspace.connect((second, first)[number % 2].url)
            workspace.redeliver(1)
        assert workspace.workspace.wait_until(lambda: len(answers(workspace, "#ops")) >= 6, PATIENCE)
        assert [message.text[:3] for message in answers(workspace, "#ops")] == [str(430 + n) for n in range(6)]
    finally:
        first.kill()
        second.kill()


def test_a_claim_is_held_as_long_as_its_process_lives(database: str) -> None:
    here, elsewhere = Once(open_store(database), lease=2.0), Once(open_store(database), lease=2.0)
    key = ("C1", "1.1")
    assert here.claim(key) == "mine"
    assert here.claim(key) == "done"  # in hand
    assert elsewhere.claim(key) == "held"
    again = multiprocessing.get_context("spawn").Event()
    elsewhere.later(2.5, again.set)
    assert again.wait(PATIENCE)
    assert elsewhere.claim(key) == "held"
    here.settle(key)
    assert elsewhere.claim(key) == "done"


def broken() -> None:
    raise RuntimeError("broken on purpose")


def test_a_look_that_fails_is_logged_and_the_next_ones_come(caplog: pytest.LogCaptureFixture) -> None:
    once, looked, again = Once(open_store("sqlite://")), threading.Event(), threading.Event()
    once.later(0, broken)
    once.later(0, looked.set)
    assert looked.wait(PATIENCE)
    once.later(0, again.set)
    assert again.wait(PATIENCE)
    assert "broken on purpose" in caplog.text


class Forgetful(Store):
    """It fails to renew, the first time."""

    def __init__(self) -> None:
        super().__init__("sqlite://")
        self.migrate()
        self.tried = False
        self.renewed = threading.Event()

    def renew(self, place: str, ts: str, seconds: float) -> None:
        if not self.tried:
            self.tried = True
            broken()
        super().renew(place, ts, seconds)
        self.renewed.set()


def test_a_claim_that_cannot_be_renewed_is_renewed_the_next_time(caplog: pytest.LogCaptureFixture) -> None:
    store = Forgetful()
    once = Once(store, lease=0.03)
    assert once.claim(("C1", "1.1")) == "mine"
    assert store.renewed.wait(PATIENCE)
    once.settle(("C1", "1.1"))
    assert "broken on purpose" in caplog.text
