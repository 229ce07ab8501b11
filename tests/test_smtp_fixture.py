"""The mail sink keeps its word: it takes, refuses, defers and breaks off like a real server."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from threading import Thread

import pytest

from tests.smtp import NOT_NOW, PASSWORD, USER, Sink

SENDER = "duban@example.test"
LI, WANG = "li@example.test", "wang@example.test"


@pytest.fixture
def client(smtp_sink: Sink) -> Iterator[smtplib.SMTP]:
    """Yield a connected client."""
    connection = smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=5)
    yield connection
    connection.close()


def _mail(subject: str = "催办") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, LI, subject
    message.set_content("请于今日办结。")
    return message


def test_a_mail_arrives_with_its_envelope_and_its_bytes(smtp_sink: Sink, client: smtplib.SMTP) -> None:
    content = _mail().as_bytes().replace(b"\n", b"\r\n")

    client.sendmail(SENDER, [LI, WANG], content)
    (received,) = smtp_sink.wait_for(1)

    assert (received.sender, received.recipients) == (SENDER, (LI, WANG))
    assert received.content == content
    assert received.message["Subject"] == "催办"


def test_waiting_ends_when_the_mail_comes_from_another_thread(smtp_sink: Sink, client: smtplib.SMTP) -> None:
    sending = Thread(target=lambda: [client.send_message(_mail(subject)) for subject in "甲乙"])
    sending.start()

    subjects = [received.message["Subject"] for received in smtp_sink.wait_for(2)]
    sending.join()

    assert subjects == ["甲", "乙"]


def test_waiting_in_vain_raises(smtp_sink: Sink) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 mails"):
        smtp_sink.wait_for(1, timeout=0.01)


def test_an_address_is_refused_for_good(smtp_sink: Sink, client: smtplib.SMTP) -> None:
    smtp_sink.refuse(LI)

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        client.sendmail(SENDER, [LI], b"x")

    assert refusal.value.recipients[LI][0] == 550
    assert smtp_sink.received == ()


def test_one_refused_address_does_not_stop_the_others(smtp_sink: Sink, client: smtplib.SMTP) -> None:
    smtp_sink.refuse(LI)

    refused = client.sendmail(SENDER, [LI, WANG], b"x")

    assert list(refused) == [LI]
    assert smtp_sink.wait_for(1)[0].recipients == (WANG,)


def test_an_address_is_put_off_and_taken_later(smtp_sink: Sink, client: smtplib.SMTP) -> None:
    smtp_sink.refuse(LI, NOT_NOW)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        client.sendmail(SENDER, [LI], b"x")
    smtp_sink.accept(LI)

    client.sendmail(SENDER, [LI], b"x")

    assert refusal.value.recipients[LI][0] == 451
    assert len(smtp_sink.wait_for(1)) == 1


@pytest.mark.parametrize(("taken", "count"), [(True, 1), (False, 0)])
def test_the_connection_breaks_after_the_data(smtp_sink: Sink, client: smtplib.SMTP, taken: bool, count: int) -> None:
    """The sender cannot tell a mail that was taken from one that was lost; the next one passes."""
    smtp_sink.drop_after_data(taken=taken)

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        client.sendmail(SENDER, [LI], b"x")
    after = len(smtp_sink.received)
    with smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=5) as again:
        again.sendmail(SENDER, [LI], b"x")

    assert after == count
    assert len(smtp_sink.received) == count + 1


def test_the_one_account_may_log_in(smtp_sink: Sink, client: smtplib.SMTP) -> None:
    client.login(USER, PASSWORD)

    assert smtp_sink.logins == 1


def test_a_wrong_password_is_refused(smtp_sink: Sink, client: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError):
        client.login(USER, "guess")

    assert smtp_sink.logins == 0
