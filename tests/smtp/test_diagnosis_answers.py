"""What people are told about a paste."""

import pytest

from bot.smtp import Answer, Explainer, as_text
from bot.smtp.query import Diagnosed, Found, Search

POSTFIX = (
    "Nov 21 09:41:07 mx1 postfix/smtp[2214]: 4F2A91C0E3: to=<jane@example.org>, relay=mx.example.org[192.0.2.25]:25, "
    "delay=2.1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.25] said: 550 5.1.1 <jane@example.org>: "
    "Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command))"
)
TWO_CAUSES = "\n".join(
    (
        POSTFIX,
        POSTFIX.replace("jane@", "joe@"),
        "Nov 21 09:41:08 mx1 postfix/smtp[2215]: 4F2A91C0E4: to=<kim@example.net>, relay=mx.example.net[192.0.2.26]:25, "
        "delay=2.1, dsn=5.2.2, status=bounced (host mx.example.net[192.0.2.26] said: 552 5.2.2 <kim@example.net>: "
        "Mailbox full (in reply to RCPT TO command))",
    )
)


def passage(answer: Answer, heading: str) -> tuple[str, ...]:
    return next((each.lines for each in answer.passages if each.heading == heading), ())


def test_the_verdict_says_what_happened_who_acts_and_whether_to_retry(explainer: Explainer) -> None:
    answer = explainer.answer(POSTFIX)
    assert answer.kind == "diagnosis"
    assert answer.title == "No such mailbox (550 5.1.1)"
    assert answer.summary.startswith("The mailbox does not exist at that domain. The sender corrects the address")
    assert answer.summary.endswith("Do not send it again as it is.")
    assert [code.code for code in answer.codes] == ["550", "5.1.1"]


def test_commands_are_filled_in_from_this_bounce(explainer: Explainer) -> None:
    assert "dig +short MX example.org" in passage(explainer.answer(POSTFIX), "Commands to copy")


def test_nothing_that_a_shell_could_run_gets_into_a_command(explainer: Explainer) -> None:
    hostile = POSTFIX.replace("jane@example.org", "jane@example.org;reboot").replace(
        "mx.example.org", "$(reboot).example.org"
    )
    for language in ("en", "fr"):
        heading = explainer.dataset.words(language).say("label.run")
        commands = passage(explainer.answer(hostile, language), heading)
        assert not any("reboot" in command for command in commands), commands


def test_the_words_that_decided_are_shown(explainer: Explainer) -> None:
    assert "“user unknown in virtual”" in passage(explainer.answer(POSTFIX), "Why so")[0]


def test_the_worst_cause_comes_first_and_the_others_are_told_at_once(explainer: Explainer) -> None:
    unauthenticated = (
        "Nov 21 09:41:09 mx1 postfix/smtp[2216]: 4F2A91C0E5: to=<ann@example.com>, relay=mx.example.com[192.0.2.27]:25, "
        "delay=2.1, dsn=5.7.26, status=bounced (host mx.example.com[192.0.2.27] said: 550 5.7.26 This mail is "
        "unauthenticated (in reply to end of DATA command))"
    )
    answer = explainer.answer(f"{TWO_CAUSES}\n{unauthenticated}")
    assert answer.title == "Mail is not authenticated, and other causes (3 in all)"
    told = {passage.heading for passage in answer.passages if passage.at_once}
    assert {"No such mailbox", "Mailbox full"} <= told


def test_a_masked_answer_offers_no_command_with_a_masked_address(explainer: Explainer) -> None:
    full = "Nov 21 09:41:08 mx1 postfix/lmtp[2215]: 4F2A91C0E4: to=<kim@example.net>, relay=mx.example.net[192.0.2.26]:24, dsn=5.2.2, status=bounced (host mx.example.net[192.0.2.26] said: 552 5.2.2 <kim@example.net>: Mailbox full (in reply to RCPT TO command))"
    commands = passage(explainer.answer(full, masked=True), "Commands to copy")
    assert any("RECIPIENT" in command for command in commands)
    assert not any("*" in command for command in commands)
    assert any("kim@example.net" in command for command in passage(explainer.answer(full), "Commands to copy"))


