"""Home tabs, stacked modals, and the triggers that open them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.playground.forms import carried
from bot.playground.workspace import TEAM, Json, with_ids

if TYPE_CHECKING:
    from bot.playground.registration import Registration
    from bot.playground.workspace import Workspace

TRIGGER_SECONDS = 3
STACK = 3


class ViewError(Exception):
    """Slack's word for what is wrong with a call of `views.*`."""


@dataclass(frozen=True, slots=True)
class View:
    """One open modal, or one person's Home tab."""

    id: str
    user: str
    content: Json
    hash: str
    previous: str | None = None
    root: str = ""
    state: Json = field(default_factory=dict)
    errors: Json = field(default_factory=dict)

    def to_json(self, app: Registration) -> Json:
        """Return the view as payloads and method answers hold it."""
        kept = {"callback_id": "", "private_metadata": "", "external_id": "", "title": None, "submit": None}
        return {
            **kept,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **self.content,
            "id": self.id,
            "team_id": TEAM,
            "app_id": app.app_id,
            "app_installed_team_id": TEAM,
            "bot_id": app.bot_id,
            "hash": self.hash,
            "previous_view_id": self.previous,
            "root_view_id": self.root or self.id,
            "state": {"values": self.state},
        }


@dataclass(slots=True)
class _Trigger:
    user: str
    expires: float
    used: bool = False


class Views:
    """What is open in front of whom."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._count = itertools.count(1)
        self._triggers: dict[str, _Trigger] = {}
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}

    def trigger(self, user: str) -> str:
        """Return a fresh `trigger_id` for something this person did."""
        trigger_id = f"{next(self._count)}.playground.{user.lower()}"
        self._triggers[trigger_id] = _Trigger(user, self._workspace.clock.now() + TRIGGER_SECONDS)
        return trigger_id

    def open(self, trigger_id: str, content: Json, *, push: bool = False) -> View:
        """Show a modal: alone, or with `push` on top of the open ones."""
        user = self._use(trigger_id)
        stack = self.stacks.get(user, [])
        if push and not stack:
            raise ViewError("not_found")
        if push and len(stack) >= STACK:
            raise ViewError("push_limit_reached")
        return self.show(user, content, push=push)

    def show(self, user: str, content: Json, *, push: bool = False) -> View:
        """Show a modal to a person without asking for a trigger: an ack may do that."""
        stack = self.stacks.get(user, []) if push else []
        view = self._fresh(user, content, below=stack[-1] if stack else None)
        self.stacks[user] = [*stack, view]
        self._workspace.touch()
        return view

    def update(self, view_id: str, external_id: str, content: Json, expected: str = "") -> View:
        """Give an open modal new content."""
        for user, stack in self.stacks.items():
            for position, view in enumerate(stack):
                if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
                    if expected and expected != view.hash:
                        raise ViewError("hash_conflict")
                    fresh = self._fresh(user, content, old=view)
                    stack[position] = fresh
                    self._workspace.touch()
                    return fresh
        raise ViewError("not_found")

    def publish(self, user: str, content: Json) -> View:
        """Give a person a Home tab."""
        view = self._fresh(user, content, old=self.homes.get(user))
        self.homes[user] = view
        self._workspace.touch()
        return view

    def close(self, user: str, *, everything: bool = False) -> None:
        """Close the top modal of this person, or all of them."""
        stack = self.stacks.get(user, [])
        self.stacks[user] = [] if everything else stack[:-1]
        self._workspace.touch()

    def top(self, user: str) -> View | None:
        """Return the modal in front of this person, or None."""
        stack = self.stacks.get(user, [])
        return stack[-1] if stack else None

    def change(self, view: View, *, state: Json | None = None, errors: Json | None = None) -> View:
        """Keep what a person filled in, or the errors that an app answered."""
        fresh = replace(view, state=view.state if state is None else state, errors=errors or {})
        stack = self.stacks.get(view.user, [])
        self.stacks[view.user] = [fresh if one.id == view.id else one for one in stack]
        if (home := self.homes.get(view.user)) and home.id == view.id:
            self.homes[view.user] = fresh
        self._workspace.touch()
        return fresh

    def _use(self, trigger_id: str) -> str:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise ViewError("invalid_trigger_id")
        if trigger.used:
            raise ViewError("exchanged_trigger_id")
        if self._workspace.clock.now() > trigger.expires:
            raise ViewError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def _fresh(self, user: str, content: Json, *, old: View | None = None, below: View | None = None) -> View:
        """Return a view in the place of `old`, or on top of `below`."""
        number = next(self._count)
        named = {**content, "blocks": list(with_ids(content["blocks"], f"{number:04d}"))}
        state = carried(named["blocks"], old.state if old else {})
        if old:
            return replace(old, content=named, hash=f"{number}.hash", state=state, errors={})
        root = (below.root or below.id) if below else ""
        return View(f"V0{number:06d}", user, named, f"{number}.hash", below.id if below else None, root, state)
