"""Lines of JSON that hold neither what people wrote, nor a token or an address.

Of an exception its kind and where it was raised are logged, not its words, since those of a parser or a database repeat
what they were given.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

import re2
from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    import re

# For the case that a library writes one into a line of its own: the whole word, in time that is linear in the line, and
# without the backslash before a quote, which the line needs to stay JSON.
_SECRET: re.Pattern[str] = re2.compile(r"""[^\s"'<>=:(]*(?:xox[a-z]+-|xapp-|@)(?:[^\s"'<>),\\]|\\[^"])+""")
_TALKATIVE = ("slack_sdk", "slack_bolt")
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}


class JsonLines(logging.StreamHandler[TextIO]):
    """Lines on standard error. Written without a lock: each goes out in one call, and no thread waits for another."""

    def __init__(self) -> None:
        super().__init__()
        form = "{asctime}{levelname}{name}{message}"
        self.setFormatter(_Lines(form, style="{", rename_fields=_NAMES, timestamp=False))
        self.addFilter(_holds_no_text)

    def handle(self, record: logging.LogRecord) -> bool:
        """See `logging.Handler.handle`."""
        shown = bool(self.filter(record))
        if shown:
            self.emit(record)
        return shown

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; standard error ends its own lines."""
        try:
            self.stream.write(f"{self.format(record)}\n")
        except Exception:  # noqa: BLE001 - whatever it is, no request fails for it; logging's own handlers do the same
            self.handleError(record)


class _Lines(JsonFormatter):
    """One line for each record, without what people wrote."""

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 - logging's own type and name
        """Where an exception came from, and its kind."""
        kind, _error, trail = ei
        return f"{_where(trail)}: {kind.__name__ if kind else ''}"

    def format(self, record: logging.LogRecord) -> str:
        """The line, its tokens and addresses masked."""
        return _SECRET.sub(_mask, super().format(record))


def _mask(_secret: re.Match[str]) -> str:
    # A function, since google-re2 makes three other letters of this one in a template.
    return "…"


def _where(trail: TracebackType | None) -> str:
    frames = traceback.extract_tb(trail)[-6:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)


def _holds_no_text(record: logging.LogRecord) -> bool:
    """Slack's libraries log bodies at DEBUG, and one of them the body of a request that it refuses."""
    if not record.name.startswith(_TALKATIVE):
        return True
    return record.levelno >= (logging.WARNING if record.name.endswith("RequestVerification") else logging.INFO)
