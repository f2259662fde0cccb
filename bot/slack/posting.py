"""Sending: the best layout that Slack takes, at Slack's pace, and another way to the person where one is shut."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, ServerErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from bot.slack.markup import escape, straight, unescape
from bot.slack.people import Asker
from bot.slack.refusals import LAYOUT, PLACE, tell_operator, why, word_of
from bot.slack.tls import certificates
from bot.slack.views import Message, Say
from bot.telemetry import rate_limited

_INERT: dict[str, Any] = {"parse": "none", "unfurl_links": False, "unfurl_media": False}
_LONGEST_WAIT = 120.0  # seconds that one message waits for Slack's pace at a time
_MOST_WAITS = 200
_GOOD = 200
_log = logging.getLogger(__name__)

Wait = Callable[[float], object]
Mark = Callable[[bool], object]  # told True before a message is sent, and False when Slack did not take it


def _tell_nobody(_sent: bool) -> None:
    """For messages that nobody counts."""


class Poster:
    """The one way out to people. ``wait`` lets seconds pass (tests let them pass at once)."""

    def __init__(self, wait: Wait = time.sleep) -> None:
        self._wait = wait

    def post(
        self, client: WebClient, asker: Asker, variants: Iterable[Message], say: Say, mark: Mark = _tell_nobody
    ) -> None:
        """Post where everybody reads it, the whole as a file beside what had to be cut. Raises SlackApiError."""
        kept = list(variants)
        sent, message = self._send(_Post(client, asker, mark), kept)
        if message.cut:
            self._attach(client, asker, kept[0], asker.thread or str(sent["ts"]), say)

    def deliver(
        self, client: WebClient, asker: Asker, variants: Iterable[Message], say: Say, mark: Mark = _tell_nobody
    ) -> None:
        """Post, and where Slack shuts that place, the person alone gets it and is told why. Raises SlackApiError."""
        kept = list(variants)
        try:
            self.post(client, asker, kept, say, mark)
        except SlackApiError as error:
            if word_of(error) not in PLACE:
                raise
            lead = Message(f"{escape(why(error, say))}\n\n{kept[-1].text}")
            self.whisper(client, asker, [lead])

    def whisper(self, client: WebClient, asker: Asker, variants: Iterable[Message]) -> None:
        """Tell one person, where they are; where that is shut, in their own conversation with the bot."""
        kept = list(variants)
        if not asker.channel:
            self._send(_Direct(client, asker), kept)
            return
        try:
            self._send(_Whisper(client, asker), kept)
        except SlackApiError as error:
            if word_of(error) not in PLACE:
                raise
            self._send(_Direct(client, asker), kept)

    def respond(self, client: WebClient, url: str | None, asker: Asker, message: Message) -> None:
        """Answer a click or a shortcut, for the person alone. An address that is used up or too old is no end."""
        if not (url and self._use(url, message, asker.open_thread)):
            self.whisper(client, asker, [message, Message(message.text)])

    def whisper_in_thread(self, client: WebClient, url: str | None, asker: Asker, message: Message) -> None:
        """Answer in a thread, for the person alone: as a member of the channel if the bot is one."""
        try:
            self._send(_Whisper(client, asker), [message, Message(message.text)])
        except SlackApiError as error:
            if word_of(error) not in PLACE:
                raise
            self.respond(client, url, asker, message)

    def respond_to_all(self, url: str | None, message: Message) -> bool:
        """Answer a click where everybody reads it, although the bot is no member there; False where that is shut."""
        return bool(url) and self._use(str(url), message, None, kind="in_channel")

    def dismiss(self, url: str | None) -> None:
        """Take back the message under a click: it says no more than what stands below it now."""
        if url:
            self._send_to(url, {"delete_original": True})

    def _use(self, url: str, message: Message, thread: str | None, kind: str = "ephemeral") -> bool:
        body: dict[str, Any] = {"response_type": kind, "replace_original": False, **message.payload()}
        if thread:
            body["thread_ts"] = thread
        return self._send_to(url, body)

    def _send_to(self, url: str, body: dict[str, Any]) -> bool:
        try:
            status = WebhookClient(url, ssl=certificates()).send_dict(body).status_code
        except (SlackClientError, OSError):
            _log.info("a response_url could not be reached", exc_info=True)
            return False
        if status != _GOOD:
            _log.info("a response_url answered %s", status)
        return status == _GOOD

    def _send(self, way: _Way, variants: list[Message]) -> tuple[Mapping[str, Any], Message]:
        refusal: SlackApiError | None = None
        for message in variants:
            try:
                return self._paced(way, message), message
            except SlackApiError as error:
                if word_of(error) not in LAYOUT:
                    raise
                _log.warning("Slack refuses this layout, so a simpler one goes: %s", word_of(error))
                refusal = error
        raise refusal or ValueError("there is nothing to send")

    def _paced(self, way: _Way, message: Message) -> Mapping[str, Any]:
        """Send, and wait as long as Slack says when it is too much at once."""
        for _ in range(_MOST_WAITS):
            try:
                return way(message)
            except SlackApiError as error:
                if error.response.status_code != 429:
                    raise
                rate_limited.inc()
                self._wait(_seconds(error))
        return way(message)

    def _attach(self, client: WebClient, asker: Asker, whole: Message, thread: str, say: Say) -> None:
        """The whole answer as a file in the thread. Without the scope for it, the shortened text has said so."""
        try:
            client.files_upload_v2(
                channel=asker.channel,
                thread_ts=thread,
                filename=straight(say("file.answer")),
                content=unescape(whole.text),
            )
        except SlackApiError as error:
            tell_operator(error)
        except (SlackClientError, OSError):
            _log.info("the whole answer could not be attached", exc_info=True)


class _Telling(WebClient):
    """Tells when a request is made and goes out in this moment: before, a process that is killed has sent nothing."""

    mark: Mark = staticmethod(_tell_nobody)

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        self.mark(True)
        return super()._perform_urllib_http_request_internal(url, req)


class _Way:
    """One method of Slack's, with its place filled in. It never waits: whoever calls does."""

    def __init__(self, client: WebClient, asker: Asker) -> None:
        handlers = [ConnectionErrorRetryHandler(), ServerErrorRetryHandler()]
        self.client = _Telling(
            token=client.token, base_url=client.base_url, ssl=certificates(), retry_handlers=list(handlers)
        )
        self.asker = asker

    def __call__(self, message: Message) -> Mapping[str, Any]:
        raise NotImplementedError


