"""What an error of sending means: only named ones pass by themselves; a provider's are read as SMTP's are."""

from __future__ import annotations

import errno
import smtplib
import socket
import ssl

import pytest
import requests
from anymail.exceptions import AnymailConfigurationError, AnymailRecipientsRefused, AnymailRequestsAPIError
from django.conf import LazySettings
from django.core import mail

from notices.channels import EmailWay, Letter, NotSentError, Verdict, judged
from tests.notices.mail_server import Post

LETTER = Letter(
    message_id="<1.email@example.vn>", address="a@example.vn", subject="Nhắc", text="Chữ", html="<p>Chữ</p>"
)


def by_provider(status: int) -> AnymailRequestsAPIError:
    response = requests.Response()
    response.status_code = status
    return AnymailRequestsAPIError("no", response=response)


class NoLine(AnymailRequestsAPIError, requests.ConnectionError):
    """As anymail makes it of an error of the line."""


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (ConnectionRefusedError(), Verdict.LATER),
        (ConnectionResetError(), Verdict.LATER),
        (TimeoutError(), Verdict.LATER),
        (socket.gaierror(), Verdict.LATER),
        (OSError(errno.EHOSTUNREACH, "no route"), Verdict.LATER),
        (smtplib.SMTPServerDisconnected(), Verdict.LATER),
        (smtplib.SMTPConnectError(421, b""), Verdict.LATER),
        (smtplib.SMTPConnectError(554, b""), Verdict.LATER),
        (smtplib.SMTPHeloError(550, b""), Verdict.LATER),
        (smtplib.SMTPSenderRefused(451, b"", "x"), Verdict.LATER),
        (smtplib.SMTPSenderRefused(550, b"", "x"), Verdict.LATER),
        (smtplib.SMTPAuthenticationError(535, b""), Verdict.LATER),
        (ssl.SSLError(1, "wrong version number"), Verdict.LATER),
        (ssl.SSLCertVerificationError(1, "certificate has expired"), Verdict.LATER),
        (smtplib.SMTPDataError(451, b"4.7.1 later"), Verdict.LATER),
        (smtplib.SMTPDataError(550, b"5.4.5 daily sending quota exceeded"), Verdict.LATER),
        (smtplib.SMTPDataError(550, b"5.7.1 too much mail\n5.7.1 from this account"), Verdict.LATER),
        (smtplib.SMTPDataError(554, b"5.6.0 no"), Verdict.FAILED),
        (smtplib.SMTPDataError(554, b"no 5.7.1 in front"), Verdict.FAILED),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (450, b"")}), Verdict.LATER),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (550, b"")}), Verdict.BOUNCED),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (550, b"5.1.1 no such user")}), Verdict.BOUNCED),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (550, b"5.7.1 relaying denied")}), Verdict.LATER),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (550, b"relaying denied")}), Verdict.LATER),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (554, b"<a@example.vn>: Relay access denied")}), Verdict.LATER),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (550, b"we do not relay")}), Verdict.LATER),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (550, b"Authentication required")}), Verdict.LATER),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (550, b"<relay@example.vn> unknown user")}), Verdict.BOUNCED),
        (smtplib.SMTPNotSupportedError(), Verdict.FAILED),
        (AnymailRecipientsRefused(), Verdict.BOUNCED),
        (NoLine("no"), Verdict.LATER),
        (by_provider(429), Verdict.LATER),
        (by_provider(503), Verdict.LATER),
        (by_provider(401), Verdict.LATER),
        (by_provider(403), Verdict.LATER),
        (by_provider(400), Verdict.FAILED),
    ],
    ids=repr,
)
def test_what_an_error_means(error: Exception, verdict: Verdict) -> None:
    known = judged(error)
    assert known is not None
    assert known.verdict == verdict
    assert known.reason


@pytest.mark.parametrize("error", [ValueError(), OSError(errno.EACCES, "no"), AnymailConfigurationError()], ids=repr)
def test_what_nobody_has_named_is_ours(error: Exception) -> None:
    assert judged(error) is None


@pytest.mark.parametrize(
    ("settings_of", "reason"),
    [
        ({"EMAIL_USE_TLS": True}, "Máy chủ thư không làm được như đã cài đặt; báo người quản trị máy chủ."),
        ({"EMAIL_USE_SSL": True}, "Không nối an toàn được với máy chủ thư; báo người quản trị máy chủ."),
        (
            {"EMAIL_HOST_USER": "ban", "EMAIL_HOST_PASSWORD": "cu"},
            "Máy chủ thư không làm được như đã cài đặt; báo người quản trị máy chủ.",
        ),
        (
            {"EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend"},
            "Không mở được đường gửi thư; báo người quản trị máy chủ.",
        ),
    ],
    ids=["no STARTTLS", "no TLS", "no login", "no provider's key"],
)
def test_what_goes_wrong_before_the_line_is_open_is_no_messages_fault(
    settings: LazySettings, post: Post, settings_of: dict[str, object], reason: str
) -> None:
    for name, value in settings_of.items():
        setattr(settings, name, value)
    with pytest.raises(NotSentError) as caught:
        EmailWay().send(LETTER)
    assert (caught.value.verdict, caught.value.reason) == (Verdict.LATER, reason)
    assert post.arrived == []


def test_a_provider_is_told_the_name_of_the_message_and_to_watch_nobody(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    way = EmailWay()
    way.send(LETTER)
    way.close()
    [sent] = mail.outbox
    told = sent.anymail_test_params  # type: ignore[attr-defined]
    assert told["metadata"] == {"delivery": LETTER.message_id}
    assert (told["track_opens"], told["track_clicks"]) == (False, False)
    assert sent.extra_headers["Message-ID"] == LETTER.message_id