def test_several_recipients_are_grouped_by_cause(explainer: Explainer) -> None:
    answer = explainer.answer(TWO_CAUSES)
    assert answer.title == "No such mailbox, and other causes (2 in all)"
    assert "Recipients: jane@example.org, joe@example.org" in as_text(answer)
    assert "kim@example.net" in " ".join(passage(answer, "Mailbox full"))


def test_more_eyes_see_no_whole_address(explainer: Explainer) -> None:
    seen = as_text(explainer.answer(TWO_CAUSES, masked=True))
    assert "j***@example.org" in seen
    assert not any(name in seen for name in ("jane@", "joe@", "kim@"))


def test_a_secret_is_masked_and_its_owner_is_told(explainer: Explainer) -> None:
    text = "334 VXNlcm5hbWU6\nAUTH PLAIN AGpvaG4AaHVudGVyMg==\n535 5.7.8 Error: authentication failed"
    answer = explainer.answer(text)
    assert "AGpvaG4AaHVudGVyMg" not in as_text(answer)
    assert "revoke it" in " ".join(passage(answer, "Careful"))


def test_a_false_lead_is_named(explainer: Explainer) -> None:
    text = (
        "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) "
        "[AM7EUR03FT012.eop-EUR03.prod.protection.outlook.com]"
    )
    answer = explainer.answer(text)
    assert answer.title.startswith("No such mailbox")
    assert "recipient does not exist" in " ".join(passage(answer, "False lead"))


@pytest.mark.parametrize("text", ["lorem ipsum " * 30, "line one\nline two\nwith a [secret] password=hunter2222"])
def test_text_without_a_reply_is_answered_with_the_one_thing_to_paste(explainer: Explainer, text: str) -> None:
    answer = explainer.answer(text)
    assert answer.title == "No reply of a mail server found"
    assert "said:" in answer.summary


def test_a_bounce_that_does_not_say_why_asks_for_what_would_settle_it(explainer: Explainer) -> None:
    text = "Subject: Undelivered Mail\nFrom: MAILER-DAEMON@example.com\n\nYour message could not be delivered to jane@example.org.\n"
    answer = explainer.answer(text)
    assert answer.title.startswith("Not enough to tell")
    assert "said:" in " ".join(passage(answer, "What would settle it"))


def test_a_question_about_codes_is_no_bounce(explainer: Explainer) -> None:
    assert isinstance(explainer.parse("why do I get 550 from example.org"), Found)
    assert isinstance(explainer.parse("mailbox full"), Search)


def test_what_is_kept_in_a_button_gives_the_same_diagnosis_and_holds_no_address(explainer: Explainer) -> None:
    kept = explainer.keep(explainer.parse(TWO_CAUSES), "fr", 2000)
    assert 0 < len(kept) <= 2000
    assert "jane@" not in kept
    query, language = explainer.recall(kept)
    assert isinstance(query, Diagnosed)
    assert language == "fr"
    assert explainer.answer(query, "fr").title == explainer.answer(TWO_CAUSES, "fr").title


