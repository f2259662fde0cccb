"""Files: read where they are text, refused kindly where not, fetched from Slack alone."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from bot.playground import StandIn
from bot.playground.workspace import Message
from bot.slack.files import UnreadableError, readable
from tests.slack.seeing import BOUNCE, SECRET, answers, shown, wait


def send(slack: StandIn, name: str, content: bytes, **how: object) -> Message:
    return slack.say("maya", "@smtp-bot", "", files=(slack.attach("maya", name, content, **how),))  # type: ignore[arg-type]


def answer(slack: StandIn, words: str) -> Message:
    found = wait(slack, "@smtp-bot", words)
    assert slack.refusals == []
    return found


@pytest.mark.parametrize(
    "name", ["bounce.eml", "mail.log", "bounce.txt", "event.json", "rows.csv", "Untitled", "x.png"]
)
def test_text_is_read_whatever_it_is_called(slack: StandIn, name: str) -> None:
    send(slack, name, BOUNCE.encode())
    assert "jane@example.com" in answer(slack, "Mailbox full").text


def test_a_file_in_a_direct_message_and_with_a_mention(both: StandIn) -> None:
    send(both, "bounce.eml", BOUNCE.encode())
    answer(both, "Mailbox full")
    file = both.attach("maya", "bounce.eml", BOUNCE.encode())
    asked = both.say("maya", "#ops", f"<@{both.bot.id}> what is this?", files=(file,))
    found = wait(both, "#ops", "Mailbox full")
    assert found.thread_ts == asked.ts
    assert "jane@" not in found.text
    assert both.refusals == []


def test_several_files_get_one_message_with_a_button_for_each(both: StandIn) -> None:
    other = "550 5.1.1 <bob@example.org>: Recipient address rejected: User unknown"
    files = (
        both.attach("maya", "full.eml", BOUNCE.encode()),
        both.attach("maya", "unknown.log", other.encode()),
        both.attach("maya", "cat.png", b"\x89PNG\r\n\x1a\n"),
    )
    both.say("maya", "@smtp-bot", "", files=files)
    found = answer(both, "full.eml")
    assert len(answers(both, "@smtp-bot")) == 1
    assert all(name in shown(found) for name in ("full.eml", "unknown.log", "cat.png", "This is a picture"))
    both.click("maya", found, "details:0")
    alone = both.wait_for("maya", "@smtp-bot", lambda message: message.ephemeral)
    assert alone.text.startswith("Mailbox full")
    assert both.refusals == []


REFUSED = {
    "cat.png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "This is a picture"),
    "photo.jpg": (b"\xff\xd8\xff\xe0" + bytes(40), "This is a picture"),
    "all.zip": (b"PK\x03\x04" + bytes(40), "This is an archive"),
    "mail.log.gz": (b"\x1f\x8b\x08" + bytes(40), "This is an archive"),
    "bounce.msg": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "Outlook .msg file"),
    "report.pdf": (b"%PDF-1.7 ...", "This is no text file"),
    "core": (b"\x7fELF\x02\x01\x01\0\0\0", "This is no text file"),
    "nothing.txt": (b" \n", "This file is empty"),
    "renamed.eml": (b"\x89PNG\r\n\x1a\n" + bytes(40), "This is a picture"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_text_is_refused_kindly_by_its_content(slack: StandIn, name: str) -> None:
    content, words = REFUSED[name]
    send(slack, name, content)
    assert name in answer(slack, words).text


def test_wide_text_is_text() -> None:
    assert readable("550 5.1.1 unknown".encode("utf-16"))
    with pytest.raises(UnreadableError):
        readable(b"\0\0\0\1")


def test_a_file_that_is_too_large_is_not_fetched_at_all(slack: StandIn) -> None:
    send(slack, "huge.log", b"550 x", size=9_000_000)
    assert "larger than the 5 MB" in answer(slack, "huge.log").text


def test_a_file_that_says_it_is_small_and_is_not_is_cut_off(slack: StandIn) -> None:
    send(slack, "huge.log", b"550 5.1.1 unknown\n" * 400_000, size=100)
    assert "larger than the 5 MB" in answer(slack, "huge.log").text


def test_a_file_of_another_organisation_is_asked_for_first(slack: StandIn) -> None:
    send(slack, "bounce.eml", BOUNCE.encode(), check_first=True)
    answer(slack, "Mailbox full")
    assert "files.info" in [call.method for call in slack.calls]


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/x.eml",
        "https://files.slack.com.evil.example/x",
        "http://files.slack.com/x",
        "ftp://files.slack.com/x",
    ],
)
def test_the_token_goes_nowhere_but_to_slack(slack: StandIn, url: str) -> None:
    send(slack, "bounce.eml", BOUNCE.encode(), url=url)
    answer(slack, "is not stored in Slack")


class Elsewhere(BaseHTTPRequestHandler):
    """A server of somebody else's, with a file that could be read."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(BOUNCE.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        pass


def test_a_redirect_is_not_followed(slack: StandIn) -> None:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever).start()
        slack.faults.next("download", "redirect", location=f"http://127.0.0.1:{elsewhere.server_port}/bounce.eml")
        send(slack, "bounce.eml", BOUNCE.encode())
        answer(slack, "Slack did not give me this file")
        elsewhere.shutdown()
    assert Elsewhere.asked == []


@pytest.mark.parametrize("fault", ["http_404", "http_500", "dropped"])
def test_a_file_that_cannot_be_fetched_is_said(slack: StandIn, fault: str) -> None:
    slack.faults.next("download", fault)
    send(slack, "bounce.eml", BOUNCE.encode())
    answer(slack, "Slack did not give me this file")


@pytest.mark.parametrize("check_first", [True, False])
def test_without_the_scope_for_files_the_person_hears_what_to_do(slack: StandIn, check_first: bool) -> None:
    slack.admin.decline("files:read")
    send(slack, "bounce.eml", BOUNCE.encode(), check_first=check_first)
    answer(slack, "files:read")


def test_a_secret_in_a_file_is_told_to_its_author_alone(slack: StandIn) -> None:
    file = slack.attach("maya", "conf.txt", SECRET.encode())
    slack.say("maya", "#ops", f"<@{slack.bot.id}>", files=(file,))
    assert wait(slack, "#ops", "held a password or a key").ephemeral
    assert "hunter2" not in str(answers(slack, "#ops"))
    assert not any("password or a key" in message.text for message in answers(slack, "#ops", "luc"))
