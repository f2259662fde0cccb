"""One WSGI application for everything: the Web API, `response_url`, Socket Mode, files, and the page."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from bot.playground.methods import call
from bot.playground.methods.registry import fail
from bot.playground.responses import respond

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from bot.playground.methods import Reply
    from bot.playground.page import Page
    from bot.playground.slack import Slack
    from bot.playground.workspace import Json

HOST = "127.0.0.1"
POLL_SECONDS = 0.02
LARGEST = 32 * 1024 * 1024

_ROUTES = Map(
    [
        Rule("/api/<method>", endpoint="api"),
        Rule("/response/<name>", endpoint="response", methods=["POST"]),
        Rule("/socket/<ticket>", endpoint="socket", websocket=True),
        Rule("/socket/<ticket>", endpoint="not_a_socket"),
        Rule("/files/<file_id>/<name>", endpoint="download", methods=["GET"]),
        Rule("/upload/<file_id>", endpoint="upload", methods=["POST", "PUT"]),
        Rule("/", endpoint="from_page", defaults={"path": ""}),
        Rule("/<path:path>", endpoint="from_page"),
    ]
)


class Site:
    """The WSGI application."""

    def __init__(self, slack: Slack, page: Page) -> None:
        self._slack = slack
        self._page = page

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = LARGEST
        try:
            self._refuse_foreign_hosts(request)
            endpoint, arguments = _ROUTES.bind_to_environ(environ).match()
            response: Response = getattr(self, f"_{endpoint}")(request, **arguments)
        except HTTPException as problem:
            return problem(environ, start_response)
        return response(environ, start_response)

    def _refuse_foreign_hosts(self, request: Request) -> None:
        # A page elsewhere can let its own name point to 127.0.0.1 (DNS rebinding): then only the name betrays it.
        # The port may be missing: slack_sdk's socket client leaves it out.
        name = request.environ.get("HTTP_HOST", "").partition(":")[0]
        if name not in (HOST, "localhost"):
            raise Forbidden("The playground answers to 127.0.0.1 and localhost only.")

    def _api(self, request: Request, method: str) -> Response:
        arguments = _arguments(request)
        token = _bearer(request) or str(arguments.pop("token", ""))
        return self._send(call(self._slack, method, token, arguments))

    def _send(self, reply: Reply) -> Response:
        if reply.status is None:
            # The server takes this for a client that went away and closes the connection without an answer.
            raise ConnectionAbortedError
        if reply.seconds:
            self._slack.faults.wait(reply.seconds)
        return _json(reply.body, reply.status, reply.headers)

    def _response(self, request: Request, name: str) -> Response:
        fault = self._slack.faults.take("response_url")
        if fault and not fault.after:
            gone = fault.error in ("expired_url", "used_url")
            return _json({"ok": False, "error": fault.error}, 404) if gone else self._send(fail(fault, {}))
        status, body = respond(self._slack, name, _arguments(request))
        return self._send(fail(fault, body)) if fault else _json(body, status)

    def _socket(self, request: Request, ticket: str) -> Response:
        if not self._slack.sockets.serve(request.environ, ticket):
            raise NotFound("This address was used, or never given out.")
        # The connection has been spoken on already: nothing may be written to it as HTTP.
        raise ConnectionAbortedError

    def _not_a_socket(self, _request: Request, **_ticket: str) -> Response:
        raise BadRequest("This address wants a WebSocket.")

    def _download(self, request: Request, file_id: str, name: str) -> Response:
        file = self._slack.files.kept.get(file_id)
        if file is None or file.name != name or file.announced is not None:
            raise NotFound
        if _bearer(request) != self._slack.credentials.bot_token or "files:read" not in self._slack.app.scopes:
            return Response("<!doctype html><title>Slack</title>Sign in", mimetype="text/html")
        fault = self._slack.faults.take("download")
        if fault and fault.error == "redirect":
            return Response("", 302, {"Location": str(fault.details["location"])})
        if fault and fault.error != "slow":
            return self._send(fail(fault, {}))
        if fault:
            self._slack.faults.wait(fault.seconds)
        return Response(file.content, mimetype=str(file.to_json()["mimetype"]))

    def _upload(self, request: Request, file_id: str) -> Response:
        # The SDK sends bare bytes and lets its HTTP client call them a form: only multipart is one here.
        several = request.mimetype == "multipart/form-data"
        content = next(iter(request.files.values())).read() if several else request.get_data()
        if not self._slack.files.fill(file_id, content):
            raise NotFound
        return Response(f"OK - {len(content)}")

    def _from_page(self, request: Request, path: str) -> Response:
        return self._page.answer(request, path)


def _arguments(request: Request) -> Json:
    if request.mimetype == "application/json":
        held = request.get_json(silent=True)
        return held if isinstance(held, dict) else {}
    return {**request.args.to_dict(), **request.form.to_dict()}


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _json(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers, content_type="application/json; charset=utf-8")


class _Quiet(WSGIRequestHandler):
    """Serves without an access log: a person tries a bot here and does not want to read about it."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Serving:
    """A loopback port, and a thread that serves a WSGI application there. `OSError` when the port is taken."""

    def __init__(self, port: int = 0) -> None:
        # Bound here, because Werkzeug ends the whole process when a port is taken.
        with socket.create_server((HOST, port)) as bound:
            self.port = int(bound.getsockname()[1])
            self._server: BaseWSGIServer = make_server(
                HOST, self.port, _nothing, threaded=True, request_handler=_Quiet, fd=bound.fileno()
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True)

    def start(self, application: WSGIApplication) -> None:
        """Begin to answer."""
        self._server.app = application
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


def _nothing(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
    return ()
