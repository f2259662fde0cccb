"""The command line: the same answers, without Slack."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot.__main__ import main


def test_a_comparison_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "250", "521"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("250 OK vs 521 Host Does Not Accept Mail\n")
    assert "https://www.rfc-editor.org/rfc/rfc7504.html#section-3" in printed


def test_json_is_printed_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "250 521", "--lang", "fr", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["language"]) == ("comparison", "fr")
    assert [code["code"] for code in said["codes"]] == ["250", "521"]


def test_nothing_asked_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask"]) == 0
    assert "What you can ask" in capsys.readouterr().out


def test_the_data_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", ["socket", "migrate"])
def test_a_missing_setting_is_one_line_and_exit_2(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    assert main([command]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_asking_does_not_import_slack_or_a_database() -> None:
    code = (
        "import sys; from bot.__main__ import main; main(['ask', '250', '521']);"
        "sys.exit(any(name.split('.')[0] in {'slack_bolt', 'slack_sdk', 'sqlalchemy', 'rapidfuzz', 'dotenv'} for name in sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(bot.__file__).parents[1], check=False, capture_output=True
    )
    assert run.returncode == 0, run.stderr
