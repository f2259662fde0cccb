"""Many patterns in one pass (google-re2), in time that is linear in the text whatever the text is."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import re2

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

_MEMORY = 64 << 20  # bytes that re2 may spend on the states of one set


class PatternSet:
    """Many patterns that are all looked for in one pass over a text, whatever their number."""

    def __init__(self, patterns: Iterable[str]) -> None:
        options = re2.Options()
        options.max_mem = _MEMORY
        options.never_capture = True
        self._set = re2.Set.SearchSet(options)
        for pattern in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def find(self, text: str) -> frozenset[int]:
        """The places of the patterns that occur in the text."""
        return frozenset(self._set.Match(text) or ()) if text else frozenset()


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """One pattern, compiled at its first use."""
    ready: re.Pattern[str] = re2.compile(pattern)  # the same methods as those of re, in linear time
    return ready
