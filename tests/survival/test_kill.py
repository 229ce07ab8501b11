"""Killed anywhere in a batch, the county is in the end as if nothing had happened (promise 3, language.md rule 14)."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from engine.run.sweep import sweep
from engine.store.database import Database
from engine.store.tables.mail import mail, notice
from tests.survival.conftest import Copy
from tests.survival.mortal import KILLED, Mortal
from tests.survival.seeded import (
    BACK,
    MORNING,
    NEXT_MORNING,
    FileServer,
    Picture,
    bodies,
    cell_on,
    deliver,
    difference,
    faults,
    picture,
)

pytestmark = pytest.mark.usefixtures("small_chunks")

Bodies = Counter[tuple[str, str]]

UNDER_FIRE = 2  #: mails whose delivery is killed too; each takes two commits, the claim and the record
LAST_CLAIM = 1  #: the one that finds nothing left


@pytest.mark.parametrize(("moment", "copies"), [("before", 1), ("after", 0)])
def test_killed_at_any_commit_of_a_batch_it_ends_as_if_undisturbed(
    mortal: Mortal, copy: Copy, tmp_path: Path, moment: str, copies: int
) -> None:
    """Killed before or after each commit of a sweep and its delivery, and started again for the same batch.

    The same notices, mails, matters, dates, points and numbers as of an undisturbed run, each once; the chain holds. Of the
    mails (two are delivered under fire) one comes a second time in exactly one trial, the one killed between sending and
    recording it, with the same Message-ID and the same bytes.
    """
    expected, mails, commits = _undisturbed(mortal, copy, tmp_path)
    second_time = 0

    for commit in range(1, commits + 2 * UNDER_FIRE + 1):
        server = FileServer(tmp_path / f"{commit}.jsonl")
        with copy() as url:
            assert mortal.work(url, MORNING, str(server.path), commit=commit, moment=moment) == KILLED
            with closing(Database.open(url)) as database:
                _wait_for_the_dead(database)
                sweep(cell_on(database), BACK)
                deliver(database, server, BACK)

                assert difference(picture(database), expected) == {}, f"killed {moment} commit {commit}"
                assert faults(database) == []
        assert bodies(server.taken()) == mails
        second_time += len(server.taken()) - mails.total()

    assert second_time == copies * UNDER_FIRE


def _undisturbed(mortal: Mortal, copy: Copy, tmp_path: Path) -> tuple[Picture, Bodies, int]:
    """What came of it, the mails, and how many commits the sweep took."""
    server = FileServer(tmp_path / "undisturbed.jsonl")
    with copy() as url:
        commits = mortal.work(url, MORNING, str(server.path)) - 2 * len(server.taken()) - LAST_CLAIM
        with closing(Database.open(url)) as database:
            made = picture(database)
            assert faults(database) == []
    mails = bodies(server.taken())
    # The morning is worth the trouble: several chunks, several mails, everyone's own.
    assert commits > 8
    assert mails.total() > UNDER_FIRE
    assert set(Counter(address for address, _ in mails.elements()).values()) == {1}
    assert {"score", "number_series", "notice", "in a mail"} <= {row[0] for row in made}
    return made, mails, commits


def _wait_for_the_dead(database: Database) -> None:
    """A server notices after a moment that a client was killed; only then are its locks gone."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    while database.is_postgresql:
        with database.read() as tx:
            if tx.execute(others).scalar_one() == 0:
                return


@pytest.mark.parametrize("copy", ["sqlite"], indirect=True)
def test_killed_in_a_batch_and_back_after_the_next_one_nothing_is_lost_or_twice(
    mortal: Mortal, copy: Copy, tmp_path: Path
) -> None:
    """Promise 1 to 3: what the killed batch had said already reaches everybody in one mail with what the next one says."""
    *_, commits = _undisturbed(mortal, copy, tmp_path)

    for commit in range(1, commits + 2 * UNDER_FIRE + 1):
        server = FileServer(tmp_path / f"{commit}.jsonl")
        with copy() as url:
            assert mortal.work(url, MORNING, str(server.path), commit=commit, moment="after") == KILLED
            with closing(Database.open(url)) as database:
                _wait_for_the_dead(database)
                taken = len(server.taken())
                sweep(cell_on(database), NEXT_MORNING)
                deliver(database, server, NEXT_MORNING)

                assert _lines_out_of_every_mail(database) == []
                assert faults(database) == []
        later = Counter(address for address, _ in server.taken()[taken:])
        # The mail that was claimed when the process died leaves beside the day's own.
        assert sorted(later.values())[:-1] == [1] * (len(later) - 1), f"killed after commit {commit}"
        assert max(later.values()) <= 2
        assert bodies(server.taken()).total() == len(server.taken())


def _lines_out_of_every_mail(database: Database) -> list[object]:
    """Lines that were said and are neither in a mail that was sent nor superseded with a reason."""
    with database.read() as tx:
        lines = select(notice.c.matter, notice.c.kind, notice.c.person).outerjoin(mail, notice.c.mail_id == mail.c.id)
        unsent = (mail.c.state.is_(None) | (mail.c.state != "sent")) & notice.c.superseded_reason.is_(None)
        return list(tx.execute(lines.where(unsent)).all())
