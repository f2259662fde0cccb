"""Drift: what a language lacks, what the English has said otherwise since, and how somebody notes that it is mended."""

import shutil
from pathlib import Path

import pytest

from bot.checking import check_languages, translated
from bot.smtp import load_dataset
from bot.smtp.translation import fingerprint, survey, untranslated


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(load_dataset().folder, tmp_path / "data")
    return tmp_path / "data"


def change(path: Path, right: str, wrong: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")


def test_a_changed_english_entry_is_stale_until_somebody_has_looked(data: Path) -> None:
    change(data / "lang/en/ui.toml", 'meaning = "Meaning"', 'meaning = "What it means"')
    assert [str(problem) for problem in untranslated(data, "fr")] == [
        "lang/fr/ui.toml [label.meaning]: is stale: the English has changed"
    ]
    assert translated(["fr"], ["ui.label.meaning"], data) == 0
    assert list(untranslated(data, "fr")) == []
    assert list(untranslated(data, "de")) != []


def test_other_words_to_search_by_make_nothing_stale(data: Path) -> None:
    change(data / "lang/en/codes.toml", "keywords = [", 'keywords = ["qqq", ')
    assert list(untranslated(data, "fr")) == []


def test_an_unfinished_language_is_told_but_refused_only_where_it_is_declared_whole(data: Path) -> None:
    path = data / "lang/fr/ui.toml"
    change(path, "[join]", "[joint]")
    missing = [problem for problem in untranslated(data, "fr") if "is missing" in str(problem)]
    assert [problem.entry for problem in missing] == ["join.list", "join.or", "join.versus", "join.sentence"]
    assert not any("is missing" in str(problem) for problem in untranslated(data, "fr", whole=False))


def test_the_table_counts_every_file_and_ends_with_what_is_to_do(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_languages(["fr", "ja"], data) == 0
    head, french, japanese = capsys.readouterr().out.splitlines()
    assert head.split() == [
        "language", "codes", "enhanced", "pairs", "classes", "causes", "false_leads", "ui", "playground", "entries",
        "missing", "stale", "done",
    ]  # fmt: skip
    assert french.split()[:2] == ["fr", "82/82"]
    assert french.endswith("100.0 %")
    assert japanese.startswith("ja")
    change(data / "lang/fr/codes.toml", '["250"]', '["999"]')
    assert check_languages(["fr"], data) == 1
    printed = capsys.readouterr().out
    assert "81/82" in printed
    assert "lang/fr/codes.toml [250]: is missing: English is shown" in printed


def test_a_slip_on_the_command_line_is_answered(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_languages(["tlh"], data) == 2
    assert "data/lang has no tlh" in capsys.readouterr().err
    assert translated(["fr"], ["codes.999"], data) == 2
    assert "codes.999" in capsys.readouterr().err
    assert translated(["tlh"], ["all"], data) == 2
    assert "data/lang has no tlh" in capsys.readouterr().err
    (data / "lang/fr/translated.toml").write_text("[codes", encoding="utf-8")
    assert translated(["fr"], ["codes.550"], data) == 2
    assert "not TOML" in capsys.readouterr().err
    assert (data / "lang/fr/translated.toml").read_text(encoding="utf-8") == "[codes"
    assert translated([], ["all"], data) == 2
    assert "one language" in capsys.readouterr().err


def test_the_hash_is_short_and_of_what_is_said() -> None:
    assert fingerprint("Meaning") == fingerprint("Meaning")
    assert len(fingerprint("Meaning")) == 8
    assert fingerprint({"name": "a", "keywords": ["x"]}) == fingerprint({"name": "a"}) != fingerprint({"name": "b"})


def test_every_language_but_english_is_declared_whole_and_is_it() -> None:
    dataset = load_dataset()
    for tag, language in dataset.languages.items():
        if tag != "en":
            assert language.whole, tag
            assert not any(part.missing or part.stale or part.faults for part in survey(dataset.folder, tag, [])), tag
