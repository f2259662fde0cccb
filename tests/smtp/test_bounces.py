"""Every pasted message under tests/bounces/ is read as the expectation beside it says. A new case is a new file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.smtp import Explainer

_TESTS = Path(__file__).resolve().parent.parent
_CASES = sorted(p for p in (_TESTS / "bounces").rglob("*") if p.suffix in (".txt", ".eml"))


@pytest.mark.parametrize("case", _CASES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_pasted_message_is_read_as_the_file_beside_it_says(case: Path, explainer: Explainer) -> None:
    expected: dict[str, Any] = json.loads(case.with_suffix(".json").read_text())
    found = explainer.record(explainer.read(case.read_bytes()))

    assert {name: found[name] for name in expected if name != "failures"} == _without_failures(expected)
    if "failures" in expected:
        asserted = [sorted(f) for f in expected["failures"]]
        shown = [{k: f.get(k) for k in names} for f, names in zip(found["failures"], asserted, strict=False)]
        assert len(found["failures"]) == len(asserted), found["failures"]
        assert shown == expected["failures"]


def _without_failures(expected: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in expected.items() if name != "failures"}


def test_every_case_has_its_expectation_and_every_expectation_its_case() -> None:
    expectations = {p.with_suffix("") for p in (_TESTS / "bounces").rglob("*.json")}
    assert {p.with_suffix("") for p in _CASES} == expectations
