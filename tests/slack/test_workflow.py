"""The workflow step Explain bounce."""

import pytest

from bot.playground import StandIn
from bot.slack.workflow import STEP
from tests.machine import PATIENCE
from tests.slack.seeing import BOUNCE


def run(slack: StandIn, text: str) -> dict[str, object]:
    name = slack.run_function(STEP, {"text": text})
    assert slack.workspace.wait_until(lambda: slack.functions[name].keys() & {"outputs", "error"}, PATIENCE)
    return slack.functions[name]


def test_a_bounce_gives_its_cause_and_what_to_do(both: StandIn) -> None:
    outputs = run(both, BOUNCE)["outputs"]
    assert isinstance(outputs, dict)
    assert outputs.pop("summary").startswith("The recipient's mailbox")
    assert outputs == {
        "cause": "mailbox-full",
        "permanence": "permanent",
        "who_acts": "recipient",
        "retry": "after-fix",
        "reply": "552",
        "enhanced_code": "5.2.2",
        "recipient_domain": "example.com",
    }


@pytest.mark.parametrize(("text", "reason"), [(" ", "got no text"), ("good morning", "neither a server's reply")])
def test_it_fails_with_a_reason_that_one_can_read(both: StandIn, text: str, reason: str) -> None:
    assert reason in str(run(both, text)["error"])


def test_a_reply_alone_is_enough(slack: StandIn) -> None:
    assert run(slack, "550 5.1.1 User unknown")["outputs"]
