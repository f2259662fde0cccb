"""Events of providers without a reader of their own, and of applications: by the names that such fields usually have.

Who is meant and what the server said may lie in different objects, or once a recipient in a list of them. JMAP names
an object by its recipient (``deliveryStatus`` in RFC 8621 section 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.smtp.bounce import attempts
from bot.smtp.bounce.events import fields
from bot.smtp.bounce.events.parts import Part, compiled, letters, parts
from bot.smtp.bounce.evidence import Evidence
from bot.smtp.bounce.exceptions import errors
from bot.smtp.bounce.recipients import find_recipients
from bot.smtp.bounce.replies import LIKELY, WEAK, find_replies

if TYPE_CHECKING:
    from bot.smtp.bounce.events.record import Record

_KINDS = (
    r"(?:event|bounce|message|e?mail|delivery|notification)?(?:event|type|status|state)$|eventname$|metric$|bounce$"
)
_CODES = r".*smtp(?:\w*(?<!sub)code|status)$|e?mailresponsecode$|replycode$"  # a status of HTTP is none of them
_STATUSES = r".*(?:status|statuscode|subcode|enchcode|enhancedcode|dsn)$"
_HOSTS = r".*(?:remote|destination|receiving)(?:host|hostname|mta|server)$|mx(?:host|hostname)?$|.*mailserverhostname$"

_DEFERRED = r"defer|delay|(?<!micro)soft|held|retry|temporar"
_FAILED = r"bounc|fail|reject|undeliver|block|drop|invalid|suppress|hard|error"
_PLAIN = r"bounc|undeliver|dropped|suppressed|delivery"  # no reason must stand beside these
_MAIL = rf"{_PLAIN}|{_DEFERRED}|mail|deliver|hard|drop|suppress|reject|block|spam"
_EVENTS = r"(?:.*event(?:type|name)?|notificationtype|recordtype|type|metric)$"  # a ticket has a state too, "open"
_DONE = r"(?:.*[._ ])?(?:message|email)?(?:deliver(?:ed|y)|open(?:ed)?|click(?:ed)?|(?:un)?subscri\w{1,9})"
_SENT = r"(?:.*[._ ])?(?:message|email)?(?:send|sent|processed|accepted|queued)"


def read(event: Record) -> list[Evidence]:
    """Read an event with a server's reply, or one that says in its own words whose mail has failed; ``[]`` else."""
    objects = parts(event.value)
    kind = _kind(objects)
    action = _action(kind)
    if action is None and _is(_DONE, objects):
        return []
    base = Evidence(action=action, hint=kind or None)
    least = WEAK if _tells(_PLAIN, kind) else LIKELY
    everything = [Part({letters(name): [str(text)] for name, text in event.flat.items()})]
    for spots in (objects, everything) if event.flat else (objects,):
        told = [(part, said) for part in spots if (said := _said(part, least))]
        if named := [(part, said) for part, said in told if part.people()[1]]:
            return [e for part, said in named for e in _evidence(base, part.people(), said, [part, *objects])]
        if told:
            return _evidence(base, _people(objects), told[0][1], objects)
    return _own_words(event, base, objects)


def tells_no_failure(event: Record) -> bool:
    """Whether it is an event of somebody's mail, and of none that failed: sent, opened, clicked."""
    objects = parts(event.value)
    return _action(_kind(objects)) is None and _is(f"{_DONE}|{_SENT}", objects) and bool(_people(objects)[1])


def _is(words: str, objects: list[Part]) -> bool:
    """Whether what has happened is called so; or "delivered" is how the mail stands."""
    named = (text.lower() for part in objects if len(part.above) < 2 for text in part.called(_EVENTS))
    return any(compiled(words).fullmatch(text[:100]) for text in named) or "delivered" in _kind(objects)


def _kind(objects: list[Part]) -> str:
    return "/".join(text for part in objects if len(part.above) < 4 for text in part.called(_KINDS)).lower()[:400]


def _action(kind: str) -> str | None:
    return "deferred" if _tells(_DEFERRED, kind) else "failed" if _tells(_FAILED, kind) else None


def _tells(words: str, kind: str) -> bool:
    return bool(compiled(words).search(kind))


def _said(part: Part, least: int) -> attempts.Said | None:
    """What a server said, if it is as sure as that; a reply code of SMTP may stand beside the words."""
    reasons = part.reasons()
    for text in reasons:
        said = attempts.said(text)
        if said.reply and any(r.strength >= least for r in find_replies(text[: attempts.LONGEST], least=LIKELY)):
            return said
    codes = (code for code in part.called(_CODES) if len(code) == 3 and code.isdigit() and code[0] in "45")
    code = next(codes, None) if reasons else None
    return replace(attempts.said(reasons[0]), reply=code) if code else None


def _people(objects: list[Part]) -> tuple[int, list[str]]:
    return min((part.people() for part in objects), key=lambda found: found[0], default=(0, []))


def _meant(rank: int, people: list[str], words: str) -> list[str]:
    """Of several recipients those whom the words name; what an ``email`` is, a reply may know better."""
    quoted = errors.named(words) if rank > 1 else None
    return [quoted] if quoted else [to for to in people if to.lower() in words.lower()] or people


def _evidence(
    base: Evidence, people: tuple[int, list[str]], said: attempts.Said, objects: list[Part]
) -> list[Evidence]:
    statuses = (fields.status(text) for part in objects for text in part.called(_STATUSES))
    host, ip = _remote(objects)
    found = replace(
        base,
        reply=said.reply,
        status=said.status,
        reported_status=next((status for status in statuses if status), None),
        diagnostic=said.words,
        remote_host=host,
        remote_ip=ip,
    )
    return [replace(found, recipient=to) for to in dict.fromkeys(_meant(*people, said.words or ""))] or [found]


def _remote(objects: list[Part]) -> tuple[str | None, str | None]:
    """The server that was asked. A bare ``host`` is the machine that writes, unless an address stands behind it."""
    named = [text for part in objects for text in part.called(_HOSTS)]
    bare = [text for part in objects for text in part.called(r"host$") if "[" in text]
    return next((found for text in named + bare if any(found := attempts.endpoint(text))), (None, None))


def _own_words(event: Record, base: Evidence, objects: list[Part]) -> list[Evidence]:
    """An event without a reply whose kind tells that mail has failed; a log's own word for its line tells less."""
    kind = base.hint or ""
    log = bool(event.flat) or any(event.has(name) for name in ("level", "severity", "logger", "lvl"))
    reasons = [text for part in objects for text in part.reasons()]
    plain = _tells(_PLAIN, kind)
    if base.action is None or not (plain or (reasons and _tells(_MAIL, kind))):
        return []
    if log and "bounc" not in kind:
        return []
    rank, people = _people(objects)
    people = people or [n.address for text in reasons[:4] for n in find_recipients(text[:400], guess=False)]
    return _evidence(base, (rank, people), attempts.said(reasons[0] if reasons else ""), objects) if people else []
