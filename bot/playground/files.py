"""Files that people attach and that the app uploads."""

from __future__ import annotations

import itertools
import mimetypes
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import quote

if TYPE_CHECKING:
    from bot.playground.workspace import Json

PREVIEW_LETTERS = 1_500
Mode: TypeAlias = Literal["hosted", "snippet", "external"]


@dataclass(frozen=True, slots=True)
class File:
    """One file. `check_first` is how Slack Connect files come: the app must ask `files.info`.

    `size` is what Slack says, `announced` what an upload said beforehand, until its bytes are there and shared.
    """

    id: str
    name: str
    content: bytes
    user: str
    url: str
    title: str = ""
    check_first: bool = False
    mode: Mode = "hosted"
    size: int | None = None
    announced: int | None = None

    def to_json(self, *, whole: bool = True) -> Json:
        """Return what events and `files.info` say; an event on a Slack Connect file says only that it must be asked."""
        if self.check_first and not whole:
            return {"id": self.id, "file_access": "check_file_info"}
        kind = self.name.rsplit(".", 1)[-1].lower() if "." in self.name else "text"
        shown: Json = {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": mimetypes.guess_type(self.name)[0] or "text/plain",
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "size": len(self.content) if self.size is None else self.size,
            "mode": self.mode,
            "is_external": self.mode == "external",
            "file_access": "visible",
            "url_private": self.url,
            "url_private_download": self.url if self.mode == "external" else f"{self.url}?download=1",
            "permalink": self.url,
        }
        return {**shown, "preview": self._preview()} if self._is_text() else shown

    def _is_text(self) -> bool:
        return b"\0" not in self.content[:PREVIEW_LETTERS]

    def _preview(self) -> str:
        return self.content[: 4 * PREVIEW_LETTERS].decode("utf-8", "replace")[:PREVIEW_LETTERS]


class Files:
    """Every file of the workspace, and uploads that are not finished."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.kept: dict[str, File] = {}

    def add(  # noqa: PLR0913 - every one of them has a default, and all are given by name
        self,
        name: str,
        content: bytes,
        user: str,
        origin: str,
        *,
        check_first: bool = False,
        url: str = "",
        size: int | None = None,
        mode: Mode = "hosted",
    ) -> File:
        """Keep a file that downloads from `origin`, or from `url`."""
        file_id = f"F{next(self._count):08d}"
        address = url or f"{origin}/files/{file_id}/{quote(name, safe='')}"
        file = File(file_id, name, content, user, address, check_first=check_first, mode=mode, size=size)
        self.kept[file_id] = file
        return file

    def announce(self, name: str, length: int, user: str, origin: str) -> File:
        """Note an upload that is to come."""
        file = replace(self.add(name, b"", user, origin), announced=length)
        self.kept[file.id] = file
        return file

    def fill(self, file_id: str, content: bytes) -> bool:
        """Give an announced file its bytes; False when no such file was announced, or another length."""
        file = self.kept.get(file_id)
        if file is None or file.announced != len(content):
            return False
        self.kept[file_id] = replace(file, content=content)
        return True

    def complete(self, file_id: str, title: str) -> File | None:
        """End an upload; None when nothing was announced and filled under this id, or it was ended before."""
        file = self.kept.get(file_id)
        if file is None or file.announced is None or file.announced != len(file.content):
            return None
        self.kept[file_id] = replace(file, title=title, announced=None)
        return self.kept[file_id]
