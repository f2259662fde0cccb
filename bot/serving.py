"""How gunicorn serves the web process: ``gunicorn -c python:bot.serving "bot.web:create_app()"``."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.settings import SettingsError, read_database_url, read_port, read_workers

_FIGURES = "PROMETHEUS_MULTIPROC_DIR"
_log = logging.getLogger(__name__)


def _make_folder_of_figures() -> None:
    """Before anybody imports prometheus_client: it decides then whether figures are shared between workers."""
    if _FIGURES in os.environ:
        return
    folder, owner = tempfile.mkdtemp(prefix="smtp-bot-figures-"), os.getpid()
    os.environ[_FIGURES] = folder

    def remove() -> None:
        # Workers are forks, and end with the same words.
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)


try:
    bind = f"0.0.0.0:{read_port()}"
    workers = read_workers()
except SettingsError as error:
    # gunicorn would end with 1 and a traceback.
    sys.stderr.write(f"{error}\n")
    sys.exit(2)
_make_folder_of_figures()
worker_class = "gthread"
threads = 24  # they wait for Slack and the database, not for the processor; acks that wait have 20 of them
preload_app = True  # the dataset is loaded once and shared
timeout = 30
graceful_timeout = 25  # platforms kill after 30 seconds
keepalive = 75  # longer than routers keep a connection, so that they close it, not we
limit_request_line = 8190
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a slow disk must not look like a hang
# A way to command gunicorn that nobody asked for: a thread and asyncio in the process that forks, and one path in the
# home folder for which two gunicorns of one user would quarrel.
control_socket_disable = True


def when_ready(server: Any) -> None:  # noqa: ANN401 - gunicorn ships no types
    """Fork one worker only where the store is in memory, of which each would have its own.

    A choice would hold for every other answer, and what Slack sends again be answered again.
    """
    from bot.store import is_kept  # noqa: PLC0415 - it imports prometheus_client

    if server.num_workers > 1 and not is_kept(read_database_url()):
        _log.warning(
            "the store is in memory, so 1 worker is started, not %d: set DATABASE_URL to PostgreSQL or a file that "
            "can be written",
            server.num_workers,
        )
        server.num_workers = 1


on_reload = when_ready


def child_exit(_server: object, worker: Any) -> None:  # noqa: ANN401 - gunicorn ships no types
    """Count a worker that has ended no longer among those that live."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