class _Post(_Way):
    def __init__(self, client: WebClient, asker: Asker, mark: Mark) -> None:
        super().__init__(client, asker)
        self.client.mark = mark

    def __call__(self, message: Message) -> Mapping[str, Any]:
        here = self.asker
        try:
            return _data(
                self.client.chat_postMessage(channel=here.channel, thread_ts=here.thread, **_INERT, **message.payload())
            )
        except SlackApiError:
            self.client.mark(False)
            raise


class _Whisper(_Way):
    def __call__(self, message: Message) -> Mapping[str, Any]:
        here = self.asker
        return _data(
            self.client.chat_postEphemeral(
                channel=here.channel, user=here.person, thread_ts=here.open_thread, parse="none", **message.payload()
            )
        )


class _Direct(_Way):
    def __call__(self, message: Message) -> Mapping[str, Any]:
        return _data(self.client.chat_postMessage(channel=self.asker.person, **_INERT, **message.payload()))


def _data(response: Any) -> Mapping[str, Any]:  # noqa: ANN401 - slack_sdk's own type says as little
    held: Mapping[str, Any] = response.data
    return held


def _seconds(error: SlackApiError) -> float:
    headers = {name.lower(): value for name, value in (error.response.headers or {}).items()}
    text = headers.get("retry-after", "1")
    text = text[0] if isinstance(text, list) else text
    return min(float(text) if str(text).isdecimal() else 1.0, _LONGEST_WAIT)
