"""One TOML file of ``data/`` → typed entries, and what is wrong with it, place by place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli
from msgspec import Struct

T = TypeVar("T")


class Problem(Struct, frozen=True):
    """Something wrong in ``data/``; reads ``file [entry]: problem``."""

    file: str
    entry: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file} [{self.entry}]" if self.entry else self.file
        return f"{place}: {self.text}"


class DatasetError(Exception):
    """``data/`` breaks its contract. The message names the file, the entry and the problem."""


def read_toml(folder: Path, name: str, problems: list[Problem]) -> dict[str, Any]:
    """Parse ``folder/name``; a missing or malformed file becomes a problem and an empty table."""
    try:
        return tomli.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(Problem(name, "", "the file is missing"))
    except UnicodeDecodeError as error:
        problems.append(Problem(name, "", f"not UTF-8 at byte {error.start}"))
    except tomli.TOMLDecodeError as error:
        problems.append(Problem(name, "", f"not TOML: {error}"))
    return {}


def read_entries(folder: Path, name: str, kind: type[T], problems: list[Problem]) -> dict[str, T]:
    """Read a file of entries of one kind; an entry that does not fit is a problem and is left out."""
    return convert_entries(name, read_toml(folder, name, problems), kind, problems)


def convert_entries(file: str, table: Mapping[str, Any], kind: type[T], problems: list[Problem]) -> dict[str, T]:
    """Turn a parsed table into typed entries, as `read_entries` does."""
    entries: dict[str, T] = {}
    for key, value in table.items():
        try:
            entries[key] = msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            problems.append(Problem(file, key, str(error)))
    return entries


def flatten(file: str, table: Mapping[str, Any], problems: list[Problem], prefix: str = "") -> dict[str, str]:
    """Flatten nested tables of sentences: ``{"labels": {"fix": "…"}}`` → ``{"labels.fix": "…"}``."""
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= flatten(file, value, problems, f"{prefix}{key}.")
        elif isinstance(value, str) and (value or prefix == "join."):  # nothing may stand between sentences
            flat[prefix + key] = value
        else:
            problems.append(Problem(file, prefix + key, "is not a sentence"))
    return flat
