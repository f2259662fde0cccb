"""Two or more codes → what differs, what that means, which one to expect when. Facts only, no words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Literal

from msgspec import Struct

from bot.smtp.dataset import CodeFacts
from bot.smtp.facts import Command

Outcome = Literal["accepted", "go-on", "refused", "none"]
Dimension = Literal["outcome", "permanence", "stage", "sent_by"]
Relation = Literal["not-smtp", "apart", "both-fail-differently", "yes-or-no", "same-class"]

_STAGES: dict[str, tuple[Command, ...]] = {
    "connect": ("connect",),
    "greeting": ("HELO", "EHLO"),
    "tls": ("STARTTLS",),
    "auth": ("AUTH",),
    "envelope": ("MAIL", "RCPT"),
    "content": ("DATA", "message", "BDAT", "BURL"),
    "query": ("VRFY", "EXPN", "HELP", "NOOP", "RSET"),
    "queue": ("ETRN", "ATRN"),
    "quit": ("QUIT",),
}
_STAGE_OF = {command: stage for stage, commands in _STAGES.items() for command in commands}


class Difference(Struct, frozen=True):
    """One dimension in which the codes differ: the value of each, and the codes that share it, in order."""

    dimension: Dimension
    values: tuple[tuple[str, tuple[CodeFacts, ...]], ...]


class Comparison(Struct, frozen=True):
    """What sets the codes apart, and how they can meet."""

    differences: tuple[Difference, ...]
    relation: Relation
    shared: tuple[Command, ...]  # commands that can draw every one of the codes


def compare(codes: Sequence[CodeFacts]) -> Comparison:
    """Set two or more codes side by side."""
    readings: dict[Dimension, Callable[[CodeFacts], str]] = {
        "outcome": outcome,
        "permanence": _permanence,
        "stage": stage,
        "sent_by": lambda facts: facts.sent_by,
    }
    found = (_difference(dimension, reading, codes) for dimension, reading in readings.items())
    shared = _shared_commands(codes)
    return Comparison(tuple(d for d in found if d), _relation(codes, shared), shared)


def outcome(facts: CodeFacts) -> Outcome:
    """What became of the command (RFC 5321 §4.2.1); "none" when no server answered."""
    if facts.sent_by in ("client", "provider"):
        return "none"
    if facts.code.digit == 3:
        return "go-on"
    return "accepted" if facts.permanence == "success" else "refused"


def stage(facts: CodeFacts) -> str:
    """Where in a session the code comes; "many" when the commands span several stages, "" when nobody knows."""
    if "any" in facts.commands:
        return "any"
    stages = {_STAGE_OF[command] for command in facts.commands}
    return stages.pop() if len(stages) == 1 else "many" if stages else ""


def _permanence(facts: CodeFacts) -> str:
    return facts.permanence if outcome(facts) in ("accepted", "refused") else ""


def _difference(
    dimension: Dimension, reading: Callable[[CodeFacts], str], codes: Sequence[CodeFacts]
) -> Difference | None:
    values: dict[str, list[CodeFacts]] = {}
    for facts in codes:
        value = reading(facts)
        # Two codes that answer several stages differ in which commands draw them.
        key = f"{value} {' '.join(facts.commands)}" if value == "many" else value
        values.setdefault(key, []).append(facts)
    said = tuple((key.partition(" ")[0], tuple(group)) for key, group in values.items() if key)
    return Difference(dimension, said) if len(values) > 1 and len(said) > 1 else None


def _shared_commands(codes: Sequence[CodeFacts]) -> tuple[Command, ...]:
    drawn = [facts.commands for facts in codes if "any" not in facts.commands]
    if not drawn:
        return ()
    return tuple(command for command in drawn[0] if all(command in others for others in drawn[1:]))


def _never_meet(one: CodeFacts, other: CodeFacts) -> bool:
    """Whether no step of a session can draw both."""
    known = one.commands and other.commands and not _any((one, other))
    return bool(known) and not set(one.commands) & set(other.commands)


def _relation(codes: Sequence[CodeFacts], shared: Sequence[Command]) -> Relation:
    if any(outcome(facts) == "none" for facts in codes):
        return "not-smtp"
    if not shared and all(_never_meet(one, other) for one, other in combinations(codes, 2)):
        return "apart"
    outcomes = {outcome(facts) for facts in codes}
    if len(outcomes) > 1:
        return "yes-or-no"
    return "both-fail-differently" if len({facts.permanence for facts in codes}) > 1 else "same-class"


def _any(codes: Sequence[CodeFacts]) -> bool:
    return any("any" in facts.commands for facts in codes)
