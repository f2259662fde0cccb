"""Zabbix: it sends with libcurl, and prints the server's reply behind libcurl's words.

Source: src/libs/zbxmedia of Zabbix
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.smtp.bounce.exceptions import errors

if TYPE_CHECKING:
    from bot.smtp.bounce.evidence import Evidence


@cache
def _denied() -> re.Pattern[str]:
    return re.compile(r"\bLogin denied: ([45]\d\d[ -][^\n]{1,2000})")


def read(text: str) -> list[Evidence] | None:
    """Read ``Login denied: 535 5.7.3 …``; None without it."""
    found = _denied().search(text[: errors.MOST]) if "Login denied: " in text else None
    return errors.refusals(found[1], "zabbix", stage="AUTH") if found else None
