"""``python -m tests.slack.hostile``: damaged and hostile bounces through every Slack surface; none may ping or break."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from random import Random
from typing import Any

from bot.slack.files import UnreadableError, readable
from bot.slack.markup import plain_text, unescape, whole_text
from bot.smtp import Explainer
from tests.fuzz.mutations import mutate
from tests.slack.walking import assert_slack_takes, desk_in, own_bounces

LANGUAGES = ("en", "fr")
FRAGMENTS = (
    "<!channel>", "<!here>", "<!everyone>", "<@U0MAYA>", "<@U0MAYA|maya>", "<#C0OPS|ops>", "<!subteam^S1>", "@here", "@channel",
    "<http://evil.example|https://bank.example>", "<mailto:a@b.org|a@b.org>", "<javascript:alert(1)|x>", "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;", "*bold* _it_ ~no~ `code` ```", "```", ">>> ", "&gt; ", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c",
    "\u200b", "\ufeff", "\u00ad", "\0", "\x07", "\x1b[31m", "\ud800", "\udfff", "\U000e0041", "e\u0301" * 40, "\u0e33" * 200, "😀" * 300,
    "|", "{x}", "{0}", "%s", "\\", '"}', "A" * 5_000, "550 " * 900, "\n" * 500, "\t", "\u2028", "\u00a0", "\u2018\u2019\u2013",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.slack.hostile", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        shares = list(pool.map(failures, (2 * options.seed, 2 * options.seed + 1), [options.cases // 2] * 2))
    failed = [each for share in shares for each in share]
    sys.stdout.write(f"{options.cases} hostile texts in {time.perf_counter() - began:.0f} s; {len(failed)} failed\n")
    sys.stdout.write("\n".join(failed[:5]))
    return 1 if failed else 0


def failures(seed: int, cases: int) -> list[str]:
    """The tracebacks of this many cases, the same ones for the same seed."""
    explainer, failed = Explainer(), []
    desks = [desk_in(explainer, language) for language in LANGUAGES]
    for number, text in enumerate(texts(seed, cases)):
        try:
            _walk(desks[number % len(desks)], explainer, text)
        except Exception:  # noqa: BLE001 - any at all is what is looked for
            failed.append(f"{text[:300]!r}\n{traceback.format_exc()}")
    return failed


def texts(seed: int, cases: int) -> Iterator[str]:
    """Bounces, damaged as in the fuzz of the readers, with markup of Slack's put in."""
    random, corpus = Random(seed), list(own_bounces())  # noqa: S311 - chance, no secret
    for _ in range(cases):
        text = mutate(random, corpus).decode("utf-8", "replace") if random.random() < 0.8 else ""
        for _ in range(random.choice((1, 2, 5, 20))):
            place = random.randint(0, len(text))
            text = text[:place] + random.choice(FRAGMENTS) + text[place:]
        yield text


def _walk(desk: Any, explainer: Explainer, text: str) -> None:
    message = _message(text)
    assert_slack_takes(desk, unescape(text), damaged=True)
    assert_slack_takes(desk, plain_text(message), damaged=True)
    assert_slack_takes(desk, explainer.parse(whole_text(message)), damaged=True)
    try:
        content = readable(text.encode("utf-8", "replace"))
    except UnreadableError:
        return
    assert_slack_takes(desk, explainer.diagnosed(content), damaged=True)


def _message(text: str) -> dict[str, Any]:
    half = len(text) // 2
    said = {"type": "rich_text_section", "elements": [{"type": "text", "text": text[:half]}]}
    fenced = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text[half:]}]}
    return {
        "text": text,
        "blocks": [
            {"type": "rich_text", "elements": [said, fenced]},
            {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        ],
        "attachments": [{"text": text[:half], "fields": [{"title": "log", "value": text[half:]}], "fallback": text}],
    }


if __name__ == "__main__":
    sys.exit(main())
