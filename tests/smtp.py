"""A real mail server on a loopback port, which keeps mails and misbehaves on request. It words none."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

#: The one account that may log in; whoever does not log in at all is served too.
USER, PASSWORD = "duban@example.test", "secret"

REFUSED = "550 5.1.1 no such mailbox"
NOT_NOW = "451 4.3.0 try again later"


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it arrived."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The content, parsed."""
        return message_from_bytes(self.content, policy=policy.default)


class Sink:
    """A mail server's memory and manners. The server's thread writes, the test's thread asks and waits."""

    def __init__(self) -> None:
        self.host, self.port = "127.0.0.1", 0
        self._changed = Condition()
        self._received: list[Received] = []
        self._logins = 0
        self._answers: dict[str, str] = {}
        self._drops: list[bool] = []

    @property
    def received(self) -> tuple[Received, ...]:
        """All mails taken so far, oldest first."""
        with self._changed:
            return tuple(self._received)

    @property
    def logins(self) -> int:
        """How often somebody logged in."""
        with self._changed:
            return self._logins

    def wait_for(self, count: int, timeout: float = 5.0) -> tuple[Received, ...]:
        """Return all mails as soon as there are `count`; raise TimeoutError if they do not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._received) >= count, timeout):
                raise TimeoutError(f"{len(self._received)} of {count} mails came within {timeout} s")
            return tuple(self._received)

    def refuse(self, address: str, answer: str = REFUSED) -> None:
        """Refuse this recipient; for good by default, for now with `NOT_NOW`."""
        with self._changed:
            self._answers[address] = answer

    def accept(self, address: str) -> None:
        """Take mail for this recipient again."""
        with self._changed:
            self._answers.pop(address, None)

    def drop_after_data(self, *, taken: bool) -> None:
        """Break off instead of answering the next whole mail, which is either `taken` or lost."""
        with self._changed:
            self._drops.append(taken)

    # The rest is called by aiosmtpd, in its thread.

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer one recipient."""
        with self._changed:
            answer = self._answers.get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take a mail, or break the connection instead of answering."""
        with self._changed:
            drop = bool(self._drops)
            if not drop or self._drops.pop(0):
                self._keep(envelope)
        if drop:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Let the one account in."""
        known = data == LoginPassword(USER.encode(), PASSWORD.encode())
        with self._changed:
            self._logins += known
        return AuthResult(success=known, handled=False)

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        self._received.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        self._changed.notify_all()


class _Server(Controller):
    """A controller that lets the system choose the port: aiosmtpd's own would afterwards knock at port 0."""

    def _create_server(self) -> Any:
        listener = socket.create_server((self.hostname, 0))
        self.port = listener.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listener, ssl=self.ssl_context)


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    """Yield a mail server that is listening on `sink.host`, `sink.port`."""
    sink = Sink()
    server = _Server(
        sink,
        loop=asyncio.new_event_loop(),
        hostname=sink.host,
        authenticator=sink.authenticate,
        auth_require_tls=False,
        enable_SMTPUTF8=True,
    )
    server.start()
    sink.port = server.port
    yield sink
    server.stop()
