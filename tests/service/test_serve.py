"""The service as it really runs: commands are noticed at once, mails arrive, it ends cleanly and sends nothing twice."""

import json
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from engine.run.doorbell import Doorbell
from service.main import app
from tests.service.conftest import MakeCounty
from tests.service.process import DUBAN, serving
from tests.smtp import Received, Sink

HANDLER = "basic-clerk-a@edu.example"


URGENT = ("-f", "visitor=某家长", "-f", "channel=visit", "-f", "request=校门口堵车", "-f", "urgent=yes")
Give = Callable[..., str]


def elsewhere(*words: str) -> str:
    """Give a command in a process of its own."""
    result = subprocess.run([DUBAN, *words], capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    return result.stdout


def here(*words: str) -> str:
    """Give a command in this process, which is quicker: for the service it is another one all the same."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.stderr
    return result.stdout


def hand_over(county: Path, give: Give = here) -> str:
    """Open an urgent matter and offer it to a handler, who hears of it at once whatever the hour; its number."""
    where = ("--county", str(county), "--as", "front_desk")
    number = str(json.loads(give("open", "first_contact", *URGENT, "--json", *where))["number"])
    give("act", number, "offer", "-f", "handler=basic_clerk_a", *where)
    return number


def mail_about(sink: Sink, number: str, *, to: str = HANDLER) -> Received:
    """The first mail to somebody about a matter, as soon as it is there."""
    for n in count(1):
        mail = sink.wait_for(n, timeout=60)[n - 1]
        if to in mail.recipients and number in mail.message.as_string() + text_of(mail):
            return mail
    raise AssertionError


def text_of(mail: Received) -> str:
    body = mail.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def message_ids(sink: Sink) -> list[str]:
    return [str(mail.message["Message-ID"]) for mail in sink.received]


def test_a_command_given_elsewhere_is_noticed_and_its_mail_arrives(make_county: MakeCounty, smtp_sink: Sink) -> None:
    county = make_county((smtp_sink.host, smtp_sink.port))

    with serving(county) as service:
        number = hand_over(county, elsewhere)
        mail = mail_about(smtp_sink, number)
        code = service.end()

    assert mail.recipients == (HANDLER,)
    assert code == 0
    assert service.lines == ["ready"]
    assert [line["event"] for line in service.events][-2:] == ["ending", "ended"]
    assert "某家长" not in json.dumps(service.events, ensure_ascii=False)
    shown = json.loads(here("show", number, "--json", "--county", str(county)))
    (offered,) = [line for line in shown["notices"] if line["kind"] == "offered"]
    assert offered["became"] == "sent"


def test_a_restart_sends_nothing_twice(make_county: MakeCounty, smtp_sink: Sink) -> None:
    county = make_county((smtp_sink.host, smtp_sink.port))
    with serving(county) as service:
        mail_about(smtp_sink, hand_over(county))
        assert service.end() == 0

    with serving(county) as service:
        mail_about(smtp_sink, hand_over(county))  # by now everything older has had its turn
        assert service.end(signal.SIGINT) == 0

    assert len(set(message_ids(smtp_sink))) == len(message_ids(smtp_sink))


def test_what_happened_while_it_was_down_is_sent_when_it_is_back(make_county: MakeCounty, smtp_sink: Sink) -> None:
    county = make_county((smtp_sink.host, smtp_sink.port))
    number = hand_over(county)

    with serving(county) as service:
        mail_about(smtp_sink, number)
        assert service.end() == 0


def test_with_the_mail_server_away_matters_go_on_and_mails_wait(make_county: MakeCounty) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    county = make_county(("127.0.0.1", port))

    with serving(county) as service:
        number = hand_over(county)
        service.wait_for("mail_failed")
        here("act", number, "accept", "--as", "basic_clerk_a", "--county", str(county))
        with server_on(port) as sink:
            try_again_now(county)
            mail_about(sink, number)
        assert service.end() == 0

    assert "Traceback" not in json.dumps(service.events)


@contextmanager
def server_on(port: int) -> Iterator[Sink]:
    sink = Sink()
    server = Controller(sink, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    server.start()
    try:
        yield sink
    finally:
        server.stop()


def try_again_now(county: Path) -> None:
    """Let the wait for the next try be over, and ring."""
    with closing(sqlite3.connect(county / "duban.db", timeout=30)) as database, database:
        database.execute("UPDATE mail SET next_try_at = '2000-01-01 00:00:00.000000' WHERE state = 'deferred'")
    Doorbell.of(f"sqlite:///{county / 'duban.db'}").ring()


def test_a_second_service_on_the_same_file_does_not_start(make_county: MakeCounty, smtp_sink: Sink) -> None:
    county = make_county((smtp_sink.host, smtp_sink.port))

    with serving(county) as service:
        second = CliRunner().invoke(app, ["serve", "--county", str(county)])
        assert service.end() == 0

    assert (second.exit_code, second.stdout) == (3, "")
    assert second.stderr.splitlines()[-1] == "duban.db 已有一个 duban serve 在运行。"


def test_a_killed_service_leaves_nothing_in_the_way(make_county: MakeCounty, smtp_sink: Sink) -> None:
    county = make_county((smtp_sink.host, smtp_sink.port))
    with serving(county) as service:
        service.end(signal.SIGKILL)

    with serving(county) as service:
        mail_about(smtp_sink, hand_over(county))
        assert service.end() == 0


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda county: (county / "county.yaml").unlink(), 2),
        (lambda county: (county / "duban.db").write_bytes(b"this is no database" * 1000), 3),
        (lambda county: (county / "duban.db").mkdir(), 3),
    ],
)
def test_what_keeps_it_from_starting_is_told(county: Path, spoil: Callable[[Path], object], code: int) -> None:
    spoil(county)

    result = CliRunner().invoke(app, ["serve", "--county", str(county)])

    assert (result.exit_code, result.stdout) == (code, "")
    assert len(result.stderr.splitlines()) == 1
