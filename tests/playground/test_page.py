"""The page's JSON API, and who may use it."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.playground.page import STATIC
from tests.machine import PATIENCE
from tests.playground.conftest import Bot, actions, button, plain

if TYPE_CHECKING:
    from bot.playground import StandIn

Answer = tuple[int, Any]


def ask(slack: StandIn, method: str, path: str, body: object = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(slack.url.removeprefix("http://").rstrip("/"), timeout=PATIENCE)
    sent = {"Content-Type": "application/json"} if body is not None else {}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, None if body is None else json.dumps(body), {**sent, **given})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, json.loads(text) if response.headers["Content-Type"] == "application/json" else text


def say(slack: StandIn, text: str, **more: object) -> Answer:
    return ask(slack, "POST", "/playground/say", {"as": "U0MAYA", "channel": "C0OPS", "text": text, **more})


def state(slack: StandIn, person: str = "U0MAYA") -> Any:
    return ask(slack, "GET", f"/playground/state?as={person}")[1]


def test_every_file_of_the_page_is_there_and_safe(slack: StandIn) -> None:
    status, html = ask(slack, "GET", "/")
    assert status == 200
    assert '<script type="module" src="app.js"></script>' in html
    for file in STATIC.iterdir():
        assert ask(slack, "GET", f"/{file.name}")[0] == 200
    for name in ("../page.py", "%2e%2e/page.py", "nothing.js", "static/app.js"):
        assert ask(slack, "GET", f"/{name}")[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_is_refused(slack: StandIn, host: str) -> None:
    assert ask(slack, "GET", "/", Host=host)[0] in (400, 403)
    assert ask(slack, "POST", "/api/auth.test", {}, Host=host)[0] in (400, 403)


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}]
)
def test_another_site_cannot_act(slack: StandIn, bot: Bot, headers: dict[str, str]) -> None:
    body = {"as": "U0MAYA", "channel": "C0OPS", "text": "/smtp 250"}
    assert ask(slack, "POST", "/playground/say", body, **headers)[0] == 403
    assert bot.commands == []


def test_the_page_itself_may_act(slack: StandIn, bot: Bot) -> None:
    body = {"as": "U0MAYA", "channel": "C0OPS", "text": "/smtp 250"}
    status, told = ask(
        slack, "POST", "/playground/say", body, Origin=slack.url.rstrip("/"), Sec_Fetch_Site="same-origin"
    )
    assert (status, told["ok"]) == (200, True)
    assert bot.commands[0]["text"] == "250"


def test_a_form_of_another_site_cannot_act(slack: StandIn, bot: Bot) -> None:
    body = {"as": "U0MAYA", "channel": "C0OPS", "text": "/smtp 250"}
    assert ask(slack, "POST", "/playground/say", body, Content_Type="text/plain")[0] == 400
    assert bot.commands == []


@pytest.mark.parametrize(
    "body",
    [
        {"as": "U0SMTPBOT", "channel": "C0OPS", "text": "x"},
        {"as": "U0MAYA", "channel": "D0LUC", "text": "x"},
        {"as": "U0MAYA", "channel": "C0OPS", "text": "  "},
        {"as": "U0MAYA"},
        [],
    ],
)
def test_nonsense_is_a_bad_request(slack: StandIn, body: object) -> None:
    assert ask(slack, "POST", "/playground/say", body)[0] == 400


@pytest.mark.usefixtures("bot")
def test_a_mention_by_name_reaches_the_bot(slack: StandIn, bot: Bot) -> None:
    say(slack, "@smtp-bot 421")
    assert bot.events[0]["event"]["text"] == "<@U0SMTPBOT> 421"


def test_two_people_see_their_own_screens(slack: StandIn, bot: Bot) -> None:
    bot.ack = {"text": "250 OK"}
    say(slack, "/smtp 250")
    assert state(slack)["messages"]["C0OPS"][-1]["ephemeral"] is True
    assert state(slack, "U0LUC")["messages"]["C0OPS"][-1]["text"] != "250 OK"
    assert "D0MAYA" not in state(slack, "U0LUC")["messages"]


def test_news_comes_when_something_happens(slack: StandIn, bot: Bot) -> None:
    bot.ack = {"text": "250 OK"}
    version = state(slack)["version"]
    slack.command("maya", "#ops", "/smtp 250")
    later = ask(slack, "GET", f"/playground/state?as=U0MAYA&since={version}")[1]
    assert later["version"] > version


def test_a_button_works(slack: StandIn, bot: Bot) -> None:
    bot.ack = {"text": "x", "blocks": [actions(button("Share", "share", value="v"))]}
    bot.app.action("share")(bot.take)
    say(slack, "/smtp 250")
    ts = state(slack)["messages"]["C0OPS"][-1]["ts"]
    press = {"as": "U0MAYA", "channel": "C0OPS", "ts": ts, "action_id": "share"}
    assert ask(slack, "POST", "/playground/click", press)[1]["ok"] is True
    assert bot.bodies[0]["actions"][0]["value"] == "v"
    assert ask(slack, "POST", "/playground/click", {**press, "as": "U0LUC"})[0] == 400


def test_a_refusal_is_shown_to_whoever_tries_the_bot(slack: StandIn, bot: Bot) -> None:
    bot.ack = {"text": "x", "blocks": [{"type": "header", "text": plain("a" * 151)}]}
    assert "must be less than 151 characters" in say(slack, "/smtp 250")[1]["refused"]
    assert state(slack)["refusals"]["count"] == 1


def test_who_opens_the_page_finds_no_modal_and_the_app_is_not_told(slack: StandIn, bot: Bot) -> None:
    bot.app.view_closed("look")(bot.take)
    for person in ("U0MAYA", "U0LUC"):
        view = {
            "type": "modal",
            "callback_id": "look",
            "title": plain("Look up"),
            "blocks": [],
            "notify_on_close": True,
        }
        slack.slack.views.show(person, view)
    assert ask(slack, "POST", "/playground/arrive", {"as": "U0MAYA"})[1] == {"ok": True}
    assert state(slack)["modal"] is None
    assert state(slack, "U0LUC")["modal"] is not None
    assert bot.bodies == []


def attach(slack: StandIn, content: bytes, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(slack.url.removeprefix("http://").rstrip("/"), timeout=PATIENCE)
    given = {"Content-Type": "application/octet-stream"} | {
        name.replace("_", "-"): one for name, one in headers.items()
    }
    connection.request("POST", "/playground/attach?as=U0MAYA&name=bounce.eml", content, given)
    response = connection.getresponse()
    text = response.read()
    connection.close()
    return response.status, json.loads(text) if response.status == 200 else None


def test_a_file_goes_with_a_message_and_can_be_fetched_again(slack: StandIn, bot: Bot) -> None:
    file_id = attach(slack, b"550 5.1.1")[1]["file"]["id"]
    assert say(slack, "", channel="D0MAYA", files=[file_id])[0] == 200
    assert bot.events[0]["event"]["subtype"] == "file_share"
    assert bot.events[0]["event"]["files"][0]["name"] == "bounce.eml"
    assert ask(slack, "GET", f"/playground/file/{file_id}")[1] == "550 5.1.1"
    assert say(slack, "mine?", files=[file_id], **{"as": "U0LUC"})[0] == 400


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Content_Type": "text/plain"}])
def test_another_site_cannot_attach(slack: StandIn, headers: dict[str, str]) -> None:
    assert attach(slack, b"550", **headers)[0] in (400, 403)
    assert slack.slack.files.kept == {}


def test_ones_own_messages_are_changed_and_deleted(slack: StandIn, bot: Bot) -> None:
    where = {"as": "U0MAYA", "channel": "D0MAYA", "ts": say(slack, "55", channel="D0MAYA")[1]["ts"]}
    assert ask(slack, "POST", "/playground/edit", {**where, "text": "550"})[0] == 200
    assert ask(slack, "POST", "/playground/delete", where)[0] == 200
    assert [body["event"].get("subtype") for body in bot.events] == [None, "message_changed", "message_deleted"]
    alert = {"as": "U0MAYA", "channel": "C0OPS", "ts": slack.visible("maya", "#ops")[0].ts}
    assert ask(slack, "POST", "/playground/delete", alert)[0] == 400


def bench(slack: StandIn, deed: str, **given: object) -> Answer:
    return ask(slack, "POST", f"/playground/{deed}", {"as": "U0MAYA", "channel": "C0OPS", **given})


def test_faults_are_planted_and_mended(slack: StandIn, bot: Bot) -> None:
    bench(slack, "fault", name="auth.test", error="http_503", always=True)
    bench(slack, "fault", name="chat.postMessage", error="slow", seconds=2)
    bench(slack, "fault", name="chat.postMessage", error="ratelimited", seconds=30)
    bench(slack, "pace", on=True)
    bench(slack, "copies", times=3)
    shown = state(slack)["bench"]
    assert shown["faults"] == [
        {"name": "auth.test", "error": "http_503", "times": None, "seconds": None},
        {"name": "chat.postMessage", "error": "slow", "times": 1, "seconds": 2},
        {"name": "chat.postMessage", "error": "ratelimited", "times": 1, "seconds": 30},
    ]
    assert (shown["paced"], shown["copies"]) == (True, 3)
    bench(slack, "mend")
    shown = state(slack)["bench"]
    assert (shown["faults"], shown["paced"], shown["copies"]) == ([], False, 1)
    assert bench(slack, "fault", name="auth.test")[0] == 400
    bot.client.auth_test()


@pytest.mark.parametrize("kind", ["text", "blocks", "attachments", "nothing"])
def test_an_alert_comes_in(slack: StandIn, kind: str) -> None:
    ts = bench(slack, "alert", kind=kind)[1]["ts"]
    message = slack.visible("luc", "#ops")[-1]
    assert (message.ts, message.user) == (ts, "U0ALERTS")
    assert slack.refusals == []


def test_a_step_runs_and_its_end_is_seen(slack: StandIn, bot: Bot) -> None:
    assert bench(slack, "run", function="explain_bounce", inputs={})[0] == 400
    run = bench(slack, "run", function="explain_bounce", inputs={"text": "550"})[1]["run"]
    bot.client.functions_completeError(function_execution_id=run, error="No reply in it.")
    assert state(slack)["bench"]["runs"][-1]["error"] == "No reply in it."
    assert state(slack)["bench"]["functions"][0]["inputs"][0]["name"] == "text"


def test_the_workspace_is_administered(slack: StandIn, bot: Bot) -> None:
    bench(slack, "scope", scope="users:read", on=False)
    bench(slack, "locale", locale="fr-FR")
    bench(slack, "invite", channel="C0RANDOM")
    bench(slack, "installed", on=False)
    shown = state(slack)
    assert shown["bench"]["scopes"]["users:read"] is False
    assert shown["people"]["U0MAYA"]["locale"] == "fr-FR"
    assert next(one for one in shown["channels"] if one["id"] == "C0RANDOM")["bot_is_member"] is True
    assert shown["bench"]["installed"] is False
    assert bot.commands == []


def test_half_an_hour_passes_and_the_last_event_comes_again(slack: StandIn, bot: Bot) -> None:
    assert bench(slack, "redeliver")[1]["ok"] is False
    say(slack, "@smtp-bot 421")
    assert bench(slack, "redeliver")[1]["ok"] is True
    assert len(bot.events) == 2
    before = slack.clock.now()
    bench(slack, "wait")
    assert slack.clock.now() - before == 31 * 60
    log = state(slack)["bench"]["log"]
    assert [(line["what"], line["retry"]) for line in log] == [("app_mention", 0), ("app_mention", 1)]


def test_an_absent_bot_shows(slack: StandIn) -> None:
    assert state(slack)["bot"] == {"way": "none", "reachable": False}
    slack.connect("http://127.0.0.1:9")
    say(slack, "/smtp 250")
    assert state(slack)["bot"] == {"way": "http", "reachable": False}
