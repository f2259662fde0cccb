"""Laws over the whole set of rules that `check` does not hold, since they are about care and not about form."""

import pytest

from bot.smtp import Explainer
from bot.smtp.facts import RuleFacts
from bot.smtp.loading import find_data, read_rules

RULES = {name: facts for entries in read_rules(find_data(), []).values() for name, facts in entries.items()}


def test_every_cause_is_reached_by_a_rule_or_by_what_the_mail_is(explainer: Explainer) -> None:
    reached = {rule.cause for rule in explainer.dataset.rules().rules}
    assert set(explainer.dataset.rules().causes) - reached == {"auto-reply", "complaint", "delivered"}


@pytest.mark.parametrize(("name", "facts"), RULES.items(), ids=RULES.keys())
def test_people_are_masked(name: str, facts: RuleFacts) -> None:
    for message in facts.match:
        for word in message.replace("<", " ").replace(">", " ").split():
            if "@" in word and not word.startswith("@"):
                domain = word.rpartition("@")[2].strip(".,;:()[]'\"").lower()
                assert domain.endswith(("example.com", "example.org", "example.net")) or "." not in domain, name
