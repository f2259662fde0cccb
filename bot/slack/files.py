"""Files that people attach: fetched from Slack alone, no more than is wanted, and judged by what is in them."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.settings import Settings
from bot.slack.refusals import tell_operator, word_of

Json = Mapping[str, Any]

MOST_FILES = 10  # of one message that are read
_SECONDS = 10
_CHUNK = 65_536
_IMAGES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_OUTLOOK = b"\xd0\xcf\x11\xe0"  # what .msg files are: compound files of Office
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 is full of NULs and text all the same
_LOOKED_AT = 8_192
_MEGABYTE = 1_000_000


class UnreadableError(Exception):
    """A file that cannot be explained; the message is the key of the sentence that says why."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token must not travel to where a redirect points, so none is followed."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


class Files:
    """Fetches files with the bot's token, from Slack's own hosts only."""

    def __init__(self, settings: Settings) -> None:
        self._hosts = settings.file_hosts
        self._most = settings.max_file_bytes
        self._api = urlsplit(settings.api_url)
        self._opener = urllib.request.build_opener(_NoRedirects)

    @property
    def most_megabytes(self) -> int:
        """The largest file that is read, in MB."""
        return max(1, self._most // _MEGABYTE)

    def read(self, client: WebClient, file: Json) -> bytes:
        """The bytes of a text file as an event shows it. Raises UnreadableError."""
        file = self._whole(client, file)
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if file.get("mode") in ("tombstone", "hidden_by_limit") or (not url and not file.get("is_external")):
            raise UnreadableError("file.gone")
        if file.get("is_external") or not self._is_slacks(url):
            raise UnreadableError("file.elsewhere")
        if int(file.get("size") or 0) > self._most:
            raise UnreadableError("file.large")
        return readable(self._fetch(url, str(client.token), str(file.get("mimetype") or "")))

    def _whole(self, client: WebClient, file: Json) -> Json:
        """A file of Slack Connect is only named in the event; what it is has to be asked."""
        if file.get("file_access") in (None, "visible"):
            return file
        try:
            told: Any = client.files_info(file=str(file.get("id")))
        except SlackApiError as error:
            tell_operator(error)
            raise UnreadableError("file.scope" if word_of(error) == "missing_scope" else "file.gone") from error
        held: Json = told.get("file") or {}
        return held

    def _is_slacks(self, url: str) -> bool:
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc):
            return True
        host = (parts.hostname or "").lower()
        named = any(host == each or (each.startswith(".") and host.endswith(each)) for each in self._hosts)
        return named and parts.scheme == "https"

    def _fetch(self, url: str, token: str, announced: str) -> bytes:
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - see _is_slacks
        try:
            with self._opener.open(request, timeout=_SECONDS) as response:
                # Without the scope Slack answers 200 with the page where people sign in.
                if response.headers.get_content_type() == "text/html" and "html" not in announced:
                    raise UnreadableError("file.scope")
                return self._read(response)
        except (OSError, urllib.error.URLError, http.client.HTTPException) as error:
            raise UnreadableError("file.gone") from error

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        parts, total = [], 0
        for part in _chunks(response):
            total += len(part)
            if total > self._most:
                raise UnreadableError("file.large")
            parts.append(part)
        return b"".join(parts)


def readable(content: bytes) -> bytes:
    """The content, if it is text, whatever the file is called. Raises UnreadableError."""
    if not content.strip():
        raise UnreadableError("file.empty")
    if content.startswith(_IMAGES) or content[8:12] == b"WEBP" or content[4:8] == b"ftyp":
        raise UnreadableError("file.image")
    if content.startswith(_ARCHIVES):
        raise UnreadableError("file.archive")
    if content.startswith(_OUTLOOK):
        raise UnreadableError("file.msg")
    if content.startswith(b"%PDF") or (b"\0" in content[:_LOOKED_AT] and not content.startswith(_WIDE)):
        raise UnreadableError("file.binary")
    return content


def _chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while part := response.read(_CHUNK):
        yield part
