"""A code as a value: a reply code (RFC 5321 §4.2) or an enhanced status code (RFC 3463)."""

from __future__ import annotations

import re

from msgspec import Struct

_REPLY = re.compile(r"[1-6][0-9]{2}")
_ENHANCED = re.compile(r"([245])\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})")


class Code(Struct, frozen=True):
    """One reply code (``550``) or enhanced status code (``5.7.26``), known to the dataset or not."""

    text: str

    @property
    def is_enhanced(self) -> bool:
        """Whether this is an enhanced status code."""
        return "." in self.text

    @property
    def digit(self) -> int:
        """The first digit: all that a client must understand (RFC 5321 §4.2.1, RFC 3463 §2)."""
        return int(self.text[0])

    @property
    def general(self) -> str:
        """The key of an enhanced code's entry, without its class: ``X.7.26``. A reply code is its own key."""
        return "X" + self.text[1:] if self.is_enhanced else self.text

    def __str__(self) -> str:
        return self.text


def parse_code(text: str) -> Code | None:
    """Read a code as a person types it: ``550``, ``5.7.26``, ``#5.1.1``. Anything else is None, never an error."""
    bare = text.removeprefix("#")
    if _REPLY.fullmatch(bare) or _ENHANCED.fullmatch(bare):
        return Code(bare)
    return None