@pytest.mark.parametrize("value", ["", "{}x", "[]", '{"e":{"format":5}}', '{"x":1}'])
def test_a_foreign_value_of_a_button_is_a_value_error(explainer: Explainer, value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the decoder says
        explainer.recall(value)


GREYLISTED = "421 4.7.1 Greylisting in action, please come back later"
KUMOMTA = (
    '{{"type":"{type}","sender":"a@example.com","recipient":"b@example.org","queue":"example.org","response":{{'
    '"code":451,"enhanced_code":{{"class":4,"subject":7,"detail":1}},"content":"{words}"}}}}'
)


@pytest.mark.parametrize(
    ("paste", "advice"),
    [
        (GREYLISTED, "by-itself"),
        (KUMOMTA.format(type="Bounce", words="Greylisting in action"), "given-up"),
        (
            KUMOMTA.format(type="TransientFailure", words="Client host 192.0.2.1 blocked using zen.spamhaus.org"),
            "queued",
        ),
        ("550 4.4.7 QUEUE.Expired; message expired", "after-fix"),
        ("552 5.2.2 <jane@example.org>: Mailbox full", "given-up"),
        (
            "Error: connect ECONNREFUSED 192.0.2.7:587\n    at TCPConnectWrap\n  code: 'ESOCKET', command: 'CONN'",
            "no-queue",
        ),
        ("550 5.1.1 <jane@example.org>: User unknown", "no"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nobody_is_told_to_wait_for_a_queue_that_gave_up_or_never_was(
    explainer: Explainer, paste: str, advice: str, language: str
) -> None:
    words = explainer.dataset.words(language)
    assert explainer.answer(paste, language).summary.endswith(words.say(f"advice.{advice}"))


def test_what_passes_by_itself_needs_somebody_once_nothing_tries_again(explainer: Explainer) -> None:
    given_up = explainer.read(KUMOMTA.format(type="Bounce", words="Greylisting in action"))
    assert [each.who for each in given_up.diagnoses] == [("sender",)]
    assert [each.who for each in explainer.read(GREYLISTED).diagnoses] == [("nobody",)]


def test_what_may_pass_is_not_said_to_fail_for_ever(explainer: Explainer) -> None:
    told = {fact.label: fact.text for fact in explainer.answer("552 5.2.2 <jane@example.org>: Mailbox full").facts}
    assert told["Temporary or permanent"] == "Given up: nobody tries again, though the reason may pass."


def test_only_the_advice_speaks_of_the_queue(explainer: Explainer) -> None:
    """Whether a queue still tries depends on the bounce, so the words of a cause must not promise it."""
    causes = explainer.dataset.rules().causes
    for tag, promise in (("en", "queue"), ("fr", "file d'attente")):
        words = explainer.dataset.words(tag)
        acts = {cause: words.cause(cause).act for cause, facts in causes.items() if facts.retry == "by-itself"}
        assert not [cause for cause, act in acts.items() if promise in act]


def test_each_recipient_of_a_line_has_its_own_reply(explainer: Explainer) -> None:
    found = explainer.read("a@example.org: 550 5.1.1 no such user; b@example.org: 452 4.2.2 mailbox full").diagnoses
    assert [(each.recipient, each.cause) for each in found] == [
        ("a@example.org", "user-unknown"),
        ("b@example.org", "mailbox-full"),
    ]


def test_the_log_of_the_server_that_refused_says_whose_side_has_to_act(explainer: Explainer) -> None:
    inbound = (
        "Nov 21 10:11:12 mx1 postfix/smtpd[1234]: NOQUEUE: reject: RCPT from unknown[198.51.100.3]: 554 5.7.1 Service "
        "unavailable; Client host [198.51.100.3] blocked using zen.spamhaus.org; from=<a@example.com> "
        "to=<b@example.org> proto=ESMTP helo=<foo>"
    )
    assert any("198.51.100.3" in note for note in explainer.answer(inbound).notes)
    assert not explainer.answer(POSTFIX).notes


@pytest.mark.parametrize(
    ("paste", "cause", "who", "lead"),
    [
        ("dial tcp 127.0.0.1:25: connect: connection refused", "connection-failed", "sending-admin", "container"),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
            "auth-failed", "sending-admin", "switched off",
        ),
        (
            "554 Message rejected: Email address is not verified. The following identities failed the check in region "
            "US-EAST-1: a@example.com",
            "identity-unverified", "sending-admin", "the sender's",
        ),
        ("550 5.7.57 Client not authenticated to send mail.", "auth-required", "sender", ""),
        ("curl: (55) RCPT failed: 550", "unknown", "nobody", ""),
    ],
)  # fmt: skip
def test_what_misleads_is_said(explainer: Explainer, paste: str, cause: str, who: str, lead: str) -> None:
    found = explainer.read(paste).diagnoses[0]
    assert (found.cause, found.who[0]) == (cause, who)
    assert lead in " ".join(passage(explainer.answer(paste), "False lead"))
