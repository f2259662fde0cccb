"""What a diagnosis says where the codes lie, contradict each other or are missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.smtp import Explainer
from bot.smtp.bounce.evidence import Evidence, Reading
from bot.smtp.diagnose import Diagnosis, diagnose
from bot.smtp.rules import fold

_ROOT = Path(__file__).resolve().parents[2]
EXPLAINER = Explainer()
RULES = EXPLAINER.dataset.rules()


def judged(**said: Any) -> Diagnosis:
    return diagnose(Reading("text", is_bounce=True, evidence=(Evidence(**said),)), RULES)[0]


@pytest.mark.parametrize(
    ("said", "permanence", "final"),
    [
        ({"reply": "550", "diagnostic": "550 no"}, "permanent", True),
        ({"reply": "451", "diagnostic": "451 later"}, "temporary", False),
        ({"reply": "554", "action": "deferred", "reported_status": "4.7.1"}, "temporary", False),
        ({"reply": "550", "status": "4.4.7", "action": "failed", "diagnostic": "message expired"}, "temporary", True),
        ({"reported_status": "5.1.1", "action": "failed"}, "permanent", True),
        ({"reported_status": "4.4.1", "action": "delayed"}, "temporary", False),
        ({"action": "failed"}, "permanent", True),
        ({"diagnostic": "Greylisted, come back"}, "temporary", False),
        ({"diagnostic": "bounced, no more is known"}, "unknown", None),
        ({"reply": "250", "action": "delivered"}, "success", True),
        ({"reported_status": "4.0.0", "action": "failed", "diagnostic": "Host not found"}, "permanent", True),
        ({"reported_status": "4.4.4", "action": "deferred", "diagnostic": "Host not found"}, "temporary", False),
        ({"action": "failed", "diagnostic": "they said 4.7.650, low reputation"}, "temporary", True),
        ({"action": "failed", "diagnostic": "temporarily rate limited for its reputation"}, "temporary", True),
        ({"action": "failed", "diagnostic": "they said 5.7.1, temporarily bad reputation"}, "permanent", True),
        ({"action": "failed", "diagnostic": "sent by Postfix 4.2.1.7 to 10.4.2.1"}, "permanent", True),
    ],
)
def test_what_the_sending_system_does_comes_before_what_the_codes_say(
    said: dict[str, str], permanence: str, final: bool | None
) -> None:
    found = judged(**said)
    assert (found.permanence, found.final) == (permanence, final)


def test_behind_an_expiry_stands_the_cause_that_kept_the_message_waiting() -> None:
    found = judged(diagnostic="retry timeout exceeded: 452 4.2.2 mailbox full", action="failed")
    assert found.cause == "mailbox-full"


def test_an_expiry_without_any_other_reason_stays_one() -> None:
    assert judged(diagnostic="message expired, connection timed out").cause == "queue-expired"


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ({"diagnostic": "could not be delivered for 4 hours: 452 4.2.2 mailbox full"}, "mailbox-full"),
        ({"diagnostic": "message expired soon, connection timed out"}, "connection-failed"),
        ({"reported_status": "4.4.7"}, "connection-failed"),
        ({"hint": "expired"}, "temporary"),
    ],
)
@pytest.mark.parametrize("action", ["delayed", "deferred"])
def test_what_is_still_tried_has_not_expired(said: dict[str, str], cause: str, action: str) -> None:
    assert judged(action=action, **said).cause == cause


def test_what_was_deleted_from_the_queue_is_over_although_the_last_attempt_was_deferred() -> None:
    found = judged(action="deferred", diagnostic="Deferred: no answer. Message will be deleted from queue")
    assert (found.cause, found.final) == ("queue-expired", True)


def test_a_reply_that_exchange_wraps_decides() -> None:
    words = "554 5.0.0 <mx.example.org #5.0.0 smtp; 550-5.1.1 user unknown>"
    assert judged(reply="554", status="5.0.0", diagnostic=words).cause == "user-unknown"


@pytest.mark.parametrize(
    ("words", "provider"),
    [
        ("550-5.7.26 Gmail requires all senders to authenticate", "google"),
        ("550 To reduce the amount of spam sent to Gmail, this message has been blocked.", "google"),
        ("421 unusual rate of unsolicited mail originating from your SPF domain [example.com 35].", "google"),
        (
            "550 5.7.60 Client may not send as this sender [AM0PR01MB0001.eurprd01.prod.exchangelabs.com]",
            "microsoft_365",
        ),
        ("550 Service unavailable. For more information please go to http://go.microsoft.com/fwlink/", "microsoft_365"),
        ("550 5.1.8 Access denied, bad outbound sender AS(42004)", "microsoft_365"),
        ("535 5.7.139 user is locked by your organization's security defaults policy", "microsoft_365"),
        ("550 list (S3140). [BN1.eop-nam10.prod.protection.outlook.com]", "outlook_consumer"),
        ("454 Throttling failure: Maximum sending rate exceeded.", "amazon_ses"),
        ("554 check the inbox of the address associated with your AWS account", "amazon_ses"),
        ("451 Authentication failed: Maximum credits exceeded", "sendgrid"),
        ("550 see https://sendgrid.com/docs/for-developers/sending-email/sender-identity/", "sendgrid"),
        ("554 30 Sorry, your message to kim@example.org cannot be delivered. (554.30)", "yahoo"),
        ("554 Message not allowed - [299]", "yahoo"),
        ("550 permanent failure for one or more recipients (kim@example.org:blocked)", "barracuda"),
        ("550 Requested action not taken", None),
        ("550 Sorry your message to kim@example.org cannot be delivered", None),
        ("550 5.1.1 Mailbox kim@example.org blocked", None),
    ],
)
def test_a_provider_is_known_by_its_words_alone(words: str, provider: str | None) -> None:
    assert judged(reply="550", diagnostic=words).provider == provider


def test_codes_in_the_middle_of_a_reply_do_not_cut_a_phrase() -> None:
    words = "550-5.7.1 this message is likely 550-5.7.1 unsolicited mail"
    assert fold(words, "550", "5.7.1") == "this message is likely unsolicited mail"


def test_a_name_in_an_address_decides_nothing() -> None:
    assert judged(diagnostic="<user.unknown@spam.example.org>: bounced").cause == "unknown"


def test_a_word_inside_another_word_decides_nothing() -> None:
    assert judged(diagnostic="the source of the resource was recorded").cause == "unknown"


def test_the_words_decide_before_the_code() -> None:
    assert judged(reply="550", status="5.1.1", diagnostic="550 5.1.1 user is over quota").cause == "mailbox-full"


def test_a_clear_code_decides_before_a_single_word() -> None:
    assert judged(reply="550", status="5.1.1", diagnostic="550 5.1.1 Rejected").cause == "user-unknown"


def test_a_suppressed_address_was_not_refused_by_its_server() -> None:
    found = judged(
        hint="Permanent/Suppressed", platform="amazon_ses", reported_status="5.1.1", diagnostic="550 5.1.1 user unknown"
    )
    assert (found.cause, found.provider) == ("suppressed", "amazon_ses")


@pytest.mark.parametrize(
    ("platform", "said", "cause"),
    [
        ("amazon_ses", {"hint": "Permanent/OnTenantSuppressionList", "action": "failed"}, "suppressed"),
        ("amazon_ses", {"hint": "ses-reject", "diagnostic": "Bad content", "action": "dropped"}, "virus"),
        ("resend", {"hint": "suppressed", "action": "dropped"}, "suppressed"),
        ("resend", {"hint": "failed", "diagnostic": "reached_monthly_quota", "action": "dropped"}, "quota-exceeded"),
        ("mailjet", {"hint": "mailjet/preblocked", "diagnostic": "preblocked", "action": "dropped"}, "suppressed"),
        ("mailtrap", {"hint": "reject", "diagnostic": "Recipient in suppression list."}, "suppressed"),
        ("sendgrid", {"hint": "dropped", "diagnostic": "Spam Content", "action": "dropped"}, "spam-content"),
        ("sendgrid", {"hint": "dropped", "diagnostic": "Unsubscribed Address", "action": "dropped"}, "suppressed"),
        ("sendgrid", {"hint": "dropped", "diagnostic": "Invalid", "action": "dropped"}, "suppressed"),
        ("mandrill", {"hint": "reject/unsigned", "action": "dropped"}, "identity-unverified"),
        ("rspamd", {"hint": "reject", "diagnostic": "reject: 15.2", "stage": "DATA"}, "spam-content"),
        ("microsoft_graph", {"hint": "ErrorExceededMessageLimit", "diagnostic": "Cannot send mail."}, "quota-exceeded"),
    ],
)
def test_a_platform_that_refuses_by_itself_is_the_provider(platform: str, said: dict[str, str], cause: str) -> None:
    found = judged(platform=platform, **said)
    assert (found.cause, found.provider) == (cause, platform)


def test_the_verdict_of_a_filter_is_no_other_reporters_word() -> None:
    assert judged(platform="postmark", hint="reject").cause == "unknown"


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("550 The from address does not match a verified Sender Identity.", "identity-unverified"),
        ("550 Rejected, see https://example.org/docs/sender-identity/", "policy"),
        ("550 SPF fail: see https://example.org/docs/sender-identity/", "spf-fail"),
        ("550 Sender-ID (PRA) is not permitted", "spf-fail"),
        ("554 5.7.1 Your account has been locked for sending spam", "account-suspended"),
        ("535 Your account has been locked after too many login attempts", "auth-failed"),
        ("554 Message rejected: Address blacklisted.", "suppressed"),
        ("554 Your IP address blacklisted", "ip-blocked"),
        ("unable to get mx info: failed to get IPs from PTR record: lookup <nil>", "domain-not-found"),
        ("STARTTLS extension not supported by server.", "tls-required"),
        ('Expected response code "354" but got empty code.', "connection-lost"),
    ],
)
def test_what_a_sending_service_says_is_told_from_what_a_receiver_says(words: str, cause: str) -> None:
    reply = words[:3] if words[:3].isdigit() else None
    assert judged(reply=reply, diagnostic=words).cause == cause


def test_the_longest_host_name_wins() -> None:
    found = judged(remote_host="outlook-com.olc.protection.outlook.com", reply="550", diagnostic="550 no")
    assert found.provider == "outlook_consumer"


def test_a_host_that_only_looks_like_a_provider_is_none() -> None:
    assert judged(remote_host="google.com.example.net", reply="550", diagnostic="550 no").provider is None


def test_the_evidence_is_kept() -> None:
    found = judged(reply="550", recipient="jane@example.org", diagnostic="550 no")
    assert (found.recipient, found.evidence.reply) == ("jane@example.org", "550")


def test_nothing_but_ids_and_evidence_comes_out() -> None:
    found = judged(reply="550", diagnostic="550 5.1.1 user unknown")
    assert found.cause in RULES.causes
    assert found.who == RULES.causes[found.cause].who


_words = st.text() | st.sampled_from(
    ["550 5.1.1", "user unknown", "expired: 451 greylisted", "\x00", "İ" * 50, "A@" * 99]
)
_codes = st.sampled_from([None, "550", "421", "250", "999", ""])
_statuses = st.sampled_from([None, "5.1.1", "4.4.7", "2.0.0", "5.12.345"])


_evidence = st.builds(
    Evidence,
    diagnostic=st.none() | _words,
    reply=_codes,
    status=_statuses,
    reported_status=_statuses,
    remote_host=st.none() | st.text(),
    hint=st.none() | st.text(),
    action=st.none() | st.text(),
    platform=st.sampled_from([None, "mailgun", "postfix", "any"]),
)


@given(st.lists(_evidence, max_size=3))
def test_no_evidence_raises(evidence: list[Evidence]) -> None:
    reading = Reading("text", is_bounce=True, evidence=tuple(evidence))
    assert len(diagnose(reading, RULES)) == len(evidence)


@given(st.binary() | st.text().map(lambda t: t.encode("utf-16")))
def test_no_paste_raises(paste: bytes) -> None:
    EXPLAINER.record(EXPLAINER.read(paste))


@pytest.mark.parametrize("case", sorted((_ROOT / "tests" / "bounces" / "secrets").glob("*.txt")), ids=lambda p: p.stem)
def test_no_secret_comes_out_in_any_field(case: Path) -> None:
    printed = json.dumps(EXPLAINER.record(EXPLAINER.read(case.read_bytes())))
    assert not [
        secret for secret in ("tulips123", "dHVsaXBzMTIz", "AGJvYgB0dWxpcHMxMjM=", "0a1b2c3d4e5f") if secret in printed
    ]
