"""The certificates that Slack is known by."""

from __future__ import annotations

from functools import cache
from ssl import SSLContext, create_default_context


@cache
def certificates() -> SSLContext:
    """Read once: each call would read them again, for 10 to 30 ms of the processor. (Bolt's clients cannot hold it.)"""
    return create_default_context()
