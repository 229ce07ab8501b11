"""The one door to yagmail: bytes go to a mail server over one kept connection, one attempt a call.

Here: Transport and the errors of sending. Not here: when to try again (retry.py), the outbox (delivery.py), writing
mails (compose.py).

yagmail logs in anew for every mail, retries inside the call, rewrites what it is given and does not verify TLS. The
subclass below takes these over: `login` keeps a connection that still answers, `prepare_send` passes the bytes through,
`_attempt_send` tries once.
"""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import yagmail

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

Security = Literal["ssl", "starttls", "none"]

#: Answers that speak of our account, not of this mail: it will be right again when somebody has put the account right.
_ACCOUNT = frozenset({530, 534, 535, 538})


class DeliveryError(Exception):
    """A mail did not leave, or nobody knows whether it did."""

    def __init__(self, text: str, *, permanent: bool = False, code: int = 0, is_unknown: bool = False) -> None:
        super().__init__(f"{code} {text}".strip() if code else text)
        self.permanent = permanent  #: the server will never take this mail for this address
        self.code = code  #: of the server's answer; 0 = there was none
        self.text = text
        self.is_unknown = is_unknown  #: the whole mail was sent, but no answer came: send the same bytes again


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A mail account. Without verified TLS only a server on this machine is spoken to, unless `allow_plain`."""

    host: str
    port: int
    sender: str  #: the envelope's sender
    security: Security = "ssl"
    user: str = ""  #: "" = no login
    password: str = field(default="", repr=False)
    timeout: timedelta = timedelta(seconds=30)
    allow_plain: bool = False
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context  #: a county with an own authority loads it here

    def __post_init__(self) -> None:
        if self.security == "none" and not self.allow_plain and not _is_loopback(self.host):
            raise ValueError(f"mail to {self.host} would go unencrypted: choose ssl or starttls")
        if self.user and not self.password:
            raise ValueError(f"the mail account {self.user} has no password")


class Transport:
    """Sends stored mails, one after the other. Safe to share between threads; they take turns."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._lock = Lock()
        self._server = _Server(account)

    def send(self, address: str, content: bytes) -> None:
        """Hand one mail to the server for one address, exactly as it is. Raises DeliveryError."""
        _check_address(address)
        with self._lock:
            refused = self._server.send(address, contents=content)
            if refused:
                # More than one recipient would be an error of ours; a partial refusal must never look like success.
                raise _refusal(*next(iter(refused.values())))

    def check(self) -> None:
        """Connect and log in without sending. Raises DeliveryError."""
        with self._lock:
            self._server.login()

    def close(self) -> None:
        """Take leave of the server; the next `send` connects anew."""
        with self._lock:
            self._server.leave()


class _Server(yagmail.SMTP):  # type: ignore[misc]
    """yagmail with its habits taken away."""

    def __init__(self, account: Account) -> None:
        context = account.context() if account.security != "none" else None
        options: dict[str, Any] = {"timeout": account.timeout.total_seconds()}
        if account.security == "ssl":
            options["context"] = context
        super().__init__(
            # A dict: a login without @ would become a Gmail address.
            user={account.user or account.sender: ""},
            password=account.password,
            host=account.host,
            port=account.port,
            smtp_ssl=account.security == "ssl",
            smtp_starttls={"context": context} if account.security == "starttls" else False,
            smtp_skip_login=not account.user,
            soft_email_validation=False,
            **options,
        )
        self.smtp: smtplib.SMTP | None = None
        self.sender = account.sender
        self.is_whole = False  #: the mail in hand was sent to its last byte

    def set_logging(self, log_level: int | None = None, file_path_name: str | None = None) -> None:  # noqa: ARG002
        """No handler of its own on the process's log."""
        super().set_logging(None)

    def login(self) -> None:
        """Keep a connection that still answers; else connect, verify and log in. A failure here is never the mail's."""
        if self._is_alive():
            return
        self.drop()
        try:
            super().login()
        except (OSError, ValueError) as fault:
            self.drop()
            raise DeliveryError(_said(fault), code=_code(fault)) from fault
        self._watch()

    def prepare_send(self, to: str, _subject: object, contents: bytes, *_: object) -> tuple[list[str], bytes]:
        """The bytes as they are, to the one address."""
        return [to], contents

    def _attempt_send(self, recipients: list[str], content: bytes) -> dict[str, tuple[int, bytes]]:
        """One try. An error without a clean answer leaves the connection untrusted."""
        self.is_whole = False
        assert self.smtp is not None
        try:
            return dict(self.smtp.sendmail(self.sender, recipients, content))
        except smtplib.SMTPRecipientsRefused as fault:
            return fault.recipients
        except smtplib.SMTPSenderRefused as fault:
            # Every mail would fare the same, so it is the account that has to be put right.
            raise DeliveryError(_said(fault), code=_code(fault)) from fault
        except smtplib.SMTPDataError as fault:
            return self._answered(fault)
        except (OSError, ValueError) as fault:
            self.drop()
            raise DeliveryError(_said(fault), is_unknown=self.is_whole) from fault

    def _answered(self, fault: smtplib.SMTPDataError) -> dict[str, tuple[int, bytes]]:
        """The answer to the mail itself. Any 2xx means taken, though smtplib knows only 250."""
        if self.is_whole and 200 <= fault.smtp_code < 300:
            return {}
        if fault.smtp_code < 400:
            self.drop()
            raise DeliveryError(_said(fault), is_unknown=self.is_whole) from fault
        raise _refusal(fault.smtp_code, fault.smtp_error) from fault

    def _watch(self) -> None:
        """Commands are sent as text, the mail as bytes: so the connection knows when the whole mail has gone out."""
        assert self.smtp is not None
        send = self.smtp.send

        def watched(sent: "ReadableBuffer | str") -> None:
            send(sent)
            self.is_whole = self.is_whole or not isinstance(sent, str)

        self.smtp.send = watched  # type: ignore[assignment,method-assign]

    def _is_alive(self) -> bool:
        if self.smtp is None or self.is_closed is not False:
            return False
        try:
            return bool(self.smtp.noop()[0] == 250)
        except (OSError, ValueError):
            return False

    def leave(self) -> None:
        if self.smtp is not None and not self.is_closed:
            with suppress(OSError, ValueError):
                self.smtp.quit()
        self.drop()

    def drop(self) -> None:
        """Close the connection without a word."""
        self.is_closed = True
        if self.smtp is not None:
            self.smtp.close()
        self.smtp = None


def _refusal(code: int, text: object) -> DeliveryError:
    said = _text(text)
    permanent = 500 <= code < 600 and code not in _ACCOUNT and "5.2.2" not in said[:12]
    return DeliveryError(said, permanent=permanent, code=code)


def _code(fault: Exception) -> int:
    code = getattr(fault, "smtp_code", 0)
    return code if isinstance(code, int) else 0


def _said(fault: Exception) -> str:
    return _text(getattr(fault, "smtp_error", "")) or str(fault) or type(fault).__name__


def _text(answer: object) -> str:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(said.split())[:500]


def _check_address(address: str) -> None:
    """An envelope address is plain ASCII without a break; anything else could speak SMTP for itself."""
    local, _, domain = address.rpartition("@")
    is_plain = address.isascii() and address.isprintable() and not set(address) & set(' <>,;:"\\()[]')
    if not (is_plain and local and domain):
        raise DeliveryError("is no mail address", permanent=True)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
