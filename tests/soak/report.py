"""What came of it, counted by the stand-in: answers to each mention, good acks, and how long they took."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.playground import StandIn
from bot.playground.delivery import Delivery
from bot.playground.workspace import Json, Message

NAMES = {"slash_commands": "commands", "events_api": "mentions", "interactive": "clicks"}


@dataclass(frozen=True, slots=True)
class Report:
    """The count. ``lost`` and ``twice`` are mentions, ``silent`` clicks that were acknowledged and never answered.

    ``doubled`` are clicks whose answer came twice, seen by the person who clicked: a click is no event, Slack never
    repeats one, and here nginx did, since the process that answered was killed before its ack.
    """

    deliveries: Sequence[Delivery]
    lost: int
    twice: int
    unanswered: int
    silent: int
    doubled: int
    refused: int

    @property
    def is_good(self) -> bool:
        """Whether everything was answered, each once."""
        return not (self.lost or self.twice or self.unanswered or self.silent or self.refused)

    def lines(self) -> Iterator[str]:
        """The table."""
        yield f"{'':10} {'requests':>9} {'retried':>8} {'p50':>7} {'p95':>7} {'p99':>7}  failures"
        for kind, name in NAMES.items():
            yield self._line(name, [each for each in self.deliveries if each.kind == kind])
        yield self._line("all", self.deliveries)
        yield f"mentions lost {self.lost}, answered twice {self.twice}"
        yield (
            f"commands and clicks without an ack {self.unanswered}, "
            f"clicks never answered {self.silent}, twice {self.doubled}"
        )
        yield f"payloads that Slack would refuse {self.refused}"

    def _line(self, name: str, deliveries: Sequence[Delivery]) -> str:
        first = [each for each in deliveries if each.retry is None]
        times = sorted(each.answer.milliseconds for each in deliveries if each.answer.failure is None)
        cuts = statistics.quantiles(times, n=100)
        p50, p95, p99 = (f"{cuts[at]:.0f} ms" for at in (49, 94, 98))
        failures = Counter(each.answer.failure for each in deliveries if each.answer.failure)
        told = ", ".join(f"{kind} {count}" for kind, count in failures.items()) or "none"
        return f"{name:10} {len(first):9} {len(deliveries) - len(first):8} {p50:>7} {p95:>7} {p99:>7}  {told}"


def count(slack: StandIn, mentions: Sequence[Message]) -> Report:
    """Count now."""
    answered = answers(slack)
    others = [each for each in slack.deliveries if each.kind != "events_api"]
    clicks = [each.payload for each in others if each.kind == "interactive" and each.answer.failure is None]
    return Report(
        deliveries=tuple(slack.deliveries),
        lost=sum(answered[each.ts] == 0 for each in mentions),
        twice=sum(answered[each.ts] > 1 for each in mentions),
        unanswered=sum(each.answer.failure is not None for each in others),
        silent=sum(uses(slack, payload) == 0 for payload in clicks),
        doubled=sum(uses(slack, payload) > 1 for payload in clicks),
        refused=len(slack.refusals) + len(slack.unseen),
    )


def answers(slack: StandIn) -> Counter[str]:
    """How often each message was answered in its thread."""
    posts = (call.arguments for call in list(slack.calls) if call.method == "chat.postMessage" and not call.error)
    return Counter(str(arguments.get("thread_ts")) for arguments in posts)


def uses(slack: StandIn, payload: Json) -> int:
    """How often a click was answered."""
    return slack.slack.responses.grants[payload["response_url"].rpartition("/")[2]].uses
