"""Who is at the other end is proved, or no mail goes there."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from notifications.transport import Account, DeliveryError, Transport
from tests.notifications.test_transport import MAIL, account
from tests.smtp import Sink


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate nobody has signed, with its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        str(file),
        "-out",
        f"{file}.crt",
    ]
    subprocess.run([*make, *subject], check=True, capture_output=True)
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


class _Kept(Message):
    def handle_message(self, message: object) -> None: ...


@pytest.fixture(params=["ssl", "starttls"])
def encrypted(request: pytest.FixtureRequest, certificate: Path) -> Iterator[Account]:
    """An account at a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    security = request.param
    options = {"ssl_context": context} if security == "ssl" else {"tls_context": context, "require_starttls": True}
    server = Controller(_Kept(), hostname="127.0.0.1", port=port, **options)
    server.start()
    yield Account(host="localhost", port=port, sender="a@b.example", security=security, timeout=timedelta(seconds=3))
    server.stop()


def test_an_unverified_certificate_is_refused(encrypted: Account) -> None:
    """yagmail alone would talk to it."""
    with pytest.raises(DeliveryError, match="CERTIFICATE_VERIFY_FAILED"):
        Transport(encrypted).send("a@county.example", MAIL)


def test_a_certificate_of_a_known_authority_is_accepted(encrypted: Account, certificate: Path) -> None:
    known = Account(
        host=encrypted.host,
        port=encrypted.port,
        sender=encrypted.sender,
        security=encrypted.security,
        timeout=encrypted.timeout,
        context=lambda: ssl.create_default_context(cafile=f"{certificate}.crt"),
    )
    transport = Transport(known)

    transport.send("a@county.example", MAIL)
    transport.close()


def test_a_server_without_starttls_gets_no_mail(smtp_sink: Sink) -> None:
    with pytest.raises(DeliveryError):
        Transport(account(smtp_sink, security="starttls")).send("a@county.example", MAIL)

    assert smtp_sink.received == ()


def test_plain_text_goes_to_this_machine_only() -> None:
    values: dict[str, object] = {"port": 25, "sender": "a@b.example", "security": "none"}

    for host in ("localhost", "127.0.0.1", "127.8.8.8", "::1"):
        Account(host=host, **values)  # type: ignore[arg-type]
    for host in ("mail.county.example", "10.0.0.1", "localhost.evil.example"):
        with pytest.raises(ValueError, match="unencrypted"):
            Account(host=host, **values)  # type: ignore[arg-type]
    Account(host="10.0.0.1", allow_plain=True, **values)  # type: ignore[arg-type]
