"""functions.*: the end of a workflow step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.methods.registry import ApiError, method, need
from bot.playground.workflows import StepError

if TYPE_CHECKING:
    from bot.playground.slack import Slack
    from bot.playground.workspace import Json


@method("functions.completeSuccess")
def complete_success(slack: Slack, arguments: Json) -> Json:
    """End a workflow step well."""
    outputs = arguments.get("outputs")
    if not isinstance(outputs, dict):
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: outputs"]})
    return _end(slack, arguments, {"outputs": outputs})


@method("functions.completeError")
def complete_error(slack: Slack, arguments: Json) -> Json:
    """End a workflow step with a reason."""
    return _end(slack, arguments, {"error": need(arguments, "error")})


def _end(slack: Slack, arguments: Json, result: Json) -> Json:
    try:
        slack.workflows.end(slack.app, need(arguments, "function_execution_id"), result)
    except StepError as refusal:
        details = {"response_metadata": {"messages": refusal.messages}} if refusal.messages else {}
        raise ApiError(str(refusal), **details) from None
    slack.workspace.touch()
    return {}
