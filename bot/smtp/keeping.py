"""A query in the few characters of a button, and back: so that an answer can be given again though nothing was kept."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from bot.smtp.loading import ENGLISH
from bot.smtp.query import Diagnosed, Forget, Found, Query, SetLanguage


class Kept(Struct, forbid_unknown_fields=True):
    """What a button holds: a question, the evidence of a paste, or codes; and the language of the answer."""

    q: str = ""
    l: str = ENGLISH  # noqa: E741 - the button's value has few characters to spare
    e: msgspec.Raw = msgspec.Raw(b"")
    f: tuple[str, ...] = ()


def keep(query: Query, language: str, most: int) -> str:
    """The query in at most ``most`` characters, for `read`; "" if it does not fit. Of a paste, its evidence.

    What a person chose for themselves is not given again, nor to others: "" too.
    """
    if isinstance(query, SetLanguage | Forget):
        return ""
    if isinstance(query, Diagnosed):
        # Imported here: a look-up of codes needs neither readers nor rules.
        from bot.smtp.findings import pack  # noqa: PLC0415

        packed = pack(query.findings.reading, most - 40)
        kept = {"e": msgspec.Raw(packed.encode()), "l": language} if packed else {}
    elif isinstance(query, Found):
        kept = {"f": [code.text for code in query.codes], "l": language}
    else:
        kept = {"q": without_addresses(query.typed), "l": language}
    value = msgspec.json.encode(kept).decode() if kept else ""
    return value if len(value) <= most else ""


def read(value: str) -> Kept:
    """What `keep` made. Raises ValueError for a value that is not ours."""
    return msgspec.json.decode(value, type=Kept)


def without_addresses(text: str) -> str:
    """What somebody typed, with every mail address in it shortened."""
    if "@" not in text:
        return text
    from bot.smtp.privacy import mask_addresses  # noqa: PLC0415

    return mask_addresses(text)
