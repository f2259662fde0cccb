"""Workflow steps of the app: what they take and give, and every run of one."""

from __future__ import annotations

import itertools
import secrets
from typing import TYPE_CHECKING

from bot.playground.find import NotThereError

if TYPE_CHECKING:
    from bot.playground.registration import Registration
    from bot.playground.workspace import Json

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


class StepError(Exception):
    """Slack's word for what is wrong with the end of a step; `messages` say which output it is."""

    def __init__(self, error: str, messages: list[str] | None = None) -> None:
        super().__init__(error)
        self.messages = messages or []


def parameters(held: Json) -> list[Json]:
    """Return the parameters of a manifest's function, as `function_executed` lists them."""
    properties, required = held.get("properties", held), held.get("required", [])
    return [
        {
            "type": one.get("type", "string"),
            "name": name,
            "description": one.get("description", ""),
            "title": one.get("title", name),
            "is_required": name in required or bool(one.get("is_required")),
        }
        for name, one in properties.items()
        if isinstance(one, dict)
    ]


class Workflows:
    """Every run of a step, by execution id: `inputs`, then `outputs` or `error`."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.runs: dict[str, Json] = {}
        self._tokens: dict[str, str] = {}

    def begin(self, app: Registration, callback_id: str, inputs: Json) -> str:
        """Begin a run; return its id. `NotThereError` where Workflow Builder would not let it begin."""
        if callback_id not in app.functions:
            raise NotThereError(f"{callback_id!r} is not among {sorted(app.functions)}")
        problems = _problems(parameters(app.functions[callback_id].get("input_parameters", {})), inputs)
        if problems:
            raise NotThereError("; ".join(problems))
        execution_id = f"Fx{next(self._count):08d}"
        self.runs[execution_id] = {"function": callback_id, "inputs": inputs}
        self._tokens[f"xwfp-{secrets.token_hex(16)}"] = execution_id
        return execution_id

    def token(self, execution_id: str) -> str:
        """Return the token that comes with the event of a run."""
        return next(token for token, name in self._tokens.items() if name == execution_id)

    def allows(self, token: str) -> bool:
        """Whether this token belongs to a run that has not ended."""
        return self._runs_still(self._tokens.get(token, ""))

    def end(self, app: Registration, execution_id: str, result: Json) -> None:
        """End a run with `outputs` or `error`. Raises StepError."""
        if execution_id not in self.runs:
            raise StepError("function_execution_not_found")
        if not self._runs_still(execution_id):
            raise StepError("execution_not_in_running_state")
        if "outputs" in result:
            declared = app.functions.get(self.runs[execution_id]["function"], {}).get("output_parameters", {})
            problems = _problems(parameters(declared), result["outputs"])
            if problems:
                raise StepError("parameter_validation_failed", problems)
        self.runs[execution_id] |= result

    def _runs_still(self, execution_id: str) -> bool:
        run = self.runs.get(execution_id, {"error": ""})
        return "outputs" not in run and "error" not in run


def _problems(declared: list[Json], given: Json) -> list[str]:
    known = {one["name"]: one for one in declared}
    problems = [f"[ERROR] unknown parameter: {name}" for name in given if name not in known]
    for name, one in known.items():
        value = given.get(name)
        if value is None or value == "":
            problems += [f"[ERROR] missing required parameter: {name}"] if one["is_required"] else []
        elif not isinstance(value, _TYPES.get(one["type"], object)):
            problems.append(f"[ERROR] {name} must be of type {one['type']}")
    return problems
