"""The list of Web API methods, and what every one of them has in common: tokens, scopes, faults, errors."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.playground.views import ViewError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.faults import Fault
    from bot.playground.limits import Refusal
    from bot.playground.slack import Slack
    from bot.playground.workspace import Channel, Json

    Method = Callable[[Slack, Json], Json]

RATE_LIMITED = 429
STRUCTURED = ("blocks", "attachments", "metadata", "view", "files", "outputs")


class ApiError(Exception):
    """A refusal in Slack's words; `details` go into the answer beside them."""

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.error = error
        self.details: Json = details


@dataclass(frozen=True, slots=True)
class Reply:
    """The HTTP answer to a call, `seconds` late. `status` None means: hang up without a word."""

    status: int | None
    body: Json
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Entry:
    run: Method
    scope: str
    app_level: bool
    public: bool


METHODS: dict[str, _Entry] = {}


def method(name: str, scope: str = "", *, app_level: bool = False, public: bool = False) -> Callable[[Method], Method]:
    """Register a method, the scope that it needs, and whether it wants the app-level token, or none (`public`)."""

    def register(run: Method) -> Method:
        METHODS[name] = _Entry(run, scope, app_level, public)
        return run

    return register


def call(slack: Slack, name: str, token: str, arguments: Json) -> Reply:
    """Answer one call of the Web API."""
    headers = {"X-OAuth-Scopes": ",".join(sorted(slack.app.scopes)), "X-Slack-Req-Id": f"req-{len(slack.calls)}"}
    fault = slack.faults.take(name, str(arguments.get("channel", "")))
    if fault and not fault.after:
        slack.note_call(name, arguments, fault.error)
        return fail(fault, {}, headers)
    body = _run(slack, name, token, arguments)
    slack.note_call(name, arguments, body.get("error"))
    return fail(fault, body, headers) if fault else Reply(200, body, headers)


def fail(fault: Fault, done: Json, headers: dict[str, str] | None = None) -> Reply:
    """Return what a planted fault makes of an answer. `done` is the good one."""
    headers = headers or {}
    body: Json = {"ok": False, "error": fault.error, **fault.details}
    if fault.error == "slow":
        return Reply(200, done, headers, fault.seconds)
    if fault.error == "ratelimited":
        return Reply(RATE_LIMITED, body, {**headers, "Retry-After": str(fault.retry_after)})
    if fault.error == "dropped":
        return Reply(None, body)
    if fault.error.startswith("http_"):
        return Reply(int(fault.error.removeprefix("http_")), body, headers)
    return Reply(200, body, headers)


def _run(slack: Slack, name: str, token: str, arguments: Json) -> Json:
    try:
        entry = _find(name)
        _authorise(slack, entry, token)
        return {"ok": True, **entry.run(slack, _read(arguments))}
    except ApiError as refusal:
        return {"ok": False, "error": refusal.error, **refusal.details}
    except ViewError as refusal:
        return {"ok": False, "error": str(refusal)}


def _find(name: str) -> _Entry:
    if name not in METHODS:
        raise ApiError("unknown_method", req_method=name)
    return METHODS[name]


def _authorise(slack: Slack, entry: _Entry, token: str) -> None:
    if entry.public:
        return
    if not token:
        raise ApiError("not_authed")
    app_level = token == slack.credentials.app_token
    ours = token == slack.credentials.bot_token or slack.workflows.allows(token) or slack.grants.allows(token)
    if not app_level and not ours:
        raise ApiError("invalid_auth")
    if not app_level and not slack.installed:
        raise ApiError("token_revoked")
    if app_level != entry.app_level:
        raise ApiError("not_allowed_token_type")
    if entry.scope and entry.scope not in slack.app.scopes:
        raise missing(slack, entry.scope)


def missing(slack: Slack, scope: str) -> ApiError:
    """Return Slack's refusal of an app that did not ask for `scope`."""
    return ApiError("missing_scope", needed=scope, provided=",".join(sorted(slack.app.scopes)))


def _read(arguments: Json) -> Json:
    """Decode the JSON that forms carry in their fields."""
    given: Json = dict(arguments)
    for name in STRUCTURED:
        if isinstance(given.get(name), str) and given[name]:
            try:
                given[name] = json.loads(given[name])
            except ValueError:
                raise ApiError(f"invalid_{name}_format" if name == "blocks" else "invalid_arguments") from None
    return given


def truth(value: Any) -> bool:  # noqa: ANN401 - JSON says true, forms say "true" or "1"
    """Read a flag."""
    return value is True or str(value).lower() in ("1", "true")


def need(arguments: Json, name: str) -> str:
    """Return an argument that must be there."""
    value = str(arguments.get(name) or "")
    if not value:
        messages = [f"[ERROR] missing required field: {name}"]
        raise ApiError("invalid_arguments", response_metadata={"messages": messages})
    return value


def refused(slack: Slack, refusal: Refusal | None) -> None:
    """Remember a refusal and raise it, when there is one."""
    if slack.refuse(refusal) is None or refusal is None:
        return
    errors = [message.removeprefix("[ERROR] ") for message in refusal.messages]
    details: Json = {"errors": errors, "response_metadata": {"messages": list(refusal.messages)}} if errors else {}
    raise ApiError(refusal.error, **details)


def find_thread(slack: Slack, channel: Channel, arguments: Json) -> str | None:
    """Return the `ts` of the thread that is named, or None."""
    thread_ts = arguments.get("thread_ts")
    if not thread_ts:
        return None
    root = slack.workspace.find(channel.id, str(thread_ts))
    if root is None or root.ephemeral:
        raise ApiError("thread_not_found")
    if root.is_reply:
        raise ApiError("cannot_reply_to_message")
    return root.ts


def find_channel(slack: Slack, reference: str) -> Channel:
    """Find a channel that the bot may know of, by id, name, or the id of a person."""
    try:
        channel = slack.workspace.channel(reference, slack.bot.id)
    except KeyError:
        raise ApiError("channel_not_found") from None
    if channel.kind != "public" and slack.bot.id not in channel.members:
        raise ApiError("channel_not_found")
    return channel


def find_writable(slack: Slack, reference: str) -> Channel:
    """Find a channel that the bot may write to."""
    channel = find_channel(slack, reference)
    if channel.archived:
        raise ApiError("is_archived")
    if slack.bot.id not in channel.members and "chat:write.public" not in slack.app.scopes:
        raise ApiError("not_in_channel")
    return channel
