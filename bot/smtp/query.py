"""What a person can want: the values that the grammar makes of what was typed, each answered in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.smtp.codes import Code
from bot.smtp.facts import Command

if TYPE_CHECKING:
    from bot.smtp.findings import Findings


class Explain(Struct, frozen=True):
    """One code; ``strangers`` are numbers beside it that are no codes."""

    code: Code
    strangers: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """What to type to ask for this again. Of a query about codes it holds nothing that the person wrote."""
        return self.code.text


class Pair(Struct, frozen=True):
    """A reply code and an enhanced status code, read as one reply."""

    reply: Code
    enhanced: Code

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return f"{self.reply} {self.enhanced}"


class Compare(Struct, frozen=True):
    """Two to six codes; ``left_out`` are those beyond the sixth, ``strangers`` numbers that are no codes."""

    codes: tuple[Code, ...]
    left_out: tuple[Code, ...] = ()
    strangers: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return " vs ".join(code.text for code in (*self.codes, *self.left_out))


class Listing(Struct, frozen=True):
    """Codes with a prefix (``5``, ``4.7.``, ``X.7.``), from a range, or that one command draws."""

    prefix: str | None = None
    also: tuple[str, ...] = ()  # further prefixes: "4xx vs 5xx"
    between: tuple[Code, Code] | None = None
    command: Command | None = None

    @property
    def prefixes(self) -> tuple[str, ...]:
        """All prefixes, in order."""
        return (self.prefix, *self.also) if self.prefix else ()

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        if self.prefix:
            return " vs ".join(blanked(prefix) for prefix in self.prefixes)
        return "-".join(code.text for code in self.between) if self.between else str(self.command)


class Search(Struct, frozen=True):
    """Words to look for."""

    text: str

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return self.text


class Bounce(Struct, frozen=True):
    """Text with replies somewhere in it."""

    text: str

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return self.text


class Found(Struct, frozen=True):
    """Codes that stood in a text which says nothing else."""

    codes: tuple[Code, ...]

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return " vs ".join(code.text for code in self.codes)


class Diagnosed(Struct, frozen=True):
    """A paste that was read and diagnosed. It cannot be typed again."""

    findings: Findings

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return ""


class Help(Struct, frozen=True):
    """What can you do?"""

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return "help"


class SetLanguage(Struct, frozen=True):
    """The person's language: a tag, or None for "as in Slack"."""

    tag: str | None

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return f"lang {self.tag or 'auto'}"


class Forget(Struct, frozen=True):
    """Delete what is kept about me."""

    @property
    def typed(self) -> str:
        """See `Explain.typed`."""
        return "forget me"


# These hold codes and nothing that a person wrote, so their answers may be kept.
AboutCodes = Explain | Pair | Compare | Listing | Help
Query = AboutCodes | Found | Search | Bounce | Diagnosed | SetLanguage | Forget


def blanked(prefix: str) -> str:
    """A prefix as people write it: ``5`` → ``5xx``, ``4.7.`` → ``4.7.x``."""
    return prefix + ("x" if "." in prefix else "x" * (3 - len(prefix)))
