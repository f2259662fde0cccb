"""Slack, and no mail knowledge."""
