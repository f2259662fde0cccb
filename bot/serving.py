"""How gunicorn serves the web process: ``gunicorn -c python:bot.serving "bot.web:create_app()"``."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

_FIGURES = "PROMETHEUS_MULTIPROC_DIR"

# Before anybody imports prometheus_client: it decides then whether figures are shared between workers.
if _FIGURES not in os.environ:
    os.environ[_FIGURES] = tempfile.mkdtemp(prefix="smtp-bot-figures-")

bind = f"0.0.0.0:{os.environ.get('PORT', '3000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16  # they wait for Slack and the database, not for the processor
preload_app = True  # the dataset is loaded once and shared
timeout = 30
graceful_timeout = 25  # platforms kill after 30 seconds
keepalive = 75  # longer than routers keep a connection, so that they close it, not we
limit_request_line = 8190
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a slow disk must not look like a hang


def child_exit(_server: object, worker: Any) -> None:  # noqa: ANN401 - gunicorn ships no types
    """Count a worker that has ended no longer among those that live."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: object) -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ[_FIGURES], ignore_errors=True)
