"""The mail server's side of a conversation: what arrives, how often, and what its answers mean."""

import socket
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
import yagmail

from notifications.transport import Account, DeliveryError, Transport
from tests.smtp import NOT_NOW, PASSWORD, USER, Sink

MAIL = b"Message-ID: <1.abc@county.example>\r\nSubject: =?utf-8?b?5LiA?=\r\n\r\n.dot\r\n\r\n<b>one</b>\r\nend\r\n"


def account(sink: Sink, **changes: object) -> Account:
    values: dict[str, object] = {
        "host": sink.host,
        "port": sink.port,
        "sender": "duban@county.example",
        "security": "none",
        "timeout": timedelta(seconds=3),
    }
    return Account(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def transport(smtp_sink: Sink) -> Iterator[Transport]:
    transport = Transport(account(smtp_sink))
    yield transport
    transport.close()


def answer(script: dict[str, str | None]) -> Iterator[int]:
    """A server that says what `script` has for a command; None = hangs up without a word. Yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=_converse, args=(listener, script), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


def _converse(listener: socket.socket, script: dict[str, str | None]) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rwb") as stream:
        _say(stream, script.get("HELLO", "220 here"))
        in_data = False
        for line in stream:
            word = "." if in_data and line == b".\r\n" else line[:4].decode("ascii", "replace").strip().upper()
            if in_data and word != ".":
                continue
            said = script.get(word, {"DATA": "354 go on", "EHLO": "250 here"}.get(word, "250 fine"))
            if said is None:
                return
            in_data = said.startswith("354")
            _say(stream, said)


def _say(stream, text: str | None) -> None:  # type: ignore[no-untyped-def]
    stream.write(f"{text}\r\n".encode())
    stream.flush()


def talk(script: dict[str, str | None]) -> DeliveryError | None:
    """Send one mail to such a server; the error, if there is one."""
    server = answer(script)
    transport = Transport(
        Account(
            host="127.0.0.1", port=next(server), sender="a@b.example", security="none", timeout=timedelta(seconds=2)
        )
    )
    try:
        transport.send("a@county.example", MAIL)
    except DeliveryError as fault:
        return fault
    finally:
        transport.close()
        next(server, None)
    return None


# --- what arrives ------------------------------------------------------------------------------------------------------------


def test_the_bytes_arrive_as_they_are_under_their_own_message_id(transport: Transport, smtp_sink: Sink) -> None:
    transport.send("a@county.example", MAIL)

    (mail,) = smtp_sink.wait_for(1)
    assert mail.content == MAIL
    assert mail.recipients == ("a@county.example",)
    assert mail.sender == "duban@county.example"


def test_a_second_try_sends_identical_bytes(transport: Transport, smtp_sink: Sink) -> None:
    smtp_sink.drop_after_data(taken=True)
    with pytest.raises(DeliveryError):
        transport.send("a@county.example", MAIL)

    transport.send("a@county.example", MAIL)

    first, second = smtp_sink.wait_for(2)
    assert first.content == second.content == MAIL


def test_one_connection_and_one_login_serve_many_mails(smtp_sink: Sink) -> None:
    transport = Transport(account(smtp_sink, user=USER, password=PASSWORD))

    for _ in range(5):
        transport.send("a@county.example", MAIL)

    assert len(smtp_sink.wait_for(5)) == 5
    assert smtp_sink.logins == 1
    transport.close()


def test_a_connection_the_server_has_left_is_made_anew(smtp_sink: Sink) -> None:
    transport = Transport(account(smtp_sink, user=USER, password=PASSWORD))
    transport.send("a@county.example", MAIL)
    smtp_sink.drop_after_data(taken=False)
    with pytest.raises(DeliveryError):
        transport.send("a@county.example", MAIL)

    transport.send("a@county.example", MAIL)

    assert smtp_sink.logins == 2
    transport.close()


def test_content_that_looks_like_a_path_attaches_no_file(transport: Transport, smtp_sink: Sink, tmp_path: Path) -> None:
    """yagmail's own `send` attaches a file whose path is given as content."""
    secret = tmp_path / "secret.txt"
    secret.write_text("do not send me")

    transport.send("a@county.example", str(secret).encode())

    (mail,) = smtp_sink.wait_for(1)
    assert b"do not send me" not in mail.content
    assert str(secret).encode() in mail.content


def test_yagmail_alone_would_have_attached_it(smtp_sink: Sink, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not send me")
    naive = yagmail.SMTP(
        user="duban@county.example",
        host=smtp_sink.host,
        port=smtp_sink.port,
        smtp_ssl=False,
        smtp_starttls=False,
        smtp_skip_login=True,
    )

    naive.send("a@county.example", "subject", str(secret))

    assert b64encode(b"do not send me") in smtp_sink.wait_for(1)[0].content
    naive.close()


# --- one attempt -------------------------------------------------------------------------------------------------------------


def test_a_lost_connection_is_tried_exactly_once(transport: Transport, smtp_sink: Sink) -> None:
    """yagmail's own `send` would deliver up to three copies and return False without a word."""
    for _ in range(3):
        smtp_sink.drop_after_data(taken=True)

    with pytest.raises(DeliveryError) as fault:
        transport.send("a@county.example", MAIL)

    assert len(smtp_sink.received) == 1
    assert not fault.value.permanent


def test_lost_after_the_whole_mail_is_unknown_and_lost_before_is_not() -> None:
    after, before = talk({".": None}), talk({"DATA": None})

    assert after
    assert before
    assert (after.is_unknown, after.permanent) == (True, False)
    assert (before.is_unknown, before.permanent) == (False, False)


# --- what answers mean -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "code", "permanent"),
    [
        ({"RCPT": "550 5.1.1 no such mailbox"}, 550, True),
        ({"RCPT": "451 4.3.0 later"}, 451, False),
        ({"RCPT": "552 5.2.2 mailbox full"}, 552, False),
        ({"RCPT": "530 5.7.0 authentication required"}, 530, False),
        ({"RCPT": "421 closing"}, 421, False),
        # A refused sender or login concerns every mail: nobody becomes undeliverable over it.
        ({"MAIL": "553 5.7.1 sender not allowed"}, 553, False),
        ({"MAIL": "421 too busy"}, 421, False),
        ({"HELLO": "554 go away"}, 554, False),
        ({"DATA": "554 5.5.1 no valid recipients"}, 554, True),
        ({".": "554 5.6.0 content refused"}, 554, True),
        ({".": "452 4.3.1 disk full"}, 452, False),
        ({".": "nonsense"}, 0, False),
    ],
)  # fmt: skip
def test_every_answer_has_one_meaning(script: dict[str, str | None], code: int, permanent: bool) -> None:
    fault = talk(script)

    assert fault
    assert (fault.code, fault.permanent) == (code, permanent)


def test_any_2xx_after_the_mail_means_taken() -> None:
    assert talk({".": "251 forwarded"}) is None


def test_a_wrong_password_is_the_accounts_fault_and_never_the_mails(smtp_sink: Sink) -> None:
    transport = Transport(account(smtp_sink, user=USER, password="wrong"))

    with pytest.raises(DeliveryError) as fault:
        transport.send("a@county.example", MAIL)

    assert (fault.value.code, fault.value.permanent) == (535, False)


def test_a_refused_address_leaves_the_connection_in_use(transport: Transport, smtp_sink: Sink) -> None:
    smtp_sink.refuse("gone@county.example")
    smtp_sink.refuse("later@county.example", NOT_NOW)

    for address, permanent in (("gone@county.example", True), ("later@county.example", False)):
        with pytest.raises(DeliveryError) as fault:
            transport.send(address, MAIL)
        assert fault.value.permanent is permanent
    transport.send("a@county.example", MAIL)

    assert [mail.recipients for mail in smtp_sink.wait_for(1)] == [("a@county.example",)]


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b\r\nRCPT TO:<c@d>", "张@县.example", "a b@c.example", "<a@b.example>", "@b.example"]
)
def test_what_is_no_address_is_refused_without_a_word_to_the_server(
    transport: Transport, smtp_sink: Sink, address: str
) -> None:
    with pytest.raises(DeliveryError) as fault:
        transport.send(address, MAIL)

    assert fault.value.permanent
    assert smtp_sink.received == ()


def test_a_server_that_is_away_or_silent_is_an_error_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        silent = Account(
            host="127.0.0.1", port=port, sender="a@b.example", security="none", timeout=timedelta(seconds=0.2)
        )
        with pytest.raises(DeliveryError, match="timed out"):
            Transport(silent).send("a@county.example", MAIL)

    with pytest.raises(DeliveryError, match="refused"):
        Transport(silent).check()


# --- the account -------------------------------------------------------------------------------------------------------------


def test_nobody_is_asked_for_a_password(monkeypatch: pytest.MonkeyPatch, smtp_sink: Sink) -> None:
    monkeypatch.setattr("getpass.getpass", lambda *_: pytest.fail("asked for a password"))

    with pytest.raises(ValueError, match="no password"):
        account(smtp_sink, user=USER)


def test_a_login_without_an_at_sign_stays_as_it_is(smtp_sink: Sink) -> None:
    """yagmail would make a Gmail address of it."""
    transport = Transport(account(smtp_sink, user="duban", password="secret"))

    assert transport._server.user == "duban"


def test_a_password_shows_in_no_text(smtp_sink: Sink) -> None:
    assert PASSWORD not in repr(account(smtp_sink, user=USER, password=PASSWORD))
