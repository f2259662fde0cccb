"""The Home tab."""

import pytest

from bot.playground import StandIn
from bot.playground.views import View
from tests.machine import PATIENCE
from tests.slack.seeing import BOUNCE, command


def home(slack: StandIn, person: str = "maya", words: str = "") -> View:
    slack.open_home(person)
    assert slack.workspace.wait_until(lambda: words in str(slack.home(person) or "\0"), PATIENCE)
    view = slack.home(person)
    assert view
    return view


def modal(slack: StandIn, words: str) -> None:
    assert slack.workspace.wait_until(lambda: (view := slack.modal("maya")) and words in str(view.content), PATIENCE)
    assert slack.refusals == []


def test_it_says_what_the_bot_does_reads_and_keeps(both: StandIn) -> None:
    shown = str(home(both, words="/smtp").content)
    for words in ("What I read, and what I keep", "no channel history", "neither stored nor logged", "Explain bounce"):
        assert words in shown
    assert both.refusals == []


def test_the_search_box_answers_in_a_modal(both: StandIn) -> None:
    both.click("maya", home(both, words="/smtp"), "search", "550 5.7.26")
    modal(both, "550 5.7.26")


def test_a_class_opens_its_codes(slack: StandIn) -> None:
    slack.click("maya", home(slack, words="/smtp"), "class:4")
    modal(slack, "421 Service Not Available")


def test_the_look_up_opens_from_here_too(slack: StandIn) -> None:
    slack.click("maya", home(slack, words="/smtp"), "look_up")
    modal(slack, "Or paste a bounce")


def test_a_language_chosen_here_counts_everywhere_and_the_tab_follows(both: StandIn) -> None:
    both.click("maya", home(both, words="/smtp"), "language", "fr")
    assert both.workspace.wait_until(lambda: "Vos choix" in str(both.home("maya")), PATIENCE)
    assert command(both, "maya", "/smtp 521").text.startswith("521 L'hôte n'accepte")
    view = both.home("maya")
    assert view
    both.click("maya", view, "language", "auto")
    assert both.workspace.wait_until(lambda: "Your choices" in str(both.home("maya")), PATIENCE)
    assert both.refusals == []


def test_addresses_can_be_shortened_where_only_the_person_reads(both: StandIn) -> None:
    assert "jane@example.com" in command(both, "maya", f"/smtp {BOUNCE}").text
    both.click("maya", home(both, words="/smtp"), "privacy", "mask")
    assert both.workspace.wait_until(lambda: "initial_options" in str(both.home("maya")), PATIENCE)
    masked = command(both, "maya", f"/smtp {BOUNCE}")
    assert "jane@" not in masked.text + str(masked.blocks)
    assert "j***@example.com" in masked.text
    assert both.refusals == []


def test_the_tab_speaks_as_the_persons_slack_does(slack: StandIn) -> None:
    assert "Vos choix" in str(home(slack, "luc", "Vos choix").content)


def test_when_the_app_is_removed_what_was_kept_of_the_workspace_is_forgotten(
    slack: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    command(slack, "maya", "/smtp lang fr")
    assert command(slack, "maya", "/smtp 521").text.startswith("521 L'hôte")
    slack.admin.uninstall()
    assert slack.workspace.wait_until(lambda: "was removed from a workspace" in caplog.text, PATIENCE)
    slack.admin.install()
    assert command(slack, "maya", "/smtp 521").text.startswith("521 Host")
