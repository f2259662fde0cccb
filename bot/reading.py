"""``read``: bounces from files, one answer a file, in order, never stopping at a bad one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.smtp import Explainer, as_text

_MOST = 10_000_000  # bytes of a file that are read; the answer says when there were more


def read_files(names: Sequence[str], explainer: Explainer, language: str, *, as_lines: bool) -> int:
    """Print an answer for each file (``-`` is standard input). Returns 1 when a file could not be read, else 0."""
    unreadable = False
    for name in names:
        try:
            paste = _bytes_of(name)
        except OSError as error:
            unreadable = True
            problem = error.strerror or str(error)
            _print(_failed(name, problem) if as_lines else f"{name}: {problem}")
            continue
        findings = explainer.read(paste)
        if as_lines:
            _print(json.dumps({"source": name, **explainer.record(findings)}, ensure_ascii=False))
        else:
            heading = f"== {name}\n\n" if len(names) > 1 else ""
            _print(heading + as_text(explainer.answer_findings(findings, language)) + ("\n" if heading else ""))
    return int(unreadable)


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(_MOST + 1)
    with Path(name).open("rb") as file:
        return file.read(_MOST + 1)


def _failed(name: str, problem: str) -> str:
    nothing: dict[str, Any] = {"is_bounce": False, "format": None, "sender": None, "secrets": 0, "failures": []}
    return json.dumps({"source": name, "error": problem, **nothing}, ensure_ascii=False)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
