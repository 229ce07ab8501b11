"""The real service killed with SIGKILL in the middle of its work, and started again (promise 3)."""

import asyncio
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from engine.store import outbox
from engine.store.database import Database
from engine.store.verification import verify
from tests.service.conftest import MakeCounty, _journal_as_before, make_county
from tests.service.process import serving
from tests.service.test_serve import hand_over, here
from tests.smtp import Received, Sink

__all__ = ["_journal_as_before", "make_county"]

PATIENCE = 60.0
HANDLERS = ("basic_clerk_b", "office_clerk", "deputy_teaching")


class Silence:
    """From the `count`-th mail on a mail server takes what it is given and does not answer, until `is_over`."""

    def __init__(self, sink: Sink, count: int) -> None:
        self.is_over = False
        self._sink = sink
        self._count = count
        self._take = sink.handle_DATA

    async def handle_data(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self._take(server, session, envelope)
        if not self.is_over and len(self._sink.received) >= self._count:
            await asyncio.Event().wait()  # ends with the connection
        return answer


def offer_to_everybody(county: Path) -> None:
    """One urgent matter, offered to one handler after the other: each hears of it at once."""
    number = hand_over(county)
    for handler in HANDLERS:
        here("act", number, "offer", "-f", f"handler={handler}", "--county", str(county), "--as", "front_desk")


def let_leases_end(county: Path) -> None:
    """As if the time of a lease had passed."""
    with closing(sqlite3.connect(county / "duban.db", timeout=30)) as database, database:
        database.execute("UPDATE mail SET next_try_at = '2000-01-01 00:00:00.000000' WHERE state = 'sending'")


def message_id(mail: Received) -> str:
    return str(mail.message["Message-ID"])


def test_killed_with_a_mail_under_way_it_sends_that_one_again_and_all_others_once(
    make_county: MakeCounty, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it was down, an urgent matter was offered to four people. It dies when the mail server has the second mail and
    has not answered. Started again it sends the rest, and after its lease the mail that was under way: that one is twice at
    the server, with the same bytes; all others come once.
    """
    county = make_county((smtp_sink.host, smtp_sink.port))
    silence = Silence(smtp_sink, count=2)
    monkeypatch.setattr(smtp_sink, "handle_DATA", silence.handle_data)
    offer_to_everybody(county)

    with serving(county) as service:
        under_way = smtp_sink.wait_for(2, PATIENCE)[1]
        assert service.end(signal.SIGKILL) == -signal.SIGKILL
    silence.is_over = True
    let_leases_end(county)
    with closing(Database.open(f"sqlite:///{county / 'duban.db'}")) as database:
        with serving(county) as service:
            mails = number_of_mails(database)
            smtp_sink.wait_for(mails + 1, PATIENCE)
            assert service.end() == 0

        times = Counter(message_id(mail) for mail in smtp_sink.received)
        assert mails >= 4
        assert times == Counter(dict.fromkeys(times, 1)) + Counter({message_id(under_way): 1})
        assert len({mail.content for mail in smtp_sink.received}) == len(times) == mails
        with database.read() as tx:
            assert "sending" not in outbox.counts(tx)
            assert verify(tx) == []


def number_of_mails(database: Database) -> int:
    """All that were or will be sent."""
    with database.read() as tx:
        return sum(count for state, count in outbox.counts(tx).items() if state != "superseded")
