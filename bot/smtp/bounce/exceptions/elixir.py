"""Elixir and Erlang: gen_smtp's tuples, as Swoosh and Bamboo print them.

Source: gen_smtp_client.erl of gen_smtp
"""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors


@cache
def _tuple() -> re.Pattern[str]:
    # The host and the words are binaries or character lists, in the notation of either language.
    return re.compile(
        r"\{:?(permanent_failure|temporary_failure|network_failure|missing_requirement|unexpected_response), ?"
        r"(?:<<)?['\"]([\w.:-]{1,255})['\"](?:>>)?, ?"
        r"(?:(?:<<)?\"((?:[^\"\\\n]|\\[^\n]){1,3000})\"|(?:<<)?'((?:[^'\\\n]|\\[^\n]){1,3000})'|([^\n\"']{1,200}?)\}{1,4})"
    )


def read(text: str) -> list[Evidence] | None:
    """Read ``{:permanent_failure, "mx.example.org", "550 5.1.1 …"}``; None without such a tuple."""
    if "_failure" not in text and "missing_requirement" not in text and "unexpected_response" not in text:
        return None
    found = _tuple().search(text[: errors.MOST])
    if not found:
        return None
    host = attempts.host_name(found[2])
    if words := found[3] or found[4]:
        said = attempts.said(words.replace("\\r", "").replace("\\n", "\n"))
        return [
            Evidence(
                recipient=errors.named(said.words),
                reply=said.reply,
                status=said.status,
                diagnostic=said.words,
                remote_host=host,
                platform="gen_smtp",
                hint=found[1],
            )
        ]
    return [replace(errors.trouble(found[5].strip("{}: "), "gen_smtp", found[1]), remote_host=host)]
