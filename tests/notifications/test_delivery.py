"""From the outbox to a real mail server and back: what becomes of a mail, whatever the server does."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from engine.store import outbox
from engine.store.database import Database
from engine.store.outbox import Mail, NewMail
from notifications.delivery import LEASE, deliver_one, lease_for
from notifications.retry import WAITS, wait_after
from notifications.transport import Account, DeliveryError, Transport
from tests.smtp import NOT_NOW, Sink

NOW = datetime(2026, 11, 9, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(sqlite_copy: str) -> Iterator[Database]:
    with closing(Database.open(sqlite_copy)) as opened:
        yield opened


@pytest.fixture
def transport(smtp_sink: Sink) -> Iterator[Transport]:
    transport = Transport(
        Account(
            host=smtp_sink.host,
            port=smtp_sink.port,
            sender="duban@county.example",
            security="none",
            timeout=timedelta(seconds=3),
        )
    )
    yield transport
    transport.close()


def queue(database: Database, address: str = "a@county.example") -> int:
    mail = NewMail(
        person=address.partition("@")[0],
        address=address,
        subject="s",
        at=NOW,
        message_id=f"<{address}>",
        content=f"Message-ID: <{address}>\r\n\r\nbody\r\n".encode(),
    )
    with database.write() as tx:
        return outbox.queue(tx, [mail])[0]


def stored(database: Database, mail_id: int) -> Mail:
    with database.read() as tx:
        mail = outbox.get(tx, mail_id)
    assert mail
    return mail


def deliver(database: Database, transport: Transport, at: datetime = NOW) -> bool:
    return deliver_one(database, transport, lambda: at, "worker")


def test_nothing_due_is_no_work(database: Database, transport: Transport) -> None:
    assert deliver(database, transport) is False


def test_a_due_mail_is_sent_and_recorded(database: Database, transport: Transport, smtp_sink: Sink) -> None:
    mail_id = queue(database)

    assert deliver(database, transport) is True

    mail = stored(database, mail_id)
    assert (mail.state, mail.sent_at, mail.attempts) == ("sent", NOW, 1)
    assert [each.content for each in smtp_sink.received] == [mail.content]
    assert deliver(database, transport) is False


def test_one_call_sends_one_mail(database: Database, transport: Transport, smtp_sink: Sink) -> None:
    queue(database, "a@county.example")
    queue(database, "b@county.example")

    deliver(database, transport)

    assert len(smtp_sink.received) == 1


def test_the_matters_that_were_reached_are_told_in_the_same_transaction(
    database: Database, transport: Transport
) -> None:
    mail_id = queue(database)
    told: list[tuple[tuple[str, ...], datetime]] = []

    deliver_one(database, transport, lambda: NOW, "worker", reached=lambda _, matters, now: told.append((matters, now)))

    assert told == [((), NOW)]
    assert stored(database, mail_id).state == "sent"


def test_an_address_refused_for_good_is_undeliverable(
    database: Database, transport: Transport, smtp_sink: Sink
) -> None:
    smtp_sink.refuse("gone@county.example")
    mail_id = queue(database, "gone@county.example")

    deliver(database, transport)

    mail = stored(database, mail_id)
    assert mail.state == "undeliverable"
    assert mail.last_error == "550 5.1.1 no such mailbox"
    assert deliver(database, transport, NOW + timedelta(days=9)) is False


def test_a_mail_refused_for_now_waits_longer_each_time_and_leaves_in_the_end(
    database: Database, transport: Transport, smtp_sink: Sink
) -> None:
    smtp_sink.refuse("later@county.example", NOT_NOW)
    mail_id, at = queue(database, "later@county.example"), NOW

    for wait in WAITS[:3]:
        assert deliver(database, transport, at)
        mail = stored(database, mail_id)
        assert (mail.state, mail.next_try_at) == ("deferred", at + wait)
        assert deliver(database, transport, at + wait - timedelta(seconds=1)) is False
        at += wait
    smtp_sink.accept("later@county.example")
    deliver(database, transport, at)

    assert (stored(database, mail_id).state, stored(database, mail_id).attempts) == ("sent", 4)


def test_while_the_server_is_away_mails_wait_and_none_is_given_up(database: Database) -> None:
    away = Transport(Account(host="127.0.0.1", port=9, sender="d@county.example", security="none"))
    mail_id, at = queue(database), NOW

    for _ in range(50):
        assert deliver(database, away, at)
        at += WAITS[-1]

    assert stored(database, mail_id).state == "deferred"


def test_an_unknown_outcome_sends_the_same_bytes_again(
    database: Database, transport: Transport, smtp_sink: Sink
) -> None:
    smtp_sink.drop_after_data(taken=True)
    mail_id = queue(database)

    deliver(database, transport)
    deliver(database, transport, NOW + WAITS[0])

    first, second = smtp_sink.wait_for(2)
    assert first.content == second.content
    assert stored(database, mail_id).state == "sent"


class Broken:
    """A transport in whose hands the process dies."""

    def send(self, address: str, content: bytes) -> None:
        raise KeyboardInterrupt


def test_a_mail_whose_worker_died_is_sent_after_its_lease(
    database: Database, transport: Transport, smtp_sink: Sink
) -> None:
    queue(database)
    with pytest.raises(KeyboardInterrupt):
        deliver_one(database, Broken(), lambda: NOW, "dead")

    assert deliver(database, transport, NOW + LEASE - MINUTE) is False
    assert deliver(database, transport, NOW + LEASE) is True
    assert len(smtp_sink.received) == 1


class Slow:
    """A transport during which another worker takes the mail over."""

    def __init__(self, database: Database, fault: DeliveryError | None) -> None:
        self.database = database
        self.fault = fault

    def send(self, address: str, content: bytes) -> None:
        with self.database.write() as tx:
            assert outbox.claim(tx, NOW + LEASE, worker="other", lease=LEASE)
        if self.fault:
            raise self.fault


def test_no_transaction_is_open_while_a_mail_is_sent(database: Database) -> None:
    """`Slow` writes while it sends, which a second connection could not under an open transaction."""
    mail_id = queue(database)

    deliver_one(database, Slow(database, None), lambda: NOW, "worker")

    assert stored(database, mail_id).state == "sent"


def test_a_late_failure_does_not_touch_a_mail_that_another_worker_holds(database: Database) -> None:
    mail_id = queue(database)

    deliver_one(database, Slow(database, DeliveryError("slow", permanent=True)), lambda: NOW, "worker")

    assert (stored(database, mail_id).state, stored(database, mail_id).lease_by) == ("sending", "other")


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(0, 1), (1, 1), (2, 2), (3, 5), (4, 10), (5, 20), (6, 40), (7, 60), (8, 60), (10_000, 60)],
)
def test_waits_grow_to_an_hour(attempts: int, minutes: int) -> None:
    assert wait_after(attempts) == timedelta(minutes=minutes)


def test_the_lease_outlives_the_longest_dialogue() -> None:
    """Greeting, two EHLO, STARTTLS, login in three steps, NOOP, MAIL, RCPT, DATA, the mail, RSET: each just in time."""
    for seconds in (30, 300):
        assert timedelta(seconds=seconds) * 14 < lease_for(timedelta(seconds=seconds))
