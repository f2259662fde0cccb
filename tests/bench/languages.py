"""What languages cost: reading each for the first time, an answer in each, and all of them in memory."""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from collections.abc import Iterator

from bot.smtp import Explainer

_READ, _ROUNDS, _ANSWERS = 5, 9, 40


def language_rows() -> Iterator[tuple[str, str, str]]:
    """For each language the milliseconds until its first answer, and how much longer than in English the others take."""
    tags = list(Explainer().dataset.languages)
    first, explainer = _first_answers(tags)
    ratios = _ratios(explainer, tags)
    for tag in tags:
        if tag != "en":
            yield (
                f"language {tag}: read, then answers to English",
                f"{first[tag]:.0f} ms, {ratios[tag]:.2f}",
                "under 30 ms",
            )
    read, whole = _memory(tags)
    yield f"words of all {len(tags)} in memory", f"{read:.0f} MiB", "target: under 20 MiB"
    yield "the same with search and type-ahead", f"{whole:.0f} MiB", ""


def _first_answers(tags: list[str]) -> tuple[dict[str, float], Explainer]:
    taken: dict[str, list[float]] = {tag: [] for tag in tags}
    for _ in range(_READ):
        explainer = Explainer()
        explainer.warm_up()
        for tag in tags:
            began = time.perf_counter()
            _read(explainer, tag)
            explainer.answer("250 521", tag)
            taken[tag].append((time.perf_counter() - began) * 1_000)
    return {tag: statistics.median(times) for tag, times in taken.items()}, explainer


def _ratios(explainer: Explainer, tags: list[str]) -> dict[str, float]:
    rounds = [{tag: _seconds(explainer, tag) for tag in tags} for _ in range(_ROUNDS)]
    return {tag: statistics.median(each[tag] / each["en"] for each in rounds) for tag in tags}


def _seconds(explainer: Explainer, tag: str) -> float:
    began = time.perf_counter()
    for _ in range(_ANSWERS):
        explainer.answer("250 521", tag)
    return time.perf_counter() - began


def _memory(tags: list[str]) -> tuple[float, float]:
    explainer = Explainer()
    explainer.dataset.rules()
    gc.collect()
    tracemalloc.start()
    for tag in tags:
        _read(explainer, tag)
    read, _ = tracemalloc.get_traced_memory()
    for tag in tags:
        explainer.suggest("", tag)
        explainer.answer("xyzzy", tag)
    gc.collect()
    whole, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return read / 2**20, whole / 2**20


def _read(explainer: Explainer, tag: str) -> None:
    words = explainer.dataset.words(tag)
    words.enhanced()
    words.causes()
