"""``check``: what is wrong in ``data/``, and how far its languages are translated."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.smtp.check import check
from bot.smtp.loading import ENGLISH, find_data, read_known
from bot.smtp.tables import DatasetError
from bot.smtp.translation import FILES, Part, mark_translated, survey, untranslated


def check_all(folder: Path | None = None) -> int:
    """Print every problem. Returns 1 when there are any, else 0."""
    problems = check(folder)
    _print(problems)
    return int(bool(problems))


def check_languages(tags: Sequence[str], folder: Path | None = None) -> int:
    """Print how far these languages (all of them for none) are translated: a table, then entry by entry what is not.

    Returns 1 when anything is missing, stale or wrong, 2 for a language that is not there.
    """
    folder = folder or find_data()
    known = _known(folder)
    if _are_strange(tags, known):
        return 2
    chosen = tags or known
    _print(_table({tag: survey(folder, tag, []) for tag in chosen}))
    problems = [problem for tag in chosen for problem in untranslated(folder, tag)]
    _print(problems)
    return int(bool(problems))


def translated(tags: Sequence[str], names: Sequence[str], folder: Path | None = None) -> int:
    """Note that these entries of a language say what the English says now. Returns 2 for what is no entry."""
    folder = folder or find_data()
    if len(tags) != 1:
        _complain("--translated needs one language: check --lang fr --translated codes.550")
        return 2
    if _are_strange(tags, _known(folder)):
        return 2
    try:
        unknown = mark_translated(folder, tags[0], names)
    except DatasetError as error:
        _complain(str(error))
        return 2
    if unknown:
        _complain(f"no entry of both English and {tags[0]}: {', '.join(unknown)}")
        return 2
    return 0


def _known(folder: Path) -> list[str]:
    return [tag for tag in read_known(folder, [])["languages"] if tag != ENGLISH]


def _are_strange(tags: Sequence[str], known: Sequence[str]) -> bool:
    strangers = [tag for tag in tags if tag not in known]
    if strangers:
        _complain(f"data/lang has no {', '.join(strangers)}; it has {', '.join(known)}")
    return bool(strangers)


def _table(surveys: dict[str, list[Part]]) -> Iterable[str]:
    row = "{:<9}" + "".join(f"{{:>{max(len(file), 7) + 2}}}" for file in FILES) + "{:>9}{:>9}{:>7}{:>9}"
    yield row.format("language", *FILES, "entries", "missing", "stale", "done")
    for tag, parts in surveys.items():
        total = sum(part.entries for part in parts)
        missing, stale = sum(len(part.missing) for part in parts), sum(len(part.stale) for part in parts)
        yield row.format(
            tag,
            *(f"{part.entries - len(part.missing)}/{part.entries}" for part in parts),
            total,
            missing,
            stale,
            f"{100 * (total - missing - stale) / total:.1f} %",
        )


def _print(lines: Iterable[object]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")
