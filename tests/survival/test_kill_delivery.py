"""Killed in the middle of a delivery: at least once, and a copy is a copy (promise 3)."""

from contextlib import closing
from datetime import timedelta

import pytest

from engine.run.sweep import sweep
from engine.store import outbox
from engine.store.database import Database
from notifications.transport import Account, Transport
from tests.smtp import Sink
from tests.survival.conftest import Copy
from tests.survival.mortal import KILLED, Mortal
from tests.survival.seeded import BACK, MORNING, cell_on, deliver

#: Each mail takes two writing transactions: it is claimed, then sent, then recorded.
CLAIM, RECORD = 1, 2


def post(url: str) -> int:
    """Queue the morning's mails; how many."""
    with closing(Database.open(url)) as database:
        return sweep(cell_on(database), MORNING).mails


def come_back(url: str, sink: Sink) -> dict[str, int]:
    """Deliver what is left once the lease of the dead is over; how many mails are in each state then."""
    account = Account(host=sink.host, port=sink.port, sender="duban@county.example", security="none")
    with closing(Transport(account)) as transport, closing(Database.open(url)) as database:
        deliver(database, transport, BACK)
        with database.read() as tx:
            return outbox.counts(tx)


@pytest.mark.parametrize(
    ("moment", "commit", "before", "copies"),
    [
        ("before", CLAIM, 0, 0),
        ("after", CLAIM, 0, 0),
        ("before", RECORD, 1, 1),  # the server has it, nobody wrote that down
        ("after", RECORD, 1, 0),
    ],
)
def test_a_mail_taken_but_not_recorded_comes_again_with_the_same_bytes(
    mortal: Mortal, copy: Copy, smtp_sink: Sink, moment: str, commit: int, before: int, copies: int
) -> None:
    """Killed at each commit of one delivery to a real mail server; afterwards everybody has his mail."""
    with copy() as url:
        mails = post(url)

        code = mortal.work(url, MORNING, smtp_sink.port, commit=commit, moment=moment, sweeps=False)
        assert code == KILLED
        assert len(smtp_sink.received) == before
        states = come_back(url, smtp_sink)

    received = smtp_sink.received
    assert len(received) == mails + copies
    contents = {str(mail.message["Message-ID"]): mail.content for mail in received}
    assert len(contents) == mails
    assert {mail.content for mail in received} == set(contents.values())
    assert states.keys() == {"sent", "superseded"}


@pytest.mark.parametrize("copy", ["sqlite"], indirect=True)
def test_nobody_else_sends_a_mail_before_the_lease_of_the_dead_is_over(
    mortal: Mortal, copy: Copy, smtp_sink: Sink
) -> None:
    """Whether the killed process had sent it, nobody knows: the others' mails leave, this one waits for its lease."""
    with copy() as url:
        mails = post(url)
        mortal.work(url, MORNING, smtp_sink.port, commit=CLAIM, moment="after", sweeps=False)

        mortal.work(url, MORNING + timedelta(minutes=1), smtp_sink.port, sweeps=False)
        early = len(smtp_sink.received)
        come_back(url, smtp_sink)

    assert (early, len(smtp_sink.received)) == (mails - 1, mails)
