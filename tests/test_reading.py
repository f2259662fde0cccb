"""``read``: one answer a file, in order, never stopping at a bad one."""

import io
import json
from pathlib import Path

import pytest

from bot.__main__ import main

BOUNCE = "550 5.1.1 <jane@example.org>: Recipient address rejected: User unknown"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "a.txt").write_text(BOUNCE)
    (tmp_path / "c.eml").write_bytes(b"\xff\xfe\x00\x00not text at all")
    return [str(tmp_path / name) for name in ("a.txt", "b-is-missing.txt", "c.eml")]


def test_json_is_one_line_a_file_in_order(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--json", *files]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["source"] for line in lines] == files
    assert lines[0]["is_bounce"] is True
    assert lines[0]["failures"][0]["cause"] == "user-unknown"
    assert lines[0]["failures"][0]["status"] == "5.1.1"
    assert lines[1]["error"] == "No such file or directory"
    assert lines[2]["failures"] == []


def test_standard_input_is_read_in_the_language_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BOUNCE.encode())))
    assert main(["read", "-", "--lang", "fr"]) == 0
    assert "Cette boîte" in (said := capsys.readouterr().out) or "boîte aux lettres" in said


def test_several_files_are_told_apart(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", *files]) == 1
    said = capsys.readouterr().out
    assert f"== {files[0]}" in said
    assert f"{files[1]}: No such file or directory" in said
