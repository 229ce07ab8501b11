"""`duban mail test`: one mail for real, or one clear line about what to look at."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from config.settings import MailAccount
from notifications.transport import DeliveryError
from service.command.mailing import _told
from service.main import app
from tests.service.conftest import MakeCounty
from tests.smtp import NOT_NOW, PASSWORD, USER, Sink


def give(county: Path, *words: str, **environ: str) -> Result:
    return CliRunner().invoke(app, ["mail", "test", *words], env={"DUBAN_COUNTY": str(county)} | environ)


@pytest.fixture
def served(make_county: MakeCounty, smtp_sink: Sink) -> Path:
    """The sample county with a mail server that answers."""
    return make_county((smtp_sink.host, smtp_sink.port))


def log_in(county: Path) -> None:
    file = county / "county.yaml"
    login = f"security: none\n  user: {USER}\n  password_env: SECRET"
    file.write_text(file.read_text(encoding="utf-8").replace("security: none", login), encoding="utf-8")


def test_one_mail_arrives_and_no_database_is_made(served: Path, smtp_sink: Sink) -> None:
    result = give(served, "me@edu.example")

    (mail,) = smtp_sink.received
    assert (result.exit_code, result.stderr) == (0, "")
    assert "已收下发给 me@edu.example 的试邮件" in result.stdout
    assert (mail.recipients, mail.message["Subject"]) == (("me@edu.example",), "督办系统试邮件")
    assert not (served / "duban.db").exists()


def test_it_speaks_english_and_json_when_asked(served: Path, smtp_sink: Sink) -> None:
    assert "look into the inbox" in give(served, "me@edu.example", "--lang", "en").stdout
    assert '"to": "me@edu.example"' in give(served, "me@edu.example", "--json").stdout
    assert smtp_sink.received[0].message["Subject"] == "Duban: a test mail"


def test_it_logs_in_as_the_service_does(served: Path, smtp_sink: Sink) -> None:
    log_in(served)

    assert give(served, "me@edu.example", SECRET=PASSWORD).exit_code == 0
    assert smtp_sink.logins == 1


def test_a_wrong_password_is_told_as_such(served: Path) -> None:
    log_in(served)

    result = give(served, "me@edu.example", SECRET="wrong", DUBAN_LANG="en")

    assert (result.exit_code, len(result.stderr.splitlines())) == (3, 1)
    assert "refuses the login" in result.stderr
    assert "wrong" not in result.stderr


@pytest.mark.parametrize(
    ("answer", "told"), [("550 5.1.1 no such mailbox", "拒收发给 me@edu.example 的邮件"), (NOT_NOW, "没有收下试邮件")]
)
def test_what_the_server_answers_is_told(served: Path, smtp_sink: Sink, answer: str, told: str) -> None:
    smtp_sink.refuse("me@edu.example", answer)

    result = give(served, "me@edu.example")

    assert (result.exit_code, len(result.stderr.splitlines())) == (3, 1)
    assert told in result.stderr
    assert answer[:3] in result.stderr


def test_nobody_listening_is_told(make_county: MakeCounty) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]

    result = give(make_county(("127.0.0.1", port)), "me@edu.example")

    assert (result.exit_code, len(result.stderr.splitlines())) == (3, 1)
    assert f"连不上 127.0.0.1:{port}" in result.stderr


def untouched(_county: Path) -> None:
    """Nothing is wrong with the folder."""


@pytest.mark.parametrize(
    ("spoil", "words", "code", "told"),
    [
        (untouched, ("me",), 2, "me 不是邮箱地址"),
        (untouched, ("a@b.example, c@d.example",), 2, "不是邮箱地址"),
        (untouched, (), 2, "ADDRESS"),
        (log_in, ("me@edu.example",), 2, "SECRET"),
        (lambda county: (county / "county.yaml").unlink(), ("me@edu.example",), 2, "county.yaml:1:1"),
    ],
)
def test_what_cannot_be_tried_is_refused(
    county: Path, spoil: Callable[[Path], object], words: tuple[str, ...], code: int, told: str
) -> None:
    spoil(county)

    result = give(county, *words)

    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr


ACCOUNT = MailAccount(
    host="smtp.edu.example", port=465, security="ssl", sender="d@edu.example", sender_name="d", timeout=timedelta(seconds=5)
)  # fmt: skip


@pytest.mark.parametrize(
    ("cause", "code", "told"),
    [
        (ssl.SSLCertVerificationError("self-signed certificate"), 0, "check mail.security and mail.port"),
        (socket.gaierror(-2, "Name or service not known"), 0, "There is no mail server smtp.edu.example"),
        (TimeoutError("timed out"), 0, "cannot be reached (timed out)"),
        (smtplib.SMTPAuthenticationError(535, b"no"), 535, "refuses the login"),
        (smtplib.SMTPServerDisconnected("gone"), 0, "cannot be reached"),
        (ValueError("odd answer"), 0, "did not take the test mail"),
    ],
)
def test_each_cause_names_what_to_look_at(cause: Exception, code: int, told: str) -> None:
    fault = DeliveryError(str(cause.args[-1]), code=code)
    fault.__cause__ = cause

    found = _told(fault, ACCOUNT, "me@edu.example")

    assert told in found.en
    assert "smtp.edu.example" in found.zh
