"""Halves of surrogate pairs: JSON and UTF-7 can carry them alone, and nothing can encode them."""

from __future__ import annotations

import re
from functools import cache


def join_surrogates(text: str) -> str:
    """The text with its halves joined, and U+FFFD for those that stand alone."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def join_escaped(text: str) -> str:
    r"""The same for JSON that is not read yet: a lone ``\ud83d`` becomes ``\ufffd``."""
    return _lone().sub(r"\\ufffd", text) if "\\ud" in text or "\\uD" in text else text


@cache
def _lone() -> re.Pattern[str]:
    high, low = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    return re.compile(rf"{high}(?!{low})|(?<!\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F]){low}")
