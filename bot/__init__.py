"""smtp-bot: a Slack bot that explains mail."""

__version__ = "0.1.0"
