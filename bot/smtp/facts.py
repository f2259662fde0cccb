"""The shape of the facts and words in ``data/``: what a file may hold, and nothing it may not."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Standing = Literal["current", "obsolete", "experimental", "draft", "registered", "wild", "not-smtp", "unverified"]
Permanence = Literal["success", "temporary", "permanent", "unknown"]
Who = Literal["sender", "sending-admin", "recipient", "recipient-admin", "nobody"]
Retry = Literal["not-needed", "go-on", "by-itself", "after-fix", "no"]
Voice = Literal["server", "relay", "client", "queue", "provider"]
# In the order of a session; "message" is the reply after the final dot.
Command = Literal[
    "any", "connect", "HELO", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "message", "BDAT", "BURL",
    "RSET", "VRFY", "EXPN", "HELP", "NOOP", "QUIT", "ETRN", "ATRN",
]  # fmt: skip

ReplyKey = Annotated[str, Meta(pattern="^[1-6][0-9]{2}$")]
EnhancedKey = Annotated[str, Meta(pattern=r"^[X245]\.[0-9]{1,3}\.[0-9]{1,3}$")]
CodeKey = Annotated[str, Meta(pattern=r"^([1-6][0-9]{2}|[X245]\.[0-9]{1,3}\.[0-9]{1,3})$")]
Section = Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)*$")]


class Definition(Struct, frozen=True, forbid_unknown_fields=True):
    """One RFC, and the section in it, that defines a code."""

    rfc: int
    section: Section | None = None

    @property
    def label(self) -> str:
        """How the definition is cited: ``RFC 5321 §4.2.2``."""
        return f"RFC {self.rfc} §{self.section}" if self.section else f"RFC {self.rfc}"

    @property
    def url(self) -> str:
        """Where it can be read."""
        page = f"https://www.rfc-editor.org/rfc/rfc{self.rfc}.html"
        return f"{page}#section-{self.section}" if self.section else page


class ReplyFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``codes.toml``: what is known of one reply code, without prose."""

    standing: Standing
    who: list[Who]
    retry: Retry
    defined_by: list[Definition] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    sent_by: Voice = "server"
    enhanced: list[EnhancedKey] = field(default_factory=list)
    related: list[CodeKey] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    permanence: Permanence | None = None


class EnhancedFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``enhanced.toml``: what is known of one enhanced status code in all its classes."""

    standing: Standing
    classes: list[Literal[2, 4, 5]]
    who: list[Who]
    through: int | None = None  # the entry stands for every detail from its own to this one
    defined_by: list[Definition] = field(default_factory=list)
    replies: list[ReplyKey] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    sent_by: Voice = "server"
    related: list[CodeKey] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    collisions: list[str] = field(default_factory=list)


Reach = Literal["one-mailbox", "one-domain", "one-message", "our-ip", "our-domain", "our-account", "unclear"]
Severity = Literal["low", "medium", "high"]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s]+$")]
# As it is compared: lower case, single spaces, straight apostrophes.
Phrase = Annotated[str, Meta(pattern=r"^[^\sA-Z]+( [^\sA-Z]+)*$")]


class CauseFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``causes.toml``: what holds for a cause unless a rule knows better."""

    family: str
    permanence: Permanence
    who: list[Who]
    retry: Retry
    severity: Severity
    reach: Reach
    commands: list[str] = field(default_factory=list)
    links: list[Url] = field(default_factory=list)


class ProviderFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``providers.toml``: how whoever answered is known, and whose rules apply then."""

    name: str
    hosts: list[str] = field(default_factory=list)  # suffixes of host names
    marks: list[str] = field(default_factory=list)  # patterns in the words that only this provider says
    # Enhanced codes that only this provider sends; ? stands for a digit.
    status: list[Annotated[str, Meta(pattern=r"^[245?]\.[0-9?]{1,3}\.[0-9?]{1,3}$")]] = field(default_factory=list)
    rules: list[str] | None = None  # files in rules/; by default the one of the same name
    postmaster: Url | None = None
    generates: bool = False  # a bounce that names no remote server was refused by the reporting host itself


class RuleFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``rules/*.toml``: the conditions, the cause, and the messages that prove the rule."""

    cause: str
    source: str
    any: list[Phrase] = field(default_factory=list)
    all: list[Phrase] = field(default_factory=list)
    unless: list[Phrase] = field(default_factory=list)
    pattern: str | None = None
    hint: list[Phrase] = field(default_factory=list)
    reply: list[ReplyKey] = field(default_factory=list)
    status: list[EnhancedKey] = field(default_factory=list)
    stage: list[str] = field(default_factory=list)
    action: list[str] = field(default_factory=list)
    permanence: Permanence | None = None
    retry: Retry | None = None
    who: list[Who] = field(default_factory=list)
    reach: Reach | None = None
    false_lead: str | None = None
    links: list[Url] = field(default_factory=list)
    match: list[str] = field(default_factory=list)
    no_match: list[str] = field(default_factory=list)

    @property
    def reads_words(self) -> bool:
        """Whether the rule looks at words, so that it must carry the messages which prove it."""
        return bool(self.any or self.all or self.pattern)

    @property
    def has_condition(self) -> bool:
        """Whether there is anything that may fail to hold."""
        return bool(self.reads_words or self.hint or self.reply or self.status or self.stage or self.action)


