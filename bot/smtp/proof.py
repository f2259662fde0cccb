"""The messages that prove the rules: every ``match`` reaches its own rule first, no ``no_match`` reaches it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.bounce.replies import parse_reply
from bot.smtp.diagnose import Diagnosis, diagnose
from bot.smtp.facts import RuleFacts
from bot.smtp.rulebook import RuleFiles
from bot.smtp.rules import Rules
from bot.smtp.tables import Problem


def messages_reach_their_rules(rules: Rules, files: RuleFiles) -> Iterator[Problem]:
    """What is wrong with the messages of every rule, place by place."""
    for file, entries in files.items():
        for name, facts in entries.items():
            for message in facts.match:
                reached = judge(message, file, rules, facts).rule
                if reached != name:
                    yield Problem(f"rules/{file}.toml", name, f"match reaches {reached} first: {message[:80]!r}")
            for message in facts.no_match:
                if judge(message, file, rules).rule == name:
                    yield Problem(f"rules/{file}.toml", name, f"no_match reaches it: {message[:80]!r}")


def judge(message: str, file: str, rules: Rules, facts: RuleFacts | None = None) -> Diagnosis:
    """A message as the provider of a rule's file says it, under the other conditions that the rule names."""
    reply = parse_reply(message)
    known = next((each for each in rules.providers.values() if file in each.rules and each.hosts), None)
    asked = facts.status[0].replace("X", "5") if facts and facts.status else None
    evidence = Evidence(
        reply=reply.code,
        status=reply.status or asked,
        diagnostic=message,
        remote_host=f"mx.{known.hosts[0]}" if known else None,
        platform=file,
        stage=facts.stage[0] if facts and facts.stage else None,
    )
    return diagnose(Reading("text", is_bounce=True, evidence=(evidence,)), rules)[0]
