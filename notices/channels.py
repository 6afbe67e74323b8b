"""The ways a message leaves the house, behind one small interface. Today: e-mail. The inbox needs no way: it is a row.

SMS or Zalo would be one more class here and one more value of `Channel`: whose address it uses, how one message goes,
and which of its errors pass by themselves. What is due, when it is tried again and how often, no way decides
(notices/delivering.py).
"""

from __future__ import annotations

import errno
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _
from requests import exceptions as web

from committees.models import User
from notices.models import Channel

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message as it leaves: to whom, under which stable name, and its two texts."""

    message_id: str
    address: str
    subject: str
    text: str
    html: str


class Verdict(StrEnum):
    """What an error means for the message."""

    LATER = "later"  # it passes by itself, or the fault is our account's and no message's: try again
    BOUNCED = "bounced"  # the address is wrong or refuses: somebody must mend it
    FAILED = "failed"  # this message will not go


class NotSentError(Exception):
    """The message did not go: what that means, and why in words."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason


class Way(Protocol):
    """How messages of one channel leave."""

    def is_set_up(self) -> bool:
        """Whether the installation can send this way at all."""
        ...

    def address_of(self, user: User) -> str:
        """Where this way reaches the person; empty: nowhere."""
        ...

    def send(self, letter: Letter) -> None:
        """Send one message within `settings.EMAIL_TIMEOUT` a step. Raises `NotSentError`; any other error is ours."""
        ...

    def close(self) -> None:
        """Let go of what was opened for sending."""
        ...


# Errors of the network that pass by themselves; the words say what the clerk may see in the list.
UNREACHABLE = (ConnectionRefusedError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError, socket.gaierror)
UNREACHABLE_NUMBERS = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN}
TOO_MANY, SERVER_AT_FAULT = 429, 500  # of a provider's interface
NOT_LET_IN = {401, 402, 403}  # the key is wrong or worn out, nothing is paid, or the sender is not ours
# What a server holds against who sends, not against the mail or its reader. RFC 3463: 5.4 routing (Google's sending
# quota too), 5.7 security and policy. At the recipient 5.4 is said of unknown addresses.
OUR_FAULT = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)
OUR_FAULT_AT_RECIPIENT, OUR_FAULT_AT_DATA = {7}, {4, 7}
ENHANCED = re.compile(rb"\s*5\.(\d{1,3})\.\d{1,3}\b")
# The same said without an enhanced code, as older servers do: they pass on no mail of ours, whoever reads it.
NO_RELAY = re.compile(
    rb"relay(?:ing)?\s+(?:(?:access|is|was)\s+)?(?:denied|not|prohibited|refused)"
    rb"|\b(?:not|unable|permitted|allowed)\s+(?:to\s+)?relay|\bauthentication\s+(?:is\s+)?required",
    re.IGNORECASE,
)


class EmailWay:
    """E-mail by Django's mail backend: SMTP, or any provider that anymail knows, by settings alone."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def is_set_up(self) -> bool:
        """Whether a mail server is named in the settings."""
        return bool(settings.HAS_MAIL)

    def address_of(self, user: User) -> str:
        """The person's address, unless they asked for the inbox alone."""
        return user.email if user.gets_email else ""

    def send(self, letter: Letter) -> None:
        """Send one mail; one connection serves several, and is given up after an error."""
        connection = self._connection or self._open()
        try:
            self._mail(letter, connection).send()
        except Exception as error:
            self._give_up()
            known = judged(error)
            if known is None:
                raise
            raise known from error

    def _open(self) -> BaseEmailBackend:
        """Get a line to the server. Whatever goes wrong here is no message's fault, so each is tried again."""
        try:
            self._connection = get_connection()
            self._connection.open()
        except Exception as error:
            self._give_up()
            known = judged(error)
            if known is None:
                log.error("mail.not_opened", error=type(error).__name__)
            reason = known.reason if known else _("Không mở được đường gửi thư; báo người quản trị máy chủ.")
            raise NotSentError(Verdict.LATER, reason) from error
        return self._connection

    def close(self) -> None:
        """Say good-bye to the server."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.close()
        except (smtplib.SMTPException, OSError) as error:  # everything was sent before
            log.info("mail.not_closed", error=type(error).__name__)

    def _give_up(self) -> None:
        """Drop the line without a word: a server that hangs would take its time for good-bye too."""
        line = getattr(self._connection, "connection", None)
        if isinstance(line, smtplib.SMTP):
            line.close()
            self._connection = None
        self.close()

    @staticmethod
    def _mail(letter: Letter, connection: BaseEmailBackend) -> EmailMultiAlternatives:
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            to=[letter.address],
            connection=connection,
            headers={
                "Message-ID": letter.message_id,
                "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence note answers it
                "X-Auto-Response-Suppress": "All",
            },
        )
        mail.attach_alternative(letter.html, "text/html")
        if settings.EMAIL_BACKEND.startswith("anymail."):
            asked = {
                "metadata": {"delivery": letter.message_id},  # comes back with a bounce (notices/bounces.py)
                "track_opens": False,  # nobody is watched
                "track_clicks": False,
            }
            vars(mail).update(asked)
        return mail


def judged(error: Exception) -> NotSentError | None:
    """What an error of sending means, or None for one that nobody has named.

    RFC 5321: 4yz passes, 5yz does not, but what is held against our own account somebody will mend.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, text)] = error.recipients.values()
        return _refused_recipient(code, text)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(error)
    if isinstance(error, AnymailError):
        return _by_provider(error)
    return _on_the_way(error)


