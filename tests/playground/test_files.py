"""Files: what people attach, what the app downloads and uploads."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.machine import PATIENCE
from tests.playground.conftest import error

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.playground import StandIn
    from tests.playground.conftest import Json


def test_a_file_downloads_with_the_token_only(slack: StandIn, client: WebClient) -> None:
    file = slack.attach("maya", "bounce.eml", b"From: a\n\n550", check_first=True)
    assert file.to_json(whole=False) == {"id": file.id, "file_access": "check_file_info"}
    shown: Json = client.files_info(file=file.id)["file"]
    assert (shown["name"], shown["size"]) == ("bounce.eml", 12)


def fetch(file_url: str, token: str) -> bytes:
    request = urllib.request.Request(file_url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def test_a_file_with_a_strange_name_downloads(slack: StandIn) -> None:
    file = slack.attach("maya", "Größe 50% (1).eml", b"550")
    assert fetch(file.to_json()["url_private_download"], slack.credentials.bot_token) == b"550"
    assert b"Sign in" in fetch(file.to_json()["url_private_download"], "xoxb-wrong")


def test_a_download_may_fail_or_lead_elsewhere(slack: StandIn) -> None:
    file = slack.attach("maya", "a.eml", b"550")
    slack.faults.next("download", "http_503")
    with pytest.raises(urllib.error.HTTPError, match="503"):
        fetch(file.url, slack.credentials.bot_token)
    slack.faults.next("download", "redirect", location=f"{slack.url}favicon.svg")
    assert b"<svg" in fetch(file.url, slack.credentials.bot_token)


def test_what_slack_says_of_a_file_need_not_be_true(slack: StandIn) -> None:
    file = slack.attach("maya", "a.log", b"550", url="http://evil.example/x", size=9_000_000, mode="snippet").to_json()
    assert (file["url_private"], file["size"], file["mode"]) == ("http://evil.example/x", 9_000_000, "snippet")


@pytest.mark.parametrize("length", ["0", "-1", "many"])
def test_an_upload_says_its_length_first(client: WebClient, length: str) -> None:
    method = "files.getUploadURLExternal"
    assert error(client.api_call, api_method=method, data={"filename": "a", "length": length}) == "invalid_arguments"


def test_an_upload_is_completed_once_and_only_when_its_bytes_are_there(slack: StandIn, client: WebClient) -> None:
    given = client.files_getUploadURLExternal(filename="a.txt", length=3)
    complete: Json = {"files": [{"id": given["file_id"]}], "channel_id": "C0OPS"}
    assert error(client.files_completeUploadExternal, **complete) == "file_not_found"
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(given["upload_url"], b"four", timeout=PATIENCE)  # noqa: S310 - loopback
    urllib.request.urlopen(given["upload_url"], b"550", timeout=PATIENCE).close()  # noqa: S310 - loopback
    client.files_completeUploadExternal(**complete)
    assert error(client.files_completeUploadExternal, **complete) == "file_not_found"
    assert slack.visible("maya", "#ops")[-1].files[0]["preview"] == "550"


def test_an_upload_ends_in_its_thread(slack: StandIn, client: WebClient) -> None:
    root = client.chat_postMessage(channel="C0OPS", text="root")["ts"]
    client.files_upload_v2(content="long answer", filename="answer.txt", channel="C0OPS", thread_ts=root)
    message = slack.visible("maya", "#ops")[-1]
    assert (message.thread_ts, message.files[0]["name"]) == (root, "answer.txt")
    assert slack.slack.files.kept[message.files[0]["id"]].content == b"long answer"
