"""A company's site on one machine: nginx, two web processes behind it, PostgreSQL, and a Slack."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.playground import StandIn
from tests.machine import PATIENCE, free_port, wait_until
from tests.postgres import Postgres, running
from tests.procfile import Process, answers, command, settings_of, start, start_web
from tests.workspace import registered

NGINX = "/usr/sbin/nginx"
CHANNELS = 601
# Slack waits a minute and five; nobody watches a soak for so long.
RETRY_AFTER = (0.0, 5.0, 20.0)
_CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream bot {{
        server 127.0.0.1:{one} max_fails=0;
        server 127.0.0.1:{other} max_fails=0;
    }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 1m;
        location / {{
            proxy_pass http://bot;
            proxy_connect_timeout 1s;
            proxy_read_timeout 3s;
            # What a process did not answer, the other may: this bot can be asked twice. Commands change nothing but
            # a choice, to the same value again; events are claimed once, whichever process they reach.
            proxy_next_upstream error timeout http_502 http_503 non_idempotent;
            proxy_next_upstream_tries 2;
        }}
    }}
}}
"""


@dataclass(slots=True)
class Site:
    """What runs. ``one`` and ``other`` are the web processes."""

    slack: StandIn
    postgres: Postgres
    folder: Path
    settings: Mapping[str, str]
    workers: int
    one: Process
    other: Process

    def kill_one(self) -> None:
        """Kill a process with its workers, in the middle of whatever they do, and start another in its place."""
        self.one.kill()
        self.one = self._again(self.one)

    def restart_other(self) -> None:
        """End a process gently, and start another in its place."""
        assert self.other.end() == 0, self.other.written
        self.other = self._again(self.other)

    def restart_database(self) -> None:
        """Take PostgreSQL away from everybody, and bring it back."""
        self.postgres.stop("fast")
        self.postgres.start()

    def _again(self, process: Process) -> Process:
        web = start_web(self.folder, self.settings, self.workers, process.port)
        web.wait_until_ready()
        return web


@contextmanager
def site(folder: Path, workers: int) -> Iterator[Site]:
    """Everything, from now until the end of the block."""
    folder.chmod(0o755)  # nginx's workers are nobody special
    with running() as postgres, StandIn(registration=registered(), now=time.time, retry_after=RETRY_AFTER) as slack:
        _open_channels(slack)
        slack.faults.pace("chat.postMessage", 1)
        settings = settings_of(slack, postgres.make("bot"))
        assert start(command("release"), folder, settings).popen.wait(PATIENCE) == 0
        processes = [start_web(folder, settings, workers) for _ in range(2)]
        whole = Site(slack, postgres, folder, settings, workers, *processes)
        proxy, port = _start_proxy(folder, *processes)
        try:
            for process in processes:
                process.wait_until_ready()
            wait_until(lambda: answers(port))
            slack.connect(f"http://127.0.0.1:{port}/slack/events")
            yield whole
        finally:
            proxy.terminate()
            for process in (whole.one, whole.other):
                process.kill()
            proxy.wait()


def _open_channels(slack: StandIn) -> None:
    """As many as it takes to stay below a message a second in each."""
    ops = slack.workspace.channel("#ops")
    for number in range(CHANNELS):
        slack.workspace.add_channel(replace(ops, id=f"C{number:05d}", name=f"ops-{number}"))


def _start_proxy(folder: Path, one: Process, other: Process) -> tuple[subprocess.Popen[bytes], int]:
    port, configuration = free_port(), folder / "nginx.conf"
    text = _CONFIGURATION.format(folder=folder, one=one.port, other=other.port, port=port)
    configuration.write_text(text, encoding="utf-8")
    return subprocess.Popen([NGINX, "-c", str(configuration), "-e", str(folder / "nginx.log")]), port
