"""How mail systems word a notice: ``data/notices.toml``, read when the first paste comes."""

from __future__ import annotations

from functools import cache

from bot.smtp.facts import Notices
from bot.smtp.loading import find_data, load_notices


@cache
def notices() -> Notices:
    """All that is known of their wording. Raises DatasetError where the file breaks its contract."""
    return load_notices(find_data())


@cache
def systems() -> dict[str, str]:
    """The mail system that each phrase gives away."""
    return {words: system for system, said in notices().systems.items() for words in said}
