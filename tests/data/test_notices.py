"""How mail systems word a notice: every word in the file is found in a text that has it."""

import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot.smtp.bounce import read, wording
from bot.smtp.bounce.phrases import notices, systems
from bot.smtp.bounce.weighing import tells_failure


@pytest.mark.parametrize(("words", "system"), systems().items())
def test_a_systems_own_words_tell_which_it_is(words: str, system: str) -> None:
    found = read(f"{words.title()}\n\n<jane@example.org>: 550 5.1.1 user unknown\n")

    assert [(each.platform, each.recipient) for each in found.evidence] == [(system, "jane@example.org")]


@pytest.mark.parametrize("words", notices().said("openings"))
def test_a_text_that_opens_like_a_notice_is_a_bounce(words: str) -> None:
    wrapped = words.upper().replace(" ", "\n", 1)

    assert wording.opens_as_notice(wrapped)
    assert wording.look(wrapped).undelivered
    assert read(f"{words}: jane@example.org").is_bounce


@pytest.mark.parametrize("words", notices().said("undelivered"))
def test_what_logs_say_too_does_not_open_a_notice_by_itself(words: str) -> None:
    found = wording.look(words)

    assert found.undelivered
    assert not found.opening


@pytest.mark.parametrize("words", notices().said("undelivered"))
def test_what_everybody_says_makes_no_bounce_of_its_own(words: str) -> None:
    assert read(f"{words}: ask Ann").is_bounce == tells_failure(words)


@pytest.mark.parametrize(
    "name", [words for words in systems() if words.replace(" ", "").isalpha() and words.count(" ") < 2]
)
def test_a_systems_name_tells_which_it_is_and_makes_no_bounce(name: str) -> None:
    assert wording.look(name).system == systems()[name]
    assert not wording.look(name).own
    assert not read(f"{name} for jane@example.org").is_bounce


@pytest.mark.parametrize("words", notices().said("warnings"))
def test_a_warning_is_no_failure_unless_delivery_has_failed(words: str) -> None:
    assert wording.look(words).warning
    assert not wording.look(f"{words}. delivery has failed").warning


def test_a_look_up_of_codes_reads_no_notices() -> None:
    code = (
        "import sys; from bot.__main__ import main; main(['ask', '250', '521']);"
        "sys.exit(any(name in {'bot.smtp.bounce', 're2'} for name in sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(bot.__file__).parents[1], check=False, capture_output=True
    )
    assert run.returncode == 0, run.stderr
