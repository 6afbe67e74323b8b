"""A real SMTP server on the loopback, in a thread of its own, that may be told to misbehave."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings


@dataclass
class Post:
    """What arrived, and how the server behaves: an answer per step, or to hang or close at one."""

    arrived: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # "MAIL", "RCPT", "DATA" → what is answered
    refused: dict[str, str] = field(default_factory=dict)  # address → what RCPT is answered
    hangs_at: str = ""
    closes_at: str = ""
    mute: socket.socket | None = None
    may_end: threading.Event = field(default_factory=threading.Event)

    async def _step(self, server: SMTP, step: str) -> str:
        if self.hangs_at == step:
            await asyncio.get_running_loop().run_in_executor(None, self.may_end.wait, 20)
        if self.closes_at == step and server.transport is not None:
            server.transport.close()
        return self.answers.get(step, "250 OK")

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._step(server, "MAIL")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.refused.get(address) or await self._step(server, "RCPT")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self._step(server, "DATA")
        if answer.startswith("2") and not self.closes_at:
            self.arrived.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return answer

    def silent_port(self) -> int:
        """A port where somebody listens and never says a word."""
        self.mute = socket.create_server(("127.0.0.1", 0))
        port: int = self.mute.getsockname()[1]
        return port

    @property
    def names(self) -> list[str]:
        """The Message-IDs that arrived, in order."""
        return [str(mail["Message-ID"]) for mail in self.arrived]

    @property
    def addresses(self) -> list[str]:
        """Whom the mails that arrived were for, in order."""
        return [str(mail["To"]) for mail in self.arrived]


class OnAFreePort(Controller):
    """The port is the system's choice; aiosmtpd's first call goes to it and not to port 0."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(settings: LazySettings) -> Iterator[Post]:
    """The server, and settings that send there."""
    post = Post()
    controller = OnAFreePort(post, hostname="127.0.0.1", port=0, server_hostname="localhost")
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 0.4
    settings.HAS_MAIL = True
    try:
        yield post
    finally:
        post.may_end.set()
        controller.stop()
        if post.mute is not None:
            post.mute.close()