def _on_the_way(error: Exception) -> NotSentError | None:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):  # smtplib names it otherwise
        return NotSentError(Verdict.LATER, _("Máy chủ thư không trả lời kịp."))
    if isinstance(error, ssl.SSLError):
        return NotSentError(Verdict.LATER, _("Không nối an toàn được với máy chủ thư; báo người quản trị máy chủ."))
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return NotSentError(Verdict.LATER, _("Máy chủ thư ngắt giữa chừng."))
    if isinstance(error, UNREACHABLE) or (isinstance(error, OSError) and error.errno in UNREACHABLE_NUMBERS):
        return NotSentError(Verdict.LATER, _("Không nối được với máy chủ thư."))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotSentError(Verdict.FAILED, _("Máy chủ thư không làm được như đã cài đặt; báo người quản trị máy chủ."))
    return None


def _refused_recipient(code: int, text: bytes) -> NotSentError:
    if _passes(code):
        return _puts_off(code)
    if _subject(text) in OUR_FAULT_AT_RECIPIENT or NO_RELAY.search(text):
        return _not_let(code)
    words = {
        550: _("Không có hộp thư này (mã %(code)s)."),
        551: _("Hộp thư đã chuyển đi nơi khác (mã %(code)s)."),
        552: _("Hộp thư đã đầy (mã %(code)s)."),
        553: _("Địa chỉ viết sai (mã %(code)s)."),
    }
    return NotSentError(Verdict.BOUNCED, words.get(code, _("Nơi nhận từ chối (mã %(code)s).")) % {"code": code})


def _answered(error: smtplib.SMTPResponseException) -> NotSentError:
    code = error.smtp_code
    if _passes(code):
        return _puts_off(code)
    if isinstance(error, OUR_FAULT) or _subject(error.smtp_error) in OUR_FAULT_AT_DATA:
        return _not_let(code)
    return NotSentError(Verdict.FAILED, _("Máy chủ thư không nhận thư này (mã %(code)s).") % {"code": code})


def _puts_off(code: int) -> NotSentError:
    return NotSentError(Verdict.LATER, _("Máy chủ thư hẹn nhận sau (mã %(code)s).") % {"code": code})


def _not_let(code: int) -> NotSentError:
    """Our account may not send, or not now: somebody mends it, and then every message goes."""
    words = _("Máy chủ thư chưa cho phần mềm gửi (mã %(code)s); báo người quản trị máy chủ.")
    return NotSentError(Verdict.LATER, words % {"code": code})


def _subject(text: bytes | str) -> int | None:
    """What a permanent answer is about, as its enhanced code says (RFC 3463); None where it has none."""
    found = ENHANCED.match(text if isinstance(text, bytes) else text.encode())
    return int(found[1]) if found else None


def _by_provider(error: AnymailError) -> NotSentError:
    if isinstance(error, AnymailRecipientsRefused):
        return NotSentError(Verdict.BOUNCED, _("Nơi nhận từ chối."))
    status = getattr(error, "status_code", None)
    if isinstance(error, web.Timeout):
        return NotSentError(Verdict.LATER, _("Máy chủ thư không trả lời kịp."))
    if isinstance(error, web.ConnectionError):
        return NotSentError(Verdict.LATER, _("Không nối được với máy chủ thư."))
    if isinstance(error, AnymailAPIError) and status is not None and (status == TOO_MANY or status >= SERVER_AT_FAULT):
        return _puts_off(status)
    if isinstance(error, AnymailAPIError) and status in NOT_LET_IN:
        return _not_let(status)
    return NotSentError(Verdict.FAILED, _("Máy chủ thư không nhận thư này (mã %(code)s).") % {"code": status or "–"})


def _passes(code: int) -> bool:
    return 400 <= code < 500


def ways() -> dict[Channel, Way]:
    """A way for every channel that leaves the house, new for each run: it holds a connection."""
    return {Channel.EMAIL: EmailWay()}
