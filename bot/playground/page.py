"""The page's side of the server: its files, and a small JSON API for what people do on it."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.exceptions import BadRequest, Forbidden, NotFound
from werkzeug.wrappers import Response

from bot.playground.bench import Bench
from bot.playground.find import NotThereError
from bot.playground.sight import see

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Request

    from bot.playground.acks import Said
    from bot.playground.administration import Administration
    from bot.playground.delivery import Courier
    from bot.playground.files import File, Mode
    from bot.playground.gestures import Gestures
    from bot.playground.slack import Slack
    from bot.playground.views import View
    from bot.playground.workspace import Channel, Json, Message, Person

STATIC = Path(__file__).parent / "static"
POLL_SECONDS = 20.0
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: https:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Page:
    """Answers the browser."""

    def __init__(self, slack: Slack, courier: Courier, gestures: Gestures, admin: Administration) -> None:
        self._slack = slack
        self._courier = courier
        self._gestures = gestures
        self._closing = False
        self._deeds: dict[str, Callable[[Person, Json], Json]] = {
            "arrive": self._arrive,
            "say": self._say,
            "click": self._click,
            "suggest": self._suggest,
            "fill": self._fill,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "shortcut": self._shortcut,
            "edit": self._edit,
            "delete": self._delete,
            **Bench(slack, courier, gestures, admin).deeds,
        }

    def answer(self, request: Request, path: str) -> Response:
        """Serve a file of the page, the state, the words of a language, or a deed."""
        if path == "playground/state":
            return self._state(request)
        if path == "playground/words":
            return self._words(str(request.args.get("locale", "")))
        if path == "playground/attach":
            return self._attach(request)
        if path.startswith("playground/file/"):
            return self._file(path.removeprefix("playground/file/"))
        if path.startswith("playground/"):
            return self._do(request, path.removeprefix("playground/"))
        return _file(path or "index.html")

    def close(self) -> None:
        """Let go of every browser that waits for news."""
        self._closing = True
        self._slack.workspace.touch()

    def _state(self, request: Request) -> Response:
        person = self._person(str(request.args.get("as", "")))
        since = request.args.get("since", -1, type=int)
        workspace = self._slack.workspace
        workspace.wait_until(lambda: self._closing or workspace.version > since, POLL_SECONDS)
        return _json(see(self._slack, self._courier, person))

    def _words(self, locale: str) -> Response:
        words = self._slack.words(locale)
        said = {"tag": words.tag, "direction": words.direction}
        return _json({**said, "languages": dict(words.languages), "sentences": dict(words.sentences)})

    def _do(self, request: Request, name: str) -> Response:
        _refuse_other_origins(request)
        given = request.get_json(silent=True) if request.mimetype == "application/json" else None
        if name not in self._deeds:
            raise NotFound
        if request.method != "POST" or not isinstance(given, dict):
            raise BadRequest("Post a JSON object.")
        try:
            return _json(self._deeds[name](self._person(str(given.get("as", ""))), given))
        except NotThereError as problem:
            raise BadRequest(str(problem)) from None

    def _person(self, user: str) -> Person:
        person = self._slack.workspace.people.get(user)
        if person is None or person.bot_id:
            raise BadRequest("There is no such person.")
        return person

    def _channel(self, person: Person, given: Json) -> Channel:
        channel = self._slack.workspace.channels.get(str(given.get("channel", "")))
        if channel is None or person.id not in channel.members or channel.archived:
            raise BadRequest("There is no such channel.")
        return channel

    def _message(self, person: Person, given: Json) -> Message:
        channel = self._channel(person, given)
        message = self._slack.workspace.find(channel.id, str(given.get("ts", "")))
        if message is None or message.ephemeral_to not in (None, person.id):
            raise BadRequest("There is no such message.")
        return message

    def _where(self, person: Person, given: Json) -> Message | View:
        if "view" not in given:
            return self._message(person, given)
        home = self._slack.views.homes.get(person.id)
        view = home if home and home.id == given["view"] else self._slack.views.top(person.id)
        if view is None or view.id != given["view"]:
            raise BadRequest("This is not open any more.")
        return view

    def _arrive(self, person: Person, _given: Json) -> Json:
        """Somebody opened the page: the modals of the page before it are gone, and the app is not told, as in Slack."""
        self._slack.views.close(person.id, everything=True)
        return {"ok": True}

    def _say(self, person: Person, given: Json) -> Json:
        channel, typed = self._channel(person, given), str(given.get("text", "")).strip()
        files = tuple(self._attached(person, file_id) for file_id in given.get("files") or [])
        if not typed and not files:
            raise BadRequest("There is nothing to say.")
        thread_ts = given.get("thread_ts") or None
        # Slack takes a slash for a command only when a word follows it at once.
        if typed.startswith("/") and typed[1:2].isalnum() and not files:
            return _told(self._gestures.command(person, channel, typed, thread_ts))
        message = self._gestures.say(person, channel, typed, thread_ts, files)
        return {"ok": True, "ts": message.ts}

    def _attached(self, person: Person, file_id: object) -> File:
        file = self._slack.files.kept.get(str(file_id))
        if file is None or file.user != person.id:
            raise BadRequest("There is no such file.")
        return file

    def _attach(self, request: Request) -> Response:
        """Take a file; it is seen once a message names it."""
        _refuse_other_origins(request)
        # A form of another site could send neither this type nor this method without being asked first.
        if request.method != "POST" or request.mimetype != "application/octet-stream":
            raise BadRequest("Post the bytes of a file.")
        person, name = self._person(request.args.get("as", "")), request.args.get("name", "") or "untitled"
        mode: Mode = "snippet" if request.args.get("mode") == "snippet" else "hosted"
        check_first = request.args.get("connect") == "1"
        file = self._slack.files.add(
            name, request.get_data(), person.id, self._slack.origin, mode=mode, check_first=check_first
        )
        return _json({"ok": True, "file": file.to_json()})

    def _file(self, file_id: str) -> Response:
        file = self._slack.files.kept.get(file_id)
        if file is None:
            raise NotFound
        # Whatever it is, the browser must neither draw nor run it.
        disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        headers = {**_HEADERS, "Content-Disposition": disposition}
        return Response(file.content, mimetype="application/octet-stream", headers=headers)

    def _edit(self, person: Person, given: Json) -> Json:
        message, typed = self._own(person, given), str(given.get("text", "")).strip()
        if not typed:
            raise BadRequest("There is nothing to say.")
        self._gestures.edit(person, message, typed)
        return {"ok": True}

    def _delete(self, person: Person, given: Json) -> Json:
        self._gestures.delete(person, self._own(person, given))
        return {"ok": True}

    def _own(self, person: Person, given: Json) -> Message:
        message = self._message(person, given)
        if message.user != person.id:
            raise BadRequest("Only one's own messages can be changed.")
        return message

    def _click(self, person: Person, given: Json) -> Json:
        where, wanted = self._where(person, given), str(given.get("action_id", ""))
        return _told(self._gestures.use(person, where, wanted, given.get("value"), given.get("offered")))

    def _suggest(self, person: Person, given: Json) -> Json:
        where, typed = self._where(person, given), str(given.get("value", ""))
        return {"ok": True, "options": self._gestures.suggest(person, where, str(given.get("action_id", "")), typed)}

    def _fill(self, person: Person, given: Json) -> Json:
        view = self._where(person, given)
        held = given.get("values") or {}
        for wanted, value in held.items() if isinstance(held, dict) else ():
            top = self._slack.views.top(person.id)
            if top and top.id == getattr(view, "id", ""):
                self._gestures.fill(top, str(wanted), str(value), given.get("offered") or [])
        return {"ok": True}

    def _submit(self, person: Person, given: Json) -> Json:
        self._fill(person, given)
        view = self._slack.views.top(person.id)
        return _told(self._gestures.submit(person, view)) if view else {"ok": False}

    def _close(self, person: Person, _given: Json) -> Json:
        view = self._slack.views.top(person.id)
        if view:
            self._gestures.close(person, view)
        return {"ok": True}

    def _home(self, person: Person, _given: Json) -> Json:
        self._gestures.open_home(person)
        return {"ok": True}

    def _shortcut(self, person: Person, given: Json) -> Json:
        message = self._message(person, given) if given.get("ts") else None
        return _told(self._gestures.shortcut(person, str(given.get("callback_id", "")), message))


def _told(said: Said) -> Json:
    return {
        "ok": said.failure is None,
        "failure": said.failure,
        "status": said.status,
        "milliseconds": round(said.milliseconds, 1),
        "refused": str(said.refused) if said.refused else None,
    }


def _refuse_other_origins(request: Request) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        raise Forbidden("Only the page itself may do that.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("Only the page itself may do that.")


def _file(name: str) -> Response:
    path = STATIC / name
    if path.parent != STATIC or not path.is_file():
        raise NotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    # Some systems' tables call JavaScript text/plain, which browsers refuse for modules.
    kind = "text/javascript" if name.endswith(".js") else kind
    return Response(path.read_bytes(), mimetype=kind, headers=_HEADERS)


def _json(body: Json) -> Response:
    return Response(json.dumps(body), mimetype="application/json", headers=_HEADERS)
