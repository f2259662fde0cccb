"""How far a language is translated: what is missing, and what the English has said otherwise since.

Beside its words a language keeps ``translated.toml``: for each entry a short hash of the English that was translated.
Where the English changes, the hash no longer fits, and the entry is stale until somebody has looked at it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from bot.smtp.loading import ENGLISH, refuse
from bot.smtp.tables import Problem, read_toml

MARKS = "translated.toml"
# How many names deep an entry lies: ["550"] is one, [label] meaning = "…" is two.
FILES: Mapping[str, int] = {
    "codes": 1,
    "enhanced": 1,
    "pairs": 1,
    "classes": 2,
    "causes": 1,
    "false_leads": 1,
    "ui": 2,
    "playground": 2,
}
_FREE = ("keywords",)  # what people type: nothing is translated there
_PLACE = re.compile(r"\{(\w+)\}")
_KEY = re.compile(r"[\w-]+", re.ASCII)

Entries = Mapping[str, Any]
Marks = dict[str, dict[str, str]]


class Part(Struct, frozen=True):
    """One file of a language: how many entries English has, and which the language lacks or has to look at again."""

    file: str
    entries: int
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    faults: tuple[Problem, ...]


def survey(folder: Path, tag: str, problems: list[Problem]) -> list[Part]:
    """Compare a language with English, file by file."""
    marks = _marks(folder, tag, problems)
    return [
        _part(file, tag, entries_of(folder, ENGLISH, file, problems), entries_of(folder, tag, file, problems), marks)
        for file in FILES
    ]


def untranslated(folder: Path, tag: str, *, whole: bool = True) -> Iterator[Problem]:
    """What does not fit the English; of a ``whole`` language also what is missing or stale."""
    problems: list[Problem] = []
    for part in survey(folder, tag, problems):
        problems += part.faults
        if whole:
            place = f"lang/{tag}/{part.file}.toml"
            problems += (Problem(place, key, "is missing: English is shown") for key in part.missing)
            problems += (Problem(place, key, "is stale: the English has changed") for key in part.stale)
    yield from problems


def entries_of(folder: Path, tag: str, file: str, problems: list[Problem]) -> dict[str, Any]:
    """The entries of ``lang/<tag>/<file>.toml`` by name, ``label.meaning`` where they lie two deep."""
    table = read_toml(folder, f"lang/{tag}/{file}.toml", problems)
    if FILES[file] == 1:
        return table
    tables = {outer: held for outer, held in table.items() if isinstance(held, dict)}
    return {f"{outer}.{inner}": entry for outer, held in tables.items() for inner, entry in held.items()}


def fingerprint(entry: object) -> str:
    """Eight hexadecimal digits of the SHA-256 of an English entry, without what is not translated."""
    if isinstance(entry, dict):
        entry = {name: value for name, value in entry.items() if name not in _FREE}
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def mark_translated(folder: Path, tag: str, names: Collection[str]) -> list[str]:
    """Note that these entries (``codes.550``; ``all`` for every one) say what the English says now.

    Returns the names that are no entries of both languages; nothing else of ``translated.toml`` changes. Raises
    DatasetError where that file is malformed.
    """
    path = folder / "lang" / tag / MARKS
    problems: list[Problem] = []
    marks = _marks(folder, tag, problems) if path.exists() else {}
    refuse(problems)  # or the marks of all other entries would be gone
    unknown = set(names) - {"all"}
    kept: dict[str, dict[str, str]] = {}
    for file in FILES:
        english, said = (entries_of(folder, each, file, []) for each in (ENGLISH, tag))
        before = marks.get(file, {})
        kept[file] = {}
        for key, entry in english.items():
            if key not in said:
                continue
            chosen = "all" in names or f"{file}.{key}" in names
            unknown.discard(f"{file}.{key}")
            mark = fingerprint(entry) if chosen else before.get(key)
            if mark:
                kept[file][key] = mark
    path.write_text("\n".join(_written(kept)), encoding="utf-8")
    return sorted(unknown)


def _marks(folder: Path, tag: str, problems: list[Problem]) -> Marks:
    """The hash of the English that each entry translates, by file and entry."""
    name = f"lang/{tag}/{MARKS}"
    try:
        return msgspec.convert(read_toml(folder, name, problems), Marks)
    except msgspec.ValidationError as error:
        problems.append(Problem(name, "", str(error)))
        return {}


def _part(file: str, tag: str, english: Entries, said: Entries, marks: Marks) -> Part:
    known = marks.get(file, {})
    place = f"lang/{tag}/{file}.toml"
    return Part(
        file=file,
        entries=len(english),
        missing=tuple(key for key in english if key not in said),
        stale=tuple(key for key in english if key in said and known.get(key) != fingerprint(english[key])),
        faults=tuple(fault for key, entry in said.items() for fault in _unlike(place, key, entry, english.get(key))),
    )


def _unlike(file: str, key: str, said: object, english: object) -> Iterator[Problem]:
    """Fields that only one of the two has, and places to fill that differ."""
    if english is None:
        yield Problem(file, key, "is not in the English file")
        return
    ours, theirs = dict(_texts(said)), dict(_texts(english))
    for name in sorted(ours.keys() ^ theirs.keys()):
        yield Problem(file, key, f"{name} is in only one of this language and English")
    for name in sorted(ours.keys() & theirs.keys()):
        if (wanted := set(_PLACE.findall(theirs[name]))) != set(_PLACE.findall(ours[name])):
            yield Problem(file, key, f"{name}: must have exactly the placeholders {sorted(wanted)}")


def _texts(entry: object, name: str = "text") -> Iterator[tuple[str, str]]:
    if isinstance(entry, str):
        yield name, entry
    elif isinstance(entry, dict):
        for field, value in entry.items():
            if field not in _FREE:
                yield from _texts(value, field)
    elif isinstance(entry, list):
        for place, value in enumerate(entry, 1):
            yield from _texts(value, f"{name} {place}")


def _written(kept: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield "# What the English said when each entry was translated; written by: check --lang TAG --translated ENTRY"
    for file, marks in kept.items():
        yield f"\n[{file}]"
        yield from (f'{key if _KEY.fullmatch(key) else json.dumps(key)} = "{mark}"' for key, mark in marks.items())
    yield ""
