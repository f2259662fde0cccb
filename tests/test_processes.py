"""The bot as a platform runs it: real processes, their signals, their deaths and their exit codes."""

import os
import re
import shutil
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from bot.playground import StandIn
from bot.store import Store
from tests.machine import PATIENCE, free_port, wait_until
from tests.postgres import Postgres
from tests.procfile import (
    PROCFILE,
    Process,
    answers,
    command,
    descendants,
    get,
    settings_of,
    start,
    start_web,
)  # fmt: skip
from tests.slack import seeing
from tests.workspace import stand_in


@pytest.fixture
def workspace() -> Iterator[StandIn]:
    with stand_in() as slack:
        yield slack


@pytest.fixture
def started() -> Iterator[Callable[[Process], Process]]:
    """Whatever a test has started ends with it."""
    running: list[Process] = []

    def note(process: Process) -> Process:
        running.append(process)
        return process

    yield note
    for process in running:
        process.kill()


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Something that takes its time, beside what is written here."""
    thread = threading.Thread(target=work)
    thread.start()
    yield
    thread.join()


def called(slack: StandIn, method: str) -> int:
    return sum(call.method == method for call in slack.calls)


def ask(slack: StandIn, code: int) -> Callable[[], object]:
    return lambda: slack.say("maya", "#ops", f"<@{slack.bot.id}> {code}")


def test_the_procfile_is_released_served_and_ended_without_a_loss(
    workspace: StandIn, postgres: Postgres, tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    settings, port = settings_of(workspace, postgres.make(f"t{uuid4().hex}")), free_port()
    honcho = [str(Path(sys.executable).with_name("honcho")), "-f", str(PROCFILE), "start"]
    release = started(start([*honcho, "release"], tmp_path, settings))
    assert release.popen.wait(PATIENCE) == 0, release.written
    web = started(start([*honcho, "web"], tmp_path, settings, port))
    web.wait_until_ready()
    workspace.connect(f"http://127.0.0.1:{port}/slack/events")
    said = seeing.command(workspace, "maya", "/smtp 250 521")
    assert "521" in said.text

    # Slack says: later. All three are acknowledged by then, and not answered.
    workspace.faults.next("chat.postMessage", "ratelimited", times=3, retry_after=4)
    workspace.click("maya", said, "share")
    with meanwhile(ask(workspace, 421)):
        workspace.say("maya", "@smtp-bot", "450")
    assert all(delivery.answer.status == 200 for delivery in workspace.deliveries)
    wait_until(lambda: called(workspace, "chat.postMessage") == 3)
    os.kill(master_of(web), signal.SIGTERM)
    wait_until(lambda: not answers(port))
    assert web.popen.wait(PATIENCE) == 0, web.written
    assert "stopped (rc=0)" in web.written
    texts = [message.text[:3] for message in seeing.answers(workspace, "#ops") if not message.ephemeral]
    assert sorted(texts) == ["250", "421"]
    assert [message.text[:3] for message in seeing.answers(workspace, "@smtp-bot")] == ["450"]


def claims_in(database: Path) -> list[int]:
    """Of each claim, whether its message is answered."""
    with closing(sqlite3.connect(database)) as connection:
        return [done for (done,) in connection.execute("SELECT done FROM claims")]


def master_of(honcho: Process) -> int:
    """gunicorn's master, below honcho's own process for it."""
    for pid in descendants(honcho.popen.pid):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if any(word.endswith(b"/gunicorn") for word in words[:2]):
            return pid
    raise AssertionError(honcho.written)


def test_what_a_killed_worker_had_begun_comes_again_and_is_answered_once(
    workspace: StandIn, tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    settings = settings_of(workspace, f"sqlite:///{tmp_path / 'bot.db'}")
    web = started(start_web(tmp_path, settings, workers=1, app="tests.patient"))
    web.wait_until_ready()
    workspace.connect(f"http://127.0.0.1:{web.port}/slack/events")
    # The worker has read the message and waits to post: Slack told it to slow down.
    workspace.faults.next("chat.postMessage", "ratelimited", retry_after=60)
    with meanwhile(ask(workspace, 421)):
        wait_until(lambda: called(workspace, "chat.postMessage"))
        # It was marked as sent when it went out; it is not, once the worker has heard Slack's "later".
        wait_until(lambda: claims_in(tmp_path / "bot.db") == [0])
        (first,) = web.workers
        os.kill(first, signal.SIGKILL)
    # What may be in a dead process's hand is not acknowledged: Slack goes on trying.
    failures = [delivery.answer.failure for delivery in workspace.deliveries]
    assert failures == ["connection_failed", *["http_error"] * 3]
    workspace.wait_for("maya", "#ops", lambda message: "421 Service" in message.text)
    workspace.redeliver(2)
    workspace.say("maya", "#ops", f"<@{workspace.bot.id}> 450")
    seeing.wait(workspace, "#ops", "450 Mailbox")
    assert len(seeing.answers(workspace, "#ops")) == 2
    assert web.popen.poll() is None
    assert web.workers != [first]
    assert web.end() == 0, web.written


def test_figures_are_those_of_all_workers_also_of_one_that_was_killed(
    workspace: StandIn, tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    figures = tmp_path / "figures"
    figures.mkdir()
    settings = settings_of(workspace, f"sqlite:///{tmp_path / 'bot.db'}")
    web = started(start_web(tmp_path, {**settings, "PROMETHEUS_MULTIPROC_DIR": str(figures)}))
    web.wait_until_ready()
    workspace.connect(f"http://127.0.0.1:{web.port}/slack/events")
    wait_until(lambda: len(web.workers) == 2)
    both, asked = web.workers, 0
    while not all((figures / f"histogram_{worker}.db").exists() and served(figures, worker) for worker in both):
        asked += 1
        assert workspace.command("maya", "#ops", "/smtp 250 521").status == 200
        assert asked < 500
    assert {commands(web.port) for _ in range(10)} == {asked}
    os.kill(both[0], signal.SIGKILL)
    wait_until(lambda: len(web.workers) == 2 and both[0] not in web.workers)
    assert workspace.command("maya", "#ops", "/smtp 250 521").status == 200
    assert {commands(web.port) for _ in range(10)} == {asked + 1}
    assert web.end() == 0, web.written


def served(figures: Path, worker: int) -> bool:
    return b'"kind": "command"' in (figures / f"counter_{worker}.db").read_bytes()


def commands(port: int) -> int:
    (count,) = re.findall(r'smtp_bot_requests_total{kind="command",outcome="200"} ([0-9]+)', get(port, "/metrics")[1])
    return int(count)


def test_socket_mode_finishes_what_was_begun_and_ends(
    workspace: StandIn, tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    settings = settings_of(workspace, f"sqlite:///{tmp_path / 'bot.db'}")
    worker = started(
        start(command("worker"), tmp_path, {**settings, "SLACK_APP_TOKEN": workspace.credentials.app_token})
    )
    assert workspace.wait_for_socket(), worker.written
    workspace.faults.next("chat.postMessage", "ratelimited", times=2, retry_after=2)
    with meanwhile(ask(workspace, 421)):
        workspace.say("maya", "@smtp-bot", "450")
    wait_until(lambda: called(workspace, "chat.postMessage") == 2)
    assert worker.end() == 0, worker.written
    assert not workspace.slack.sockets.open
    assert [message.text[:3] for message in seeing.answers(workspace, "#ops")] == ["421"]
    assert [message.text[:3] for message in seeing.answers(workspace, "@smtp-bot")] == ["450"]
    assert all(delivery.answer.failure is None for delivery in workspace.deliveries)


GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1-test",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
    "SLACK_APP_TOKEN": "xapp-1-test",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
}
BAD: dict[str, Mapping[str, str]] = {
    "SLACK_BOT_TOKEN": {"SLACK_BOT_TOKEN": ""},
    "PORT": {"PORT": "http"},
    "DATABASE_URL": {"DATABASE_URL": "postgres://bot:secret@db:port/bot"},
    "SLACK_CLIENT_ID": {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "0123456789abcdef0123456789abcdef"},
    "TOKEN_ENCRYPTION_KEY": {"TOKEN_ENCRYPTION_KEY": "secret"},
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_setting_ends_every_process_with_one_line_and_2(
    name: str, tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    processes = [
        started(start(command(each), tmp_path, {**GOOD, **BAD[name]})) for each in ("web", "worker", "release")
    ]
    for process in processes:
        assert process.popen.wait(PATIENCE) == 2, process.written
        (line,) = process.written.splitlines()
        assert name in line
        assert "secret" not in line


def test_a_default_language_that_we_do_not_speak_is_a_bad_setting(
    tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    for name in ("web", "worker"):
        process = started(start(command(name), tmp_path, {**GOOD, "DEFAULT_LANGUAGE": "klingon"}))
        assert process.popen.wait(PATIENCE) == 2, process.written
        (line,) = process.written.splitlines()
        assert line.startswith("DEFAULT_LANGUAGE must be one of ")


def test_the_example_of_settings_unchanged_says_in_one_line_what_is_missing_and_lets_the_playground_start(
    tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    shutil.copy(PROCFILE.with_name(".env.example"), tmp_path / ".env")
    for name in ("web", "worker", "release"):
        process = started(start(command(name), tmp_path, {}))
        assert process.popen.wait(PATIENCE) == 2, process.written
        (line,) = process.written.splitlines()
        assert line.startswith("SLACK_BOT_TOKEN is not set")
    playground = started(start([sys.executable, "-m", "bot", "try"], tmp_path, {}, free_port()))
    playground.wait_until_open()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///no/such/folder.db"])
def test_a_store_in_memory_is_one_workers_own_so_there_is_one(
    url: str, workspace: StandIn, tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    web = started(start_web(tmp_path, settings_of(workspace, url), workers=2))
    web.wait_until_ready()
    os.kill(web.popen.pid, signal.SIGHUP)
    wait_until(lambda: web.written.count("Booting worker") > 1 and len(web.workers) == 1 and answers(web.port))
    assert "1 worker is started, not 2" in web.written
    workspace.connect(f"http://127.0.0.1:{web.port}/slack/events")
    assert workspace.command("maya", "#ops", "/smtp lang fr").status == 200
    for _ in range(8):
        assert "Boîte" in seeing.command(workspace, "maya", "/smtp 450").text
    assert web.end() == 0, web.written


def test_no_workers_at_all_are_a_bad_setting(tmp_path: Path, started: Callable[[Process], Process]) -> None:
    web = started(start(command("web"), tmp_path, {**GOOD, "WEB_CONCURRENCY": "0"}))
    assert web.popen.wait(PATIENCE) == 2
    assert "WEB_CONCURRENCY" in web.written


def test_two_release_steps_at_once_do_no_harm(
    postgres: Postgres, tmp_path: Path, started: Callable[[Process], Process]
) -> None:
    database = postgres.make(f"t{uuid4().hex}")
    steps = [started(start(command("release"), tmp_path, {**GOOD, "DATABASE_URL": database})) for _ in range(2)]
    assert [step.popen.wait(PATIENCE) for step in steps] == [0, 0], [step.written for step in steps]
    store = Store(database)
    assert store.is_ready()
    store.close()
