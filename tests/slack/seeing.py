"""What people see of the bot, and what they paste."""

from bot.playground import StandIn
from bot.playground.workspace import Message

BOUNCE = """\
This is the mail system at host mx1.example.net.

I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

<jane@example.com>: host mail.example.com[192.0.2.25] said: 552 5.2.2 The email account that you tried to reach is over
    quota (in reply to RCPT TO command)
"""
SECRET = BOUNCE + "\nsmtp_password = hunter2hunter2\n"


def answers(slack: StandIn, channel: str, person: str = "maya") -> list[Message]:
    return [message for message in slack.visible(person, channel) if message.user == slack.bot.id]


def wait(slack: StandIn, channel: str, words: str, person: str = "maya") -> Message:
    return slack.wait_for(person, channel, lambda message: message.user == slack.bot.id and words in message.text)


def command(slack: StandIn, person: str, typed: str, channel: str = "#ops") -> Message:
    said = slack.command(person, channel, typed)
    assert said.status == 200
    assert said.message, said.refused
    return said.message


def shown(message: Message) -> str:
    """Everything that the blocks of a message say."""
    return str(message.blocks)