Sayings = Annotated[list[Annotated[str, Meta(min_length=1)]], Meta(min_length=1)]
NoticePhrases = Literal["openings", "undelivered", "warnings"]
NoticePatterns = Literal["failures", "cuts", "ruled_cuts", "daemons", "subjects"]


class NoticeFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``notices.toml``: what notices say in one language: phrases and, from failures on, patterns."""

    openings: Sayings = field(default_factory=list)  # said to people: text without headers is a bounce
    undelivered: Sayings = field(default_factory=list)  # said in bounces too, but by logs and servers as well
    warnings: Sayings = field(default_factory=list)  # delivery is still being tried
    failures: Sayings = field(default_factory=list)  # said where no server answered
    cuts: Sayings = field(default_factory=list)  # begin the line behind which the returned mail stands
    ruled_cuts: Sayings = field(default_factory=list)  # the same behind hyphens
    daemons: Sayings = field(default_factory=list)  # who sends bounces, in From:
    subjects: Sayings = field(default_factory=list)


class Notices(Struct, frozen=True):
    """``notices.toml``: the words of its own that each mail system has, and what all of them say in each language."""

    systems: dict[str, Sayings]
    languages: dict[str, NoticeFacts]

    def said(self, *kinds: NoticePhrases | NoticePatterns) -> tuple[str, ...]:
        """The phrases or patterns of these kinds in every language."""
        return tuple(words for kind in kinds for each in self.languages.values() for words in getattr(each, kind))


Name = Annotated[str, Meta(min_length=2, max_length=48)]
Gist = Annotated[str, Meta(min_length=8, max_length=220)]
Prose = Annotated[str, Meta(min_length=4, max_length=400)]


class CodeWords(Struct, frozen=True, forbid_unknown_fields=True):
    """One language's words for one code. ``gist`` is a whole sentence that begins with the code."""

    name: Name
    gist: Gist
    meaning: Prose
    when: Prose
    fix: Prose
    retry: Prose | None = None
    caution: Prose | None = None
    keywords: list[str] = field(default_factory=list)
    collisions: dict[str, Prose] = field(default_factory=dict)


class PairWords(Struct, frozen=True, forbid_unknown_fields=True):
    """One language's words for two codes that people mix up."""

    summary: Prose
    which: Prose


class CauseWords(Struct, frozen=True, forbid_unknown_fields=True):
    """One language's words for one cause. Verdict and act together say what happened, who acts and what to do."""

    name: Name
    verdict: Prose
    act: Prose
    steps: list[Prose] = field(default_factory=list)
    ask: Prose | None = None  # the one thing that would settle it


class ClassWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for every code that begins with one digit; they answer for codes that nobody has listed."""

    name: Name
    gist: Gist
    meaning: Prose
    when: Prose
    fix: Prose
    retry: Prose


class Classes(Struct, frozen=True, forbid_unknown_fields=True):
    """``classes.toml``: words by first digit, by a reply code's second digit, by an enhanced code's subject."""

    reply: dict[str, ClassWords]
    enhanced: dict[str, ClassWords]
    second_digit: dict[str, Prose]
    subject: dict[str, Prose]


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """``language.toml``: how the language calls itself, and the words that its speakers type."""

    name: Name
    also: list[str] = field(default_factory=list)  # how others call it: "lang french"
    direction: Literal["ltr", "rtl"] = "ltr"
    whole: bool = False  # nothing may be missing or stale: the check refuses it
    versus: list[str] = field(default_factory=list)
    compare: list[str] = field(default_factory=list)
    filler: list[str] = field(default_factory=list)
    temporary: list[str] = field(default_factory=list)  # names of 4xx
    permanent: list[str] = field(default_factory=list)  # names of 5xx
    help: list[str] = field(default_factory=list)
    language: list[str] = field(default_factory=list)
    automatic: list[str] = field(default_factory=list)
    forget: list[str] = field(default_factory=list)
