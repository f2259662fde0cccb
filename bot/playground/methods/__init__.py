"""The Web API: `call` answers one method. Importing this package registers all of them."""

from bot.playground.methods import chat, conversations, files, functions, oauth, views, workspace
from bot.playground.methods.registry import METHODS, Reply, call

__all__ = ["METHODS", "Reply", "call", "chat", "conversations", "files", "functions", "oauth", "views", "workspace"]
