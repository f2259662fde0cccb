"""``make fuzz``: damaged bounces through all of the reading and answering. An exception or a slow case fails the run."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.smtp import Explainer
from tests.fuzz.mutations import mutate

ROOT = Path(__file__).parents[2]
PROCESSES, SLOW, SAMPLE = 2, 2.0, 20  # seconds that a case may take; every which case is answered as well
LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Share:
    """What one process found: the slowest case, and the cases that failed with the reason."""

    slowest: float
    case: bytes
    failed: tuple[tuple[bytes, str], ...]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES) as pool:
        seeds = range(options.seed * PROCESSES, (options.seed + 1) * PROCESSES)
        shares = list(pool.map(fuzz, seeds, [options.cases // PROCESSES] * PROCESSES))
    slowest = max(shares, key=lambda share: share.slowest)
    failed = [each for share in shares for each in share.failed]
    sys.stdout.write(f"{options.cases} cases in {time.perf_counter() - began:.0f} s, seed {options.seed}; ")
    sys.stdout.write(f"slowest {1000 * slowest.slowest:.0f} ms ({len(slowest.case)} bytes); {len(failed)} failed\n")
    for number, (case, reason) in enumerate(failed[:10]):
        kept = Path(tempfile.gettempdir()) / f"smtp-bot-fuzz-{options.seed}-{number}"
        kept.write_bytes(case)
        sys.stdout.write(f"\n{kept}: {reason}\n")
    return 1 if failed else 0


def fuzz(seed: int, cases: int) -> Share:
    """Read this many damaged bounces, the same ones for the same seed."""
    random, corpus, explainer = Random(seed), list(read_corpus()), Explainer()  # noqa: S311 - chance, no secret
    explainer.warm_up()
    slowest, slow_case = 0.0, b""
    failed: list[tuple[bytes, str]] = []
    for number in range(cases):
        case = mutate(random, corpus)
        began = time.process_time()  # its own seconds: the machine may have other work
        try:
            check(explainer, case, answered=number % SAMPLE == 0)
        except Exception:  # noqa: BLE001 - any at all is what is looked for
            failed.append((case, traceback.format_exc()))
        took = time.process_time() - began
        if took > SLOW:
            failed.append((case, f"took {took:.1f} s"))
        if took > slowest:
            slowest, slow_case = took, case
    return Share(slowest, slow_case, tuple(failed))


def check(explainer: Explainer, case: bytes, *, answered: bool) -> None:
    """Read one case as bytes, write its record; now and then read it as text, and answer it in every language."""
    findings = explainer.read(case)
    json.dumps(explainer.record(findings))
    if not answered:
        return
    text = case.decode("utf-8", "replace")
    for language in LANGUAGES:
        explainer.answer_findings(findings, language)
        query = explainer.parse(text)
        explainer.answer(query, language, masked=True)
        if kept := explainer.keep(query, language, 2_000):
            explainer.answer(*explainer.recall(kept))


def read_corpus() -> Iterator[bytes]:
    """The project's own cases, and other people's where the corpora lie beside the project."""
    corpora = Path(os.environ.get("SMTP_BOT_CORPORA", ROOT.parent / "shared/corpora"))
    for folder in (ROOT / "tests/bounces", corpora):
        yield from (file.read_bytes() for file in sorted(folder.rglob("*")) if file.suffix in (".eml", ".txt"))
    for file in sorted(corpora.glob("*/*.jsonl")):
        if not file.name.startswith("expectations"):
            yield from (json.loads(line)["text"].encode() for line in file.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    sys.exit(main())
