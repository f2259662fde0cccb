"""Files that people attach and that the app uploads."""

from __future__ import annotations

import itertools
import mimetypes
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.playground.workspace import Json


@dataclass(frozen=True, slots=True)
class File:
    """One file. `check_first` is how Slack Connect files come: the app must ask `files.info`."""

    id: str
    name: str
    content: bytes
    user: str
    url: str
    title: str = ""
    check_first: bool = False

    def to_json(self, *, whole: bool = True) -> Json:
        """Return what events and `files.info` say; an event on a Slack Connect file says only that it must be asked."""
        if self.check_first and not whole:
            return {"id": self.id, "file_access": "check_file_info"}
        kind = self.name.rsplit(".", 1)[-1].lower() if "." in self.name else "text"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": mimetypes.guess_type(self.name)[0] or "text/plain",
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "file_access": "visible",
            "url_private": self.url,
            "url_private_download": f"{self.url}?download=1",
            "permalink": self.url,
        }


class Files:
    """Every file of the workspace, and uploads that are not finished."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.kept: dict[str, File] = {}

    def add(self, name: str, content: bytes, user: str, origin: str, *, check_first: bool = False) -> File:
        """Keep a file that downloads from `origin`."""
        file_id = f"F{next(self._count):08d}"
        file = File(file_id, name, content, user, f"{origin}/files/{file_id}/{name}", check_first=check_first)
        self.kept[file_id] = file
        return file

    def fill(self, file_id: str, content: bytes) -> bool:
        """Give an announced file its bytes; False when none was announced."""
        if file_id not in self.kept:
            return False
        self.kept[file_id] = replace(self.kept[file_id], content=content)
        return True
